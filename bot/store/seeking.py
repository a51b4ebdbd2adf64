"""Stored articles by the words they hold: the newest of them, and how many there are in a span; what a chat may see alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from bot.model.news import Article, Language
from bot.model.seeking import Sighting, Tally, Wanted
from bot.store.records import as_article
from bot.store.schema import articles
from bot.store.search import sighted
from bot.store.telling import as_known, visible_to

_HOUR = timedelta(hours=1)
# Of the articles that came last, so many in a hundred are to be the latest for sure.
_LATEST = 75


async def holding(connection: AsyncConnection, chat_id: int, wanted: Wanted, since: datetime, limit: int) -> Sequence[Sighting]:
    """Up to ``limit`` articles of a time from ``since`` on that hold what is wanted, the latest time first.

    Where there are more, the last quarter of them may leave out some that are as late.
    """
    if not wanted:
        return ()
    found = _found(connection.dialect.name, chat_id, wanted)
    rows = (await connection.execute(found.by_arrival(since, limit))).all()
    came = sorted(map(_sighting, rows), key=lambda each: (each.time, each.article), reverse=True)
    if len(rows) < limit or _in_order(rows):
        return came
    # So far back reach those that came last; the latest that hold the words lie within that.
    oldest = came[-1].time
    dated = found.by_time(oldest, await _first_since(connection, oldest), limit)
    return tuple(map(_sighting, await connection.execute(dated)))


def _in_order(rows: Sequence[Row[Any]]) -> bool:
    """Whether those that came last are the latest as well, but for a few of the earliest of them.

    What is not among them came before them all, and did not happen after it came. A new feed brings what is weeks old.
    """
    earliest = min(row.seen for row in rows)
    latest = [row for row in rows if row.time >= earliest]
    return len(latest) * 100 >= len(rows) * _LATEST


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles that hold what is wanted: ``place`` is their id where the words are found."""

    columns: Select[Any]
    place: ColumnElement[int]

    def by_arrival(self, since: datetime, limit: int) -> Select[Any]:
        """Those that came last: in the order in which the words are kept, which is the fastest."""
        return self.columns.where(articles.c.time >= since).order_by(self.place.desc()).limit(limit)

    def by_time(self, since: datetime, first: int, limit: int) -> Select[Any]:
        """Those that happened last, none of which came before the ``first``."""
        # A plus keeps SQLite from going through the index of times and asking for the words of each article in it.
        time: ColumnElement[datetime] = UnaryExpression(articles.c.time, operator=custom_op("+"), type_=articles.c.time.type)
        dated = articles.c.time if self.place.table is articles else time
        return self.columns.where(dated >= since, self.place >= first).order_by(dated.desc(), self.place.desc()).limit(limit)


def _found(dialect: str, chat_id: int, wanted: Wanted) -> _Found:
    joined, story = as_known(chat_id)
    place, held = sighted(dialect, wanted)
    source = joined if place.table is articles else joined.join(place.table, place == articles.c.id)
    columns = select(articles.c.id, story.label("story"), articles.c.time, articles.c.seen, articles.c.language)
    return _Found(columns.select_from(source).where(held, visible_to(chat_id)), place)


def _sighting(row: Row[Any]) -> Sighting:
    return Sighting(row.id, row.story, row.time, Language(row.language))


async def _first_since(connection: AsyncConnection, time: datetime) -> int:
    """The first article that can be of that time or later: an article's time never lies after its arrival."""
    # Several at once write what they have read, and clocks are set.
    after = select(articles.c.id).where(articles.c.seen >= time - _HOUR).order_by(articles.c.seen).limit(1)
    return (await connection.execute(after)).scalar() or 0


async def estimate(connection: AsyncConnection, wanted: Wanted, since: datetime) -> int:
    """How many articles that came from ``since`` on hold what is wanted, whoever may see them and whatever their date."""
    if not wanted:
        return 0
    place, held = sighted(connection.dialect.name, wanted)
    first = await _first_since(connection, since)
    found = select(func.count()).select_from(place.table).where(held, place >= first)
    return (await connection.execute(found)).scalar_one()


async def counted(connection: AsyncConnection, chat_id: int, wanted: Wanted, bounds: Sequence[datetime]) -> Sequence[Tally]:
    """How many articles hold what is wanted, by language, in each span from one bound to the next."""
    if not wanted:
        return ()
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
