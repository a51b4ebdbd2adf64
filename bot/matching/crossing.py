"""How surely a word of an article renders a watched word of the other script, by its letters and by how frequent it is.

The odds that a word is the name and not some other word: how likely the name is rendered so, against how often the word stands
in running text anyway. All prices and bonuses are natural logarithms, fitted on three quarters of the name pairs.
"""

from __future__ import annotations

import math
from typing import TypeVar

from bot.matching.evidence import Evidence
from bot.matching.letters import IMPOSSIBLE

# Longer names are rendered in more ways, each of them less likely: so much per letter makes up for it.
_BONUS_IN_ARABIC, _BONUS_IN_LATIN = 0.95, 1.25
# The odds from which a word counts.
_ENOUGH_IN_ARABIC, _ENOUGH_IN_LATIN = 14.0, 14.3
# How far the quick estimate of a part of a word may be off: with 2.5 one rendering in a thousand is lost, with this none seen.
_MARGIN = 3.5
# The same of a whole word.
_MARGIN_OF_ALL = 2.5
# How much less than the sounds say the letters may cost.
_MOST_DOUBT = 7.2
_LEAST_SCORE, _HIGHEST_SCORE, _SCORE_PER_ODDS = 70.0, 94.0, 2.0
_REMEMBERED = 20_000
_Found = TypeVar("_Found")


class Crossing:
    """The judgement for one body of evidence; remembers what it has worked out of watched words."""

    def __init__(self, evidence: Evidence) -> None:
        self._letters = evidence.letters
        self._latin: dict[str, float] = {}
        self._arabic: dict[str, float] = {}
        self._courses: dict[str, list[float]] = {}

    def in_arabic(self, term: str, word: str, commonness: float, apart: float = 0.0) -> float:
        """The score 70-94 that an Arabic word renders this Latin one; 0 if it does not.

        ``commonness``: the logarithm of the word's share of running text, and what speaks against it besides. ``apart``:
        about what it costs that they sound otherwise; if that is too much they are not compared letter by letter.
        """
        bonus = _BONUS_IN_ARABIC * (len(term) + len(word)) / 2 - commonness - _ENOUGH_IN_ARABIC
        if bonus < apart - _MOST_DOUBT:
            return 0.0
        course = self._courses.get(term)
        if course is None:
            course = _remember(self._courses, term, self._letters.course_of_latin(term))
        loss = bonus + _MARGIN
        likely = self._letters.rendering(word, term, by_latin=[each - loss for each in course])
        if likely < course[-1] - bonus - _MARGIN_OF_ALL:
            return 0.0
        own = self._latin.get(term)
        if own is None:
            own = _remember(self._latin, term, self._letters.of_latin(term))
        return _score(likely - own + bonus)

    def in_latin(self, term: str, word: str, commonness: float) -> float:
        """The score 70-94 that a Latin word renders this Arabic one; 0 if it does not."""
        bonus = _BONUS_IN_LATIN * (len(term) + len(word)) / 2 - commonness - _ENOUGH_IN_LATIN
        course = self._courses.get(term)
        if course is None:
            course = _remember(self._courses, term, self._letters.course_of_arabic(term))
        loss = bonus + _MARGIN
        likely = self._letters.rendering(term, word, by_arabic=[each - loss for each in course])
        if likely < course[-1] - bonus - _MARGIN_OF_ALL:
            return 0.0
        own = self._arabic.get(term)
        if own is None:
            own = _remember(self._arabic, term, self._letters.of_arabic(term))
        return _score(likely - own + bonus)

    def odds_in_arabic(self, term: str, word: str, commonness: float) -> float:
        """The odds that ``in_arabic`` judges by, in full: 0 and more count. Minus infinity for letters never met."""
        bonus = _BONUS_IN_ARABIC * (len(term) + len(word)) / 2 - commonness - _ENOUGH_IN_ARABIC
        likely = self._letters.rendering(word, term)
        return likely - self._letters.of_latin(term) + bonus if likely > IMPOSSIBLE else -math.inf

    def odds_in_latin(self, term: str, word: str, commonness: float) -> float:
        """The odds that ``in_latin`` judges by, likewise."""
        bonus = _BONUS_IN_LATIN * (len(term) + len(word)) / 2 - commonness - _ENOUGH_IN_LATIN
        likely = self._letters.rendering(term, word)
        return likely - self._letters.of_arabic(term) + bonus if likely > IMPOSSIBLE else -math.inf


def _score(odds: float) -> float:
    return 0.0 if odds < 0 else min(_LEAST_SCORE + _SCORE_PER_ODDS * odds, _HIGHEST_SCORE)


def _remember(known: dict[str, _Found], word: str, found: _Found) -> _Found:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[word] = found
    return found
