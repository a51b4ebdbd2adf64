"""Finds a watchlist's terms, and the known names, in articles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from bot.matching.compounds import LOOSE, SURE
from bot.matching.namesakes import is_word
from bot.matching.particles import is_article, is_bound
from bot.matching.patterns import Meaning, Pattern
from bot.matching.swallowing import Longer, Swallowing
from bot.matching.terms import unquoted
from bot.matching.units import Hit, Unit
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import How, Match
from bot.text.arabic import clitics_off, is_arabic
from bot.text.english import singulars
from bot.text.folding import folded, folded_words, word_spans, words

_LOOSENESS = (How.EXACT, How.FOLDED, How.CLITIC, How.INFLECTED, How.PHRASE, How.FUZZY, How.TRANSLITERATED)
_GAP_PRICE = 5.0
_FEWEST_SHOUTED = 3
_ALIAS_SCORE = 95.0
# What parts sentences or clauses: no phrase runs across the first, none with a word between runs across the second.
_FULL_STOP = re.compile(r"[!?؟;؛\n]|\.\s")
_PAUSE = re.compile(r"[,،:()\[\]«»\"“”|/.-]")
_COMMA = re.compile(r"[,،:()\[\]«»\"“”|]")
_ABBREVIATIONS = """
    st ste mt ft dr mr mrs ms prof gen lt col maj sgt capt sen rep gov pres jr sr no vs inc corp ltd د م أ
"""
_SHORTENED = frozenset(_ABBREVIATIONS.split())
# Words that part a phrase when they stand in it; prepositions do not: "war in Ukraine" is a Ukraine war.
_PARTING = """
    and or but nor than vs if as while because is are was were be been being am may might can could will would shall should must
    has have had do does did not no who which that he she it they we you i its his her their
    و أو أم ثم بل لكن ولكن إن أن إنّ أنّ قد لقد لا لم لن ما ليس ليست هل إذا لو كان كانت يكون تكون هو هي هم هذا هذه ذلك تلك الذي
    التي الذين كما بينما حيث لأن فإن وإن وأن حتى منذ قبل بعد
"""
_CONJUNCTIONS = frozenset(_PARTING.split())


class _Found(NamedTuple):
    pattern: Pattern
    start: int
    end: int
    how: How
    score: float


def find_matches(article: Article, watchlist: Watchlist) -> tuple[Match, ...]:
    """Every occurrence of every watched term in title and text, term by term, the best first.

    Spans are code points in the named field and cover whole words, clitics included. Spellings that are off by default are
    found too and marked ``off``. Of occurrences that overlap only the best is kept, apart for spellings on and off. A term of
    several phrases has as its occurrences those of the phrases it wants, if the article meets all it asks for.
    """
    found, parts = _occurrences(article, watchlist)
    if parts:
        found += watchlist.met(article, _by_term(parts))
    if not found:
        return ()
    return tuple(
        sorted(
            _apart(found),
            key=lambda match: (watchlist.place(match.term), match.off, -match.score, match.field != "title", match.start),
        )
    )


def find_phrases(article: Article, watchlist: Watchlist) -> dict[str, list[Match]]:
    """Every occurrence of every phrase that terms of several phrases ask for, by how the phrase is spelled.

    The ``term`` of these matches is the phrase. Whether an article meets the terms is not looked at.
    """
    return _by_term(_occurrences(article, watchlist)[1])


def find_names(article: Article, watchlist: Watchlist) -> frozenset[str]:
    """The ids of all known names in title and text, by the spellings that are on, watched or not; nothing merely similar."""
    watchlist.seek_names()
    return frozenset(
        meaning.name
        for text in (article.title, article.text)
        for occurrence in _scanned(text, watchlist, watchlist.state)
        if occurrence.how not in LOOSE
        for meaning in occurrence.pattern.meanings
        if meaning.name and not meaning.off
    )


def find_mentions(text: str, watchlist: Watchlist) -> tuple[str, ...]:
    """The known names that a text speaks of, each once, by the spelling that is found first; in the order of the text.

    Of names inside one another the longest counts; nothing merely similar, nothing that is off by default.
    """
    watchlist.seek_names()
    found = sorted(
        (occurrence.start, -occurrence.end, meaning.spelling, meaning.name)
        for occurrence in _scanned(text, watchlist, watchlist.state)
        if occurrence.how not in LOOSE
        for meaning in occurrence.pattern.meanings
        if meaning.name and not meaning.off
    )
    named: dict[str, str] = {}
    end = 0
    for start, minus_end, spelling, name in found:
        if start >= end:
            named.setdefault(name, spelling)
            end = -minus_end
    return tuple(named.values())


def _occurrences(article: Article, watchlist: Watchlist) -> tuple[list[Match], list[Match]]:
    """The matches of terms of one phrase, and those of the phrases of longer ones."""
    found: list[Match] = []
    parts: list[Match] = []
    for field, text in (("title", article.title), ("text", article.text)):
        for occurrence in _scanned(text, watchlist, watchlist.state):
            for meaning in occurrence.pattern.meanings:
                if meaning.term:
                    (parts if meaning.part else found).append(_match(occurrence, meaning, field, text))
    return found, parts


def _by_term(matches: list[Match]) -> dict[str, list[Match]]:
    grouped: dict[str, list[Match]] = {}
    for match in matches:
        grouped.setdefault(match.term, []).append(match)
    return grouped


def _match(occurrence: _Found, meaning: Meaning, field: str, text: str) -> Match:
    span = text[occurrence.start : occurrence.end]
    how, score = occurrence.how, occurrence.score
    if meaning.joined:
        how, score = How.PHRASE, min(score, 92.0)
    elif span == unquoted(meaning.spelling)[0] and how is How.FOLDED:
        how, score = How.EXACT, 100.0
    if not meaning.own and how not in LOOSE:
        how, score = How.ALIAS, min(score, _ALIAS_SCORE)
    return Match(
        meaning.term, meaning.spelling, field, occurrence.start, occurrence.end, span, how, round(score, 1), meaning.off
    )


def _worth(match: Match) -> tuple[bool, bool, int, float]:
    """What is kept of those that overlap: the sure, then the term's own spelling (Trump, of Donald Trump), then the longest."""
    return match.score < SURE, match.how is How.ALIAS, match.start - match.end, -match.score


