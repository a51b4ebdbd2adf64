"""Random kills while news comes in: long, and therefore behind the marker ``soak``."""

from __future__ import annotations

import asyncio
import random
import re
from pathlib import Path

import pytest

from tests.fakes.world import CHANNEL, GROUP, Process, World, a_world, settled, until

KILLS = 40
STORIES = 240
SEED = 20261121
_SYLLABLES = ("ba", "cor", "den", "fal", "gor", "hin", "jas", "kel", "lom", "mir", "nop", "rus", "tav", "vel", "wix", "zun")


def headlines(count: int) -> list[str]:
    """Headlines that have nothing in common but the term and their number, so that each is a story of its own."""
    dice = random.Random(SEED)
    return [
        f"CENTCOM {' '.join(''.join(dice.choices(_SYLLABLES, k=3)) for _ in range(6))} n{number:04d}x"
        for number in range(count)
    ]


def numbers(texts: list[str]) -> list[int]:
    """The stories' numbers in the order in which a chat shows them."""
    return [int(found) for text in texts for found in re.findall(r"n(\d{4})x", text)]


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("processes", [1, 3])
async def test_random_kills_lose_nothing(tmp_path: Path, database_url: str, processes: int) -> None:
    if processes > 1 and database_url.startswith("sqlite"):
        processes = 2
    dice = random.Random(SEED + processes)
    async with a_world(tmp_path, database_url) as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([(f"telegram:{GROUP}", "CENTCOM"), (f"slack:{CHANNEL}", "CENTCOM")])
        running = [await world.start() for _ in range(processes)]
        await world.read_once("/wire.xml")
        publishing = asyncio.create_task(publish(world))
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0.5, 4.0))
            await kill_one(world, running, dice)
        await publishing
        await until(lambda: complete(world), 240)
        await settled(lambda: len(world.telegram.shown(GROUP)) + len(world.slack.world.visible(CHANNEL)), 5)
        for process in running:
            assert await process.stop() == 0, process.words()[-2000:]
        telegram = numbers([shown.text for shown in world.telegram.shown(GROUP)])
        slack = numbers([message.plain for message in world.slack.world.visible(CHANNEL)])
    assert sorted(slack) == list(range(STORIES))
    assert sorted(set(telegram)) == list(range(STORIES))
    assert len(telegram) <= STORIES + KILLS
    first_seen = list(dict.fromkeys(telegram))
    assert slack == sorted(slack)
    assert first_seen == sorted(first_seen)


async def publish(world: World) -> None:
    """A story every third of a second."""
    for number, headline in enumerate(headlines(STORIES)):
        world.publish("/wire.xml", (f"w{number}", headline, ""))
        await asyncio.sleep(0.35)


async def kill_one(world: World, running: list[Process], dice: random.Random) -> None:
    """kill -9 for one of the processes, and a new one in its place."""
    at = dice.randrange(len(running))
    running[at].kill()
    await running[at].ended()
    running[at] = await world.start()


def complete(world: World) -> bool:
    telegram = set(numbers([shown.text for shown in world.telegram.shown(GROUP)]))
    slack = set(numbers([message.plain for message in world.slack.world.visible(CHANNEL)]))
    return len(telegram) == len(slack) == STORIES


def test_headlines_of_the_soak_differ() -> None:
    assert len(set(headlines(STORIES))) == STORIES
    assert numbers(headlines(STORIES)) == list(range(STORIES))
