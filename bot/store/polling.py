"""Sources as they are polled: claimed when due, and what a reading leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import Article, Broken, DueSource, Entry, Fresh, Reading, Unchanged, Validators
from bot.ports import Poll
from bot.store.database import Database
from bot.store.records import as_article, as_due_source, reason_record
from bot.store.schema import articles, sources, subscriptions
from bot.store.search import searchable

# How often a permanent redirect must be met, each time with a feed behind it, before the address is changed.
_MOVED_HITS: Final = 3
# A listed article's date is renewed at most this often.
_LISTED_ANEW: Final = timedelta(days=1)
# Edits of an article's text alone that are followed.
_TEXT_EDITS: Final = 20
# Parameters of one statement; SQLite takes 32,766 and PostgreSQL 32,767.
_CHUNK: Final = 10_000


async def claim_due(database: Database, connection: AsyncConnection, limit: int, lease: timedelta) -> Sequence[DueSource]:
    """Claims up to ``limit`` due sources for ``lease``."""
    now = await database.moment(connection)
    due = (
        select(sources)
        .where(_polled(), sources.c.next_due <= now, or_(sources.c.lease_until.is_(None), sources.c.lease_until <= now))
        .order_by(sources.c.next_due, sources.c.number)
        .limit(limit)
        .with_for_update(skip_locked=True, of=sources)
    )
    rows = (await connection.execute(due)).all()
    if rows:
        claimed = sources.c.number.in_([row.number for row in rows])
        await connection.execute(update(sources).where(claimed).values(lease_until=now + lease))
    return tuple(as_due_source(row) for row in rows)


async def earliest_due(database: Database, connection: AsyncConnection) -> datetime | None:
    """When the earliest unclaimed source is due."""
    now = await database.moment(connection)
    free = or_(sources.c.lease_until.is_(None), sources.c.lease_until <= now)
    earliest: datetime | None = (await connection.execute(select(func.min(sources.c.next_due)).where(_polled(), free))).scalar()
    return earliest


async def keep_reading(
    connection: AsyncConnection, due: DueSource, reading: Reading, poll: Poll, now: datetime
) -> Sequence[Article]:
    """Stores what a reading gave and when to come back; returns the articles that are new, the oldest first."""
    found = select(sources).where(sources.c.id == due.source.id).with_for_update()
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return ()
    if due.source.url != row.url:
        # The operator has given it a new address since it was claimed.
        return ()
    new: Sequence[Article] = ()
    if isinstance(reading, Fresh):
        new = await _keep_entries(connection, row, reading.entries, now)
    changes = {**_after(row, reading, now), "next_due": poll.next_due, "because": reason_record(poll.because)}
    await connection.execute(update(sources).where(sources.c.number == row.number).values(lease_until=None, **changes))
    return new


def _polled() -> ColumnElement[bool]:
    """Sources that somebody wants: the operator's, and those of chats that have them switched on."""
    wanted = exists().where(
        subscriptions.c.source_id == sources.c.id,
        subscriptions.c.chat_id == sources.c.owner_chat,
        subscriptions.c.state == "on",
    )
    return and_(sources.c.listed, sources.c.paused.is_(False), or_(sources.c.owner_chat.is_(None), wanted))


def _after(row: Row[Any], reading: Reading, now: datetime) -> dict[str, Any]:
    if isinstance(reading, Broken):
        return {"failures": row.failures + 1, "health": reading.trouble.value, "detail": reading.detail}
    # What has never held an entry has no baseline yet.
    polls = row.polls + 1 if row.polls or (isinstance(reading, Fresh) and reading.entries) else 0
    good = {"polls": polls, "failures": 0, "health": "", "detail": "", "last_success": now}
    if isinstance(reading, Unchanged):
        # An answer without a body need not repeat what to ask with.
        return good if reading.validators == Validators() else {**good, **_validators(reading.validators)}
    named = {} if row.name else {"name": reading.title}
    return {
        **good,
        **_validators(reading.validators),
        **_moved(row, reading.moved_to),
        **named,
        "listed_from": now - 2 * _LISTED_ANEW,
    }


def _validators(validators: Validators) -> dict[str, str]:
    return {"etag": validators.etag, "last_modified": validators.last_modified, "body_hash": validators.body_hash}


def _moved(row: Row[Any], target: str) -> dict[str, Any]:
    if not target or target == row.url:
        return {"moved_to": "", "moved_hits": 0}
    hits = row.moved_hits + 1 if target == row.moved_to else 1
    if hits < _MOVED_HITS:
        return {"moved_to": target, "moved_hits": hits}
    return {"url": target, "moved_to": "", "moved_hits": 0}


async def _keep_entries(
    connection: AsyncConnection, source: Row[Any], entries: Iterable[Entry], now: datetime
) -> Sequence[Article]:
    by_key = {entry.key: entry for entry in reversed(tuple(entries))}
    listed = tuple(reversed(by_key.values()))
    known = await _known(connection, source.id, listed)
    at_place = {(row.url, row.title): row for row in known.values() if row.url}
    fresh: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for entry in listed:
        row = known.get(entry.key) or at_place.get((entry.url, entry.title))
        if row is None:
            values = _new(source, entry, now)
            fresh.append(values)
            if entry.url:
                at_place[entry.url, entry.title] = _Same(entry)
        elif not isinstance(row, _Same) and (change := _edit(row, entry, by_key, now)):
            changed.append(change)
    await _write_edits(connection, changed)
    if not fresh:
        return ()
    # Feeds begin with the newest; ids grow with arrival, so the oldest goes in first.
    fresh.reverse()
    fresh.sort(key=lambda values: values["time"])
    added = await connection.execute(articles.insert().returning(articles, sort_by_parameter_order=True), fresh)
    return tuple(as_article(row) for row in added)


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
            found = select(articles).where(articles.c.source_id == source, column.in_(values[start : start + _CHUNK]))
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
        "text": entry.text,
        "url": entry.url,
        "language": entry.language.value,
        "published": entry.published,
        "seen": now,
        "time": entry.published if dated else now,
        "listed": now,
        "baseline": baseline,
        "triaged": baseline,
        "folded": searchable(entry.title, entry.text),
    }


def _edit(row: Any, entry: Entry, keys: Iterable[str], now: datetime) -> dict[str, Any] | None:
    """What changes in a stored article: an edit, a new key for the same link and title, or only that it is still listed."""
    retold = row.text != entry.text and row.edits < _TEXT_EDITS
    said = retold or (row.title, row.url, row.language) != (entry.title, entry.url, entry.language.value)
    renamed = row.key != entry.key and row.key not in keys
    if row.key != entry.key and not renamed:
        return None
    if not said and not renamed and now - row.listed < _LISTED_ANEW:
        return None
    return {
        "article": row.id,
        "new_key": entry.key,
        "new_title": entry.title,
        "new_text": entry.text,
        "new_url": entry.url,
        "new_language": entry.language.value,
        "new_folded": searchable(entry.title, entry.text) if said else row.folded,
        "new_listed": now,
        "new_edits": row.edits + retold,
    }


async def _write_edits(connection: AsyncConnection, changed: Sequence[dict[str, Any]]) -> None:
    if not changed:
        return
    columns = ("key", "title", "text", "url", "language", "folded", "listed", "edits")
    edit = update(articles).where(articles.c.id == bindparam("article"))
    await connection.execute(edit.values({name: bindparam(f"new_{name}") for name in columns}), list(changed))
