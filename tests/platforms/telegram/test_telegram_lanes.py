"""Work in lanes."""

from __future__ import annotations

import asyncio

from bot.platforms.telegram.lanes import LONGEST, Lanes


async def test_a_lane_keeps_its_order_and_holds_up_no_other() -> None:
    lanes, done, gate = Lanes(), [], asyncio.Event()

    async def work(name: str, *, waits: bool = False) -> None:
        if waits:
            await gate.wait()
        done.append(name)

    lanes.put("a", work("a1", waits=True))
    lanes.put("a", work("a2"))
    lanes.put("b", work("b1"))
    await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    assert done == ["b1"]
    gate.set()
    await lanes.drain()
    assert done == ["b1", "a1", "a2"]


async def test_a_full_lane_takes_no_more_and_is_free_again_afterwards() -> None:
    lanes, done, gate = Lanes(), [], asyncio.Event()

    async def work() -> None:
        await gate.wait()
        done.append(1)

    taken = [lanes.put("a", work()) for _ in range(LONGEST + 5)]
    assert taken == [True] * LONGEST + [False] * 5
    assert lanes.put("b", work())
    gate.set()
    await lanes.drain()
    assert len(done) == LONGEST + 1
    assert lanes.put("a", work())
    await lanes.drain()


async def test_what_always_has_to_be_done_waits_in_a_full_lane_as_well() -> None:
    lanes, done, gate = Lanes(), [], asyncio.Event()

    async def work(name: str) -> None:
        await gate.wait()
        done.append(name)

    for _ in range(LONGEST):
        lanes.put("a", work("asked"))
    assert not lanes.put("a", work("too much"))
    assert lanes.put("a", work("moved"), always=True)
    gate.set()
    await lanes.drain()
    assert done == ["asked"] * LONGEST + ["moved"]


async def test_a_failure_or_a_cancellation_stays_where_it_happened() -> None:
    lanes, done = Lanes(), []

    async def fail() -> None:
        raise ValueError

    async def end() -> None:
        raise asyncio.CancelledError

    async def work() -> None:
        done.append(1)

    lanes.put("a", fail())
    lanes.put("a", end())
    lanes.put("a", work())
    await lanes.drain()
    assert done == [1]
