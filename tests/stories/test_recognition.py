"""Which entry is which article: unit by unit, and the ladder of keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Entry
from bot.stories.identity import Identity, key_of, rungs, rungs_of, settled
from bot.stories.recognition import Stored, Tie, head, near, same_article

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINK = "https://www.news.example/2026/11/harbour-fire"
TITLE = "Fire breaks out in the old harbour of Latakia"
TEXT = "Firefighters have brought a large fire in the old harbour under control, the port authority said. Two were hurt."
OTHER = "Parliament has approved next year's budget after a night of debate, with forty votes against it and none abstaining."
KEYED, OWN_LINK, OWN_TITLE, NOTHING = Tie(keyed=True), Tie(own_link=True), Tie(own_title=True), Tie()


def entry(title: str = TITLE, text: str = TEXT, url: str = LINK, published: datetime | None = NOON) -> Entry:
    return Entry("k", title, text, url, published)


STORED = Stored(LINK, TITLE, TEXT, NOON)


@pytest.mark.parametrize(
    ("again", "tie"),
    [
        (entry(title="Fire breaks out in old Latakia harbor"), KEYED),
        (entry(title="Blaze at the port of Latakia is under control"), KEYED),
        (entry(title="Blaze under control at the Syrian port", text=OTHER), KEYED),
        (entry(title="Blaze under control at the Syrian port", url="https://www.news.example/9", published=None), KEYED),
        (entry(title="Blaze under control", text="", url="https://m.news2.example/2026/11/harbour-fire"), KEYED),
        (entry(title="Big fire breaks out in the old harbour of Latakia", text=""), OWN_LINK),
        (entry(title="Blaze under control at the Syrian port", text=f"{TEXT} More follows."), OWN_LINK),
        (entry(title="FIRE breaks out in the old harbour of Latakia!", url="https://www.news.example/9"), NOTHING),
        (entry(url="https://other.example/2026/11/harbour-fire", text="", published=None), NOTHING),
        (entry(url="https://www.news.example/9", text=f"{TEXT} More follows.", published=NOON + timedelta(hours=3)), NOTHING),
        (entry(url="https://www.news.example/9", published=None), NOTHING),
    ],
)
def test_what_a_feed_changes_about_an_article_makes_no_other_of_it(again: Entry, tie: Tie) -> None:
    assert same_article(again, STORED, tie)


@pytest.mark.parametrize(
    ("other", "tie"),
    [
        # The id is given to other news: another link and title, or another title and text later on.
        (entry("Budget approved after a night of debate", OTHER, "https://www.news.example/9"), KEYED),
        (entry("Budget approved after a night of debate", "", "https://www.news.example/9"), KEYED),
        (entry("Budget approved after a night of debate", OTHER, published=NOON + timedelta(hours=1)), KEYED),
        # One link for all entries, or for other news.
        (entry("Budget approved after a night of debate", OTHER), OWN_LINK),
        (entry("Big fire breaks out in the old harbour of Latakia", ""), NOTHING),
        # The same title again is other news when its text or its day is another.
        (entry(url="https://www.news.example/9", text=OTHER, published=NOON + timedelta(hours=6)), NOTHING),
        (entry(url="https://www.news.example/9", published=NOON + timedelta(days=2)), NOTHING),
        (entry(url="https://www.news.example/9", text=TEXT.replace("Two", "12"), published=NOON + timedelta(hours=1)), NOTHING),
    ],
)
def test_other_news_under_a_known_key_link_or_title_is_new(other: Entry, tie: Tie) -> None:
    assert not same_article(other, STORED, tie)


@pytest.mark.parametrize("title", ["Breaking news", "Gold price today in Egypt", "عاجل"])
def test_a_title_that_says_nothing_needs_the_same_moment_or_path(title: str) -> None:
    stored = Stored(LINK, title, TEXT, NOON)
    elsewhere = "https://www.news.example/9"
    assert not same_article(entry(title, url=elsewhere, published=NOON + timedelta(hours=1)), stored, OWN_TITLE)
    assert same_article(entry(title, url=elsewhere), stored, NOTHING)


def test_a_bare_headline_is_known_by_its_title_unless_that_is_a_column() -> None:
    bare = Stored(LINK, TITLE, "", None)
    again = entry(url="https://www.news.example/9", text="", published=None)
    assert same_article(again, bare, OWN_TITLE)
    assert not same_article(again, bare, NOTHING)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TEXT, TEXT.replace("large", "big"), True),
        (TEXT, f"{TEXT} {OTHER}", True),
        (TEXT, OTHER, False),
        (TEXT, "", None),
        ("Short.", "Short.", None),
    ],
)
def test_texts_are_near_as_far_as_both_go(one: str, other: str, same: bool | None) -> None:
    assert near(one, other) is same
    assert near(other, one) is same


def test_a_head_is_that_of_the_words_alone() -> None:
    assert head("«Fire» in the HARBOUR!") == head("fire in the harbour")
    assert head("زلزالٌ يضرب المدينة") == head("زلزال يضرب المدينه")
    assert head("fire in the harbour") != head("fire in the harbours")
    assert head("…") == head("") == ""


def made(guid: str, url: str, title: str, text: str = "") -> Entry:
    ladder = rungs(guid, url, title, text)
    return Entry(ladder[0], title, text, url, rungs=ladder)


def test_ids_tell_entries_apart_until_one_is_given_twice() -> None:
    one, two = made("1", f"{LINK}/a", "A"), made("1", f"{LINK}/b", "B")
    assert settled("", [one, made("2", f"{LINK}/b", "B")]) is Identity.ID
    assert settled("", [one, two]) is Identity.LINK
    assert settled("", [one, made("1", f"{LINK}/a", "B")]) is Identity.TITLE
    assert key_of(Identity.LINK, one) != key_of(Identity.LINK, two)
    assert key_of(Identity.ID, one) == key_of(Identity.ID, two)


def test_what_a_feed_has_needed_once_it_needs_for_good() -> None:
    assert settled("id+link", [made("1", LINK, "A")]) is Identity.LINK
    assert settled(Identity.TITLE, []) is Identity.TITLE
    assert settled("of a later version", []) is Identity.ID


@pytest.mark.parametrize(
    "again",
    [
        made("1", LINK, "A", "text"),
        made("1", LINK.replace("https:", "http:"), "A", "text"),
        made("1", f"{LINK}/moved", "A", "text"),
    ],
)
def test_one_entry_that_stands_twice_in_a_document_is_one(again: Entry) -> None:
    assert settled("", [made("1", LINK, "A", "text"), again]) is Identity.ID


def test_without_an_id_the_link_counts_and_without_both_the_title() -> None:
    assert key_of(Identity.ID, made("", LINK, "A")) == key_of(Identity.ID, made("", f"{LINK}/", "B"))
    assert key_of(Identity.ID, made("", "", "A", "one text")) == key_of(Identity.ID, made("", "", "A", "another"))
    assert key_of(Identity.ID, made("", "", "", "one text")) != key_of(Identity.ID, made("", "", "", "another"))
    alike = [made("", "", "Breaking", "one text"), made("", "", "Breaking", "another")]
    assert len({key_of(settled("", alike), each) for each in alike}) == 2


parts = st.sampled_from(("", "a", "b", "https://x.example/a", "http://x.example/a/"))
links = st.sampled_from(("", "https://x.example/a", "http://www.x.example/a/", "https://x.example/b"))
entries = st.builds(made, parts, links, parts, parts)


@given(st.lists(entries, max_size=8), st.sampled_from(("", *Identity)))
def test_the_policy_never_falls_back_and_tells_different_entries_apart(document: list[Entry], policy: str) -> None:
    levels = tuple(Identity)
    now = settled(policy, document)
    assert levels.index(now) >= levels.index(Identity(policy or "id"))
    assert settled(now, document) is now is settled(policy, document[::-1])
    for one, other in combinations(document, 2):
        if key_of(now, one) == key_of(now, other):
            assert rungs_of(one)[-1] == rungs_of(other)[-1] or (one.title, one.text) == (other.title, other.text)
