"""The marks of a term: its words, quoted phrases, signs and field names, however a keyboard wrote them.

What lives here: every way that people type an operator, with the place of each in the term. What does not: what the marks mean
together (``query``).

A sign counts at the beginning of a word only: F-35, C++ and بين-الدول (inter-state) have none. A dash between spaces is a dash.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.text.arabic import is_arabic
from bot.text.folding import folded

_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_PLUSES = frozenset("+\uff0b\ufe62")
_SIGNS = _DASHES | _PLUSES
_BARS = frozenset("|\uff5c\u00a6\u2223")
_COLONS = frozenset(":\uff1a\ufe55\u2236")
_COMMAS = frozenset(",;،؛\uff0c\uff1b\u3001")
_BRACKETS = frozenset("()\uff08\uff09﴾﴿")
# What each opening quote is properly closed by; any other quote closes it if that one never comes.
_CLOSING = {
    '"': '"',
    "\uff02": "\uff02",
    "\u201c": "\u201d",
    "\u201d": "\u201d",
    "\u201e": "\u201c",
    "\u201f": "\u201d",
    "«": "»",
    "»": "«",
    "\u2033": "\u2033",
    "\u275d": "\u275e",
    "\u275e": "\u275d",
    "\u301d": "\u301e",
    "\u301e": "\u301d",
}
QUOTES = frozenset(_CLOSING)
"""All double quotes, opening and closing."""
# Direction marks, zero-width spaces, the byte order mark: nobody typed them, and they stand anywhere.
_UNSEEN = frozenset("\u00ad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_AT_EDGES = "".join(_COMMAS | _COLONS | _DASHES | _BRACKETS) + "[]{}<>.!?؟…/\\*~=۔·•"
_BEFORE = frozenset(_AT_EDGES) - _DASHES
_BEHIND = _AT_EDGES.replace(".", "")
_PIECE = 40


class Sort(Enum):
    """What a mark is. FIELD's text is ``title``, ``lang`` or ``from``."""

    WORD = auto()
    QUOTE = auto()
    WITHOUT = auto()
    ALSO = auto()
    OR = auto()
    FIELD = auto()


_FIELDS = {
    "title": "title titles headline intitle عنوان العنوان بالعنوان عناوين العناوين",
    "lang": "lang language لغه اللغه باللغه",
    "from": "from source مصدر المصدر",
}
_FIELD_NAMES = {name: field for field, names in _FIELDS.items() for name in names.split()}
# Operators that are words, folded: without, and, with, also, or. The joining ones are signs only with a colon behind them.
_WORD_SIGNS = {
    "بدون": Sort.WITHOUT,
    "وبدون": Sort.WITHOUT,
    "او": Sort.OR,
    "و": Sort.ALSO,
    "مع": Sort.ALSO,
    "ومع": Sort.ALSO,
    "ايضا": Sort.ALSO,
    "وايضا": Sort.ALSO,
}
_JOINING = frozenset({"بدون", "وبدون", "او", "و", "مع", "ومع"})


_TERM_FAULTS = "empty no_letters too_long nothing_wanted empty_alternative"
_PART_FAULTS = "no_word quote_open quote_empty nothing_behind brackets unknown_field unknown_language"
FAULTS = frozenset({*_TERM_FAULTS.split(), *_PART_FAULTS.split()})
"""The keys of all faults."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a term cannot be understood: one of ``FAULTS``, its place in the term in code points from 1, what stands there."""

    key: str
    at: int
    piece: str


