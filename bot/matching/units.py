"""The words that terms and names are made of, shared by all of them, and the ways from an article's word to them.

What lives here: which units a written word may stand for, how and how surely. What does not: which terms a unit belongs to and
whether they want it that way (``patterns``, ``matcher``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.matching.common import COMMON, GIVEN_NAMES, SMALL_WORDS
from bot.matching.crossing import Crossing
from bot.matching.evidence import Evidence
from bot.matching.likeness import spelled
from bot.matching.skeleton import alike, shortened, sound, sounds_near, telling
from bot.model.watch import How
from bot.text.arabic import CHANGED, Reading, clitics_off, is_arabic, plural_stem, readings, same_spelling, without_article
from bot.text.english import is_latin, singulars
from bot.text.folding import folded
from bot.text.plurals import OTHER_NUMBER

if TYPE_CHECKING:
    from bot.matching.patterns import Pattern

_FOLDED_SCORE, _CLITIC_SCORE, _INFLECTED_SCORE, _LISTED_SCORE = 99.0, 96.0, 90.0, 94.0
# What speaks against reading clitics off a word that is merely similar, and how rare each is before a word (logarithms).
_CLITIC_PRICES = {"و": 1.0, "ف": 2.5, "ب": 1.5, "ل": 1.5, "ك": 3.0, "س": 20.0}
_CLITIC_SHARES = {"و": 3.0, "ف": 5.0, "ب": 3.5, "ل": 3.5, "ك": 5.0, "س": 9.0}
_ARTICLE_PRICE, _ARTICLE_SHARE = 1.5, 1.5
_SHORTEST_LOOSE, _SHORTEST_CROSSING = 4, 3
_SHORTEST_KEY_CUT, _SHORTEST_CROSSING_KEY_CUT = 3, 4
# What is longer is no word but noise, and is neither looked up nor remembered.
_LONGEST_WORD = 200
_SHORTEST_HALF = 3
# One is enough across scripts (Yukawa): its sound is compared before its letters are.
_FEWEST_CONSONANTS = 1
# A short capitalised word in s is a name of its own (Hamas, Wales) and no plural.
_LONGEST_NAME_IN_S = 5
_REMEMBERED = 60_000
# Before a word that is merely similar these are its own letters, not "as", "so" or "will".
_RARE_PROCLITICS = frozenset({"ك", "وك", "فك", "س", "وس", "فس"})
_CLITICS = re.compile("[وف]?(?:لل|[بكلس]?(?:ال)?)")
_ONLY_ARABIC = re.compile("[\u0621-\u064a]+")
# Letters at the beginning of a stem that no ending changes.
_BEGINNING = 3
_NOUN_ENDINGS = frozenset({"ون", "ين", "ات", "ا"})
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
    sounds: tuple[str, ...] = ()
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

    def __init__(self, evidence: Evidence | None = None) -> None:
        self._evidence = evidence or Evidence()
        self._skeletons = self._evidence.skeletons
        self._crossing = Crossing(self._evidence)
        self._units: dict[str, Unit] = {}
        self._by_stem: dict[str, list[Unit]] = {}
        self._beginnings: dict[str, int] = {}
        self._by_key: dict[str, list[Unit]] = {}
        self._by_cut_key: dict[str, list[Unit]] = {}
        self._by_rendering: dict[str, list[Unit]] = {}
        self._by_listed: dict[str, list[Unit]] = {}
        self._heads: dict[str, list[tuple[Unit, str]]] = {}
        self._remembered: dict[str, tuple[Hit, ...]] = {}

    def hold(self, word: str) -> Unit:
        """The unit of a folded word, one holder more."""
        unit = self._units.get(word)
        if unit is None:
            unit = self._units[word] = _unit(word)
            for stem in _stems(unit):
                self._by_stem.setdefault(stem, []).append(unit)
                self._count_beginnings(stem, 1)
            self.forget()
        unit.holders += 1
        return unit

    def release(self, unit: Unit) -> None:
        """One holder less; the last one takes the unit along."""
        unit.holders -= 1
        if not unit.holders:
            del self._units[unit.word]
            for stem in _stems(unit):
                _take_out(self._by_stem, stem, unit)
                self._count_beginnings(stem, -1)
            self.forget()

    def loosen(self, unit: Unit, crossing: int) -> None:
        """One pattern more allows spellings like this unit; ``crossing`` is 1 if also renderings in the other script."""
        if not unit.loose:
            self._place_loose(unit)
        if crossing and not unit.crossing:
            unit.sounds = tuple(map(sound, _shapes(unit)))
            for key in self._renderings(unit):
                self._by_rendering.setdefault(key, []).append(unit)
            for listed in self._listed(unit):
                self._by_listed.setdefault(listed, []).append(unit)
                self._count_beginnings(listed, 1)
        if not unit.loose or crossing:
            self.forget()
        unit.loose += 1
        unit.crossing += crossing

    def tighten(self, unit: Unit, crossing: int) -> None:
        """Undoes one ``loosen``."""
        unit.loose -= 1
        unit.crossing -= crossing
        if crossing and not unit.crossing:
            for key in self._renderings(unit):
                _take_out(self._by_rendering, key, unit)
            for listed in self._listed(unit):
                _take_out(self._by_listed, listed, unit)
                self._count_beginnings(listed, -1)
        if not unit.loose:
            self._displace_loose(unit)
        self.forget()

    def forget(self) -> None:
        """Drops what was remembered of words met so far; needed after every change to the units."""
        if self._remembered:
            self._remembered = {}

    def hits(self, raws: Sequence[str]) -> list[tuple[Hit, ...]]:
        """For each written word the units it may stand for, each once, in its surest way."""
        known = self._remembered
        found = list(map(known.get, raws))
        if None not in found:
            return found  # type: ignore[return-value]
        return [self._remember(raws[place]) if hits is None else hits for place, hits in enumerate(found)]

    def _remember(self, raw: str) -> tuple[Hit, ...]:
        found = self._remembered.get(raw)
        if found is not None:
            return found
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
        best: dict[tuple[Unit, str], Hit] = {}
        arabic = is_arabic(word)
        if not arabic:
            self._strict(raw, word, (Reading(word),), best)
        elif self._may_begin(word):
            taken = readings(word)
            if "ة" in raw[-3:]:
                # Written with its dots this is the feminine ending and no pronoun.
                taken = tuple(reading for reading in taken if reading.ending != "ه" or reading.stem.endswith("ي"))
            self._strict(raw, word, taken, best)
        if raw in SMALL_WORDS:
            return tuple(hit for hit in best.values() if hit.unit.small)
        if arabic:
            self._loose_arabic(word, best)
        elif self._is_name_like(raw, word) and not _is_named(best):
            self._loose_latin(word, best)
        return tuple(best.values()) if best else ()

    def commonness(self, word: str, reading: Reading) -> float:
        """How frequent a folded word is, read so, as a logarithm, with what speaks against the reading; for explaining."""
        if not is_arabic(word):
            return self._evidence.english.log(word)
        return self._commonness(self._evidence.arabic.log(word), reading)

    @property
    def crossing(self) -> Crossing:
        """The judgement of renderings; for explaining."""
        return self._crossing

    @property
    def confusions(self) -> Mapping[tuple[str, str], float]:
        """What it costs that one Arabic letter stands for another; for explaining."""
        return self._evidence.confusions

    def _may_begin(self, word: str) -> bool:
        """Whether any unit begins as the word does behind what may be its clitics."""
        beginnings = self._beginnings
        clitics = _CLITICS.match(word)
        for start in range(clitics.end() + 1 if clitics else 1):
            if word[start : start + _BEGINNING] in beginnings:
                return True
        settled = same_spelling(word)
        return (settled != word and self._may_begin(settled)) or not _ONLY_ARABIC.fullmatch(word)

    def _count_beginnings(self, stem: str, step: int) -> None:
        for form in (stem, *OTHER_NUMBER.get(stem, ())):
            beginning = same_spelling(form)[:_BEGINNING]
            count = self._beginnings.get(beginning, 0) + step
            if count:
                self._beginnings[beginning] = count
            else:
                del self._beginnings[beginning]

    def _strict(self, raw: str, word: str, taken: tuple[Reading, ...], best: dict[tuple[Unit, str], Hit]) -> None:
        named = word in GIVEN_NAMES or any(unit.named for unit in self._by_stem.get(taken[0].stem, ()))
        settled = named or word in COMMON
        for reading in taken:
            for unit in self._by_stem.get(same_spelling(reading.stem), ()):
                # A common word may well be a noun with its ending (لاجئين, refugees).
                ending = reading.ending and (named or reading.ending not in _NOUN_ENDINGS)
                changed = ending or (reading.proclitic and not reading.article)
                if settled and changed and reading.ending != CHANGED and unit.word not in COMMON:
                    # وليد (Walid) is no "and" before ليد (Leeds).
                    continue
                _keep_best(best, _as_read(unit, reading))
            if self._by_listed and not reading.ending:
                self._as_listed(raw, reading, best)
            if not reading.ending:
                for unit, rest in self._heads.get(reading.stem, ()):
                    _keep_best(best, Hit(unit, How.PHRASE, 90.0, reading.proclitic, rest=rest))
        if not (raw[0].isupper() and len(word) <= _LONGEST_NAME_IN_S):
            for stem in singulars(word):
                if not settled or not word.startswith(stem):
                    for unit in self._by_stem.get(stem, ()):
                        _keep_best(best, Hit(unit, How.INFLECTED, _INFLECTED_SCORE, ending="s"))

    def _as_listed(self, raw: str, reading: Reading, best: dict[tuple[Unit, str], Hit]) -> None:
        """The units that the word is a listed rendering of; an English one must be written as a name."""
        if not (is_arabic(reading.stem) or raw[0].isupper()):
            return
        score = _LISTED_SCORE - len(reading.proclitic) - reading.article
        shapes = (reading.stem, "ال" + reading.stem) if reading.article else (reading.stem,)
        for shape in shapes:
            for unit in self._by_listed.get(shape, ()):
                _keep_best(best, Hit(unit, How.TRANSLITERATED, score, reading.proclitic, int(reading.article)))

    def _listed(self, unit: Unit) -> tuple[str, ...]:
        """The usual renderings of a unit, where it is a name that the evidence lists."""
        return self._evidence.renderings.get(unit.word, ())

    def _loose_arabic(self, word: str, best: dict[tuple[Unit, str], Hit]) -> None:
        """Other spellings of Arabic units, and renderings of Latin ones."""
        if word in COMMON or word.removesuffix("ا") in COMMON:
            return
        taken = clitics_off(word)
        if taken[0].article:
            taken.append(Reading(word))
        for reading in taken:
            if reading.stem in COMMON or reading.stem.removesuffix("ا") in COMMON or "ال" + reading.stem in COMMON:
                return
        if _is_named(best):
            return
        whole = self._evidence.arabic.log(word)
        for reading in taken:
            stem = reading.stem
            if len(stem) < _SHORTEST_CROSSING:
                continue
            candidates = self._sounding_alike(stem)
            rendered = self._by_rendering and self._rendered_by(self._skeletons.of_arabic(stem))
            if not candidates and not rendered:
                continue
            commonness = self._commonness(whole, reading)
            for unit in candidates:
                _keep_loose(best, self._spelled(unit, reading, commonness))
            heard = sound(stem) if rendered else ""
            for unit in rendered or ():
                if not unit.arabic and sounds_near(unit.sounds[0], heard):
                    score = self._crossing.in_arabic(unit.stem, stem, commonness)
                    _keep_loose(best, Hit(unit, How.TRANSLITERATED, score, reading.proclitic, int(reading.article)))

    def _loose_latin(self, word: str, best: dict[tuple[Unit, str], Hit]) -> None:
        """Other spellings of Latin units, and renderings of Arabic ones."""
        reading = Reading(word)
        candidates = self._sounding_alike(word)
        rendered = (
            [unit for key in self._skeletons.of_latin(word) for unit in self._rendered_by(key)] if self._by_rendering else []
        )
        if not candidates and not rendered:
            return
        commonness = self._evidence.english.log(word)
        for unit in candidates:
            _keep_loose(best, self._spelled(unit, reading, commonness))
        heard = sound(word)
        for unit in dict.fromkeys(rendered):
            if unit.arabic:
                for shape, own in zip(_shapes(unit), unit.sounds, strict=True):
                    if sounds_near(own, heard):
                        score = self._crossing.in_latin(shape, word, commonness)
                        _keep_loose(best, Hit(unit, How.TRANSLITERATED, score))

    def _spelled(self, unit: Unit, reading: Reading, commonness: float) -> Hit:
        """Another spelling in the same script."""
        score = 0.0
        if unit.word not in COMMON and reading.proclitic not in _RARE_PROCLITICS:
            if GIVEN_NAMES.isdisjoint((unit.stem, reading.stem)):
                score = spelled(unit.stem, reading.stem, commonness, self._evidence.confusions)
        return Hit(unit, How.FUZZY, score, reading.proclitic, int(reading.article) - int(unit.article))

    @staticmethod
    def _is_name_like(raw: str, word: str) -> bool:
        """Whether an English word is written as a name and is no common one: only names are spelled in several ways."""
        return raw[:1].isupper() and is_latin(word) and len(word) >= _SHORTEST_CROSSING and word not in COMMON

    def _sounding_alike(self, stem: str) -> list[Unit]:
        """The units of the same script that may be other spellings of a stem."""
        if len(stem) < _SHORTEST_LOOSE:
            return []
        key = alike(stem)
        if not telling(key):
            return []
        found = [*self._by_key.get(key, ()), *self._by_cut_key.get(key, ())]
        for cut in shortened(key, _SHORTEST_KEY_CUT):
            found += self._by_key.get(cut, ())
        arabic = not stem.isascii()
        return [unit for unit in found if unit.arabic == arabic]

    def _rendered_by(self, key: str) -> list[Unit]:
        """The units of either script whose renderings may have this key."""
        if not telling(key, _FEWEST_CONSONANTS):
            return []
        found = list(self._by_rendering.get(key, ()))
        for cut in shortened(key, _SHORTEST_CROSSING_KEY_CUT):
            found += self._by_rendering.get(cut, ())
        return found

    def _commonness(self, whole: float, reading: Reading) -> float:
        """How frequent a word is, as written or as what its clitics make of a frequent one, and what they cost."""
        if not reading.proclitic and not reading.article:
            return whole
        share = sum(_CLITIC_SHARES.get(letter, 4.0) for letter in reading.proclitic) + _ARTICLE_SHARE * reading.article
        price = sum(_CLITIC_PRICES.get(letter, 4.0) for letter in reading.proclitic) + _ARTICLE_PRICE * reading.article
        return max(whole, self._evidence.arabic.log(reading.stem) - share) + price

    def _place_loose(self, unit: Unit) -> None:
        key = alike(unit.stem)
        if telling(key):
            self._by_key.setdefault(key, []).append(unit)
            for cut in shortened(key, _SHORTEST_KEY_CUT):
                self._by_cut_key.setdefault(cut, []).append(unit)
        for head, rest in _halves(unit.word):
            self._heads.setdefault(head, []).append((unit, rest))

    def _displace_loose(self, unit: Unit) -> None:
        key = alike(unit.stem)
        if telling(key):
            _take_out(self._by_key, key, unit)
            for cut in shortened(key, _SHORTEST_KEY_CUT):
                _take_out(self._by_cut_key, cut, unit)
        for head, rest in _halves(unit.word):
            _take_out(self._heads, head, (unit, rest))

    def _renderings(self, unit: Unit) -> tuple[str, ...]:
        """The keys under which renderings of a unit are found."""
        if not unit.arabic:
            found = self._skeletons.of_latin(unit.stem) if is_latin(unit.stem) else ()
        else:
            found = tuple(dict.fromkeys(self._skeletons.of_arabic(shape) for shape in _shapes(unit)))
        return tuple(key for key in found if telling(key, _FEWEST_CONSONANTS))


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
    if article < 0:
        return Hit(unit, How.INFLECTED, _INFLECTED_SCORE, reading.proclitic, article)
    if reading.proclitic or article > 0:
        return Hit(unit, How.CLITIC, _CLITIC_SCORE, reading.proclitic, article)
    return Hit(unit, How.FOLDED, _FOLDED_SCORE)


def _keep_loose(best: dict[tuple[Unit, str], Hit], hit: Hit) -> None:
    if hit.score > 0:
        _keep_best(best, hit)


def _is_named(best: dict[tuple[Unit, str], Hit]) -> bool:
    """Whether a word is a known name by itself: then nothing similar is meant."""
    return any(unit.named and not hit.ending and hit.article >= 0 and not hit.rest for (unit, _), hit in best.items())
