"""A headline as grouping sees it: its stems, trigrams, figures, places and sides; and how alike two of them are.

What lives here: reading one headline, comparing two. What does not: what follows (``gates``, ``grouping``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from rapidfuzz import fuzz

from bot.model.news import Language
from bot.stories.numbers import Quantity, quantities
from bot.stories.opposites import negation, sides
from bot.stories.places import Place, places
from bot.stories.stems import content, stem
from bot.text.folding import folded_words

_REMEMBERED = 1 << 14
_GRAM = 3
# Folded titles that say the same every day with other figures in them.
_TEMPLATE = re.compile(
    r"""
    \b(?:اسعار|سعر)\ (?:صرف\ )?(?:ال)?
        (?:ذهب|دولار|عملات|يورو|فضه|ريال|دينار|ليره|صرف|بيتكوين|خضر|خضار|حديد|اسمنت|محروقات|بنزين|وقود|نفط|جنيه)\w*
        (?:\ \w+){0,6}
        \ (?:اليوم|الان|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت|الاحد)\b
    | \b(?:مواقيت|مواعيد|اوقات)\ (?:ال)?(?:صلاه|صلوات|اذان|قطارات)\b
    | \b(?:حاله|احوال)\ الطقس\b | ^(?:ال)?طقس\b | \bالطقس\ (?:اليوم|غدا|المتوقع)\b | \bدرجات\ الحراره\ (?:اليوم|غدا|المتوقعه)\b
    | \bالارصاد\b.*\bطقس\b
    | \b(?:حظك|توقعات\ الابراج|ابراج)\ اليوم\b
    | \b(?:عناوين|مانشيتات|افتتاحيات|اسرار|اهتمامات|مقدمات\ نشرات)\ (?:ال)?(?:صحف|اخبار)\w*
    | ^(?:ابرز|اهم)\ (?:ال)?(?:احداث|عناوين|اخبار)\ (?:اليوم|الاسبوع)\b
    | \bموجز\ (?:ال)?(?:اخبار|انباء|اعلامي)\b | \bنشره\ الاخبار\b
    | \b(?:gold|silver|oil|dollar|bitcoin|petrol|fuel|exchange|crypto|currency)(?:\ \w+)?\ (?:prices?|rates?)
        (?:\ \w+){0,6}\ today\b
    | \btodays?\ (?:gold|silver|dollar|petrol|bitcoin|weather|horoscope|headlines)\b
    | \b(?:gold|silver|petrol|bitcoin)\ (?:price|rate)\ today\b
    | \bprayer\ times?\b | \bweather\ (?:forecast|today|update)\b | ^weather\b
    | \b(?:daily|weekly)\ horoscope\b | \bhoroscope\ (?:for|today)\b
    | \b(?:morning|evening|daily|weekly|news)\ (?:briefing|brief|digest|roundup|headlines|bulletin)\b
    | \bstocks\ to\ watch\b | \blottery\ (?:results|numbers)\b | \bwordle\ (?:hints?|answers?)\b
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a title is worded: its light stems without small words, all of them as one string, and the letter trigrams."""

    stems: tuple[str, ...]
    text: str
    grams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Headline:
    """What a title says beside its figures: its folded words, places, the sides it takes, and the word that denies.

    ``template``: it is one of those that come every day.
    """

    words: tuple[str, ...]
    places: frozenset[Place]
    sides: dict[tuple[int, int], str]
    negation: str
    template: bool


@lru_cache(_REMEMBERED)
def wording(title: str) -> Wording:
    """How a title is worded."""
    every = [stem(word) for word in folded_words(title)]
    stems = content(every)
    return Wording(stems, " ".join(every), _grams(stems))


@lru_cache(_REMEMBERED)
def figures(title: str, language: Language) -> tuple[Quantity, ...]:
    """The quantities of a title."""
    return quantities(title, language)


@lru_cache(_REMEMBERED)
def headline(title: str) -> Headline:
    """What a title says."""
    words = tuple(folded_words(title))
    return Headline(
        words=words,
        places=places(words),
        sides=sides(words),
        negation=negation(words),
        template=bool(_TEMPLATE.search(" ".join(words))),
    )


def stems(title: str) -> tuple[str, ...]:
    """The light stems of a title or sentence, each once, small words left out."""
    return content(map(stem, folded_words(title)))


def alike(one: Wording, other: Wording) -> float:
    """How alike two titles are, 0-100: the mean of shared letter trigrams (Dice) and token_set_ratio of their stems."""
    if not one.grams or not other.grams:
        return 0.0
    shared = len(one.grams & other.grams)
    return (200 * shared / (len(one.grams) + len(other.grams)) + fuzz.token_set_ratio(one.text, other.text)) / 2


def _grams(stems: tuple[str, ...]) -> frozenset[str]:
    """All trigrams of the stems; one that comes again is told from the first by its number, so that each counts."""
    edged = [f"<{word}>" for word in stems]
    # Titles share most of their trigrams, and thousands of titles are remembered.
    met = Counter([intern(word[at : at + _GRAM]) for word in edged for at in range(len(word) - _GRAM + 1)])
    again = (f"{gram}{number}" for gram, count in met.items() if count > 1 for number in range(1, count))
    return frozenset(met).union(again)
