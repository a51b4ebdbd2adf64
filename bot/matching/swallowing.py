"""Names inside longer names that mean something else: Sudan in South Sudan, Wales in New South Wales.

What lives here: which words around a name's make it another. What does not: a part that a desk wants with its whole (South
Lebanon, the Gulf of Oman, the Bank of Israel), and finding the words in a text (``matcher``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.matching.terms import words_of
from bot.model.watch import Name

Words = tuple[str, ...]

_PLACES = frozenset({"country", "territory", "region", "city"})
# Kinds of names that hold a place's without being of it.
_HOLDING = frozenset({"news outlet"})
# Places that are no part of the one they are named after, where the two are not both countries among the known names.
_APART = """
    Northern Ireland · أيرلندا الشمالية · إيرلندا الشمالية · New Mexico · نيو مكسيكو · New England · نيو إنغلاند · New Jersey ·
    New Hampshire · New York · New South Wales · New Britain · New Brunswick · New Orleans · West Virginia · American Samoa ·
    ساموا الأمريكية · Inner Mongolia · منغوليا الداخلية · French Guiana · غويانا الفرنسية · المغرب العربي · المغرب الكبير ·
    New London · South Georgia · جورجيا الجنوبية · Jersey City · Niger Delta · دلتا النيجر · Guinea pig ·
    Guinea pigs · Papua New Guinea · New Guinea · غينيا الجديدة · Equatorial Guinea
"""


class Longer(NamedTuple):
    """What stands before and behind a name where both are a longer one, which is ``text``."""

    before: Words
    after: Words
    text: str


Swallowing = Mapping[Words, Sequence[Longer]]
"""The longer names by the words of the shorter."""


def swallowing(names: Sequence[Name], spelled: Iterable[Words]) -> Swallowing:
    """The places inside longer names that mean another. ``spelled``: the folded words of all their spellings in order."""
    everything = list(_spellings(names, spelled))
    places: dict[Words, set[str]] = {}
    own: dict[str, set[Words]] = {}
    for name, _, words in everything:
        own.setdefault(name.id, set()).add(words)
        if name.kind in _PLACES and words:
            places.setdefault(words, set()).add(name.kind)
    found: dict[Words, list[Longer]] = {}
    for text, words, kind, besides in (*_apart(), *_holding(everything, own)):
        for start, end in _inner(len(words)):
            held = places.get(words[start:end], set())
            if words[start:end] not in besides and _is_another(kind, held, start, words):
                found.setdefault(words[start:end], []).append(Longer(words[:start], words[end:], text))
    return found


def _apart() -> Iterator[tuple[str, Words, str, set[Words]]]:
    for text in map(str.strip, _APART.split("·")):
        yield text, words_of(text), "", set()


def _holding(
    everything: Iterable[tuple[Name, str, Words]], own: Mapping[str, set[Words]]
) -> Iterator[tuple[str, Words, str, set[Words]]]:
    for name, text, words in everything:
        if len(words) > 1 and text not in name.off and (name.kind in _HOLDING or name.kind in {"country", "person"}):
            yield text, words, name.kind, own[name.id]


def _is_another(kind: str, held: set[str], start: int, words: Words) -> bool:
    """Whether a longer name of a kind is another than the places that a part of it names."""
    if kind == "country":
        return "country" in held
    # Jordan Bardella bears the name of a country, the King of Jordan reigns there.
    return bool(held) and (kind != "person" or (not start and words[0].isascii()))


def _inner(length: int) -> Iterator[tuple[int, int]]:
    return ((start, end) for start in range(length) for end in range(start + 1, length + 1) if end - start < length)


def _spellings(names: Sequence[Name], spelled: Iterable[Words]) -> Iterator[tuple[Name, str, Words]]:
    following = iter(spelled)
    for name in names:
        for text, words in zip(name.spellings, following, strict=False):
            yield name, text, words
