"""An outage of ours: most feeds out of reach are one notice, their return is one, and what stays away is told by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.model.alert import Notice
from bot.model.chat import ChatKind
from bot.model.news import Broken, Fresh, Language, Trouble
from bot.ports import Poll
from bot.store.articles import Articles
from bot.store.database import Database
from bot.store.records import as_notice
from bot.store.schema import deliveries, sources
from tests.fakes.clock import FakeClock
from tests.store.house import AT_ONCE, BECAUSE, SOMEBODY, House

NAMES = tuple("abcdefghij")


@pytest.fixture
async def house(database: Database, clock: FakeClock) -> House:
    """Ten shared feeds that have been read, and their owner's own chat."""
    opened = House(database, clock)
    opened.articles = Articles(database, AT_ONCE, gather=0.0, owners={"telegram:111"})
    await opened.furnish(*NAMES)
    await opened.open("111")
    return opened


async def out(house: House, *names: str, trouble: Trouble = Trouble.DNS, minutes: int = 20, tries: int = 3) -> None:
    """These feeds have been out of reach for so long."""
    since = house.clock.now() - timedelta(minutes=minutes)
    await change(house, names, health=trouble.value, failures=tries, failing_since=since)


async def back(house: House, *names: str) -> None:
    """These feeds can be read again."""
    await change(house, names, health="", failures=0, failing_since=None)


async def change(house: House, names: Sequence[str], **values: Any) -> None:
    await house.database.write(lambda c: c.execute(update(sources).where(sources.c.id.in_(list(names))).values(**values)))


async def told(house: House) -> list[Notice]:
    rows = sorted(await house.rows(deliveries), key=lambda row: (row.chat_id, row.seq))
    return [as_notice(row.notice) or Notice("") for row in rows]


async def look(house: House) -> bool:
    return await house.articles.watch_outages(house.clock.now())


async def fail(house: House, name: str) -> None:
    await change(house, [name], next_due=house.clock.now(), lease_until=None)
    (due,) = await house.articles.due_sources(1)
    await house.articles.keep(due, Broken(Trouble.DNS), Poll(house.clock.now() + timedelta(days=9), BECAUSE), house.clock.now())


async def test_an_outage_is_one_notice_and_so_is_its_end(house: House) -> None:
    await change(house, NAMES, next_due=house.clock.now() + timedelta(days=9))
    began = house.clock.now() - timedelta(minutes=20)
    await out(house, *"abcdefgh")
    assert await look(house)
    assert not await look(house)
    house.clock.advance(hours=8)
    for name in "abc":
        await fail(house, name)
    assert not await look(house)
    await back(house, *"abcdefg")
    ended = house.clock.now()
    assert await look(house)
    assert not await look(house)
    lost, found = await told(house)
    assert lost == Notice("feeds_unreachable", (("count", "8"), ("total", "10"), ("since", began.isoformat())))
    over = (("count", "9"), ("total", "10"), ("since", began.isoformat()), ("until", ended.isoformat()))
    assert found == Notice("feeds_reachable", over)
    for _ in range(2):
        await fail(house, "h")
    assert (await told(house))[-1].key == "feed_failing", "what stays away is told by itself"


async def test_feeds_that_are_lost_later_in_an_outage_are_part_of_it(house: House) -> None:
    await change(house, NAMES, next_due=house.clock.now() + timedelta(days=9))
    await out(house, *"abcdefgh")
    assert await look(house)
    await out(house, "i", minutes=60 * 7, tries=9)
    await fail(house, "i")
    assert [notice.key for notice in await told(house)] == ["feeds_unreachable"]
    row = next(row for row in await house.rows(sources) if row.id == "i")
    assert row.told.startswith("outage")


@pytest.mark.parametrize(
    ("names", "how"),
    [
        ("abcde", {}),
        ("abcdefgh", {"minutes": 10}),
        ("abcdefgh", {"tries": 1}),
        ("abcdefgh", {"trouble": Trouble.NOT_FOUND}),
    ],
)
async def test_what_is_no_outage_of_ours_is_not_told_as_one(house: House, names: str, how: dict[str, Any]) -> None:
    await out(house, *names, **how)
    assert not await look(house)
    assert await told(house) == []


async def test_feeds_that_are_not_polled_do_not_count(house: House) -> None:
    await out(house, *"abcdefgh")
    await change(house, "abc", paused=True)
    await change(house, "def", stopped=True)
    assert not await look(house), "two of four"


async def test_of_two_processes_that_look_at_once_one_tells(house: House) -> None:
    await out(house, *"abcdefgh")
    other = Articles(house.database, AT_ONCE, owners={"telegram:111"})
    reach = await house.articles.watch_outages(house.clock.now()), await other.watch_outages(house.clock.now())
    assert reach == (True, False)
    assert len(await told(house)) == 1


async def test_a_chat_whose_own_feed_is_out_hears_of_the_outage_too(house: House) -> None:
    group, idle = await house.open("-1", kind=ChatKind.GROUP), await house.open("-2", kind=ChatKind.GROUP)
    for chat, name in ((group, "one"), (idle, "two")):
        state, _ = await house.chats.add_source(
            chat.id, f"https://{name}.example/own", name, Language.ENGLISH, SOMEBODY, house.clock.now()
        )
        await change(house, [state.source.id], name=name)
    mine = next(row.id for row in await house.rows(sources) if row.name == "one")
    await out(house, *"abcdefgh", mine)
    assert await look(house)
    assert {row.chat_id for row in await house.rows(deliveries)} == {1, group.id}


async def test_a_reading_in_an_outage_tells_nothing_by_itself(house: House) -> None:
    await out(house, *"abcdefgh")
    assert await look(house)
    await change(house, NAMES, next_due=house.clock.now(), lease_until=None)
    for due in await house.articles.due_sources(99):
        await house.articles.keep(due, Fresh(()), Poll(house.clock.now(), BECAUSE), house.clock.now())
    assert [notice.key for notice in await told(house)] == ["feeds_unreachable"]
    assert await look(house)
    assert {row.told for row in await house.rows(sources)} == {""}
