"""The live watchlist: the known names, the terms watched, and the index both are looked up in.

What lives here: adding, removing and previewing terms. What does not: finding them in articles (``matcher``).
One thread owns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.matching.common import COMMON
from bot.matching.patterns import Meaning, Patterns, joined
from bot.matching.terms import Form, fault, unquoted, words_of
from bot.matching.units import Hit
from bot.model.watch import Name, Spelling

_SHORTEST_GUESSED = 6
_SHORTEST_BARE = 5


class Watchlist:
    """Terms to look for and the names that give them spellings.

    ``generation`` grows with every edit. Many chats watching one term cost one entry: ``add`` and ``remove`` count.
    """

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self.generation = 0
        self._names: dict[str, Name] = {}
        self._by_words: dict[tuple[str, ...], list[str]] = {}
        self._terms: dict[str, int] = {}
        self._patterns = Patterns()
        for name in names:
            self._learn(name)

    def __contains__(self, term: str) -> bool:
        """Whether the term is watched."""
        return term in self._terms

    def __len__(self) -> int:
        """How many different terms are watched."""
        return len(self._terms)

    @staticmethod
    def reject(term: str) -> str | None:
        """Why a term cannot be watched: ``empty``, ``too_long`` (over 200 code points) or ``no_letters``; None if it can."""
        return fault(term)

    def add(self, term: str) -> None:
        """Watches a term, once more if it is watched already. Raises ValueError for one that ``reject`` refuses."""
        reason = fault(term)
        if reason is not None:
            raise ValueError(reason)
        self.generation += 1
        self._terms[term] = self._terms.get(term, 0) + 1
        if self._terms[term] == 1:
            for form, meaning in self._forms(term):
                self._patterns.attach(form, meaning)

    def remove(self, term: str) -> None:
        """Undoes one ``add``. Raises KeyError for a term that is not watched."""
        self._terms[term] -= 1
        self.generation += 1
        if not self._terms[term]:
            del self._terms[term]
            for form, meaning in self._forms(term):
                self._patterns.detach(form, meaning)

    def preview(self, term: str) -> tuple[Spelling, ...]:
        """All spellings that a term brings in, the term itself first; nothing changes."""
        text, exact = unquoted(term)
        own = Spelling(term.strip())
        if exact:
            return (own,)
        spellings = [own]
        seen = {words_of(text)}
        for id_ in self._meant(text):
            name = self._names[id_]
            for spelling in name.spellings:
                words = words_of(spelling)
                if words and words not in seen:
                    seen.add(words)
                    spellings.append(Spelling(spelling, name.id, spelling in name.off))
        return tuple(spellings)

    def hits(self, raw: str) -> tuple[Hit, ...]:
        """What a written word may stand for; for the matcher."""
        return self._patterns.index.hits(raw)

    def order(self) -> dict[str, int]:
        """The terms with their places in the order they were added."""
        return {term: place for place, term in enumerate(self._terms)}

    def _learn(self, name: Name) -> None:
        self._names[name.id] = name
        for spelling in name.spellings:
            words = words_of(spelling)
            if not words:
                continue
            if spelling not in name.off:
                ids = self._by_words.setdefault(words, [])
                if name.id not in ids:
                    ids.append(name.id)
            meaning = Meaning("", spelling, off=spelling in name.off, name=name.id)
            self._patterns.attach(self._name_form(spelling, name), meaning)

    @staticmethod
    def _name_form(spelling: str, name: Name) -> Form:
        return Form(words_of(spelling), cased=spelling if spelling in name.cased else "", proper=True)

    def _meant(self, text: str) -> list[str]:
        """The ids of the names that a term is a spelling of, or so like one that no other is meant."""
        words = words_of(text)
        ids = self._by_words.get(words, [])
        if not ids and len(words) == 1:
            bare = words[0].removeprefix("ال")
            if bare != words[0] and len(bare) >= _SHORTEST_BARE:
                ids = self._by_words.get((bare,), [])
            if not ids and len(bare) >= _SHORTEST_GUESSED and bare not in COMMON:
                ids = self._guessed(words[0])
        return [id_ for id_ in ids if self._means(text, words, self._names[id_])]

    def _guessed(self, word: str) -> list[str]:
        ids = {id_ for unit in self._patterns.index.similar(word) for id_ in self._by_words.get((unit.word,), ())}
        return list(ids) if len(ids) == 1 else []

    @staticmethod
    def _means(text: str, words: tuple[str, ...], name: Name) -> bool:
        """Whether a term of these words means the name: a cased spelling that is a common word too must be written so."""
        if text in name.cased or not COMMON.issuperset(words):
            return True
        return any(words_of(spelling) == words for spelling in (*name.en, *name.ar) if spelling not in name.cased)

    def _forms(self, term: str) -> Iterator[tuple[Form, Meaning]]:
        """Every form a term is looked for in, and what finding it means."""
        text, exact = unquoted(term)
        own, *others = self.preview(term)
        form = self._own_form(text, exact=exact)
        yield from _with_joined(form, Meaning(term, own.text))
        for spelling in others:
            meaning = Meaning(term, spelling.text, off=spelling.off, own=False)
            yield from _with_joined(self._name_form(spelling.text, self._names[spelling.name]), meaning)

    def _own_form(self, text: str, *, exact: bool) -> Form:
        words = words_of(text)
        if exact:
            return Form(words, exact=True)
        named = [self._names[id_] for id_ in self._by_words.get(words, ())]
        cased = any(text in name.cased for name in named) or (text.isupper() and text.isascii() and COMMON.issuperset(words))
        return Form(words, cased=text if cased else "", proper=bool(named))


def _with_joined(form: Form, meaning: Meaning) -> Iterator[tuple[Form, Meaning]]:
    yield form, meaning
    together = joined(form)
    if together is not None:
        yield together, Meaning(meaning.term, meaning.spelling, meaning.off, meaning.own, joined=True)
