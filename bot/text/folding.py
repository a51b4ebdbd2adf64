"""Folding: the spellings of one word brought to one form, without losing the reader's own letters.

What lives here: the letters that count as one, the way back into the original, and the words of a text. What does not: what a
word may carry (``arabic``, ``english``) and which language a text is in (``languages``).

Folded text keeps spaces and punctuation, so that a text stays readable and can be cut; only letters, digits, marks, quotes,
dashes, possessives and the dots of acronyms change.
Source: UAX #15 (compatibility forms), the Unicode chart of the Arabic block for letters and marks.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

# Vowel signs and other marks that ride on Arabic letters, the tatweel that stretches them, and the Latin accents.
_MARKS = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff"
    "\u0640\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# What no reader sees: soft hyphen, zero-width and direction marks, variation selectors, tags, the byte order mark.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
_DROPPED = re.compile(f"[{_MARKS}{_INVISIBLE}]")
_APOSTROPHES = "'\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u2032\u0060\u00b4\uff07"

_LETTERS = (
    ("ا", "آأإٱٲٳٵ"),
    ("ي", "ىئیېۍێۑےۓٸؠ"),
    ("و", "ؤۆۇۈۋۏۄۅٶٷ"),
    ("ه", "ةھہۀۃەۂ"),
    ("ك", "کڪګڬڭݣ"),
    ("غ", "گڳڱڠݢۼ"),
    ("ب", "پٮ"),
    ("ج", "چژڃڇ"),
    ("ف", "ڤڥڡڢ"),
    ("ت", "ټٹ"),
    ("د", "ډڈ"),
    ("ر", "ړڑڕ"),
    ("ل", "ڵ"),
    ("ن", "ںڼ"),
    ("س", "ښ"),
    ("ق", "ٯڧڨ"),
    ("ش", "ۺݜ"),
    ("ض", "ۻ"),
    ("ae", "æǽ"),
    ("oe", "œ"),
    ("o", "øɔɵ"),
    ("d", "đðɗɖ"),
    ("l", "ł"),
    ("h", "ħ"),
    ("b", "ɓ"),
    ("k", "ƙĸ"),
    ("n", "ŋɲ"),
    ("t", "ŧ"),
    ("e", "ɛ"),
    ("u", "ʉ"),
    ("z", "ƶ"),
    ("y", "ƴ"),
    ("th", "þ"),
    ("i", "ıɩɨ"),
    ("a", "əǝ"),
    ("'", _APOSTROPHES),
    ('"', "\u201c\u201d\u201e\u201f«»\u2033\u275d\u275e"),
    ("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"),
    (",", "،٬"),
    (";", "؛"),
    ("?", "؟"),
    (".", "۔"),
    ("%", "٪"),
)
_SAME = {letter: form for form, letters in _LETTERS for letter in letters}
_SYMBOLS = frozenset({"So", "Sk", "Sm"})

_WORD = "[^\\W_]"
_ACRONYM = re.compile(rf"(?<!{_WORD})[a-z](?:\.[a-z])+(?!{_WORD})\.?(?!{_WORD})")
_APOSTROPHE = re.compile(rf"(?:(?<={_WORD}{_WORD})|(?<={_WORD}'{_WORD}))'s(?!{_WORD}|')|(?<={_WORD})'(?={_WORD})")
# Letters are taken in runs and dots looked for behind the first letter only: most words are neither marked nor acronyms.
_RUN = f"{_WORD}++(?:[{_MARKS}]++|{_WORD}++|[{_INVISIBLE}]++(?={_WORD}|[{_MARKS}]))*+"
_TOKEN = re.compile(
    rf"[A-Za-z](?=\.)(?<!{_WORD}[A-Za-z])(?:\.[A-Za-z])+(?!{_WORD})\.?(?!{_WORD})(?:[{_APOSTROPHES}]s(?!{_WORD}))?"
    rf"|{_RUN}(?:[{_APOSTROPHES}]{_RUN})*"
)
# Words that part where their folded letters do, and so can be folded many at a time.
_SIMPLE = re.compile(r"(?:[^\W_]+(?:[ -]|$))*")
_HASHTAG = re.compile("[#＃][A-Z]")
_HUMP = re.compile("[A-Z][a-z]+|[A-Z]+(?![a-z])")
_HUMPS = re.compile("(?:[A-Z][a-z]+|[A-Z]+(?![a-z])){2,}")
_FOLDED_WORD = re.compile(f"{_WORD}+")
_REMEMBERED = 1 << 16
# What is longer is noise, and is not remembered.
_LONGEST_REMEMBERED = 100
_LONGEST_SPLIT = 1000


def _fold_letter(letter: str) -> str:
    """The folded form of one code point, which may be empty or several."""
    if _DROPPED.match(letter):
        return ""
    if letter in _SAME:
        return _SAME[letter]
    if unicodedata.category(letter) in _SYMBOLS:
        return letter
    value = unicodedata.decimal(letter, None)
    if value is not None:
        return str(value)
    parts = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", letter).casefold())
    apart = unicodedata.normalize("NFD", parts)
    bare = _DROPPED.sub("", apart)
    return parts if bare == apart else bare


class _Letters(dict[int, str]):
    """The translation of every code point met so far."""

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        form = _fold_letter(letter)
        # A letter is folded to the end here, so that folding twice changes nothing.
        while (again := "".join(map(_fold_letter, form))) != form:
            form = again
        self[point] = form
        return form


_TABLE = _Letters()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back: ``span`` maps folded code points to code points of the original."""

    text: str
    _at: tuple[int, ...] = field(default=(0,), repr=False)
    _from: tuple[int, ...] = field(default=(0,), repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original that became ``text[start:end]``, with the dropped ones that follow them."""
        if end <= start:
            origin = self._origin(start)
            return origin, origin
        return self._origin(start), max(self._origin(end - 1) + 1, self._origin(end))

    def _origin(self, place: int) -> int:
        place = min(max(place, 0), len(self.text))
        piece = bisect_right(self._at, place) - 1
        return self._from[piece] + place - self._at[piece]


class Token(NamedTuple):
    """One word: ``text`` is folded, ``raw`` the reader's own letters, ``start`` and ``end`` their span in code points."""

    text: str
    raw: str
    start: int
    end: int


def folded(text: str) -> str:
    """The folded text alone. Runs in linear time; folding twice changes nothing."""
    text = text.translate(_TABLE)
    if "." in text:
        text = _ACRONYM.sub(_without_dots, text)
    if "'" in text:
        text = _APOSTROPHE.sub("", text)
    return text


def _without_dots(match: re.Match[str]) -> str:
    return match.group().replace(".", "")


def fold(text: str) -> Folded:
    """The folded text and the way back into the original."""
    letters: list[str] = []
    origins: list[int] = []
    for origin, letter in enumerate(text):
        for part in _TABLE[ord(letter)]:
            letters.append(part)
            origins.append(origin)
    for rule in (_dots, _apostrophes):
        letters, origins = _without(rule("".join(letters)), letters, origins)
    return Folded("".join(letters), *_pieces(origins, len(text)))


def _dots(text: str) -> Iterator[int]:
    for match in _ACRONYM.finditer(text):
        yield from (match.start() + place for place, letter in enumerate(match.group()) if letter == ".")


def _apostrophes(text: str) -> Iterator[int]:
    for match in _APOSTROPHE.finditer(text):
        yield from range(*match.span())


def _without(places: Iterable[int], letters: list[str], origins: list[int]) -> tuple[list[str], list[int]]:
    gone = set(places)
    if not gone:
        return letters, origins
    kept = [place for place in range(len(letters)) if place not in gone]
    return [letters[place] for place in kept], [origins[place] for place in kept]


def _pieces(origins: Sequence[int], length: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The map as stretches in which both texts go on letter by letter: where each begins, folded and in the original."""
    at: list[int] = []
    start: list[int] = []
    for place, origin in enumerate((*origins, length)):
        if not at or origin != start[-1] + place - at[-1]:
            at.append(place)
            start.append(origin)
    return tuple(at), tuple(start)


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in order, in linear time.

    A word runs over marks, tatweel, apostrophes and the dots of an acronym; hyphens, underscores and everything else part
    words. Always ``raw == text[start:end]``. A ligature that stands for several words (ﷺ) gives several tokens of one span; of
    a run of more than 1,000 letters that has such ligatures only the beginning is taken apart.
    """
    found: list[Token] = []
    for raw, start in _written(text):
        word = _word_of(raw)
        if word:
            found.append(Token(word, raw, start, start + len(raw)))
        elif word is None:
            found += _split(raw, start)
    return tuple(found)


def folded_words(text: str) -> list[str]:
    """The folded words of a text in order: ``token.text`` of all its tokens, without their places."""
    written = _TOKEN.findall(text)
    too_long = max(map(len, written), default=0) > _LONGEST_REMEMBERED
    found = list(map(_word_of if too_long else _folded_word, written))
    # A word that is none or several is rare.
    whole = [word for word in found if word]
    return whole if len(whole) == len(found) else [token.text for token in tokens(text)]


def folded_words_of_each(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The folded words of each of many short texts: quicker than ``tokens`` of one after the other."""
    if not texts:
        return []
    lines = folded("\n".join(text if _SIMPLE.fullmatch(text) else "" for text in texts)).split("\n")
    return [
        (line,) if line.isalnum() else tuple(_FOLDED_WORD.findall(line) if line else (token.text for token in tokens(text)))
        for text, line in zip(texts, lines, strict=True)
    ]


def first_words(text: str, most: int) -> list[str]:
    """The first ``most`` of ``folded_words(text)``; what comes after them is not looked at."""
    # Few words are longer on the average. The last word of a part may be cut, so there must be one more.
    part = text[: most * 8]
    found = folded_words(part)
    return (found if len(found) > most or len(part) == len(text) else folded_words(text))[:most]


def words(text: str) -> list[str]:
    """The words as written, for those who look each up by itself: quicker than ``tokens``, which may split one further."""
    return [raw for raw, _ in _written(text)] if "#" in text and _HASHTAG.search(text) else _TOKEN.findall(text)


def _written(text: str) -> Iterator[tuple[str, int]]:
    """Each word and where it begins; the words of a hashtag that only capitals part (#GazaUnderAttack) are words."""
    for match in _TOKEN.finditer(text):
        start = match.start()
        if start and text[start - 1] in "#＃" and _HUMPS.fullmatch(match.group()):
            yield from ((hump.group(), start + hump.start()) for hump in _HUMP.finditer(match.group()))
        else:
            yield match.group(), start


def word_spans(text: str, written: Sequence[str] | None = None) -> list[tuple[int, int]]:
    """Where each of ``words(text)`` stands, in code points; ``written`` are those words where they are known already."""
    spans: list[tuple[int, int]] = []
    end = 0
    for raw in words(text) if written is None else written:
        # Between two words stands no letter or digit, so that none is found too early.
        start = text.find(raw, end)
        end = start + len(raw)
        spans.append((start, end))
    return spans


@lru_cache(_REMEMBERED)
def _folded_word(raw: str) -> str | None:
    """The folded word; "" if nothing is left of it, None if it falls into several."""
    word = folded(raw)
    return word if not word or _FOLDED_WORD.fullmatch(word) else None


def _word_of(raw: str) -> str | None:
    return _folded_word(raw) if len(raw) <= _LONGEST_REMEMBERED else _folded_word.__wrapped__(raw)


def _split(raw: str, offset: int) -> Iterator[Token]:
    word = fold(raw[:_LONGEST_SPLIT])
    for match in _FOLDED_WORD.finditer(word.text):
        start, end = word.span(*match.span())
        yield Token(match.group(), raw[start:end], offset + start, offset + end)
