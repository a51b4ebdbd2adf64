"""The words that terms and names are made of, shared by all of them, and the ways from an article's word to them.

What lives here: which units a written word may stand for, how and how surely. What does not: which terms a unit belongs to and
whether they want it that way (``patterns``, ``matcher``), and the tables of units (``stems``, ``soundalikes``, ``renderings``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.matching.common import COMMON, SMALL_WORDS
from bot.matching.crossing import Crossing
from bot.matching.evidence import Evidence
from bot.matching.hits import Best, Hit, Unit, is_named, keep_best, new_unit
from bot.matching.likeness import Prices
from bot.matching.renderings import Renderings, Shape
from bot.matching.skeleton import Skeletons, alike, alike_of
from bot.matching.soundalikes import Soundalikes
from bot.matching.stems import Stems, split_at
from bot.model.watch import How
from bot.text.arabic import Reading, clitics_off, is_arabic
from bot.text.english import is_latin
from bot.text.folding import folded

__all__ = ["Hit", "Unit", "UnitIndex"]

# What speaks against reading clitics off a word that is merely similar, and how rare each is before a word (logarithms).
_CLITIC_PRICES = {"و": 1.0, "ف": 2.5, "ب": 1.5, "ل": 1.5, "ك": 3.0, "س": 20.0}
_CLITIC_SHARES = {"و": 3.0, "ف": 5.0, "ب": 3.5, "ل": 3.5, "ك": 5.0, "س": 9.0}
_ARTICLE_PRICE, _ARTICLE_SHARE = 1.5, 1.5
_SHORTEST_CROSSING = 3
# What is longer is no word but noise, and is neither looked up nor remembered.
_LONGEST_WORD = 200
# Words remembered before those not met since the last so many are forgotten.
_REMEMBERED = 80_000
# Before a word that is merely similar these are its own letters, not "as", "so" or "will".
_RARE_PROCLITICS = frozenset({"ك", "وك", "فك", "س", "وس", "فس"})
# The stems of common words: with the alef of the accusative, without their article.
_COMMON_STEMS = COMMON | {word + "ا" for word in COMMON} | {word[2:] for word in COMMON if word.startswith("ال")}
_COMMON_WORDS = COMMON | {word + "ا" for word in COMMON}


class UnitIndex:
    """All units, live: ``hold`` and ``release`` count the patterns that need one."""

    def __init__(self, evidence: Evidence | None = None) -> None:
        self._evidence = evidence = evidence or Evidence()
        self._crossing = Crossing(evidence)
        self._units: dict[str, Unit] = {}
        self._stems = Stems(evidence.arabic)
        self.prices = Prices(evidence.confusions)
        """What it costs that two Arabic words differ."""
        self._arabic = Soundalikes(self.prices, arabic=True)
        self._latin = Soundalikes(self.prices, arabic=False)
        self._arabic_in_latin = Renderings(lambda shape: (Skeletons.of_arabic(shape),))
        self._latin_in_arabic = Renderings(lambda word: evidence.skeletons.of_latin(word) if is_latin(word) else ())
        # Two generations: what is met again moves into the younger one.
        self._remembered: dict[str, tuple[Hit, ...]] = {}
        self._older: dict[str, tuple[Hit, ...]] = {}

    def hold(self, word: str) -> Unit:
        """The unit of a folded word, one holder more."""
        unit = self._units.get(word)
        if unit is None:
            unit = self._units[word] = new_unit(word)
            self._stems.place(unit)
            self.forget()
        unit.holders += 1
        return unit

    def release(self, unit: Unit) -> None:
        """One holder less; the last one takes the unit along."""
        unit.holders -= 1
        if not unit.holders:
            del self._units[unit.word]
            self._stems.displace(unit)
            self.forget()

    def loosen(self, unit: Unit, crossing: int) -> None:
        """One pattern more allows spellings like this unit; ``crossing`` is 1 if also renderings in the other script."""
        if not unit.loose:
            self._of_script(unit).place(unit)
            self._stems.count_halves(unit, 1)
        if crossing and not unit.crossing:
            self._renderings(unit).place(unit)
            self._stems.place_listed(unit, self._listed(unit))
        if not unit.loose or crossing:
            self.forget()
        unit.loose += 1
        unit.crossing += crossing

    def tighten(self, unit: Unit, crossing: int) -> None:
        """Undoes one ``loosen``."""
        unit.loose -= 1
        unit.crossing -= crossing
        if crossing and not unit.crossing:
            self._renderings(unit).displace(unit)
            self._stems.displace_listed(unit, self._listed(unit))
        if not unit.loose:
            self._of_script(unit).displace(unit)
            self._stems.count_halves(unit, -1)
        self.forget()

    def forget(self) -> None:
        """Drops what was remembered of words met so far; needed after every change to the units."""
        if self._remembered or self._older:
            self._remembered, self._older = {}, {}

    def hits(self, raws: Sequence[str]) -> list[tuple[Hit, ...]]:
        """For each written word the units it may stand for, each once, in its surest way."""
        found = list(map(self._remembered.get, raws))
        if None not in found:
            return found  # type: ignore[return-value]
        return [self._remember(raws[place]) if hits is None else hits for place, hits in enumerate(found)]

    def split(self, half: str, seconds: Iterable[str]) -> list[Unit]:
        """The units that a word's first half and any of these folded second ones are written for."""
        units = self._units
        return [
            unit
            for second in seconds
            for unit in (units.get(half + second),)
            if unit is not None and unit.loose and split_at(unit.word, len(half))
        ]

    def commonness(self, word: str, reading: Reading) -> float:
        """How frequent a folded word is, read so, as a logarithm, with what speaks against the reading; for explaining."""
        if not is_arabic(word):
            return self._evidence.english.log(word)
        return self._commonness(self._evidence.arabic.log(word), reading)

    @property
    def crossing(self) -> Crossing:
        """The judgement of renderings; for explaining."""
        return self._crossing

    def _remember(self, raw: str) -> tuple[Hit, ...]:
        # A word may stand twice in one text.
        found = self._remembered.get(raw)
        if found is not None:
            return found
        found = self._older.get(raw)
        if found is None:
            found = self._look_up(raw)
        if len(raw) <= _LONGEST_WORD:
            if len(self._remembered) >= _REMEMBERED:
                self._older, self._remembered = self._remembered, {}
            self._remembered[raw] = found
        return found

    def _look_up(self, raw: str) -> tuple[Hit, ...]:
        word = folded(raw)
        if len(word) > _LONGEST_WORD:
            return ()
        best: Best = {}
        arabic = not word.isascii() and is_arabic(word)
        if arabic:
            self._stems.find_arabic(raw, word, best)
        else:
            self._stems.find_latin(raw, word, best)
        if raw in SMALL_WORDS:
            return tuple(hit for hit in best.values() if hit.unit.small)
        if arabic:
            self._find_arabic(word, best)
        elif _is_name_like(raw, word) and not is_named(best):
            self._find_latin(word, best)
        return tuple(best.values()) if best else ()

    def _find_arabic(self, word: str, best: Best) -> None:
        """Other spellings of Arabic units, and renderings of Latin ones."""
        taken = _loose_readings(word)
        if best and is_named(best):
            return
        whole = 0.0
        for reading in taken:
            key = Skeletons.of_arabic(reading.stem)
            spelled = () if reading.proclitic in _RARE_PROCLITICS else self._arabic.candidates(reading.stem, alike_of(key))
            rendered = self._latin_in_arabic.candidates((key,))
            if spelled or rendered:
                whole = whole or self._evidence.arabic.log(word)
                commonness = self._commonness(whole, reading)
                if spelled:
                    self._keep_spelled(reading, spelled, commonness, best)
                if rendered:
                    self._keep_rendered(reading, rendered, commonness, best)

    def _keep_spelled(self, reading: Reading, candidates: Sequence[str], commonness: float, best: Best) -> None:
        for unit, score in self._arabic.spelled(reading.stem, candidates, commonness):
            keep_best(best, Hit(unit, How.FUZZY, score, reading.proclitic, int(reading.article) - int(unit.article)))

    def _keep_rendered(self, reading: Reading, candidates: Sequence[Shape], commonness: float, best: Best) -> None:
        for shape, apart in self._latin_in_arabic.near(reading.stem, candidates):
            score = self._crossing.in_arabic(shape.text, reading.stem, commonness, apart)
            if score > 0:
                keep_best(best, Hit(shape.unit, How.TRANSLITERATED, score, reading.proclitic, int(reading.article)))

    def _find_latin(self, word: str, best: Best) -> None:
        """Other spellings of Latin units, and renderings of Arabic ones."""
        spelled = self._latin.candidates(word, alike(word))
        rendered = self._arabic_in_latin.candidates(self._evidence.skeletons.of_latin(word))
        if not spelled and not rendered:
            return
        commonness = self._evidence.english.log(word)
        for unit, score in self._latin.spelled(word, spelled, commonness) if spelled else ():
            keep_best(best, Hit(unit, How.FUZZY, score))
        for shape, _ in self._arabic_in_latin.near(word, rendered) if rendered else ():
            score = self._crossing.in_latin(shape.text, word, commonness)
            if score > 0:
                keep_best(best, Hit(shape.unit, How.TRANSLITERATED, score))

    def _commonness(self, whole: float, reading: Reading) -> float:
        """How frequent a word is, as written or as what its clitics make of a frequent one, and what they cost."""
        if not reading.proclitic and not reading.article:
            return whole
        share = sum(_CLITIC_SHARES.get(letter, 4.0) for letter in reading.proclitic) + _ARTICLE_SHARE * reading.article
        price = sum(_CLITIC_PRICES.get(letter, 4.0) for letter in reading.proclitic) + _ARTICLE_PRICE * reading.article
        return max(whole, self._evidence.arabic.log(reading.stem) - share) + price

    def _of_script(self, unit: Unit) -> Soundalikes:
        return self._arabic if unit.arabic else self._latin

    def _renderings(self, unit: Unit) -> Renderings:
        return self._arabic_in_latin if unit.arabic else self._latin_in_arabic

    def _listed(self, unit: Unit) -> tuple[str, ...]:
        """The usual renderings of a unit, where it is a name that the evidence lists."""
        return self._evidence.renderings.get(unit.word, ())


def _loose_readings(word: str) -> list[Reading]:
    """The readings of an Arabic word that may be merely similar to a unit; none if it is a common word in any of them."""
    if word in _COMMON_WORDS:
        return []
    taken = clitics_off(word)
    if taken[0].article:
        taken.append(Reading(word))
    for reading in taken:
        if reading.stem in _COMMON_STEMS:
            return []
    return [reading for reading in taken if len(reading.stem) >= _SHORTEST_CROSSING]


def _is_name_like(raw: str, word: str) -> bool:
    """Whether an English word is written as a name and is no common one: only names are spelled in several ways."""
    return raw[:1].isupper() and is_latin(word) and len(word) >= _SHORTEST_CROSSING and word not in COMMON
