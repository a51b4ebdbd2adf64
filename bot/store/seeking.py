"""Stored articles by the words they hold: the newest of them, and how many there are in a span; what a chat may see alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, FromClause, Row, Select, and_, any_, case, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from bot.model.news import Article, Language
from bot.model.seeking import Sighting, Tally, Wanted
from bot.store.records import as_article
from bot.store.schema import articles
from bot.store.search import sighted, sighted_within
from bot.store.telling import as_known, visible_to

_HOUR = timedelta(hours=1)
# Of the articles that came last, so many in a hundred are to be the latest for sure.
_LATEST = 75
# Of all articles of the time that is asked for, so many in a hundred are looked at first on PostgreSQL.
_NEWEST, _NARROWEST = 4, 1000


async def holding(connection: AsyncConnection, chat_id: int, wanted: Wanted, since: datetime, limit: int) -> Sequence[Sighting]:
    """Up to ``limit`` articles of a time from ``since`` on that hold what is wanted, the latest time first.

    Where there are more, the last quarter of them may leave out some that are as late.
    """
    if not wanted:
        return ()
    if connection.dialect.name == "sqlite":
        last_to_come, latest = _last_in_sqlite, _latest_in_sqlite
    else:
        await _planned_anew(connection)
        last_to_come, latest = _last_in_postgresql, _latest_in_postgresql
    rows = await last_to_come(connection, chat_id, wanted, since, limit)
    came = sorted(map(_sighting, rows), key=lambda each: (each.time, each.article), reverse=True)
    if len(rows) < limit or _in_order(rows):
        return came
    # So far back reach those that came last; the latest that hold the words lie within that.
    return tuple(map(_sighting, await latest(connection, chat_id, wanted, came[-1].time, limit)))


def _in_order(rows: Sequence[Row[Any]]) -> bool:
    """Whether those that came last are the latest as well, but for a few of the earliest of them.

    What is not among them came before them all, and did not happen after it came. A new feed brings what is weeks old.
    """
    earliest = min(row.seen for row in rows)
    latest = [row for row in rows if row.time >= earliest]
    return len(latest) * 100 >= len(rows) * _LATEST


async def _last_in_sqlite(
    connection: AsyncConnection, chat_id: int, wanted: Wanted, since: datetime, limit: int
) -> Sequence[Row[Any]]:
    """Those that came last, in the order in which the words are kept, which is the fastest."""
    known, place = _found_in_sqlite(chat_id, wanted)
    found = known.where(articles.c.time >= since).order_by(place.desc()).limit(limit)
    return list(await connection.execute(found))


async def _latest_in_sqlite(
    connection: AsyncConnection, chat_id: int, wanted: Wanted, since: datetime, limit: int
) -> Sequence[Row[Any]]:
    known, place = _found_in_sqlite(chat_id, wanted)
    # A plus keeps it from going through the index of times and asking for the words of each article in it.
    time: ColumnElement[datetime] = UnaryExpression(articles.c.time, operator=custom_op("+"), type_=articles.c.time.type)
    found = known.where(time >= since, place >= await _first_since(connection, since))
    return list(await connection.execute(found.order_by(time.desc(), place.desc()).limit(limit)))


def _found_in_sqlite(chat_id: int, wanted: Wanted) -> tuple[Select[Any], ColumnElement[int]]:
    place, held = sighted("sqlite", wanted)
    return _seen_by(chat_id, lambda joined: joined.join(place.table, place == articles.c.id)).where(held), place


async def _last_in_postgresql(
    connection: AsyncConnection, chat_id: int, wanted: Wanted, since: datetime, limit: int
) -> Sequence[Row[Any]]:
    """Those that came last, stretch by stretch: the index knows no order, so that all of a frequent word would be read."""
    first, last = await _first_since(connection, since), await _last(connection)
    width = max((last - first + 1) * _NEWEST // 100, _NARROWEST)
    rows: list[Row[Any]] = []
    while last >= first and len(rows) < limit:
        start = max(first, last - width + 1)
        held = sighted_within(wanted, since, start, last)
        ids = (await connection.execute(select(held.c.id).order_by(held.c.id.desc()).limit(limit))).scalars().all()
        rows += await _told(connection, chat_id, ids)
        if len(ids) == limit:
            last = ids[-1] - 1
        else:
            # As frequent as they were until now, the rest lies within twice so many articles as it should take.
            width, last = width * 2 * limit // len(ids) if ids else last, start - 1
    return rows[:limit]


async def _latest_in_postgresql(
    connection: AsyncConnection, chat_id: int, wanted: Wanted, since: datetime, limit: int
) -> Sequence[Row[Any]]:
    held = sighted_within(wanted, since, await _first_since(connection, since), await _last(connection))
    found = select(held.c.id).order_by(held.c.time.desc(), held.c.id.desc()).limit(limit)
    rows: list[Row[Any]] = []
    at, more = 0, True
    while more and len(rows) < limit:
        ids = (await connection.execute(found.offset(at))).scalars().all()
        told = await _told(connection, chat_id, ids)
        rows += sorted(told, key=lambda row: (row.time, row.id), reverse=True)
        at, more = at + limit, len(ids) == limit
    return rows[:limit]


async def _told(connection: AsyncConnection, chat_id: int, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Those of these articles that the chat may see, the last to come first."""
    if not ids:
        return ()
    found = _seen_by(chat_id).where(articles.c.id == any_(literal(list(ids), ARRAY(BigInteger))))
    return list(await connection.execute(found.order_by(articles.c.id.desc())))


