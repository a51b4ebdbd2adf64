"""Stored articles by the words they hold: the newest of them, and how many there are in a span; what a chat may see alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import Article, Language
from bot.model.seeking import Sighting, Tally, Wanted
from bot.store.records import as_article
from bot.store.schema import articles
from bot.store.search import sighted
from bot.store.telling import as_known, visible_to


async def holding(connection: AsyncConnection, chat_id: int, wanted: Wanted, since: datetime, limit: int) -> Sequence[Sighting]:
    """Up to ``limit`` articles of a time from ``since`` on that hold what is wanted, those that came last first."""
    if not wanted:
        return ()
    joined, story = as_known(chat_id)
    if connection.dialect.name == "sqlite":
        place, held = sighted("sqlite", wanted)
        found = _columns(story).select_from(joined.join(place.table, place == articles.c.id))
        found = found.where(held, articles.c.time >= since, visible_to(chat_id)).order_by(place.desc()).limit(limit)
    else:
        place, held = sighted(connection.dialect.name, wanted)
        found = _columns(story).select_from(joined).where(held, articles.c.time >= since, visible_to(chat_id))
        found = found.order_by(place.desc()).limit(limit)
    return tuple(Sighting(row.id, row.story, row.time, Language(row.language)) for row in await connection.execute(found))


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


def _columns(story: ColumnElement[int]) -> Select[Any]:
    return select(articles.c.id, story.label("story"), articles.c.time, articles.c.language)
