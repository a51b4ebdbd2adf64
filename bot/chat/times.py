"""Times of day and days of the week as people type them: ``23:00``, ``7pm``, ``٧ مساءً``, «العاشرة والنصف», ``Sunday``.

The words stand in the catalogues; those of every language are understood whatever the command's. What the times are for is
not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.text.folding import folded
from bot.text.phrases import Phrases

_HOUR: Final = 60
_HOURS: Final = 24
_DAY: Final = _HOURS * _HOUR
_NOON_HOUR: Final = 12
# The first hour that the evening, and not the morning, calls one of its night: "5 at night" is 17:00, "4 at night" 04:00.
_DAWN: Final = 5
_MORNING, _EVENING, _NOON, _NIGHT, _MIDNIGHT = (
    f"time.words_{part}" for part in ("morning", "evening", "noon", "night", "midnight")
)
_JOINING: Final = "time.words_joining"
_SPOKEN: Final[Mapping[str, int]] = {f"time.words_hour_{hour}": hour * _HOUR for hour in range(1, _NOON_HOUR + 1)}
# "Half past": they stand behind an hour.
_BEHIND: Final[Mapping[str, int]] = {"time.words_half": _HOUR // 2, "time.words_quarter": _HOUR // 4}
_AND: Final = "و"
_PARTS: Final = (_MORNING, _EVENING, _NOON, _NIGHT, _MIDNIGHT)
_ALONE: Final[Mapping[str, int]] = {_NOON: _NOON_HOUR * _HOUR, _MIDNIGHT: 0}
_LONGEST: Final = 4
# A number, alone or with minutes; a word, of which "a.m." is one; or any other mark.
_TOKEN: Final = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?!\d)|(\d{2})(\d{2})(?!\d)|(\d{1,2})(?!\d)|([^\W\d_](?:\.?[^\W\d_])*\.?)|(\S)"
)
_SEPARATORS: Final = frozenset("-–—,،;/|&+~")


@dataclass(frozen=True, slots=True)
class Said:
    """What an argument says: times of day (minutes after midnight, in order) and the names of words in it."""

    times: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


def said(argument: str, phrases: Phrases, *keys: str) -> Said | None:
    """What an argument says in times of day and in words of these catalogue keys; None when it says anything else.

    A word is named by its key: with ``digest.words_hourly`` among the keys, "every hour" gives that. 24:00 is midnight, and
    hours may be said in words.
    """
    times: list[int] = []
    words: list[str] = []
    after_time = False
    spoken = False
    for token in _tokens(folded(argument), _vocabulary(phrases, keys)):
        if isinstance(token, tuple):
            minute = _minute(*token)
        elif token in _SPOKEN:
            minute = _SPOKEN[token]
        elif token in _BEHIND:
            # Of a whole hour in words alone, so that it cannot be said twice.
            minute = times.pop() + _BEHIND[token] if spoken else None
        elif token in _PARTS:
            minute = _in_part(times.pop(), token) if after_time else _ALONE.get(token)
        elif token in keys or token == _JOINING:
            words.extend([token] if token in keys else [])
            after_time = spoken = False
            continue
        else:
            return None
        if minute is None:
            return None
        times.append(minute)
        spoken = token in _SPOKEN
        after_time = isinstance(token, tuple) or spoken or token in _BEHIND
    return Said(tuple(times), tuple(words))


def _minute(hour: int, minute: int) -> int | None:
    """Minutes after midnight; None for what no clock shows."""
    shown = (hour < _HOURS and minute < _HOUR) or (hour, minute) == (_HOURS, 0)
    return (hour * _HOUR + minute) % _DAY if shown else None


def _in_part(minute: int, part: str) -> int | None:
    """A time as it stands in a part of the day; None for one that cannot, such as 14:00 in the morning."""
    hour, rest = divmod(minute, _HOUR)
    late = part in {_EVENING, _NOON} or (part == _NIGHT and _DAWN <= hour < _NOON_HOUR)
    if hour > _NOON_HOUR:
        # 19:00 in the evening says it twice.
        return minute if part in {_EVENING, _NOON, _NIGHT} else None
    if hour == 0:
        return minute if part in {_MORNING, _MIDNIGHT, _NIGHT} else None
    return hour % _NOON_HOUR * _HOUR + rest + (_NOON_HOUR * _HOUR if late else 0)


def _tokens(text: str, vocabulary: Mapping[str, str]) -> Iterator[tuple[int, int] | str]:
    """Times, keys of words, and as they stand all other words and marks; of words that begin alike the longest row counts."""
    found = list(_TOKEN.finditer(text))
    at = 0
    while at < len(found):
        match = found[at]
        if match[6] is None:
            at += 1
            if match[7] is None:
                hour, minute = (match[1] or match[3] or match[5]), (match[2] or match[4] or "0")
                yield int(hour), int(minute)
            elif match[7] not in _SEPARATORS:
                yield match[7]
            continue
        row = _row(found[at : at + _LONGEST])
        count = next((size for size in range(len(row), 0, -1) if " ".join(row[:size]) in vocabulary), 0)
        yield vocabulary[" ".join(row[:count])] if count else row[0]
        at += count or 1


def _row(matches: Sequence[re.Match[str]]) -> list[str]:
    """The words that stand next to each other at the beginning."""
    row: list[str] = []
    for match in matches:
        if match[6] is None:
            break
        row.append(match[6].replace(".", ""))
    return row


@lru_cache(maxsize=32)
def _vocabulary(phrases: Phrases, keys: tuple[str, ...]) -> Mapping[str, str]:
    every = (*_PARTS, _JOINING, *_SPOKEN, *_BEHIND, *keys)
    known = {
        " ".join(folded(word).replace(".", "").split()): key
        for language in phrases.languages
        for key in every
        for word in phrases.words(language, key)
    }
    # "And" is written together with the word behind it.
    joined = {f"{_AND}{word}": key for word, key in known.items() if key in _SPOKEN}
    return joined | known
