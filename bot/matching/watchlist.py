"""The live watchlist: the known names, the terms watched, and the index both are looked up in.

What lives here: adding, removing and previewing terms. What does not: finding them in articles (``matcher``).
One thread owns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.matching.common import COMMON
from bot.matching.compounds import Compounds
from bot.matching.likeness import likeness
from bot.matching.patterns import Meaning, Patterns, joined
from bot.matching.query import Fault, Phrase, Query, parse, phrase_of
from bot.matching.skeleton import keys
from bot.matching.terms import Form, form_of, unquoted, words_of
from bot.matching.units import Hit
from bot.model.news import Article
from bot.model.watch import Match, Name, Spelling
from bot.text.arabic import is_arabic, without_article

HOMOGRAPH, ADJECTIVE = "homograph", "adjective"
"""Why a spelling of a name is off by default: other things share it; it is another word (Iranian)."""

_SHORTEST_GUESSED = 6
_SHORTEST_BARE = 5
_LEAST_LIKENESS = 80.0


class _Key(NamedTuple):
    """What a meaning's ``term`` and ``part`` say: a term of one phrase as written, or a phrase of longer ones as spelled."""

    text: str
    part: bool


@dataclass(slots=True)
class _Watched:
    """A watched term: how often it was added, its place among all terms, what it asks for unless that is one phrase."""

    count: int
    place: int
    query: Query | None


@dataclass(slots=True)
class _Sought:
    """A term of one phrase, or a phrase that longer terms share: how many seek it, in what forms, and what they were taught."""

    count: int
    forms: tuple[tuple[Form, Meaning], ...]
    taught: dict[str, int] | None = None


class Watchlist:
    """Terms to look for and the names that give them spellings.

    ``generation`` grows with every edit. Many chats watching one term cost one entry: ``add`` and ``remove`` count. Terms of
    several phrases share the entries of their phrases.
    """

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self.generation = 0
        self._names: dict[str, Name] = {}
        self._spelled: set[tuple[str, ...]] = set()
        self._by_words: dict[tuple[str, ...], list[str]] = {}
        self._by_key: dict[str, list[tuple[str, str]]] = {}
        self._terms: dict[str, _Watched] = {}
        self._own: dict[str, _Sought] = {}
        self._parts: dict[str, _Sought] = {}
        self._patterns = Patterns()
        self._compounds = Compounds()
        for name in names:
            self._learn(name)

    def __contains__(self, term: str) -> bool:
        """Whether the term is watched."""
        return term in self._terms

    def __len__(self) -> int:
        """How many different terms are watched."""
        return len(self._terms)

    @staticmethod
    def fault(term: str) -> Fault | None:
        """Why a term cannot be watched, with the place (``bot.matching.query`` lists the keys); None if it can."""
        query = parse(term)
        return query if isinstance(query, Fault) else None

    @staticmethod
    def reject(term: str) -> str | None:
        """The key of ``fault`` alone."""
        query = parse(term)
        return query.key if isinstance(query, Fault) else None

    def add(self, term: str, taught: Iterable[str] = (), *, kept: bool = False) -> None:
        """Watches a term, once more if it is watched already.

        ``taught``: further spellings that only some of its watchers mean by it; found and marked off. In a term of several
        phrases they go to the first one that each alternative wants. ``kept``: the term comes from a store; if it breaks a
        rule that is younger than itself, all its words are one phrase.
        Raises ValueError for a term that ``reject`` refuses, or a kept one without any word.
        """
        query = _kept(term) if kept else _accepted(term)
        self.generation += 1
        watched = self._terms.get(term)
        if watched is None:
            self._take_up(term, query)
        else:
            watched.count += 1
        if taught:
            for key in _taught_to(term, query):
                for spelling in dict.fromkeys(taught):
                    self._teach(key, spelling)

    def remove(self, term: str, taught: Iterable[str] = ()) -> None:
        """Undoes one ``add`` with the same ``taught``. Raises KeyError for a term that is not watched, or not taught these."""
        watched = self._terms[term]
        self.generation += 1
        if taught:
            for key in _taught_to(term, watched.query):
                for spelling in dict.fromkeys(taught):
                    self._unteach(key, spelling)
        watched.count -= 1
        if not watched.count:
            self._let_go(term, watched.query)

    def preview(self, term: str) -> tuple[Spelling, ...]:
        """All spellings that a term brings in: those of the term itself first, then those of the names it means.

        Of a term of several phrases, those of each phrase that it wants. Nothing changes.
        """
        query = parse(term)
        if isinstance(query, Fault):
            return (Spelling(term.strip()),)
        spellings: list[Spelling] = []
        seen: set[tuple[str, ...]] = {()}
        keys_ = {_Key(term, part=False): query.plain} if query.plain else _parts(query.wanted)
        each = [(phrase, _own_spelling(key, phrase)) for key, phrase in keys_.items()]
        for found in (*((own,) for _, own in each), *(self._named(phrase) for phrase, _ in each)):
            for spelling in found:
                words = words_of(spelling.text)
                if words not in seen:
                    seen.add(words)
                    spellings.append(spelling)
        return tuple(spellings)

    def met(self, article: Article, found: Mapping[str, Sequence[Match]]) -> list[Match]:
        """The matches of the terms of several phrases, given those of their phrases by spelling; for the matcher."""
        return self._compounds.met(article, found)

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

    def _take_up(self, term: str, query: Query) -> None:
        plain = query.plain
        self._terms[term] = _Watched(1, self.generation, None if plain else query)
        if plain:
            self._seek(_Key(term, part=False), plain)
            return
        self._compounds.hold(term, query)
        for key, phrase in _parts(query.phrases).items():
            self._seek(key, phrase)

    def _let_go(self, term: str, query: Query | None) -> None:
        del self._terms[term]
        if query is None:
            self._abandon(_Key(term, part=False))
            return
        self._compounds.release(term)
        for key in _parts(query.phrases):
            self._abandon(key)

    def _table(self, key: _Key) -> dict[str, _Sought]:
        return self._parts if key.part else self._own

    def _seek(self, key: _Key, phrase: Phrase) -> None:
        """One more that seeks the phrase."""
        table = self._table(key)
        sought = table.get(key.text)
        if sought is None:
            sought = table[key.text] = _Sought(0, tuple(self._forms(key, phrase)))
            for form, meaning in sought.forms:
                self._patterns.attach(form, meaning)
        sought.count += 1

    def _abandon(self, key: _Key) -> None:
        sought = self._table(key)[key.text]
        sought.count -= 1
        if not sought.count:
            del self._table(key)[key.text]
            for form, meaning in sought.forms:
                self._patterns.detach(form, meaning)

    def _teach(self, key: _Key, spelling: str) -> None:
        sought = self._table(key)[key.text]
        sought.taught = sought.taught or {}
        count = sought.taught[spelling] = sought.taught.get(spelling, 0) + 1
        if count == 1:
            for form, meaning in _taught_forms(key, spelling):
                self._patterns.attach(form, meaning)

    def _unteach(self, key: _Key, spelling: str) -> None:
        taught = self._table(key)[key.text].taught or {}
        taught[spelling] -= 1
        if not taught[spelling]:
            del taught[spelling]
            for form, meaning in _taught_forms(key, spelling):
                self._patterns.detach(form, meaning)

    def _named(self, phrase: Phrase) -> Iterator[Spelling]:
        """The spellings of the names that a phrase means; a quoted one means none."""
        if not phrase.exact:
            for name in map(self._names.__getitem__, self._meant(phrase.text)):
                for text in name.spellings:
                    off = text in name.off
                    yield Spelling(text, name.id, off, HOMOGRAPH if off else "")
                yield from (Spelling(text, name.id, off=True, reason=ADJECTIVE) for text in name.adjectives)

    def _forms(self, key: _Key, phrase: Phrase) -> Iterator[tuple[Form, Meaning]]:
        """Every form a phrase is looked for in, and what finding it means."""
        own = _own_spelling(key, phrase).text
        yield from _with_joined(self._own_form(phrase.text, exact=phrase.exact), Meaning(key.text, own, part=key.part))
        seen = {(), words_of(phrase.text)}
        for spelling in self._named(phrase):
            if words_of(spelling.text) not in seen:
                seen.add(words_of(spelling.text))
                meaning = Meaning(key.text, spelling.text, off=spelling.off, own=False, part=key.part)
                yield from _with_joined(self._spelling_form(spelling), meaning)

    def _spelling_form(self, spelling: Spelling) -> Form:
        if spelling.reason == ADJECTIVE:
            return form_of(spelling.text, strict=True)
        return self._name_form(spelling.text, self._names[spelling.name])

    def _own_form(self, text: str, *, exact: bool) -> Form:
        if exact:
            return form_of(text, exact=True)
        words = words_of(text)
        named = [self._names[id_] for id_ in self._by_words.get(words, ())]
        cased = any(text in name.cased for name in named) or _is_ticker(text, words)
        return form_of(text, cased=cased, proper=words in self._spelled)


