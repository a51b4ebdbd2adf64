"""What is one article stays one for a month, whatever its feed changes about it; what is new is never taken for old."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.model.news import DueSource, Source, Validators
from bot.store.database import open_database
from bot.store.schema import articles
from tests.fakes.changing_feeds import Feed, a_dozen
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
    for feed in feeds:
        feed.dice = random.Random(feed.name)
        told[feed.name] += await read(house, feed, 10, wait)
    for poll in range(DAYS * POLLS):
        house.clock.advance(wait.total_seconds())
        for feed in dice.sample(feeds, 8):
            feed.day = poll / POLLS
            new = dice.choice((1, 1, 2, 3)) if dice.random() < feed.rate else 0
            told[feed.name] += await read(house, feed, new, wait)
        await house.database.write(lambda c: c.execute(update(articles).values(triaged=True)))
    true = {feed.name: len(feed.shown) for feed in feeds}
    assert {name: told[name] - count for name, count in true.items()} == dict.fromkeys(true, 0)


async def read(house: House, feed: Feed, new: int, wait: timedelta) -> int:
    """Reads a feed with so many more stories; returns how many articles it told of."""
    due = DueSource(Source(feed.name, f"https://{feed.name}.example/feed", ""), Validators(), 1)
    kept = await house.read(due, *feed.read(house.clock.now(), new), wait=wait)
    return len(kept)
