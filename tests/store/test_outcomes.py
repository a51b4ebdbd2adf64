"""Polls that find nothing new: written together, with the same end as one by one (behaviour 2)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.model.alert import Reason
from bot.model.news import Broken, DueSource, Fresh, Trouble, Unchanged, Validators
from bot.ports import Poll, StoreUnavailable
from bot.store.articles import Articles
from bot.store.database import Work
from tests.store.house import House

SOURCES = tuple(f"s{number}" for number in range(12))


class Counted:
    """A database that counts the transactions that write, and fails the next one when told."""

    def __init__(self, house: House) -> None:
        self.written = 0
        self.failing = False
        self._write = house.database.write
        house.database.write = self.write  # type: ignore[method-assign, assignment]

    async def write(self, work: Work[object], *, ahead: bool = False) -> object:
        if self.failing:
            raise StoreUnavailable("down")
        self.written += 1
        return await self._write(work, ahead=ahead)


async def read_once(house: House) -> tuple[DueSource, ...]:
    """All sources claimed again after a first reading of each."""
    await house.furnish(*SOURCES)
    house.clock.advance(minutes=5)
    for due in await house.articles.due_sources(len(SOURCES)):
        reading = Fresh((house.entry(due.source.id),), Validators('"old"', "Sat", "hash"))
        await house.articles.keep(due, reading, at(house, 0), house.clock.now())
    house.clock.advance(minutes=5)
    return tuple(await house.articles.due_sources(len(SOURCES)))


def at(house: House, minutes: float) -> Poll:
    return Poll(house.clock.now() + timedelta(minutes=minutes), Reason("interval", (("seconds", "300"),)))


async def test_unchanged_polls_are_written_together_and_none_is_done_before_it_is_stored(house: House) -> None:
    claimed = await read_once(house)
    counted = Counted(house)
    now, later = house.clock.now(), at(house, 5)
    kept = await asyncio.gather(*(house.articles.keep(due, Unchanged(), later, now) for due in claimed))
    assert kept == [()] * len(SOURCES)
    assert counted.written == 1
    assert await house.articles.next_due() == later.next_due
    assert await house.articles.due_sources(20) == ()
    house.clock.advance(minutes=6)
    again = await house.articles.due_sources(20)
    assert {due.source.id for due in again} == set(SOURCES)
    assert {(due.validators, due.polls, due.failures, due.last_success) for due in again} == {
        (Validators('"old"', "Sat", "hash"), 3, 0, now)
    }


async def test_validators_that_an_unchanged_answer_repeats_are_kept(house: House) -> None:
    first, second, *_ = await read_once(house)
    new = Validators('W/"new"', "", "hash")
    await asyncio.gather(
        house.articles.keep(first, Unchanged(new), at(house, 5), house.clock.now()),
        house.articles.keep(second, Unchanged(), at(house, 5), house.clock.now()),
    )
    house.clock.advance(minutes=6)
    known = {due.source.id: due.validators for due in await house.articles.due_sources(20)}
    assert known[first.source.id] == new
    assert known[second.source.id] == Validators('"old"', "Sat", "hash")


async def test_a_source_with_a_new_address_is_not_touched_by_what_the_old_one_said(house: House) -> None:
    due, *_ = await read_once(house)
    moved = replace(due, source=replace(due.source, url="https://elsewhere.example/"))
    await house.articles.keep(moved, Unchanged(Validators('"other"')), at(house, 5), house.clock.now())
    house.clock.advance(minutes=3)
    again = {one.source.id: one for one in await house.articles.due_sources(20)}
    assert again[due.source.id].validators.etag == '"old"'


async def test_a_source_that_had_failed_recovers_by_an_unchanged_answer(house: House) -> None:
    due, *_ = await read_once(house)
    await house.articles.keep(due, Broken(Trouble.TIMEOUT), at(house, 0), house.clock.now())
    (failing,) = await house.articles.due_sources(1)
    assert failing.failures == 1
    await house.articles.keep(failing, Unchanged(), at(house, 0), house.clock.now())
    (well,) = await house.articles.due_sources(1)
    assert (well.source.id, well.failures, well.failing_since) == (due.source.id, 0, None)


async def test_when_the_store_is_down_everybody_who_waits_hears_it_and_the_next_try_works(house: House) -> None:
    claimed = await read_once(house)
    counted = Counted(house)
    counted.failing = True
    now, later = house.clock.now(), at(house, 5)
    told = await asyncio.gather(*(house.articles.keep(due, Unchanged(), later, now) for due in claimed), return_exceptions=True)
    assert [type(one) for one in told] == [StoreUnavailable] * len(SOURCES)
    counted.failing = False
    await house.articles.keep(claimed[0], Unchanged(), later, now)
    assert counted.written == 1


async def test_one_who_is_cancelled_takes_nobody_along(house: House) -> None:
    first, second, *_ = await read_once(house)
    house.articles = Articles(house.database, gather=0.05)
    tasks = [
        asyncio.create_task(house.articles.keep(due, Unchanged(), at(house, 5), house.clock.now())) for due in (first, second)
    ]
    await asyncio.sleep(0)
    tasks[0].cancel()
    assert await tasks[1] == ()
    assert tasks[0].cancelled()
