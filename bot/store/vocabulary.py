"""The distinct words of all stored articles, each under the keys of how it sounds, kept with the articles.

Words stay for a while when the articles that held them are gone, and find nothing; ``pruning`` forgets them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import Column, Index, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.matching.sounds import sounds
from bot.store.columns import metadata

vocabulary = Table(
    "vocabulary",
    metadata,
    Column("key", Text, primary_key=True),
    Column("word", Text, primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_vocabulary_word", vocabulary.c.word)

# Noise is looked up by nobody.
_LONGEST: Final = 40
_AT_ONCE: Final = 500
_ROWS: Final = 2000


async def learn(connection: AsyncConnection, texts: Iterable[str]) -> None:
    """Takes in the words of these folded texts that are not known yet."""
    words = sorted({word for text in texts for word in text.split() if len(word) <= _LONGEST})
    known: set[str] = set()
    for start in range(0, len(words), _AT_ONCE):
        here = words[start : start + _AT_ONCE]
        found = select(vocabulary.c.word).where(vocabulary.c.word.in_(here)).distinct()
        known.update((await connection.execute(found)).scalars())
    new = [word for word in words if word not in known]
    if new:
        # Taking a word apart takes a few hundredths of a millisecond.
        rows = await asyncio.to_thread(keyed, new)
        # In one order, so that two who learn the same words never wait for one another crosswise.
        insert = (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(vocabulary)
        for start in range(0, len(rows), _ROWS):
            await connection.execute(insert.on_conflict_do_nothing(), rows[start : start + _ROWS])


def keyed(words: Iterable[str]) -> list[dict[str, str]]:
    """The rows of these words, in the order of the table."""
    return [{"key": key, "word": word} for key, word in sorted({(key, word) for word in words for key in sounds(word)})]


async def under(connection: AsyncConnection, keys: Collection[str]) -> Sequence[tuple[str, str]]:
    """The keys with the words that stand under them."""
    found: list[tuple[str, str]] = []
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = select(vocabulary.c.key, vocabulary.c.word).where(vocabulary.c.key.in_(ordered[start : start + _AT_ONCE]))
        found += [(key, word) for key, word in await connection.execute(rows)]
    return found
