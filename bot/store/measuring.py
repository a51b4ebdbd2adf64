"""What measuring needs of a database that the bot at work does not: due times as planned, and what all of it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import Validators
from bot.store.database import Database
from bot.store.schema import articles, is_untriaged, sources


@dataclass(frozen=True, slots=True)
class Standing:
    """Sources that are overdue and not claimed, those claimed, articles that wait for triage, and those that are stored."""

    overdue: int
    claimed: int
    untriaged: int
    articles: int


async def plan_polls(database: Database, due: Mapping[str, datetime], interval: timedelta | None = None) -> None:
    """Gives sources their next poll, whatever they had before, and ``interval`` from then on if there is one."""
    changes: dict[str, Any] = {"next_due": bindparam("at")}
    if interval is not None:
        changes["interval"] = interval.total_seconds()
    statement = update(sources).where(sources.c.id == bindparam("source")).values(changes)
    await _write_all(database, statement, [{"source": source, "at": at} for source, at in due.items()])


async def put_off(database: Database, until: datetime) -> None:
    """Gives every source the same next poll."""
    await _write_all(database, update(sources).values(next_due=bindparam("at")), [{"at": until}])


async def take_as_read(database: Database, known: Mapping[str, Validators], now: datetime) -> None:
    """Makes sources known as they would be after a first reading, though without articles."""
    good: dict[str, Any] = {"polls": 1, "failures": 0, "last_success": now}
    named: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("etag", "last_modified", "body_hash")}
    statement = update(sources).where(sources.c.id == bindparam("source")).values({**good, **named})
    rows = [
        {"source": source, "new_etag": has.etag, "new_last_modified": has.last_modified, "new_body_hash": has.body_hash}
        for source, has in known.items()
    ]
    await _write_all(database, statement, rows)


async def standing(database: Database, now: datetime) -> Standing:
    """How far the bot is."""

    async def work(connection: AsyncConnection) -> Standing:
        free = or_(sources.c.lease_until.is_(None), sources.c.lease_until <= now)
        overdue = select(func.count()).select_from(sources).where(sources.c.next_due <= now, free)
        claimed = select(func.count()).select_from(sources).where(sources.c.lease_until > now)
        waiting = select(func.count()).select_from(articles).where(is_untriaged)
        stored = select(func.count()).select_from(articles)
        counts = [int((await connection.execute(query)).scalar_one()) for query in (overdue, claimed, waiting, stored)]
        return Standing(*counts)

    return await database.read(work)


async def all_titles(database: Database) -> Sequence[str]:
    """The title of every stored article."""

    async def work(connection: AsyncConnection) -> Sequence[str]:
        return tuple((await connection.execute(select(articles.c.title))).scalars())

    return await database.read(work)


async def _write_all(database: Database, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    async def work(connection: AsyncConnection) -> None:
        if rows:
            await connection.execute(statement, list(rows))

    await database.write(work)
