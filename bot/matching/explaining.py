"""Why a watched term counts in an article, or what came nearest to it there and why that was refused.

What lives here: terms with their alternatives and filters. What does not: what is near to one spelling (``nearest``), and how
an explanation is put into words.

Keys of a refusal, each with its sentence in the phrase catalogues as ``explain.<key>``; what ``detail`` holds is in brackets:

- of a word: ``score`` (below the threshold), ``common_word`` and ``common_term`` (nothing similar is taken for such a word, or
  meant by it), ``small_word``, ``frequent`` (too frequent to be a mere spelling), ``known_name`` (it is another one: its id),
  ``given_name``, ``adjective``, ``short`` (too short for fuzziness), ``beginning`` (another first letter), ``letters`` and
  ``sound`` (too many letters, or the consonants, differ), ``lower_case``, ``case`` (only in this case: the letters),
  ``quoted`` (exactly as written), ``strict`` (grammatical forms only), ``listed`` (a name whose renderings are listed),
  ``name_form`` (a name takes no such ending or article), ``clitic`` (inside a phrase), ``shouted`` (a common word where all
  words are in capitals), ``swallowed`` (part of a longer name: that name)
- of several words: ``missing`` (the words), ``order``, ``gap`` (more than one word between: how many), ``sentence`` (across its
  end), ``between`` (a word or sign that parts them), ``fields`` (some in the title, some in the text)
- of a spelling: ``off`` (by default: ``homograph``, ``adjective`` or ``doubtful``), ``switched_off``
- of the article: ``title`` (only in the text), ``excluded``, ``language`` and ``source`` (those asked for), ``not_language``
  and ``not_source`` (the one excluded)
- ``nothing`` (nothing similar at all)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from bot.matching.compounds import LOOSE, is_from, is_sure, of_phrase
from bot.matching.lexicon import ADJECTIVE
from bot.matching.likeness import measured
from bot.matching.matcher import find_matches, find_phrases
from bot.matching.nearest import LEAST_SCORE, Near, Surroundings
from bot.matching.patterns import Meaning, Pattern
from bot.matching.query import Alternative, Fault, Phrase, Query, parse, phrase_of
from bot.matching.terms import words_of
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import How, Match, Spelling, Watch
from bot.text.arabic import is_arabic
from bot.text.folding import folded, words

_OF_WORDS = """
    score common_word common_term small_word frequent known_name given_name adjective short beginning letters sound lower_case
    case quoted strict listed name_form clitic shouted swallowed
"""
_OF_PHRASES = "missing order gap sentence between fields"
_OF_ARTICLES = "off switched_off title excluded language source not_language not_source nothing"
REFUSALS = frozenset({*_OF_WORDS.split(), *_OF_PHRASES.split(), *_OF_ARTICLES.split()})
"""All keys of refusals."""


class Origin(StrEnum):
    """Where a spelling comes from: the term itself, a known name, an adjective of one, what the chat has taught."""

    OWN = "own"
    NAME = "name"
    ADJECTIVE = "adjective"
    TAUGHT = "taught"


@dataclass(frozen=True, slots=True)
class Found:
    """A match with where its spelling comes from.

    ``name`` is the id of the name it belongs to, "" for none. ``threshold`` (0-100) is what the score was measured against;
    None if the spelling itself was found, which needs no score.
    """

    match: Match
    origin: Origin
    name: str = ""
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a part of a term kept an article out: one of ``REFUSALS``.

    ``phrase`` is that part as written, "" for a filter; ``form`` the spelling of it that came nearest, ``word`` the one word of
    that which was measured, folded, "" for all of it. The span is of the article's ``field`` ("" if there is none); ``score``
    and ``threshold`` (0-100) are None where nothing was measured.
    """

    because: str
    phrase: str = ""
    form: str = ""
    word: str = ""
    field: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    score: float | None = None
    threshold: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of one term in one article.

    ``found``: the matches that count. If there are none, ``alternative`` is the side of the term that came nearest, as it is
    written; ``met`` is the best match of each phrase of it that was there, ``refused`` says what kept the article out, at
    least one thing. ``looked_at``: how many code points of each field were looked through for what came nearest.
    """

    term: str
    found: tuple[Found, ...] = ()
    alternative: str = ""
    met: tuple[Found, ...] = ()
    refused: tuple[Refusal, ...] = ()
    looked_at: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether the article counts for the term."""
        return bool(self.found)


