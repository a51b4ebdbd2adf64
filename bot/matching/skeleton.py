"""The consonants of a word in one alphabet for both scripts, so that spellings and renderings of a name meet under one key.

A key only proposes; ``crossing`` and ``likeness`` decide. Which consonants a Latin letter may stand for is learned with the
letters (``training``); the classes are coarse on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.matching.letters import Step

_CLASSES = {
    **dict.fromkeys("بپ", "B"),
    **dict.fromkeys("فڤ", "F"),
    **dict.fromkeys("تط", "T"),
    **dict.fromkeys("دض", "D"),
    **dict.fromkeys("سصثزذظ", "S"),
    **dict.fromkeys("كق", "K"),
    "ش": "X",
    "ج": "J",
    "غ": "G",
    "خ": "H",
    "ر": "R",
    "ل": "L",
    "م": "M",
    "ن": "N",
}
_VOWELS = dict.fromkeys("اويهحعء")
_ARABIC = str.maketrans(_CLASSES | _VOWELS)
# Writers of one language differ more: كوغل, كوجل, كوكل.
_ALIKE = str.maketrans("KJ", "GG")
_SOUND = str.maketrans(
    {**dict.fromkeys("aeiouyhw'"), **dict.fromkeys("ckqgj", "G"), **dict.fromkeys("sz", "S"), **dict.fromkeys("fv", "F")}
)
# Two letters that one sound is written with, and doubled ones.
_MERGED = re.compile("T(?=[XS])|(?<=N)[GJK]")
_UNTIDY = re.compile(r"(.)\1|T[XS]|N[GJK]")
_DOUBLED = re.compile(r"(.)\1+")
_CLUSTERS = frozenset({"kh", "ph", "ck"})
_LAST_LETTERS = frozenset({"ght", "dt", "gn", "gl"})
_RARE, _LEAST_SHARE = 8, 0.01
_MOST_KEYS = 16
_SHORTEST = 2
# What a key begins with when its word begins with a vowel, or with a letter that may go unwritten.
_VOWEL_FIRST = "+"
_SOFT_BEGINNINGS = frozenset("اويهحعءaeiouyhw")


class Skeletons:
    """The keys of words, with the renderings of consonants that a learned table has seen."""

    def __init__(self, steps: Mapping[Step, float]) -> None:
        self._ways = _learned(steps) | {"x": ("KS",)}
        self._ways["sc"] = tuple(dict.fromkeys((*self._ways.get("sc", ()), "SK")))
        self._ways |= {"st": ("ST", "XT"), "cht": ("XT", "HT")}
        self._chunks = re.compile("|".join(sorted(map(re.escape, self._ways), key=len, reverse=True)))

    @staticmethod
    def of_arabic(word: str) -> str:
        """The key of a folded Arabic word."""
        return _begun(word, _tidied(word.translate(_ARABIC)))

    def of_latin(self, word: str) -> tuple[str, ...]:
        """The keys that renderings of a folded Latin word may have."""
        begins = self._chunks.match(word)
        chunks = self._chunks.findall(word)
        found = [way or _VOWEL_FIRST for way in self._ways[chunks.pop(0)]] if begins else [_VOWEL_FIRST]
        for chunk in chunks:
            ways = self._ways[chunk]
            found = [so_far + way for so_far in found for way in (ways if len(found) < _MOST_KEYS else ways[:1])]
        return tuple(dict.fromkeys(map(_tidied, found)))


_SOUNDS_OF_ARABIC = str.maketrans(
    {
        **dict.fromkeys("اهع", "a"),
        **dict.fromkeys("بپ", "b"),
        **dict.fromkeys("تطث", "t"),
        **dict.fromkeys("دضذ", "d"),
        **dict.fromkeys("زسصظش", "s"),
        **dict.fromkeys("جغ", "g"),
        **dict.fromkeys("خقك", "k"),
        **dict.fromkeys("فڤ", "f"),
        **dict(zip("ويحرلمن", "uihrlmn", strict=True)),
        "ء": None,
    }
)
_SOUNDS_OF_LATIN = str.maketrans("oeyzcqpvwj", "uiiskkbfug")
_SOUND_VOWELS = dict.fromkeys(map(ord, "aiuoeyhw"))
_WRITTEN_SOUNDS = {
    "sch": "s",
    "sh": "s",
    "ch": "s",
    "th": "t",
    "ph": "f",
    "ck": "k",
    "gh": "g",
    "kh": "k",
    "ou": "u",
    "oo": "u",
    "ee": "i",
}
_WRITTEN_SOUND = re.compile("|".join(_WRITTEN_SOUNDS))


def sound(word: str) -> str:
    """Roughly how a folded word sounds, in Latin letters for both scripts: quick to compare before a rendering is judged."""
    if not word.isascii():
        return word.translate(_SOUNDS_OF_ARABIC)
    plain = _WRITTEN_SOUND.sub(lambda found: _WRITTEN_SOUNDS[found.group()], word)
    return _DOUBLED.sub(_once, plain).translate(_SOUNDS_OF_LATIN).rstrip("h")


def consonants(sound: str) -> str:
    """A sound without its vowels."""
    return sound.translate(_SOUND_VOWELS)


def alike(word: str) -> str:
    """The key under which other spellings of a word in the same script are found."""
    return _begun(word, _tidied(word.translate(_SOUND))) if word.isascii() else alike_of(Skeletons.of_arabic(word))


def alike_of(skeleton: str) -> str:
    """What ``alike`` is of an Arabic word with this key."""
    return _tidied(skeleton.translate(_ALIKE))


def shortened(key: str, least: int) -> tuple[str, ...]:
    """The key with one of its consonants behind the first left out, once for each; nothing for keys shorter than ``least``."""
    return tuple([key[:place] + key[place + 1 :] for place in range(1, len(key))]) if len(key) >= least else ()


def telling(key: str, least: int = _SHORTEST) -> bool:
    """Whether so many consonants are left in the key that it tells words apart."""
    bare = key.removeprefix(_VOWEL_FIRST)
    return len(bare) >= least and bare.isascii() and bare.isalpha()


def _once(match: re.Match[str]) -> str:
    return match[1]


def _begun(word: str, key: str) -> str:
    return _VOWEL_FIRST + key if word[:1] in _SOFT_BEGINNINGS else key


def _tidied(key: str) -> str:
    if _UNTIDY.search(key):
        key = _DOUBLED.sub(_once, _MERGED.sub("", key))
    return key


def _learned(steps: Mapping[Step, float]) -> dict[str, tuple[str, ...]]:
    """The classes that each Latin consonant or cluster was seen to stand for, the commonest first."""
    seen: dict[str, dict[str, float]] = {}
    for step, count in steps.items():
        if step.latin and not any(letter in "aeiou" for letter in step.latin):
            ways = seen.setdefault(step.latin, {})
            way = _CLASSES.get(step.arabic, "")
            ways[way] = ways.get(way, 0.0) + count
    learned = {}
    for chunk, ways in seen.items():
        whole = sum(ways.values())
        if len(chunk) == 1 or (whole >= _RARE and _is_one_sound(chunk)):
            common = sorted(ways.items(), key=lambda way: (-way[1], way[0]))
            learned[chunk] = tuple(way for way, count in common if count / whole >= _LEAST_SHARE)
    return learned


def _is_one_sound(chunk: str) -> bool:
    """Whether a cluster is a spelling of one sound (sh, ck, ll) and not two sounds of which one went unwritten (rd, nt)."""
    if len(set(chunk)) == 1 or chunk in _CLUSTERS or chunk in _LAST_LETTERS:
        return True
    return chunk[0] not in "rnlmkfpb" and chunk[-1] not in "tdnlrmpb"
