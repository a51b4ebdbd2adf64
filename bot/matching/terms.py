"""What a term says: whether it can be watched at all, whether it is quoted, and its words. Knows no names and no articles."""

from __future__ import annotations

from dataclasses import dataclass

from bot.matching.common import SMALL_WORDS
from bot.text.folding import tokens

LONGEST_TERM = 200
"""Code points that a phrase may have."""
LONGEST_QUERY = 400
"""Code points that a whole term may have, operators included."""

_QUOTES = {'"': '"', "\u201c": "\u201d", "\u201d": "\u201d", "\u201e": "\u201c", "«": "»", "\u201f": "\u201d"}


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling made ready for looking up: its folded words.

    ``exact``: only as written, apart from folding. ``cased``: the letters that must stand exactly so, "" for any case.
    ``proper``: the spelling of a known name, whose article is part of it and which is not transliterated again. ``small``:
    those of its words that were written as one of the small words (على, on) whose folding is another word, "" for the others.
    """

    words: tuple[str, ...]
    exact: bool = False
    cased: str = ""
    proper: bool = False
    small: tuple[str, ...] = ("",)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a term or spelling."""
    return tuple(token.text for token in tokens(text))


def form_of(text: str, *, exact: bool = False, cased: bool = False, proper: bool = False) -> Form:
    """The form of a spelling, which has its quotes off."""
    found = tokens(text)
    small = tuple(token.raw if token.raw in SMALL_WORDS else "" for token in found)
    return Form(tuple(token.text for token in found), exact, text if cased else "", proper, small)


def unquoted(term: str) -> tuple[str, bool]:
    """The term without its quotes, and whether it had any."""
    term = term.strip()
    if len(term) > 1 and term[0] in _QUOTES and term[-1] in {_QUOTES[term[0]], '"'}:
        return term[1:-1].strip(), True
    return term, False


def fault(term: str) -> str | None:
    """Why a term cannot be watched: ``empty``, ``too_long`` or ``no_letters``; None if it can."""
    text, _ = unquoted(term)
    if not text:
        return "empty"
    if len(term.strip()) > LONGEST_TERM:
        return "too_long"
    return None if words_of(text) else "no_letters"
