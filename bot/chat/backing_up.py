"""A copy of the whole database, for those who own the bot, in private."""

from __future__ import annotations

from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import line, say, small
from bot.chat.sizes import size_in_words
from bot.model.backup import BackupByHand
from bot.model.chat import ChatKind
from bot.model.message import Isolate, Message, Piece, Undo


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
    path = Piece(made.path, Isolate.LTR, code=True)
    done = line(call, desk, "backup.done", path=path, size=size_in_words(call, desk, made.size))
    return say(call.language, done, small(line(call, desk, "backup.kept", count=made.kept)), undo=Undo("backup", final=True))
