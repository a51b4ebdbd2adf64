"""The units of one script by the consonants of their renderings in the other, and those among them that a word may render.

What lives here: finding them fast among very many. What does not: what makes a word a rendering (``crossing``, ``letters``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.matching.hits import Unit
from bot.matching.skeleton import consonants, shortened, sound, telling
from bot.matching.tables import Table

_SHORTEST_KEY_CUT = 4
# One is enough across scripts (Yukawa): its sound is compared before its letters are.
_FEWEST_CONSONANTS = 1
# So much of two sounds may differ.
_MOST_APART = 0.5
# What each letter that differs in the sounds costs about, and each consonant on top: fitted on name pairs.
_PER_LETTER, _PER_CONSONANT = 3.3, 1.8
Keys = Callable[[str], Sequence[str]]


@dataclass(eq=False, slots=True)
class Shape:
    """What may be rendered of a unit, and how it sounds: its stem, or the stem with its article (الفارادو, Alvarado)."""

    unit: Unit
    text: str
    sound: str
    consonants: str


class Renderings:
    """Live: ``place`` and ``displace`` units. ``keys_of``: the keys that a unit's renderings may have."""

    def __init__(self, keys_of: Keys) -> None:
        self._keys_of = keys_of
        self._by_key: Table[Shape] = Table()

    def place(self, unit: Unit) -> None:
        """Takes a unit in."""
        keys = self._keys(unit)
        for text in shapes_of(unit.stem, article=unit.article) if keys else ():
            heard = sound(text)
            shape = Shape(unit, text, heard, consonants(heard))
            for key in keys:
                self._by_key.put(key, shape)

    def displace(self, unit: Unit) -> None:
        """Undoes one ``place``."""
        for key in self._keys(unit):
            for shape in [shape for shape in self._by_key.rows[key] if shape.unit is unit]:
                self._by_key.take(key, shape)

    def candidates(self, keys: Iterable[str]) -> list[Shape]:
        """All that words with one of these keys may render, however much the vowels differ."""
        by_key = self._by_key.rows
        found: list[Shape] = []
        for key in keys if by_key else ():
            if telling(key, _FEWEST_CONSONANTS):
                found += by_key.get(key, ())
                for cut in shortened(key, _SHORTEST_KEY_CUT):
                    if cut in by_key:
                        found += by_key[cut]
        return list(dict.fromkeys(found)) if len(found) > 1 else found

    @staticmethod
    def near(stem: str, candidates: Sequence[Shape]) -> Iterator[tuple[Shape, float]]:
        """Those of the candidates that sound near enough to a stem, with about what it costs that they sound otherwise."""
        heard = sound(stem)
        sounds = [shape.sound for shape in candidates]
        near = process.extract(heard, sounds, scorer=Levenshtein.normalized_distance, score_cutoff=_MOST_APART, limit=None)
        if near:
            length, bare = len(heard), consonants(heard)
            for other, share, place in near:
                shape = candidates[place]
                apart = _PER_LETTER * share * max(length, len(other))
                yield shape, apart + _PER_CONSONANT * Levenshtein.distance(bare, shape.consonants)

    def _keys(self, unit: Unit) -> list[str]:
        shapes = shapes_of(unit.stem, article=unit.article)
        return list(dict.fromkeys(key for shape in shapes for key in self._keys_of(shape) if telling(key, _FEWEST_CONSONANTS)))


def shapes_of(stem: str, *, article: bool) -> tuple[str, ...]:
    """What may be rendered of a word: itself, or the stem behind its article and the whole."""
    return (stem, "ال" + stem) if article else (stem,)
