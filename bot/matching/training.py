"""Learns from pairs of names which letters render which: the same pairs always give the same table.

What lives here: expectation maximisation over the ways to read a pair, then counting the best ways. What does not: reading the
pairs and writing the table (the roof), and using it (``letters``).
Source: Dempster, Laird and Rubin 1977 for the method; Viterbi 1967 for the best way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from bot.matching.letters import LONGEST_CHUNK, Counts, Letters, Step, Table, pairs_of_letters

ROUNDS = 7
"""Rounds of expectation maximisation; later ones change the likelihood by less than a thousandth."""

_VOWELS = frozenset("aeiouy")
_SOFT = frozenset("aeiouywhjv")
_ARABIC_SOFT = frozenset("اويهعء")
_SIZE_WEIGHT = (0.2, 1.0, 0.5, 0.2)
_UNWRITTEN_WEIGHT = 0.1
_LEAST_COUNT = 0.03
# How far from the even course, in Latin letters, a pair of letters may stand to count at the start.
_NEAR = 2.5
# Words from which the usual likelihoods are taken, and what keeps rare pairs of letters near the mean.
_SAMPLE, _RIDGE = 4000, 0.5

Weights = dict[Step, float]
Progress = Callable[[int, int], None]


class _Move(NamedTuple):
    """A step from one place of the Latin word to a later one, with its weight."""

    start: int
    size: int
    step: Step
    weight: float


def learn(pairs: Iterable[tuple[str, str]], progress: Progress) -> Table:
    """The table of these pairs of folded words (Arabic, Latin); those that cannot be read as one name are left out.

    ``progress`` is told the rounds done, and of how many.
    """
    known = sorted({(arabic, latin) for arabic, latin in pairs if arabic and latin})
    whole = ROUNDS + 3
    weights = _first_weights(known)
    for done in range(ROUNDS):
        progress(done, whole)
        weights = _improved(weights, known)
    progress(ROUNDS, whole)
    read = {pair: steps for pair in known if (steps := best_reading(*pair, weights)) is not None}
    counts = _followed(read.values())
    letters = Letters(Table(counts))
    progress(ROUNDS + 1, whole)
    usual_arabic = usual({arabic for arabic, _ in read}, letters.of_arabic)
    progress(ROUNDS + 2, whole)
    usual_latin = usual({latin for _, latin in read}, letters.of_latin)
    progress(whole, whole)
    return Table(counts, usual_arabic, usual_latin)


def usual(words: Iterable[str], likelihood: Callable[[str], float]) -> dict[str, float]:
    """What each pair of neighbouring letters adds to a word's likelihood, as nearly as adding up can say it."""
    sample = sorted(words)
    sample = sample[:: max(len(sample) // _SAMPLE, 1)]
    places: dict[str, int] = {}
    rows = [[places.setdefault(pair, len(places)) for pair in pairs_of_letters(word)] for word in sample]
    if not rows:
        return {}
    matrix = np.zeros((len(rows), len(places)))
    for row, found in zip(matrix, rows, strict=True):
        np.add.at(row, found, 1.0)
    values = np.array([likelihood(word) for word in sample])
    mean = values.sum() / matrix.sum()
    normal = matrix.T @ matrix + _RIDGE * np.eye(len(places))
    shares = np.linalg.solve(normal, matrix.T @ (values - matrix.sum(axis=1) * mean)) + mean
    return {pair: round(float(shares[place]), 3) for pair, place in places.items()}


def _followed(readings: Iterable[tuple[Step, ...]]) -> Counts:
    counts: Counter[tuple[Step | None, Step | None]] = Counter()
    for steps in readings:
        counts.update(zip((None, *steps), (*steps, None), strict=True))
    return counts


def best_reading(arabic: str, latin: str, weights: Weights) -> tuple[Step, ...] | None:
    """The likeliest row of steps that reads both words; None if there is none."""
    best: dict[tuple[int, int], tuple[float, tuple[Step, ...]]] = {(0, 0): (0.0, ())}
    for at in range(len(arabic) + 1):
        for place in range(len(latin) + 1):
            here = best.get((at, place))
            if here is None:
                continue
            for step, target in _onward(arabic, latin, at, place):
                weight = weights.get(step)
                if weight:
                    value = here[0] + math.log(weight)
                    if target not in best or best[target][0] < value:
                        best[target] = (value, (*here[1], step))
    found = best.get((len(arabic), len(latin)))
    return None if found is None else found[1]


def _onward(arabic: str, latin: str, at: int, place: int) -> Iterable[tuple[Step, tuple[int, int]]]:
    if at < len(arabic):
        for size in range(min(LONGEST_CHUNK, len(latin) - place) + 1):
            yield Step(arabic[at], latin[place : place + size]), (at + 1, place + size)
    if place < len(latin):
        yield Step("", latin[place]), (at, place + 1)


def _first_weights(pairs: Sequence[tuple[str, str]]) -> Weights:
    """Weights from which letters stand near each other, whatever else is true."""
    counts: Counter[Step] = Counter()
    for arabic, latin in pairs:
        pace = len(latin) / len(arabic)
        for letter in latin:
            counts[Step("", letter)] += 1
        for at, letter in enumerate(arabic):
            for place in range(len(latin) + 1):
                if abs(place - at * pace) > _NEAR:
                    continue
                for size in range(min(LONGEST_CHUNK, len(latin) - place) + 1):
                    if _sounds(letter, latin[place : place + size]):
                        counts[Step(letter, latin[place : place + size])] += 1
    of_arabic: Counter[str] = Counter()
    of_latin: Counter[str] = Counter()
    for step, count in counts.items():
        of_arabic[step.arabic] += count
        of_latin[step.latin] += count
    return {
        step: (_SIZE_WEIGHT[len(step.latin)] if step.arabic else _UNWRITTEN_WEIGHT)
        * count
        / math.sqrt(of_arabic[step.arabic] * of_latin[step.latin])
        for step, count in counts.items()
    }


def _sounds(letter: str, chunk: str) -> bool:
    """Whether several Latin letters can be one sound: vowels go with vowels, consonants with consonants."""
    if len(chunk) <= 1:
        return True
    if letter in _ARABIC_SOFT:
        return chunk == "ll" or (_SOFT.issuperset(chunk) and not _VOWELS.isdisjoint(chunk))
    return not any(each in "aeiou" for each in chunk)


def _improved(weights: Weights, pairs: Sequence[tuple[str, str]]) -> Weights:
    """One round: every pair read in all its ways, each way counted by how likely it is."""
    counts: dict[Step, float] = {}
    for arabic, latin in pairs:
        _count(arabic, latin, weights, counts)
    total = sum(counts.values())
    return {step: count / total for step, count in counts.items() if count > _LEAST_COUNT}


def _count(arabic: str, latin: str, weights: Weights, counts: dict[Step, float]) -> None:
    width = len(latin)
    unwritten = [weights.get(Step("", letter), 0.0) for letter in latin]
    forward, moves = _forward(arabic, latin, weights, unwritten)
    whole = forward[-1][width]
    if whole <= 0:
        return
    backward = [0.0] * width + [1.0]
    for at in range(len(arabic), -1, -1):
        if at < len(arabic):
            before = [0.0] * (width + 1)
            for start, size, step, weight in moves[at]:
                later = backward[start + size] * weight
                before[start] += later
                counts[step] = counts.get(step, 0.0) + forward[at][start] * later / whole
            backward = before
        for place in range(width - 1, -1, -1):
            later = backward[place + 1] * unwritten[place]
            if later:
                backward[place] += later
                step = Step("", latin[place])
                counts[step] = counts.get(step, 0.0) + forward[at][place] * later / whole


def _forward(
    arabic: str, latin: str, weights: Weights, unwritten: Sequence[float]
) -> tuple[list[list[float]], list[list[_Move]]]:
    """How likely each place is reached after each Arabic letter, and the moves that each letter allowed."""
    width = len(latin)
    row = [1.0] + [0.0] * width
    rows: list[list[float]] = [row]
    moves: list[list[_Move]] = []
    for letter in (*arabic, None):
        for place, weight in enumerate(unwritten):
            row[place + 1] += row[place] * weight
        if letter is None:
            break
        further = [0.0] * (width + 1)
        possible = []
        for place, here in enumerate(row):
            for size in range(min(LONGEST_CHUNK, width - place) + 1) if here else ():
                step = Step(letter, latin[place : place + size])
                weight = weights.get(step, 0.0)
                if weight:
                    further[place + size] += here * weight
                    possible.append(_Move(place, size, step, weight))
        rows.append(further)
        moves.append(possible)
        row = further
    return rows, moves
