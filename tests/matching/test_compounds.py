"""Terms of several phrases: what an article must hold, and what a watch makes of the spellings found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.matching.compounds import SURE, Compounds
from bot.matching.matcher import find_matches
from bot.matching.query import Query, parse
from bot.matching.watchlist import Watchlist
from bot.model.news import Article, Language
from bot.model.watch import How, Match, Name, Spelling, Watch

Write = Callable[..., Article]


def _find(term: str, article: Article, names: tuple[Name, ...] = (), *others: str) -> tuple[Match, ...]:
    watchlist = Watchlist(names)
    for each in (term, *others):
        watchlist.add(each)
    return tuple(match for match in find_matches(article, watchlist) if match.term == term)


@pytest.mark.parametrize(
    ("term", "title", "text", "spans"),
    [
        ("bitcoin +ETF", "Bitcoin up", "an ETF came", {"Bitcoin", "ETF"}),
        ("bitcoin +ETF", "Bitcoin up", "no fund", set()),
        ("بيتكوين +صندوق", "Bitcoin", "في الصندوق", {"Bitcoin", "الصندوق"}),
        ("bitcoin -scam", "Bitcoin up", "fine", {"Bitcoin"}),
        ("bitcoin -scam", "Bitcoin up", "two scams", set()),
        ("iran -بيتكوين", "Iran", "and Bitcoin", set()),
        ("bank of england -rates", "Bank of England", "holds", {"Bank of England"}),
        ("bank of england -rates", "Bank of England", "holds rates", set()),
        ("bank of england +governor", "Bank of the England", "the governor", {"Bank of the England", "governor"}),
        ('"Bitcoin" +price', "بيتكوين", "price", set()),
        ('"Bitcoin" +price', "Bitcoin", "prices", {"Bitcoin", "prices"}),
        ("title:bitcoin", "up", "bitcoin", set()),
        ("title:bitcoin", "بيتكوين", "bitcoin", {"بيتكوين"}),
        ("bitcoin -title:scam", "Bitcoin", "scam", {"Bitcoin"}),
        ("bitcoin -title:scam", "scam", "Bitcoin", set()),
        ("حرب أو سلام", "سلام", "", {"سلام"}),
        ("war -cold | peace -treaty", "cold war and peace", "", {"peace"}),
        ("war -cold | peace -treaty", "cold war and peace treaty", "", set()),
        ("war | peace", "war and peace", "", {"war", "peace"}),
        ("bank of england +england", "Bank of England", "", {"Bank of England"}),
        ("bit coin +price", "Bitcoin price", "", {"Bitcoin", "price"}),
        ("زابوريجيا +Iran", "زاباروجيا", "إيران", {"زاباروجيا", "إيران"}),
    ],
)
def test_what_an_article_must_hold(
    term: str, title: str, text: str, spans: set[str], names: tuple[Name, ...], article: Write
) -> None:
    found = _find(term, article(title, text), names)
    assert {match.text for match in found if not match.off} == spans
    for match in found:
        field = title if match.field == "title" else text
        assert match.text == field[match.start : match.end]


@pytest.mark.parametrize(
    ("how", "score", "shut"),
    [
        (How.FUZZY, SURE - 0.1, False),
        (How.TRANSLITERATED, SURE - 0.1, False),
        (How.FUZZY, SURE, True),
        (How.TRANSLITERATED, 99.0, True),
        (How.PHRASE, SURE - 5, True),
        (How.INFLECTED, 90.0, True),
    ],
)
def test_only_what_is_surely_meant_shuts_an_article_out(how: How, score: float, shut: bool, article: Write) -> None:
    term = "oil -Lavrov"
    query = parse(term)
    assert isinstance(query, Query)
    compounds = Compounds()
    compounds.hold(term, query)
    oil = Match("oil", "oil", "title", 0, 3, "oil", How.EXACT, 100.0)
    lavrov = Match("Lavrov", "Lavrov", "title", 4, 10, "Lavrow", how, score)
    found = {"oil": [oil], "Lavrov": [lavrov]}
    assert bool(compounds.met(article("oil Lavrow"), found)) != shut


def test_a_spelling_that_is_off_shuts_nothing_out(names: tuple[Name, ...], article: Write) -> None:
    story = article("Iran", "Central Command said")
    assert _find("Iran -CENTCOM", story, names)
    assert not _find("Iran -CENTCOM", article("Iran", "U.S. Central Command said"), names)


_STORY = Article(
    7,
    "bbc-arabic",
    "BBC News عربي",
    "k",
    "النفط",
    "",
    "https://www.bbc.co.uk/arabic/1",
    Language.ARABIC,
    None,
    datetime(2025, 11, 21, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("filters", "met"),
    [
        ("lang:ar", True),
        ("lang:en", False),
        ("lang:ar|en", True),
        ("-lang:ar", False),
        ("-lang:en", True),
        ("from:bbc", True),
        ('from:"bbc news"', True),
        ("from:bbc-arabic", True),
        ("from:bbc-persian", False),
        ("from:عربى", True),
        ("from:العربي", True),
        ("from:bbc.co.uk", True),
        ("from:www.bbc.co.uk", True),
        ("from:https://bbc.co.uk/news", True),
        ("from:bbc.com", False),
        ("from:co", False),
        ("from:c.co.uk", False),
        ("from:reuters", False),
        ("from:reuters from:bbc", True),
        ("-from:bbc", False),
        ("-from:reuters", True),
        ("lang:ar from:reuters", False),
    ],
)
def test_language_and_source(filters: str, met: bool) -> None:
    assert bool(_find(f"نفط {filters}", _STORY)) == met
    assert bool(_find(f"{filters} نفط | ذهب", _STORY)) == met
    assert _find(f"{filters} ذهب | نفط", _STORY)


def test_an_address_that_is_none_is_from_nowhere() -> None:
    assert not _find("نفط from:bbc.co.uk", replace(_STORY, url="http://[bad"))
    assert not _find("نفط from:bbc.co.uk", replace(_STORY, url=""))


def test_terms_that_share_phrases_do_not_disturb_each_other(names: tuple[Name, ...], article: Write) -> None:
    story = article("Bitcoin and Iran", "the price")
    terms = (
        "bitcoin",
        "bitcoin +iran",
        "bitcoin -iran",
        "iran +bitcoin",
        "bitcoin | gold",
        "title:bitcoin +price",
        '"Bitcoin"',
    )
    watchlist = Watchlist(names)
    for term in terms:
        watchlist.add(term)
    found = find_matches(story, watchlist)
    assert {match.term for match in found} == set(terms) - {"bitcoin -iran"}
    assert list(dict.fromkeys(match.term for match in found)) == [term for term in terms if term != "bitcoin -iran"]


def test_a_term_is_met_only_by_spellings_that_are_on(names: tuple[Name, ...], article: Write) -> None:
    term = "CENTCOM +Iran"
    story = article("القيادة المركزية", "وإيران")
    found = _find(term, story, names)
    assert {match.text for match in found} == {"القيادة المركزية", "وإيران"}
    assert all(match.off for match in found)
    assert not any(map(Watch(1, 1, term).accepts, found))
    assert all(map(Watch(1, 1, term, frozenset({"القيادة المركزية"})).accepts, found))
    assert not any(map(Watch(1, 1, term, frozenset({"القيادة المركزية", "إيران"})).accepts, found))


def test_a_spelling_switched_off_leaves_the_other_phrases_unmet(names: tuple[Name, ...], article: Write) -> None:
    term = "CENTCOM +Iran"
    found = _find(term, article("سنتكوم", "Iran"), names)
    assert all(map(Watch(1, 1, term).accepts, found))
    assert not any(map(Watch(1, 1, term, frozenset({"سنتكوم"})).accepts, found))
    both = _find(term, article("سنتكوم و CENTCOM", "Iran"), names)
    assert {match.text for match in both if Watch(1, 1, term, frozenset({"سنتكوم"})).accepts(match)} == {"CENTCOM", "Iran"}


def test_one_alternative_may_stand_where_the_other_falls(names: tuple[Name, ...], article: Write) -> None:
    term = "Iran +CENTCOM | Iran"
    watch = Watch(1, 1, term, frozenset({"سنتكوم"}))
    assert [match.text for match in _find(term, article("Iran سنتكوم"), names) if watch.accepts(match)] == ["Iran"]


def test_the_preview_lists_what_each_phrase_brings_in(names: tuple[Name, ...]) -> None:
    preview = Watchlist(names).preview("title:bitcoin +CENTCOM -حماس | «مضيق هرمز» lang:ar")
    assert preview[:3] == (Spelling("bitcoin"), Spelling("CENTCOM"), Spelling('"مضيق هرمز"'))
    assert Spelling("بيتكوين", "bitcoin") in preview
    assert Spelling("القيادة المركزية", "centcom", off=True, reason="homograph") in preview
    assert not {"Hamas", "حماس"} & {spelling.text for spelling in preview}
    assert len({spelling.text for spelling in preview}) == len(preview)


def test_the_preview_of_what_cannot_be_watched_is_the_text(names: tuple[Name, ...]) -> None:
    assert Watchlist(names).preview(' "bitcoin ') == (Spelling('"bitcoin'),)
