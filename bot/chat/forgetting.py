"""Forgetting a chat: asked about once, and then everything of it is deleted for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.chat.command import Call, Caller, Desk
from bot.chat.pressing import is_press
from bot.chat.saying import bullets, line, pressed, say, title, typed
from bot.model.message import Message

PATIENCE = timedelta(minutes=10)
"""How long after the question the second press counts."""

_SURE = "yes"
_KINDS = ("watches", "feeds", "alerts", "choices")


async def forget(call: Call, caller: Caller, desk: Desk) -> Message:
    """Says what would be deleted, with a button that does it; its press deletes everything of this chat."""
    now = desk.clock.now()
    asked = _asked(call)
    if asked is not None and timedelta() <= now - asked <= PATIENCE:
        gone = await desk.chats.forget(caller.chat.id)
        return say(call.language, line(call, desk, "forget.done" if gone else "forget.nothing"), replaces=True)
    kept = [line(call, desk, f"forget.{kind}") for kind in _KINDS]
    before = (line(call, desk, "forget.late"),) if asked is not None else ()
    sure = pressed(call, caller, desk, "forget", f"forget {_SURE} {int(now.timestamp())}")
    return say(
        call.language,
        *before,
        title(line(call, desk, "forget.ask")),
        bullets(kept),
        line(call, desk, "forget.first", command=typed(call, desk, "export")),
        buttons=[sure],
        replaces=call.request.button,
    )


def _asked(call: Call) -> datetime | None:
    """When the question was put that a press answers; None for what is no such press."""
    words = call.argument.split()
    if not is_press(call) or len(words) != len((_SURE, "")) or words[0] != _SURE or not words[1].isdecimal():
        return None
    try:
        return datetime.fromtimestamp(int(words[1]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
