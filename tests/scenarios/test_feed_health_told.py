"""Feeds that fail, come back, are gone, move and fall silent: what the owner of the bot reads of it, each thing once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Update, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import sources
from tests.fakes.feed_server import Page, redirect
from tests.fakes.running import OWNER, Running, a_running_bot, plain, says
from tests.fakes.telegram_world import Shown
from tests.fakes.world import GROUP, World, a_world, rss, settled, until

OUTLETS = {"/wire.xml": "Gulf Wire", "/post.xml": "Harbour Post", "/sada.xml": "Sada", "/quiet.xml": "Mountain Gazette"}


async def test_what_becomes_of_feeds_is_told_once_each_to_the_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pipeline.health.LONG", timedelta(seconds=1))
    monkeypatch.setattr("bot.pipeline.health.TRIES", 2)
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        for path, name in OUTLETS.items():
            world.outlet(path, name)
        world.configure([(f"telegram:{GROUP}", "CENTCOM")])
        async with a_running_bot(world) as bot:
            await world.read_once(*OUTLETS)
            await bot.ask("/status")
            before = len(world.telegram.shown(OWNER))

            world.feeds.serve("/wire.xml", Page(status=404))
            world.feeds.serve("/post.xml", Page(status=410))
            async with asyncio.TaskGroup() as others:
                others.create_task(move(world, "/sada.xml", "/new.xml"))
                await fall_silent(bot)
                failing, gone, silent = await the(bot, "feed_failing", "feed_gone", "feed_silent")
                assert says(plain(failing.text), "en", "notice.feed_failing", name="Gulf Wire")
                assert says(plain(failing.text), "en", "advice.not_found")
                assert says(plain(gone.text), "en", "notice.feed_gone", name="Harbour Post")
                assert "Mountain Gazette" in silent.text

                # Before it is asked so seldom that a test would wait for it.
                world.publish("/wire.xml", ("w1", "Something new", "At last."))
                world.publish("/quiet.xml", ("q1", "Something new", "At last."))
                world.publish("/post.xml", ("p1", "Something new", "At last."))
            (moved,) = await the(bot, "feed_moved")
            assert world.feeds.url("/new.xml") in plain(moved.text)
            assert "Sada" in moved.text
            asked = len(world.feeds.asked("/post.xml"))
            recovered, speaking = await the(bot, "feed_recovered", "feed_speaking")
            assert "Gulf Wire" in recovered.text
            assert "Mountain Gazette" in speaking.text
            assert len(world.feeds.asked("/post.xml")) == asked, "what is gone for good is left alone"
            assert says(await bot.press(gone, "Try again"), "en", "feed_resume.done", name="Harbour Post")
            await until(lambda: len(world.feeds.asked("/post.xml")) > asked)
            await settled(lambda: len(world.telegram.shown(OWNER)), 2)
        notices = world.telegram.shown(OWNER)[before:]
        assert len(notices) == 6, [plain(shown.text) for shown in notices]
        assert world.telegram.shown(GROUP) == []


async def the(bot: Running, *keys: str) -> list[Shown]:
    """The messages to the owner that say these notices, once all have come."""

    def found() -> Any:
        shown = bot.world.telegram.shown(OWNER)
        each = [[one for one in shown if says(plain(one.text), "en", f"notice.{key}")] for key in keys]
        return [one[0] for one in each] if all(each) else None

    result: list[Shown] = await until(found)
    return result


async def move(world: World, old: str, new: str) -> None:
    """A feed answers at another address, for good, and goes on publishing there."""
    world.feeds.serve(old, redirect(new, 301))
    for number in range(3):
        read = len(world.feeds.asked(new))
        entries = [*world.entries[old], (f"n{number}", f"Headline {number}", "Something else.")]
        world.feeds.publish(new, rss("Sada", entries))
        await until(lambda read=read: len(world.feeds.asked(new)) > read)


async def fall_silent(bot: Running) -> None:
    """As if one feed had been busy for months until the day before yesterday.

    A poll that is under way writes what it knew before; then it is done once more.
    """
    last = bot.bot.desk.clock.now() - timedelta(days=2)
    quiet = (sources.c.id == "quiet.xml", sources.c.told == "")
    busy = update(sources).where(*quiet).values(pace=100.0, last_new=last, polls=10_000_000)
    while await bot.bot.stores.database.write(lambda c: _changed(c, busy)):
        await asyncio.sleep(1.2)


async def _changed(connection: AsyncConnection, change: Update) -> int:
    return (await connection.execute(change)).rowcount
