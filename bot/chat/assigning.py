"""Giving a feed of this chat to other chats. What is added to a chat otherwise stands in ``feed_adding``."""

from __future__ import annotations

from bot.chat.addressing import no_such_chat, their_chat, title_of
from bot.chat.admission import refusal
from bot.chat.command import Call, Caller, Desk
from bot.chat.feeds import named, no_such_feed
from bot.chat.paging import numbered
from bot.chat.quotas import allowed, room
from bot.chat.saying import example, line, pressed, say
from bot.model.chat import Chat, Role
from bot.model.message import Button, Line, Message
from bot.ports import SourceState
from bot.text.addresses import has_credentials

BACK = "back"
"""Stands in a button behind the chat that a feed was given to, to take it back."""

MOST = 10
"""How many chats are given a feed at once."""


async def assign(call: Call, caller: Caller, desk: Desk) -> Message:
    """Has chats that the caller administers read a feed that this one reads; one with a password, by owners alone."""
    asked, _, rest = call.argument.partition(" ")
    number = numbered(asked)
    states = await desk.chats.sources(caller.chat.id)
    state = next((each for each in states if each.number == number), None)
    if state is None:
        return no_such_feed(Call(call.name, asked, call.language, call.request), desk)
    if has_credentials(state.source.url) and caller.role < Role.OWNER:
        return refusal(call, caller, Role.OWNER, desk)
    if call.request.button and rest.endswith(f" {BACK}"):
        return await _take_back(call, caller, desk, state, rest.removesuffix(f" {BACK}"))
    if not rest:
        return say(call.language, line(call, desk, "feed_assign.how", command=example(call, desk, "feed_assign")))
    whole = await their_chat(rest, call, caller, desk)
    wanted = [rest] if whole is not None else rest.replace("،", " ").replace(",", " ").split()[:MOST]
    lines: list[Line] = []
    buttons: list[Button] = []
    for name in wanted:
        chat = await their_chat(name, call, caller, desk)
        if chat is None:
            if len(wanted) == 1:
                return no_such_chat(call, desk, rest)
            lines.append(line(call, desk, "feed_assign.unknown", chat=name[:60]))
            continue
        said, new = await _give(call, desk, chat, state)
        lines.append(said)
        if new:
            buttons.append(
                pressed(call, caller, desk, "undo_in", f"feed assign {number} {chat.id} {BACK}", chat=title_of(chat))
            )
    return say(call.language, *lines, rows=[[button] for button in buttons], replaces=call.request.button)


async def _give(call: Call, desk: Desk, chat: Chat, state: SourceState) -> tuple[Line, bool]:
    """What became of giving the feed to one chat, and whether it is new to it."""
    source, now = state.source, desk.clock.now()
    if source.owner_chat is not None and await room(chat, "feeds", desk) <= 0:
        most = allowed(chat, desk).feeds
        full = line(call, desk, "quota.set_feeds", count=most)
        return line(call, desk, "quota.where", chat=title_of(chat), what=full), False
    _, new = await desk.chats.add_source(chat.id, source.url, source.name, source.language, call.request.person, now)
    key = "done" if new else "again"
    return line(call, desk, f"feed_assign.{key}", name=named(state), chat=title_of(chat)), new


async def _take_back(call: Call, caller: Caller, desk: Desk, state: SourceState, name: str) -> Message:
    chat = await their_chat(name, call, caller, desk)
    if chat is None:
        return no_such_chat(call, desk, name)
    there = await desk.chats.sources(chat.id)
    given = next((each for each in there if each.source.url == state.source.url), None)
    if given is None:
        return no_such_feed(call, desk)
    await desk.chats.remove_source(chat.id, given.number, call.request.person, desk.clock.now())
    done = line(call, desk, "feed_assign.back", name=named(state), chat=title_of(chat))
    return say(call.language, done, replaces=True)
