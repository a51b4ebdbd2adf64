"""Taking back one's own latest change by a word, by the very action that the undo button of its answer carries.

Nothing is undone here: the action goes through the same door as the button's press, and its role is checked there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.chat.command import Call, Caller, Desk, Misread, Request, parse
from bot.chat.saying import line, say, typed
from bot.model.message import Message

# Commands whose answers name what takes them back by what it does.
_OPPOSITE: Final = {"pause": "resume", "resume": "pause"}


async def nothing(call: Call, caller: Caller, desk: Desk) -> Message:
    """Says that there is nothing to undo."""
    del caller
    return say(call.language, line(call, desk, "undo.nothing", command=typed(call, desk, "help")), private=True)


async def taken_back(call: Call, caller: Caller, desk: Desk) -> Call | Misread | None:
    """The command that takes back the caller's latest change here; None when there is none to take back."""
    action = await desk.undos.recall(caller.chat.id, call.request.person, desk.clock.now())
    if action is None:
        return None
    read = parse(replace(call.request, text=action, button=True), desk.phrases)
    return replace(read, language=call.language)


async def remember(message: Message, call: Call, caller: Caller, desk: Desk) -> None:
    """Keeps how what has just been done is taken back. The press of an undo button itself is not kept, and ends its entry."""
    if call.request.button and await desk.undos.done(caller.chat.id, _bare(call.request)):
        return
    action = _offered(message, call, desk)
    if action:
        await desk.undos.remember(caller.chat.id, call.request.person, action, desk.clock.now())


def _offered(message: Message, call: Call, desk: Desk) -> str:
    """The action that takes back what a message tells of; "" when it offers none."""
    keys = {"button.undo", f"button.{_OPPOSITE.get(call.name, 'undo')}"}
    labels = {desk.phrases.text(message.language, key) for key in keys}
    found = (button.action for row in message.buttons for button in row if button.label in labels)
    return next(found, "").partition(" @")[0]


def _bare(request: Request) -> str:
    return request.text.partition(" @")[0]
