"""The window of recent articles that a new one is compared with.

What lives here: the members, their signatures in one matrix, and the ways to the few that may be alike. What does not: the
decision (``grouping``). Everything it holds is bounded by the window: what is forgotten leaves the indexes too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from bot.model.alert import Member, Placement
from bot.model.news import Article, Language
from bot.stories.fingerprint import PERMUTATIONS, Fingerprint
from bot.stories.headline import stems

# The most members held, whatever the window; the oldest arrivals go first.
MOST = 200_000
# Words that more members share than this point nowhere; the rarest of a title are always followed.
_TOO_COMMON = 2_000
_ALWAYS_FOLLOWED = 2
_GROWTH = 2
_FIRST_ROOM = 256
# A third of what the indexes hold may be forgotten before they are built anew.
_SLACK = 3
_FIRST_PLACES = 32
# Columns compared at once: few enough to stay in the processor's cache.
_STRETCH = 4_096


@dataclass(frozen=True, slots=True)
class Kept:
    """A member of the window."""

    article_id: int
    story: int
    source: str
    title: str
    language: Language
    time: datetime
    names: frozenset[str]
    exact: bytes
    link: bytes
    words: int
    shingles: int
    dead: int | None
    wounded: int | None
    lead: tuple[int, ...]


class Recent:
    """The last members of all stories, in memory. Not safe for use by two threads at once."""

    def __init__(self, members: Sequence[Member] = ()) -> None:
        self._kept: dict[int, Kept] = {}
        self._rows: dict[int, int] = {}
        self._stories: defaultdict[int, list[int]] = defaultdict(list)
        self._index: defaultdict[str, list[int]] = defaultdict(list)
        self._hashes: defaultdict[bytes, list[int]] = defaultdict(list)
        self._indexed = 0
        self._next = 0
        self._signatures = _Signatures()
        for member in members:
            self._add(_from_member(member), Fingerprint.from_bytes(member.signature).signature)

    def __len__(self) -> int:
        return len(self._kept)

    def remember(self, article: Article, fingerprint: Fingerprint, names: frozenset[str], placement: Placement) -> None:
        """Takes a placed article in; an article that is in already is replaced."""
        self._add(_from_article(article, fingerprint, names, placement.story), fingerprint.signature)

    def forget(self, before: datetime) -> None:
        """Drops all members whose article time is before ``before`` (UTC)."""
        for row in [row for row, kept in self._kept.items() if kept.time < before]:
            self._drop(row)
        self._tidy()

    def of_story(self, story: int) -> list[Kept]:
        """The members of a story that the window holds, in arrival order."""
        return [self._kept[row] for row in self._stories.get(story, ())]

    def latest(self, story: int) -> Iterator[Kept]:
        """The members of a story that the window holds, the last to arrive first."""
        return (self._kept[row] for row in reversed(self._stories.get(story, ())))

    def same(self, digest: bytes) -> Iterator[Kept]:
        """The members with this hash of text or of link, the latest first."""
        return (self._kept[row] for row in reversed(self._hashes.get(digest, ())) if row in self._kept)

    def copies(self, signature: Sequence[int], least: int) -> list[tuple[int, Kept]]:
        """The members whose signatures agree with this one in ``least`` places or more, and in how many; the best first."""
        found = [(count, self._kept[row]) for row, count in self._signatures.like(signature, least)]
        return sorted(found, key=lambda pair: (-pair[0], pair[1].article_id))

    def near(self, words: Iterable[str], names: Iterable[str], most: int) -> list[Kept]:
        """Up to ``most`` members that share words or watched names with a headline, those with the rarest in common first."""
        weights: defaultdict[int, float] = defaultdict(float)
        keys = sorted((key for key in _keys(words, names) if key in self._index), key=lambda key: len(self._index[key]))
        for number, key in enumerate(keys):
            rows = self._index[key]
            if len(rows) > _TOO_COMMON and number >= _ALWAYS_FOLLOWED:
                break
            weight = math.log(1 + len(self._kept) / len(rows))
            for row in rows[-_TOO_COMMON:]:
                weights[row] += weight
        best = sorted((row for row in weights if row in self._kept), key=lambda row: (-weights[row], row))
        return [self._kept[row] for row in best[:most]]

    def _add(self, kept: Kept, signature: Sequence[int]) -> None:
        if kept.article_id in self._rows:
            self._drop(self._rows[kept.article_id])
        if len(self._kept) >= MOST:
            self._drop(next(iter(self._kept)))
            self._tidy()
        row, self._next = self._next, self._next + 1
        self._kept[row] = kept
        self._rows[kept.article_id] = row
        self._stories[kept.story].append(row)
        self._point(row, kept)
        if signature:
            self._signatures.put(row, signature)

    def _point(self, row: int, kept: Kept) -> None:
        for key in _keys(stems(kept.title), kept.names):
            self._index[key].append(row)
        for digest in (kept.exact, kept.link):
            if digest:
                self._hashes[digest].append(row)
        self._indexed += 1

    def _drop(self, row: int) -> None:
        kept = self._kept.pop(row)
        del self._rows[kept.article_id]
        members = self._stories[kept.story]
        members.remove(row)
        if not members:
            del self._stories[kept.story]
        self._signatures.drop(row)

    def _tidy(self) -> None:
        """Builds the indexes anew once a third of what they hold is gone."""
        if (self._indexed - len(self._kept)) * _SLACK <= self._indexed:
            return
        self._index.clear()
        self._hashes.clear()
        self._indexed = 0
        for row, kept in self._kept.items():
            self._point(row, kept)


class _Signatures:
    """The signatures of all members as columns of one matrix, so that one is compared with all at once."""

    def __init__(self) -> None:
        self._matrix: npt.NDArray[np.uint16] = np.zeros((PERMUTATIONS, _FIRST_ROOM), dtype=np.uint16)
        self._row_at: list[int] = []
        self._column_of: dict[int, int] = {}

    def put(self, row: int, signature: Sequence[int]) -> None:
        column = len(self._row_at)
        if column == self._matrix.shape[1]:
            self._resize(column * _GROWTH)
        self._matrix[:, column] = signature
        self._row_at.append(row)
        self._column_of[row] = column

    def drop(self, row: int) -> None:
        column = self._column_of.pop(row, None)
        if column is None:
            return
        # The last column takes the free place, so that the matrix stays without gaps.
        moved = self._row_at.pop()
        if moved != row:
            self._matrix[:, column] = self._matrix[:, len(self._row_at)]
            self._row_at[column] = moved
            self._column_of[moved] = column
        if len(self._row_at) * _GROWTH**2 < self._matrix.shape[1] > _FIRST_ROOM:
            self._resize(self._matrix.shape[1] // _GROWTH)

    def like(self, signature: Sequence[int], least: int) -> Iterator[tuple[int, int]]:
        """The rows that agree with the signature in at least ``least`` places, and in how many."""
        held = len(self._row_at)
        if not signature or not held:
            return
        # A column that agrees nowhere in the first places is like nothing (at likeness .3 one in 100,000 is).
        wanted = np.array(signature, dtype=np.uint16)[:, None]
        touched = np.zeros(held, dtype=np.bool_)
        for start in range(0, held, _STRETCH):
            stretch = slice(start, min(start + _STRETCH, held))
            np.any(self._matrix[:_FIRST_PLACES, stretch] == wanted[:_FIRST_PLACES], axis=0, out=touched[stretch])
        columns = np.flatnonzero(touched)
        if not len(columns):
            return
        agreeing = np.count_nonzero(self._matrix[:, columns] == wanted, axis=0)
        for place in np.flatnonzero(agreeing >= least):
            yield self._row_at[columns[place]], int(agreeing[place])

    def _resize(self, room: int) -> None:
        matrix: npt.NDArray[np.uint16] = np.zeros((PERMUTATIONS, room), dtype=np.uint16)
        held = len(self._row_at)
        matrix[:, :held] = self._matrix[:, :held]
        self._matrix = matrix


def _keys(words: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    """What a member is found by. No stem holds a colon."""
    yield from words
    yield from (f"name:{name}" for name in sorted(names))


def _from_member(member: Member) -> Kept:
    known = Fingerprint.from_bytes(member.signature)
    return Kept(
        article_id=member.article_id,
        story=member.story,
        source=member.source,
        title=member.title,
        language=member.language,
        time=member.time,
        names=member.names,
        exact=known.exact,
        link=known.link,
        words=known.words,
        shingles=known.shingles,
        dead=known.dead,
        wounded=known.wounded,
        lead=known.lead,
    )


def _from_article(article: Article, known: Fingerprint, names: frozenset[str], story: int) -> Kept:
    return Kept(
        article_id=article.id,
        story=story,
        source=article.source,
        title=article.title,
        language=article.language,
        time=article.time,
        names=names,
        exact=known.exact,
        link=known.link,
        words=known.words,
        shingles=known.shingles,
        dead=known.dead,
        wounded=known.wounded,
        lead=known.lead,
    )
