"""Administration by chat: how the bot is, and becoming an owner by a one-time token."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.admission import open_to
from bot.chat.command import Call, Caller, Desk
from bot.chat.reasons import failing
from bot.chat.saying import example, line, moment, say, small, title, typed
from bot.chat.troubles import mishaps
from bot.model.chat import ChatState, Role
from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece, Undo
from bot.ports import Condition
from bot.text.phrases import Value

_CLAIM_LINE = "rasid claim"


async def status(call: Call, caller: Caller, desk: Desk) -> Message:
    """How the bot is, for this chat; whoever administers the bot or the chat also sees the whole."""
    condition = await desk.chats.condition()
    states = await desk.chats.sources(caller.chat.id)
    failing = sum(bool(state.health) and not state.paused for state in states)
    watched = line(call, desk, "status.watches", count=len(await desk.chats.watches(caller.chat.id)))
    read = line(call, desk, "status.feeds", count=sum(not state.paused for state in states))
    lines = [line(call, desk, "status.here", watches=watched, feeds=read)]
    if failing:
        lines.append(line(call, desk, "status.failing", count=failing, command=typed(call, desk, "feeds")))
    lines += last_times(call, caller, desk, condition)
    stored = line(call, desk, "status.articles", count=condition.articles)
    kept = line(call, desk, "days.span", count=desk.retention_days)
    lines.append(line(call, desk, "status.stored", articles=stored, days=kept))
    blocks = [title(_running(call, caller, desk)), Block(BlockKind.TEXT, tuple(lines))]
    if caller.role >= Role.ADMIN:
        blocks.append(small(*_whole(call, desk, condition)))
    if condition.doubts or condition.dead:
        blocks += await mishaps(call, caller, desk)
    return say(call.language, *blocks)


async def claim(call: Call, caller: Caller, desk: Desk) -> Message:
    """Makes whoever holds the live token an owner, and opens the chat they send it from."""
    command = Piece(_CLAIM_LINE, Isolate.LTR, code=True)
    token = call.argument.removeprefix("claim-")
    if not token:
        return say(call.language, line(call, desk, "claim.empty", command=command), private=True)
    if not await desk.chats.redeem_claim(token, call.request.person, desk.clock.now()):
        return say(call.language, line(call, desk, "claim.wrong", command=command), private=True)
    await open_to(call, caller, desk)
    first = line(call, desk, "start.first", command=example(call, desk, "watch"))
    return say(call.language, line(call, desk, "claim.done"), first, undo=Undo("claim", final=True))


def _running(call: Call, caller: Caller, desk: Desk) -> Line:
    chat = caller.chat
    if chat.state is ChatState.PAUSED and chat.paused_until is not None:
        until = moment(call, caller, desk, chat.paused_until)
        values: dict[str, Value] = {"name": desk.called(call.language), "time": until, "command": typed(call, desk, "resume")}
        return line(call, desk, "status.paused_until", **values)
    if chat.state is ChatState.PAUSED:
        return line(call, desk, "status.paused", name=desk.called(call.language), command=typed(call, desk, "resume"))
    if chat.state is ChatState.SUSPENDED:
        because = failing(call, desk, chat.because)
        return line(call, desk, "status.suspended", name=desk.called(call.language), because=because)
    return line(call, desk, "status.active", name=desk.called(call.language))


def last_times(call: Call, caller: Caller, desk: Desk, condition: Condition) -> list[Line]:
    """When feeds were last read and a message last went out."""
    place = Piece(desk.phrases.place(call.language, caller.chat.time_zone))
    lines = []
    for key, when in (("polled", condition.last_poll), ("sent", condition.last_delivery)):
        if when is None:
            lines.append(line(call, desk, f"status.{key}_never"))
        else:
            lines.append(line(call, desk, f"status.{key}", time=moment(call, caller, desk, when), place=place))
    return lines


def _whole(call: Call, desk: Desk, condition: Condition) -> Sequence[Line]:
    chats = line(call, desk, "status.chats", count=condition.chats)
    watches = line(call, desk, "status.watches", count=condition.watches)
    read = line(call, desk, "status.feeds", count=condition.sources)
    return (
        line(call, desk, "status.whole", chats=chats, watches=watches, feeds=read),
        line(call, desk, "status.queue", pending=condition.pending, doubts=condition.doubts, dead=condition.dead),
        line(call, desk, "status.database", database=condition.database),
    )
