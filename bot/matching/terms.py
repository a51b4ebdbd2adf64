"""The words of a phrase or spelling, and the form it is looked up in. Knows no names and no articles."""

from __future__ import annotations

from typing import NamedTuple

from bot.matching.common import SMALL_WORDS
from bot.matching.marks import QUOTES
from bot.matching.namesakes import is_namesake
from bot.text.folding import tokens, words

LONGEST_TERM = 200
"""Code points that a phrase may have."""
LONGEST_QUERY = 400
"""Code points that a whole term may have, operators included."""


class Form(NamedTuple):
    """A spelling made ready for looking up: its folded words.

    ``exact``: only as written, apart from folding. ``cased``: the letters that must stand exactly so, "" for any case.
    ``proper``: the spelling of a known name, whose article is part of it and which is not transliterated again. ``small``:
    those of its words that were written as one of the small words (على, on) whose folding is another word, "" for the others.
    ``strict``: with all that grammar does to it, but nothing merely similar. ``capital``: not in lower case, where it is
    another word (China, china). ``solid``: written in one piece, in lower case not in two words (Airbus, air bus) and with no
    word between.
    ``rendered``: transliterated though it is ``proper``. ``behind_article``: only with the Arabic article before it.
    """

    words: tuple[str, ...]
    exact: bool = False
    cased: str = ""
    proper: bool = False
    small: tuple[str, ...] = ("",)
    strict: bool = False
    capital: bool = False
    solid: bool = False
    rendered: bool = False
    behind_article: bool = False


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a term or spelling."""
    return tuple(token.text for token in tokens(text))


def form_of(
    text: str,
    known: tuple[str, ...] = (),
    *,
    exact: bool = False,
    cased: bool = False,
    proper: bool = False,
    strict: bool = False,
    solid: bool = False,
    rendered: bool = False,
) -> Form:
    """The form of a spelling, which has its quotes off; ``known`` are its folded words where they are known already."""
    folded_words = known or words_of(text)
    raws = tuple(words(text))
    if len(raws) != len(folded_words):
        raws = tuple(token.raw for token in tokens(text))
    small = tuple([raw if raw in SMALL_WORDS else "" for raw in raws])
    letters = " ".join(raws) if cased else ""
    capital = not cased and text[:1].isascii() and bool(raws) and is_namesake(raws, folded_words)
    return Form(folded_words, exact, letters, proper, small, strict, capital, solid, rendered)


def unquoted(spelling: str) -> tuple[str, bool]:
    """The spelling without its quotes, of whatever kind, and whether it had any."""
    spelling = spelling.strip()
    if len(spelling) > 1 and spelling[0] in QUOTES and spelling[-1] in QUOTES:
        return spelling[1:-1].strip(), True
    return spelling, False
