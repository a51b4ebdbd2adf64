"""How long an alert takes, from the answer that first carried it to the fake Telegram that shows it.

Run as ``python -m tests.scenarios.latency [COUNT]``: prints a table row for docs/benchmarks.md. Not a test: nothing is
asserted. The bot is the product's own ``rasid run`` in a process of its own, with its own pace and leases; every alert goes
to a chat of its own, so that no chat's pace is waited for.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.feed_server import FeedServer, Page
from tests.fakes.slack_server import FakeSlack
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.world import World, until

# Stories that have nothing in common, so that none is taken for another's update.
SYLLABLES = ("ba", "cor", "den", "fal", "gor", "hin", "jas", "kel", "lom", "mir", "nop", "rus", "tav", "vel", "wix", "zun")


class TimedFeeds(FeedServer):
    """Notes when each entry first left the server."""

    def __init__(self) -> None:
        super().__init__()
        self.left: dict[str, float] = {}

    async def _page(self, request: web.Request, page: Page) -> web.StreamResponse:
        response = await super()._page(request, page)
        if response.status == 200:
            for found in re.findall(rb"Harbour(\d+)x", page.body):
                self.left.setdefault(found.decode(), time.perf_counter())
        return response


async def measure(count: int, folder: Path) -> list[float]:
    """The seconds of each alert, sorted."""
    shown: dict[str, float] = {}
    dice = random.Random(7)

    def told(stage: str, call: Any) -> None:
        found = re.search(r"Harbour(\d+)x", str(call.params.get("text", "")))
        if stage == "applied" and found:
            shown.setdefault(found[1], time.perf_counter())

    async with TimedFeeds() as feeds, TelegramServer(on_call=told) as telegram, FakeSlack() as slack:
        world = World(folder, feeds, telegram, slack, f"sqlite:///{folder / 'rasid.db'}")
        for number in range(count):
            telegram.world.add_chat(-(2000 + number), f"Desk {number}")
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([(f"telegram:-{2000 + number}", f"Harbour{number:03d}x") for number in range(count)])
        process = await world.start(module="bot")
        try:
            await world.read_once("/wire.xml")
            await asyncio.sleep(3)
            for number in range(count):
                words = ["".join(dice.choices(SYLLABLES, k=3)) for _ in range(40)]
                headline = f"Harbour{number:03d}x {' '.join(words[:6])}"
                world.publish("/wire.xml", (f"w{number}", headline, f"{' '.join(words[6:])}."))
                await asyncio.sleep(0.4)
            try:
                await until(lambda: len(shown) == count, 60)
            except TimeoutError:
                raise SystemExit(f"{len(shown)} of {count} shown\n{process.words()[-3000:]}") from None
        finally:
            await process.stop()
    return sorted(shown[number] - feeds.left[number] for number in shown)


def main() -> None:
    """Measures and prints."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        seconds = asyncio.run(measure(count, Path(folder)))
    p50, p99 = seconds[len(seconds) // 2], seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))]
    label = "feed's answer to the fake Telegram showing it, one alert per chat, p50 / p99 / max"
    row = f"| {label} | {p50 * 1000:.0f} / {p99 * 1000:.0f} / {seconds[-1] * 1000:.0f} ms ({len(seconds)} alerts) |"
    sys.stdout.write(row + "\n")


if __name__ == "__main__":
    main()
