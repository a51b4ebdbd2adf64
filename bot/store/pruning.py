"""What is forgotten after its time beside articles and alerts: mutes that are over, ends of watches, words nobody writes.

Articles and alerts themselves stand in ``telling``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.schema import articles, ended_watches, mutes
from bot.store.search import holds
from bot.store.vocabulary import vocabulary

SWEPT: Final = 5_000
"""How many words are looked at each time, so that a million of them is gone through in about a week."""

_AT_ONCE: Final = 500


async def past(connection: AsyncConnection, before: datetime) -> None:
    """Forgets the mutes that ended before then, and the ends of watches that every running index has heard of by now."""
    await connection.execute(delete(mutes).where(or_(mutes.c.ended < before, mutes.c.until < before)))
    await connection.execute(delete(ended_watches).where(ended_watches.c.at < before))


async def sweep(database: Database, after: str | None, limit: int) -> str | None:
    """Forgets those of the next ``limit`` words behind ``after`` that no article holds; returns the last it has looked at.

    None stands for wherever the newest article begins: one process begins here, another there.
    """
    words = await database.read(lambda c: _next(c, after, limit))
    stale: list[str] = []
    for start in range(0, len(words), _AT_ONCE):
        here = words[start : start + _AT_ONCE]
        stale += await database.read(lambda c, here=here: _unheld(c, database.dialect, here))  # type: ignore[misc]
    for start in range(0, len(stale), _AT_ONCE):
        here = stale[start : start + _AT_ONCE]
        await database.write(lambda c, here=here: _forget(c, database.dialect, here))  # type: ignore[misc]
    return words[-1] if words else None


async def _next(connection: AsyncConnection, after: str | None, limit: int) -> Sequence[str]:
    """The words behind one, in their order; behind the last comes the first."""
    if after is None:
        newest = select(articles.c.folded).order_by(articles.c.id.desc()).limit(1)
        after = ((await connection.execute(newest)).scalar() or "").partition(" ")[0]
    ordered = select(vocabulary.c.word).distinct().order_by(vocabulary.c.word)
    behind = list((await connection.execute(ordered.where(vocabulary.c.word > after).limit(limit))).scalars())
    room = limit - len(behind)
    first = ordered.where(vocabulary.c.word <= after).limit(room)
    return behind + (list((await connection.execute(first)).scalars()) if room else [])


async def _unheld(connection: AsyncConnection, dialect: str, words: Sequence[str]) -> Sequence[str]:
    found = select(vocabulary.c.word).distinct().where(vocabulary.c.word.in_(words), ~holds(dialect, vocabulary.c.word))
    return (await connection.execute(found)).scalars().all()


async def _forget(connection: AsyncConnection, dialect: str, words: Sequence[str]) -> None:
    """Deletes those of the words that still no article holds, while nobody else learns any."""
    if dialect == "postgresql":
        # Whoever has found a word known, and has not yet committed the article that holds it, is waited for.
        await connection.execute(text("LOCK TABLE vocabulary IN ACCESS EXCLUSIVE MODE"))
    await connection.execute(delete(vocabulary).where(vocabulary.c.word.in_(await _unheld(connection, dialect, words))))
