"""Roughly how words sound, as short keys under which stored words are kept, so that those like a term's are found fast.

A key only proposes; whether a word counts for a term is the matcher's to say. Words of both scripts that sound alike share one.
Keys are stored: whoever changes what ``sounds`` returns has the stored ones made again.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from bot.matching.skeleton import consonants, sound
from bot.text.arabic import is_arabic, plural_stem, readings, same_spelling, without_article
from bot.text.english import singulars

_COARSE = str.maketrans({"x": "k", "j": "g", "p": "b", "v": "f", "z": "s", "c": "k", "q": "k"})
# Consonants that writers take for one another, within a script and across: Zaporizhzhia, زابوريجيا; Gaddafi, القذافي.
_CONFUSED = {"g": "ks", "k": "gs", "s": "gk", "t": "d", "d": "t", "b": "f", "f": "b"}
_LETTERS = "bftdgksrlmn"
_FEWEST = 2
# One consonant more or less is another spelling only of words that have enough of them.
_FEWEST_FOR_MORE, _FEWEST_FOR_FEWER = 3, 4
_LONGEST = 40
_MOST_KEYS = 12
_WHOLE = "="


@lru_cache(1 << 15)
def sounds(word: str) -> tuple[str, ...]:
    """The keys of a folded word: of itself, and of what may be left of it without clitics and endings."""
    if is_arabic(word):
        stems = (same_spelling(reading.stem) for reading in readings(word))
        singular = (stem for stem in (plural_stem(without_article(word).stem),) if stem is not None)
        found = dict.fromkeys(map(key, chain((word,), stems, singular)))
    else:
        found = dict.fromkeys(map(key, (word, *singulars(word))))
    return tuple(found)[:_MOST_KEYS]


def key(stem: str) -> str:
    """The coarse consonants of a word without clitics; where they say too little its whole sound, of a number itself."""
    if not stem.isalpha():
        return f"{_WHOLE}{stem}"[:_LONGEST]
    heard = sound(stem)
    bare = _once_each(consonants(heard).translate(_COARSE))
    return (bare if _tells(bare) and bare.isascii() else _WHOLE + _once_each(heard))[:_LONGEST]


def kin(heard: str) -> frozenset[str]:
    """A key, and those that differ from it by one consonant: more, less, or one of its own that is taken for another."""
    if heard.startswith(_WHOLE):
        return frozenset({heard})
    places = range(len(heard))
    found = {heard[:at] + other + heard[at + 1 :] for at in places for other in _CONFUSED.get(heard[at], "")}
    if len(heard) >= _FEWEST_FOR_FEWER:
        found.update(heard[:at] + heard[at + 1 :] for at in places[1:])
    if len(heard) >= _FEWEST_FOR_MORE:
        found.update(heard[:at] + letter + heard[at:] for at in range(1, len(heard) + 1) for letter in _LETTERS)
    return frozenset({heard, *filter(_tells, map(_once_each, found))})


def _tells(heard: str) -> bool:
    return len(heard) >= _FEWEST


def _once_each(letters: str) -> str:
    """The letters, each run of one written once."""
    return "".join(letter for at, letter in enumerate(letters) if not at or letters[at - 1] != letter)
