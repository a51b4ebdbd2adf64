"""Channels set up from a private chat, and the choice of the chat that a private chat's commands are about.

What then becomes of a command stands in ``elsewhere``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.adding import adding, in_private
from bot.chat.addressing import named_chat, title_of
from bot.chat.admission import access, administers, refusal, role_at, whole_role
from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.persons import id_of
from bot.chat.saying import bullets, line, pressed, say, title, typed
from bot.model.chat import Chat, ChatKind, Place, Role
from bot.model.message import Button, Isolate, Line, Message, Piece, Undo
from bot.model.register import Access

OFFERED = 12
"""How many chats are offered to choose from."""

_LONGEST = 60


async def channel(call: Call, caller: Caller, desk: Desk) -> Message:
    """Looks a channel up, says what is missing step by step, and once nothing is opens it as a chat to act for."""
    places = desk.places.get(call.request.address.platform)
    if places is None:
        return say(call.language, line(call, desk, "channel.needless"))
    if call.request.kind is not ChatKind.PRIVATE:
        return say(
            call.language, line(call, desk, "channel.in_private"), buttons=in_private(call, desk, unquoted(call.argument))
        )
    named = unquoted(call.argument) or call.request.forwarded
    if not named:
        return _steps(call, desk)
    place = await places.look(named, call.request.person)
    if place is None:
        return _unknown(call, desk, named)
    if missing := _missing(call, desk, place):
        again = f"channel {place.address.channel}"
        return say(
            call.language,
            title(line(call, desk, "channel.missing", chat=_called(place))),
            bullets(missing),
            line(call, desk, "channel.again", command=typed(call, desk, "channel", place.address.channel)),
            buttons=[pressed(call, caller, desk, "try_again", again)],
            replaces=call.request.button,
        )
    return await _set_up(call, caller, desk, place)


async def use(call: Call, caller: Caller, desk: Desk) -> Message:
    """What the commands of this private chat are about: shown with the choice, or set."""
    if call.request.kind is not ChatKind.PRIVATE:
        return say(call.language, line(call, desk, "use.in_private"))
    if not call.argument:
        return await _choice(call, caller, desk)
    chat = await _meant(call, caller, desk)
    if chat is None:
        return _unknown(call, desk, call.argument)
    if chat.id == caller.chat.id:
        before = caller.chat.acts_for
        await desk.chats.save(replace(caller.chat, acts_for=None), call.request.person)
        undo = None if before is None else Undo(f"use {before}")
        return say(call.language, line(call, desk, "use.here"), replaces=call.request.button, undo=undo)
    return await _taken(call, caller, desk, chat)


def _steps(call: Call, desk: Desk) -> Message:
    steps = [
        line(call, desk, "channel.step_add", link=_link(call, desk, ChatKind.CHANNEL)),
        line(call, desk, "channel.step_show", command=typed(call, desk, "channel", "@name")),
        line(call, desk, "channel.step_act", here=_here(call, desk)),
    ]
    group = line(call, desk, "channel.group", link=_link(call, desk, ChatKind.GROUP))
    rows = [[button] for button in adding(call, desk)]
    return say(call.language, title(line(call, desk, "channel.steps")), bullets(steps), group, rows=rows)


def _missing(call: Call, desk: Desk, place: Place) -> list[Line]:
    """What is missing before a place can be set up, in the order in which it is to be mended."""
    missing = []
    if not place.present:
        link = _link(call, desk, place.kind)
        missing.append(line(call, desk, f"channel.missing_bot_{place.kind}", link=link))
    elif not place.writable:
        missing.append(line(call, desk, "channel.missing_post"))
    if place.theirs is None:
        missing.append(line(call, desk, "channel.missing_seen"))
    elif not place.theirs:
        missing.append(line(call, desk, "channel.missing_you"))
    return missing


async def _set_up(call: Call, caller: Caller, desk: Desk, place: Place) -> Message:
    person = call.request.person
    chat = await desk.chats.open_chat(place.address, place.kind, place.title, call.language, caller.chat.time_zone)
    if chat.closed:
        return refusal(call, Caller(chat, Role.NOBODY), Role.NOBODY, desk)
    new = not chat.admitted
    if new:
        if await whole_role(person, desk) < Role.ADMIN and await access(desk) is not Access.OPEN:
            return say(call.language, line(call, desk, "channel.closed", chat=title_of(chat), id=id_of(person)), private=True)
        chat = replace(chat, kind=place.kind, admitted=True)
        await desk.chats.save(chat, person)
    said = await _taken(call, caller, desk, chat, line(call, desk, "channel.ready", chat=title_of(chat)))
    return replace(said, undo=Undo("channel", final=True, chat_id=chat.id)) if new else said


async def _taken(call: Call, caller: Caller, desk: Desk, chat: Chat, *before: Line) -> Message:
    """From now on this private chat's commands are about another chat, that of undoing this as well."""
    former = caller.chat.acts_for
    await desk.chats.save(replace(caller.chat, acts_for=chat.id), call.request.person)
    return say(
        call.language,
        *before,
        line(call, desk, "use.about", chat=title_of(chat), here=_here(call, desk)),
        buttons=[pressed(call, caller, desk, "here", "use here")],
        replaces=call.request.button,
        undo=None if former == chat.id else Undo(f"use {former or 'here'}", chat_id=chat.id),
    )


