"""What becomes of a feed's health, told to its people: queued in the transaction of the poll that shows it.

So that a crash neither loses a notice nor doubles it. When there is something to tell is decided in ``pipeline.health``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Notice
from bot.model.health import OUTAGE, FeedNews, FeedNewsKind
from bot.model.news import Reading
from bot.pipeline.health import OUT_OF_REACH, moved, verdict
from bot.store.host_notices import of_host
from bot.store.noticing import queue, responsible
from bot.store.records import as_due_source
from bot.store.schema import chats, sources, subscriptions
from bot.text.addresses import without_credentials

_TO_SUBSCRIBERS = frozenset({FeedNewsKind.GONE, FeedNewsKind.MOVED})


async def tell_health(
    connection: AsyncConnection,
    row: Row[Any],
    reading: Reading,
    changes: Mapping[str, Any],
    new: int,
    now: datetime,
    owners: Collection[str],
) -> dict[str, Any]:
    """Queues what a reading shows of a source's health; returns what changes in its row.

    ``row``: as it was before the reading; ``changes``: what the reading changes in it; ``new``: how many entries were new.
    """
    known: dict[str, Any] = {}
    for news in (verdict(as_due_source(row), reading, now, new), moved(row.url, changes.get("url", ""))):
        if news is None:
            continue
        outage = await _outage(connection, news)
        if outage:
            return {"told": outage}
        together = await of_host(connection, row, news, now)
        notice, told = (together.notice, together.told) if together else (_notice(news, row, now), news.told)
        await queue(connection, await _people(connection, row, news, owners), notice, now)
        if told is not None:
            known["told"] = told
    return known


async def _outage(connection: AsyncConnection, news: FeedNews) -> str:
    """What people know of an outage that this failure is part of; "" when there is none."""
    if news.kind is not FeedNewsKind.FAILING or news.trouble not in OUT_OF_REACH:
        return ""
    told = select(sources.c.told).where(sources.c.told.startswith(OUTAGE)).limit(1)
    return (await connection.execute(told)).scalar() or ""


async def _people(connection: AsyncConnection, row: Row[Any], news: FeedNews, owners: Collection[str]) -> Collection[int]:
    """The chats that are told: the feed's own, or for a shared one whoever is responsible, and at last all subscribers."""
    subscribers = await _subscribers(connection, row.id)
    if row.owner_chat is not None:
        return [chat for chat in subscribers if chat == row.owner_chat]
    told = set(await responsible(connection, owners, row.id))
    return told | set(subscribers) if news.kind in _TO_SUBSCRIBERS else told


async def _subscribers(connection: AsyncConnection, source_id: str) -> Sequence[int]:
    """The open chats that have subscribed to a source themselves."""
    on = (subscriptions.c.source_id == source_id, subscriptions.c.state == "on", chats.c.admitted)
    found = select(subscriptions.c.chat_id).join(chats, chats.c.id == subscriptions.c.chat_id).where(*on)
    return (await connection.execute(found)).scalars().all()


def _notice(news: FeedNews, row: Row[Any], now: datetime) -> Notice:
    given = {
        "name": row.name or urlsplit(row.url).hostname or row.url,
        "number": str(row.number),
        "since": news.since.isoformat() if news.since else now.isoformat(),
        "until": now.isoformat(),
        "trouble": news.trouble.value if news.trouble else "",
        "detail": news.detail,
        "address": shown_address(news.address),
        "pace": str(news.pace),
    }
    made, names = _NOTICES[news.kind]
    return Notice(made.key, tuple((name, given[name]) for name in ("name", "number", *names)))


_NOTICES = {
    FeedNewsKind.FAILING: (Notice("feed_failing"), ("since", "trouble", "detail")),
    FeedNewsKind.RECOVERED: (Notice("feed_recovered"), ("since", "until")),
    FeedNewsKind.GONE: (Notice("feed_gone"), ("since", "trouble", "detail")),
    FeedNewsKind.MOVED: (Notice("feed_moved"), ("address",)),
    FeedNewsKind.SILENT: (Notice("feed_silent"), ("since", "pace")),
    FeedNewsKind.SPEAKING: (Notice("feed_speaking"), ("since",)),
}


def shown_address(url: str) -> str:
    """An address as it may be said to many: without credentials, and without what stands behind a question mark."""
    return without_credentials(url).partition("?")[0]
