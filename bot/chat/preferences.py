"""What a chat decides for itself, one command each: its language and time zone, when alerts come, and in what form.

With the words of welcome. How a choice is read and written down stands in ``choices``; what follows from it is decided where
alerts are sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.alerts.timing import next_digest, zone_of
from bot.chat.adding import adding
from bot.chat.choices import chosen, written
from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.saying import example, line, moment, pressed, say, small, typed
from bot.chat.showing import on_button, shown
from bot.model.chat import Chat, ChatKind, ChatState
from bot.model.message import Button, Isolate, Line, Message, Piece
from bot.model.preferences import Style
from bot.text.zones import offset_in, zones_at, zones_called, zones_like

_OFFERED = 8
_NAME = 60
# Of these a button says what it switches: "none" alone could be anything.
_SWITCHED = frozenset({"on", "off"})


async def start(call: Call, caller: Caller, desk: Desk) -> Message:
    """What the bot is for, and the next step."""
    count = len(await desk.chats.watches(caller.chat.id))
    lines = [line(call, desk, "start.about", name=desk.called(call.language))]
    if count:
        lines.append(line(call, desk, "start.some", count=count, command=typed(call, desk, "watches")))
    else:
        lines.append(line(call, desk, "start.first", command=example(call, desk, "watch")))
    if caller.chat.state is ChatState.SUSPENDED and (waiting := await _waiting(caller.chat, desk)):
        lines.append(line(call, desk, "start.waiting", count=waiting))
    lines.append(line(call, desk, "start.help", command=typed(call, desk, "help")))
    private = call.request.kind is ChatKind.PRIVATE
    return say(call.language, *lines, rows=[[button] for button in (adding(call, desk) if private else ())])


async def _waiting(chat: Chat, desk: Desk) -> int:
    """How many messages have waited for a chat that could not be reached."""
    counts = (await desk.logbook.mail(chat.id, 0)).counts
    return counts.get("pending", 0) + counts.get("held", 0)


async def language(call: Call, caller: Caller, desk: Desk) -> Message:
    """The language of this chat: said, or set to the one named; the answer comes in the new one."""
    if not call.argument:
        now = line(call, desk, f"language.only_{caller.chat.language}")
        others = [each for each in desk.phrases.languages if each is not caller.chat.language]
        buttons = [Button(desk.phrases.text(each, f"button.{each}"), f"language {each}") for each in others]
        return say(call.language, line(call, desk, "language.current", language=now), buttons=buttons)
    chat = await chosen("language", call.argument, caller.chat, desk.phrases)
    if chat is None:
        choice = example(call, desk, "language")
        return say(call.language, line(call, desk, "language.which", language=call.argument[:_NAME], example=choice))
    await desk.chats.save(chat, call.request.person)
    undo = []
    if chat.language is not caller.chat.language:
        undo = [Button(desk.phrases.text(chat.language, "button.undo"), f"language {caller.chat.language}", undoes=True)]
    changed = desk.phrases.line(chat.language, "language.changed")
    return say(chat.language, changed, buttons=undo, replaces=call.request.button)


async def timezone(call: Call, caller: Caller, desk: Desk) -> Message:
    """The time zone that times in this chat are those of: said, or set to that of a city, a country or a key."""
    if not call.argument:
        return _state(call, caller, desk, "timezone")
    chat = await chosen("timezone", call.argument, caller.chat, desk.phrases)
    if chat is not None:
        return await _set(call, caller, desk, "timezone", chat)
    name = unquoted(call.argument)
    offset = offset_in(name)
    if offset is not None:
        return _at_offset(call, caller, desk, name, offset)
    several = await asyncio.to_thread(zones_called, name)
    offered = several or await asyncio.to_thread(zones_like, name, _OFFERED // 2)
    key = "timezone.which" if several else "timezone.perhaps" if offered else "timezone.none"
    return _offering(call, caller, desk, key, name, offered)


def _at_offset(call: Call, caller: Caller, desk: Desk, name: str, offset: timedelta) -> Message:
    """Places to choose from whose clocks differ from UTC by so much now: a difference alone knows of no summer time."""
    zones = zones_at(offset, desk.clock.now(), _OFFERED)
    return _offering(call, caller, desk, "timezone.at" if zones else "timezone.none", name, zones)


def _offering(call: Call, caller: Caller, desk: Desk, key: str, name: str, zones: Sequence[str]) -> Message:
    buttons = [_zone_button(call, caller, desk, zone) for zone in zones[:_OFFERED]]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    shown = Piece(name[:_NAME], Isolate.LTR if name.isascii() else Isolate.AUTO)
    return say(call.language, line(call, desk, key, name=shown, example=example(call, desk, "timezone")), rows=rows)


async def quiet(call: Call, caller: Caller, desk: Desk) -> Message:
    """The hours in which alerts wait: said, set, or switched off."""
    return await _choose(call, caller, desk, "quiet", "off" if caller.chat.preferences.quiet else "23:00-07:00")


async def digest(call: Call, caller: Caller, desk: Desk) -> Message:
    """When alerts come as one list: said, set, or switched off."""
    off = caller.chat.preferences.digest is not None
    return await _choose(call, caller, desk, "digest", *(["off"] if off else ["hourly", "daily 08:00", "daily 08:00 18:00"]))


async def style(call: Call, caller: Caller, desk: Desk) -> Message:
    """How much an alert says: said, or set."""
    others = [each.value for each in Style if each is not caller.chat.preferences.style]
    return await _choose(call, caller, desk, "style", *others)


async def previews(call: Call, caller: Caller, desk: Desk) -> Message:
    """Whether platforms may show what links lead to: said, or set."""
    return await _choose(call, caller, desk, "previews", "off" if caller.chat.preferences.previews else "on")


async def digits(call: Call, caller: Caller, desk: Desk) -> Message:
    """How numbers in Arabic messages are written: said, or set."""
    return await _choose(call, caller, desk, "digits", "western" if caller.chat.preferences.arabic_digits else "arabic")


async def _choose(call: Call, caller: Caller, desk: Desk, name: str, *offered: str) -> Message:
    """Says a choice, with buttons for the ``offered`` values, or sets it to what the call asks for."""
    if not call.argument:
        buttons = []
        for value in offered:
            other = await chosen(name, value, caller.chat, desk.phrases)
            if other is not None:
                label = (on_button(name, other, call.language, desk),)
                switch = {"name": Piece(desk.phrases.text(call.language, f"settings.{name}"))} if value in _SWITCHED else {}
                key = "setting" if switch else "choice"
                buttons.append(pressed(call, caller, desk, key, f"{name} {value}", choice=label, **switch))
        return _state(call, caller, desk, name, *buttons)
    chat = await chosen(name, call.argument, caller.chat, desk.phrases)
    if chat is None:
        wrong = line(call, desk, f"{name}.wrong", asked=call.argument[:_NAME], example=example(call, desk, name))
        return say(call.language, wrong)
    return await _set(call, caller, desk, name, chat)


def _state(call: Call, caller: Caller, desk: Desk, name: str, *buttons: Button) -> Message:
    said = line(call, desk, f"{name}.current", choice=shown(name, caller.chat, call.language, desk))
    rows = [[button] for button in buttons]
    return say(call.language, said, *_more(call, caller, desk, name, caller.chat), rows=rows, replaces=call.request.button)


async def _set(call: Call, caller: Caller, desk: Desk, name: str, chat: Chat) -> Message:
    """Stores another choice, and says what follows; the same again is only said."""
    if chat == caller.chat:
        return _state(call, caller, desk, name)
    await desk.chats.save(chat, call.request.person)
    done = line(call, desk, f"{name}.done", choice=shown(name, chat, call.language, desk))
    undo = pressed(call, caller, desk, "undo", f"{name} {written(name, caller.chat)}")
    more = _more(call, caller, desk, name, chat)
    return say(call.language, done, *more, buttons=[undo], replaces=call.request.button)


def _more(call: Call, caller: Caller, desk: Desk, name: str, chat: Chat) -> list[Line]:
    """What else there is to say of a choice: when that begins to count, and what passes it."""
    now = desk.clock.now()
    lines: list[Line] = []
    if name == "timezone":
        clock = Piece(now.astimezone(zone_of(chat.time_zone)).strftime("%H:%M"))
        lines.append(line(call, desk, "timezone.now", time=clock))
    if name == "digest" and chat.preferences.digest is not None:
        at = next_digest(chat.preferences.digest, chat.time_zone, now)
        if at is not None:
            place = Piece(desk.phrases.place(call.language, chat.time_zone))
            when = moment(call, replace(caller, chat=chat), desk, at)
            lines.append(line(call, desk, "digest.next", time=when, place=place))
    on = {"quiet": chat.preferences.quiet, "digest": chat.preferences.digest}.get(name)
    if on is not None:
        lines.extend(small(line(call, desk, f"{name}.means")).lines)
    return lines


def _zone_button(call: Call, caller: Caller, desk: Desk, zone: str) -> Button:
    city = Piece(desk.phrases.place(call.language, zone))
    clock = Piece(desk.clock.now().astimezone(zone_of(zone)).strftime("%H:%M"))
    return pressed(call, caller, desk, "zone", f"timezone {zone}", city=(city,), time=(clock,))
