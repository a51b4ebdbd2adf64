"""The units of one script by how they sound, and those among them that a word may be another spelling of.

What lives here: finding them fast among very many. What does not: what makes two words spellings of one name (``likeness``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.matching.common import COMMON, GIVEN_NAMES
from bot.matching.hits import Unit
from bot.matching.likeness import Prices, beginnings, most_edits, shortest_spelled, spelled, too_many, weighed
from bot.matching.skeleton import alike, shortened, telling
from bot.matching.tables import Table, Words

_SHORTEST_KEY_CUT = 3


class Soundalikes:
    """Live: ``place`` and ``displace`` units. Common words and given names are spelled in one way only and left out."""

    def __init__(self, prices: Prices, *, arabic: bool) -> None:
        self._prices = prices
        self._shortest = shortest_spelled(latin=not arabic)
        self._units: Table[Unit] = Table()
        self._by_key = Words()
        self._by_cut_key = Words()

    def place(self, unit: Unit) -> None:
        """Takes a unit in."""
        key = self._key(unit)
        if key:
            stem = weighed(unit.stem)
            if self._units.put(stem, unit):
                self._by_key.put(key, stem)
                for cut in shortened(key, _SHORTEST_KEY_CUT):
                    self._by_cut_key.put(cut, stem)

    def displace(self, unit: Unit) -> None:
        """Undoes one ``place``."""
        key = self._key(unit)
        if key:
            stem = weighed(unit.stem)
            if self._units.take(stem, unit):
                self._by_key.take(key, stem)
                for cut in shortened(key, _SHORTEST_KEY_CUT):
                    self._by_cut_key.take(cut, stem)

    def candidates(self, stem: str, key: str) -> list[str]:
        """The weighed stems of the units that sound like a stem with this key (``skeleton.alike``)."""
        if len(stem) < self._shortest or stem in GIVEN_NAMES:
            return []
        found: list[str] = []
        self._by_cut_key.collect((key,), found)
        self._by_key.collect((key, *shortened(key, _SHORTEST_KEY_CUT)), found)
        return found

    def spelled(self, stem: str, candidates: Sequence[str], commonness: float) -> Iterator[tuple[Unit, float]]:
        """The units of those candidates that a stem is another spelling of, with the scores (``likeness.spelled``)."""
        most = most_edits(stem, commonness)
        if most < 0:
            return
        signs = weighed(stem)
        begun = beginnings(signs)
        likely = [other for other in candidates if other[0] in begun]
        for other, edits, _ in process.extract(signs, likely, scorer=Levenshtein.distance, score_cutoff=most, limit=None):
            for unit in self._units.rows[other]:
                if not too_many(edits, unit.stem, stem, commonness):
                    score = spelled(unit.stem, stem, commonness, self._prices)
                    if score > 0:
                        yield unit, score

    def _key(self, unit: Unit) -> str:
        """The key of a unit that may be spelled otherwise, "" for any other."""
        if len(unit.stem) < self._shortest or unit.word in COMMON or unit.stem in GIVEN_NAMES:
            return ""
        key = alike(unit.stem)
        return key if telling(key) else ""
