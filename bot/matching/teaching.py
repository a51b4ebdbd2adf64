"""Names that a chat has taught: which further spellings they give to a term it watches.

What lives here: joining a chat's names that share a spelling, and looking a term up in them. What does not: the known names
(``watchlist``), and where a chat's names are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.matching.marks import Fault
from bot.matching.query import parse
from bot.model.watch import TaughtName
from bot.text.folding import tokens

_REMEMBERED = 512

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kin:
    """Names that mean one thing: the folded words of every spelling they reach, and the spellings that were taught."""

    reached: frozenset[Words]
    spellings: tuple[str, ...]


def words_of(spelling: str) -> Words:
    """The folded words of a spelling: those that are the same in two of them make no difference to what is found."""
    return tuple(token.text for token in tokens(spelling))


def taught_for(term: str, names: Sequence[TaughtName]) -> frozenset[str]:
    """The spellings that a chat's names add to a term: those of every name that it is a spelling of.

    Of a term of several phrases, those of the first one that each alternative wants; a phrase in quotes gets none. Names that
    share a spelling are one. Spellings that differ from the term in folding alone are left out.
    """
    if not names:
        return frozenset()
    meant = set(_meant(term))
    return frozenset(
        spelling
        for kin in _joined(tuple(names))
        if not meant.isdisjoint(kin.reached)
        for spelling in kin.spellings
        if words_of(spelling) not in meant
    )


def alike(spellings: Iterable[str]) -> bool:
    """Whether these spellings differ in folding alone, so that teaching them as one name would change nothing."""
    return len({words_of(spelling) for spelling in spellings}) <= 1


def _meant(term: str) -> Iterator[Words]:
    """The phrases of a term that names can give spellings to; all its words for one that cannot be understood any more."""
    query = parse(term)
    if isinstance(query, Fault):
        yield words_of(term)
        return
    yield from (words_of(each.wanted[0].text) for each in query.alternatives if not each.wanted[0].exact)


@lru_cache(maxsize=_REMEMBERED)
def _joined(names: tuple[TaughtName, ...]) -> tuple[_Kin, ...]:
    groups: list[_Kin] = []
    for name in names:
        reached = frozenset(words_of(spelling) for spelling in (*name.spellings, *name.kin))
        spellings = name.spellings
        apart = []
        for group in groups:
            if group.reached & reached:
                reached |= group.reached
                spellings = group.spellings + spellings
            else:
                apart.append(group)
        groups = [*apart, _Kin(reached, _each_once(spellings))]
    return tuple(groups)


def _each_once(spellings: Sequence[str]) -> tuple[str, ...]:
    by_words: dict[Words, str] = {}
    for spelling in spellings:
        by_words.setdefault(words_of(spelling), spelling)
    return tuple(by_words.values())
