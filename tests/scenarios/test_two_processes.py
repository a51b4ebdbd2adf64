"""Two processes on one database: they come up together, make one story of its two halves, and one takes over from the other."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.database import open_database
from bot.store.schema import leases
from tests.fakes.postgres import drop_database, new_database
from tests.fakes.world import CHANNEL, GROUP, Process, World, a_world, settled, until

ROLES = {"triage", "telegram-polling"}
HALVES = {
    "/wire.xml": (
        "w1",
        "CENTCOM: 3 sailors injured in cargo ship fire in Gulf of Aden",
        "U.S. Central Command said three sailors were injured at dawn when a fire broke out on board the vessel.",
    ),
    "/post.xml": (
        "p1",
        "Cargo ship fire in Gulf of Aden injures 3 sailors, CENTCOM says",
        "A blaze on a freighter hurt three of its crew on Saturday, according to CENTCOM; nobody had to leave it.",
    ),
}
STORIES = (
    "Harbour strike ends after CENTCOM mediates over pay",
    "CENTCOM opens hospital wing in border town",
    "Wheat convoy with CENTCOM escort reaches mountain villages",
    "Museum borrows old maps from CENTCOM archive",
    "CENTCOM names spokeswoman for autumn exercises",
    "Fishermen thank CENTCOM crew for tow in storm",
    "Court hears contractor in CENTCOM fuel dispute",
    "Railway bridge repaired with CENTCOM engineers",
    "Beekeepers sell honey to CENTCOM kitchens",
    "School choir sings at CENTCOM ceremony",
)


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database of each kind in turn without a single table; of SQLite not even the file."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'rasid.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    url = await new_database(server)
    yield url
    await drop_database(server, url)


async def holders(database: str) -> dict[str, int]:
    """Which process holds which role."""
    opened = await open_database(database)
    try:
        rows = await opened.read(lambda c: c.execute(select(leases.c.role, leases.c.holder)))
        return {row.role: int(row.holder.split(":")[1]) for row in rows if row.holder}
    finally:
        await opened.close()


async def held_by(world: World, process: Process) -> None:
    """Waits until a process holds both roles."""
    async with asyncio.timeout(40):
        while await holders(world.database) != dict.fromkeys(ROLES, process.pid):
            await asyncio.sleep(0.2)


def on_telegram(world: World) -> Counter[str]:
    """How often each story stands in the group."""
    return Counter(title for shown in world.telegram.shown(GROUP) for title in STORIES if title in shown.text)


def on_slack(world: World) -> Counter[str]:
    """How often each story stands in the channel."""
    return Counter(title for message in world.slack.world.visible(CHANNEL) for title in STORIES if title in message.plain)


def texts(world: World) -> list[str]:
    """All that both chats show."""
    return [shown.text for shown in world.telegram.shown(GROUP)] + [said.plain for said in world.slack.world.visible(CHANNEL)]


async def arrived(world: World, process: Process, count: int) -> None:
    """Waits until the first stories have arrived in both chats."""
    wanted = set(STORIES[:count])
    try:
        await until(lambda: wanted <= set(on_telegram(world)) and wanted <= set(on_slack(world)))
    except TimeoutError:
        pytest.fail(f"{wanted - set(on_telegram(world))} {wanted - set(on_slack(world))}\n{process.words()}")


def publish(world: World, first: int, end: int) -> None:
    """Publishes some of the stories, by turns at either outlet."""
    for number in range(first, end):
        world.publish(("/wire.xml", "/post.xml")[number % 2], (f"s{number}", STORIES[number], ""))


async def answers(world: World, command: str) -> int:
    """How many answers a command gets on Telegram."""
    before = len(world.telegram.shown(GROUP))
    world.telegram.world.say(GROUP, command, user=111)
    await until(lambda: len(world.telegram.shown(GROUP)) > before)
    return await settled(lambda: len(world.telegram.shown(GROUP)) - before, 0.5)


async def test_two_processes_make_one_story_and_take_over_from_each_other(tmp_path: Path, empty_database: str) -> None:
    async with a_world(tmp_path, empty_database) as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.outlet("/post.xml", "Harbour Post")
        world.configure([(f"telegram:{GROUP}", "CENTCOM"), (f"slack:{CHANNEL}", "CENTCOM")])
        # A process reads one feed at a time: so the halves below come to one process each.
        environment = world.environment(TEST_LEASE="3", TEST_ALSO_WAIT="1", RASID_FETCH__CONCURRENCY="1")
        pair = await asyncio.gather(world.start(environment), world.start(environment))
        await world.read_once("/wire.xml", "/post.xml")
        await until(lambda: len(world.slack.sockets.open) == 2 and world.telegram.polls)

        # Both halves of one story at the same moment: one message in each chat, which names both outlets.
        gate, before = asyncio.Event(), {path: len(world.feeds.asked(path)) for path in HALVES}
        for path, half in HALVES.items():
            world.publish(path, half)
            world.feeds.pages[path] = replace(world.feeds.pages[path], gate=gate)
        await until(lambda: world.feeds.under_way == 2 and all(len(world.feeds.asked(path)) > before[path] for path in HALVES))
        gate.set()
        await until(lambda: all(any(name in text for text in texts(world)) for name in ("Gulf Wire", "Harbour Post")))
        await settled(lambda: len(world.telegram.calls) + len(world.slack.calls), 2)
        assert len(world.telegram.shown(GROUP)) == len(world.slack.world.visible(CHANNEL)) == 1
        assert all("Gulf Wire" in text and "Harbour Post" in text for text in texts(world))
        assert await answers(world, "/watches") == 1
        assert world.telegram.conflicts == 0

        # kill -9 while alerts flow, of the one that does the triage: the other takes over all that it held.
        publish(world, 0, 4)
        await until(lambda: on_telegram(world) or on_slack(world))
        pids = {process.pid: process for process in pair}
        killed = pids.pop((await holders(world.database))["triage"])
        killed.kill()
        [survivor] = pids.values()
        publish(world, 4, 7)
        await arrived(world, survivor, 7)
        await held_by(world, survivor)
        assert await answers(world, "/watches") == 1

        # And again with a fresh one, when both roles were in the hands of the one that is killed.
        fresh = await world.start(environment)
        await until(lambda: len(world.slack.sockets.open) == 2)
        publish(world, 7, 9)
        survivor.kill()
        publish(world, 9, 10)
        await arrived(world, fresh, 10)
        await held_by(world, fresh)
        assert await answers(world, "/watches") == 1
        await settled(lambda: len(world.telegram.calls) + len(world.slack.calls), 1)
        assert await fresh.stop() == 0, fresh.words()
    assert on_slack(world) == Counter(STORIES)
    # Two sends at most were under way when their process was killed, one for each kill.
    assert on_telegram(world).total() <= len(STORIES) + 2
    assert world.slack.refusals == []
