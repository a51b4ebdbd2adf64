"""How Arabic and Latin letters render each other, learned from pairs of names, and how likely one word renders another.

What lives here: the learned table and the likelihoods read off it. What does not: learning it (``training``), and what
likelihood is enough in running text (``crossing``).

A word pair is read as a row of steps: an Arabic letter with the up to three Latin letters that stand for it, or a Latin letter
that Arabic leaves unwritten. How likely a step is depends on the step before it. All likelihoods are natural logarithms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST_CHUNK = 3
"""Latin letters that one Arabic letter may stand for."""

IMPOSSIBLE = -1e9
"""A likelihood no pair of words can have: the words hold letters that the table has never met."""

BEGIN, END = 0, 1
_DISCOUNT = 0.75
_UNMET = 0.02
_LONGEST_WORD = 24
_REMEMBERED = 8_000
# Steps that write nothing, taken in a row while summing over all renderings: more change nothing that can be seen.
_IDLE_STEPS = 2
_LEAST_CONFUSED = 3e-4
# What a pair of letters that was never met adds to a word's likelihood.
_UNUSUAL = -4.0


class Step(NamedTuple):
    """One Arabic letter ("" for none) and the Latin letters that stand for it ("" for none)."""

    arabic: str
    latin: str


Counts = Mapping[tuple[Step | None, Step | None], float]
"""How often which step followed which; None is the word's beginning, or its end."""


@dataclass(frozen=True, slots=True)
class Table:
    """What was learned. ``arabic`` and ``latin``: what each pair of letters usually adds to a word's likelihood."""

    counts: Counts
    arabic: Mapping[str, float] = field(default_factory=dict)
    latin: Mapping[str, float] = field(default_factory=dict)


_Place = tuple[int, tuple[tuple[int, int], ...], int]
"""A place of a Latin word, the chunks that begin there with their ends, and the step that leaves its letter unwritten or -1."""


