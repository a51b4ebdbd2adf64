"""The words of a phrase or spelling, and the form it is looked up in. Knows no names and no articles."""

from __future__ import annotations

from dataclasses import dataclass

from bot.matching.common import SMALL_WORDS
from bot.matching.marks import QUOTES
from bot.text.folding import tokens

LONGEST_TERM = 200
"""Code points that a phrase may have."""
LONGEST_QUERY = 400
"""Code points that a whole term may have, operators included."""


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling made ready for looking up: its folded words.

    ``exact``: only as written, apart from folding. ``cased``: the letters that must stand exactly so, "" for any case.
    ``proper``: the spelling of a known name, whose article is part of it and which is not transliterated again. ``small``:
    those of its words that were written as one of the small words (على, on) whose folding is another word, "" for the others.
    ``strict``: with all that grammar does to it, but nothing merely similar.
    """

    words: tuple[str, ...]
    exact: bool = False
    cased: str = ""
    proper: bool = False
    small: tuple[str, ...] = ("",)
    strict: bool = False


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a term or spelling."""
    return tuple(token.text for token in tokens(text))


def form_of(text: str, *, exact: bool = False, cased: bool = False, proper: bool = False) -> Form:
    """The form of a spelling, which has its quotes off."""
    found = tokens(text)
    small = tuple(token.raw if token.raw in SMALL_WORDS else "" for token in found)
    letters = " ".join(token.raw for token in found) if cased else ""
    return Form(tuple(token.text for token in found), exact, letters, proper, small)


def unquoted(spelling: str) -> tuple[str, bool]:
    """The spelling without its quotes, of whatever kind, and whether it had any."""
    spelling = spelling.strip()
    if len(spelling) > 1 and spelling[0] in QUOTES and spelling[-1] in QUOTES:
        return spelling[1:-1].strip(), True
    return spelling, False
