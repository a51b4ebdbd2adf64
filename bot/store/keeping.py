"""The entries of a reading kept as articles: which are known, which are edited, which are new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import Article, Entry
from bot.store.records import as_article
from bot.store.schema import articles
from bot.store.search import searchable

LISTED_ANEW: Final = timedelta(days=1)
"""A listed article's date is renewed at most this often."""

# Edits of an article's text alone that are followed.
_TEXT_EDITS: Final = 20
# Parameters of one statement; SQLite takes 32,766 and PostgreSQL 32,767.
_CHUNK: Final = 10_000
# What tells whether an article is known and as it was; its texts stay in the database.
_IDENTITY: Final = tuple(articles.c[name] for name in ("id", "key", "title", "url", "digest", "edits", "listed", "from_page"))


async def unknown(connection: AsyncConnection, source_id: str, entries: Sequence[Entry]) -> frozenset[str]:
    """The keys of those entries that are not stored, under their key or under the same link and title."""
    known = await _known(connection, source_id, entries)
    places = {(row.url, row.title) for row in known.values() if row.url}
    return frozenset(entry.key for entry in entries if entry.key not in known and (entry.url, entry.title) not in places)


async def keep_entries(
    connection: AsyncConnection, source: Row[Any], entries: Iterable[Entry], now: datetime
) -> Sequence[Article]:
    """Stores the entries of a source's row; returns the articles that are new, the oldest first."""
    by_key = {entry.key: entry for entry in reversed(tuple(entries))}
    listed = tuple(reversed(by_key.values()))
    known = await _known(connection, source.id, listed)
    at_place = {(row.url, row.title): row for row in known.values() if row.url}
    fresh: list[dict[str, Any]] = []
    changed: list[tuple[bool, dict[str, Any]]] = []
    for entry in listed:
        row = known.get(entry.key) or at_place.get((entry.url, entry.title))
        if row is None:
            values = _new(source, entry, now)
            fresh.append(values)
            if entry.url:
                at_place[entry.url, entry.title] = _Same(entry)
        elif not isinstance(row, _Same) and (change := _edit(row, await _as_stored(connection, row, entry), by_key, now)):
            changed.append(change)
    await _write_edits(connection, changed)
    if not fresh:
        return ()
    # Feeds begin with the newest; ids grow with arrival, so the oldest goes in first.
    fresh.reverse()
    fresh.sort(key=lambda values: values["time"])
    added = await connection.execute(articles.insert().returning(articles, sort_by_parameter_order=True), fresh)
    return tuple(as_article(row) for row in added)


async def _as_stored(connection: AsyncConnection, row: Any, entry: Entry) -> Entry:
    """The entry with the text of its page, if that is what is stored and its feed has changed its title or link."""
    if not row.from_page or (row.title, row.url) == (entry.title, entry.url):
        return entry
    text = (await connection.execute(select(articles.c.text).where(articles.c.id == row.id))).scalar_one()
    return replace(entry, text=text)


class _Same:
    """A new entry that a later one of the same document repeats."""

    def __init__(self, entry: Entry) -> None:
        self.url = entry.url
        self.title = entry.title


async def _known(connection: AsyncConnection, source: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """The stored articles that these entries may be, by key."""
    known: dict[str, Any] = {}
    for column, values in (
        (articles.c.key, [entry.key for entry in entries]),
        (articles.c.url, [entry.url for entry in entries if entry.url]),
    ):
        for start in range(0, len(values), _CHUNK):
            found = select(*_IDENTITY).where(articles.c.source_id == source, column.in_(values[start : start + _CHUNK]))
            known.update({row.key: row for row in await connection.execute(found)})
    return known


def _new(source: Row[Any], entry: Entry, now: datetime) -> dict[str, Any]:
    dated = entry.published is not None and entry.published <= now
    # A feed that was empty when it was first read: what is dated after that has happened under our eyes.
    since = dated and source.last_success is not None and entry.published > source.last_success
    baseline = source.polls == 0 and not since
    return {
        "source_id": source.id,
        "outlet": source.name,
        "key": entry.key,
        "title": entry.title,
        "text": entry.page or entry.text,
        "from_page": bool(entry.page),
        "url": entry.url,
        "language": entry.language.value,
        "published": entry.published,
        "seen": now,
        "time": entry.published if dated else now,
        "listed": now,
        "digest": _digest(entry),
        "baseline": baseline,
        "triaged": baseline,
        "folded": searchable(entry.title, entry.page or entry.text),
    }


def _edit(row: Any, entry: Entry, keys: Iterable[str], now: datetime) -> tuple[bool, dict[str, Any]] | None:
    """What changes in a stored article: an edit (True), a new key for the same link and title, or that it is still listed."""
    digest = _digest(entry)
    # Its text alone is followed so many times, and that of its page is better than the feed's.
    retold = row.digest != digest and row.edits < _TEXT_EDITS and not row.from_page
    said = retold or (row.title, row.url) != (entry.title, entry.url)
    renamed = row.key != entry.key and row.key not in keys
    if row.key != entry.key and not renamed:
        return None
    if not said and not renamed and now - row.listed < LISTED_ANEW:
        return None
    named = {"article": row.id, "new_key": entry.key, "new_listed": now}
    if not said:
        return False, named
    told = {
        "new_title": entry.title,
        "new_text": entry.text,
        "new_url": entry.url,
        "new_language": entry.language.value,
        "new_folded": searchable(entry.title, entry.text),
        "new_digest": digest,
        "new_edits": row.edits + retold,
    }
    return True, named | told


async def _write_edits(connection: AsyncConnection, changed: Sequence[tuple[bool, dict[str, Any]]]) -> None:
    """Writes what changed; texts, and what is found by them, only where an article says something else than before."""
    named = ("key", "listed")
    for said, columns in ((False, named), (True, (*named, "title", "text", "url", "language", "folded", "digest", "edits"))):
        rows = [row for speaks, row in changed if speaks is said]
        if rows:
            edit = update(articles).where(articles.c.id == bindparam("article"))
            await connection.execute(edit.values({name: bindparam(f"new_{name}") for name in columns}), rows)


def _digest(entry: Entry) -> str:
    parts = f"{entry.title}\0{entry.text}\0{entry.url}\0{entry.language.value}"
    return hashlib.blake2b(parts.encode("utf-8", "replace"), digest_size=16).hexdigest()
