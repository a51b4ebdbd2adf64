"""Terms that are mentioned far more than usual: counted by the hour, and told once a day to whoever watches them.

Each chat's count is of the sources that it sees. What is far more than usual, ``bot.alerts.surging`` decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.surging import FEWEST, surge
from bot.alerts.timing import zone_of
from bot.model.alert import DeliveryKind, Notice
from bot.model.chat import ChatState
from bot.store.database import Database
from bot.store.lanes import lock
from bot.store.noticing import queue
from bot.store.schema import articles, chats, deliveries, matches, watches
from bot.store.telling import audience

_SURGES: Final = frozenset({"surge", "surge_rare"})
_HOUR: Final = timedelta(hours=1)
_SPAN: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Count:
    """The articles of a source that match a term: in the last hour, and in the days before it."""

    hour: int
    before: int


async def tell_surges(database: Database, now: datetime) -> int:
    """Queues a notice for each chat and watch whose term is mentioned far more than usual; returns how many."""
    hot = await database.read(lambda c: _hot(c, now))
    return await database.write(lambda c: _tell(c, hot, now)) if hot else 0


async def _hot(connection: AsyncConnection, now: datetime) -> Sequence[str]:
    """The terms that enough articles of the last hour match."""
    first = await _first_since(connection, now - _HOUR)
    if first is None:
        return ()
    many = func.count(distinct(matches.c.article_id))
    found = select(matches.c.term).where(matches.c.article_id >= first, matches.c.off.is_(False))
    return tuple((await connection.execute(found.group_by(matches.c.term).having(many >= FEWEST))).scalars())


async def _first_since(connection: AsyncConnection, since: datetime) -> int | None:
    found: int | None = (await connection.execute(select(func.min(articles.c.id)).where(articles.c.seen > since))).scalar()
    return found


async def _tell(connection: AsyncConnection, terms: Sequence[str], now: datetime) -> int:
    start = now - _HOUR - _SPAN
    first = await _first_since(connection, start)
    oldest = (await connection.execute(select(func.min(articles.c.seen)))).scalar()
    told = 0
    for term in terms:
        watching = await _watching(connection, term)
        if not watching:
            continue
        # No match of a term is kept from before anybody watched it.
        known = max(start, oldest or now, min(row.added for row in watching))
        counts = await _counts(connection, term, first or 0, now)
        seen = await audience(connection, sorted(counts))
        told += await _tell_all(connection, term, watching, counts, seen, (now - _HOUR - known) / _HOUR, now)
    return told


async def _tell_all(
    connection: AsyncConnection,
    term: str,
    watching: Sequence[Any],
    counts: Mapping[str, _Count],
    seen: Mapping[str, Collection[int] | None],
    hours: float,
    now: datetime,
) -> int:
    told = 0
    for row in watching:
        mine = [count for source, count in counts.items() if (chats_of := seen[source]) is None or row.chat_id in chats_of]
        hour, before = sum(count.hour for count in mine), sum(count.before for count in mine)
        times = surge(hour, before, hours)
        place = row.route_to or row.chat_id
        await lock(connection, [place])
        if times is None or await _was_told(connection, place, term, row.time_zone, now):
            continue
        usual = round(before / hours)
        values = (("term", term), ("times", str(times)), ("count", str(hour)), ("usual", str(usual)))
        await queue(connection, [place], Notice("surge", values) if usual else Notice("surge_rare", values), now)
        told += 1
    return told


async def _watching(connection: AsyncConnection, term: str) -> Sequence[Any]:
    """The live watches of a term in chats that can be reached."""
    open_ = and_(watches.c.removed_at.is_(None), chats.c.state != ChatState.SUSPENDED.value, chats.c.admitted)
    found = (
        select(watches.c.chat_id, watches.c.route_to, watches.c.added, chats.c.time_zone)
        .join(chats, chats.c.id == watches.c.chat_id)
        .where(watches.c.term == term, open_)
        .order_by(watches.c.id)
    )
    return (await connection.execute(found)).all()


async def _counts(connection: AsyncConnection, term: str, first: int, now: datetime) -> Mapping[str, _Count]:
    """By source how many articles match a term. What came while the bot was away did not come in the last hour."""
    late: ColumnElement[bool] = articles.c.away_since.is_not(None)
    in_hour = and_(articles.c.seen > now - _HOUR, ~late)
    found = (
        select(
            articles.c.source_id,
            func.count(distinct(case((in_hour, articles.c.id)))).label("hour"),
            func.count(distinct(articles.c.id)).label("every"),
        )
        .join(matches, matches.c.article_id == articles.c.id)
        .where(matches.c.term == term, matches.c.article_id >= first, matches.c.off.is_(False))
        .group_by(articles.c.source_id)
    )
    return {row.source_id: _Count(row.hour, row.every - row.hour) for row in await connection.execute(found)}


async def _was_told(connection: AsyncConnection, chat_id: int, term: str, time_zone: str, now: datetime) -> bool:
    """Whether the chat has been told of this term on this day of its own."""
    zone = zone_of(time_zone)
    found = select(deliveries.c.notice, deliveries.c.created).where(
        deliveries.c.chat_id == chat_id,
        deliveries.c.kind == DeliveryKind.NOTICE.value,
        deliveries.c.created > now - _DAY,
    )
    today = now.astimezone(zone).date()
    return any(
        row.notice["key"] in _SURGES
        and dict(row.notice["values"]).get("term") == term
        and row.created.astimezone(zone).date() == today
        for row in await connection.execute(found)
    )
