"""What polls that found nothing new leave behind, written for many sources in one transaction.

That is most of all polls, and a transaction costs far more than a row in it. What else a reading leaves is ``polling``'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, case, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import DueSource, Unchanged, Validators
from bot.pipeline.pace import pace_after
from bot.ports import Poll
from bot.store.database import Database
from bot.store.records import reason_record
from bot.store.schema import sources

_VALUES: Final = ("next_due", "because", "etag", "last_modified", "body_hash", "last_success", "pace")
# What has never held an entry has no baseline yet. A source with a new address since it was claimed is another one.
_SETTLE: Final = (
    update(sources)
    .where(sources.c.id == bindparam("source"), sources.c.url == bindparam("read_from"))
    .values({name: bindparam(f"new_{name}") for name in _VALUES})
    .values(lease_until=None, polls=case((sources.c.polls > 0, sources.c.polls + 1), else_=0))
)


class Outcomes:
    """Gathers outcomes for ``gather`` seconds and writes them together. Whoever brings one waits until it is stored."""

    def __init__(self, database: Database, gather: float) -> None:
        self._database = database
        self._gather = gather
        self._rows: list[dict[str, Any]] = []
        self._writing: asyncio.Task[None] | None = None

    async def settle(self, due: DueSource, reading: Unchanged, poll: Poll, now: datetime) -> None:
        """Stores the outcome of polling a source that ``is_well``. Raises StoreUnavailable."""
        self._rows.append(_row(due, reading, poll, now))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
            self._writing.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(self._writing)

    async def _write(self) -> None:
        await asyncio.sleep(self._gather)
        rows, self._rows, self._writing = self._rows, [], None
        await self._database.write(lambda connection: _settle(connection, rows))


def is_well(due: DueSource) -> bool:
    """Whether nothing follows for a source from finding it unchanged, but the time of the next poll."""
    return not due.failures and due.last_success is not None


async def _settle(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    await connection.execute(_SETTLE, rows)


def _row(due: DueSource, reading: Unchanged, poll: Poll, now: datetime) -> dict[str, Any]:
    # An answer without a body need not repeat what to ask with.
    known = due.validators if reading.validators == Validators() else reading.validators
    return {
        "source": due.source.id,
        "read_from": due.source.url,
        "new_next_due": poll.next_due,
        "new_because": reason_record(poll.because),
        "new_etag": known.etag,
        "new_last_modified": known.last_modified,
        "new_body_hash": known.body_hash,
        "new_last_success": now,
        "new_pace": due.pace if due.last_success is None else pace_after(due.pace, 0, now - due.last_success),
    }
