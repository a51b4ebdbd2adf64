"""Pausing a chat's alerts, for a while or until somebody resumes them.

What has come meanwhile is kept; how it is told then is the store's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.alerts.muting import tomorrow
from bot.alerts.timing import moment_of, zone_of
from bot.chat.choices import stamp, stamped
from bot.chat.command import Call, Caller, Desk
from bot.chat.pressing import is_press
from bot.chat.saying import line, moment, pressed, say, typed
from bot.chat.times import said
from bot.chat.wording import means, span_in
from bot.model.chat import Chat, ChatState
from bot.model.message import Button, Line, Message, Undo

LONGEST: Final = timedelta(days=365)
"""How long a pause of a stated end lasts at most."""

_DAY: Final = timedelta(days=1)
_ASKED: Final = 60
_LEADS: Final = ("pause.words_for", "pause.words_until")


async def pause(call: Call, caller: Caller, desk: Desk) -> Message:
    """Keeps this chat's alerts back: for as long as is said, or until it is resumed."""
    until = None
    if call.argument and not means(_bare(call.argument, desk), "mute.words_always", desk):
        until = _end(call, caller, desk)
        if until is None:
            return say(call.language, _not_understood(call, desk))
    before = caller.chat
    chat = replace(before, state=ChatState.PAUSED, paused_until=until)
    button = pressed(call, caller, desk, "resume", "resume")
    if (chat.state, chat.paused_until) == (before.state, before.paused_until):
        return say(call.language, _told(call, caller, desk, chat, "again"), buttons=[button])
    await desk.chats.save(chat, call.request.person)
    told = _told(call, caller, desk, chat, "done")
    buttons = [*_back(call, caller, desk), button]
    return say(call.language, told, buttons=buttons, replaces=call.request.button, undo=_undo(buttons[0]))


async def resume(call: Call, caller: Caller, desk: Desk) -> Message:
    """Lets this chat's alerts go out again, those kept back first."""
    if caller.chat.state is ChatState.ACTIVE:
        return say(call.language, line(call, desk, "resume.again"), replaces=call.request.button)
    await desk.chats.save(replace(caller.chat, state=ChatState.ACTIVE, because="", paused_until=None), call.request.person)
    button = pressed(call, caller, desk, "pause", f"pause {_stamp(caller.chat)}".strip())
    done = line(call, desk, "resume.done")
    return say(call.language, done, buttons=[button], replaces=call.request.button, undo=_undo(button))


def _undo(button: Button) -> Undo:
    """What a button does, as the way to take back what its answer tells of."""
    return Undo(button.action.partition(" @")[0])


def _back(call: Call, caller: Caller, desk: Desk) -> list[Button]:
    """The way back to a pause that lasted otherwise."""
    if caller.chat.state is not ChatState.PAUSED:
        return []
    return [pressed(call, caller, desk, "undo", f"pause {_stamp(caller.chat)}".strip())]


def _stamp(chat: Chat) -> str:
    return "" if chat.paused_until is None else stamp(chat.paused_until)


def _told(call: Call, caller: Caller, desk: Desk, chat: Chat, key: str) -> Line:
    command = typed(call, desk, "resume")
    if chat.paused_until is None:
        return line(call, desk, f"pause.{key}", command=command)
    return line(call, desk, f"pause.{key}_until", time=moment(call, caller, desk, chat.paused_until), command=command)


def _not_understood(call: Call, desk: Desk) -> Line:
    examples = {
        name: typed(call, desk, "pause", desk.phrases.text(call.language, f"pause.{name}"))
        for name in ("span", "tomorrow", "clock")
    }
    return line(call, desk, "pause.which", asked=call.argument[:_ASKED], endless=typed(call, desk, "pause"), **examples)


def _end(call: Call, caller: Caller, desk: Desk) -> datetime | None:
    """When a pause ends that lasts so long, or until then; None for words that say neither. To the second, UTC."""
    now = desk.clock.now().replace(microsecond=0)
    known = stamped(call.argument) if is_press(call) else None
    if known is not None:
        return known
    text = _bare(call.argument, desk)
    if means(text, "mute.words_tomorrow", desk):
        return tomorrow(caller.chat.time_zone, now)
    words = call.argument.split()
    # A bare number counts hours, but behind "until" it is one of the clock.
    clock_first = len(words) > 1 and means(words[0], "pause.words_until", desk)
    span = None if clock_first else span_in(text, desk)
    return now + min(span, LONGEST) if span is not None else _next(text, caller.chat, desk, now)


def _bare(argument: str, desk: Desk) -> str:
    """The argument without a leading "for" or "until"."""
    words = argument.split()
    leads = len(words) > 1 and any(means(words[0], key, desk) for key in _LEADS)
    return " ".join(words[1:] if leads else words)


def _next(text: str, chat: Chat, desk: Desk, now: datetime) -> datetime | None:
    """The next moment at which the chat's clock shows the only time of day that a text says."""
    found = said(text, desk.phrases)
    if found is None or len(found.times) != 1:
        return None
    zone = zone_of(chat.time_zone)
    today = now.astimezone(zone).date()
    moments = (moment_of(today + ahead * _DAY, found.times[0], zone) for ahead in range(3))
    return next((each for each in moments if each > now), None)
