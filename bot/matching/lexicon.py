"""The known names by their spellings: which of them a term means, and which spellings that brings in.

What lives here: looking terms up in names and cities. What does not: finding them in articles (``patterns``, ``matcher``), and
what a term asks for (``query``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bot.matching.common import COMMON
from bot.matching.evidence import Evidence
from bot.matching.likeness import likeness
from bot.matching.namesakes import is_understated
from bot.matching.nouns import listed_as
from bot.matching.skeleton import alike
from bot.matching.terms import Form, form_of, words_of
from bot.model.watch import Name, Spelling
from bot.text.arabic import is_arabic, without_article
from bot.text.folding import folded_words_of_each

HOMOGRAPH, ADJECTIVE, DOUBTFUL = "homograph", "adjective", "doubtful"
"""Why a spelling of a name is off by default: others share it; it is another word (Iranian); the term may not mean the name."""
TOPIC = "topic"
"""The kind of a noun of the news (drone, inflation): no name, it is not searched for but lends its spellings to terms."""

_SHORTEST_GUESSED = 6
_SHORTEST_BARE = 5
_SHORTEST_LOOSE_NOUN = 8
_LEAST_LIKENESS = 85.5
# The logarithm of the share of running text from which on an English word is everyday's.
_EVERYDAY = -9.5
# Kinds of names that are common nouns: they take endings (دولارات, dollars).
_NOUNS = frozenset({"currency", "disease", "technology", TOPIC})
# Kinds of names that are also written without a capital, and so in two words (bit coin), or with a word between (people).
_LOOSELY_SPELLED = frozenset({"crypto", "weapon", "person", *_NOUNS})

Words = tuple[str, ...]


class Lexicon:
    """Names and cities. Articles are searched for the names; cities only lend their spellings to terms.

    A name whose spelling a term is, is meant by it. Where all that have the spelling have it off (جنين, Jenin or an embryo),
    the term is the user's own word: switched on it brings in only what it is itself written like in the other script, and
    nothing where that is in doubt between names (عمان: Oman, Amman).
    """

    def __init__(self, names: Iterable[Name], evidence: Evidence, cities: Iterable[Name] = ()) -> None:
        self.names = tuple(names)
        self._skeletons, self._english = evidence.skeletons, evidence.english
        self._cities: Iterable[Name] | None = cities
        self._on: dict[Words, list[Name]] = {}
        self._off: dict[Words, list[Name]] = {}
        self._by_key: dict[str, list[tuple[str, Name]]] | None = None
        self._peoples: dict[Words, dict[str, Name]] = {}
        for name in self.names:
            for text in name.adjectives:
                self._peoples.setdefault(words_of(text), {})[name.id] = name
        self.words = self._take_in(self.names)
        """The folded words of every spelling of every name, in order."""
        # A spelling of a name that is a word as well is still written as the name is; a city's may be any word.
        self._spelled = frozenset(self.words)
        self._known = frozenset(name.id for name in self.names)

    def spellings(self, text: str) -> Iterator[Spelling]:
        """The spellings of the names that a term means, name by name."""
        self._take_in_cities()
        words = words_of(text)
        meant = self._meant(text, words)
        if meant:
            known = [name for name in meant if name.id in self._known]
            for name in meant:
                yield from self._of_meant(name, words, lend=bool(known) and name.id not in self._known)
            return
        doubtful = self._doubtful(words)
        counterparts = self._counterparts(words, doubtful)
        for name in doubtful:
            for text_ in name.spellings:
                on = words_of(text_) in counterparts
                reason = "" if on else HOMOGRAPH if text_ in name.off else DOUBTFUL
                yield Spelling(text_, name.id, off=not on, reason=reason)
            yield from _adjectives(name)
        if not doubtful:
            yield from self._adjectives_like(words)

    def own_form(self, text: str) -> Form:
        """The form that a term itself is looked for in."""
        self._take_in_cities()
        words = words_of(text)
        named = self._on.get(words, ())
        cased = any(text in name.cased for name in named) or is_ticker(text, words)
        nouns = named or self._off.get(words, ())
        if not cased and ((nouns and all(map(is_noun, nouns))) or is_understated(text, words)):
            return form_of(text, words, strict=len(words[0]) < _SHORTEST_LOOSE_NOUN)
        solid = bool(named) and not any(name.kind in _LOOSELY_SPELLED for name in named)
        proper = bool(named) or words in self._spelled
        rendered = not named and not self._is_ambiguous(words)
        return form_of(text, words, cased=cased, proper=proper, solid=solid, rendered=proper and rendered)

    def form(self, spelling: Spelling) -> Form:
        """The form that a name's spelling is looked for in."""
        if spelling.reason == ADJECTIVE or spelling.name in self._peoples.get(words_of(spelling.text), ()):
            return form_of(spelling.text, strict=True)
        return name_form(spelling.text, self._named(spelling))

    def _named(self, spelling: Spelling) -> Name:
        words = words_of(spelling.text)
        return next(name for name in chain(self._on.get(words, ()), self._off.get(words, ())) if name.id == spelling.name)

    def _take_in_cities(self) -> None:
        """Takes in the cities when they are first needed: many watchlists look nothing up."""
        cities, self._cities = self._cities, None
        if cities is not None:
            self._take_in(tuple(cities))

    def _take_in(self, names: Sequence[Name]) -> list[Words]:
        taken = folded_words_of_each([spelling for name in names for spelling in name.spellings])
        following = iter(taken)
        for name in names:
            off = frozenset(name.off)
            for spelling, words in zip(name.spellings, following, strict=False):
                if words:
                    self._note(name, words, off=spelling in off)
        return taken

    def _note(self, name: Name, words: Words, *, off: bool) -> None:
        named = (self._off if off else self._on).setdefault(words, [])
        if not named or named[-1] is not name:
            named.append(name)

    def _meant(self, text: str, words: Words) -> list[Name]:
        """The names that a term is a spelling of, or so like one that no other is meant."""
        named: Sequence[Name] = self._on.get(words, ())
        if self._known.isdisjoint(name.id for name in (*named, *self._off.get(words, ()))):
            nouns = self._listed(words)
            if nouns:
                return nouns
        if not named and len(words) == 1 and words not in self._off:
            bare = words[0].removeprefix("ال")
            if bare != words[0] and len(bare) >= _SHORTEST_BARE:
                named = self._on.get((bare,), ())
            if not named and len(bare) >= _SHORTEST_GUESSED and bare not in COMMON:
                named = self._guessed(words[0])
        return [name for name in named if _means(text, words, name)]

    def _listed(self, words: Words) -> list[Name]:
        """The common nouns that a term is the plural of, or has with its article."""
        for found in listed_as(words):
            nouns = [name for name in self._on.get(found, ()) if name.kind == TOPIC]
            if nouns:
                return nouns
        return []

    def _guessed(self, word: str) -> list[Name]:
        """The one name that has a spelling very like this word; none if there are several."""
        own = without_article(word).stem
        names = {
            name.id: name
            for stem, name in self._sounds().get(alike(own), ())
            if is_arabic(stem) == is_arabic(own) and likeness(stem, own) >= _LEAST_LIKENESS
        }
        return list(names.values()) if len(names) == 1 else []

    def _sounds(self) -> dict[str, list[tuple[str, Name]]]:
        """The stems of the known names by how they sound, made when a term is first looked up so."""
        if self._by_key is None:
            self._by_key = {}
            for words, names in self._on.items():
                if len(words) == 1 and len(words[0]) >= _SHORTEST_GUESSED:
                    stem = without_article(words[0]).stem
                    known = [(stem, name) for name in names if name.id in self._known and name.kind != TOPIC]
                    self._by_key.setdefault(alike(stem), []).extend(known)
        return self._by_key

    def _adjectives_like(self, words: Words) -> Iterator[Spelling]:
        """What an adjective (إيراني, Iranian) is in the other script, as far as all countries of it agree (Congolese)."""
        arabic = _is_arabic(words)
        bare = tuple(without_article(word).stem for word in words) if arabic else words
        names = list((self._peoples.get(words) or self._peoples.get(bare, {})).values())
        for text in names[0].adjectives if names else ():
            other = words_of(text)
            if _is_arabic(other) != arabic and all(name.id in self._peoples[other] for name in names):
                yield Spelling(text, names[0].id)

    def _of_meant(self, name: Name, words: Words, *, lend: bool) -> Iterator[Spelling]:
        """The spellings of a name that is meant; only those in the other script to ``lend`` to one that is known better.

        How an Arabic term itself is written in English is on even if others are written so as well (Ferguson).
        """
        arabic = _is_arabic(words)
        renderings = self._renderings(words, (name,)) if arabic else frozenset()
        for spelling in _of(name):
            own_words = words_of(spelling.text)
            if own_words in renderings:
                yield Spelling(spelling.text, name.id)
            elif not (name.kind == TOPIC and set(own_words) < set(words)) and (not lend or _is_arabic(own_words) != arabic):
                # A drone (طائرة مسيرة) is not every مسيرة.
                yield spelling

    def _doubtful(self, words: Words) -> Sequence[Name]:
        """The names that have a spelling off; of cities only where nothing better known has it."""
        found = self._off.get(words, ())
        return [name for name in found if name.id in self._known] or found

    def _is_ambiguous(self, words: Words) -> bool:
        """Whether a spelling that is off everywhere is rendered in one way for one name and in another for the next."""
        doubtful = self._doubtful(words)
        shared = self._renderings(words, doubtful)
        return any(self._renderings(words, (name,)) - shared for name in doubtful)

    def _counterparts(self, words: Words, doubtful: Sequence[Name]) -> frozenset[Words]:
        """What a spelling that is off everywhere is in the other script, as far as that is beyond doubt.

        What all the names are written like; and of one name alone what is off as well (مجلس الشيوخ, Senate), but no single
        Arabic word, which would be a common one.
        """
        shared = self._renderings(words, doubtful)
        if len(doubtful) != 1:
            return shared
        arabic = _is_arabic(words)
        off = frozenset(each for each in map(words_of, doubtful[0].off) if each and _is_arabic(each) != arabic)
        return shared | frozenset(each for each in off if (arabic and not self._is_everyday(each)) or len(each) > 1)

    def _is_everyday(self, words: Words) -> bool:
        """Whether an English word is so frequent that it must be more than a name (May, Nice)."""
        return len(words) == 1 and self._english.log(words[0]) > _EVERYDAY

    def _renderings(self, words: Words, names: Sequence[Name]) -> frozenset[Words]:
        """The spellings, in the other script, that all these names have and that a term of these words is written like."""
        if not names or len(words) != 1:
            return frozenset()
        found = [
            frozenset(each for each in map(words_of, name.spellings) if each and self._is_rendering(words[0], each))
            for name in names
        ]
        return frozenset.intersection(*found)

    def _is_rendering(self, one: str, words: Words) -> bool:
        other = "".join(words)
        if is_arabic(one) == is_arabic(other) or self._is_everyday(words):
            return False
        arabic, latin = (one, other) if is_arabic(one) else (other, one)
        found = frozenset(filter(None, self._skeletons.of_latin(latin)))
        return any(self._skeletons.of_arabic(shape) in found for shape in (arabic, without_article(arabic).stem))


