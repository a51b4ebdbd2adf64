"""What is looked for in the stored articles by their words, and what was found: values between matching and the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.model.news import Language

Word = frozenset[str]
"""Stored words, folded, any of which will do; two with a space between stand side by side."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words that an article holds which may count for a term: a net that is cast wide, for the matcher to sort.

    ``ways``: any of them will do. Each is a list of phrases, all needed; each phrase a list of spellings, any of which will do;
    each spelling the words it is made of, all needed, in whatever order.
    """

    ways: tuple[tuple[tuple[tuple[Word, ...], ...], ...], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything stored can meet it."""
        return bool(self.ways)

    def met_by(self, words: Collection[str]) -> bool:
        """Whether an article of these folded words may count."""

        def holds(word: Word) -> bool:
            return any(all(part in words for part in each.split()) for each in word)

        return any(all(any(all(map(holds, spelling)) for spelling in phrase) for phrase in way) for way in self.ways)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stored article that may count, by its id; ``story``: that it is part of, ``time``: the article's own, UTC."""

    article: int
    story: int
    time: datetime
    language: Language


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles of one language lie in one of the spans that were asked for; ``span`` counts from 0."""

    span: int
    language: Language
    count: int
