"""Stories as they are read: the window, what chats were told, what a chat may see, and forgetting what is old."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, case, delete, exists, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import AlertKind, Member, Told
from bot.model.news import Article, Language
from bot.ports import StoryHit
from bot.store.records import as_article
from bot.store.schema import (
    alert_watches,
    alerts,
    articles,
    chats,
    deliveries,
    delivery_alerts,
    delivery_parts,
    is_open,
    sources,
    stories,
    story_articles,
    story_splits,
    subscriptions,
)

# Reports shown of one story.
_REPORTS: Final = 50


async def members(connection: AsyncConnection, since: datetime) -> Sequence[Member]:
    """All members of stories whose article time is not before ``since``, in arrival order."""
    found = (
        select(story_articles, articles.c.source_id, articles.c.title, articles.c.language, articles.c.time)
        .join(articles, articles.c.id == story_articles.c.article_id)
        .where(articles.c.time >= since)
        .order_by(articles.c.id)
    )
    return tuple(
        Member(
            article_id=row.article_id,
            story=row.story_id,
            source=row.source_id,
            title=row.title,
            language=Language(row.language),
            time=row.time,
            names=frozenset(row.names),
            signature=row.signature,
        )
        for row in await connection.execute(found)
    )


async def told(connection: AsyncConnection, ids: Sequence[int]) -> Mapping[int, Sequence[Told]]:
    """What each chat has been told of each of these stories; what was cancelled or died unsent counts as never told."""
    live = and_(alerts.c.story_id.in_(ids), alerts.c.cancelled.is_(False))
    order = (alerts.c.chat_id, alerts.c.revision)
    rows = (await connection.execute(select(alerts).where(live).order_by(*order))).all()
    watching: dict[int, set[int]] = defaultdict(set)
    named = alert_watches.c.watch_id.is_not(None)
    joined = select(alert_watches).join(alerts, alerts.c.id == alert_watches.c.alert_id).where(live, named)
    for row in await connection.execute(joined):
        watching[row.alert_id].add(row.watch_id)
    updated = await _last_updates(connection, live)
    origin = select(alerts.c.article_id, articles.c.source_id).join(articles, articles.c.id == alerts.c.article_id).where(live)
    came_from = {row.article_id: row.source_id for row in await connection.execute(origin)}
    lost = await died_unsent(connection, live)
    pairs: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        if (row.chat_id, row.story_id) not in lost:
            pairs[row.story_id, row.chat_id].append(row)
    result: dict[int, list[Told]] = defaultdict(list)
    for (story, chat), group in pairs.items():
        watch_ids = frozenset(watch for row in group for watch in watching[row.id])
        told_of = tuple(row.article_id for row in group)
        known_sources = frozenset(came_from[article] for article in told_of if article in came_from)
        result[story].append(Told(chat, watch_ids, told_of, updated.get((story, chat)), known_sources))
    return dict(result)


async def died_unsent(connection: AsyncConnection, about: ColumnElement[bool]) -> frozenset[tuple[int, int]]:
    """The chats and stories, of the alerts that ``about`` is true of, all of whose deliveries ended with nothing sent."""
    sent = exists().where(delivery_parts.c.delivery_id == deliveries.c.id)
    ended = and_(deliveries.c.state.in_(("dead", "dropped")), ~sent)
    found = (
        select(alerts.c.chat_id, alerts.c.story_id)
        .outerjoin(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .outerjoin(deliveries, deliveries.c.id == delivery_alerts.c.delivery_id)
        .where(about, alerts.c.cancelled.is_(False))
        .group_by(alerts.c.chat_id, alerts.c.story_id)
        .having(func.min(case((ended, 1), else_=0)) == 1)
    )
    return frozenset((row.chat_id, row.story_id) for row in await connection.execute(found))


async def _last_updates(connection: AsyncConnection, live: ColumnElement[bool]) -> Mapping[tuple[int, int], datetime]:
    """When each chat's last update of each story was settled or is due."""
    at = func.max(func.coalesce(deliveries.c.settled, deliveries.c.due), type_=deliveries.c.due.type)
    found = (
        select(alerts.c.story_id, alerts.c.chat_id, at.label("at"))
        .join(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .join(deliveries, deliveries.c.id == delivery_alerts.c.delivery_id)
        .where(live, alerts.c.kind == AlertKind.UPDATE.value)
        .group_by(alerts.c.story_id, alerts.c.chat_id)
    )
    return {(row.story_id, row.chat_id): row.at for row in await connection.execute(found)}


async def audience(connection: AsyncConnection, ids: Sequence[str]) -> Mapping[str, frozenset[int] | None]:
    """For each source the chats that get its news; None means every chat."""
    owners = {
        row.id: row.owner_chat
        for row in await connection.execute(select(sources.c.id, sources.c.owner_chat).where(sources.c.id.in_(ids)))
    }
    states: dict[str, dict[int, str]] = defaultdict(dict)
    for row in await connection.execute(select(subscriptions).where(subscriptions.c.source_id.in_(ids))):
        states[row.source_id][row.chat_id] = row.state
    off = {source: {chat for chat, state in known.items() if state != "on"} for source, known in states.items()}
    every = frozenset((await connection.execute(select(chats.c.id))).scalars()) if any(off.values()) else frozenset[int]()
    result: dict[str, frozenset[int] | None] = {}
    for source in ids:
        without = off.get(source, set())
        if source not in owners:
            result[source] = frozenset()
        elif owners[source] is not None:
            result[source] = frozenset({owners[source]}) - without
        else:
            result[source] = every - without if without else None
    return result


def visible_to(chat: ColumnElement[int] | int) -> ColumnElement[bool]:
    """The condition that a chat may see an article: its source is shared or the chat's own, and not removed by it."""
    removed = exists().where(
        subscriptions.c.source_id == articles.c.source_id,
        subscriptions.c.chat_id == chat,
        subscriptions.c.state == "removed",
    )
    own = exists().where(
        sources.c.id == articles.c.source_id, or_(sources.c.owner_chat.is_(None), sources.c.owner_chat == chat)
    )
    return and_(own, ~removed)


def as_known(chat_id: int) -> tuple[FromClause, ColumnElement[int]]:
    """Articles joined to their stories, and the story that a chat knows each in: its own of what it has parted."""
    own = and_(story_splits.c.article_id == articles.c.id, story_splits.c.chat_id == chat_id)
    joined = articles.outerjoin(story_articles, story_articles.c.article_id == articles.c.id).outerjoin(story_splits, own)
    return joined, func.coalesce(story_splits.c.apart_id, story_articles.c.story_id, articles.c.id)


async def recent(connection: AsyncConnection, chat_id: int, since: datetime, limit: int) -> Sequence[Article]:
    """The newest articles seen since then that this chat may see, the newest first."""
    fresh = and_(articles.c.seen >= since, visible_to(chat_id))
    newest = select(articles).where(fresh).order_by(articles.c.seen.desc(), articles.c.id.desc()).limit(limit)
    return tuple(as_article(row) for row in await connection.execute(newest))


async def alerted(connection: AsyncConnection, chat_id: int, limit: int) -> Sequence[StoryHit]:
    """Stories that this chat was alerted to, the newest first."""
    parted = and_(story_splits.c.chat_id == chat_id, story_splits.c.apart_id == alerts.c.story_id)
    newest = (
        select(alerts.c.story_id)
        .where(
            alerts.c.chat_id == chat_id,
            alerts.c.cancelled.is_(False),
            or_(exists().where(story_articles.c.story_id == alerts.c.story_id), exists().where(parted)),
        )
        .group_by(alerts.c.story_id)
        .order_by(func.max(alerts.c.id).desc())
        .limit(limit)
    )
    return await hits(connection, chat_id, (await connection.execute(newest)).scalars().all())


async def hits(connection: AsyncConnection, chat_id: int, ids: Iterable[int]) -> Sequence[StoryHit]:
    """These stories with the reports that the chat may see, the newest report first; without any, the story is left out."""
    wanted = list(ids)
    joined, story = as_known(chat_id)
    parted = and_(story_splits.c.chat_id == chat_id, story_splits.c.apart_id.in_(wanted))
    concerned = union_all(
        select(story_articles.c.article_id).where(story_articles.c.story_id.in_(wanted)),
        select(story_splits.c.article_id).where(parted),
        select(articles.c.id).where(articles.c.id.in_(wanted)),
    )
    found = (
        select(articles, story.label("story"))
        .select_from(joined)
        .where(articles.c.id.in_(concerned.scalar_subquery()), visible_to(chat_id))
        .order_by(articles.c.time.desc(), articles.c.id.desc())
    )
    reports: dict[int, list[Article]] = defaultdict(list)
    for row in await connection.execute(found):
        if len(reports[row.story]) < _REPORTS:
            reports[row.story].append(as_article(row))
    return tuple(StoryHit(story, tuple(reports[story])) for story in wanted if reports[story])


async def prune(connection: AsyncConnection, before: datetime) -> int:
    """Forgets what was seen, and listed by its feed for the last time, before ``before``; returns how many articles.

    Kept are articles that an open delivery needs or that wait for triage, and what a feed still listed when it was last read:
    forgotten, it would come back as news.
    """
    await connection.execute(delete(deliveries).where(deliveries.c.state != "doubt", deliveries.c.settled < before))
    carried = exists().where(delivery_alerts.c.alert_id == alerts.c.id)
    await connection.execute(delete(alerts).where(alerts.c.created < before, ~carried))
    gone = await connection.execute(
        # Nothing is listed before it is seen, but there is an index of the one alone.
        delete(articles).where(articles.c.seen < before, articles.c.listed < before, articles.c.triaged, ~_needed(), ~_listed())
    )
    orphaned = ~exists().where(story_articles.c.story_id == stories.c.id)
    await connection.execute(delete(stories).where(stories.c.created < before, orphaned))
    return gone.rowcount


def _needed() -> ColumnElement[bool]:
    """The condition that an open delivery tells of the article's story."""
    story = story_articles.alias()
    waiting = (
        select(alerts.c.story_id)
        .join(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .join(deliveries, deliveries.c.id == delivery_alerts.c.delivery_id)
        .where(is_open)
    )
    return exists().where(story.c.article_id == articles.c.id, story.c.story_id.in_(waiting))


def _listed() -> ColumnElement[bool]:
    """The condition that the article stood in its feed when that was last read."""
    source = sources.alias()
    return exists().where(source.c.id == articles.c.source_id, articles.c.listed >= source.c.listed_from)
