"""Messages that did not go through: which they are, why, and sending one of them again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.admission import administers
from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered
from bot.chat.reasons import reasoned
from bot.chat.saying import line, moment, say, small, typed
from bot.model.chat import ChatKind, Role
from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece, Undo
from bot.ports import Mishap
from bot.text.phrases import Value

SHOWN = 5
"""How many of them are listed."""

_LONGEST = 100


async def mishaps(call: Call, caller: Caller, desk: Desk) -> Sequence[Block]:
    """The latest messages given up or in doubt, for those who may send them again; no blocks without any.

    Those of all chats are for an owner's private chat alone: a group need not read what another is told.
    """
    whole = caller.role is Role.OWNER and caller.chat.kind is ChatKind.PRIVATE
    listed = await desk.chats.troubles(SHOWN, None if whole else caller.chat.id)
    if not listed or not (caller.role >= Role.ADMIN or await administers(caller.chat, call.request.person, desk)):
        return ()
    again = line(call, desk, "troubles.again", command=typed(call, desk, "retry", str(listed[0].number)))
    lines = (line(call, desk, "troubles.title"), *(_mishap(call, caller, desk, each) for each in listed))
    return (Block(BlockKind.TEXT, lines), small(again))


async def retry(call: Call, caller: Caller, desk: Desk) -> Message:
    """Has a message sent again that was given up or is in doubt: one of this chat, for an owner one of any."""
    listing = typed(call, desk, "deliveries")
    if not call.argument:
        return say(call.language, line(call, desk, "retry.empty", command=listing))
    number = numbered(call.argument)
    chat = None if caller.role is Role.OWNER else caller.chat.id
    found = None if number is None else await desk.chats.retry(number, call.request.person, chat)
    if found is None:
        return say(call.language, line(call, desk, "retry.none", number=call.argument[:60], command=listing))
    done = [line(call, desk, "retry.done", number=Piece(str(found.number)))]
    if found.doubt:
        done.append(line(call, desk, "retry.twice"))
    return say(call.language, *done, undo=Undo(f"retry {found.number}", final=True))


def _mishap(call: Call, caller: Caller, desk: Desk, mishap: Mishap) -> Line:
    what = Piece(mishap.headline[:_LONGEST], Isolate.AUTO) if mishap.headline.strip() else _kind(call, desk, mishap)
    values: dict[str, Value] = {
        "number": Piece(str(mishap.number)),
        "what": what,
        "time": moment(call, caller, desk, mishap.at),
        "reason": reasoned(call, desk, mishap.because),
    }
    if mishap.chat.id == caller.chat.id:
        return line(call, desk, "troubles.item", **values)
    chat = Piece(mishap.chat.title, Isolate.AUTO) if mishap.chat.title else Piece(str(mishap.chat.address), Isolate.LTR)
    return line(call, desk, "troubles.item_elsewhere", chat=chat, **values)


def _kind(call: Call, desk: Desk, mishap: Mishap) -> Piece:
    return Piece(desk.phrases.text(call.language, f"kind.{mishap.kind}"))
