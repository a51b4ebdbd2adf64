"""The live watchlist: the known names, the terms watched, and the index both are looked up in.

What lives here: adding, removing and previewing terms. What does not: finding them in articles (``matcher``).
One thread owns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.matching.common import COMMON
from bot.matching.likeness import likeness
from bot.matching.patterns import Meaning, Patterns, joined
from bot.matching.skeleton import keys
from bot.matching.terms import Form, fault, form_of, unquoted, words_of
from bot.matching.units import Hit
from bot.model.watch import Name, Spelling
from bot.text.arabic import is_arabic, without_article

_SHORTEST_GUESSED = 6
_SHORTEST_BARE = 5
_LEAST_LIKENESS = 80.0


@dataclass(slots=True)
class _Watched:
    """A watched term: how often it was added, its place among all terms, and what it is looked for in."""

    count: int
    place: int
    forms: tuple[tuple[Form, Meaning], ...]


class Watchlist:
    """Terms to look for and the names that give them spellings.

    ``generation`` grows with every edit. Many chats watching one term cost one entry: ``add`` and ``remove`` count.
    """

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self.generation = 0
        self._names: dict[str, Name] = {}
        self._spelled: set[tuple[str, ...]] = set()
        self._by_words: dict[tuple[str, ...], list[str]] = {}
        self._by_key: dict[str, list[tuple[str, str]]] = {}
        self._terms: dict[str, _Watched] = {}
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
        watched = self._terms.get(term)
        if watched is not None:
            watched.count += 1
            return
        watched = self._terms[term] = _Watched(1, self.generation, tuple(self._forms(term)))
        for form, meaning in watched.forms:
            self._patterns.attach(form, meaning)

    def remove(self, term: str) -> None:
        """Undoes one ``add``. Raises KeyError for a term that is not watched."""
        watched = self._terms[term]
        watched.count -= 1
        self.generation += 1
        if not watched.count:
            del self._terms[term]
            for form, meaning in watched.forms:
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

    def hits(self, raws: Sequence[str]) -> list[tuple[Hit, ...]]:
        """What each of these written words may stand for; for the matcher."""
        return self._patterns.index.hits(raws)

    def place(self, term: str) -> int:
        """A number that is lower for terms watched earlier. Raises KeyError for a term that is not watched."""
        return self._terms[term].place

    def _learn(self, name: Name) -> None:
        self._names[name.id] = name
        for spelling in name.spellings:
            words = words_of(spelling)
            if not words:
                continue
            self._spelled.add(words)
            if spelling not in name.off:
                ids = self._by_words.setdefault(words, [])
                if name.id not in ids:
                    ids.append(name.id)
                self._note_sound(words, name.id)
            meaning = Meaning("", spelling, off=spelling in name.off, name=name.id)
            self._patterns.attach(self._name_form(spelling, name), meaning)

    def _note_sound(self, words: tuple[str, ...], id_: str) -> None:
        if len(words) == 1 and len(words[0]) >= _SHORTEST_GUESSED:
            stem = without_article(words[0]).stem
            for key in keys(stem):
                self._by_key.setdefault(key, []).append((stem, id_))

    @staticmethod
    def _name_form(spelling: str, name: Name) -> Form:
        return form_of(spelling, cased=spelling in name.cased, proper=True)

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
        """The one name that has a spelling very like this word; none if there are several."""
        own = without_article(word).stem
        ids = {
            id_
            for key in keys(own)
            for stem, id_ in self._by_key.get(key, ())
            if is_arabic(stem) == is_arabic(own) and likeness(stem, own) >= _LEAST_LIKENESS
        }
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
        if exact:
            return form_of(text, exact=True)
        words = words_of(text)
        named = [self._names[id_] for id_ in self._by_words.get(words, ())]
        cased = any(text in name.cased for name in named) or (text.isupper() and text.isascii() and COMMON.issuperset(words))
        return form_of(text, cased=cased, proper=words in self._spelled)


def _with_joined(form: Form, meaning: Meaning) -> Iterator[tuple[Form, Meaning]]:
    yield form, meaning
    together = joined(form)
    if together is not None:
        yield together, Meaning(meaning.term, meaning.spelling, meaning.off, meaning.own, joined=True)
