"""How the whole bot is, for whoever looks after it: what is late, what waits, what fails, and what it runs on."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.administration import last_times
from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import bullets, line, moment, say, small, title, typed
from bot.model.message import Isolate, Line, Message, Piece
from bot.model.register import Backlog
from bot.ports import Condition

_LATE = timedelta(minutes=5)
_KILO = 1000


async def health(call: Call, caller: Caller, desk: Desk) -> Message:
    """Last poll and delivery, what is behind, the queue, failing feeds, the database, versions, platforms and uptime."""
    now = desk.clock.now()
    condition = await desk.chats.condition()
    backlog = await desk.logbook.backlog(now)
    due = await desk.articles.next_due()
    behind = [each for each in (backlog.message, due) if each is not None and now - each > _LATE]
    states = desk.engine.platforms()
    bad = behind or any(state in {"refused", "failed", "down"} for state in states.values())
    head = line(call, desk, "health.bad" if bad else "health.well", name=desk.called(call.language))
    lines = [
        *last_times(call, caller, desk, condition),
        _lag(call, caller, desk, "feeds", due, now),
        _lag(call, caller, desk, "messages", backlog.message, now),
        *_counts(call, desk, condition),
        line(call, desk, "health.database", database=_database(condition, backlog), size=_size(backlog.size)),
        *(_platform(call, desk, name, state) for name, state in sorted(states.items())),
    ]
    return say(call.language, title(head), bullets(lines), small(*_foot(call, caller, desk)))


def _counts(call: Call, desk: Desk, condition: Condition) -> list[Line]:
    stored = {
        name: line(call, desk, f"status.{name}", count=getattr(condition, name)) for name in ("articles", "chats", "watches")
    }
    failing = {"failing": condition.failing, "feeds": condition.sources}
    return [
        line(call, desk, "status.queue", pending=condition.pending, doubts=condition.doubts, dead=condition.dead),
        line(call, desk, "health.failing", command=typed(call, desk, "feeds"), **failing),
        line(call, desk, "health.stored", **stored),
    ]


def _database(condition: Condition, backlog: Backlog) -> Piece:
    return Piece(f"{condition.database} {backlog.version}", Isolate.LTR)


def _lag(call: Call, caller: Caller, desk: Desk, what: str, due: datetime | None, now: datetime) -> Line:
    """Whether what is due is done in time."""
    if due is None or now - due <= _LATE:
        return line(call, desk, f"health.{what}_in_time")
    return line(call, desk, f"health.{what}_late", since=moment(call, caller, desk, due))


def _platform(call: Call, desk: Desk, name: str, state: str) -> Line:
    key = f"health.state_{state}"
    said = desk.phrases.text(call.language, key) if desk.phrases.has(call.language, key) else state
    shown = f"chats.{name}"
    platform = desk.phrases.text(call.language, shown) if desk.phrases.has(call.language, shown) else name
    return line(call, desk, "health.platform", platform=Piece(platform), state=Piece(said))


def _foot(call: Call, caller: Caller, desk: Desk) -> list[Line]:
    lines = []
    if desk.engine.started is not None:
        lines.append(line(call, desk, "health.started", time=moment(call, caller, desk, desk.engine.started)))
    versions = [Piece(f"{name} {version}", Isolate.LTR) for name, version in desk.engine.versions.items()]
    if versions:
        lines.append(line(call, desk, "health.versions", versions=desk.phrases.joined(call.language, versions)))
    return lines or [line(call, desk, "health.no_process")]


def _size(size: int) -> Piece:
    """Bytes as people read them."""
    number, units = float(size), ("B", "kB", "MB", "GB", "TB")
    for unit in units[:-1]:
        if number < _KILO:
            return Piece(f"{number:.0f} {unit}" if unit in {"B", "kB"} else f"{number:.1f} {unit}", Isolate.LTR)
        number /= _KILO
    return Piece(f"{number:.1f} {units[-1]}", Isolate.LTR)
