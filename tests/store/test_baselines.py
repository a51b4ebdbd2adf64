"""When what a feed holds is no news: at its first reading with entries, and after anything that kept us from reading it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import Reason
from bot.model.news import Article, Broken, DueSource, Fresh, Source, Trouble, Unchanged, Validators
from bot.ports import Poll
from tests.store.house import House

FEED = Source("two", "https://two.example/feed", "Two")


async def due(house: House, name: str = "two") -> DueSource:
    """The claim on this source, once it is due."""
    house.clock.advance(300)
    (found,) = [one for one in await house.articles.due_sources(9) if one.source.id == name]
    return found


async def news(house: House, *titles: str, dated: bool = True) -> list[str]:
    """The titles that are news when the source is next read with these entries, dated now or not at all."""
    entries = [house.entry(title) for title in titles]
    read = await house.read(await due(house), *(one if dated else replace(one, published=None) for one in entries))
    return fresh(read)


def fresh(read: tuple[Article, ...] | list[Article]) -> list[str]:
    return [one.title for one in read if not one.baseline]


async def keep(house: House, reading: Fresh | Unchanged | Broken) -> None:
    await house.articles.keep(await due(house), reading, Poll(house.clock.now(), Reason("interval")), house.clock.now())


@pytest.fixture
async def read_once(house: House) -> House:
    """A house whose source ``two`` has had its baseline, and then news."""
    await house.chats.seed_sources([FEED])
    assert await news(house, "held") == []
    assert await news(house, "first") == ["first"]
    return house


async def test_a_reading_without_entries_is_no_baseline(house: House) -> None:
    await house.chats.seed_sources([FEED])
    assert await news(house) == []
    await keep(house, Unchanged())
    await keep(house, Broken(Trouble.TIMEOUT))
    assert await news(house, "old", "older", dated=False) == []
    assert await news(house, "new") == ["new"]
    assert await news(house) == []
    assert await news(house, "after an empty reading") == ["after an empty reading"]


async def test_a_new_address_of_a_known_feed_begins_with_a_baseline(read_once: House) -> None:
    moved = replace(FEED, url="https://two.example/new")
    await read_once.chats.seed_sources([moved])
    assert await news(read_once) == []
    assert await news(read_once, "old", "older", dated=False) == []
    await read_once.chats.seed_sources([moved])
    assert await news(read_once, "new") == ["new"]


async def test_a_reading_of_the_address_before_does_not_count_for_the_new_one(read_once: House) -> None:
    claimed = await due(read_once)
    await read_once.chats.seed_sources([replace(FEED, url="https://two.example/new")])
    poll = Poll(read_once.clock.now() + timedelta(hours=1), Reason("interval"))
    late = Fresh((read_once.entry("late"),), Validators("old etag"))
    assert fresh(await read_once.articles.keep(claimed, late, poll, read_once.clock.now())) == []
    anew = await due(read_once)
    assert (anew.source.url, anew.polls, anew.validators) == ("https://two.example/new", 0, Validators())
    assert fresh(await read_once.read(anew, read_once.entry("old"))) == []


async def test_a_feed_that_is_listed_again_begins_with_a_baseline(read_once: House) -> None:
    await read_once.chats.seed_sources([])
    read_once.clock.advance(days=60)
    for _ in range(2):
        await read_once.chats.seed_sources([FEED])
    assert await news(read_once, "old", "older", dated=False) == []
    assert await news(read_once, "new") == ["new"]


async def test_a_feed_that_the_operator_resumes_begins_with_a_baseline(read_once: House) -> None:
    await read_once.chats.seed_sources([replace(FEED, paused=True)])
    read_once.clock.advance(days=1)
    for _ in range(2):
        await read_once.chats.seed_sources([FEED])
    assert await news(read_once, "old", "older", dated=False) == []
    assert await news(read_once, "new") == ["new"]


async def test_after_an_outage_of_the_bot_what_is_new_is_news(read_once: House) -> None:
    read_once.clock.advance(days=2)
    await read_once.chats.seed_sources([replace(FEED, name="Renamed")])
    assert await news(read_once, "meanwhile", "just now") == ["just now", "meanwhile"]


async def test_a_redirect_that_is_followed_for_good_is_no_new_feed(read_once: House) -> None:
    for _ in range(3):
        await keep(read_once, Fresh((), moved_to="https://elsewhere.example"))
    assert await news(read_once, "meanwhile") == ["meanwhile"]


async def test_what_is_dated_after_an_empty_reading_is_news(house: House) -> None:
    await house.chats.seed_sources([FEED])
    assert await news(house) == []
    first_read = house.clock.now()
    claimed = await due(house)
    before = replace(house.entry("before"), published=first_read - timedelta(hours=1))
    after = replace(house.entry("after"), published=first_read + timedelta(seconds=60))
    undated = replace(house.entry("undated"), published=None)
    assert fresh(await house.read(claimed, before, after, undated)) == ["after"]
