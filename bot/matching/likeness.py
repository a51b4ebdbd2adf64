"""Whether two words of one script are spellings of one name.

Every difference has a price: small where writers really differ (long vowels, doubled letters, ج for غ), out of reach where a
different letter makes a different word. Longer words may differ more. Known names and common words are kept apart before this.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from rapidfuzz.distance import Levenshtein

_DIFFERENT = 4.0
_MOST_ALLOWED = 3.0
_FREE_LENGTH = 5
_SHORTEST_ARABIC, _SHORTEST_LATIN = 4, 7
_SHORTEST_OTHER_START = 6

# Odds of an Arabic spelling, in logarithms: for each letter, against each unit of price, and from where they count.
_BONUS, _MOST_BONUS, _ENOUGH = 1.1, 12.0, 18.2
_HAND_PRICE, _LEARNED_PRICE = 0.3, 0.6
_DOUBLED, _UNHEARD = 1.5, 8.0
_STRANGE = _HAND_PRICE * _DIFFERENT + _LEARNED_PRICE * _UNHEARD
_MOST_COMMON_LATIN = -13.2
# What an edit costs at least: of a letter in Latin, of a sign in Arabic (``weighed``).
_LEAST_LATIN_PRICE, _LEAST_PRICE = 0.5, 1.2
_MOST_SIGNS = 2
# By so many letters a spelling may be longer and count as fully as one that is as long as the word.
_MOST_LONGER = 2
_SHARED = {"S": "سزش", "T": "تث", "D": "دذ", "K": "كخ", "B": "ب", "F": "ف", "R": "ر", "L": "ل", "M": "م", "N": "ن"}
_DOUBLED_SIGNS = re.compile("([A-Z](.))\\1")

_ARABIC_VOWELS = frozenset("اوي")
_LATIN_VOWELS = frozenset("aeiouy")
_ARABIC_PAIRS = {
    **dict.fromkeys(("غك", "غق", "قك", "جق", "زس", "تث", "سث", "زث", "حه"), 1.0),
    "جغ": 0.5,
    **dict.fromkeys(("تط", "سص", "دض", "دذ", "زظ", "ضظ", "ذظ", "ذز", "اه", "اع"), 0.8),
    **dict.fromkeys(("سش", "كخ", "حخ", "بف", "وف", "جي", "خج", "جش"), 1.4),
}
_ARABIC_EXTRA = {"ه": 1.2, "ع": 1.2, "ء": 0.5, "ت": 1.4, "ن": 1.8}
_LATIN_PAIRS = {
    **dict.fromkeys(("ck", "kq", "cq", "sz", "cs", "vw", "fv", "gj", "gq", "iy", "ij", "jy", "uw", "ow"), 0.8),
    **dict.fromkeys(("gk", "dt", "bp", "hk", "dz", "gh"), 1.4),
    **dict.fromkeys(("ou", "ei", "ae"), 0.7),
    "ai": 1.0,
}
_SAME_ENDINGS = frozenset({"sz", "zs", "ck", "kc", "iy", "yi"})
_BEGINNINGS = frozenset(
    {"جغ", "غج", "غك", "كغ", "قك", "كق", "غق", "قغ", "gq", "qg", "gk", "kg", "ck", "kc", "qk", "kq", "jd", "اي", "او"}
)
_ARABIC_BEGINNINGS = frozenset(
    one + other for group in ("جغقكي", "اويعه", "سزشصث", "تطث", "دضذ", "حهخ", "فو", "خكج") for one in group for other in group
)
_LATIN_EXTRA = {"h": 0.7, "w": 1.2, "'": 0.0, "k": 1.5, "d": 1.5}
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"
_ONE_LETTER = str.maketrans("طصضهظعقغ", "تسدحزاكج")
# The first sign of consonants, shared by those that are taken for each other; the second is the letter.
_SIGNS = {
    ord(letter): signs.get(letter.translate(_ONE_LETTER), "") + letter.translate(_ONE_LETTER)
    for signs in [{each: sign for sign, group in _SHARED.items() for each in group}]
    for letter in _LETTERS
}


def _both_ways(pairs: dict[str, float]) -> dict[str, float]:
    return pairs | {pair[::-1]: price for pair, price in pairs.items()}


def _other_beginnings() -> dict[str, frozenset[str]]:
    """For the first sign of a weighed word those that other spellings may begin with."""
    found: dict[str, set[str]] = {}
    for pair in (*_ARABIC_BEGINNINGS, *(letter * 2 for letter in _LETTERS)):
        one, other = (_SIGNS.get(ord(letter), letter)[0] for letter in pair)
        found.setdefault(one, set()).add(other)
    for pair in _BEGINNINGS:
        found.setdefault(pair[0], {pair[0]}).add(pair[1])
    return {one: frozenset(others) for one, others in found.items()}


_OTHER_BEGINNINGS = _other_beginnings()
_PAIRS = _both_ways(_ARABIC_PAIRS | _LATIN_PAIRS)
_EXTRA = _ARABIC_EXTRA | _LATIN_EXTRA
_VOWELS = _ARABIC_VOWELS | _LATIN_VOWELS


def likeness(term: str, word: str) -> float:
    """How surely two folded words of one script are one name: 0 (not) or 60-95."""
    shorter = min(len(term), len(word))
    if shorter < (_SHORTEST_LATIN if term.isascii() else _SHORTEST_ARABIC) or not _same_beginning(term, word, shorter):
        return 0.0
    allowed = _allowed(shorter, latin=term.isascii())
    if Levenshtein.distance(term, word, score_cutoff=6) * _LEAST_LATIN_PRICE > allowed:
        return 0.0
    price = difference(term, word)
    return 95.0 - 10.0 * price if price <= allowed else 0.0


def spelled(term: str, word: str, commonness: float, prices: Prices) -> float:
    """The score 70-94 that a word of an article is another spelling of a watched one in the same script; 0 if it is not.

    ``commonness``: the logarithm of the word's share of running text, and what speaks against it besides.
    """
    if term.isascii():
        score = likeness(term, word)
        return score if score and commonness < _MOST_COMMON_LATIN else 0.0
    shorter = min(len(term), len(word))
    if shorter < _SHORTEST_ARABIC or not _begin_alike(term, word):
        return 0.0
    odds = _odds(term, word, commonness)
    odds -= prices.of(term, word, odds)
    if odds < 0 or _is_relative(term, word):
        return 0.0
    most = _most_apart(shorter)
    return 0.0 if Levenshtein.distance(term, word, score_cutoff=most) > most else min(70.0 + 2.0 * odds, 94.0)


def shortest_spelled(*, latin: bool) -> int:
    """The fewest letters of a word that has other spellings."""
    return _SHORTEST_LATIN if latin else _SHORTEST_ARABIC


def weighed(word: str) -> str:
    """An Arabic word with two signs for a consonant and one for a vowel or the second of two like letters.

    Letters taken for each other at next to no price are one, those taken at a low price share a sign; so the number of signs in
    which two words differ says about what ``spelled`` charges for it. Latin words stay as they are.
    """
    return word if word.isascii() else _DOUBLED_SIGNS.sub(r"\1\2", word.translate(_SIGNS))


def beginnings(signs: str) -> frozenset[str]:
    """The signs that other spellings of a weighed word may begin with."""
    found = _OTHER_BEGINNINGS.get(signs[0])
    return frozenset(signs[0]) if found is None else found


def most_edits(word: str, commonness: float) -> int:
    """The most signs in which another spelling of a word can differ from it, below 0 if the word is too frequent."""
    if word.isascii():
        return int(_allowed(len(word), latin=True) / _LEAST_LATIN_PRICE) if commonness < _MOST_COMMON_LATIN else -1
    odds = min(_BONUS * (len(word) + _MOST_LONGER / 2), _MOST_BONUS) - commonness - _ENOUGH
    return -1 if odds < 0 else min(int(odds / _LEAST_PRICE), _MOST_SIGNS * _most_apart(len(word)))


def too_many(edits: int, term: str, word: str, commonness: float) -> bool:
    """Whether so many signs that differ cost more than ``spelled`` allows."""
    return not term.isascii() and edits * _LEAST_PRICE > _odds(term, word, commonness)


def measured(term: str, word: str, commonness: float, prices: Prices) -> tuple[float, float]:
    """The score that ``spelled`` judges by, even if it is too low (0-94), and the score from which it counts."""
    if term.isascii():
        least = 95.0 - 10.0 * _allowed(min(len(term), len(word)), latin=True)
        return max(95.0 - 10.0 * difference(term, word), 0.0), least
    odds = _odds(term, word, commonness)
    odds -= prices.of(term, word)
    return min(max(70.0 + 2.0 * odds, 0.0), 94.0), 70.0


def apart(term: str, word: str, commonness: float) -> str:
    """Why ``spelled`` does not even measure two words, "" if it does.

    ``short``, ``beginning`` (another first letter), ``letters`` (too many differ), ``adjective`` (one is that of the other),
    ``frequent`` (the word is too frequent to be a mere spelling).
    """
    latin, shorter = term.isascii(), min(len(term), len(word))
    if shorter < (_SHORTEST_LATIN if latin else _SHORTEST_ARABIC):
        return "short"
    if not (_same_beginning(term, word, shorter) if latin else _begin_alike(term, word)):
        return "beginning"
    if latin:
        return "frequent" if commonness >= _MOST_COMMON_LATIN else ""
    most = _most_apart(shorter)
    if Levenshtein.distance(term, word, score_cutoff=most) > most:
        return "letters"
    return "adjective" if _is_relative(term, word) else ""


def _odds(term: str, word: str, commonness: float) -> float:
    """The odds that one Arabic word is a spelling of the other before it is looked at what differs."""
    return min(_BONUS * (len(term) + len(word)) / 2, _MOST_BONUS) - commonness - _ENOUGH


def _most_apart(length: int) -> int:
    """The most letters in which Arabic spellings differ of which the shorter is so long."""
    return length // 2 + (length > _FREE_LENGTH)


def _is_relative(one: str, other: str) -> bool:
    """Whether one word is the relative adjective of the other (تشاد, تشادي)."""
    shorter, longer = sorted((one, other), key=len)
    return longer in {shorter + "ي", shorter + "يه"} or (
        shorter[-1] in "اه" and longer in {shorter[:-1] + "ي", shorter[:-1] + "يه"}
    )


class Prices:
    """What it costs that two Arabic words differ, by hand and as learned (``letters.confusions``)."""

    def __init__(self, confusions: Mapping[tuple[str, str], float]) -> None:
        letters = {letter for pair in confusions for letter in pair} | set(_LETTERS)
        self._learned = {
            one + other: _LEARNED_PRICE * min(confusions.get((one, other), _UNHEARD), confusions.get((other, one), _UNHEARD))
            for one in letters
            for other in letters
        }
        self._replaced = {pair: price + _HAND_PRICE * _replaced(pair[:1], pair[1:]) for pair, price in self._learned.items()}
        self._unheard = {letter: confusions.get((letter, ""), _UNHEARD) for letter in letters}

    def of(self, term: str, word: str, most: float = math.inf) -> float:
        """The price of everything that differs between two words; of a part if that is more than ``most``."""
        price = 0.0
        for edit in Levenshtein.editops(term, word):
            if edit.tag == "replace":
                at, place = edit.src_pos, edit.dest_pos
                pair = term[at] + word[place]
                if at == len(term) - 1 and place == len(word) - 1:
                    price += _HAND_PRICE * _ending(term[-2:], word[-2:]) + self._learned.get(pair, _LEARNED_PRICE * _UNHEARD)
                else:
                    price += self._replaced.get(pair, _STRANGE)
            elif edit.tag == "delete":
                price += self._extra(term, edit.src_pos)
            else:
                price += self._extra(word, edit.dest_pos)
            if price > most:
                break
        return price

    def _extra(self, word: str, place: int) -> float:
        if _is_doubled(word, place):
            learned = _DOUBLED
        else:
            learned = self._unheard.get(word[place], _UNHEARD) + (place in {0, len(word) - 1})
        return _HAND_PRICE * _extra(word, place) + _LEARNED_PRICE * learned


def _is_doubled(word: str, place: int) -> bool:
    return word[place] in (word[place - 1 : place], word[place + 1 : place + 2])


def _allowed(length: int, *, latin: bool) -> float:
    """The price that words of this length may differ by."""
    if latin:
        return min(1.0 + 0.3 * (length - _SHORTEST_LATIN), _MOST_ALLOWED)
    if length < _FREE_LENGTH:
        return 0.5
    return min(1.0 + 0.5 * (length - _FREE_LENGTH), _MOST_ALLOWED)


def _begin_alike(term: str, word: str) -> bool:
    return term[0] == word[0] or term[0] + word[0] in _ARABIC_BEGINNINGS


def _same_beginning(term: str, word: str, shorter: int) -> bool:
    return term[0] == word[0] or (shorter >= _SHORTEST_OTHER_START and term[0] + word[0] in _BEGINNINGS)


def difference(term: str, word: str) -> float:
    """The price of everything that differs between two words."""
    price = 0.0
    for edit in Levenshtein.editops(term, word):
        if edit.tag == "replace":
            last = edit.src_pos == len(term) - 1 and edit.dest_pos == len(word) - 1
            price += _ending(term[-2:], word[-2:]) if last else _replaced(term[edit.src_pos], word[edit.dest_pos])
        elif edit.tag == "delete":
            price += _extra(term, edit.src_pos)
        else:
            price += _extra(word, edit.dest_pos)
    return price


def _replaced(one: str, other: str) -> float:
    if one in _ARABIC_VOWELS and other in _ARABIC_VOWELS:
        return 1.2
    return _PAIRS.get(one + other, _DIFFERENT)


def _ending(one: str, other: str) -> float:
    """The price of another last letter: it mostly makes another word (Argentina, Argentine; إندونيسيا، إندونيسية)."""
    if one.isascii():
        return _replaced(one[-1], other[-1]) if one[-1] + other[-1] in _SAME_ENDINGS else _DIFFERENT
    if one.startswith("ي") and {one[-1], other[-1]} == {"ا", "ه"}:
        return _DIFFERENT
    return 2 * _replaced(one[-1], other[-1]) if one[-1] in _ARABIC_VOWELS else _replaced(one[-1], other[-1])


def _extra(word: str, place: int) -> float:
    letter = word[place]
    if _is_doubled(word, place):
        return 0.5
    if place in {0, len(word) - 1}:
        # A last letter is the difference between Arnold and Arnoldo, ميلان and ميلانو.
        return _DIFFERENT
    if letter == "ي" and place == len(word) - 2 and word[-1] in "اه":
        # A relative adjective (الناصرة, الناصرية).
        return _DIFFERENT
    if letter in _VOWELS:
        return 0.7 if letter == "ي" else 0.9
    return _EXTRA.get(letter, _DIFFERENT)