def _accepted(term: str) -> Query:
    query = parse(term)
    if isinstance(query, Fault):
        raise ValueError(query.key)  # noqa: TRY004 (it is the term that is wrong)
    return query


def _kept(term: str) -> Query:
    query = parse(term)
    if isinstance(query, Query):
        return query
    phrase = phrase_of(term)
    if phrase is None:
        raise ValueError(query.key)
    return phrase


def _parts(phrases: Iterable[Phrase]) -> dict[_Key, Phrase]:
    """Phrases of a longer term, those that find the same words once."""
    return {_Key(phrase.spelled, part=True): phrase for phrase in phrases}


def _taught_to(term: str, query: Query | None) -> tuple[_Key, ...]:
    """Which of a term's phrases its taught spellings belong to."""
    if query is None or query.plain:
        return (_Key(term, part=False),)
    return tuple(_parts(each.wanted[0] for each in query.alternatives))


def _own_spelling(key: _Key, phrase: Phrase) -> Spelling:
    """A phrase as it was written."""
    return Spelling(phrase.spelled if key.part else key.text.strip())


def _taught_forms(key: _Key, spelling: str) -> Iterator[tuple[Form, Meaning]]:
    """The forms of a spelling that only some mean: that of a name; of a ticker in its case, of one in quotes exact."""
    text, exact = unquoted(spelling)
    words = words_of(text)
    if words:
        cased = not exact and _is_ticker(text, words)
        form = form_of(text, exact=exact, cased=cased, proper=not exact)
        yield from _with_joined(form, Meaning(key.text, spelling, off=True, own=False, part=key.part))


def _is_ticker(text: str, words: tuple[str, ...]) -> bool:
    """Whether it is in capitals what in small letters is a common word."""
    return text.isupper() and text.isascii() and COMMON.issuperset(words)


def _with_joined(form: Form, meaning: Meaning) -> Iterator[tuple[Form, Meaning]]:
    yield form, meaning
    together = joined(form)
    if together is not None:
        yield together, meaning._replace(joined=True)
