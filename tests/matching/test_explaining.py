"""Explanations: what counts and why, what came nearest and why not; and that they never disagree with the matcher."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.evidence.tables import load_evidence
from bot.matching import explaining
from bot.matching.crossing import Crossing
from bot.matching.explaining import REFUSALS, Explanation, Found, Origin, Refusal, explain
from bot.matching.likeness import Prices, apart, measured, spelled
from bot.matching.matcher import find_matches
from bot.matching.nearest import LEAST_SCORE, LOOKED_THROUGH
from bot.matching.units import Hit
from bot.matching.watchlist import Watchlist
from bot.model.news import Article, Language
from bot.model.watch import How, Name, Watch
from bot.text.folding import folded
from tests.fakes.desk import PHRASES
from tests.matching.conftest import NAMES, write_article

EVIDENCE = load_evidence()
IRAN = Name("persia", "country", en=("Persia",), ar=("فارس",), adjectives=("Persian", "فارسي"))
WATCHLIST = Watchlist((*NAMES, IRAN), EVIDENCE)


def of(term: str, text: str, title: str = "", watch: Watch | None = None) -> Explanation:
    """The explanation of a term in an article of these words."""
    return explain(write_article(title, text), term, WATCHLIST, watch)


def the_refusal(term: str, text: str, title: str = "") -> Refusal:
    explanation = of(term, text, title)
    assert not explanation.counts
    assert explanation.found == ()
    [refusal] = explanation.refused
    return refusal


# -- what counts --


@pytest.mark.parametrize(
    ("term", "text", "how", "origin", "name", "form"),
    [
        ("Bitcoin", "Bitcoin fell", How.EXACT, Origin.OWN, "", "Bitcoin"),
        ("Bitcoin", "bitcoin fell", How.FOLDED, Origin.OWN, "", "Bitcoin"),
        ("بيتكوين", "وبالبيتكوين", How.CLITIC, Origin.OWN, "", "بيتكوين"),
        ("Bitcoin", "سعر بيتكوين", How.ALIAS, Origin.NAME, "bitcoin", "بيتكوين"),
        ("CENTCOM", "United States Central Command", How.ALIAS, Origin.NAME, "centcom", "United States Central Command"),
        ("Oslo -war", "in Oslo", How.EXACT, Origin.OWN, "", "Oslo"),
        ("Oslo +Bitcoin", "Oslo and بيتكوين", How.EXACT, Origin.OWN, "", "Oslo"),
    ],
)
def test_a_match_is_explained(term: str, text: str, how: How, origin: Origin, name: str, form: str) -> None:
    explanation = of(term, text)
    assert explanation.counts
    found = explanation.found[0]
    assert (found.match.how, found.origin, found.name, found.match.form) == (how, origin, name, form)
    assert found.threshold is None
    assert not explanation.refused
    assert not explanation.met


@pytest.mark.parametrize(
    ("term", "text", "how"),
    [
        ("Kowalski", "قال كوالسكي أمس", How.TRANSLITERATED),
        ("كوالسكي", "Mr Kowalski said", How.TRANSLITERATED),
        ("بلاغويفغراد", "بلاغويفجراد", How.FUZZY),
        ("Blagoevgrad", "Blagoyevgrad", How.FUZZY),
    ],
)
def test_what_is_merely_similar_says_its_score_and_what_it_had_to_reach(term: str, text: str, how: How) -> None:
    found = of(term, text).found[0]
    assert found.match.how is how
    assert found.threshold is not None
    assert 60 <= found.threshold <= found.match.score <= 95


def test_the_places_of_an_explanation_are_those_of_the_matcher() -> None:
    article = write_article("بيتكوين", "Bitcoin و BTC")
    explanation = explain(article, "bitcoin", WATCHLIST)
    watchlist = Watchlist(NAMES, EVIDENCE)
    watchlist.add("bitcoin")
    assert tuple(found.match for found in explanation.found) == find_matches(article, watchlist)


def test_adjectives_and_taught_spellings_say_what_they_are() -> None:
    switched = Watch(1, 1, "Persia", switched=frozenset({"Persian"}))
    assert [(found.origin, found.name) for found in of("Persia", "Persian rugs", watch=switched).found] == [
        (Origin.ADJECTIVE, "persia")
    ]
    taught = Watch(1, 1, "Persia", taught=frozenset({"Achaemenia"}))
    assert [(found.origin, found.name) for found in of("Persia", "Achaemenia", watch=taught).found] == [(Origin.TAUGHT, "")]


# -- what does not --


@pytest.mark.parametrize(
    ("term", "text", "because", "span", "detail"),
    [
        ("Kowalczyk", "قال كوفالك أمس", "score", "كوفالك", ""),
        ("Blagoevgrad", "in Blagodargrad", "score", "Blagodargrad", ""),
        ("مستقبال", "عن المستقبل", "common_word", "المستقبل", ""),
        ("Kowalczyk", "قال كوفالتشيك أمس", "sound", "كوفالتشيك", ""),
        ("بلاغوستان", "رجل بلاغوستاني", "adjective", "بلاغوستاني", ""),
        ("أحمد", "قال حمد", "given_name", "حمد", ""),
        ("بلاغويفغراد", "قلاغويفغراد", "beginning", "قلاغويفغراد", ""),
        ("Blagoevgrad", "blagoyevgrad", "lower_case", "blagoyevgrad", ""),
        ("قصور", "قصر", "common_term", "قصر", ""),
        ("Litecoin", "Bitcoin fell", "known_name", "Bitcoin", "bitcoin"),
        ("Oslo", "at Osla", "short", "Osla", ""),
        ("NEAR", "the ship was near", "case", "near", "NEAR"),
        ("BTC", "the BTCX fund", "strict", "BTCX", ""),
        ("China", "broken china", "lower_case", "china", ""),
        ('"Blagoevgrad"', "Blagoyevgrad", "quoted", "Blagoyevgrad", ""),
        ('"بيتكوين"', "البيتكوين", "quoted", "البيتكوين", ""),
        ("مالي", "وضع المالي", "name_form", "المالي", ""),
        ("WHO", "HE ASKED WHO CALLED", "shouted", "WHO", ""),
        ("CENTCOM", "Central Command", "off", "Central Command", "homograph"),
        ("Persia", "Persian rugs", "off", "Persian", "adjective"),
        ("interest rate", "rate of interest", "order", "rate of interest", ""),
        ("interest rate", "interest as well as the rate", "gap", "interest as well as the rate", "4"),
        ("interest rate", "an interest. Rate him", "sentence", "interest. Rate", ""),
        ("interest rate", "interest and rate", "between", "interest and rate", ""),
        ('"interest rate"', "interest deposit rate", "gap", "interest deposit rate", "1"),
        ("أسعار الأسماك", "أسعار والأسماك", "clitic", "والأسماك", ""),
        ("على الأرض", "علي الأرض", "small_word", "علي", ""),
        ("interest rate", "an interest in art", "missing", "interest", "rate"),
        ("title:Oslo", "in Oslo", "title", "Oslo", ""),
        ("Oslo -rain", "Rain in Oslo", "excluded", "Rain", ""),
        ("Oslo", "nothing of note", "nothing", "", ""),
        ("Oslo", "", "nothing", "", ""),
    ],
)
def test_what_came_nearest_and_why_it_was_refused(term: str, text: str, because: str, span: str, detail: str) -> None:
    refusal = the_refusal(term, text)
    assert (refusal.because, refusal.text, refusal.detail) == (because, span, detail)
    if span:
        assert (refusal.field, text[refusal.start : refusal.end]) == ("text", span)


def test_a_score_below_the_threshold_is_said_beside_it() -> None:
    refusal = the_refusal("Kowalczyk", "قال كوفالك أمس")
    assert refusal.threshold == LEAST_SCORE
    assert refusal.score is not None
    assert 30 < refusal.score < refusal.threshold
    assert refusal.word == "kowalczyk"


def test_words_in_title_and_text_are_no_phrase() -> None:
    assert the_refusal("interest rate", "the rate", "An interest").because == "fields"


def test_filters_say_what_was_asked_and_what_it_is() -> None:
    article = replace(write_article("Oslo"), language=Language.ENGLISH, outlet="Gulf Wire")
    for term, because, text, detail in (
        ("lang:ar Oslo", "language", "en", "ar"),
        ("-lang:en Oslo", "not_language", "en", "en"),
        ("from:reuters Oslo", "source", "Gulf Wire", "reuters"),
        ('-from:"gulf wire" Oslo', "not_source", "Gulf Wire", "gulf wire"),
    ):
        explanation = explain(article, term, WATCHLIST)
        [refusal] = explanation.refused
        assert (refusal.because, refusal.text, refusal.detail) == (because, text, detail)
        assert [found.match.text for found in explanation.met] == ["Oslo"]


def test_everything_that_is_missing_is_listed() -> None:
    explanation = of("lang:ar Oslo +Bergen +Kowalczyk -rain", "Rain in Oslo, said كوفالك")
    assert [found.match.text for found in explanation.met] == ["Oslo"]
    assert [(refusal.because, refusal.phrase) for refusal in explanation.refused] == [
        ("language", ""),
        ("excluded", "rain"),
        ("nothing", "Bergen"),
        ("score", "Kowalczyk"),
    ]


def test_the_alternative_that_came_nearest_is_explained() -> None:
    explanation = of("Bergen +Tromso | Oslo -rain | lang:ar Narvik +fish", "Rain in Oslo")
    assert explanation.alternative == "Oslo -rain"
    assert [refusal.because for refusal in explanation.refused] == ["excluded"]


def test_a_spelling_switched_off_by_the_chat_is_said_to_be() -> None:
    watch = Watch(1, 1, "Bitcoin", switched=frozenset({"بيتكوين"}))
    explanation = of("Bitcoin", "سعر بيتكوين", watch=watch)
    assert [(refusal.because, refusal.form) for refusal in explanation.refused] == [("switched_off", "بيتكوين")]
    off = Watch(1, 1, "CENTCOM", switched=frozenset({"Central Command"}))
    assert of("CENTCOM", "Central Command", watch=off).counts


def test_what_another_chat_has_taught_is_not_told() -> None:
    watchlist = Watchlist(NAMES, EVIDENCE)
    watchlist.add("Bitcoin", {"the orange one"})
    explanation = explain(write_article("the orange one"), "Bitcoin", watchlist)
    assert [refusal.because for refusal in explanation.refused] == ["nothing"]
    own = Watch(1, 1, "Bitcoin", taught=frozenset({"the orange one"}))
    assert explain(write_article("the orange one"), "Bitcoin", watchlist, own).counts


def test_explaining_leaves_the_watchlist_as_it_was() -> None:
    watchlist = Watchlist(NAMES, EVIDENCE)
    watchlist.add("Oslo")
    before = watchlist.generation
    explain(write_article("Bergen"), "Oslo", watchlist)
    assert watchlist.generation == before
    explain(write_article("Bergen"), "Bergen -rain", watchlist)
    assert ("Bergen -rain" in watchlist, len(watchlist)) == (False, 1)
    with pytest.raises(ValueError, match="quote_open"):
        explain(write_article("Bergen"), '"Bergen', watchlist)


def test_a_term_from_older_days_is_explained_as_its_words() -> None:
    watchlist = Watchlist(NAMES, EVIDENCE)
    watchlist.add('"Bergen fish', kept=True)
    assert explain(write_article("Bergen fish"), '"Bergen fish', watchlist).counts
    [refusal] = explain(write_article("fish of Bergen"), '"Bergen fish', watchlist).refused
    assert refusal.because == "order"


@pytest.mark.parametrize(
    "noise",
    ["بيتلوين Blagoyevgrad ", "a" * 250 + " ", "ا\u064b\u0651", "ﷺ", "\ud800\x00", "United of of States ", "😀 "],
)
def test_a_monstrous_article_is_looked_through_in_part_and_said_to_be(noise: str) -> None:
    text = noise * (1_000_000 // len(noise))
    explanation = of("United States of Blagoevgrad +Zanzibar", text)
    assert not explanation.counts
    assert explanation.looked_at == {"title": 0, "text": LOOKED_THROUGH}


# -- agreement with the matcher --

_WORDS = """
    بيتكوين البيتكوين وبيتكوينات Bitcoin bitcoins Litecoin NEAR near CENTCOM Central Command سنتكوم القيادة المركزية الأميركية
    Zaporozhye Zaporizhia زابوروجيا زابورجيا مالي المالي Mali Hamas Hama حماس حماسة Netanyahu نتنياهو نتانياهو interest rate
    rates Oslo Persian China china Kowalski كوالسكي كوفالك F-35 . , and of the و في bit coin
