"""What became of reports and stories, as far as one chat may know.

Nothing is changed here; what a chat does about them stands in ``parting``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import AlertKind, DeliveryKind, Placement, PlacementKind
from bot.model.trace import Placed, Sending, Spotted, StoryTrace, Word
from bot.store.records import as_article, as_change, as_match, as_reason
from bot.store.schema import (
    alert_watches,
    alerts,
    articles,
    deliveries,
    delivery_alerts,
    delivery_parts,
    matches,
    sources,
    story_articles,
    story_splits,
    subscriptions,
)
from bot.store.splits import members
from bot.store.telling import visible_to
from bot.text.links import canonical

# Reports of one address that are looked at: it may stand in several feeds.
_SPOTTED = 5
_PLACED = ("story_id", "kind", "how", "score", "with_article", "because", "change")


async def traced(connection: AsyncConnection, chat_id: int, story: int) -> StoryTrace | None:
    """A story as a chat may know it; None when there is nothing of it that the chat may see."""
    words = await _words(connection, chat_id, story)
    told = [word.article_id for word in words]
    found = (
        select(articles, *(story_articles.c[name].label(f"placed_{name}") for name in _PLACED))
        .join(story_articles, story_articles.c.article_id == articles.c.id)
        .where(articles.c.id.in_(members(chat_id, story)), or_(visible_to(chat_id), articles.c.id.in_(told)))
        .order_by(articles.c.id)
    )
    reports = tuple(_placed(row, story) for row in await connection.execute(found))
    if not reports:
        return None
    return StoryTrace(story, reports, words, await _sendings(connection, chat_id, story))


async def told_by(connection: AsyncConnection, chat_id: int, message: str) -> Sequence[int]:
    """The stories that a message in the chat tells of, by the platform's id of it."""
    found = (
        select(alerts.c.story_id)
        .join(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .join(deliveries, deliveries.c.id == delivery_alerts.c.delivery_id)
        .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
        .where(deliveries.c.chat_id == chat_id, delivery_parts.c.message == message, alerts.c.cancelled.is_(False))
        .group_by(alerts.c.story_id)
        .order_by(func.min(alerts.c.id))
    )
    return tuple((await connection.execute(found)).scalars())


async def told_last(connection: AsyncConnection, chat_id: int) -> int | None:
    """The story that the chat was told of last."""
    mine = and_(alerts.c.chat_id == chat_id, alerts.c.cancelled.is_(False))
    found = select(alerts.c.story_id).where(mine).order_by(alerts.c.id.desc()).limit(1)
    return (await connection.execute(found)).scalar()


async def spotted(connection: AsyncConnection, chat_id: int, url: str) -> Sequence[Spotted]:
    """The stored articles at an address that the chat may see, the newest first."""
    own = select(sources.c.id).where(or_(sources.c.owner_chat.is_(None), sources.c.owner_chat == chat_id))
    at = and_(articles.c.source_id.in_(own), articles.c.url.in_(_doors(url)))
    found = select(articles).where(at, visible_to(chat_id)).order_by(articles.c.id.desc()).limit(_SPOTTED)
    rows = (await connection.execute(found)).all()
    return [await _spotted(connection, chat_id, row) for row in rows]


async def carriers(connection: AsyncConnection, chat_id: int, url: str) -> Sequence[int]:
    """The numbers of the chat's sources that have brought articles from the site of an address."""
    places = {urlunsplit((*urlsplit(door)[:2], "/", "", "")) for door in _doors(url)}
    if not places:
        return ()
    there = or_(*(articles.c.url.startswith(place, autoescape=True) for place in sorted(places)))
    carried = exists().where(articles.c.source_id == sources.c.id, there)
    removed = exists().where(
        subscriptions.c.source_id == sources.c.id,
        subscriptions.c.chat_id == chat_id,
        subscriptions.c.state == "removed",
    )
    visible = and_(or_(sources.c.owner_chat.is_(None), sources.c.owner_chat == chat_id), sources.c.listed, ~removed)
    return tuple((await connection.execute(select(sources.c.number).where(visible, carried))).scalars())


def _doors(url: str) -> list[str]:
    """The ways in which a feed may write this address: with and without www, a slash at the end, and TLS."""
    link = canonical(url)
    if not link:
        return []
    scheme, host, path, query, fragment = urlsplit(link)
    bare = host.removeprefix("www.")
    paths = {path, path.rstrip("/") or "/", path if path.endswith("/") else f"{path}/"}
    return sorted(
        urlunsplit((each, place, way, query, fragment))
        for each in {scheme, "http", "https"}
        for place in (bare, f"www.{bare}")
        for way in paths
    )


def _placed(row: Row[Any], story: int) -> Placed:
    placement = Placement(
        kind=PlacementKind(row.placed_kind),
        story=row.placed_story_id,
        because=as_reason(row.placed_because),
        with_article=row.placed_with_article,
        how=row.placed_how,
        score=row.placed_score,
        change=as_change(row.placed_change),
    )
    return Placed(as_article(row), placement, row.placed_story_id != story)


async def _words(connection: AsyncConnection, chat_id: int, story: int) -> tuple[Word, ...]:
    mine = and_(alerts.c.chat_id == chat_id, alerts.c.story_id == story)
    rows = (await connection.execute(select(alerts).where(mine).order_by(alerts.c.id))).all()
    terms: dict[int, list[str]] = defaultdict(list)
    named = select(alert_watches).where(alert_watches.c.alert_id.in_([row.id for row in rows]))
    for row in await connection.execute(named.order_by(alert_watches.c.alert_id, alert_watches.c.ordinal)):
        if row.term:
            terms[row.alert_id].append(row.term)
    return tuple(
        Word(row.article_id, AlertKind(row.kind), tuple(terms[row.id]), as_reason(row.because), row.created, row.cancelled)
        for row in rows
    )


async def _sendings(connection: AsyncConnection, chat_id: int, story: int) -> tuple[Sending, ...]:
    found = (
        select(deliveries, alerts.c.article_id.label("about"))
        .join(delivery_alerts, delivery_alerts.c.delivery_id == deliveries.c.id)
        .join(alerts, alerts.c.id == delivery_alerts.c.alert_id)
        .where(alerts.c.chat_id == chat_id, alerts.c.story_id == story)
        .order_by(deliveries.c.seq, alerts.c.id)
    )
    carried: dict[int, tuple[Row[Any], list[int]]] = {}
    for row in await connection.execute(found):
        carried.setdefault(row.id, (row, []))[1].append(row.about)
    return tuple(
        Sending(row.id, DeliveryKind(row.kind), row.state, as_reason(row.because), row.due, row.settled, tuple(about))
        for row, about in carried.values()
    )


async def _spotted(connection: AsyncConnection, chat_id: int, row: Row[Any]) -> Spotted:
    known = and_(subscriptions.c.source_id == sources.c.id, subscriptions.c.chat_id == chat_id)
    source = (
        await connection.execute(
            select(sources.c.number, sources.c.paused, subscriptions.c.state)
            .outerjoin(subscriptions, known)
            .where(sources.c.id == row.source_id)
        )
    ).one()
    article = as_article(row)
    home = select(story_splits.c.apart_id).where(story_splits.c.chat_id == chat_id, story_splits.c.article_id == row.id)
    placed = select(story_articles.c.story_id).where(story_articles.c.article_id == row.id)
    story = (await connection.execute(home)).scalar() or (await connection.execute(placed)).scalar()
    found = select(matches).where(matches.c.article_id == row.id).order_by(matches.c.ordinal)
    return Spotted(
        article,
        source.number,
        paused=source.paused or source.state == "paused",
        waiting=not row.triaged,
        held=row.held and row.triaged,
        story=None if story is None else await traced(connection, chat_id, story),
        matches=tuple(as_match(each) for each in await connection.execute(found)),
    )
