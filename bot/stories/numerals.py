"""Joining the pieces of one number: "two hundred and five", «ثلاثة وعشرون» (twenty-three), «3 ملايين و200 ألف» (3.2 million).

What lives here: the grammar of cardinals and ordinals. What does not: the words themselves (``number_words``), what is counted
(``numbers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.stories.lexemes import Lexeme, Sort
from bot.stories.number_words import (
    DUAL_SCALES,
    ELEVENS,
    HALVES,
    HUNDREDS,
    ORDINAL_ELEVENS,
    ORDINALS,
    PLURAL_SCALES,
    SCALES,
    SMALL,
)

_TEN, _HUNDRED = 10, 100
_CLITICS = "وفبلك"
_WORDS = frozenset().union(SMALL, HUNDREDS, SCALES, PLURAL_SCALES, DUAL_SCALES, HALVES, ELEVENS)
# «لست» is "I am not", hardly ever "for six".
_OTHERWISE = frozenset({"لست"})
_REMEMBERED = 1 << 14


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number's value, how many pieces it takes, and whether it says a place in a row (fourth) instead of a count.

    ``bare``: one plain word such as "one" or «واحد», which counts only where a counted noun stands by.
    """

    value: float
    length: int
    ordinal: bool = False
    bare: bool = False
    unit: str = ""


def numeral(pieces: Sequence[Lexeme], at: int) -> Numeral | None:
    """The number that begins at piece ``at``, or None."""
    if pieces[at].sort is Sort.WORD and not begins(pieces[at].word):
        return None
    return _ordinal(pieces, at) or _cardinal(pieces, at)


@lru_cache(_REMEMBERED)
def begins(word: str) -> bool:
    """Whether a folded word may begin a number at all; most words may not."""
    ordinal = _ordinal_word(word)
    return _word(word)[0] in _WORDS or ordinal in ORDINALS or ordinal in ORDINAL_ELEVENS


@dataclass(slots=True)
class _Sum:
    """A number while it is being read: whole scales so far, the group under way, and the last scale's size."""

    total: float = 0.0
    group: float = 0.0
    scale: float = float("inf")
    parts: int = 0
    unit: str = ""
    halves: bool = False
    halved: bool = False


@lru_cache(_REMEMBERED)
def _word(word: str) -> tuple[str, bool]:
    """A folded word as the tables spell it, and whether an Arabic و joins it to what is before."""
    if _known(word) or word in _OTHERWISE:
        return word, False
    joined = word.startswith("و")
    for clitics in (word[1:], word[2:]):
        if word[0] not in _CLITICS or len(clitics) < len("ست"):
            break
        bare = clitics.removeprefix("ال") if not _known(clitics) else clitics
        if word.startswith("لل") and clitics == word[1:]:
            bare = word[2:]
        if _known(bare):
            return bare, joined
    if word.startswith("ال") and _known(word[2:]):
        return word[2:], False
    return word, False


def _known(word: str) -> bool:
    return word in _WORDS


def _cardinal(pieces: Sequence[Lexeme], at: int) -> Numeral | None:
    read, place, end = _Sum(), at, at
    if _eleven(pieces, at):
        _add(read, 1)
        place = end = at + 1
    while place < len(pieces):
        piece = pieces[place]
        if (read.parts and (piece.sort is Sort.HYPHEN or piece.word == "and")) or (read.halves and piece.word in ("a", "of")):
            place += 1
            continue
        glued = place > 0 and pieces[place - 1].sort is Sort.HYPHEN
        english_and = place > at and pieces[place - 1].word == "and"
        if not _take(read, piece, joined=english_and, glued=glued):
            break
        place += 1
        end = place
    if not read.parts:
        return None
    value = read.total + read.group
    return Numeral(value, end - at, bare=end - at == 1 and value == 1 and pieces[at].sort is Sort.WORD, unit=read.unit)


def _eleven(pieces: Sequence[Lexeme], at: int) -> bool:
    """Whether «أحد» or «إحدى» begins a number here: «أحد عشر» (eleven), «إحدى وعشرين» (twenty-one). Alone it is "one of"."""
    if pieces[at].sort is not Sort.WORD or at + 1 >= len(pieces):
        return False
    word, _ = _word(pieces[at].word)
    following = pieces[at + 1]
    return word in ELEVENS and following.sort is Sort.WORD and SMALL.get(_word(following.word)[0], 0) >= _TEN


def _take(read: _Sum, piece: Lexeme, *, joined: bool, glued: bool) -> bool:
    """Adds a piece to the number under way; False when it does not belong to it."""
    if piece.sort is Sort.NUMBER:
        if read.parts and not (piece.joined and read.total and piece.value < read.scale and not read.group):
            return False
        read.unit = read.unit or piece.unit
        return _add(read, piece.value)
    if piece.sort is not Sort.WORD or (piece.word in ("a", "an") and not read.parts):
        return False
    word, conjunction = _word(piece.word)
    joined = joined or conjunction
    if word in HALVES:
        return _take_half(read, joined=joined)
    if word in SMALL or word in HUNDREDS:
        return _take_small(read, word, joined=joined, glued=glued)
    return _take_scale(read, word, joined=joined)


