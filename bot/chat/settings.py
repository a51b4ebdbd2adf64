"""The panel of settings: the state of everything that a chat can choose, and a button for each that goes one step on.

A press changes the choice and puts the panel, as it is then, in the place of the old one.
"""

from __future__ import annotations

from typing import Final

from bot.chat.choices import NAMES, chosen, written
from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import bullets, example, line, pressed, say, small, title, typed
from bot.chat.showing import shown
from bot.model.chat import Chat
from bot.model.message import Button, Message, Piece

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


async def settings(call: Call, caller: Caller, desk: Desk) -> Message:
    """The panel."""
    return await _panel(call, caller, desk)


async def setting(call: Call, caller: Caller, desk: Desk) -> Message:
    """Sets one choice, named by its code, and shows the panel again with a way back."""
    name, _, value = call.argument.partition(" ")
    if name not in NAMES or not value:
        return say(call.language, line(call, desk, "settings.which", command=typed(call, desk, "settings")))
    chat = await chosen(name, value, caller.chat, desk.phrases)
    if chat is None:
        own = "pause" if name == "alerts" else name
        key = {"language": "language.which", "timezone": "timezone.none"}.get(name, f"{name}.wrong")
        values = {"language": value[:60], "name": value[:60], "asked": value[:60]}
        return say(call.language, line(call, desk, key, example=example(call, desk, own), **values))
    before = written(name, caller.chat)
    if chat != caller.chat:
        await desk.chats.save(chat, call.request.person)
    changed = Caller(chat, caller.role)
    if name == "language":
        call = Call(call.name, call.argument, chat.language, call.request)
    undo = None if before == written(name, chat) else pressed(call, changed, desk, "undo", f"setting {name} {before}")
    return await _panel(call, changed, desk, undo)


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
        small(line(call, desk, "settings.press")),
        rows=[*rows, [undo] if undo is not None else []],
        replaces=call.request.button,
    )


async def _step(call: Call, caller: Caller, desk: Desk, name: str) -> Button | None:
    """The button that goes one step on from what the chat has chosen; what is no step itself goes back to the first."""
    now = written(name, caller.chat)
    steps = _STEPS[name]
    value = steps[(steps.index(now) + 1) % len(steps)] if now in steps else steps[0]
    chat: Chat | None = await chosen(name, value, caller.chat, desk.phrases)
    if chat is None:
        return None
    choice = Piece("".join(piece.text for piece in shown(name, chat, call.language, desk)))
    return pressed(call, caller, desk, "setting", f"setting {name} {value}", name=_name(call, desk, name), choice=(choice,))


def _name(call: Call, desk: Desk, name: str) -> Piece:
    return Piece(desk.phrases.text(call.language, f"settings.{name}"))
