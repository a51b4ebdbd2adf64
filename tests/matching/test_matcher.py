from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.matcher import find_matches, find_mentions, find_names
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import How, Match, Name, Watch
from tests.matching.conftest import EVIDENCE, NAMES, write_article

Write = Callable[..., Article]


def _find(term: str, article: Article, names: Sequence[Name] = ()) -> tuple[Match, ...]:
    watchlist = Watchlist(names, EVIDENCE)
    watchlist.add(term)
    return find_matches(article, watchlist)


@pytest.mark.parametrize(
    ("term", "text", "how"),
    [
        ("Lavrov", "Lavrov", How.EXACT),
        ("Lavrov", "LAVROV", How.FOLDED),
        ("لافروف", "ولافروف", How.CLITIC),
        ("drone", "drones", How.INFLECTED),
        ("Bitcoin", "بيتكوين", How.ALIAS),
        ("زابوريجيا", "زاباروجيا", How.FUZZY),
        ("Lavrov", "لافروف", How.TRANSLITERATED),
        ("white house", "white big house", How.PHRASE),
        ("white house", "White House", How.FOLDED),
    ],
)
def test_how_a_match_came_about(term: str, text: str, how: How, names: tuple[Name, ...], article: Write) -> None:
    (match,) = _find(term, article(text), names)
    assert match.how is how
    assert 0 < match.score <= 100


def test_looser_ways_score_lower(article: Write) -> None:
    found = _find("لافروف", article("لافروف ولافروف Lavrov لافروفف"))
    assert [match.how for match in found] == [How.EXACT, How.CLITIC, How.TRANSLITERATED, How.FUZZY]
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_every_occurrence_in_title_and_text(names: tuple[Name, ...], article: Write) -> None:
    story = article("بيتكوين", "Bitcoin, البيتكوين, BTC")
    found = _find("بيتكوين", story, names)
    assert [(match.field, match.text) for match in found] == [
        ("title", "بيتكوين"),
        ("text", "البيتكوين"),
        ("text", "Bitcoin"),
        ("text", "BTC"),
    ]
    assert {match.form for match in found} <= {"بيتكوين", "Bitcoin", "BTC"}


def test_a_spelling_that_is_off_counts_only_when_switched_on(names: tuple[Name, ...], article: Write) -> None:
    (match,) = _find("CENTCOM", article("القيادة المركزية للحزب"), names)
    assert match.off
    assert not Watch(1, 1, "CENTCOM").accepts(match)
    assert Watch(1, 1, "CENTCOM", frozenset({"القيادة المركزية"})).accepts(match)


def test_the_longest_spelling_wins(names: tuple[Name, ...], article: Write) -> None:
    found = [match for match in _find("CENTCOM", article("the U.S. Central Command"), names) if not match.off]
    assert [match.text for match in found] == ["U.S. Central Command"]


def test_terms_do_not_disturb_each_other(names: tuple[Name, ...], article: Write) -> None:
    watchlist = Watchlist(names)
    for term in ("Bitcoin", "bitcoin", "بيتكوين", '"Bitcoin"'):
        watchlist.add(term)
    found = find_matches(article("Bitcoin"), watchlist)
    assert {match.term: match.how for match in found} == {
        "Bitcoin": How.EXACT,
        "bitcoin": How.FOLDED,
        "بيتكوين": How.ALIAS,
        '"Bitcoin"': How.EXACT,
    }


def test_known_names_are_found_unwatched(names: tuple[Name, ...], article: Write) -> None:
    story = article("سنتكوم والقيادة المركزية", "Hamas, Netanyahu and near Central Command; بمالي وزاباروجيا")
    assert find_names(story, Watchlist(names)) == {"centcom", "hamas", "netanyahu", "mali"}


def test_spellings_off_name_nobody(names: tuple[Name, ...], article: Write) -> None:
    assert find_names(article("Central Command, near it, who knows, المالي"), Watchlist(names)) == frozenset()


def test_names_are_mentioned_as_they_are_spelled_in_the_order_of_the_text(names: tuple[Name, ...]) -> None:
    watchlist = Watchlist(names)
    said = "Hamas, سنتكوم and U.S. Central Command; NETANYAHU, near Hamas"
    assert find_mentions(said, watchlist) == ("Hamas", "سنتكوم", "Netanyahu")
    assert find_mentions("nothing of note", watchlist) == ()


def test_watching_does_not_change_who_is_named(names: tuple[Name, ...], article: Write) -> None:
    story = article("زاباروجيا and Zaporizhia and سنتكوم")
    watchlist = Watchlist(names)
    before = find_names(story, watchlist)
    watchlist.add("زابوريجيا")
    assert find_names(story, watchlist) == before == {"centcom"}


@given(st.text(st.characters(exclude_categories=())), st.text(alphabet="بيتكون اBitcon-'.\u064bـF35", max_size=60))
@settings(deadline=None)
def test_spans_are_whole_words_of_the_original(noise: str, text: str) -> None:
    watchlist = Watchlist(NAMES)
    for term in ("بيتكوين", "bit coin", "F-35", "بيت", "ب"):
        watchlist.add(term)
    story = write_article(noise + text, text + noise)
    for match in find_matches(story, watchlist):
        field = story.title if match.field == "title" else story.text
        assert match.text == field[match.start : match.end] != ""
        assert match.text.strip() == match.text


@pytest.mark.parametrize(
    "noise",
    [
        "بيتكوين " * 30_000,
        "بيت كوين " * 30_000,
        "القيادة المركزية " * 20_000,
        "ا" + "\u064b" * 300_000,
        "b" * 500_000,
        "Mayfield" + "y" * 5_000,
        "\ud800\x00" * 50_000,
    ],
    ids=["one word", "halves", "phrases", "marks", "letters", "long word", "surrogates"],
)
def test_a_monstrous_article_ends(noise: str, names: tuple[Name, ...], article: Write) -> None:
    watchlist = Watchlist(names)
    for term in ("بيتكوين", "CENTCOM", "Mayfield", "القيادة المركزية"):
        watchlist.add(term)
    assert len(find_matches(article("", noise), watchlist)) <= len(noise)


def test_an_empty_article_and_an_empty_watchlist(names: tuple[Name, ...], article: Write) -> None:
    assert _find("بيتكوين", article("", ""), names) == ()
    assert find_matches(article("بيتكوين"), Watchlist()) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WHO KNEW ABOUT IT", []),
        ("THE WHO, AND WE", []),
        ("The WHO knew", ["WHO"]),
        ("WHO WARNS", ["WHO"]),
        ("قالت WHO عن BTC و LTC", ["WHO"]),
    ],
)
def test_in_a_line_of_capitals_case_tells_nothing(text: str, found: list[str]) -> None:
    watchlist = Watchlist(NAMES)
    watchlist.add("WHO")
    assert [match.text for match in find_matches(write_article(text), watchlist)] == found


def test_in_a_line_of_capitals_an_acronym_that_is_no_word_still_counts() -> None:
    watchlist = Watchlist(NAMES)
    watchlist.add("CENTCOM")
    assert [match.text for match in find_matches(write_article("CENTCOM SAYS SHIP HIT"), watchlist)] == ["CENTCOM"]
