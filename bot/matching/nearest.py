"""What in an article came nearest to a spelling that does not stand in it, and why it does not count.

Slow beside the matcher, which looks at likely words only: here every word of the article's beginning is compared with every
spelling. What lives here: words and spellings. What does not: terms, watches and articles as a whole (``explaining``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.matching.common import COMMON, GIVEN_NAMES, SMALL_WORDS
from bot.matching.likeness import apart, measured
from bot.matching.matcher import Page
from bot.matching.patterns import Meaning, Pattern
from bot.matching.skeleton import sound
from bot.matching.units import Hit, Unit
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import How
from bot.text.arabic import Reading, clitics_off, is_arabic
from bot.text.folding import folded, word_spans, words

LOOKED_THROUGH = 50_000
"""Code points of a title and of a text that are compared."""

LEAST_SCORE = 70.0
"""The score from which a rendering in the other script counts."""

_LONGEST_WORD = 200
_MOST_WORDS = 6_000
# How like a spelling, in per cent, a word must be to be worth a mention; how many of them are judged.
_LEAST_LIKE, _JUDGED = 62.0, 5
_SCORE_PER_ODDS, _HIGHEST_SCORE = 2.0, 94.0
_SHORTEST_RENDERED = 3
# What a word is worth that would be the right one, but may not stand so; what a phrase is whose words stand apart.
_RIGHT_WORD, _RIGHT_WORDS = 97.0, 95.0
_GAP, _HALF = 2, 0.5
_LOOSE = frozenset({How.FUZZY, How.TRANSLITERATED})


@dataclass(frozen=True, slots=True)
class Near:
    """What came nearest to a spelling: the span in a field, and ``because``, a key of ``explaining``.

    ``word`` is the word of the spelling that the span was measured against, "" for all of it. ``score`` and ``threshold`` are
    None where nothing was measured. ``closeness`` (0-100) only puts such words in order.
    """

    because: str
    form: str
    closeness: float
    word: str = ""
    field: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    score: float | None = None
    threshold: float | None = None
    detail: str = ""


class _Written(NamedTuple):
    """A word of the article, where it stands first, and one way to read it."""

    raw: str
    field: str
    place: int
    reading: Reading


class _Measured(NamedTuple):
    because: str
    score: float | None = None
    threshold: float | None = None
    detail: str = ""


class _Field:
    """A field's text with its words and what each may stand for."""

    def __init__(self, text: str, watchlist: Watchlist) -> None:
        self.text = text
        self.raws = words(text)
        self.hits = watchlist.hits(self.raws)
        self.by_unit: dict[Unit, list[tuple[int, Hit]]] = {}
        for at, hits in enumerate(self.hits):
            for hit in hits:
                if not hit.half:
                    self.by_unit.setdefault(hit.unit, []).append((at, hit))
        self.spans = word_spans(text, self.raws)
        self.page = Page(text, self.raws, self.hits, watchlist.swallowing)

    def span(self, first: int, last: int) -> tuple[int, int, str]:
        """Start, end and text of a row of words."""
        start, end = self.spans[first][0], self.spans[last][1]
        return start, end, self.text[start:end]