def explain(article: Article, term: str, watchlist: Watchlist, watch: Watch | None = None) -> Explanation:
    """What of the article counts for the term, or what came nearest and why it was refused.

    ``watch``: whose switches and taught spellings count; without one, none are switched. A term that is not watched is for as
    long as this takes. Raises ValueError for one that cannot be watched. Takes as long as matching a few hundred articles.
    """
    watch = watch or Watch(0, 0, term)
    with _watched(watchlist, watch):
        case = _Case(article, watch, watchlist)
        matches = [match for match in case.matches() if watch.accepts(match)]
        return Explanation(term, tuple(map(case.found, matches))) if matches else case.refused()


@contextmanager
def _watched(watchlist: Watchlist, watch: Watch) -> Iterator[None]:
    if watch.term in watchlist:
        yield
        return
    watchlist.add(watch.term, watch.taught)
    try:
        yield
    finally:
        watchlist.remove(watch.term, watch.taught)


# The terms of a watchlist are explained article by article.
@lru_cache(maxsize=1)
def _found_in(article: Article, watchlist: Watchlist, state: tuple[int, bool]) -> Mapping[str, Sequence[Match]]:
    """The matches of every term in an article, as this state of the watchlist finds them."""
    del state
    found: dict[str, list[Match]] = {}
    for match in find_matches(article, watchlist):
        found.setdefault(match.term, []).append(match)
    return found


