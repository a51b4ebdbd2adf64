"""A chat at a glance, for platforms that keep a page beside it: its watches, its settings, how things are.

Asked for through the same admission as a command; what such a page looks like is its platform's own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.chat.admission import admit, refusal
from bot.chat.command import Call, Caller, Desk, Request
from bot.chat.saying import line, moment, say
from bot.chat.watching import marks, muted_terms
from bot.model.chat import Chat, ChatState, Role
from bot.model.message import Line, Message, Piece
from bot.model.watch import Watch
from bot.ports import StoreUnavailable


@dataclass(frozen=True, slots=True)
class Overview:
    """One chat as one person in it may see it.

    ``lines``: how things are, ``marks``: what is special about a watch, by its number; both in the chat's language.
    """

    chat: Chat
    role: Role
    watches: tuple[Watch, ...]
    lines: tuple[Line, ...]
    marks: Mapping[int, Line] = field(default_factory=dict)


ShowOverview = Callable[[Request], Awaitable[Overview | Message]]


async def overview(request: Request, desk: Desk) -> Overview | Message:
    """What the request's person may see of its chat; the words of refusal where that is nothing.

    The request's text and update make no difference, and nothing is recorded of it.
    """
    stated = request.language if request.language in desk.phrases.languages else desk.language
    call = Call("status", "", stated, request)
    try:
        caller = await admit(call, Role.READER, stated, desk)
        if caller.role < Role.READER:
            return refusal(call, caller, Role.READER, desk)
        return await _seen(Call("status", "", caller.chat.language, request), caller, desk)
    except StoreUnavailable:
        return say(stated, desk.phrases.line(stated, "trouble_here.store"), private=True)


async def _seen(call: Call, caller: Caller, desk: Desk) -> Overview:
    chat = caller.chat
    watches = tuple(await desk.chats.watches(chat.id))
    states = await desk.chats.sources(chat.id)
    condition = await desk.chats.condition()
    failing = sum(bool(state.health) and not state.paused for state in states)
    watched = line(call, desk, "status.watches", count=len(watches))
    read = line(call, desk, "status.feeds", count=sum(not state.paused for state in states))
    muted = await muted_terms(caller, desk)
    special = {each.id: await marks(call, desk, each, muted=each.term in muted) for each in watches}
    lines = [_state(call, caller, desk), line(call, desk, "status.here", watches=watched, feeds=read)]
    if failing:
        lines.append(line(call, desk, "home.failing", count=failing))
    if condition.last_poll is not None:
        place = Piece(desk.phrases.place(call.language, chat.time_zone))
        when = moment(call, caller, desk, condition.last_poll)
        lines.append(line(call, desk, "status.polled", time=when, place=place))
    return Overview(chat, caller.role, watches, tuple(lines), special)


def _state(call: Call, caller: Caller, desk: Desk) -> Line:
    chat, name = caller.chat, desk.called(call.language)
    if chat.state is not ChatState.PAUSED:
        return line(call, desk, "home.active", name=name)
    if chat.paused_until is None:
        return line(call, desk, "home.paused", name=name)
    return line(call, desk, "home.paused_until", name=name, time=moment(call, caller, desk, chat.paused_until))
