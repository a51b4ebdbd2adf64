"""The words that terms and names are made of, shared by all of them, and the ways from an article's word to them.

What lives here: which units a written word may stand for, how and how surely. What does not: which terms a unit belongs to and
whether they want it that way (``patterns``, ``matcher``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.matching.common import COMMON, GIVEN_NAMES, SMALL_WORDS
from bot.matching.crossing import crossing
from bot.matching.likeness import likeness
from bot.matching.skeleton import keys
from bot.model.watch import How
from bot.text.arabic import Reading, is_arabic, plural_stem, readings, same_spelling, without_article
from bot.text.english import is_latin, singulars
from bot.text.folding import folded

if TYPE_CHECKING:
    from bot.matching.patterns import Pattern

_FOLDED_SCORE, _CLITIC_SCORE, _INFLECTED_SCORE = 99.0, 96.0, 90.0
_LEAST = {How.FUZZY: 65.0, How.TRANSLITERATED: 70.0}
_CLITIC_PRICES = {"و": 1.0, "ف": 3.0, "ب": 2.0, "ل": 2.0, "ك": 5.0, "س": 20.0}
_ARTICLE_PRICE = 6.0
_SHORTEST_LOOSE = 4
# What is longer is no word but noise, and is neither looked up nor remembered.
_LONGEST_WORD = 200
_SHORTEST_HALF = 3
# A short capitalised word in s is a name of its own (Hamas, Wales) and no plural.
_LONGEST_NAME_IN_S = 5
_REMEMBERED = 60_000
# Before a word that is merely similar these are its own letters, not "as", "so" or "will".
_RARE_PROCLITICS = frozenset({"ك", "وك", "فك", "س", "وس", "فس"})
_Item = TypeVar("_Item")


@dataclass(eq=False, slots=True)
class Unit:
    """One folded word that patterns share.

    ``stem`` is the word without its article. The counts say how many patterns hold it at all, allow spellings like it, allow
    renderings of it in the other script, are a known name of this word alone, wrote it as one of the ``SMALL_WORDS``.
    """

    word: str
    stem: str
    article: bool
    arabic: bool
    holders: int = 0
    loose: int = 0
    crossing: int = 0
    named: int = 0
    small: int = 0
    anchored: list[Pattern] = field(default_factory=list)


class Hit(NamedTuple):
    """A unit that a written word may stand for.

    ``proclitic`` and ``ending`` are what the word carries beyond the unit; ``article`` is +1 if the word has one that the unit
    lacks, -1 the other way round. ``rest`` is what the next word must be if this one is only the first half, else "".
    """

    unit: Unit
    how: How
    score: float
    proclitic: str = ""
    article: int = 0
    ending: str = ""
    rest: str = ""


class UnitIndex:
    """All units, live: ``hold`` and ``release`` count the patterns that need one."""

    def __init__(self) -> None:
        self._units: dict[str, Unit] = {}
        self._by_stem: dict[str, list[Unit]] = {}
        self._by_key: dict[str, list[Unit]] = {}
        self._heads: dict[str, list[tuple[Unit, str]]] = {}
        self._remembered: dict[str, tuple[Hit, ...]] = {}

    def hold(self, word: str) -> Unit:
        """The unit of a folded word, one holder more."""
        unit = self._units.get(word)
        if unit is None:
            unit = self._units[word] = _unit(word)
            for stem in _stems(unit):
                self._by_stem.setdefault(stem, []).append(unit)
        unit.holders += 1
        self.forget()
        return unit

    def release(self, unit: Unit) -> None:
        """One holder less; the last one takes the unit along."""
        unit.holders -= 1
        if not unit.holders:
            del self._units[unit.word]
            for stem in _stems(unit):
                _take_out(self._by_stem, stem, unit)
        self.forget()

    def loosen(self, unit: Unit, crossing: int) -> None:
        """One pattern more allows spellings like this unit; ``crossing`` is 1 if also renderings in the other script."""
        if not unit.loose:
            for key in _sounds(unit):
                self._by_key.setdefault(key, []).append(unit)
            for head, rest in _halves(unit.word):
                self._heads.setdefault(head, []).append((unit, rest))
        unit.loose += 1
        unit.crossing += crossing
        self.forget()

    def tighten(self, unit: Unit, crossing: int) -> None:
        """Undoes one ``loosen``."""
        unit.loose -= 1
        unit.crossing -= crossing
        if not unit.loose:
            for key in _sounds(unit):
                _take_out(self._by_key, key, unit)
            for head, rest in _halves(unit.word):
                _take_out(self._heads, head, (unit, rest))
        self.forget()

    def forget(self) -> None:
        """Drops what was remembered of words met so far; needed after every change to the units."""
        if self._remembered:
            self._remembered = {}

    def hits(self, raws: Sequence[str]) -> list[tuple[Hit, ...]]:
        """For each written word the units it may stand for, each once, in its surest way."""
        known = self._remembered
        return [self._remember(raw) if (found := known.get(raw)) is None else found for raw in raws]

    def _remember(self, raw: str) -> tuple[Hit, ...]:
        if len(self._remembered) >= _REMEMBERED:
            for old in list(self._remembered)[: _REMEMBERED // 4]:
                del self._remembered[old]
        found = self._look_up(raw)
        if len(raw) <= _LONGEST_WORD:
            self._remembered[raw] = found
        return found

    def _look_up(self, raw: str) -> tuple[Hit, ...]:
        word = folded(raw)
        if len(word) > _LONGEST_WORD:
            return ()
        taken = readings(word) if is_arabic(word) else (Reading(word),)
        if "ة" in raw[-3:]:
            # Written with its dots this is the feminine ending and no pronoun.
            taken = tuple(reading for reading in taken if reading.ending != "ه" or reading.stem.endswith("ي"))
        best: dict[tuple[Unit, str], Hit] = {}
        for hit in self._strict(raw, word, taken):
            _keep_best(best, hit)
        if raw in SMALL_WORDS:
            return tuple(hit for hit in best.values() if hit.unit.small)
        if not self._is_taken(word, taken, best):
            for hit in self._loose(raw, taken):
                _keep_best(best, hit)
        return tuple(best.values())

    @staticmethod
    def _is_taken(word: str, taken: tuple[Reading, ...], best: dict[tuple[Unit, str], Hit]) -> bool:
        """Whether the word is a form of a common one, or a known name by itself: then nothing similar is meant."""
        if word in COMMON or word.removesuffix("ا") in COMMON:
            return True
        if any(reading.stem in COMMON or reading.stem.removesuffix("ا") in COMMON for reading in taken):
            return True
        return any(unit.named and not hit.ending and hit.article >= 0 and not hit.rest for (unit, _), hit in best.items())

    def _strict(self, raw: str, word: str, taken: tuple[Reading, ...]) -> Iterator[Hit]:
        settled = word in COMMON or word in GIVEN_NAMES or any(unit.named for unit in self._by_stem.get(taken[0].stem, ()))
        for reading in taken:
            for unit in self._by_stem.get(same_spelling(reading.stem), ()):
                changed = reading.ending or (reading.proclitic and not reading.article)
                if settled and changed and unit.word not in COMMON:
                    # وليد (Walid) is no "and" before ليد (Leeds).
                    continue
                yield _as_read(unit, reading)
            if not reading.ending:
                for unit, rest in self._heads.get(reading.stem, ()):
                    yield Hit(unit, How.PHRASE, 90.0, reading.proclitic, rest=rest)
        if not settled and not (raw[0].isupper() and len(word) <= _LONGEST_NAME_IN_S):
            for stem in singulars(word):
                yield from (Hit(unit, How.INFLECTED, _INFLECTED_SCORE, ending="s") for unit in self._by_stem.get(stem, ()))

    def _loose(self, raw: str, taken: tuple[Reading, ...]) -> Iterator[Hit]:
        for reading in taken:
            if reading.ending or len(reading.stem) < _SHORTEST_LOOSE or not _is_loose(raw, reading.stem):
                continue
            if reading.stem in COMMON or "ال" + reading.stem in COMMON:
                continue
            for key in dict.fromkeys(key for shape in _shapes(reading) for key in keys(shape)):
                for unit in self._by_key.get(key, ()):
                    hit = _alike(unit, reading)
                    if hit is not None:
                        yield hit


def _unit(word: str) -> Unit:
    if not is_arabic(word):
        return Unit(word, word, article=False, arabic=False)
    own = without_article(word)
    return Unit(word, same_spelling(own.stem), own.article, arabic=True)


def _stems(unit: Unit) -> tuple[str, ...]:
    """The stems a unit is found under: its own, and the singular of a relative plural (الحوثيين under حوثي)."""
    singular = plural_stem(unit.stem) if unit.arabic else None
    return (unit.stem,) if singular is None else (unit.stem, singular)


def _shapes(word: Unit | Reading) -> tuple[str, ...]:
    """What may be rendered of an Arabic word: itself, or the stem behind its article and the whole (الفارادو, Alvarado)."""
    return (word.stem, "ال" + word.stem) if word.article else (word.stem,)


def _best_shape(word: Unit | Reading, latin: str) -> float:
    if not word.article:
        return crossing(word.stem, latin)
    # A Latin name without the article: either it was left out or the Arabic word is a common noun.
    return max(crossing(word.stem, latin) - _ARTICLE_PRICE, crossing("ال" + word.stem, latin))


def _sounds(unit: Unit) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for shape in _shapes(unit) for key in keys(shape)))


def _halves(word: str) -> list[tuple[str, str]]:
    """The places where writers split a word in two: between halves of some length, and between letters and digits."""
    return [
        (word[:place], word[place:])
        for place in range(1, len(word))
        if min(place, len(word) - place) >= _SHORTEST_HALF or word[place - 1].isdigit() != word[place].isdigit()
    ]


def _take_out(table: dict[str, list[_Item]], key: str, item: _Item) -> None:
    table[key].remove(item)
    if not table[key]:
        del table[key]


def _keep_best(best: dict[tuple[Unit, str], Hit], hit: Hit) -> None:
    known = best.get((hit.unit, hit.rest))
    if known is None or known.score < hit.score:
        best[hit.unit, hit.rest] = hit


def _as_read(unit: Unit, reading: Reading) -> Hit:
    article = int(reading.article) - int(unit.article)
    if reading.ending or same_spelling(reading.stem) != unit.stem:
        return Hit(unit, How.INFLECTED, _INFLECTED_SCORE, reading.proclitic, article, reading.ending or "ي")
    if reading.proclitic or article > 0:
        return Hit(unit, How.CLITIC, _CLITIC_SCORE, reading.proclitic, article)
    if article < 0:
        return Hit(unit, How.INFLECTED, _INFLECTED_SCORE, "", article)
    return Hit(unit, How.FOLDED, _FOLDED_SCORE)


def _is_loose(raw: str, stem: str) -> bool:
    """Whether a stem of the word ``raw`` may be spelled in several ways: in English only names are."""
    return is_arabic(stem) or (raw[:1].isupper() and is_latin(stem))


def _alike(unit: Unit, reading: Reading) -> Hit | None:
    """The unit as something like this word, if it is sure enough."""
    arabic = is_arabic(reading.stem)
    hit = _spelled(unit, reading) if unit.arabic == arabic else _rendered(unit, reading, arabic=arabic)
    return None if hit is None or hit.score < _LEAST[hit.how] else hit


def _spelled(unit: Unit, reading: Reading) -> Hit | None:
    """Another spelling in the same script."""
    if unit.word in COMMON or reading.proclitic in _RARE_PROCLITICS or not GIVEN_NAMES.isdisjoint((unit.stem, reading.stem)):
        return None
    score = likeness(unit.stem, reading.stem) - _clitic_price(reading)
    return Hit(unit, How.FUZZY, score, reading.proclitic, int(reading.article) - int(unit.article))


def _rendered(unit: Unit, reading: Reading, *, arabic: bool) -> Hit | None:
    """A rendering in the other script."""
    if not unit.crossing:
        return None
    score = _best_shape(reading, unit.stem) if arabic else _best_shape(unit, reading.stem)
    return Hit(unit, How.TRANSLITERATED, score - _clitic_price(reading), reading.proclitic, int(reading.article))


def _clitic_price(reading: Reading) -> float:
    """What a loose match loses for the clitics it needs."""
    return sum(_CLITIC_PRICES.get(letter, 0.0) for letter in reading.proclitic)