def name_form(spelling: str, name: Name, words: Words = ()) -> Form:
    """The form of a name's spelling: a noun takes endings, any other name does not."""
    if is_noun(name) and spelling not in name.cased:
        # الذهب is gold, ذهب is "he went".
        fixed = name.kind == TOPIC and spelling.startswith("ال") and " " not in spelling
        return form_of(spelling, words, strict=True, proper=fixed)
    solid = name.kind not in _LOOSELY_SPELLED
    return form_of(spelling, words, cased=spelling in name.cased, proper=True, solid=solid)


def is_noun(name: Name) -> bool:
    """Whether the name is a common noun: a currency, an illness, what English writes without a capital."""
    return name.kind in _NOUNS or bool(name.en and name.en[0].islower())


def is_ticker(text: str, words: Words) -> bool:
    """Whether it is in capitals what in small letters is a common word."""
    return text.isupper() and text.isascii() and COMMON.issuperset(words)


def _of(name: Name) -> Iterator[Spelling]:
    for text in name.spellings:
        off = text in name.off
        yield Spelling(text, name.id, off, HOMOGRAPH if off else "")
    yield from _adjectives(name)


def _is_arabic(words: Words) -> bool:
    return any(map(is_arabic, words))


def _adjectives(name: Name) -> Iterator[Spelling]:
    return (Spelling(text, name.id, off=True, reason=ADJECTIVE) for text in name.adjectives)


def _means(text: str, words: Words, name: Name) -> bool:
    """Whether a term of these words means the name: a cased spelling that is a common word too must be written so."""
    if text in name.cased or not COMMON.issuperset(words):
        return True
    return any(words_of(spelling) == words for spelling in (*name.en, *name.ar) if spelling not in name.cased)