class Letters:
    """The likelihood of every step after every other."""

    def __init__(self, table: Table) -> None:
        counts = table.counts
        self._usual = {"arabic": table.arabic, "latin": table.latin}
        met = {step for pair in counts for step in pair if step is not None}
        steps = sorted(met | _single_steps(met))
        self._ids = {step: place for place, step in enumerate(steps, 2)}
        chances = self._chances(counts)
        self._chances_matrix = chances
        # The last column is that of steps there are not.
        self._behind = _shared_rows(np.log(np.maximum(chances, 1e-30)))
        self._of_letter: dict[str, dict[str, int]] = {}
        self._of_chunk: dict[str, list[int]] = {}
        for step, place in self._ids.items():
            self._of_letter.setdefault(step.arabic, {})[step.latin] = place
            self._of_chunk.setdefault(step.latin, []).append(place)
        self._chunks = {chunk: number for number, chunk in enumerate(self._of_chunk)}
        self._steps = {
            letter: [of_chunk.get(chunk, -1) for chunk in self._chunks] for letter, of_chunk in self._of_letter.items()
        }
        self._words: dict[str, list[_Place]] = {}
        self._unwritten = self._of_letter.get("", {})
        self._idle_latin = _Column(chances, self._of_chunk.get("", []))
        self._idle_arabic = _Column(chances, list(self._unwritten.values()))
        self._onto_chunk: dict[str, _Column] = {}
        self._onto_letter: dict[str, _Column] = {}
        self.seen: Mapping[Step, float] = _totals(counts)

    def rendering(self, arabic: str, latin: str, *, by_latin: Sequence[float] = (), by_arabic: Sequence[float] = ()) -> float:
        """The likelihood of the best way to read the two folded words as one name.

        ``by_latin`` and ``by_arabic`` say what it must come to at each place of the Latin word, and of the Arabic one (their
        beginning and end included): ways that fall below are given up, and IMPOSSIBLE is returned where none is left.
        """
        if len(latin) > _LONGEST_WORD or len(arabic) > _LONGEST_WORD or not self._of_letter.keys() >= set(arabic):
            return IMPOSSIBLE
        rows = self._behind
        wanted = by_latin or [IMPOSSIBLE] * (len(latin) + 1)
        needed = by_arabic or [IMPOSSIBLE] * (len(arabic) + 1)
        likely = [0.0] + [IMPOSSIBLE] * len(latin)
        last = [BEGIN] * len(likely)
        word = self._numbered(latin)
        for letter, least in zip(arabic, needed, strict=False):
            likely, last = _advance(word, self._steps[letter], likely, last, rows, wanted, least)
            if not any(last):
                return IMPOSSIBLE
        _leave_out(word, likely, last, rows)
        enough = likely[-1] > wanted[-1] and likely[-1] > needed[-1]
        return likely[-1] + rows[last[-1]][END] if enough else IMPOSSIBLE

    def _numbered(self, latin: str) -> list[_Place]:
        """The steps over a Latin word that the table can take."""
        known = self._words.get(latin)
        if known is None:
            known = []
            for place in range(len(latin) + 1):
                chunks = [latin[place : place + size] for size in range(min(LONGEST_CHUNK, len(latin) - place) + 1)]
                numbers = tuple((place + len(chunk), self._chunks[chunk]) for chunk in chunks if chunk in self._chunks)
                known.append((place, numbers, self._unwritten.get(latin[place : place + 1], -1)))
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[latin] = known
        return known

    def course_of_latin(self, latin: str) -> list[float]:
        """About what ``of_latin`` comes to at each place of a Latin word, at a thousandth of the price.

        The last is about the whole word's, within 1 for two words in three.
        """
        return _course(latin, self._usual["latin"])

    def course_of_arabic(self, arabic: str) -> list[float]:
        """About what ``of_arabic`` comes to at each place, likewise."""
        return _course(arabic, self._usual["arabic"])

    def of_latin(self, latin: str) -> float:
        """The likelihood of a Latin word, whatever Arabic one it renders."""
        size = len(self._chances_matrix)
        at = [np.zeros(size) for _ in range(len(latin) + 1)]
        at[0][BEGIN] = 1.0
        for place in range(len(latin) + 1):
            at[place] = self._idle_latin.repeated(at[place])
            for width in range(1, min(LONGEST_CHUNK, len(latin) - place) + 1):
                column = self._column(self._onto_chunk, latin[place : place + width], self._of_chunk)
                if column is not None:
                    column.move(at[place], at[place + width])
        return float(np.log(at[-1] @ self._chances_matrix[:, END] + 1e-300))

    def of_arabic(self, arabic: str) -> float:
        """The likelihood of an Arabic word, whatever Latin one it renders."""
        size = len(self._chances_matrix)
        at = np.zeros(size)
        at[BEGIN] = 1.0
        for letter in arabic:
            column = self._column(self._onto_letter, letter, self._of_letter)
            if column is None:
                return IMPOSSIBLE
            moved = np.zeros(size)
            column.move(self._idle_arabic.repeated(at), moved)
            at = moved
        return float(np.log(self._idle_arabic.repeated(at) @ self._chances_matrix[:, END] + 1e-300))

    def _column(
        self, made: dict[str, _Column], text: str, steps: Mapping[str, list[int]] | Mapping[str, dict[str, int]]
    ) -> _Column | None:
        column = made.get(text)
        if column is None:
            places = steps.get(text)
            if places is None:
                return None
            column = made[text] = _Column(self._chances_matrix, list(places.values()) if isinstance(places, dict) else places)
        return column

    def _chances(self, counts: Mapping[tuple[Step | None, Step | None], float]) -> NDArray[np.float64]:
        """Chances of each step behind each: what was seen, discounted, the rest shared out by how versatile a step is."""
        size = len(self._ids) + 2
        seen = np.zeros((size, size))
        for (first, second), count in counts.items():
            seen[BEGIN if first is None else self._ids[first], END if second is None else self._ids[second]] += count
        versatile = (seen > 0).sum(axis=0) + _UNMET
        versatile[BEGIN] = 0.0
        versatile /= versatile.sum()
        total = np.maximum(seen.sum(axis=1), 1.0)
        kinds = (seen > 0).sum(axis=1)
        shared = np.where(kinds > 0, _DISCOUNT * kinds / total, 1.0)
        chances: NDArray[np.float64] = np.maximum(seen - _DISCOUNT, 0.0) / total[:, None] + shared[:, None] * versatile[None, :]
        return chances


def pairs_of_letters(word: str) -> Iterator[str]:
    """The pairs of neighbouring letters of a word, its beginning and end counted as letters."""
    return (first + second for first, second in zip(f"^{word}", f"{word}$", strict=True))


def _course(word: str, usual: Mapping[str, float]) -> list[float]:
    *course, whole = accumulate((usual.get(pair, _UNUSUAL) for pair in pairs_of_letters(word)), initial=0.0)
    # What the last letter means for the end is known at the end only.
    course[-1] = whole
    return course


