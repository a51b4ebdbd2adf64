"""So many answers at once, in their order, and a slow one in nobody's way for long."""

from __future__ import annotations

import asyncio

import pytest

from bot.app.gate import Gate


async def test_no_more_are_let_in_at_once_and_each_in_its_order() -> None:
    gate, inside, most, order = Gate(2), 0, 0, []

    async def one(number: int) -> None:
        nonlocal inside, most
        async with gate.turn():
            inside += 1
            most = max(most, inside)
            order.append(number)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(one(number) for number in range(20)))
    assert most == 2
    assert order == list(range(20))


async def test_a_slow_one_stops_counting_and_gives_its_turn_back_once() -> None:
    gate = Gate(1, patience=0.01)
    ended = asyncio.Event()

    async def slow() -> None:
        async with gate.turn():
            await ended.wait()

    waiting = asyncio.create_task(slow())
    await asyncio.sleep(0)
    async with asyncio.timeout(30), gate.turn():
        ended.set()
        await waiting
        another = asyncio.create_task(slow())
        await asyncio.sleep(0)
        assert not another.done(), "one turn, given back twice, would let two in"
    await another


async def test_who_fails_gives_the_turn_back() -> None:
    gate = Gate(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="defect"):
            async with gate.turn():
                raise ValueError("defect")
