"""The disk is full, or another program locks the database: people are told, nothing is lost, and it goes on by itself."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.running import Running, a_running_bot, says
from tests.fakes.world import CHANNEL, a_world, settled

LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
print("free", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    """A bot that waits a fifth of a second for a lock, with one outlet."""
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        async with a_running_bot(world, patience=0.2) as running:
            await world.read_once("/wire.xml")
            await running.ask_slack("start")
            yield running


async def limit_pages(running: Running, pages: int) -> None:
    """Lets the database have this many pages at most, as a full disk would; no fewer than it has."""
    await running.bot.stores.database.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))


@asynccontextmanager
async def locked(running: Running) -> AsyncIterator[None]:
    """Another process holds the database's one write lock."""
    pipe = asyncio.subprocess.PIPE
    path = running.world.database.removeprefix("sqlite:///")
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", LOCK, path, stdin=pipe, stdout=pipe)
    assert other.stdin is not None
    assert other.stdout is not None
    assert await other.stdout.readline() == b"locked\n"
    try:
        yield
    finally:
        await other.communicate(b"go\n\n")


async def watched(running: Running, chat: int) -> list[str]:
    """The terms that are stored for a chat."""
    chats = {each.address.channel: each.id for each in await running.bot.desk.chats.chats()}
    return [watch.term for watch in await running.bot.desk.chats.watches(chats[str(chat)])]


async def test_a_full_disk_is_said_and_nothing_is_lost(running: Running) -> None:
    chat = running.group()
    await running.ask("/watch Samoa", chat)
    await limit_pages(running, 1)
    terms = ["Samoa"]
    # Rows still find room in pages that are there, until one does not.
    for number in range(200):
        term = f"{number} {'tide ' * 20}".strip()
        answer = await running.ask(f"/watch {term}", chat)
        if says(answer, "en", "trouble_here.store"):
            break
        terms.append(term)
    assert says(answer, "en", "trouble_here.store")
    assert says(await running.ask(f"/rasid رصد {'المدّ والجزر ' * 8}", chat), "ar", "trouble_here.store")
    assert await watched(running, chat) == terms
    running.world.publish("/wire.xml", ("s1", "Samoa tunes its oldest organ", "The pipes sing. " * 1000))
    assert await settled(lambda: len(running.told(chat)), 1.5)
    assert not any("Samoa tunes" in text for text in running.told(chat))
    await limit_pages(running, 1_000_000)
    assert says(await running.ask("/watch Tonga", chat), "en", "watch.saved", term="Tonga")
    await running.alerted("Samoa tunes", chat)
    running.world.publish("/wire.xml", ("s2", "Tonga and Samoa share a ferry", "It sails weekly."))
    await running.alerted("share a ferry", chat)
    assert sum("Samoa tunes" in text for text in running.told(chat)) == 1
    assert await watched(running, chat) == [*terms, "Tonga"]


async def test_a_lock_that_another_program_keeps_is_said_and_waited_out(running: Running) -> None:
    chat = running.group()
    await running.ask("/watch Vanuatu", chat)
    async with locked(running):
        running.world.publish("/wire.xml", ("v1", "Vanuatu reopens its lighthouse", "The lamp is new."))
        for word, language in (("watch", "en"), ("رصد", "ar"), ("start", "en")):
            assert says(await running.ask(f"/rasid {word} Fiji", chat), language, "trouble_here.store")
            assert says(await running.ask_slack(f"{word} Fiji", CHANNEL), language, "trouble_here.store")
        assert says(await running.type("watch Fiji"), "en", "trouble_here.store")
        assert not any("Vanuatu reopens" in text for text in running.told(chat))
    assert says(await running.ask("/watch Fiji", chat), "en", "watch.saved", term="Fiji")
    await running.alerted("Vanuatu reopens", chat)
    await settled(lambda: len(running.told(chat)), 1)
    assert sum("Vanuatu reopens" in text for text in running.told(chat)) == 1
    assert await watched(running, chat) == ["Vanuatu", "Fiji"]


async def test_a_short_lock_is_not_noticed(running: Running) -> None:
    chat = running.group()
    await running.ask("/start", chat)
    async with locked(running):
        asking = asyncio.create_task(running.ask("/watch Kiribati", chat))
        await asyncio.sleep(0.05)
    assert says(await asking, "en", "watch.saved", term="Kiribati")
