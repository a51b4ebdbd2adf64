"""Forgetting a chat: asked about once, and then everything of it is deleted for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.chat.admission import access, whole_role
from bot.chat.command import Call, Caller, Desk
from bot.chat.persons import id_of
from bot.chat.pressing import is_press
from bot.chat.saying import bullets, line, pressed, say, title, typed
from bot.model.chat import ChatKind, Role
from bot.model.message import Isolate, Line, Message, Piece
from bot.model.register import Access

PATIENCE = timedelta(minutes=10)
"""How long after the question the second press counts."""

_SURE = "yes"
_NAMED = 10
_KINDS = ("watches", "feeds", "alerts", "choices")


async def forget(call: Call, caller: Caller, desk: Desk) -> Message:
    """Says what would be deleted, with a button that does it; its press deletes everything of this chat."""
    now = desk.clock.now()
    asked = _asked(call)
    if asked is not None and timedelta() <= now - asked <= PATIENCE:
        after = [await _afterwards(call, caller, desk), *await _copies(call, desk)]
        if not await desk.chats.forget(caller.chat.id):
            return say(call.language, line(call, desk, "forget.nothing"), replaces=True)
        return say(call.language, line(call, desk, "forget.done"), *after, replaces=True)
    returns = await _returns(call, caller, desk)
    warnings = [] if returns else [await _afterwards(call, caller, desk)]
    kept = [line(call, desk, f"forget.{kind}") for kind in _KINDS]
    before = (line(call, desk, "forget.late"),) if asked is not None else ()
    sure = pressed(call, caller, desk, "forget", f"forget {_SURE} {int(now.timestamp())}")
    return say(
        call.language,
        *before,
        title(line(call, desk, "forget.ask")),
        bullets(kept),
        *warnings,
        *await _copies(call, desk),
        line(call, desk, "forget.first", command=typed(call, desk, "export")),
        buttons=[sure],
        replaces=call.request.button,
    )


async def _returns(call: Call, caller: Caller, desk: Desk) -> bool:
    """Whether the person may begin here again by themselves once their role in this chat is gone."""
    whole = await whole_role(call.request.person, desk)
    if await access(desk) is Access.OPEN:
        return True
    return whole > Role.NOBODY if caller.chat.kind is ChatKind.PRIVATE else whole >= Role.ADMIN


async def _afterwards(call: Call, caller: Caller, desk: Desk) -> Line:
    """What becomes of the person's next command here."""
    if await _returns(call, caller, desk):
        return line(call, desk, "forget.then_anew")
    if caller.chat.kind is not ChatKind.PRIVATE:
        return line(call, desk, "forget.then_closed")
    return line(call, desk, "forget.then_stranger", id=id_of(call.request.person))


async def _copies(call: Call, desk: Desk) -> list[Line]:
    """Where the chat is kept all the same: in the copies of the database that are made beside it."""
    names = () if desk.backups is None else await desk.backups.copies()
    if not names:
        return []
    named = desk.phrases.joined(call.language, [Piece(each, Isolate.LTR) for each in names[:_NAMED]])
    return [line(call, desk, "forget.copies", count=len(names), names=named)]


def _asked(call: Call) -> datetime | None:
    """When the question was put that a press answers; None for what is no such press."""
    words = call.argument.split()
    if not is_press(call) or len(words) != len((_SURE, "")) or words[0] != _SURE or not words[1].isdecimal():
        return None
    try:
        return datetime.fromtimestamp(int(words[1]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
