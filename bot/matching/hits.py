"""A word that terms and names are made of, and a hit of a written word on it. What lives here: these two values and no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bot.model.watch import How
from bot.text.arabic import is_arabic, same_spelling, without_article

if TYPE_CHECKING:
    from bot.matching.patterns import Pattern


@dataclass(eq=False, slots=True)
class Unit:
    """One folded word that patterns share.

    ``stem`` is the word without its article. The counts say how many patterns hold it at all, allow spellings like it, allow
    renderings of it in the other script, are a known name of this word alone, wrote it as one of the ``SMALL_WORDS``.
    """

    word: str
    stem: str
    article: bool
    arabic: bool
    holders: int = 0
    loose: int = 0
    crossing: int = 0
    named: int = 0
    small: int = 0
    anchored: list[Pattern] = field(default_factory=list)


class Hit(NamedTuple):
    """A unit that a written word may stand for.

    ``proclitic`` and ``ending`` are what the word carries beyond the unit; ``article`` is +1 if the word has one that the unit
    lacks, -1 the other way round. If ``half`` is not "" the word begins with it, some units do as well, and which of them is
    meant depends on the next word; ``unit`` is none of them then.
    """

    unit: Unit
    how: How
    score: float
    proclitic: str = ""
    article: int = 0
    ending: str = ""
    half: str = ""


Best = dict[tuple[Unit, str], Hit]
"""The surest hit so far on each unit, and on each half."""


def new_unit(word: str) -> Unit:
    """The unit of a folded word, held by nothing yet."""
    if not is_arabic(word):
        return Unit(word, word, article=False, arabic=False)
    own = without_article(word)
    return Unit(word, same_spelling(own.stem), own.article, arabic=True)


def keep_best(best: Best, hit: Hit) -> None:
    """Keeps a hit unless a surer one is known."""
    known = best.get((hit.unit, hit.half))
    if known is None or known.score < hit.score:
        best[hit.unit, hit.half] = hit


def is_named(best: Best) -> bool:
    """Whether a word is a known name by itself: then nothing similar is meant."""
    return any(unit.named and not hit.ending and hit.article >= 0 for (unit, _), hit in best.items())
