"""The chat alphabet: Arabic typed in Latin letters, with digits for what Latin lacks (7amas for حماس, Hamas).

What lives here: telling such a term from one that merely holds a digit (T-72, 3nm, B2B), and which Arabic words it may stand
for. What does not: matching; a term is never taken for what is suggested here unless the user says so.
Source: the letter-by-letter use that is common to Arab countries; where it differs (8, 9, 2 for ق) every use is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from bot.text.arabic import without_article
from bot.text.folding import folded_words

_MOST = 5
_MOST_WORDS, _LONGEST_WORD = 6, 30
_FEWEST_LETTERS, _FEWEST_CONSONANTS = 3, 1
# Digits for letters; 0, 1 and 4 are nobody's.
_WORD = re.compile("[a-z235-9']+")
_TYPED = re.compile("[A-Z]?[a-z0-9']*|[0-9][A-Z][a-z0-9']*")
_DIGIT = re.compile("[235-9]")
_VOWELS = frozenset("aeiou")
# What follows a number in English: units, parts of the day, and what is counted.
_COUNTED_NAMES = """
    ball bit card com day days door fold game gag gen goal hour hours level man men mile miles min mins month news page pages
    pack part party pin piece player players point points score seater series sided some speed star stars step storey term tier
    time times way ways week weeks year years zip
"""
_COUNTED = frozenset(_COUNTED_NAMES.split())
# The name of God, by itself or at the end (7izbollah, 3abdallah).
_GOD = re.compile("([a-z0-9']*?)(?:all?|oll?|ull?|ll)ah")
_ARTICLE = re.compile("2?[aei]l(?=[^aeiou'][a-z0-9']{2})")
_ARTICLES = frozenset({"al", "el", "il", "2al", "2el", "2il", "l"})

_GRAPHEMES = re.compile("[3679]'|'[3679]|sh|ch|th|dh|kh|gh|aa|ee|ei|ey|iyy|iy|ii|ai|ayy|ay|oo|ou|uu|au|aw|.")
# What each stands for: how it is usually written first, then what else it may be, folded.
_CONSONANTS = {
    "3": "ع", "3'": "غ", "5": "خ", "6": "ط", "6'": "ظ", "7": "ح", "7'": "خ", "8": "غق", "9": "صق", "9'": "ضص",
    "b": "ب", "c": "كس", "d": "دضذ", "f": "ف", "g": "جغق", "h": "هح", "j": "ج", "k": "كق", "l": "ل", "m": "م", "n": "ن",
    "p": "ب", "q": "ق", "r": "ر", "s": "سص", "t": "تط", "v": "ف", "w": "و", "y": "ي", "z": "زذظ",
    "ch": "ش", "dh": "ذضظ", "gh": "غ", "kh": "خ", "sh": "ش", "th": "ثذ",
}  # fmt: skip
_LONG = {
    **dict.fromkeys(("aa",), "ا"),
    **dict.fromkeys(("ee", "ei", "ey", "ii", "iy", "iyy", "ai", "ayy", "ay"), "ي"),
    **dict.fromkeys(("oo", "ou", "uu", "au", "aw"), "و"),
}
_FIRST = {"a": "أ", "e": "إ", "i": "إ", "o": "أ", "u": "أ"}
_LAST = {"a": "ةا", "e": "ي", "i": "ي", "o": "و", "u": "و"}
_MIDDLE = {"a": "ا", "e": "ي", "i": "ي", "o": "و", "u": "و"}
# What a short vowel may be in a known name, if it is written there: also the alef of a word that begins there (7izbollah).
_STRICT_VOWELS = {"a": "اهيء", "e": "ي", "i": "ي", "o": "و", "u": "و"}
_ANY_VOWELS = {"a": "اهيء", "e": "ياه", "i": "يا", "o": "وا", "u": "وا"}


class _Sound(NamedTuple):
    """Which folded letters a grapheme is heard as, and how many of them; ``least`` is 0 or 1."""

    letters: str
    least: int
    most: int


class _Typed(NamedTuple):
    """One word as typed: small letters, whether an article stood before it, and how sure it is to be Arabic."""

    text: str
    article: bool = False
    sure: bool = False
    doubtful: bool = False


def suggestions(term: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Arabic words that a term typed in the chat alphabet may stand for, the best first, at most five; none if it is not.

    Of the ``known`` names those that sound the same come first. A term whose digits may as well be a number or a version (win7,
    web3, peer2peer) stands for a known name or for nothing.
    """
    typed = _typed(term)
    if not any(word.sure or word.doubtful for word in typed):
        return ()
    names = _sounding_like(typed, known)
    guesses = _guesses(typed) if any(word.sure for word in typed) and not names else ()
    return tuple(dict.fromkeys((*names, *guesses)))[:_MOST]


def _typed(term: str) -> list[_Typed]:
    """The term's words; none if one of them is nothing that is typed in the chat alphabet."""
    parts = re.sub("[\u2018\u2019\u02bc`]", "'", term.strip()).replace("-", " ").split()
    if not parts or len(parts) > _MOST_WORDS:
        return []
    words: list[_Typed] = []
    article = False
    for part in parts:
        small = part.lower()
        if small in _ARTICLES:
            article = True
        elif not _TYPED.fullmatch(part) or not _WORD.fullmatch(small) or small.isdigit() or len(small) > _LONGEST_WORD:
            return []
        else:
            words.append(_weighed(small, article=article))
            article = False
    return [] if article else words


