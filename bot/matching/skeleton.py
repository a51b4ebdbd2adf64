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
        **dict.fromkeys("سصزظ", "S"),
        "ش": "X",
        **dict.fromkeys("جغ", "G"),
        **dict.fromkeys("قكخ", "K"),
        **dict.fromkeys("اويهحعء", None),
        "ر": "R",
        "ل": "L",
        "م": "M",
        "ن": "N",
    }
)
_LATIN = {
    **dict.fromkeys("bp", ("B",)),
    **dict.fromkeys(("f", "v", "ph"), ("F",)),
    "t": ("T",),
    **dict.fromkeys(("d", "dh"), ("D",)),
    **dict.fromkeys(("s", "z", "ts", "tz"), ("S",)),
    **dict.fromkeys(("sh", "sch", "sz", "cz", "tch", "tsch"), ("X",)),
    **dict.fromkeys(("st", "scht"), ("ST", "XT")),
    **dict.fromkeys(("gh", "dj", "dg"), ("G",)),
    **dict.fromkeys(("k", "q", "kh", "ck"), ("K",)),
    **dict.fromkeys("aeiouyh", ("",)),
    **{letter: (letter.upper(),) for letter in "rlmn"},
    "x": ("KS",),
    # Letters with two sounds give two keys each.
    "g": ("G", "K"),
    "c": ("K", "S"),
    "ch": ("X", "K"),
    "zh": ("G", "S"),
    "j": ("G", ""),
    "w": ("", "F"),
    "th": ("T", "D"),
}
_CHUNK = re.compile("tsch|scht|sch|tch|ph|kh|gh|dj|dg|ck|sh|st|sz|ts|tz|cz|th|dh|ch|zh|[a-z]")
_MOST_KEYS = 8
_REPEATED = re.compile(r"(.)\1+")
_SHORTEST = 2


@lru_cache(1 << 14)
def keys(word: str) -> tuple[str, ...]:
    """The keys of a folded word of one script; none if too little is left to tell words apart."""
    options = [word.translate(_ARABIC)] if not word.isascii() else _latin_keys(word)
    merged = dict.fromkeys(
        _REPEATED.sub(r"\1", option.replace("TS", "S").replace("TX", "X").replace("NG", "G").replace("NK", "K"))
        for option in options
    )
    return tuple(key for key in merged if len(key) >= _SHORTEST and key.isascii() and key.isalpha())


def _latin_keys(word: str) -> list[str]:
    options = [""]
    for chunk in _CHUNK.findall(word):
        ways = _LATIN[chunk] if len(options) < _MOST_KEYS else _LATIN[chunk][:1]
        options = [option + way for option in options for way in ways]
    return options