"""
_PIECES = _WORDS.split()
_TERMS = (
    "Bitcoin",
    "بيتكوين",
    '"Bitcoin"',
    "near",
    "NEAR",
    "CENTCOM",
    "القيادة المركزية",
    "مالي",
    "Hamas",
    "Netanyahu",
    "interest rate",
    '"interest rate"',
    "Kowalski",
    "كوالسكي",
    "Persia",
    "China",
    "F-35",
    "Bitcoin -Litecoin",
    "Oslo +Hamas | title:Mali",
    "lang:en Oslo | interest rate -CENTCOM",
    "bit coin +نتنياهو",
)


def _counted(article: Article, watch: Watch) -> list[object]:
    WATCHLIST.add(watch.term, watch.taught)
    try:
        return [match for match in find_matches(article, WATCHLIST) if watch.accepts(match)]
    finally:
        WATCHLIST.remove(watch.term, watch.taught)


def _spans_are_the_articles_own(article: Article, parts: Iterable[Found | Refusal]) -> bool:
    fields = {"title": article.title, "text": article.text}
    spans = [part.match if isinstance(part, Found) else part for part in parts]
    return all(fields[span.field][span.start : span.end] == span.text for span in spans if span.field)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(_TERMS),
    st.lists(st.sampled_from(_PIECES), max_size=4).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=9).map(" ".join),
    st.sets(st.sampled_from(["سنتكوم", "Central Command", "بيتكوين", "Bitcoin", "Persian"]), max_size=2),
)
def test_an_explanation_counts_exactly_what_the_watch_accepts(term: str, title: str, text: str, switched: set[str]) -> None:
    article = write_article(title, text)
    for watch in (Watch(0, 0, term), Watch(0, 0, term, frozenset(switched))):
        explanation = explain(article, term, WATCHLIST, watch)
        counted = _counted(article, watch)
        assert [found.match for found in explanation.found] == counted
        assert explanation.counts == bool(counted)
        assert bool(explanation.refused) == (not counted)
        assert {refusal.because for refusal in explanation.refused} <= REFUSALS
        assert _spans_are_the_articles_own(article, (*explanation.found, *explanation.met, *explanation.refused))
        for refusal in explanation.refused:
            if refusal.because == "score":
                assert refusal.score is not None
                assert refusal.threshold is not None
                assert refusal.score < refusal.threshold


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_TERMS[:1]), st.text(max_size=60))
def test_any_text_can_be_explained(term: str, text: str) -> None:
    assert of(term, text, text[::-1]).refused or _counted(write_article(text[::-1], text), Watch(0, 0, term))


_NAMES = """
    blagoevgrad blagoyevgrad blagograd zaporizhzhia zaporozhye kowalczyk kovalchik netanyahu netaniahu argentina argentine
    زابوريجيا زابوروجيا نتنياهو نتانياهو تشاد تشادي بلاغويفغراد بلاغويفجراد كوالتشيك كوفالتشيك ميلان ميلانو
