"""What the words of an argument mean: those that the catalogues list, in any language, and spans such as ``24h``."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.chat.command import Desk
from bot.text.folding import folded

UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1), "weeks": timedelta(weeks=1)}

_SPAN = re.compile(r"(\d{1,4})\s*(\D*)")
# ساعتان and ساعتين, two hours, say their number by themselves.
DUAL = re.compile("(?:ان|ين)$")
# لساعتين and ل3 ساعات: for that long.
_FOR = re.compile(r"ل(?=[^\Wل])")
_COUNTED, _PAIR = range(3, 11), 2


def means(word: str, key: str, desk: Desk) -> bool:
    """Whether a word, quoted or not, is among those that a key lists in any language."""
    bare = folded(word.strip("«»\"'“”"))
    listed = (each for language in desk.phrases.languages for each in desk.phrases.words(language, key))
    return any(bare == folded(each) for each in listed)


def span_in(text: str, desk: Desk) -> timedelta | None:
    """The span that a text is, in digits of either kind; a bare number counts hours. None for what is none, and for 0."""
    written = folded(text)
    found = _SPAN.fullmatch(written)
    number, word = (int(found[1]), found[2].strip()) if found else (2 if DUAL.search(written) else 1, written)
    if not word:
        return timedelta(hours=number) or None
    for unit, length in UNITS.items():
        if means(word, f"span.{unit}", desk):
            return number * length or None
    return _in_words(written, desk)


def _in_words(written: str, desk: Desk) -> timedelta | None:
    """Half an hour, one of a unit (an hour, ساعة واحدة), three to ten of it in words, and "for" each of these: لساعتين."""
    if means(written, "span.words_half_hour", desk):
        return timedelta(minutes=30)
    if _FOR.match(written):
        return span_in(written[1:], desk)
    words = written.split()
    for count in _COUNTED if len(words) == _PAIR else ():
        if means(words[0], f"span.words_{count}", desk):
            return span_in(f"{count} {words[1]}", desk)
    bare = [word for word in words if not means(word, "span.words_one", desk)]
    return span_in(bare[0], desk) if len(bare) == 1 and len(words) > 1 and not bare[0].isdecimal() else None
