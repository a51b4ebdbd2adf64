"""kill -9 at each point of a send: nothing is lost, Slack shows no duplicate, Telegram at most one for each doubt."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from tests.fakes.bot_process import POINTS
from tests.fakes.world import CHANNEL, GROUP, World, a_world, settled, until

COUNT = 4
CLEAR = ("after-claim", "before-send", "after-ack")
"""Points at which no message is out whose end is not written down: sending again what is in doubt doubles nothing."""

UNKNOWN = ("after-write", "after-response")
"""Points at which a message is out and nobody here has noted it."""

STORIES = (
    ("Harbour strike ends after CENTCOM mediates over pay", "Dock workers went back on Monday."),
    ("CENTCOM opens new hospital wing in border town", "The wing has forty beds and a laboratory."),
    ("Wheat convoy escorted by CENTCOM reaches mountain villages", "Drivers waited two days for the snow to clear."),
    ("Museum borrows maps from CENTCOM archive for exhibition", "The maps were drawn by hand a century ago."),
)


def on_telegram(world: World) -> Counter[str]:
    return Counter(title for shown in world.telegram.shown(GROUP) for title, _ in STORIES if title in shown.text)


def on_slack(world: World) -> Counter[str]:
    return Counter(title for shown in world.slack.world.visible(CHANNEL) for title, _ in STORIES if title in shown.plain)


def doubts(world: World, platform: str) -> int:
    """How many deliveries to a platform were ever claimed in doubt, by any of the processes."""
    words = (world.folder / "log").read_text(encoding="utf-8")
    return len(set(re.findall(rf"^test\.doubt platform={platform} delivery=(\d+)$", words, re.MULTILINE)))


def complete(seen: Counter[str]) -> bool:
    return len(seen) == COUNT


async def play(world: World, kill: str, mutant: str = "") -> None:
    """Baseline, then four stories with the process killed at ``kill``, then a process that is left alone."""
    world.outlet("/wire.xml", "Gulf Wire")
    world.configure([(f"telegram:{GROUP}", "CENTCOM"), (f"slack:{CHANNEL}", "CENTCOM")])
    point, platform, number = kill.split(":")
    environment = world.environment(TEST_KILL="" if point == "after-write" else kill, TEST_MUTANT=mutant)
    process = await world.start(environment)
    if point == "after-write":
        kill_when_written(world, platform, int(number), process.pid)
    await world.read_once("/wire.xml")
    world.publish("/wire.xml", *((f"g{number}", title, text) for number, (title, text) in enumerate(STORIES)))
    assert await process.ended(40) == -signal.SIGKILL, process.words()
    world.telegram.on_call = None
    world.slack.on_call = None
    again = await world.start(world.environment(TEST_MUTANT=mutant))
    await until(lambda: again.words().count("telegram_started") >= 2)
    try:
        await until(lambda: complete(on_telegram(world)) and complete(on_slack(world)), 30 if not mutant else 8)
    except TimeoutError:
        assert mutant, again.words()
    await settled(lambda: on_telegram(world).total() + on_slack(world).total(), 2)
    assert await again.stop() == 0, again.words()


def kill_when_written(world: World, platform: str, number: int, pid: int) -> None:
    """Kills the bot when the platform has taken its N-th message and not yet said so."""
    left = number

    def applied(method: str) -> None:
        nonlocal left
        if method in {"sendMessage", "chat.postMessage"}:
            left -= 1
            if left == 0:
                os.kill(pid, signal.SIGKILL)

    if platform == "telegram":

        def told(stage: str, call: Any) -> None:
            if stage == "applied":
                applied(call.method)

        world.telegram.on_call = told
    else:

        async def hook(stage: str, method: str, _arguments: dict[str, Any]) -> None:
            if stage == "applied":
                applied(method)

        world.slack.on_call = hook


def in_turn() -> Iterator[ParameterSet]:
    """Every point, by turns on either platform and database, and on both platforms where the platform alone knows what it has.

    All others come with the long runs.
    """
    for number, (platform, kind) in product(range(len(POINTS)), product(("telegram", "slack"), ("sqlite", "postgresql"))):
        here = {"telegram": 0, "slack": 1}[platform]
        usual = number % 2 == here or POINTS[number] in UNKNOWN
        both = (number // 2 + here) % 2 == {"sqlite": 0, "postgresql": 1}[kind]
        yield pytest.param(kind, POINTS[number], platform, marks=() if usual and both else pytest.mark.soak)


@pytest.mark.parametrize(("database_url", "point", "platform"), list(in_turn()), indirect=["database_url"])
async def test_a_kill_loses_nothing_and_doubles_at_most_a_doubt(
    tmp_path: Path, database_url: str, point: str, platform: str
) -> None:
    async with a_world(tmp_path, database_url) as world:
        await play(world, f"{point}:{platform}:2")
        telegram, slack = on_telegram(world), on_slack(world)
        in_doubt = {name: doubts(world, name) for name in ("telegram", "slack")}
    assert sorted(slack) == sorted(title for title, _ in STORIES)
    assert slack.total() == COUNT
    assert sorted(telegram) == sorted(title for title, _ in STORIES)
    assert telegram.total() - COUNT <= in_doubt["telegram"]
    if point in CLEAR and platform == "telegram":
        assert telegram.total() == COUNT
    if point != "after-ack":
        assert in_doubt[platform] >= 1


@pytest.mark.parametrize("database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
@pytest.mark.parametrize(
    ("mutant", "kill", "broken"),
    [
        ("ack-first", "before-send:telegram:2", lambda world: not complete(on_telegram(world))),
        ("no-check", "after-write:slack:2", lambda world: on_slack(world).total() > COUNT),
        ("no-intent", "after-write:slack:2", lambda world: on_slack(world).total() > COUNT),
    ],
)
async def test_the_kill_tests_find_a_planted_fault(
    tmp_path: Path, database_url: str, mutant: str, kill: str, broken: Callable[[World], bool]
) -> None:
    async with a_world(tmp_path, database_url) as world:
        await play(world, kill, mutant)
        assert broken(world)


def test_every_point_is_one_of_the_process() -> None:
    source = (Path(__file__).parent.parent / "fakes" / "bot_process.py").read_text(encoding="utf-8")
    passed = set(re.findall(r'pass_\("([\w-]+)"', source))
    assert set(POINTS) - passed == {"after-write"}
