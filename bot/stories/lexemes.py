"""A text as the pieces that a reader of numbers looks at: numbers in digits, words, and what ends a phrase.

What lives here: which digits are a number and which are a date, an hour, a designation, a telephone number. What does not: what
several pieces mean together (``numerals``, ``numbers``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Generator, Iterable, Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

import regex

from bot.stories.counted import SIGNS
from bot.stories.number_words import SUFFIXES
from bot.text.folding import folded


class Sort(Enum):
    """NUMBER and ORDINAL are in digits; STOP ends a phrase; SCORE is a result such as 2-1; NOISE counts nothing."""

    NUMBER = "number"
    ORDINAL = "ordinal"
    WORD = "word"
    STOP = "stop"
    HYPHEN = "hyphen"
    SCORE = "score"
    NOISE = "noise"


class Lexeme(NamedTuple):
    """One piece; ``start`` and ``end`` are code points in the text.

    ``word`` is folded (a score: its digits), ``unit`` the class that a sign on the number gives (``usd``, ``percent``),
    ``joined`` whether an Arabic و stands before the digits, ``year`` whether they look like a year.
    """

    sort: Sort
    text: str
    start: int
    end: int
    word: str = ""
    value: float = 0.0
    unit: str = ""
    joined: bool = False
    year: bool = False


_D = r"[0-9٠-٩۰-۹]"
# What stands in every piece but plain words, hyphens and stops: between blanks without any of these there is nothing else.
_MARKED = regex.compile(rf"[{_D[1:-1]}@\#$€£¥₪+]|://|www\.", regex.IGNORECASE)
_WORD = r"[\p{L}\p{M}\u0640][\p{L}\p{M}\u0640\p{N}'’]*"
_HYPHEN = r"(?<=\w)[-–](?=\w)"
_STOP = r"[.,;:!?،؛؟…()\[\]«»\"“”\n|/–—-]"
_PLAIN = regex.compile(f"(?P<word>{_WORD})|(?P<hyphen>{_HYPHEN})|(?P<stop>{_STOP})")
_PIECES = regex.compile(
    rf"""
    (?P<noise>
        (?:https?://|www\.)\S+ | \S+@\S+ | [\#@][\p{{L}}\p{{M}}\p{{N}}_]+
      | {_D}{{4}}-{_D}{{2}}-{_D}{{2}}\S*                                   # 2026-11-21
      | {_D}{{1,2}}(?P<part>[/.\-]){_D}{{1,2}}(?P=part){_D}{{2,4}}                        # 21/11/2026
      | {_D}{{4}}[/–-]{_D}{{2,4}}(?!{_D})                                   # the season 2025/26
      | {_D}{{1,2}}[:٫]{_D}{{2}}(?:[:]{_D}{{2}})?(?!{_D})(?=\s*(?:[ap]\.?m|gmt|بتوقيت|صباح|مساء|ظهر|فجر))
      | {_D}{{1,2}}:{_D}{{2}}(?::{_D}{{2}})?(?!{_D})                        # 14:05
      | {_D}{{1,4}}\s*(?:[ap]\.?m\b\.?|gmt\b|صباحا?ً?(?!\p{{L}})|مساءً?(?!\p{{L}})|فجرا?ً?(?!\p{{L}}))
      | \+{_D}[{_D[1:-1]}\s().-]{{6,}}{_D} | \b{_D}{{3}}-{_D}{{3}}-{_D}{{4}}\b | 00{_D}{{8,}}
      | \b[A-Z][a-z]*-{_D}+\p{{L}}*\b | \b\p{{Latin}}+{_D}+[\p{{Latin}}{_D[1:-1]}]* | \p{{Arabic}}{{2,}}-{_D}+\b
      | '?\b{_D}{{2,4}}'?s\b                                                # the 1990s
    )
  | (?P<lead>(?:(?<![\p{{L}}])[وفبلك]{{1,2}}ـ*)?)
    (?P<sign>(?:(?:US|A|C|NZ|HK)?\$|[€£¥₪])\s?)?
    (?P<number>
        {_D}{{1,3}}(?:[,٬،]{_D}{{3}})+(?:[.٫]{_D}+)?(?!{_D}) | {_D}{{1,3}}(?:[.]{_D}{{3}}){{2,}}(?!{_D})
      | {_D}+(?:[.٫]{_D}+|[,،]{_D}{{1,2}}(?!{_D}))?)
    (?:
        (?P<score>\s?[-–]\s?(?P<other>{_D}{{1,3}})(?![{_D[1:-1]}\p{{L}}%٪]))
      | (?P<suffix>st|nd|rd|th|k|mn|mln|m|bn|bln|b|tn|trn)(?![\p{{L}}{_D[1:-1]}])
      | \s?(?P<after>[$€£¥₪%٪])
    )?
  | (?P<word>{_WORD})
  | (?P<hyphen>{_HYPHEN})
  | (?P<stop>{_STOP})
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_ORDINAL_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
# The larger side of what can be a score; a range such as 10-15 dead is told from it by the noun behind.
_MOST_GOALS = 200
_REMEMBERED = 1 << 14


def lexemes(text: str) -> tuple[Lexeme, ...]:
    """The pieces of a text in order. Empty matches and blanks are left out."""
    return tuple(_lexemes(text))


def _lexemes(text: str) -> Iterator[Lexeme]:
    at = 0
    for mark in _MARKED.finditer(text):
        if mark.start() < at:
            continue
        begin = max(at, text.rfind(" ", at, mark.start()) + 1)
        end = text.find(" ", mark.end())
        yield from _plain(text, at, begin)
        at = yield from _any(text, begin, end if end >= 0 else len(text))
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[Lexeme]:
    """The pieces of a part without digits, signs, links and addresses."""
    if start >= end:
        return
    if start and text[start - 1] != " ":
        # What is left of a word of which a number has taken the beginning: what stands before it matters.
        space = text.find(" ", start, end)
        rest = space if space >= 0 else end
        yield from _words_left(map(_plain_piece, _PLAIN.finditer(text, start, rest)))
        start = rest
    for part in text[start:end].split(" "):
        for sort, raw, begin, stop, word in _pieces_between_blanks(part):
            yield Lexeme(sort, raw, start + begin, start + stop, word)
        start += len(part) + 1


@lru_cache(_REMEMBERED)
def _pieces_between_blanks(part: str) -> tuple[tuple[Sort, str, int, int, str], ...]:
    """The pieces of a part of a text that stands between blanks, with their places in it."""
    return tuple(piece[:5] for piece in _words_left(map(_plain_piece, _PLAIN.finditer(part))))


def _words_left(pieces: Iterable[Lexeme]) -> Iterator[Lexeme]:
    """The pieces without the words of which folding leaves nothing, such as a lone tatweel."""
    return (piece for piece in pieces if piece.word or piece.sort is not Sort.WORD)


def _plain_piece(match: regex.Match[str]) -> Lexeme:
    start, end = match.span()
    if match.lastgroup == "word":
        return Lexeme(Sort.WORD, match.group(), start, end, folded(match.group()))
    return Lexeme(Sort.HYPHEN if match.lastgroup == "hyphen" else Sort.STOP, match.group(), start, end)


def _any(text: str, begin: int, least: int) -> Generator[Lexeme, None, int]:
    """The pieces that begin between ``begin`` and ``least``; returns where the last of them ends, ``least`` at the least."""
    end = least
    for match in _PIECES.finditer(text, begin):
        if match.start() >= least:
            break
        end = max(end, match.end())
        yield from _piece(match)
    return end


def _piece(match: regex.Match[str]) -> Iterator[Lexeme]:
    start, end = match.span()
    if match["number"]:
        yield from _digits(match, end)
    elif match["word"]:
        if word := folded(match["word"]):
            yield Lexeme(Sort.WORD, match["word"], start, end, word)
    elif match["noise"]:
        yield Lexeme(Sort.NOISE, match["noise"], start, end)
    elif match["hyphen"]:
        yield Lexeme(Sort.HYPHEN, match["hyphen"], start, end)
    elif match["stop"]:
        yield Lexeme(Sort.STOP, match["stop"], start, end)


def _digits(match: regex.Match[str], end: int) -> Iterator[Lexeme]:
    value = number_of(match["number"])
    begin = match.start("number")
    if match["score"]:
        word = f"{ascii_digits(match['number'])}-{ascii_digits(match['other'])}"
        yield Lexeme(Sort.SCORE, text_of(match, begin, end), begin, end, word, number_of(match["other"]))
        return
    suffix = (match["suffix"] or "").lower()
    if suffix in _ORDINAL_SUFFIXES:
        yield Lexeme(Sort.ORDINAL, text_of(match, begin, end), begin, end, value=value)
        return
    sign = (match["sign"] or match["after"] or "").strip()
    bare = ascii_digits(match["number"])
    yield Lexeme(
        Sort.NUMBER,
        text_of(match, begin, end if not match["after"] else match.end("number")),
        begin,
        end,
        value=value * SUFFIXES.get(suffix, 1),
        unit=SIGNS.get(sign[-1:], ""),
        joined=(match["lead"] or "").startswith("و"),
        year=not suffix and not sign and bare.isdigit() and len(bare) == len("2026") and _FIRST_YEAR <= value <= _LAST_YEAR,
    )


def text_of(match: regex.Match[str], start: int, end: int) -> str:
    """The part of the searched text from ``start`` to ``end``."""
    return str(match.string[start:end])


def ascii_digits(text: str) -> str:
    """The text with every decimal digit written 0-9."""
    return "".join(letter if (value := unicodedata.decimal(letter, None)) is None else str(value) for letter in text)


def number_of(text: str) -> float:
    """The value of digits with separators: a separator before exactly three digits groups, any other is the decimal sign."""
    digits = ascii_digits(text)
    if regex.fullmatch(r"\d{1,3}(?:[,٬،]\d{3})+(?:[.٫]\d+)?", digits):
        digits = regex.sub("[,٬،]", "", digits)
    elif regex.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}\.000", digits):
        digits = digits.replace(".", "")
    return float(regex.sub("[٫,،]", ".", digits))