"""
_SPELLINGS = st.sampled_from(_NAMES.split())


_PRICES = Prices(EVIDENCE.confusions)


@given(_SPELLINGS, _SPELLINGS, st.floats(-20, -6))
def test_spellings_are_measured_as_they_are_judged(one: str, other: str, commonness: float) -> None:
    if one.isascii() != other.isascii():
        return
    score = spelled(one, other, commonness, _PRICES)
    full, least = measured(one, other, commonness, _PRICES)
    assert bool(score) == (not apart(one, other, commonness) and full >= least)
    assert not score or score == pytest.approx(full)


@given(_SPELLINGS, _SPELLINGS, st.floats(-20, -6))
def test_renderings_are_measured_as_they_are_judged(one: str, other: str, commonness: float) -> None:
    if one.isascii() == other.isascii():
        return
    crossing = Crossing(EVIDENCE)
    judged, odds = (
        (crossing.in_arabic, crossing.odds_in_arabic) if one.isascii() else (crossing.in_latin, crossing.odds_in_latin)
    )
    score, full = judged(one, other, commonness), odds(one, other, commonness)
    if score:
        assert score == pytest.approx(min(LEAST_SCORE + 2 * full, 94.0))
    else:
        # Words that are clearly unlike are told by a quick estimate, which may be off by a little.
        assert full < 2


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_PIECES), st.sampled_from([*_PIECES, "على", "علي", "on"]))
def test_a_pattern_says_why_it_refuses_exactly_what_it_does_not_take(piece: str, raw: str) -> None:
    watchlist = Watchlist(NAMES, EVIDENCE)
    for term in (piece, f'"{piece}"', f"{piece} rate"):
        if watchlist.fault(term) is None:
            watchlist.add(term)
    for hit in watchlist.hits([raw])[0]:
        for pattern in hit.unit.anchored:
            place = pattern.anchor
            assert pattern.takes(hit, place, raw) == (pattern.refusal(hit, place, raw) == "")
            assert pattern.refusal(Hit(hit.unit, How.FUZZY, 80.0, "و", -1, "ها"), place, raw) in {*REFUSALS, ""}
    assert folded(raw) is not None


# -- the words for it --


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
def test_every_refusal_origin_and_way_has_its_words(language: Language) -> None:
    keys = PHRASES.keys(language)
    assert {key.removeprefix("explain.") for key in keys if key.startswith("explain.")} == REFUSALS
    assert {f"explain_found.{origin}" for origin in Origin} | {f"explain_how.{how}" for how in How} <= keys
    values = Refusal("x", "p", "f", "w", "text", 0, 1, "t", 60.0, 70.0, "d")
    for because in REFUSALS:
        said = PHRASES.text(
            language,
            f"explain.{because}",
            phrase=values.phrase,
            form=values.form,
            word=values.word,
            text=values.text,
            score=str(values.score),
            threshold=str(values.threshold),
            detail=values.detail,
            why="",
        )
        assert said


def test_every_key_is_documented() -> None:
    assert explaining.__doc__ is not None
    assert set(re.findall(r"``(\w+)``", explaining.__doc__)) >= REFUSALS
