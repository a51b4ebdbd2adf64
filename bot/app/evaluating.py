"""The figures that say how well names are matched: recall over sentences made for them, false hits in running text.

What lives here: what is counted, over which sample. What does not: the data (``labelled``), the sentences (``carriers``), the
spellings that count as right (``listed``), the table (``figure_table``). A figure watches all its terms in one list, as a desk
with many chats does, and asks of each sentence for the matches of its own term.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from bot.app.carriers import CLITICS, Sentence, attached, headlined, sentence
from bot.app.labelled import Case, Labelled, Pair, Piece
from bot.app.listed import Listed
from bot.matching.matcher import find_matches
from bot.matching.watchlist import Watchlist
from bot.model.news import Article, Language
from bot.model.watch import Match
from bot.text.languages import language_of

FALSE_TERMS = 300
FIGURES = (
    *("en-ar", "en-ar-clitic", "ar-en", "ar-variants", "false-en-ar", "false-ar-ar", "false-ar-en", "false-en-en", "cases"),
    *("city-en-ar", "city-ar-en", "false-city-en-ar", "false-city-ar-en"),
)
_RECALL_TERMS = 1000
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

NewWatchlist = Callable[[], Watchlist]
Say = Callable[[str], None]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a figure is to reach: at least ``least`` or at most ``most``."""

    least: float | None = None
    most: float | None = None

    def met(self, value: float) -> bool:
        """Whether a value reaches the mark."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class Example:
    """One thing that went wrong: ``expected`` is the span that was missed, or "" and ``match`` is the false hit."""

    term: str
    text: str
    expected: str = ""
    match: Match | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value: a share of 0-1, or false hits per 1,000 articles per 100 terms (``key`` begins with ``false``).

    ``sample`` says in words what it was taken from, ``parts`` holds the same share for each kind within the sample.
    """

    key: str
    label: str
    value: float
    mark: Mark | None
    sample: str
    wrong: tuple[Example, ...] = ()
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """One question: is the word of the sentence found by this term? ``kind`` groups the answers."""

    term: str
    sentence: Sentence
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: names per recall figure (0: all), the seed of every sample, and how a Latin term is written.

    ``only``: keys of figures begin with one of these; none means all. ``lower``: Latin terms as typed on a phone.
    """

    sample: int = _RECALL_TERMS
    seed: int = 1
    only: tuple[str, ...] = ()
    lower: bool = False
    false_terms: int = FALSE_TERMS

    def term(self, name: str) -> str:
        """A name as it is watched."""
        return name.lower() if self.lower else headlined(name)


def measure(data: Labelled, listed: Labelled, new_watchlist: NewWatchlist, plan: Plan, say: Say) -> Iterator[Figure]:
    """The figures that the data allows, one by one; ``listed`` holds all spellings that count as right, held out or not."""
    for key, figure in _figures(data, Listed(listed.pairs), Listed(listed.cities), plan):
        if not plan.only or key.startswith(plan.only):
            say(f"measuring {key} …")
            found = figure(key, new_watchlist)
            if found is not None:
                yield found


_Measured = Callable[[str, NewWatchlist], Figure | None]


def _figures(data: Labelled, listed: Listed, cities: Listed, plan: Plan) -> Iterator[tuple[str, _Measured]]:
    pairs = _sampled(data.pairs, plan.sample, plan.seed)
    towns = _sampled(data.cities, plan.sample, plan.seed)
    variants = _sampled(data.variants, plan.sample, plan.seed)
    both = [(one.first, one.second) for one in variants] + [(one.second, one.first) for one in variants]
    spellings = [_trial(term, word, number) for number, (term, word) in enumerate(dict.fromkeys(both))]
    yield "en-ar", _recall("recall EN->AR, plain", 0.97, _to_arabic(pairs, plan))
    yield "en-ar-clitic", _recall("recall EN->AR, with a clitic", 0.96, _with_clitics(pairs, plan))
    yield "ar-en", _recall("recall AR->EN", 0.97, _to_english(pairs))
    yield "ar-variants", _recall("recall AR spelling variants, both ways", 0.90, spellings)
    english = [plan.term(name) for name in _drawn(listed_names(data.pairs, "english"), plan)]
    arabic = _drawn(listed_names(data.pairs, "arabic"), plan)
    for key, label, terms, language, most in (
        ("false-en-ar", "false hits EN->AR", english, Language.ARABIC, 3.0),
        ("false-ar-ar", "false hits AR->AR", arabic, Language.ARABIC, 5.0),
        ("false-ar-en", "false hits AR->EN", arabic, Language.ENGLISH, 3.0),
        ("false-en-en", "false hits EN->EN", english, Language.ENGLISH, 3.0),
    ):
        yield key, _false(label, most, terms, data.pieces, language, listed)
    yield "cases", _cases(data.cases)
    yield "city-en-ar", _recall("recall of cities EN->AR", 0.85, _to_arabic(towns, plan))
    yield "city-ar-en", _recall("recall of cities AR->EN", 0.85, _to_english(towns))
    english = [plan.term(name) for name in _drawn(listed_names(data.cities, "english"), plan)]
    arabic = _drawn(listed_names(data.cities, "arabic"), plan)
    yield "false-city-en-ar", _false("false hits of cities EN->AR", 5.0, english, data.pieces, Language.ARABIC, cities)
    yield "false-city-ar-en", _false("false hits of cities AR->EN", 5.0, arabic, data.pieces, Language.ENGLISH, cities)


def listed_names(pairs: Iterable[Pair], side: str) -> list[str]:
    """The different names of one side, ``arabic`` or ``english``, that can be watched, in a fixed order."""
    return sorted({name for name in (getattr(pair, side) for pair in pairs) if Watchlist.reject(name) is None})


def _sampled(items: Sequence[_Item], most: int, seed: int) -> Sequence[_Item]:
    return items if not most or len(items) <= most else random.Random(seed).sample(items, most)  # noqa: S311 (no secret)


def _drawn(names: Sequence[str], plan: Plan) -> Sequence[str]:
    return _sampled(names, plan.false_terms, plan.seed)


def _trial(term: str, word: str, number: int, kind: str = "") -> Trial:
    return Trial(term, sentence(word, number), kind)


def _to_arabic(pairs: Sequence[Pair], plan: Plan) -> list[Trial]:
    return [_trial(plan.term(pair.english), pair.arabic, number) for number, pair in enumerate(pairs)]


def _with_clitics(pairs: Sequence[Pair], plan: Plan) -> list[Trial]:
    return [
        _trial(plan.term(pair.english), word, number, clitic)
        for number, pair in enumerate(pairs)
        for clitic in CLITICS
        if (word := attached(clitic, pair.arabic)) is not None
    ]


def _to_english(pairs: Sequence[Pair]) -> list[Trial]:
    return [_trial(pair.arabic, headlined(pair.english), number) for number, pair in enumerate(pairs)]


def _recall(label: str, least: float, trials: Sequence[Trial]) -> _Measured:
    def measured(key: str, new_watchlist: NewWatchlist) -> Figure | None:
        if not trials:
            return None
        watchlist = _watching(new_watchlist(), (trial.term for trial in trials))
        missed: list[Example] = []
        tally: dict[str, list[int]] = {}
        for trial in trials:
            found = _own(_article("", trial.sentence.text), trial.term, watchlist)
            hit = any(_covers(match, trial.sentence) for match in found)
            counted = tally.setdefault(trial.kind, [0, 0])
            counted[hit] += 1
            if not hit:
                nearest = found[0] if found else None
                missed.append(Example(trial.term, trial.sentence.text, trial.sentence.word, nearest))
        parts = {kind: hits / (hits + misses) for kind, (misses, hits) in tally.items() if kind}
        value = 1 - len(missed) / len(trials)
        terms = len({trial.term for trial in trials})
        return Figure(key, label, value, Mark(least), f"{len(trials):,} sentences, {terms:,} terms", tuple(missed), parts)

    return measured


def _covers(match: Match, wanted: Sentence) -> bool:
    return match.start == wanted.start and match.text == wanted.word


def _false(
    label: str, most: float, terms: Sequence[str], pieces: Sequence[Piece], language: Language, listed: Listed
) -> _Measured:
    def measured(key: str, new_watchlist: NewWatchlist) -> Figure | None:
        articles = [piece for piece in pieces if piece.language is language]
        if not terms or not articles:
            return None
        watchlist = _watching(new_watchlist(), terms)
        right = 0
        wrong: list[Example] = []
        for piece in articles:
            for match in find_matches(_article(piece.title, piece.text), watchlist):
                if match.off:
                    continue
                if listed.holds(match.term, match.text):
                    right += 1
                else:
                    wrong.append(Example(match.term, getattr(piece, match.field), "", match, piece.id))
        value = len(wrong) / len(articles) * 1000 / len(terms) * 100
        sample = f"{len(articles):,} articles, {len(terms)} terms: {len(wrong)} false and {right} right hits"
        return Figure(key, label, value, Mark(most=most), sample, tuple(wrong))

    return measured


def _cases(cases: Sequence[Case]) -> _Measured:
    def measured(key: str, new_watchlist: NewWatchlist) -> Figure | None:
        if not cases:
            return None
        watchlist = _watching(new_watchlist(), (case.term for case in cases))
        wrong: list[Example] = []
        tally: dict[str, list[int]] = {}
        for case in cases:
            found = _own(_article("", case.text), case.term, watchlist)
            well = case.span in [match.text for match in found] if case.span else not found
            tally.setdefault(case.kind, [0, 0])[well] += 1
            if not well:
                wrong.append(Example(case.term, case.text, case.span, found[0] if found else None, case.kind))
        parts = {kind: well / (well + ill) for kind, (ill, well) in sorted(tally.items())}
        silent = sum(not case.span for case in cases)
        hit = sum(not example.expected for example in wrong)
        sample = f"{len(cases):,} cases, {silent:,} of them must not match: {hit} did"
        return Figure(key, "labelled cases", 1 - len(wrong) / len(cases), Mark(0.98), sample, tuple(wrong), parts)

    return measured


def _watching(watchlist: Watchlist, terms: Iterable[str]) -> Watchlist:
    """The list with these terms; one that cannot be watched is left out and so never found."""
    for term in dict.fromkeys(terms):
        if watchlist.reject(term) is None:
            watchlist.add(term)
    return watchlist


def _own(article: Article, term: str, watchlist: Watchlist) -> list[Match]:
    return [match for match in find_matches(article, watchlist) if match.term == term and not match.off]


def _article(title: str, text: str) -> Article:
    return Article(1, "labelled", "labelled", "labelled", title, text, "", language_of(f"{title} {text}"), None, _EPOCH)
