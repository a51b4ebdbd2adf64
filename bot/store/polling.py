"""Sources as they are polled: claimed when due, and what a reading leaves behind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import Article, Broken, DueSource, Fresh, Reading, Trouble, Unchanged, Validators
from bot.pipeline.pace import first_pace, pace_after
from bot.ports import Poll
from bot.store.braking import tell_held
from bot.store.database import Database
from bot.store.feed_notices import tell_health
from bot.store.keeping import LISTED_ANEW, keep_entries
from bot.store.records import as_due_source, hints_record, reason_record
from bot.store.schema import sources, subscriptions
from bot.text.addresses import has_credentials

# How often a permanent redirect must be met, each time with a feed behind it, before the address is changed.
_MOVED_HITS: Final = 3


def polled() -> ColumnElement[bool]:
    """Sources that somebody wants: the operator's, and those of chats that have them switched on."""
    wanted = exists().where(
        subscriptions.c.source_id == sources.c.id,
        subscriptions.c.chat_id == sources.c.owner_chat,
        subscriptions.c.state == "on",
    )
    active = and_(sources.c.listed, sources.c.paused.is_(False), sources.c.stopped.is_(False))
    return and_(active, or_(sources.c.owner_chat.is_(None), wanted))


_FREE: Final = and_(polled(), or_(sources.c.lease_until.is_(None), sources.c.lease_until <= bindparam("now")))
# Built once: putting a statement together costs more than running it.
_DUE: Final = (
    select(sources)
    .where(_FREE, sources.c.next_due <= bindparam("now"))
    .order_by(sources.c.next_due, sources.c.number)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=sources)
)
_AT_THE_SAME: Final = (
    select(sources)
    .where(_FREE, sources.c.url.in_(bindparam("places", expanding=True)))
    .where(sources.c.number.not_in(bindparam("claimed", expanding=True)))
    .with_for_update(skip_locked=True, of=sources)
)
_CLAIM: Final = update(sources).where(sources.c.number.in_(bindparam("claimed", expanding=True)))
_EARLIEST: Final = select(func.min(sources.c.next_due)).where(_FREE)
_FOUND: Final = select(sources).where(sources.c.id == bindparam("source")).with_for_update()
_SETTLE: Final = update(sources).where(sources.c.number == bindparam("claimed"))


async def claim_due(database: Database, connection: AsyncConnection, limit: int, lease: timedelta) -> Sequence[DueSource]:
    """Claims up to ``limit`` due sources for ``lease``, and those at the same addresses, which are read at no cost."""
    now = await database.moment(connection)
    rows = list(await connection.execute(_DUE, {"now": now, "most": limit}))
    # Whoever has a name and password for a place may be shown something else than others.
    places = {row.url for row in rows if not has_credentials(row.url)}
    if places:
        more = {"now": now, "places": list(places), "claimed": [row.number for row in rows]}
        rows += await connection.execute(_AT_THE_SAME, more)
    if rows:
        await connection.execute(_CLAIM, {"claimed": [row.number for row in rows], "lease_until": now + lease})
    return tuple(as_due_source(row) for row in rows)


async def earliest_due(database: Database, connection: AsyncConnection) -> datetime | None:
    """When the earliest unclaimed source is due."""
    now = await database.moment(connection)
    earliest: datetime | None = (await connection.execute(_EARLIEST, {"now": now})).scalar()
    return earliest


async def keep_reading(
    connection: AsyncConnection,
    due: DueSource,
    reading: Reading,
    poll: Poll,
    now: datetime,
    owners: Collection[str] = (),
) -> Sequence[Article]:
    """Stores what a reading gave and when to come back; returns the articles that are new, the oldest first.

    People hear of what it shows of the source's health; ``owners``: those by configuration.
    """
    row = (await connection.execute(_FOUND, {"source": due.source.id})).one_or_none()
    if row is None:
        return ()
    if due.source.url != row.url:
        # The operator has given it a new address since it was claimed.
        return ()
    new: Sequence[Article] = ()
    if isinstance(reading, Fresh):
        new = await keep_entries(connection, row, reading.entries, now)
        await tell_held(connection, row, len(new), owners, now)
    changes = {**_after(row, reading, now), **_pace(row, reading, new, now)}
    changes |= {"next_due": poll.next_due, "because": reason_record(poll.because)}
    changes |= await tell_health(connection, row, reading, changes, len(new), now, owners)
    await connection.execute(_SETTLE, {"claimed": row.number, "lease_until": None, **changes})
    return new


def _after(row: Row[Any], reading: Reading, now: datetime) -> dict[str, Any]:
    if isinstance(reading, Broken):
        return {
            "failures": row.failures + 1,
            "health": reading.trouble.value,
            "detail": reading.detail,
            "failing_since": row.failing_since or now,
            "stopped": reading.trouble is Trouble.GONE,
        }
    # What has never held an entry has no baseline yet.
    polls = row.polls + 1 if row.polls or (isinstance(reading, Fresh) and reading.entries) else 0
    good = {"polls": polls, "failures": 0, "health": "", "detail": "", "failing_since": None, "last_success": now}
    if isinstance(reading, Unchanged):
        # An answer without a body need not repeat what to ask with.
        asked = {} if reading.validators == Validators() else _validators(reading.validators)
        return {**good, **asked, **_moved(row, reading.moved_to)}
    named = {} if row.name else {"name": reading.title}
    return {
        **good,
        **_validators(reading.validators),
        **_moved(row, reading.moved_to),
        **named,
        "listed_from": now - 2 * LISTED_ANEW,
        "hints": hints_record(reading.hints),
    }


def _pace(row: Row[Any], reading: Reading, new: Sequence[Article], now: datetime) -> dict[str, Any]:
    """How busy the source is after a reading, and when something new last came of it."""
    if isinstance(reading, Broken):
        return {}
    if row.last_success is None or any(article.baseline for article in new):
        dates = [article.published for article in new]
        newest = max((date for date in dates if date is not None and date <= now), default=now)
        return {"pace": first_pace(dates, now), "last_new": newest}
    pace = pace_after(row.pace, len(new), now - row.last_success)
    return {"pace": pace, "last_new": now} if new else {"pace": pace}


def _validators(validators: Validators) -> dict[str, str]:
    return {"etag": validators.etag, "last_modified": validators.last_modified, "body_hash": validators.body_hash}


def _moved(row: Row[Any], target: str) -> dict[str, Any]:
    if not target or target == row.url:
        return {"moved_to": "", "moved_hits": 0}
    hits = row.moved_hits + 1 if target == row.moved_to else 1
    if hits < _MOVED_HITS:
        return {"moved_to": target, "moved_hits": hits}
    return {"url": target, "moved_to": "", "moved_hits": 0}
