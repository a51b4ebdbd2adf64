"""Made-up feeds: of all kinds, changing as often as planned, and read by the bot as what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.made_feeds import Kind, Plan, Press, Shelf, addresses, changes, changing, first_due, language, mark, sources
from bot.app.made_text import MadeArticle
from bot.model.news import Language
from bot.sources.document import parse_document
from bot.sources.items import ParsedFeed

PLAN = Plan(feeds=2000, seconds=300, every=300)


def supply() -> Iterator[MadeArticle]:
    while True:
        yield MadeArticle("عنوان الخبر", ". ".join(["كلمات " * 40] * 10))
        yield MadeArticle("A headline", ". ".join(["words " * 40] * 10))


@pytest.fixture
def press() -> Press:
    return Press(PLAN, supply(), 3, datetime(2026, 11, 21, tzinfo=UTC))


def test_there_are_feeds_of_every_kind_and_few_of_them_fail() -> None:
    kinds = Counter(map(Kind.of, range(PLAN.feeds)))
    assert set(kinds) == set(Kind)
    assert 0.01 < sum(count for kind, count in kinds.items() if kind.fails) / PLAN.feeds < 0.05
    assert kinds[Kind.ETAG] > PLAN.feeds / 2


@settings(max_examples=25)
@given(st.floats(0, 1), st.integers(0, 50))
def test_the_share_of_polls_that_find_something_new_is_as_planned(changed: float, poll: int) -> None:
    plan = Plan(changed=changed)
    well = [number for number in range(1000) if not Kind.of(number).fails]
    assert abs(sum(changes(plan, number, poll) for number in well) / len(well) - changed) < 0.02


def test_no_feed_changes_that_was_not_foreseen() -> None:
    foreseen = set(changing(PLAN))
    assert {number for number in range(PLAN.feeds) if changes(PLAN, number, 0)} == foreseen
    short = Plan(feeds=2000, seconds=60, every=300)
    assert 0.15 < len(changing(short)) / len(foreseen) < 0.25
    long = Plan(feeds=2000, seconds=1500, every=300)
    assert len(changing(long)) > 0.95 * sum(not Kind.of(number).fails for number in range(PLAN.feeds))


def test_first_polls_are_spread_over_the_interval() -> None:
    tenths = Counter(int(first_due(PLAN, number) // 30) for number in range(PLAN.feeds))
    assert sorted(tenths) == list(range(10))
    assert max(tenths.values()) - min(tenths.values()) < 20


@pytest.mark.parametrize("number", range(6))
def test_a_document_is_read_as_it_was_written(press: Press, number: int) -> None:
    shelf = Shelf(PLAN.entries)
    press.publish(number, shelf)
    feed = parse_document(press.document(number, shelf), "application/xml")
    assert isinstance(feed, ParsedFeed)
    assert [entry.title.rpartition(" ")[2] for entry in feed.entries] == [mark(number, entry) for entry in range(31, 1, -1)]
    assert {entry.language for entry in feed.entries} == {language(number)}
    assert all(len(entry.text.split()) >= 300 for entry in feed.entries)
    assert all(entry.published is not None for entry in feed.entries)
    assert len({entry.url for entry in feed.entries}) == PLAN.entries


def test_what_is_as_it_was_is_written_as_it_was(press: Press) -> None:
    shelf = Shelf(PLAN.entries)
    before = press.document(5, shelf)
    assert press.document(5, shelf) == before
    modified = press.modified(shelf)
    press.publish(5, shelf)
    assert press.document(5, shelf) != before
    assert press.modified(shelf) != modified


def test_feeds_are_spread_over_addresses_of_the_loopback() -> None:
    plan = Plan(feeds=100)
    assert list(addresses(3)) == ["127.0.1.1", "127.0.1.2", "127.0.1.3"]
    assert len(set(addresses(1000))) == 1000
    made = sources(plan, 8123, 60)
    assert len({source.id for source in made}) == len({source.url for source in made}) == 100
    assert made[13].url == "http://127.0.1.4:8123/13"
    assert made[13].language is Language.ENGLISH
