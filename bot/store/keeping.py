"""The entries of a reading kept as articles: those that are known are edited, the others are new."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import Article, Entry
from bot.store.braking import sift
from bot.store.editing import LISTED_ANEW, digest_of, edit
from bot.store.recognising import Recognised, recognise
from bot.store.records import as_article
from bot.store.schema import articles, sources
from bot.store.search import searchable
from bot.store.vocabulary import learn
from bot.stories.recognition import head

__all__ = ["LISTED_ANEW", "keep_entries", "unknown"]


async def unknown(connection: AsyncConnection, source_id: str, entries: Sequence[Entry]) -> frozenset[str]:
    """The keys of those entries of a document that are no stored article of its source."""
    settled = await connection.execute(select(sources.c.identity).where(sources.c.id == source_id))
    recognised = await recognise(connection, source_id, settled.scalar() or "", entries)
    return frozenset(entry.key for entry in recognised.new())


async def keep_entries(
    connection: AsyncConnection, source: Row[Any], entries: Iterable[Entry], now: datetime
) -> Sequence[Article]:
    """Stores the entries of a source's row; returns the articles that are new, the oldest first.

    An article whose edit is news waits for triage again; it is not among those returned.
    """
    recognised = await recognise(connection, source.id, source.identity, entries)
    if recognised.entries and recognised.policy != source.identity:
        told_apart = update(sources).where(sources.c.number == source.number).values(identity=recognised.policy.value)
        await connection.execute(told_apart)
    await edit(connection, recognised, now)
    new = tuple(recognised.new())
    if not new:
        return ()
    # Folding takes a millisecond a text and more; for a whole feed the loop is not to stand still.
    folded = await asyncio.to_thread(_folded, new)
    fresh = [_new(source, entry, words, recognised, now) for entry, words in zip(new, folded, strict=True)]
    await sift(connection, source, len(recognised.entries), fresh, now)
    # Feeds begin with the newest; ids grow with arrival, so the oldest goes in first.
    fresh.reverse()
    fresh.sort(key=lambda values: values["time"])
    await learn(connection, folded)
    added = await connection.execute(articles.insert().returning(articles, sort_by_parameter_order=True), fresh)
    return tuple(as_article(row) for row in added)


def _folded(entries: Iterable[Entry]) -> list[str]:
    return [searchable(entry.title, entry.page or entry.text) for entry in entries]


def _new(source: Row[Any], entry: Entry, folded: str, recognised: Recognised, now: datetime) -> dict[str, Any]:
    dated = entry.published is not None and entry.published <= now
    # A feed that was empty when it was first read: what is dated after that has happened under our eyes.
    since = dated and source.last_success is not None and entry.published > source.last_success
    baseline = source.polls == 0 and not since
    return {
        "source_id": source.id,
        "outlet": source.name,
        "key": recognised.named(entry),
        "title": entry.title,
        "text": entry.page or entry.text,
        "from_page": bool(entry.page),
        "url": entry.url,
        "language": entry.language.value,
        "published": entry.published,
        "seen": now,
        "time": entry.published if dated else now,
        "listed": now,
        "digest": digest_of(entry),
        "head": head(entry.title),
        "baseline": baseline,
        "triaged": baseline,
        "folded": folded,
    }