class Surroundings:
    """The beginning of an article, made ready to look for what is near to a spelling."""

    def __init__(self, article: Article, watchlist: Watchlist) -> None:
        self._index = watchlist.index
        texts = {"title": article.title[:LOOKED_THROUGH], "text": article.text[:LOOKED_THROUGH]}
        self.looked_at = {field: len(text) for field, text in texts.items()}
        """How many code points of each field are compared."""
        self._fields = {field: _Field(text, watchlist) for field, text in texts.items()}
        self._read: dict[bool, list[_Written]] = {True: [], False: []}
        for written in self._written():
            self._read[is_arabic(written.reading.stem)].append(written)
        self._stems = {arabic: [each.reading.stem for each in read] for arabic, read in self._read.items()}
        self._sounds = {arabic: list(map(sound, stems)) for arabic, stems in self._stems.items()}

    def nearest(self, wanted: Sequence[tuple[Pattern, Meaning]]) -> Near | None:
        """What came nearest to any of these spellings; None if nothing is at all like them."""
        found = [near for pattern, meaning in wanted if not meaning.joined for near in self._near(pattern, meaning)]
        return max(found, key=lambda near: near.closeness, default=None)

    def _written(self) -> Iterator[_Written]:
        seen: set[str] = set()
        for name, field in self._fields.items():
            for place, raw in enumerate(field.raws):
                if raw in seen or len(raw) > _LONGEST_WORD or len(seen) >= _MOST_WORDS:
                    continue
                seen.add(raw)
                word = folded(raw)
                for reading in _readings(word) if word else ():
                    yield _Written(raw, name, place, reading)

    def _near(self, pattern: Pattern, meaning: Meaning) -> Iterator[Near]:
        several = len(pattern.units) > 1
        near = self._nearest_phrase(pattern, meaning) if several else self._nearest_word(pattern, 0, meaning)
        if near is not None:
            yield near

    # -- one word --

    def _nearest_word(self, pattern: Pattern, place: int, meaning: Meaning, besides: tuple[Unit, ...] = ()) -> Near | None:
        """The word of the article that is most like one word of a spelling, and why it is not taken for it.

        A word that is one of the units ``besides`` is not considered.
        """
        found = [*self._refused(pattern, place, meaning), *self._similar(pattern, place, meaning, besides)]
        return max(found, key=lambda near: near.closeness, default=None)

    def _refused(self, pattern: Pattern, place: int, meaning: Meaning) -> Iterator[Near]:
        """Words that the index knows for the right one, but that the spelling does not want so."""
        unit = pattern.units[place]
        for name, field in self._fields.items():
            for at, hit in field.by_unit.get(unit, ()):
                because = pattern.refusal(hit, place, field.raws[at])
                if not because and len(pattern.units) == 1:
                    because = field.page.refusal(pattern, at, at)
                if because:
                    near = self._at(meaning, unit, name, at, _RIGHT_WORD - (hit.how in _LOOSE))
                    detail = field.page.longer(pattern, at, at) if because == "swallowed" else _asked(pattern, because, place)
                    yield replace(near, because=because, score=round(hit.score, 1), detail=detail)

    def _similar(self, pattern: Pattern, place: int, meaning: Meaning, besides: tuple[Unit, ...]) -> Iterator[Near]:
        unit = pattern.units[place]
        for written, like in self._candidates(unit, crossing=meaning.own or bool(unit.crossing)):
            judged = None if self._is_one_of(besides, written) else self._judged(pattern, place, written)
            if judged is not None:
                below = 0.0 if judged.score is None or judged.threshold is None else judged.threshold - judged.score
                closeness = like - min(max(below, 0.0), 40.0) / 2
                yield replace(
                    self._at(meaning, unit, written.field, written.place, closeness),
                    because=judged.because,
                    score=judged.score,
                    threshold=judged.threshold,
                    detail=judged.detail,
                )

    def _candidates(self, unit: Unit, *, crossing: bool) -> Iterator[tuple[_Written, float]]:
        """Words that look like a unit, or sound like one of the other script, with how like they are in per cent."""
        own, other = unit.arabic, not unit.arabic
        yield from self._like(unit.stem, self._stems[own], self._read[own])
        if crossing:
            yield from self._like(sound(unit.stem), self._sounds[other], self._read[other])

    @staticmethod
    def _like(wanted: str, among: Sequence[str], read: Sequence[_Written]) -> Iterator[tuple[_Written, float]]:
        found = process.extract(wanted, among, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKE, limit=_JUDGED)
        for _, like, number in found:
            yield read[number], like

    def _judged(self, pattern: Pattern, place: int, written: _Written) -> _Measured | None:
        """Why a similar word is not taken for a unit; None if it is, or was refused for another reason."""
        if self._is_one_of((pattern.units[place],), written):
            return None
        unit = pattern.units[place]
        barred = _barred_by_form(pattern) or self._barred(unit, written)
        if barred is not None:
            return barred
        if unit.arabic == is_arabic(written.reading.stem):
            return self._spelled(pattern, place, written)
        return self._rendered(pattern, place, written)

    def _is_one_of(self, units: tuple[Unit, ...], written: _Written) -> bool:
        return any(hit.unit in units and not hit.half for hit in self._fields[written.field].hits[written.place])

    def _barred(self, unit: Unit, written: _Written) -> _Measured | None:
        """What keeps a word from being taken for anything similar, whatever its score."""
        stem = written.reading.stem
        if written.raw in SMALL_WORDS or not COMMON.isdisjoint(_bare_forms(folded(written.raw))):
            return _Measured("common_word")
        named = self._name_of(written)
        if named:
            return _Measured("known_name", detail=named)
        same_script = unit.arabic == is_arabic(stem)
        if same_script and unit.word in COMMON:
            return _Measured("common_term")
        if same_script and not GIVEN_NAMES.isdisjoint((unit.stem, stem)):
            return _Measured("given_name")
        return None if unit.loose else _Measured("short")

    def _name_of(self, written: _Written) -> str:
        """The known name, by its id, that a word is in itself; "" if it is none."""
        for hit in self._fields[written.field].hits[written.place]:
            if hit.unit.named and not hit.ending and hit.article >= 0 and not hit.half:
                meanings = [meaning for pattern in hit.unit.anchored if len(pattern.units) == 1 for meaning in pattern.meanings]
                return next((meaning.name for meaning in meanings if meaning.name), "") or hit.unit.word
        return ""

    def _spelled(self, pattern: Pattern, place: int, written: _Written) -> _Measured:
        """Why a word is no other spelling of a unit in the same script."""
        unit, stem = pattern.units[place], written.reading.stem
        commonness = self._index.commonness(folded(written.raw), written.reading)
        because = apart(unit.stem, stem, commonness)
        if because == "short":
            return _Measured(because)
        score, least = measured(unit.stem, stem, commonness, self._index.prices)
        article = int(written.reading.article) - int(unit.article)
        hit = Hit(unit, How.FUZZY, score, written.reading.proclitic, article)
        return self._scored(pattern, place, written, _Measured(because, score, least), hit)

    def _rendered(self, pattern: Pattern, place: int, written: _Written) -> _Measured:
        """Why a word is no rendering of a unit of the other script."""
        unit, stem = pattern.units[place], written.reading.stem
        if min(len(stem), len(unit.stem)) < _SHORTEST_RENDERED:
            return _Measured("short")
        commonness = self._index.commonness(folded(written.raw), written.reading)
        crossing = self._index.crossing
        odds = (crossing.odds_in_latin if unit.arabic else crossing.odds_in_arabic)(unit.stem, stem, commonness)
        score = 0.0 if odds == -math.inf else min(max(LEAST_SCORE + _SCORE_PER_ODDS * odds, 0.0), _HIGHEST_SCORE)
        because = "" if unit.crossing else "listed"
        hit = Hit(unit, How.TRANSLITERATED, score, written.reading.proclitic, int(written.reading.article))
        return self._scored(pattern, place, written, _Measured(because, score, LEAST_SCORE), hit)

    @staticmethod
    def _scored(pattern: Pattern, place: int, written: _Written, judged: _Measured, hit: Hit) -> _Measured:
        """The verdict on a word whose score is known: too low, or else what stands against it besides."""
        score, least = judged.score or 0.0, judged.threshold or 0.0
        because = "score" if score < least else judged.because
        if not because and not is_arabic(written.reading.stem) and not written.raw[:1].isupper():
            because = "lower_case"
        because = because or pattern.refusal(hit, place, written.raw) or "sound"
        # Rounded down: what is too low must not look like enough.
        return judged._replace(because=because, score=math.floor(score * 10) / 10, threshold=round(least, 1))

    def _at(self, meaning: Meaning, unit: Unit, name: str, at: int, closeness: float) -> Near:
        start, end, text = self._fields[name].span(at, at)
        return Near("", meaning.spelling, closeness, unit.word, name, start, end, text)

    # -- several words --

    def _nearest_phrase(self, pattern: Pattern, meaning: Meaning) -> Near | None:
        """What there is of a spelling of several words: all of them in the wrong places, or some of them."""
        standing = {name: _standing(pattern, field) for name, field in self._fields.items()}
        for name, places in standing.items():
            if all(places):
                return self._arranged(pattern, meaning, name, places)
        present = [name for name in standing if any(standing[name])]
        fullest = max(present, key=lambda name: sum(map(bool, standing[name])), default=None)
        met = [any(places[number] for places in standing.values()) for number in range(len(pattern.units))]
        if fullest is not None and all(met):
            return self._pieces(meaning, fullest, standing[fullest], "fields", _RIGHT_WORDS - 10)
        return self._incomplete(pattern, meaning, met, (fullest, standing[fullest]) if fullest else None)

    def _arranged(self, pattern: Pattern, meaning: Meaning, name: str, places: list[list[int]]) -> Near:
        """Why words that all stand in a field are no phrase there."""
        field = self._fields[name]
        chosen = _closest(places)
        first, last = min(chosen), max(chosen)
        because, detail = "order", ""
        if all(one < other for one, other in pairwise(chosen)):
            widest = max(other - one for one, other in pairwise(chosen))
            if widest > (1 if pattern.form.exact else _GAP):
                because, detail = "gap", str(widest - 1)
            elif any(field.page.parts_sentences(one, other) for one, other in pairwise(chosen)):
                because = "sentence"
            else:
                because = "between"
        start, end, text = field.span(first, last)
        closeness = max(_RIGHT_WORDS - (last - first), _LEAST_LIKE)
        return Near(because, meaning.spelling, closeness, "", name, start, end, text, detail=detail)

    def _incomplete(
        self, pattern: Pattern, meaning: Meaning, met: list[bool], fullest: tuple[str, list[list[int]]] | None
    ) -> Near | None:
        """What came nearest to the first missing word, or that it is missing."""
        missing = [number for number, is_met in enumerate(met) if not is_met]
        near = self._nearest_word(pattern, missing[0], meaning, pattern.units)
        share = sum(met) / len(met)
        if near is not None and len(missing) == 1:
            return replace(near, closeness=100 * share + near.closeness * (1 - share) - 5)
        telling = share >= _HALF or any(
            is_met and unit.word not in COMMON for is_met, unit in zip(met, pattern.units, strict=True)
        )
        if fullest is not None and telling:
            lacking = " ".join(pattern.units[number].word for number in missing)
            return self._pieces(meaning, *fullest, "missing", 80 * share, lacking)
        return None

    def _pieces(
        self, meaning: Meaning, name: str, places: list[list[int]], because: str, closeness: float, detail: str = ""
    ) -> Near:
        """The first of a phrase's words that stands in a field."""
        first = min(each[0] for each in places if each)
        start, end, text = self._fields[name].span(first, first)
        return Near(because, meaning.spelling, closeness, "", name, start, end, text, detail=detail)