def _add(read: _Sum, value: float) -> bool:
    read.group += value
    read.parts += 1
    return True


def _take_half(read: _Sum, *, joined: bool) -> bool:
    if not read.parts:
        read.halves = True
        return True
    if joined and read.total and not read.group:
        read.total += read.scale / 2
        read.halved = True
        return True
    return False


def _take_small(read: _Sum, word: str, *, joined: bool, glued: bool) -> bool:
    value = SMALL.get(word, HUNDREDS.get(word, 0))
    group = read.group
    if word in HUNDREDS and value == _HUNDRED and 0 < group < _HUNDRED and not joined and group == int(group):
        read.group = group * _HUNDRED
        read.parts += 1
        return True
    if not group:
        return _add(read, value) if not read.parts or joined or _is_latin(word) else False
    arabic_teen = value == _TEN and 1 <= group % _HUNDRED < _TEN and not joined and not _is_latin(word)
    arabic_tens = value > _TEN and value < _HUNDRED and 1 <= group % _HUNDRED < _TEN and joined and not _is_latin(word)
    english_unit = (
        group % _HUNDRED >= 2 * _TEN and group % _TEN == 0 and value < _TEN and _is_latin(word) and (glued or not joined)
    )
    below_hundred = group % _HUNDRED == 0 and value < _HUNDRED and (joined or _is_latin(word))
    return _add(read, value) if arabic_teen or arabic_tens or english_unit or below_hundred else False


def _take_scale(read: _Sum, word: str, *, joined: bool) -> bool:
    if read.halved and SCALES.get(word) == read.scale:
        # «مليون ونصف المليون» says its scale twice.
        read.halved = False
        return True
    scale = SCALES.get(word) or (PLURAL_SCALES.get(word) if read.group else None)
    if scale is not None:
        if read.group == 0 and read.parts and not joined:
            # «ألف مليار» (a thousand billion).
            read.total *= scale
        elif scale >= read.scale:
            return False
        else:
            read.total += (read.group or (0.5 if read.halves else 1)) * scale
        read.group, read.scale = 0.0, float(scale)
        read.parts += 1
        return True
    pair = DUAL_SCALES.get(word)
    if pair is None or read.group or (read.parts and not (joined and pair < read.scale)):
        return False
    read.total += 2 * pair
    read.scale = float(pair)
    read.parts += 1
    return True


def _is_latin(word: str) -> bool:
    return word.isascii()


def _ordinal(pieces: Sequence[Lexeme], at: int) -> Numeral | None:
    piece = pieces[at]
    if piece.sort is Sort.ORDINAL:
        return Numeral(piece.value, 1, ordinal=True)
    if piece.sort is not Sort.WORD:
        return None
    word = _ordinal_word(piece.word)
    if word in ORDINALS:
        return _ordinal_and_tens(pieces, at, ORDINALS[word], definite=word.startswith("ال"))
    if word in ORDINAL_ELEVENS:
        return _ordinal_and_tens(pieces, at, 1, definite=True) if _next_is_tens(pieces, at) else None
    tens = SMALL.get(word, 0)
    if tens >= 2 * _TEN and word.isascii() and at + 2 < len(pieces) and pieces[at + 1].sort is Sort.HYPHEN:
        unit = ORDINALS.get(pieces[at + 2].word, 0)
        return Numeral(tens + unit, 3, ordinal=True) if 0 < unit < _TEN else None
    return None


def _ordinal_word(word: str) -> str:
    if word in ORDINALS or word in ORDINAL_ELEVENS:
        return word
    if word.startswith("لل"):
        word = "ال" + word[2:]
    elif word.startswith(("وال", "فال", "بال", "كال")):
        word = word[1:]
    elif word.startswith("ولل"):
        word = "ال" + word[3:]
    return word


def _next_is_tens(pieces: Sequence[Lexeme], at: int) -> bool:
    return at + 1 < len(pieces) and SMALL.get(pieces[at + 1].word.removeprefix("و").removeprefix("ال"), 0) >= _TEN


def _ordinal_and_tens(pieces: Sequence[Lexeme], at: int, unit: int, *, definite: bool) -> Numeral:
    """«الخامس عشر» (the fifteenth), «الخامس والعشرون» (the twenty-fifth), or the unit alone."""
    word = pieces[at + 1].word if at + 1 < len(pieces) else ""
    if unit < _TEN and SMALL.get(word, 0) == _TEN and not _is_latin(word):
        return Numeral(unit + _TEN, 2, ordinal=True)
    tens = SMALL.get(word.removeprefix("وال"), 0) if word.startswith("وال") and definite else 0
    if unit < _TEN and 2 * _TEN <= tens < _HUNDRED:
        return Numeral(unit + tens, 2, ordinal=True)
    return Numeral(unit, 1, ordinal=True)
