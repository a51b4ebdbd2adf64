"""What happens to chats is kept even when the database is away at the time."""

from __future__ import annotations

import asyncio

import pytest

from bot.model.chat import Address, Platform
from bot.platforms.telegram import TelegramConnection, standing
from bot.platforms.telegram.standing import Standing
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram.intake_bench import Bench, Chats, started


@pytest.fixture
def bench(telegram: TelegramServer, connection: TelegramConnection, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(standing, "FIRST_WAIT", 0.02)
    telegram.world.add_chat(7)
    telegram.world.add_chat(-100, "Desk", admins={9})
    return Bench(telegram, connection)


async def test_changes_wait_for_the_database_in_the_order_they_happened(bench: Bench) -> None:
    bench.chats.down = 3
    async with started(bench):
        bench.telegram.world.membership(-100, "kicked")
        bench.telegram.world.membership(-100, "member")
        bench.telegram.world.membership(7, "kicked")
        await bench.telegram.until(lambda: len(bench.chats.log) == 3)
    mine = [entry for entry in bench.chats.log if entry[1] == "telegram:-100"]
    assert mine == [("suspend", "telegram:-100", "kicked"), ("restore", "telegram:-100")]
    assert ("suspend", "telegram:7", "blocked") in bench.chats.log


async def test_a_group_moves_once_the_database_is_back(bench: Bench) -> None:
    bench.chats.down = 2
    async with started(bench):
        bench.telegram.world.migrate(-5, -1005)
        await bench.telegram.until(lambda: bench.chats.log)
    assert bench.chats.log == [("move", "telegram:-5", "telegram:-1005")]


async def test_a_stop_is_not_held_up_by_a_database_that_stays_away(bench: Bench) -> None:
    bench.chats.down = 10**9
    async with asyncio.timeout(20):
        async with started(bench):
            bench.telegram.world.membership(-100, "kicked")
            await bench.telegram.until(lambda: bench.chats.down < 10**9)
    assert bench.chats.log == []


async def test_a_change_is_tried_once_more_when_the_bot_stops() -> None:
    chats = Chats(down=1)
    kept = Standing(chats, None)  # type: ignore[arg-type]
    trying = asyncio.create_task(kept.changed(-100, "kicked"))
    await asyncio.sleep(0)
    kept.end()
    await trying
    assert chats.log == [("suspend", "telegram:-100", "kicked")]


async def test_a_topic_that_is_reopened_is_found_again_once_the_database_is_back(bench: Bench) -> None:
    bench.pace.down = True
    bench.telegram.world.add_chat(-200, "Forum", forum=True).topics.add(55)
    async with started(bench):
        bench.telegram.world.say(-200, "", user=9, thread=55, forum_topic_reopened={})
        await asyncio.sleep(0.1)
        assert bench.pace.found == []
        bench.pace.down = False
        await bench.telegram.until(lambda: bench.pace.found)
    assert bench.pace.found == [Address(Platform.TELEGRAM, "-200", "55")]
    assert bench.asked == []
