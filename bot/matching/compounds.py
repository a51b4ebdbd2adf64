"""Terms of several phrases: which of them an article meets, once the phrases that stand in it are known.

What lives here: alternatives, exclusions and filters. What does not: finding phrases (``matcher``), and how a term is written
(``query``). An alternative waits under one of its phrases, so that an article touches only those whose phrase it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from bot.matching.query import Alternative, Phrase, Query
from bot.matching.terms import words_of
from bot.model.news import Article
from bot.model.watch import How, Match
from bot.text.arabic import without_article

SURE = 85.0
"""The score from which even something merely similar counts as what was meant."""

LOOSE = frozenset({How.FUZZY, How.TRANSLITERATED})
"""The ways of matching that only show that something is similar."""

_REMEMBERED = 4096
_Waiting = tuple[str, int]


class Compounds:
    """The terms that are more than one phrase, live."""

    def __init__(self) -> None:
        self._waiting: dict[str, dict[_Waiting, Alternative]] = {}
        self._anchors: dict[str, tuple[str, ...]] = {}

    def hold(self, term: str, query: Query) -> None:
        """Takes up a term that is not held yet."""
        anchors = tuple(self._anchor(each.wanted) for each in query.alternatives)
        self._anchors[term] = anchors
        for number, anchor in enumerate(anchors):
            self._waiting.setdefault(anchor, {})[term, number] = query.alternatives[number]

    def release(self, term: str) -> None:
        """Lets go of a term. Raises KeyError for one that is not held."""
        for number, anchor in enumerate(self._anchors.pop(term)):
            waiting = self._waiting[anchor]
            del waiting[term, number]
            if not waiting:
                del self._waiting[anchor]

    def met(self, article: Article, found: Mapping[str, Sequence[Match]]) -> list[Match]:
        """The matches of every term that the article meets, those of alternatives with fewer needs first.

        ``found`` gives the matches of each phrase by how it is spelled. A match of a term is one of a wanted phrase; its
        ``needs`` say what each wanted phrase was found by, so that a watch can tell whether its own spellings suffice.
        """
        matches = [
            match
            for spelled in found
            for (term, _), alternative in self._waiting.get(spelled, {}).items()
            for match in _met(term, alternative, article, found)
        ]
        return sorted(matches, key=lambda match: len(match.needs))

    def _anchor(self, wanted: Iterable[Phrase]) -> str:
        """The phrase to wait under: one that few wait under, and long, because rare."""
        return min(
            (phrase.spelled for phrase in wanted), key=lambda spelled: (len(self._waiting.get(spelled, ())), -len(spelled))
        )


def _met(term: str, alternative: Alternative, article: Article, found: Mapping[str, Sequence[Match]]) -> list[Match]:
    """The matches of one alternative; none if the article does not meet all of it."""
    if not _admits(alternative, article):
        return []
    wanted = [of_phrase(phrase, found) for phrase in alternative.wanted]
    if not all(wanted) or any(is_sure(match) for phrase in alternative.unwanted for match in of_phrase(phrase, found)):
        return []
    needs = [frozenset((match.form, match.off) for match in matches) for matches in wanted]
    return [
        _as_part(match, term, (*needs[:place], frozenset({(match.form, match.off)}), *needs[place + 1 :]))
        for place, matches in enumerate(wanted)
        for match in matches
    ]


def of_phrase(phrase: Phrase, found: Mapping[str, Sequence[Match]]) -> list[Match]:
    """The matches of a phrase in the field it is asked for in, given those of all phrases by spelling."""
    return [match for match in found.get(phrase.spelled, ()) if not phrase.title or match.field == "title"]


def is_sure(match: Match) -> bool:
    """Whether a match is good enough to shut an article out."""
    return not match.off and (match.how not in LOOSE or match.score >= SURE)


def _as_part(match: Match, term: str, needs: tuple[frozenset[tuple[str, bool]], ...]) -> Match:
    off = any(all(off for _, off in need) for need in needs)
    return replace(match, term=term, off=off, needs=needs)


def _admits(alternative: Alternative, article: Article) -> bool:
    """Whether an article is in a language and from a source that the alternative asks for."""
    if alternative.languages and article.language not in alternative.languages:
        return False
    if article.language in alternative.other_than:
        return False
    if alternative.sources and not any(is_from(article, source) for source in alternative.sources):
        return False
    return not any(is_from(article, source) for source in alternative.not_from)


def is_from(article: Article, source: str) -> bool:
    """Whether an article is from the source so called: by words of its outlet's name or its id, or by its host."""
    wanted = _stems(source)
    return any(_holds(_stems(name), wanted) for name in (article.outlet, article.source)) or _is_under(article.url, source)


def _holds(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))


def _is_under(url: str, source: str) -> bool:
    """Whether a URL is of the host, or of one below it."""
    host, asked = _host(url), _host(source if "//" in source else f"//{source}").removeprefix("www.")
    return "." in asked and (host == asked or host.endswith(f".{asked}"))


@lru_cache(_REMEMBERED)
def _stems(name: str) -> tuple[str, ...]:
    return tuple(without_article(word).stem for word in words_of(name))


def _host(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").removesuffix(".")
    except ValueError:
        return ""
