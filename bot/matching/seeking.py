"""From a watched term to the stored words that may count for it: the matcher's way from words to terms, walked backwards.

What lives here: which keys to look under, and which of the words found there the term's patterns take. What does not: the
stored words (the store's), how they are keyed (``sounds``), and whether an article counts (``matcher``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from bot.matching.patterns import Pattern
from bot.matching.query import Alternative, Fault, Phrase, parse, phrase_of
from bot.matching.skeleton import sound
from bot.matching.sounds import key, kin
from bot.matching.stems import split_at
from bot.matching.units import Hit, Unit
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.seeking import Wanted, Word
from bot.model.watch import How, Watch
from bot.text.arabic import clitics_off, is_arabic, plural_stem
from bot.text.folding import folded, word_spans, words

_folded = lru_cache(1 << 15)(folded)
Keyed = tuple[str, str]
"""A key, and a stored word that stands under it."""

# So much of two sounds may differ (0-1) for the matcher to be asked; less where the consonants differ as well.
_APART, _APART_WITH_CONSONANTS = 0.65, 0.42
_TELLING = 4
# Words that a match may depend on, before it and behind.
_BESIDE = 8
_SURE = frozenset({How.EXACT, How.FOLDED, How.CLITIC})


def sounds_sought(watch: Watch, watchlist: Watchlist) -> frozenset[str]:
    """The keys of all stored words that may count for a watch, whose term is in the watchlist."""
    found: set[str] = set()
    for unit, loose in _units(watch, watchlist).items():
        for stem in _stems(unit):
            found |= kin(key(stem)) if loose else {key(stem)}
        found.update(key(half) for halves in _halves(unit) for half in halves if loose)
    return frozenset(found)


def wanted(watch: Watch, watchlist: Watchlist, keyed: Collection[Keyed]) -> Wanted:
    """What an article must hold to count for a watch, in terms of the stored words under ``sounds_sought``."""
    units = _units(watch, watchlist)
    stored = {word for _, word in keyed}
    taken = _taken(watchlist, set(units), _likely(units, keyed))
    ways = []
    for alternative in _alternatives(watch.term):
        phrases = [tuple(_spellings(watch, watchlist, phrase, taken, stored)) for phrase in alternative.wanted]
        if all(phrases):
            ways.append(tuple(phrases))
    return Wanted(tuple(ways))


def around(article: Article, watch: Watch, near: Wanted) -> Article:
    """The article with no more of its text than stands around these words, for a term that says nothing of the rest."""
    query = parse(watch.term)
    if isinstance(query, Fault) or any(each.unwanted for each in query.alternatives):
        return article
    sought = {
        word
        for way in near.ways
        for phrase in way
        for spelling in phrase
        for words in spelling
        for word in words
        for word in word.split()
    }
    raws = words(article.text)
    if len(raws) <= 2 * _BESIDE:
        return article
    places = [at for at, raw in enumerate(raws) if _folded(raw) in sought]
    if not places:
        return replace(article, text="")
    spans = word_spans(article.text, raws)
    pieces: list[list[int]] = []
    for at in places:
        first, last = max(at - _BESIDE, 0), min(at + _BESIDE, len(raws) - 1)
        if pieces and first <= pieces[-1][1]:
            pieces[-1][1] = last
        else:
            pieces.append([first, last])
    return replace(article, text="\n".join(article.text[spans[first][0] : spans[last][1]] for first, last in pieces))


def nearly(watch: Watch, watchlist: Watchlist, keyed: Collection[Keyed]) -> Wanted:
    """What an article holds that comes near to a watch, whether or not it counts: all words that sound like the term's."""
    units = _units(watch, watchlist)
    likely = _likely(units, keyed)
    by_key: dict[str, set[str]] = {}
    kept = set(likely)
    for under, word in keyed:
        if word in kept:
            by_key.setdefault(under, set()).add(word)
    spellings = set()
    for alternative in _alternatives(watch.term):
        for phrase in alternative.wanted:
            for pattern in _patterns(watch, watchlist, phrase):
                needs = tuple(_sounding(unit, by_key) for unit in pattern.units)
                if all(needs):
                    spellings.add(needs)
    return Wanted(((tuple(sorted(spellings, key=str)),),)) if spellings else Wanted()


def _sounding(unit: Unit, by_key: Mapping[str, set[str]]) -> Word:
    keys = {each for stem in _stems(unit) for each in kin(key(stem))}
    return frozenset(word for each in keys for word in by_key.get(each, ()))


