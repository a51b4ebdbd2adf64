"""How the whole bot is, for whoever looks after it: what is late, what waits, what fails, and what it runs on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.chat.administration import last_times
from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import bullets, line, moment, say, small, title, typed
from bot.chat.sizes import size_in_words
from bot.model.message import Isolate, Line, Message, Piece
from bot.model.register import Backlog
from bot.ports import Condition

LATE: Final = timedelta(minutes=5)
"""How late feeds or messages may be before the bot is not well."""

FAILING: Final = 0.2
"""The share of feeds that cannot be read above which the bot is not well: some site or other is always down."""

_SAID: Final = timedelta(minutes=1)
_LOST: Final = frozenset({"refused", "failed", "down"})


async def health(call: Call, caller: Caller, desk: Desk) -> Message:
    """Last poll and delivery, what is behind, the queue, failing feeds, the database, versions, platforms and uptime."""
    now = desk.clock.now()
    condition = await desk.chats.condition()
    backlog = await desk.logbook.backlog(now)
    due = await desk.articles.next_due()
    states = desk.engine.platforms()
    ails = [
        *_behind(call, desk, {"feeds": due, "messages": backlog.message}, now),
        *_failing(call, desk, condition),
        *(_platform(call, desk, name, state) for name, state in sorted(states.items()) if state in _LOST),
    ]
    head = line(call, desk, "health.bad" if ails else "health.well", name=desk.called(call.language))
    lines = [
        *last_times(call, caller, desk, condition),
        _lag(call, caller, desk, "feeds", due, now),
        _lag(call, caller, desk, "messages", backlog.message, now),
        *_counts(call, desk, condition),
        _database(call, desk, condition, backlog),
        *(_platform(call, desk, name, state) for name, state in sorted(states.items())),
    ]
    because = [bullets(ails)] if ails else []
    look = [line(call, desk, "health.look", command=typed(call, desk, "deliveries"))] if _went_wrong(condition) else []
    return say(call.language, title(head), *because, *look, bullets(lines), small(*_foot(call, caller, desk)))


def _behind(call: Call, desk: Desk, oldest: Mapping[str, datetime | None], now: datetime) -> list[Line]:
    """What is so late that the bot is not well."""
    return [
        line(call, desk, f"health.{name}_behind", lag=_minutes(call, desk, now - due))
        for name, due in oldest.items()
        if due is not None and now - due > LATE
    ]


def _failing(call: Call, desk: Desk, condition: Condition) -> list[Line]:
    """Feeds that cannot be read, if they are many, and messages that somebody has to look at."""
    lines = []
    if condition.failing > FAILING * condition.sources:
        lines.append(line(call, desk, "health.unread", failing=condition.failing, feeds=condition.sources))
    if condition.dead:
        lines.append(line(call, desk, "health.dead", count=condition.dead))
    if condition.doubts:
        lines.append(line(call, desk, "health.doubts", count=condition.doubts))
    return lines


def _went_wrong(condition: Condition) -> bool:
    return bool(condition.dead or condition.doubts)


def _minutes(call: Call, desk: Desk, late: timedelta) -> Line:
    return line(call, desk, "minutes.span", count=int(late / timedelta(minutes=1)))


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


def _database(call: Call, desk: Desk, condition: Condition, backlog: Backlog) -> Line:
    version = Piece(f"{condition.database} {backlog.version}", Isolate.LTR)
    return line(call, desk, "health.database", database=version, size=size_in_words(call, desk, backlog.size))


def _lag(call: Call, caller: Caller, desk: Desk, what: str, due: datetime | None, now: datetime) -> Line:
    """Whether what is due is done in time, and if not by how many minutes it is late."""
    if due is None or now - due < _SAID:
        return line(call, desk, f"health.{what}_in_time")
    since = moment(call, caller, desk, due)
    return line(call, desk, f"health.{what}_late", lag=_minutes(call, desk, now - due), since=since)


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
