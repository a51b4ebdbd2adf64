"""What is one article stays one for a month, whatever its feed changes about it; what is new is never taken for old."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import DueSource, Source, Validators
from bot.store.database import open_database
from bot.store.schema import articles, is_untriaged
from tests.fakes.changing_feeds import Feed, Story, a_dozen, longer, random_guid, redated, shuffled
from tests.fakes.clock import FakeClock
from tests.store.house import House

DAYS, POLLS = 30, 2


@pytest.fixture
async def sqlite_house(tmp_path: Path, sqlite_template: Path, clock: FakeClock) -> AsyncIterator[House]:
    """The stores over a fresh SQLite database; what is judged here is the same over the other."""
    shutil.copy(sqlite_template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{tmp_path}/rasid.db", clock=clock)
    yield House(database, clock)
    await database.close()


async def test_a_month_of_twelve_feeds_loses_nothing_and_tells_nothing_twice(sqlite_house: House) -> None:
    house = sqlite_house
    feeds = a_dozen()
    await house.furnish(*(feed.name for feed in feeds))
    dice = random.Random(20261122)
    wait = timedelta(days=1) / POLLS
    told: Counter[str] = Counter()
    again = 0
    for feed in feeds:
        feed.dice = random.Random(feed.name)
        told[feed.name] += await read(house, feed, 10, wait)
    for poll in range(DAYS * POLLS):
        house.clock.advance(wait.total_seconds())
        for feed in dice.sample(feeds, 8):
            feed.day = poll / POLLS
            new = dice.choice((1, 1, 2, 3)) if dice.random() < feed.rate else 0
            told[feed.name] += await read(house, feed, new, wait)
        again += await house.database.write(triaged)
    true = {feed.name: len(feed.shown) for feed in feeds}
    assert {name: told[name] - count for name, count in true.items()} == dict.fromkeys(true, 0)
    assert again == 0


async def triaged(connection: AsyncConnection) -> int:
    """Marks all that waits as triaged; returns how many of them were triaged before, and edited."""
    edited = await connection.execute(update(articles).where(is_untriaged, articles.c.former.is_not(None)).values(triaged=True))
    await connection.execute(update(articles).where(is_untriaged).values(triaged=True))
    return edited.rowcount


async def read(house: House, feed: Feed, new: int, wait: timedelta) -> int:
    """Reads a feed with so many more stories; returns how many articles it told of."""
    due = DueSource(Source(feed.name, f"https://{feed.name}.example/feed", ""), Validators(), 1)
    kept = await house.read(due, *feed.read(house.clock.now(), new), wait=wait)
    return len(kept)


STORIES = st.integers(0, 5)
CHANGES = st.sampled_from(("guid", "link", "title", "text", "date", "hide", "other_guid", "twice"))
HISTORIES = st.lists(st.dictionaries(STORIES, CHANGES, max_size=4), min_size=1, max_size=6)


def test_any_history_in_which_something_of_each_story_stays_is_known(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "rasid.db")
    clock, names = FakeClock(), count()
    with asyncio.Runner() as runner:
        database = runner.run(open_database(f"sqlite:///{tmp_path}/rasid.db", clock=clock))

        @settings(max_examples=25)
        @given(HISTORIES, st.randoms(use_true_random=False))
        def is_known(history: list[dict[int, str]], dice: random.Random) -> None:
            runner.run(check(House(database, clock), Feed(f"feed{next(names)}", dice=dice), history))

        is_known()
        runner.run(database.close())


async def check(house: House, feed: Feed, history: list[dict[int, str]]) -> None:
    """Reads a feed through a history of changes: each story is told once, the first time it is listed."""
    await house.furnish(feed.name)
    told = await read(house, feed, 4, timedelta(hours=1))
    for changes in history:
        hidden = {number for number, change in changes.items() if change == "hide"}
        for number, change in changes.items():
            if number < len(feed.stories):
                feed.stories[number] = changed(feed, feed.stories[number], change)
        twice = [number for number, change in changes.items() if change == "twice"]
        feed.habits = (
            lambda _feed, seen, hidden=hidden: [story for story in seen if story.number not in hidden],
            lambda _feed, seen, twice=twice: [*seen, *(story for story in seen if story.number in twice)],
            shuffled,
        )
        house.clock.advance(minutes=40)
        told += await read(house, feed, feed.dice.randint(0, 1), timedelta(hours=1))
    assert told == len(feed.shown)


def changed(feed: Feed, story: Story, change: str) -> Story:
    """The story with one thing changed; all else stays."""
    made: dict[str, Callable[[], Story]] = {
        "guid": lambda: random_guid(feed, story),
        "other_guid": lambda: replace(story, guid=feed.dice.choice(feed.stories).guid),
        "link": lambda: replace(story, link=f"https://www.{feed.name}.example/{feed.dice.getrandbits(32)}"),
        "title": lambda: replace(story, title=feed.words(7)),
        "text": lambda: longer(feed, story),
        "date": lambda: redated(feed, story),
    }
    return made.get(change, lambda: story)()
