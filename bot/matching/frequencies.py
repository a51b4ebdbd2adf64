"""How frequent a folded word is in running text, in a table small enough to ship.

A word is kept as a 32-bit hash with its level, so that 100,000 words take half a megabyte; one in some 40,000 words that are
not in the table is taken for one that is.
"""

from __future__ import annotations

import math
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from operator import ge
from struct import unpack_from

LEAST = 1e-7
"""The share of running text that a word not in the table is taken to have."""

_LEVELS_PER_UNIT = 16
_HIGHEST = 255
_FLOOR = math.log(LEAST)
_HEAD = 4


class Frequencies:
    """Shares of running text by word. Without data every word has the least share."""

    def __init__(self, data: bytes = b"") -> None:
        """Raises ValueError for bytes that ``packed`` did not write."""
        count = int.from_bytes(data[:_HEAD], "little")
        if len(data) != (_HEAD + 5 * count if data else 0):
            raise ValueError("not a table of frequencies")
        self._hashes = array("I", unpack_from(f"<{count}I", data, _HEAD) if data else ())
        if any(map(ge, self._hashes, self._hashes[1:])):
            raise ValueError("not a table of frequencies: not in order")
        self._levels = data[_HEAD + 4 * count :]

    def __len__(self) -> int:
        """How many words the table holds."""
        return len(self._hashes)

    def log(self, word: str) -> float:
        """The natural logarithm of the word's share of running text."""
        wanted = _hash(word)
        place = bisect_left(self._hashes, wanted)
        if place == len(self._hashes) or self._hashes[place] != wanted:
            return _FLOOR
        return _FLOOR + self._levels[place] / _LEVELS_PER_UNIT


def packed(shares: Mapping[str, float]) -> bytes:
    """The table's bytes for these folded words with their shares (0-1)."""
    levels: dict[int, int] = {}
    for word, share in shares.items():
        level = min(max(round((math.log(share) - _FLOOR) * _LEVELS_PER_UNIT), 0), _HIGHEST)
        levels[_hash(word)] = max(level, levels.get(_hash(word), 0))
    hashes = sorted(levels)
    body = b"".join(each.to_bytes(4, "little") for each in hashes)
    return len(hashes).to_bytes(_HEAD, "little") + body + bytes(levels[each] for each in hashes)


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))
