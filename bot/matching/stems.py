"""The units by their stems, and which of them a written word is by its letters, clitics and endings: all that is no guess.

What lives here: from readings of a word to hits. What does not: taking a word apart (``bot.text``), and what is merely similar
(``soundalikes``, ``renderings``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.matching.common import BEHIND_CLITICS, COMMON, GIVEN_NAMES
from bot.matching.frequencies import Frequencies
from bot.matching.hits import Best, Hit, Unit, keep_best
from bot.matching.renderings import shapes_of
from bot.matching.tables import Counts, Table
from bot.model.watch import How
from bot.text.arabic import (
    CHANGED,
    PRONOUNS,
    Reading,
    before_endings,
    is_arabic,
    plural_stem,
    readings,
    same_spelling,
    spelled_otherwise,
)
from bot.text.english import singulars
from bot.text.plurals import OTHER_NUMBER

_FOLDED_SCORE, _CLITIC_SCORE, _INFLECTED_SCORE, _LISTED_SCORE, _HALF_SCORE = 99.0, 96.0, 90.0, 94.0, 90.0
_SHORTEST_HALF = 3
# A short capitalised word in s is a name of its own (Hamas, Wales) and no plural.
_LONGEST_NAME_IN_S = 5
_CLITICS = re.compile("[وف]?(?:لل|[بكلس]?(?:ال)?)")
_ONLY_ARABIC = re.compile("[\u0621-\u064a]+")
# How many letters of a stem are looked at first, as far as no ending changes them. The last letter of all but the shortest
# stems may change if it is one of these (حكومة, a government: حكومته).
_BEGINNINGS = (2, 3, 4, 5)
# Stems of so many letters keep the last one, but for the feminine ending (خطة, a plan: خطتها).
_SHORTEST_CHANGING = 3
_CHANGING = frozenset("هاءيوت")
# Logarithms: from where on a word is frequent, and how much more so than what it is a form of.
_FREQUENT, _MORE_FREQUENT = -12.0, 1.5
_NOUN_ENDINGS = frozenset({"ون", "ين", "ات", "ا"})
# What stands for a half: no pattern is anchored on it.
_NO_UNIT = Unit("", "", article=False, arabic=False)


def _numbers() -> dict[str, tuple[str, ...]]:
    """For each stem the words whose other number it is."""
    found: dict[str, tuple[str, ...]] = {}
    for word, others in OTHER_NUMBER.items():
        for other in others:
            found[other] = (*found.get(other, ()), word)
    return found


_NUMBERS = _numbers()


class Stems:
    """Live tables of the units by stem, by listed rendering, and by half."""

    def __init__(self, arabic: Frequencies) -> None:
        self._arabic = arabic
        self._units: Table[Unit] = Table()
        self._listed: Table[Unit] = Table()
        self._halves = Counts()
        self._beginnings = Counts()

    def place(self, unit: Unit) -> None:
        """Takes a unit in, under its stem and the singular of a relative plural (الحوثيين under حوثي)."""
        for stem in _stems(unit):
            self._units.put(stem, unit)
            self._begin(stem, 1)

    def displace(self, unit: Unit) -> None:
        """Undoes one ``place``."""
        for stem in _stems(unit):
            self._units.take(stem, unit)
            self._begin(stem, -1)

    def place_listed(self, unit: Unit, listed: Iterable[str]) -> None:
        """Takes in the folded words that a unit is usually rendered by."""
        for word in listed:
            self._listed.put(word, unit)
            self._begin(word, 1)

    def displace_listed(self, unit: Unit, listed: Iterable[str]) -> None:
        """Undoes one ``place_listed``."""
        for word in listed:
            self._listed.take(word, unit)
            self._begin(word, -1)

    def count_halves(self, unit: Unit, step: int) -> None:
        """Takes in the places where writers split a unit in two, or with -1 undoes it."""
        for place in _joints(unit.word):
            self._halves.add(unit.word[:place], step)

    def find_latin(self, raw: str, word: str, best: Best) -> None:
        """Adds the hits of a folded word that has no Arabic letters."""
        if word in self._units.rows or word in self._listed.rows or word in self._halves.rows:
            self._find(raw, word, (Reading(word),), best)
        self._find_singulars(raw, word, best)

    def find_arabic(self, raw: str, word: str, best: Best) -> None:
        """Adds the hits of a folded Arabic word."""
        if not self._may_begin(word):
            return
        taken = readings(word)
        if "ة" in raw[-3:]:
            # Written with its dots this is the feminine ending and no pronoun.
            taken = tuple(reading for reading in taken if reading.ending != "ه" or reading.stem.endswith(("ي", "ء")))
        self._find(raw, word, taken, best)

    def _find(self, raw: str, word: str, taken: tuple[Reading, ...], best: Best) -> None:
        named, settled = self._is_settled(word, taken[0].stem)
        units, halves = self._units.rows, self._halves.rows
        for reading in taken:
            stem = reading.stem
            for unit in units.get(same_spelling(stem), ()):
                # A common word may well be a noun with its ending (لاجئين, refugees).
                ending = reading.ending and (named or reading.ending not in _NOUN_ENDINGS)
                if reading.ending in PRONOUNS and unit.word in GIVEN_NAMES:
                    # عمرها is her age, and no Omar's.
                    continue
                changed = ending or (reading.proclitic and not reading.article)
                if settled and changed and reading.ending != CHANGED and unit.word not in COMMON:
                    # وليد (Walid) is no "and" before ليد (Leeds).
                    continue
                if reading.ending and self._is_another(word, reading, unit):
                    continue
                keep_best(best, _as_read(unit, reading))
            if not reading.ending:
                self._find_listed(raw, reading, best)
                if stem in halves:
                    keep_best(best, Hit(_NO_UNIT, How.PHRASE, _HALF_SCORE, reading.proclitic, half=stem))

    def _is_another(self, word: str, reading: Reading, unit: Unit) -> bool:
        """Whether a word is far more frequent than the unit it would be a form of: للغاية (extremely) is none of غايون."""
        if reading.ending == CHANGED or not unit.arabic:
            return False
        frequent = self._arabic.log(word)
        if frequent < _FREQUENT:
            return False
        return frequent - max(map(self._arabic.log, {unit.word, *shapes_of(unit.stem, article=True)})) > _MORE_FREQUENT

    def _is_settled(self, word: str, stem: str) -> tuple[bool, bool]:
        """Whether a word, plainly read, is a name; whether it is that or a common word."""
        named = word in GIVEN_NAMES or any(unit.named for unit in self._units.rows.get(stem, ()))
        return named, named or (word in COMMON and word not in BEHIND_CLITICS)

    def _find_singulars(self, raw: str, word: str, best: Best) -> None:
        stems: Sequence[str] = singulars(word)
        if raw[0].isupper() and len(word) <= _LONGEST_NAME_IN_S and word.isalpha():
            stems = [stem for stem in stems if stem in COMMON]
        if stems:
            _, settled = self._is_settled(word, word)
            for stem in stems:
                if not settled or not word.startswith(stem):
                    for unit in self._units.rows.get(stem, ()):
                        keep_best(best, Hit(unit, How.INFLECTED, _INFLECTED_SCORE, ending="s"))

    def _find_listed(self, raw: str, reading: Reading, best: Best) -> None:
        """The units that the word is a listed rendering of; an English one must be written as a name."""
        for shape in shapes_of(reading.stem, article=reading.article):
            for unit in self._listed.rows.get(shape, ()):
                if raw[0].isupper() or is_arabic(shape):
                    score = _LISTED_SCORE - len(reading.proclitic) - reading.article
                    keep_best(best, Hit(unit, How.TRANSLITERATED, score, reading.proclitic, int(reading.article)))

    def _may_begin(self, word: str) -> bool:
        """Whether any unit begins as the word does behind what may be its clitics: most words are done with here."""
        beginnings = self._beginnings.rows
        clitics = _CLITICS.match(word)
        for start in range(clitics.end() + 1 if clitics else 1):
            for length in _BEGINNINGS:
                if word[start : start + length] in beginnings:
                    return True
        settled = same_spelling(word)
        return (settled != word and self._may_begin(settled)) or not _ONLY_ARABIC.fullmatch(word)

    def _begin(self, stem: str, step: int) -> None:
        """Counts how the words begin that a stem may be read off."""
        for number in (stem, *_NUMBERS.get(stem, ())):
            for form in (number, *before_endings(number), *spelled_otherwise(number)):
                for beginning in {_beginning(form), _beginning(same_spelling(form))}:
                    self._beginnings.add(beginning, step)


def split_at(word: str, place: int) -> bool:
    """Whether writers split a word there: between halves of some length, and between letters and digits."""
    return min(place, len(word) - place) >= _SHORTEST_HALF or word[place - 1].isdigit() != word[place].isdigit()


def _joints(word: str) -> list[int]:
    if word.isalpha():
        return list(range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1))
    return [place for place in range(1, len(word)) if split_at(word, place)]


def _stems(unit: Unit) -> tuple[str, ...]:
    singular = plural_stem(unit.stem) if unit.arabic else None
    return (unit.stem,) if singular is None else (unit.stem, singular)


def _beginning(stem: str) -> str:
    if stem[-1] in _CHANGING and (len(stem) > _SHORTEST_CHANGING or (len(stem) == _SHORTEST_CHANGING and stem[-1] == "ه")):
        stem = stem[:-1]
    return stem[: _BEGINNINGS[-1]]


def _as_read(unit: Unit, reading: Reading) -> Hit:
    article = int(reading.article) - int(unit.article)
    if reading.ending or same_spelling(reading.stem) != unit.stem:
        return Hit(unit, How.INFLECTED, _INFLECTED_SCORE, reading.proclitic, article, reading.ending or "ي")
    if article < 0:
        return Hit(unit, How.INFLECTED, _INFLECTED_SCORE, reading.proclitic, article)
    if reading.proclitic or article > 0:
        return Hit(unit, How.CLITIC, _CLITIC_SCORE, reading.proclitic, article)
    return Hit(unit, How.FOLDED, _FOLDED_SCORE)