def _seen_by(chat_id: int, joining: Callable[[FromClause], FromClause] = lambda joined: joined) -> Select[Any]:
    """Articles that the chat may see, each with its story as the chat knows it."""
    joined, story = as_known(chat_id)
    columns = select(articles.c.id, story.label("story"), articles.c.time, articles.c.seen, articles.c.language)
    return columns.select_from(joining(joined)).where(visible_to(chat_id))


def _sighting(row: Row[Any]) -> Sighting:
    return Sighting(row.id, row.story, row.time, Language(row.language))


async def _planned_anew(connection: AsyncConnection) -> None:
    """Has PostgreSQL plan each search of this transaction by its own words: a plan for any words reads far too much."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


async def _last(connection: AsyncConnection) -> int:
    last: int | None = (await connection.execute(select(func.max(articles.c.id)))).scalar()
    return last or 0


async def _first_since(connection: AsyncConnection, time: datetime) -> int:
    """The first article that can be of that time or later: an article's time never lies after its arrival."""
    # Several at once write what they have read, and clocks are set.
    after = select(articles.c.id).where(articles.c.seen >= time - _HOUR).order_by(articles.c.seen, articles.c.id)
    return (await connection.execute(after.limit(1))).scalar() or 0


async def estimate(connection: AsyncConnection, wanted: Wanted, since: datetime) -> int:
    """How many articles that came from ``since`` on hold what is wanted, whoever may see them and whatever their date."""
    if not wanted:
        return 0
    await _planned_anew(connection)
    place, held = sighted(connection.dialect.name, wanted)
    first = await _first_since(connection, since)
    found = select(func.count()).select_from(place.table).where(held, place >= first)
    return (await connection.execute(found)).scalar_one()


async def counted(connection: AsyncConnection, chat_id: int, wanted: Wanted, bounds: Sequence[datetime]) -> Sequence[Tally]:
    """How many articles hold what is wanted, by language, in each span from one bound to the next."""
    if not wanted:
        return ()
    await _planned_anew(connection)
    place, held = sighted(connection.dialect.name, wanted)
    time = articles.c.time
    steps = [(and_(time >= start, time < end), span) for span, (start, end) in enumerate(pairwise(bounds))]
    span = case(*steps, else_=-1).label("span")
    source = articles if place.table is articles else articles.join(place.table, place == articles.c.id)
    found = (
        select(span, articles.c.language, func.count().label("many"))
        .select_from(source)
        .where(held, time >= bounds[0], time < bounds[-1], visible_to(chat_id))
        .group_by(span, articles.c.language)
        .order_by(span, articles.c.language)
    )
    return tuple(Tally(row.span, Language(row.language), row.many) for row in await connection.execute(found))


async def read(connection: AsyncConnection, chat_id: int, ids: Sequence[int]) -> Sequence[Article]:
    """Those of these articles that the chat may see, in the order asked for."""
    rows = await connection.execute(select(articles).where(articles.c.id.in_(ids), visible_to(chat_id)))
    known = {row.id: as_article(row) for row in rows}
    return tuple(known[each] for each in ids if each in known)