def _likely(units: Iterable[Unit], keyed: Collection[Keyed]) -> list[str]:
    """Those of the stored words that sound near enough to one of the units: the matcher's own look is a longer one."""
    own: dict[str, set[str]] = {}
    akin: dict[str, set[str]] = {}
    for stem in {stem for unit in units for stem in _stems(unit)}:
        heard = sound(stem)
        own.setdefault(key(stem), set()).add(heard)
        for each in kin(key(stem)):
            akin.setdefault(each, set()).add(heard)
    likely: dict[str, bool] = {}
    for under, word in keyed:
        if likely.get(word):
            continue
        exact = own.get(under)
        if exact:
            likely[word] = len(under) >= _TELLING or _is_near(word, exact, _APART)
        else:
            likely[word] = _is_near(word, akin.get(under, ()), _APART_WITH_CONSONANTS)
    return [word for word, near in likely.items() if near]


def _is_near(word: str, heard: Iterable[str], apart: float) -> bool:
    distance = Levenshtein.normalized_distance
    return any(distance(own, each, score_cutoff=apart) <= apart for own in _heard(word) for each in heard)


# Searches meet the same words again and again.
@lru_cache(1 << 16)
def _heard(word: str) -> tuple[str, ...]:
    """How a stored word sounds, with what may be its clitics and without."""
    stems = {word, *(reading.stem for reading in clitics_off(word))} if is_arabic(word) else (word,)
    return tuple({sound(stem) for stem in stems})


def _alternatives(term: str) -> tuple[Alternative, ...]:
    query = parse(term)
    known = phrase_of(term) if isinstance(query, Fault) else query
    return known.alternatives if known is not None else ()


def _units(watch: Watch, watchlist: Watchlist) -> dict[Unit, bool]:
    """The units of all that counts for a watch, and whether something similar may be meant by them."""
    found: dict[Unit, bool] = {}
    for alternative in _alternatives(watch.term):
        for phrase in alternative.wanted:
            for pattern in _patterns(watch, watchlist, phrase):
                for unit in pattern.units:
                    found[unit] = found.get(unit, False) or (pattern.loose and unit.loose > 0)
    return found


def _patterns(watch: Watch, watchlist: Watchlist, phrase: Phrase) -> Iterator[Pattern]:
    """The patterns of a phrase's spellings that count for the watch, each once."""
    query = parse(watch.term)
    whole = isinstance(query, Fault) or query.plain is not None
    pairs = watchlist.looked_for(watch.term if whole else phrase.spelled, part=not whole)
    seen: set[int] = set()
    for pattern, meaning in pairs:
        if watch.has_on(meaning.spelling, off=meaning.off) and id(pattern) not in seen:
            seen.add(id(pattern))
            yield pattern


def _taken(watchlist: Watchlist, units: Collection[Unit], words: Iterable[str]) -> dict[Unit, list[tuple[str, Hit, str]]]:
    """For each unit the stored words that may stand for it, with how, as they may be written."""
    found: dict[Unit, list[tuple[str, Hit, str]]] = {unit: [] for unit in units}
    # Stored words have lost their case, which tells names from words.
    written = [(word, raw) for word in words for raw in dict.fromkeys((word.capitalize(), word))]
    for (word, raw), hits in zip(written, watchlist.hits([raw for _, raw in written]), strict=True):
        for hit in hits:
            if hit.unit in found:
                found[hit.unit].append((word, hit, raw))
    return found


def _spellings(
    watch: Watch,
    watchlist: Watchlist,
    phrase: Phrase,
    taken: dict[Unit, list[tuple[str, Hit, str]]],
    stored: Collection[str],
) -> Iterator[tuple[Word, ...]]:
    """What each spelling of a phrase needs; those that need a word which is not stored are left out."""
    seen: set[tuple[Word, ...]] = set()
    for pattern in _patterns(watch, watchlist, phrase):
        needs = tuple(_word(pattern, place, taken[unit]) for place, unit in enumerate(pattern.units))
        split = _halves(pattern.units[0]) if len(pattern.units) == 1 and pattern.loose and not pattern.form.exact else ()
        halves = ((frozenset({f"{first} {last}"}),) for first, last in split if first in stored and last in stored)
        for each in (needs, *halves):
            if all(each) and each not in seen:
                seen.add(each)
                yield each


def _word(pattern: Pattern, place: int, taken: Sequence[tuple[str, Hit, str]]) -> Word:
    """The stored words that a pattern takes at one of its places."""
    if pattern.form.cased:
        return frozenset(word for word, hit, _ in taken if hit.how in _SURE)
    return frozenset(word for word, hit, raw in taken if pattern.takes(hit, place, raw))


def _stems(unit: Unit) -> set[str]:
    """A unit with and without its article, and the singular of a relative plural (الحوثيين, حوثي)."""
    return {unit.stem, unit.word, (plural_stem(unit.stem) if unit.arabic else None) or unit.stem}


def _halves(unit: Unit) -> Iterator[tuple[str, str]]:
    """The halves that a word may be written in (bit coin, F 35)."""
    word = unit.word
    return ((word[:place], word[place:]) for place in range(1, len(word)) if split_at(word, place))
