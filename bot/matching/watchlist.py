"""The live watchlist: the known names, the terms watched, and the index both are looked up in.

What lives here: adding, removing and previewing terms. What does not: finding them in articles (``matcher``).
One thread owns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.matching.compounds import Compounds
from bot.matching.evidence import Evidence
from bot.matching.lexicon import ADJECTIVE, HOMOGRAPH, TOPIC, Lexicon, is_ticker, name_form
from bot.matching.patterns import Meaning, Pattern, Patterns, joined
from bot.matching.query import Fault, Phrase, Query, parse, phrase_of
from bot.matching.swallowing import Swallowing, swallowing
from bot.matching.terms import Form, form_of, unquoted, words_of
from bot.matching.units import Hit, UnitIndex
from bot.matching.variants import WordsFor, variants
from bot.model.news import Article
from bot.model.watch import Match, Name, Spelling

__all__ = ["ADJECTIVE", "HOMOGRAPH", "Watchlist"]


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

    def __init__(self, names: Iterable[Name] = (), evidence: Evidence | None = None, *, cities: Iterable[Name] = ()) -> None:
        """``cities`` lend their spellings to terms, but articles are not searched for them."""
        evidence = evidence or Evidence()
        self.generation = 0
        self._lexicon = Lexicon(names, evidence, cities)
        self._words = evidence.words
        self._swallowing = swallowing(self._lexicon.names, self._lexicon.words)
        self._terms: dict[str, _Watched] = {}
        self._own: dict[str, _Sought] = {}
        self._parts: dict[str, _Sought] = {}
        self._patterns = Patterns(evidence)
        self._compounds = Compounds()
        # A word that is a name is not taken for a similar term; names of several words matter only to who asks for names.
        self._look_for(phrases=False)
        self._seeks_names = False

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

    @property
    def swallowing(self) -> Swallowing:
        """The known names inside longer ones that are others; for the matcher."""
        return self._swallowing

    @property
    def index(self) -> UnitIndex:
        """The words that are looked for; for explaining."""
        return self._patterns.index

    def looked_for(self, text: str, *, part: bool) -> list[tuple[Pattern, Meaning]]:
        """All that is looked for on behalf of a term of one phrase, or of a phrase of longer ones; for explaining."""
        key = _Key(text, part)
        sought = self._table(key)[text]
        taught = [pair for spelling in sought.taught or () for pair in _taught_forms(key, spelling)]
        return [(self._patterns.of(form), meaning) for form, meaning in (*sought.forms, *taught)]

    def seek_names(self) -> None:
        """Makes sure that the names of several words are looked for as well; for the matcher."""
        if not self._seeks_names:
            self._seeks_names = True
            self._look_for(phrases=True)

    @property
    def state(self) -> tuple[int, bool]:
        """What was looked for in an article: another value means that it may hold other things."""
        return self.generation, self._seeks_names

    def place(self, term: str) -> int:
        """A number that is lower for terms watched earlier. Raises KeyError for a term that is not watched."""
        return self._terms[term].place

    def _look_for(self, *, phrases: bool) -> None:
        """Looks for the names' spellings of one word, or of several."""
        attach = self._patterns.attach
        following = iter(self._lexicon.words)
        for name in self._lexicon.names:
            for spelling, words in zip(name.spellings, following, strict=False):
                if words and (len(words) > 1) == phrases and name.kind != TOPIC:
                    meaning = Meaning("", spelling, spelling in name.off, name=name.id)
                    attach(name_form(spelling, name, words), meaning)

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
        return iter(()) if phrase.exact else self._lexicon.spellings(phrase.text)

    def _forms(self, key: _Key, phrase: Phrase) -> Iterator[tuple[Form, Meaning]]:
        """Every form a phrase is looked for in, and what finding it means."""
        own = _own_spelling(key, phrase).text
        own_form = form_of(phrase.text, exact=True) if phrase.exact else self._lexicon.own_form(phrase.text)
        yield from _ways(own_form, Meaning(key.text, own, part=key.part), self._words)
        seen = {(), words_of(phrase.text)}
        for spelling in self._named(phrase):
            if words_of(spelling.text) not in seen:
                seen.add(words_of(spelling.text))
                meaning = Meaning(key.text, spelling.text, off=spelling.off, own=False, part=key.part)
                yield from _ways(self._lexicon.form(spelling), meaning)


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
        cased = not exact and is_ticker(text, words)
        form = form_of(text, exact=exact, cased=cased, proper=not exact)
        yield from _ways(form, Meaning(key.text, spelling, off=True, own=False, part=key.part))


def _ways(form: Form, meaning: Meaning, words_for: WordsFor | None = None) -> Iterator[tuple[Form, Meaning]]:
    for each in (form, *variants(form, words_for)):
        yield each, meaning
        together = joined(each)
        if together is not None:
            yield together, meaning._replace(joined=True)