def _apart(found: list[Match]) -> list[Match]:
    """The matches without those that overlap a better one of the same term."""
    kept: list[Match] = []
    taken: dict[tuple[str, bool, str], list[tuple[int, int]]] = {}
    for match in sorted(found, key=_worth):
        spans = taken.setdefault((match.term, match.off, match.field), [])
        place = bisect_left(spans, (match.start, match.end))
        clear_before = not place or spans[place - 1][1] <= match.start
        if clear_before and (place == len(spans) or match.end <= spans[place][0]):
            spans.insert(place, (match.start, match.end))
            kept.append(match)
    return kept


# A title and a text: the terms and then the names of one article are looked for in both.
@lru_cache(maxsize=2)
def _scanned(text: str, watchlist: Watchlist, state: tuple[int, bool]) -> tuple[_Found, ...]:
    """All occurrences in a text of all patterns that are looked for in this state."""
    del state
    return tuple(_scan(text, watchlist))


def _scan(text: str, watchlist: Watchlist) -> Iterator[_Found]:
    raws = words(text)
    hits = watchlist.hits(raws)
    if not any(hits):
        return
    page: Page | None = None
    for place, here in enumerate(hits):
        for hit in here:
            if hit.unit.anchored:
                page = page or Page(text, raws, hits, watchlist.swallowing)
                yield from page.around(place, hit)
            elif hit.half and place + 1 < len(raws):
                units = watchlist.index.split(hit.half, _second_halves(raws[place + 1]))
                if units:
                    page = page or Page(text, raws, hits, watchlist.swallowing)
                    yield from page.split(place, hit, units)


def _is_written(raw: str, word: str, *, clitics: bool) -> bool:
    """Whether a written word is a folded one, with clitics before it or without."""
    written = folded(raw)
    return written == word or (
        clitics
        and is_arabic(word)
        and any(("ال" if reading.article else "") + reading.stem == word for reading in clitics_off(written))
    )


@lru_cache(1 << 15)
def _second_halves(raw: str) -> tuple[str, ...]:
    """What a word may be as the second half of one written in two: itself folded, or what it is the plural of."""
    following = folded_words(raw)[:1]
    return (*following, *singulars(following[0])) if following else ()


