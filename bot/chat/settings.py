"""The panel of settings: the state of everything that a chat can choose, and a button for each that goes to another value.

A press changes the choice and puts the panel, as it is then, in the place of the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Final

from bot.alerts.timing import zone_of
from bot.chat.choices import NAMES, chosen, written
from bot.chat.command import Call, Caller, Desk
from bot.chat.preferences import timezone
from bot.chat.saying import bullets, example, line, pressed, say, small, title, typed
from bot.chat.showing import on_button, shown
from bot.model.chat import Chat
from bot.model.message import Button, Message, Piece
from bot.text.folding import folded
from bot.text.phrases import Phrases, Value

_STEPS: Final = {
    "language": ("ar", "en"),
    "timezone": (
        *("Asia/Beirut", "Asia/Damascus", "Africa/Cairo", "Asia/Baghdad", "Asia/Riyadh", "Asia/Dubai"),
        *("Africa/Casablanca", "Europe/London", "Europe/Paris", "America/New_York", "UTC"),
    ),
    "quiet": ("off", "22:00-07:00", "23:00-07:00", "00:00-08:00"),
    "digest": ("off", "hourly", "daily 08:00", "daily 08:00 18:00", "sun 09:00"),
    "style": ("headline", "short", "full"),
    "previews": ("on", "off"),
    "digits": ("western", "arabic"),
    "alerts": ("on", "off"),
}
_ROW: Final = 2
_LONGEST: Final = 3


async def settings(call: Call, caller: Caller, desk: Desk) -> Message:
    """The panel."""
    return await _panel(call, caller, desk)


def as_setting(call: Call, phrases: Phrases) -> Call:
    """The call, or where the panel is asked for with a choice and its value behind, the one that sets that choice."""
    return replace(call, name="setting") if call.name == "settings" and all(_named(call.argument, phrases)) else call


async def setting(call: Call, caller: Caller, desk: Desk) -> Message:
    """Sets one choice, named by its code or as the panel names it, and shows the panel again with a way back."""
    name, value = _named(call.argument, desk.phrases)
    if not name or not value:
        return say(call.language, line(call, desk, "settings.which", command=typed(call, desk, "settings")))
    chat = await chosen(name, value, caller.chat, desk.phrases)
    if chat is None:
        return await _not_understood(call, caller, desk, name, value)
    before = written(name, caller.chat)
    if chat != caller.chat:
        await desk.chats.save(chat, call.request.person)
    changed = Caller(chat, caller.role)
    if name == "language":
        call = Call(call.name, call.argument, chat.language, call.request)
    undo = None if before == written(name, chat) else pressed(call, changed, desk, "undo", f"setting {name} {before}")
    return await _panel(call, changed, desk, undo)


async def _not_understood(call: Call, caller: Caller, desk: Desk, name: str, value: str) -> Message:
    if name == "timezone":
        return await timezone(replace(call, argument=value), caller, desk)
    own = "pause" if name == "alerts" else name
    key = "language.which" if name == "language" else f"{name}.wrong"
    values = {"language": value[:60], "asked": value[:60]}
    return say(call.language, line(call, desk, key, example=example(call, desk, own), **values))


def _named(argument: str, phrases: Phrases) -> tuple[str, str]:
    """The choice that an argument begins with, and the value behind it; "" for what is not there."""
    words = argument.replace(":", " ", 1).split() if ":" in argument.partition(" ")[0] else argument.split()
    for count in range(min(_LONGEST, len(words)), 0, -1):
        head = folded(" ".join(words[:count]))
        name = next((name for name in NAMES if head in _called(name, phrases)), "")
        if name:
            return name, " ".join(words[count:])
    return "", ""


@lru_cache(maxsize=32)
def _called(name: str, phrases: Phrases) -> frozenset[str]:
    """What a choice is called: by its code, in the panel, and as a command."""
    called = {name}
    for language in phrases.languages:
        called.add(phrases.text(language, f"settings.{name}"))
        called.update(phrases.words(language, f"commands.{name}.words"))
    return frozenset(folded(each) for each in called)


async def _panel(call: Call, caller: Caller, desk: Desk, undo: Button | None = None) -> Message:
    lines = [
        line(call, desk, "settings.item", name=_name(call, desk, name), choice=shown(name, caller.chat, call.language, desk))
        for name in NAMES
    ]
    steps = [button for name in NAMES if (button := await _step(call, caller, desk, name)) is not None]
    rows = [steps[at : at + _ROW] for at in range(0, len(steps), _ROW)]
    return say(
        call.language,
        title(line(call, desk, "settings.title")),
        bullets(lines),
        small(line(call, desk, "settings.press"), line(call, desk, "settings.typed", **_typed(call, desk))),
        rows=[*rows, [undo] if undo is not None else []],
        replaces=call.request.button,
    )


def _typed(call: Call, desk: Desk) -> dict[str, Value]:
    """The commands for whoever wants another value than the buttons have."""
    return {name: example(call, desk, name) for name in ("timezone", "quiet", "digest")}


async def _step(call: Call, caller: Caller, desk: Desk, name: str) -> Button | None:
    """The button that goes one step on from what the chat has chosen."""
    now = written(name, caller.chat)
    steps = _STEPS[name]
    value = steps[(steps.index(now) + 1) % len(steps)] if now in steps else _first(name, now, steps, desk)
    chat: Chat | None = await chosen(name, value, caller.chat, desk.phrases)
    if chat is None:
        return None
    choice = on_button(name, chat, call.language, desk)
    return pressed(call, caller, desk, "setting", f"setting {name} {value}", name=_name(call, desk, name), choice=(choice,))


def _first(name: str, now: str, steps: Sequence[str], desk: Desk) -> str:
    """Where the steps begin for a choice that is none of them: of zones with the one whose clocks are nearest to it."""
    if name != "timezone":
        return steps[0]
    moment = desk.clock.now()
    offsets = {zone: moment.astimezone(zone_of(zone)).utcoffset() or timedelta() for zone in (now, *steps)}
    return min(steps, key=lambda zone: abs(offsets[zone] - offsets[now]))


def _name(call: Call, desk: Desk, name: str) -> Piece:
    return Piece(desk.phrases.text(call.language, f"settings.{name}"))