async def _meant(call: Call, caller: Caller, desk: Desk) -> Chat | None:
    """The chat that is named, if the person has a say there; their own private chat for "here"."""
    chat = await named_chat(call.argument, caller, desk) or await _by_handle(call, desk)
    if chat is None or chat.id == caller.chat.id:
        return chat
    return chat if await _theirs(chat, call, desk) else None


async def _by_handle(call: Call, desk: Desk) -> Chat | None:
    places = desk.places.get(call.request.address.platform)
    place = await places.look(unquoted(call.argument), call.request.person) if places is not None else None
    if place is None:
        return None
    return next((chat for chat in await desk.chats.chats() if chat.address == place.address), None)


async def _theirs(chat: Chat, call: Call, desk: Desk) -> bool:
    """Whether somebody may act for a chat: never for somebody else's private one."""
    if chat.kind is ChatKind.PRIVATE:
        return False
    return await role_at(chat, call.request.person, desk) >= Role.EDITOR


async def _choice(call: Call, caller: Caller, desk: Desk) -> Message:
    found = await _candidates(call, desk)
    current = next((chat for chat in found if chat.id == caller.chat.acts_for), None)
    now = line(call, desk, "use.now", chat=title_of(current)) if current is not None else line(call, desk, "use.here")
    if not found:
        return say(call.language, now, line(call, desk, "use.none", command=typed(call, desk, "channel")))
    rows = [_button(call, caller, desk, chat) for chat in found if chat is not current]
    here = [pressed(call, caller, desk, "here", "use here")] if current is not None else []
    pairs: list[Sequence[Button]] = [rows[at : at + 2] for at in range(0, len(rows), 2)]
    return say(call.language, now, line(call, desk, "use.choose"), buttons=here, rows=pairs)


async def _candidates(call: Call, desk: Desk) -> list[Chat]:
    """The groups and channels of this platform that the person may act for, the latest first."""
    platform = call.request.address.platform
    known = [chat for chat in reversed(await desk.chats.chats()) if chat.address.platform is platform and chat.admitted]
    shared = [chat for chat in known if chat.kind is not ChatKind.PRIVATE]
    if await whole_role(call.request.person, desk) >= Role.ADMIN:
        return shared[:OFFERED]
    held = await asyncio.gather(*(administers(chat, call.request.person, desk) for chat in shared[: OFFERED * 3]))
    return [chat for chat, admin in zip(shared, held, strict=False) if admin][:OFFERED]


def _button(call: Call, caller: Caller, desk: Desk, chat: Chat) -> Button:
    return pressed(call, caller, desk, "chat", f"use {chat.id}", chat=(chat.title or str(chat.address))[:40])


def _unknown(call: Call, desk: Desk, named: str) -> Message:
    return say(call.language, line(call, desk, "channel.unknown", name=Piece(named[:_LONGEST], Isolate.AUTO)))


def _here(call: Call, desk: Desk) -> Piece:
    return typed(call, desk, "use", desk.phrases.words(call.language, "chats.here")[0])


def _called(place: Place) -> Piece:
    return Piece(place.title[:_LONGEST] or place.address.channel, Isolate.AUTO)


def _link(call: Call, desk: Desk, kind: ChatKind) -> Piece:
    """The words that add the bot to a place, leading there where the platform has a link for it."""
    url = desk.places[call.request.address.platform].adding(kind)
    return Piece(desk.phrases.text(call.language, f"channel.link_{kind}"), url=url)
