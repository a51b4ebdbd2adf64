"""Words reduced to their consonants, one alphabet for both scripts, so that spellings of one name meet under one key.

A key only proposes; ``likeness`` and ``crossing`` decide. The classes are coarse on purpose: ج is written g, j and zh.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("بپ", "B"),
        **dict.fromkeys("فڤ", "F"),
        **dict.fromkeys("تطث", "T"),
        **dict.fromkeys("دضذ", "D"),
        **dict.fromkeys("سصزشظ", "S"),
        **dict.fromkeys("جغقكخ", "G"),
        **dict.fromkeys("اويهحعء", None),
        "ر": "R",
        "ل": "L",
        "م": "M",
        "ن": "N",
    }
)
_LATIN = {
    **dict.fromkeys("bp", "B"),
    **dict.fromkeys("fv", "F"),
    "t": "T",
    "d": "D",
    **dict.fromkeys("sz", "S"),
    **dict.fromkeys("gkqj", "G"),
    **dict.fromkeys("aeiouyhw", ""),
    "r": "R",
    "l": "L",
    "m": "M",
    "n": "N",
    "x": "GS",
    "ph": "F",
    **dict.fromkeys(("kh", "gh", "dj", "dg", "ck"), "G"),
    **dict.fromkeys(("sch", "sh", "sz", "ts", "tz", "cz", "tch", "tsch"), "S"),
    "th": "T",
    "dh": "D",
}
# Letters with two sounds give two keys each.
_TWO_WAYS = {
    "ch": ("S", "G"),
    "c": ("G", "S"),
    "zh": ("S", "G"),
    "j": ("G", ""),
    "w": ("", "F"),
    "th": ("T", "D"),
    "g": ("G", ""),
}
_CHUNK = re.compile("tsch|sch|tch|ph|kh|gh|dj|dg|ck|sh|sz|ts|tz|cz|th|dh|ch|zh|[a-z]")
_MOST_KEYS = 8
_REPEATED = re.compile(r"(.)\1+")
_SHORTEST = 2


@lru_cache(1 << 14)
def keys(word: str) -> tuple[str, ...]:
    """The keys of a folded word of one script; none if too little is left to tell words apart."""
    options = [word.translate(_ARABIC)] if not word.isascii() else _latin_keys(word)
    merged = dict.fromkeys(_REPEATED.sub(r"\1", option.replace("TS", "S").replace("NG", "G")) for option in options)
    return tuple(key for key in merged if len(key) >= _SHORTEST and key.isascii() and key.isalpha())


def _latin_keys(word: str) -> list[str]:
    options = [""]
    for chunk in _CHUNK.findall(word):
        ways = _TWO_WAYS.get(chunk, (_LATIN.get(chunk, ""),)) if len(options) < _MOST_KEYS else (_LATIN.get(chunk, "G"),)
        options = [option + way for option in options for way in ways]
    return options
