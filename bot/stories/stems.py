"""Light stems of folded words, so that "kills" meets "killed" and «القتلى» (the dead) meets «قتلى» (dead).

What lives here: cutting what a word carries in front and behind, word lists, small words. What does not: folding
(``bot.text.folding``), and what a word means.
Source: Larkey et al., "Light stemming for Arabic information retrieval" (light10), for the Arabic endings.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.text.folding import folded

_LEAST = 3
_ARABIC_FRONT = ("وبال", "وكال", "ولل", "وال", "فال", "بال", "كال", "لل", "ال")
_ARABIC_BACK = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_REMEMBERED = 1 << 16


def is_arabic(word: str) -> bool:
    """Whether a folded word is written in Arabic letters."""
    return "\u0600" <= word[:1] <= "\u06ff"


@lru_cache(_REMEMBERED)
def stem(word: str) -> str:
    """The light stem of a folded word; never shorter than two letters, a number stays as it is."""
    if is_arabic(word):
        return _arabic(word)
    return word if word.isdigit() else _english(word)


def without_article(word: str) -> str:
    """A folded Arabic word without the article and what is fused to it; any other word as it is."""
    if not word.startswith(_ARABIC_FRONT):
        return word
    for front in _ARABIC_FRONT:
        if word.startswith(front) and len(word) >= len(front) + _LEAST:
            return word[len(front) :]
    return word


def _arabic(word: str) -> str:
    bare = without_article(word)
    if bare == word and word.startswith("و") and len(word) > _LEAST + 1:
        bare = word[1:]
    for back in _ARABIC_BACK:
        if bare.endswith(back) and len(bare) >= len(back) + _LEAST:
            bare = bare[: -len(back)]
            break
    # The indefinite accusative: «قتيلا» (a dead person).
    return bare[:-1] if bare.endswith("ا") and len(bare) > _LEAST else bare


def _english(word: str) -> str:
    if word.endswith("ies") and len(word) > _LEAST + 1:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _LEAST:
        word = word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]
    for back in ("ing", "ed"):
        if word.endswith(back) and len(word) >= len(back) + _LEAST:
            return _undoubled(word[: -len(back)])
    return word[:-1] if word.endswith("e") and len(word) > _LEAST else word


def _undoubled(word: str) -> str:
    twice = len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "ls"
    return word[:-1] if twice else word


def listed(text: str) -> frozenset[str]:
    """The words of a list written with blanks between them, folded."""
    return frozenset(folded(word) for word in text.split())


# Words that every text has: they say nothing about what it is about.
_COMMON = frozenset(
    stem(word)
    for word in listed(
        "a an the of in on at to for from by with as and or is are was were be been it its his her their he she "
        "they this that after before over amid says say said will would has have had new who what how why when "
        "than into about في من على عن إلى أن إن بعد قبل مع ما كيف هذا هذه بسبب خلال بين عند التي الذي قد هو هي كان "
        "كانت ثم أو بعد حول إثر هل تم قال قالت عبر"
    )
)


def content(stems: Iterable[str]) -> tuple[str, ...]:
    """The stems in order, each once, those of small words left out."""
    return tuple(dict.fromkeys(each for each in stems if each not in _COMMON))
