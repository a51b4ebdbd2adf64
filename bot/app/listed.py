"""Which spellings of a name a list of pairs holds, so that a hit in running text can be told from a false one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.app.labelled import Pair
from bot.text.arabic import is_arabic
from bot.text.folding import folded_words

_ARTICLE = "ال"
# What may stand before a name in one written word; لل is the article behind ل.
_BEFORE = tuple(
    conjunction + rest
    for conjunction in ("", "و", "ف")
    for rest in ("", "ب", "ك", "ل", "س", "ال", "بال", "كال", "لل")
    if conjunction or rest
)


class Listed:
    """All spellings of every name: those of the pairs that share a spelling with it, in both scripts."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._arabic: defaultdict[str, set[str]] = defaultdict(set)
        self._english: defaultdict[str, set[str]] = defaultdict(set)
        self._known: dict[str, frozenset[str]] = {}
        for pair in pairs:
            arabic, english = _plain(pair.arabic), _plain(pair.english)
            self._english[arabic].add(english)
            self._arabic[english].add(arabic)

    def holds(self, term: str, span: str) -> bool:
        """Whether a span, its clitics off, is a listed spelling of the term."""
        spellings = self._known.get(term)
        if spellings is None:
            spellings = self._known[term] = self.spellings(term)
        return any(form in spellings for form in _bare(_plain(span)))

    def spellings(self, term: str) -> frozenset[str]:
        """The folded spellings of a term: its counterparts in the other script, and what shares one with it in its own."""
        word = _plain(term)
        across, back = (self._english, self._arabic) if is_arabic(word) else (self._arabic, self._english)
        others = across.get(word, set())
        own = {spelling for other in others for spelling in back[other]}
        everything = {word} | others | own
        return frozenset(everything | {spelling.removeprefix(_ARTICLE) for spelling in everything})


def _plain(text: str) -> str:
    """Folded, its words run together, so that hyphens and spaces make no difference."""
    return "".join(folded_words(text))


def _bare(word: str) -> Iterator[str]:
    """The word, and what is left of it without each clitic that it could begin with."""
    yield word
    if is_arabic(word):
        for before in _BEFORE:
            if word.startswith(before):
                yield word[len(before) :]