class Unreadable(Exception):
    """A term has a fault; never leaves this folder."""

    def __init__(self, key: str, at: int, piece: str) -> None:
        super().__init__(key)
        self.fault = Fault(key, at, piece[:_PIECE])


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: ``at`` is its place in code points from 1, ``piece`` how it was written, ``text`` its words or field.

    ``operator``: what a WORD may be as well. ``minus``: a minus stands right behind it. ``loose``: a sign with a space behind.
    ``tight``: a bar with no space beside it.
    """

    sort: Sort
    text: str
    at: int
    piece: str
    operator: Sort | None = None
    minus: bool = False
    loose: bool = False
    tight: bool = False

    @property
    def joining(self) -> bool:
        """Whether it is a word that only joins others."""
        return self.sort is Sort.WORD and folded(self.text) in _JOINING


def marks_of(term: str) -> tuple[list[Mark], Fault | None]:
    """The marks of a term in order, and the fault that its first bracket would be among operators.

    Raises Unreadable for a quote left open and an unknown field.
    """
    scribe = _Scribe(term)
    while scribe.step():
        pass
    return scribe.marks, scribe.bracket


def is_sign(word: str) -> bool:
    """Whether a written word may be an operator."""
    return folded(word) in _WORD_SIGNS


def script_of(text: str) -> str:
    """``arabic``, ``latin`` or "" for neither: the script of the words."""
    words = folded(text)
    if is_arabic(words):
        return "arabic"
    return "latin" if any(letter.isascii() and letter.isalpha() for letter in words) else ""


class _Scribe:
    """Reads the letters of a term from the first to the last, without those that nobody sees."""

    def __init__(self, term: str) -> None:
        seen = [(letter, place) for place, letter in enumerate(term, 1) if letter not in _UNSEEN]
        self._letters = [" " if letter.isspace() or unicodedata.category(letter) == "Cc" else letter for letter, _ in seen]
        self._places = [*(place for _, place in seen), len(term) + 1]
        self._here = 0
        self.marks: list[Mark] = []
        self.bracket: Fault | None = None

    def step(self) -> bool:
        """Reads one mark, or what stands between two; False at the end. Raises Unreadable."""
        letter = self._letter()
        if not letter:
            return False
        if letter == " ":
            self._here += 1
        elif letter in QUOTES:
            self._quote()
        elif letter in _BARS:
            self._bar()
        elif letter in _SIGNS:
            self._sign()
        elif letter in _BEFORE:
            self._pass_by()
        elif not self._field():
            self._word()
        return True

    def _letter(self, ahead: int = 0) -> str:
        place = self._here + ahead
        return self._letters[place] if place < len(self._letters) else ""

    def _text(self, start: int, end: int) -> str:
        return "".join(self._letters[start:end])

    def _mark(self, sort: Sort, text: str, start: int) -> Mark:
        return Mark(sort, text, self._places[start], self._text(start, self._here)[:_PIECE])

    def _pass(self, kinds: frozenset[str]) -> None:
        """Passes by all letters of these kinds that stand here."""
        while self._here < len(self._letters) and self._letters[self._here] in kinds:
            self._pass_by()

    def _pass_by(self) -> None:
        letter = self._letters[self._here]
        if letter in _BRACKETS and self.bracket is None:
            self.bracket = Fault("brackets", self._places[self._here], letter)
        self._here += 1

    def _quote(self) -> None:
        start = self._here
        end = self._closing(start)
        if end is None:
            raise Unreadable("quote_open", self._places[start], self._text(start, len(self._letters)))
        self._here = end + 1
        text = " ".join("".join(" " if letter in QUOTES else letter for letter in self._letters[start + 1 : end]).split())
        mark = self._mark(Sort.QUOTE, text, start)
        self.marks.append(replace(mark, minus=self._take_minus_behind()))

    def _closing(self, start: int) -> int | None:
        """The place of the quote that closes the one at ``start``: its own kind, unless a new one opens before."""
        opening = self._letters[start]
        following = [place for place in range(start + 1, len(self._letters)) if self._letters[place] in QUOTES]
        for place in following:
            if self._letters[place] == _CLOSING[opening]:
                return place
            if self._letters[place] == opening:
                break
        return following[0] if following else None

    def _take_minus_behind(self) -> bool:
        """Whether a minus and then a space, or the end, stand here; the minus is passed by."""
        ahead = 0
        while self._letter(ahead) in _DASHES:
            ahead += 1
        if not ahead or self._letter(ahead) not in {"", " "}:
            return False
        self._here += ahead
        return True

    def _bar(self) -> None:
        start = self._here
        self._pass(_BARS)
        tight = start > 0 and self._letters[start - 1] != " " and self._letter() not in {"", " "}
        self.marks.append(replace(self._mark(Sort.OR, "", start), tight=tight))

    def _sign(self) -> None:
        """A sign bound to what follows; a plus may stand alone, a dash that does is none."""
        start = self._here
        self._pass(_SIGNS)
        without = not _DASHES.isdisjoint(self._letters[start : self._here])
        mark = self._mark(Sort.WITHOUT if without else Sort.ALSO, "", start)
        self._pass(_BEFORE)
        following = self._letter()
        if following in {"", " "}:
            if not without and self._rest_has_words():
                self.marks.append(replace(mark, loose=True))
        elif following not in _BARS:
            self.marks.append(mark)

    def _rest_has_words(self) -> bool:
        return any(letter.isalnum() for letter in self._letters[self._here :])

    def _field(self) -> bool:
        """Reads a field name, or a sign in words, with its colon; False if none stands here."""
        start, end = self._here, self._here
        while end < len(self._letters) and _is_of_name(self._letters[end]):
            end += 1
        colon = end
        while colon < len(self._letters) and self._letters[colon] == " ":
            colon += 1
        if end == start or colon >= len(self._letters) or self._letters[colon] not in _COLONS:
            return False
        name = folded(self._text(start, end))
        if name not in _FIELD_NAMES and name not in _WORD_SIGNS:
            if colon == end:
                self._refuse_field(start, end)
            return False
        self._here = colon + 1
        if name in _FIELD_NAMES:
            self.marks.append(self._mark(Sort.FIELD, _FIELD_NAMES[name], start))
        else:
            self.marks.append(self._mark(_WORD_SIGNS[name], "", start))
        return True

    def _refuse_field(self, start: int, colon: int) -> None:
        """Raises Unreadable if a name with its colon can only be meant as a field: NASDAQ:AAPL, 10:30 and x: y are none."""
        behind = self._letters[colon + 1 : colon + 2]
        name = self._text(start, colon)
        if len(name) > 1 and not name.isupper() and behind and (behind[0].isalnum() or behind[0] in QUOTES):
            raise Unreadable("unknown_field", self._places[start], name)

    def _word(self) -> None:
        start = self._here
        while (letter := self._letter()) not in {"", " "} and letter not in QUOTES and letter not in _BARS:
            if letter in _SIGNS and self._letter(1) in QUOTES:
                break
            self._pass_by()
            if letter in _COMMAS and not self._letter().isdigit():
                break
        written = self._text(start, self._here)
        text = written.rstrip(_BEHIND)
        minus = written[-1] in _DASHES and self._letter() in {"", " "}
        mark = self._mark(Sort.WORD, text, start)
        self.marks.append(replace(mark, operator=_WORD_SIGNS.get(folded(text)), minus=minus))


def _is_of_name(letter: str) -> bool:
    return letter.isalpha() or not folded(letter)