def _readings(word: str) -> list[Reading]:
    if not is_arabic(word):
        return [Reading(word)]
    found = clitics_off(word)
    return [*found, Reading(word)] if found[0].article else found


def _bare_forms(word: str) -> Iterator[str]:
    """The forms in which a word may stand among the common ones."""
    yield from (word, word.removesuffix("ا"))
    for reading in _readings(word):
        yield from (reading.stem, reading.stem.removesuffix("ا"), "ال" + reading.stem)


def _barred_by_form(pattern: Pattern) -> _Measured | None:
    """What a spelling says itself against everything merely similar."""
    form = pattern.form
    if form.exact:
        return _Measured("quoted")
    return _Measured("strict") if form.strict or form.cased else None


def _asked(pattern: Pattern, because: str, place: int) -> str:
    """The letters that a spelling insists on, where that is why a word was refused."""
    if because == "case" and pattern.form.cased:
        return pattern.form.cased.split()[place]
    return ""


def _standing(pattern: Pattern, field: _Field) -> list[list[int]]:
    """Where each word of a spelling stands in a field."""
    return [
        [at for at, hit in field.by_unit.get(unit, ()) if pattern.takes(hit, number, field.raws[at])]
        for number, unit in enumerate(pattern.units)
    ]


def _closest(places: list[list[int]]) -> list[int]:
    """One place for each word of a phrase: those that stand closest together."""
    best: list[int] = []
    for start in places[0]:
        chosen = [start]
        for each in places[1:]:
            before = chosen[-1]
            # Rather behind the word before than ahead of it.
            chosen.append(min(each, key=lambda at: (abs(at - before), at < before)))
        if not best or max(chosen) - min(chosen) < max(best) - min(best):
            best = chosen
    return best