class Page:
    """A text with its words, what each may stand for, and where each stands."""

    def __init__(self, text: str, raws: Sequence[str], hits: Sequence[tuple[Hit, ...]], swallowing: Swallowing) -> None:
        self._text = text
        self._swallowing = swallowing
        self._shouts: bool | None = None
        self._raws = raws
        self._hits = hits
        self._spans = word_spans(text, raws)

    def around(self, place: int, hit: Hit) -> Iterator[_Found]:
        """The occurrences of the patterns that are anchored on a hit."""
        for pattern in hit.unit.anchored:
            if not pattern.takes(hit, pattern.anchor, self._raws[place]):
                continue
            if len(pattern.units) == 1:
                if self.refusal(pattern, place, place):
                    continue
                yield _Found(pattern, self._start(place, hit), self._spans[place][1], hit.how, hit.score)
            else:
                yield from self._phrase(pattern, place, hit)

    def split(self, place: int, hit: Hit, units: Iterable[Unit]) -> Iterator[_Found]:
        """The occurrences of units that a hit and the word behind it are the two halves of, such as "bit coin"."""
        after = place + 1
        if not self._adjoin(place, after) or any(len(raw) == 1 and raw.islower() for raw in self._raws[place : place + 2]):
            # 5 g is a weight, 5 G a network.
            return
        lower = self._raws[place][0].islower() and self._raws[after][0].islower()
        for pattern in chain.from_iterable(unit.anchored for unit in units):
            if len(pattern.units) == 1 and pattern.loose and not pattern.form.exact and not (lower and pattern.form.solid):
                yield _Found(pattern, self._spans[place][0], self._spans[after][1], How.PHRASE, hit.score)

    def _phrase(self, pattern: Pattern, place: int, hit: Hit) -> Iterator[_Found]:
        parts = [(place, hit)]
        for step, wanted in ((-1, range(pattern.anchor - 1, -1, -1)), (1, range(pattern.anchor + 1, len(pattern.units)))):
            at = place
            for word in wanted:
                found = self._next(pattern, word, at, step)
                if found is None:
                    return
                at = found[0]
                parts.append(found)
        parts.sort(key=lambda part: part[0])
        first, last = parts[0][0], parts[-1][0]
        if self.refusal(pattern, first, last):
            return
        gaps = sum(self._is_gap(before, place) for (before, _), (place, _) in pairwise(parts))
        if gaps and not self._may_have_gaps(pattern, parts):
            return
        how = max((part.how for _, part in parts), key=_LOOSENESS.index)
        if gaps and how not in LOOSE:
            how = How.PHRASE
        score = min(part.score for _, part in parts) - _GAP_PRICE * gaps
        yield _Found(pattern, self._start(*parts[0]), self._spans[last][1], how, score)

    def _start(self, place: int, hit: Hit) -> int:
        """Where an occurrence begins: with the Arabic article before an English rendering (al-Shazly, الشاذلي)."""
        if place and hit.how is How.TRANSLITERATED and hit.unit.article and self._begins_with_article(place):
            return self._spans[place - 1][0]
        return self._spans[place][0]

    def _begins_with_article(self, place: int) -> bool:
        between = self._text[self._spans[place - 1][1] : self._spans[place][0]]
        return between in {" ", "-", "\u2011", "\u2010"} and is_article(
            self._raws[place - 1].lower(), self._raws[place].lower()
        )

    def _next(self, pattern: Pattern, word: int, at: int, step: int) -> tuple[int, Hit] | None:
        """The pattern's next word beside place ``at``, or behind one word between."""
        for distance in (1,) if pattern.form.exact else (1, 2):
            place = at + step * distance
            if not 0 <= place < len(self._raws):
                return None
            for hit in self._hits[place]:
                if hit.unit is pattern.units[word] and pattern.takes(hit, word, self._raws[place]):
                    return (place, hit) if self.joins(min(at, place), max(at, place)) else None
        return None

    def joins(self, first: int, last: int) -> bool:
        """Whether two words stand in one clause, with no conjunction as the word between them."""
        if self.parts_sentences(first, last):
            return False
        between = self._text[self._spans[first][1] : self._spans[last][0]]
        if last - first == 1:
            # F-35 and F/A-18, but not "Room F, 35 seats".
            return between.isspace() or not (_COMMA.search(between) and self._is_designation(first, last))
        if self._has_article(first, last):
            return not _COMMA.search(between)
        return not _PAUSE.search(between) and self._raws[first + 1].lower() not in _CONJUNCTIONS

    def parts_sentences(self, first: int, last: int) -> bool:
        """Whether a sentence ends between two words."""
        between = self._text[self._spans[first][1] : self._spans[last][0]]
        if _FULL_STOP.search(between) is None:
            return False
        return not (between.startswith(".") and self._is_shortened(self._raws[last - 1]))

    def _is_gap(self, before: int, place: int) -> bool:
        """Whether a word stands between two that is not just the Arabic article (Khalid al-Masri)."""
        return place - before > 1 and not self._has_article(before, place)

    def _has_article(self, before: int, place: int) -> bool:
        return place - before == 2 and is_article(self._raws[before + 1].lower(), self._raws[place].lower())  # noqa: PLR2004

    def _is_designation(self, first: int, last: int) -> bool:
        """Whether a number or a single letter is one of two words."""
        return any(len(raw) == 1 or raw[0].isdigit() for raw in (self._raws[first], self._raws[last]))

    @staticmethod
    def _is_shortened(raw: str) -> bool:
        """Whether the dot behind a word shortens it: St. Petersburg, George W. Bush."""
        return raw.lower() in _SHORTENED or (len(raw) == 1 and raw.isupper())

    def _may_have_gaps(self, pattern: Pattern, parts: Sequence[tuple[int, Hit]]) -> bool:
        if self._is_of_another(parts) or self._parts_particle(parts):
            return False
        form = pattern.form
        if not form.proper:
            return True
        # People have middle names; whatever else is known by several words is spelled in full.
        return not form.solid and self._is_name_throughout(parts[0][0], parts[-1][0])

    def refusal(self, pattern: Pattern, first: int, last: int) -> str:
        """Why words that a pattern takes are something else on this page, as one of the keys of ``explaining``; "" if not."""
        if pattern.form.cased.isupper() and self._is_shouted() and is_word(pattern.form.words):
            return "shouted"
        return "swallowed" if not pattern.form.exact and self.longer(pattern, first, last) else ""

    def longer(self, pattern: Pattern, first: int, last: int) -> str:
        """The longer name that the words of a pattern are part of here, "" for none."""
        longer = self._swallowing.get(pattern.form.words, ())
        return next((each.text for each in longer if self._stands(each, first, last)), "")

    def _stands(self, longer: Longer, first: int, last: int) -> bool:
        """Whether the words around a name are those of a longer one."""
        start, end = first - len(longer.before), last + len(longer.after)
        if start < 0 or end >= len(self._raws):
            return False
        around = [*zip(range(start, first), longer.before, strict=True)]
        around += zip(range(last + 1, end + 1), longer.after, strict=True)
        apart = any(not self._adjoin(place, place + 1) for place in range(start, end))
        return not apart and all(_is_written(self._raws[place], word, clitics=place == start) for place, word in around)

    def _is_shouted(self) -> bool:
        """Whether the text is a headline all in capitals, where case tells nothing."""
        if self._shouts is None:
            # Beside Arabic, capitals are what they always are.
            lettered = [raw for raw in self._raws if any(map(str.isalpha, raw))]
            self._shouts = len(lettered) >= _FEWEST_SHOUTED and all(raw.isupper() for raw in lettered)
        return self._shouts

    def _parts_particle(self, parts: Sequence[tuple[int, Hit]]) -> bool:
        """Whether a word stands between a name and its little word: "Abdul Karim Rahman" is no Abdul Rahman."""
        return any(
            self._is_gap(before, place) and (is_bound(one.unit.word) or is_bound(other.unit.word))
            for (before, one), (place, other) in pairwise(parts)
        )

    def _is_of_another(self, parts: Sequence[tuple[int, Hit]]) -> bool:
        """Whether ل (of) joins a word to no noun of the phrase: in "وزير الخارجية للدفاع" the gap is a noun with its own."""
        return any(
            hit.proclitic and place - before > 1 and self._raws[place - 1].startswith("ال")
            for (before, _), (place, hit) in pairwise(parts)
        )

    def _is_name_throughout(self, first: int, last: int) -> bool:
        """Whether all words of a span can belong to one name: "the world's biggest bank" is not the World Bank."""
        return not any(raw[0].islower() or raw.startswith("وال") for raw in self._raws[first : last + 1])

    def _adjoin(self, first: int, second: int) -> bool:
        return self._text[self._spans[first][1] : self._spans[second][0]] in {
            "",
            " ",
            "-",
            "\u00a0",
            "_",
            "\u2011",
            "\u2010",
            "\u200c",
        }