@lru_cache(maxsize=1)
def _surroundings(article: Article, watchlist: Watchlist, state: tuple[int, bool]) -> Surroundings:
    """What an article's words are near to, as this state of the watchlist sees them."""
    del state
    return Surroundings(article, watchlist)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one alternative: ``closeness`` (0-1) is the share of what it asks for that was met, or nearly so."""

    alternative: Alternative
    met: tuple[Found, ...]
    refused: tuple[Refusal, ...]
    closeness: float


class _Case:
    """One article and one watch."""

    def __init__(self, article: Article, watch: Watch, watchlist: Watchlist) -> None:
        self._article = article
        self._watch = watch
        self._watchlist = watchlist
        query = parse(watch.term)
        known = phrase_of(watch.term) if isinstance(query, Fault) else query
        self._alternatives = known.alternatives if known is not None else ()
        self._part = not (isinstance(query, Query) and known is not None and known.plain) and not isinstance(query, Fault)
        self._phrases = tuple(dict.fromkeys(phrase for each in self._alternatives for phrase in each.wanted))
        self._previewed = {words_of(each.text): each for each in watchlist.preview(watch.term)}

        self._forms: dict[str, tuple[Origin, str, list[Pattern]]] = {}

    # -- what counts --

    def matches(self) -> Sequence[Match]:
        """The matches of the term, of whatever spelling."""
        return _found_in(self._article, self._watchlist, self._watchlist.state).get(self._watch.term, ())

    def found(self, match: Match) -> Found:
        """A match with its origin and threshold."""
        form = self._forms.get(match.form)
        if form is None:
            wanted = [pair for phrase in self._phrases for pair in self._looked_for(phrase) if pair[1].spelling == match.form]
            form = self._forms[match.form] = (*self._origin(match.form, wanted), [pattern for pattern, _ in wanted])
        origin, name, patterns = form
        return Found(match, origin, name, self._threshold(match, patterns))

    def _looked_for(self, phrase: Phrase) -> list[tuple[Pattern, Meaning]]:
        return self._watchlist.looked_for(phrase.spelled if self._part else self._watch.term, part=self._part)

    def _origin(self, form: str, looked_for: Sequence[tuple[Pattern, Meaning]]) -> tuple[Origin, str]:
        known = self._known(form)
        if any(meaning.own for _, meaning in looked_for):
            return Origin.OWN, ""
        if known is None or (form in self._watch.taught and not known.name):
            return Origin.TAUGHT, ""
        return (Origin.ADJECTIVE if known.reason == ADJECTIVE else Origin.NAME), known.name

    def _known(self, form: str) -> Spelling | None:
        return self._previewed.get(words_of(form))

    def _threshold(self, match: Match, patterns: Sequence[Pattern]) -> float | None:
        """What the weakest word of a match was measured against."""
        if match.how not in LOOSE:
            return None
        units = {unit for pattern in patterns for unit in pattern.units}
        raws = words(match.text)
        loose = [
            (hit, raw)
            for raw, hits in zip(raws, self._watchlist.hits(raws), strict=True)
            for hit in hits
            if hit.unit in units and hit.how in LOOSE
        ]
        if not loose:
            return LEAST_SCORE
        hit, raw = min(loose, key=lambda pair: pair[0].score)
        word = folded(raw)
        if hit.how is How.TRANSLITERATED or is_arabic(word):
            return LEAST_SCORE
        return round(measured(hit.unit.stem, word, 0.0, self._watchlist.index.prices)[1], 1)

    # -- what was refused --

    def refused(self) -> Explanation:
        """The alternative that came nearest, with all that kept the article out of it."""
        by_phrase = self._by_phrase()
        outcomes = [self._outcome(alternative, by_phrase) for alternative in self._alternatives]
        nearest = max(outcomes, key=lambda outcome: outcome.closeness)
        refused = nearest.refused or (Refusal("nothing", str(nearest.alternative)),)
        return Explanation(self._watch.term, (), str(nearest.alternative), nearest.met, refused, self._surroundings().looked_at)

    def _outcome(self, alternative: Alternative, by_phrase: Mapping[str, Sequence[Match]]) -> _Outcome:
        """What became of an alternative, given all matches by phrase."""
        met: list[Found] = []
        refused = [*self._filtered(alternative), *self._excluded(alternative, by_phrase)]
        asked = len(alternative.wanted) + len(refused)
        closeness = 0.0
        for phrase in alternative.wanted:
            matches = of_phrase(phrase, by_phrase)
            accepted = [match for match in matches if self._watch.has_on(match.form, off=match.off)]
            if accepted:
                met.append(self.found(max(accepted, key=lambda match: match.score)))
                closeness += 1
            else:
                refusal, near = self._unmet(phrase, matches, by_phrase)
                refused.append(refusal)
                closeness += near
        return _Outcome(alternative, tuple(met), tuple(refused), closeness / asked)

    def _by_phrase(self) -> Mapping[str, Sequence[Match]]:
        """All matches of each phrase, whatever spelling they are of, by how the phrase is spelled."""
        if self._part:
            return find_phrases(self._article, self._watchlist)
        return {phrase.spelled: self.matches() for phrase in self._phrases}

    def _unmet(
        self, phrase: Phrase, matches: Sequence[Match], by_phrase: Mapping[str, Sequence[Match]]
    ) -> tuple[Refusal, float]:
        """Why a wanted phrase is not met, and how nearly it is (0-1)."""
        # What other chats have taught is none of this one's business.
        own = [match for match in matches if self._known(match.form) or match.form in self._watch.taught]
        if own:
            return self._switched(phrase, max(own, key=lambda match: match.score)), 0.98
        elsewhere = [match for match in by_phrase.get(phrase.spelled, ()) if self._watch.has_on(match.form, off=match.off)]
        if elsewhere:
            return _at(max(elsewhere, key=lambda match: match.score), "title", phrase), 0.97
        wanted = [pair for pair in self._looked_for(phrase) if self._watch.has_on(pair[1].spelling, off=pair[1].off)]
        near = self._surroundings().nearest(wanted)
        if near is None:
            return Refusal("nothing", str(phrase)), 0.0
        return _near(near, phrase), near.closeness / 101

    def _surroundings(self) -> Surroundings:
        return _surroundings(self._article, self._watchlist, self._watchlist.state)

    def _switched(self, phrase: Phrase, match: Match) -> Refusal:
        """A match of a spelling that does not count for this watch."""
        if match.form in self._watch.switched:
            return _at(match, "switched_off", phrase)
        known = self._known(match.form)
        return _at(match, "off", phrase, known.reason if known else "")

    def _filtered(self, alternative: Alternative) -> Iterator[Refusal]:
        """The filters that the article does not pass."""
        article = self._article
        if alternative.languages and article.language not in alternative.languages:
            yield Refusal("language", text=str(article.language), detail=", ".join(alternative.languages))
        if article.language in alternative.other_than:
            yield Refusal("not_language", text=str(article.language), detail=str(article.language))
        outlet = article.outlet or article.source
        if alternative.sources and not any(is_from(article, source) for source in alternative.sources):
            yield Refusal("source", text=outlet, detail=", ".join(alternative.sources))
        for source in alternative.not_from:
            if is_from(article, source):
                yield Refusal("not_source", text=outlet, detail=source)

    @staticmethod
    def _excluded(alternative: Alternative, by_phrase: Mapping[str, Sequence[Match]]) -> Iterator[Refusal]:
        """The excluded phrases that stand in the article, each where it does first and surest."""
        for phrase in alternative.unwanted:
            sure = [match for match in of_phrase(phrase, by_phrase) if is_sure(match)]
            if sure:
                yield _at(max(sure, key=lambda match: match.score), "excluded", phrase)


def _at(match: Match, because: str, phrase: Phrase, detail: str = "") -> Refusal:
    """A refusal of what was found."""
    return Refusal(
        because, str(phrase), match.form, "", match.field, match.start, match.end, match.text, match.score, None, detail
    )


def _near(near: Near, phrase: Phrase) -> Refusal:
    return Refusal(
        near.because,
        str(phrase),
        near.form,
        near.word,
        near.field,
        near.start,
        near.end,
        near.text,
        near.score,
        near.threshold,
        near.detail,
    )