def _advance(
    word: Sequence[_Place],
    steps: list[int],
    likely: list[float],
    last: list[int],
    rows: list[list[float]],
    wanted: Sequence[float],
    least: float,
) -> tuple[list[float], list[int]]:
    """One Arabic letter further: the best likelihood, and the step it came by, at each place of the Latin word.

    Goes on from places that are likely enough, those behind Latin letters that Arabic leaves unwritten among them.
    """
    further = [IMPOSSIBLE] * len(likely)
    came = [BEGIN] * len(likely)
    for place, chunks, unwritten in word:
        here = likely[place]
        if here > least and here > wanted[place]:
            row = rows[last[place]]
            for target, chunk in chunks:
                step = steps[chunk]
                there = here + row[step]
                if there > further[target]:
                    further[target], came[target] = there, step
            there = here + row[unwritten]
            if unwritten >= 0 and there > likely[place + 1]:
                likely[place + 1], last[place + 1] = there, unwritten
    return further, came


def _leave_out(word: Sequence[_Place], likely: list[float], last: list[int], rows: list[list[float]]) -> None:
    """Goes on to the places behind Latin letters that Arabic leaves unwritten."""
    for place, _, step in word:
        there = likely[place] + rows[last[place]][step]
        if step >= 0 and there > likely[place + 1]:
            likely[place + 1], last[place + 1] = there, step


class _Column:
    """The chances of going on to some steps, kept together for speed."""

    def __init__(self, chances: NDArray[np.float64], steps: list[int]) -> None:
        self._steps = np.array(steps, dtype=np.intp)
        self._onto = np.ascontiguousarray(chances[:, self._steps])

    def move(self, start: NDArray[np.float64], target: NDArray[np.float64]) -> None:
        """Adds to ``target`` what reaches these steps from ``start``."""
        target[self._steps] += start @ self._onto

    def repeated(self, start: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is reached by going on to these steps a few times, or not at all."""
        moving = reached = start
        for _ in range(_IDLE_STEPS):
            more = np.zeros(len(start))
            self.move(moving, more)
            reached = reached + more
            moving = more
        return reached


def confusions(seen: Mapping[Step, float]) -> dict[tuple[str, str], float]:
    """What it costs that one Arabic letter ("" for none) stands where another might: little for two that sound the same.

    The negative logarithm of how likely the second is where the first renders some Latin letters.
    """
    of_arabic: dict[str, float] = {}
    of_latin: dict[str, float] = {}
    rendering: dict[str, list[tuple[str, float]]] = {}
    for step, count in seen.items():
        of_arabic[step.arabic] = of_arabic.get(step.arabic, 0.0) + count
        of_latin[step.latin] = of_latin.get(step.latin, 0.0) + count
        rendering.setdefault(step.latin, []).append((step.arabic, count))
    shares: dict[tuple[str, str], float] = {}
    for step, count in seen.items():
        share = count / of_arabic[step.arabic] / of_latin[step.latin]
        for other, times in rendering[step.latin]:
            pair = step.arabic, other
            shares[pair] = shares.get(pair, 0.0) + share * times
    return {pair: -math.log(share + _LEAST_CONFUSED) for pair, share in shares.items()}


def _totals(counts: Mapping[tuple[Step | None, Step | None], float]) -> dict[Step, float]:
    totals: dict[Step, float] = {}
    for (_, step), count in counts.items():
        if step is not None:
            totals[step] = totals.get(step, 0.0) + count
    return totals


def _shared_rows(matrix: NDArray[np.float64]) -> list[list[float]]:
    """The rows as lists with one more place, alike rows and alike numbers kept once: most steps were never seen."""
    made: dict[bytes, list[float]] = {}
    rows = []
    for row in matrix:
        key = row.tobytes()
        known = made.get(key)
        if known is None:
            values, places = np.unique(row, return_inverse=True)
            known = made[key] = [*map(values.tolist().__getitem__, places.tolist()), IMPOSSIBLE]
        rows.append(known)
    return rows


def _single_steps(met: Iterable[Step]) -> set[Step]:
    """Every step of single letters that the table's letters allow, seen or not."""
    arabic = {step.arabic for step in met if step.arabic}
    latin = {letter for step in met for letter in step.latin}
    rendered = {Step(one, other) for one in arabic for other in latin if other.isalpha()}
    return rendered | {Step(one, "") for one in arabic} | {Step("", other) for other in latin}
