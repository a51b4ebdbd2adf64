"""A copy of the whole database, for those who own the bot, in private."""

from __future__ import annotations

from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import line, say, small
from bot.model.backup import BackupByHand
from bot.model.chat import ChatKind
from bot.model.message import Isolate, Message, Piece, Undo

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_NEXT = 1024


async def backup(call: Call, caller: Caller, desk: Desk) -> Message:
    """Makes a copy and says where it lies; of a database with tools of its own, how they make one."""
    if caller.chat.kind is not ChatKind.PRIVATE:
        return say(call.language, line(call, desk, "backup.private"), private=True)
    if desk.backups is None:
        return say(call.language, line(call, desk, "backup.none"))
    made = await desk.backups.make(desk.clock.now(), call.request.person)
    if isinstance(made, BackupByHand):
        lines = [(Piece(each, Isolate.LTR, code=True),) for each in (made.command, made.restore)]
        return say(call.language, line(call, desk, "backup.by_hand"), lines[0], line(call, desk, "backup.restore"), lines[1])
    path, size = Piece(made.path, Isolate.LTR, code=True), Piece(_size(made.size), Isolate.LTR)
    done = line(call, desk, "backup.done", path=path, size=size)
    return say(call.language, done, small(line(call, desk, "backup.kept", count=made.kept)), undo=Undo("backup", final=True))


def _size(number: int) -> str:
    """A number of bytes as people say it."""
    size, unit = float(number), 0
    while size >= _NEXT and unit < len(_UNITS) - 1:
        size, unit = size / _NEXT, unit + 1
    return f"{size:.0f} {_UNITS[unit]}" if unit == 0 else f"{size:.1f} {_UNITS[unit]}"