def _weighed(word: str, *, article: bool) -> _Typed:
    """How surely a word is one of the chat alphabet by where its digits stand."""
    prefix = _ARTICLE.match(word)
    if prefix and not article and not _GOD.fullmatch(word):
        word, article = word[prefix.end() :], True
    letters = [letter for letter in word if letter.isalpha()]
    digits = _DIGIT.findall(word)
    consonants = sum(letter not in _VOWELS for letter in letters)
    heard = consonants >= _FEWEST_CONSONANTS and consonants < len(letters)
    if (
        not digits
        or not set(word).isdisjoint("pvx")
        or re.search("[0-9]{2}", word)
        or len(letters) < _FEWEST_LETTERS
        or not heard
    ):
        return _Typed(word, article)
    # "2" and "8" are "to" and "-ate" in English, and a last digit counts versions.
    telling = re.search("[35679].|2(?:aa|ee|ii|oo|ou)", word)
    tail = word.lstrip("235-9'")
    uncounted = tail not in _COUNTED
    return _Typed(word, article, sure=uncounted and telling is not None, doubtful=uncounted)


def _sounding_like(typed: list[_Typed], known: Iterable[str]) -> list[str]:
    """The known names that may be meant, those with fewest letters beyond what was typed first."""
    loose, strict = ([sound for word in typed for sound in _sounds(word.text, strict=way)] for way in (False, True))
    found = [
        (not _is_heard(strict, whole), len(whole), name)
        for name in known
        for whole in _wholes(name, with_article=len(typed) == 1)
        if _is_heard(loose, whole)
    ]
    return [name for *_, name in sorted(found, key=lambda rank: rank[:2])]


def _is_heard(sounds: list[_Sound], whole: str) -> bool:
    """Whether folded letters are a spelling of these sounds."""
    places = {0}
    for letters, least, most in sounds:
        here = places
        reached = set[int]() if least else places
        for _ in range(most):
            here = {place + 1 for place in here if place < len(whole) and whole[place] in letters}
            reached = reached | here
        if not reached:
            return False
        places = reached
    return len(whole) in places


def _wholes(name: str, *, with_article: bool) -> set[str]:
    """A name's folded words in one, without their articles, and with them if they may have been typed along."""
    words = folded_words(name)
    stems = "".join(without_article(word).stem for word in words)
    return {stems, "".join(words)} if with_article else {stems}


def _sounds(word: str, *, strict: bool) -> Iterator[_Sound]:
    """What a typed word is heard as; ``strict``: each letter in its first use."""
    vowels = _STRICT_VOWELS if strict else _ANY_VOWELS
    for grapheme in _graphemes(word):
        if grapheme == "2":
            yield _Sound("اءيو" if strict else "اءيوق", 1, 1)
        elif grapheme in _LONG:
            yield _Sound(_LONG[grapheme], 1, 1) if strict else _Sound(_LONG[grapheme] + vowels[grapheme[0]], 0, 1)
        elif grapheme in vowels:
            yield _Sound(vowels[grapheme], 0, 2 if grapheme == "a" else 1)
        elif letters := _CONSONANTS.get(grapheme, ""):
            yield _Sound(letters[:1] if strict else letters, 1, 2)


def _graphemes(word: str) -> list[str]:
    """The word in pieces that stand for one letter each, doubled consonants once."""
    pieces = [piece[::-1] if piece[0] == "'" else piece for piece in _GRAPHEMES.findall(word)]
    return [piece for place, piece in enumerate(pieces) if piece != pieces[place - 1] or not place or piece in _VOWELS]


def _guesses(typed: list[_Typed]) -> Iterator[str]:
    for spelled in product(*(_spellings(word) for word in typed)):
        yield " ".join(spelled)


def _spellings(word: _Typed) -> list[str]:
    """Likely spellings: the last short vowel written (حماس), then none of them (عرب)."""
    article = "ال" if word.article else ""
    god = _GOD.fullmatch(word.text)
    if god and not article:
        return [f"{_written(_graphemes(god[1]), set())} الله".strip()]
    graphemes = _graphemes(word.text)
    short = [place for place, piece in enumerate(graphemes[:-1]) if place and piece in _MIDDLE]
    found = [_written(graphemes, {short[-1]}) if short else "", _written(graphemes, set())]
    if len(short) == 1:
        found.reverse()
    return [article + spelling for spelling in dict.fromkeys(found) if spelling]


def _written(graphemes: list[str], written: set[int]) -> str:
    last = len(graphemes) - 1
    letters = []
    for place, piece in enumerate(graphemes):
        if piece == "2":
            letters.append(_hamza(graphemes, place))
        elif piece in _LONG:
            letters.append(_LONG[piece])
        elif piece in _VOWELS:
            letters.append(_vowel(piece, first=not place, last=place == last, written=place in written))
        else:
            letters.append(_CONSONANTS.get(piece, "")[:1])
    return "".join(letters)


def _vowel(piece: str, *, first: bool, last: bool, written: bool) -> str:
    if first:
        return _FIRST[piece]
    if last:
        return _LAST[piece][0]
    return _MIDDLE[piece] if written else ""


def _hamza(graphemes: list[str], place: int) -> str:
    """The seat of a hamza by its neighbours (ra2ees رئيس, mas2ool مسؤول)."""
    following = graphemes[place + 1] if place + 1 < len(graphemes) else ""
    if not place:
        return "إ" if following[:1] in {"i", "e"} else "أ"
    if not following:
        return "ء"
    return {"i": "ئ", "e": "ئ", "o": "ؤ", "u": "ؤ"}.get(following[0], "أ")
