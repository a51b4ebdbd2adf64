"""The words that a term of common nouns is listed under: drones under drone, الغارات الجوية (the air raids) under غارة جوية.

What lives here: taking number and article off a whole term. What does not: what a listed noun brings in (``lexicon``), and the
forms of single words (``bot.text``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from bot.text.arabic import is_arabic, readings, without_article
from bot.text.english import singulars

Words = tuple[str, ...]

_LONGEST = 4


def listed_as(words: Words) -> Iterator[Words]:
    """The ways to write folded words in the singular and without their articles, each once, those given left out."""
    if not words or len(words) > _LONGEST:
        return
    if any(map(is_arabic, words)):
        bare = [(word, without_article(word).stem) for word in words[1:]]
        found = product(_singulars(words[0]), *bare)
    else:
        found = product(*([word] for word in words[:-1]), singulars(words[-1]))
    yield from (each for each in dict.fromkeys(found) if each != words)


def _singulars(word: str) -> Sequence[str]:
    """An Arabic noun as it stands, without its article, and what it may be the plural of; no man's office for a woman's."""
    found = [reading.stem for reading in readings(word) if not reading.proclitic]
    return [word, *(stem for stem in found if not word.endswith(stem + "ه"))]
