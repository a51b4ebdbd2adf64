"""The bot as ``rasid bench ingest`` measures it: the real one, in a process of its own (``python -m bot.app.bench_bot ORDER``).

All its stages run on the given database and feeds, with watches of one chat on a terminal that shows nothing. Beside it runs
only a clock that sees how late the event loop is. Lines of JSON on standard input say what to do: ``lag`` is answered with how
late the loop has been since the last time, ``wake`` has due feeds looked for. When its input ends, the bot stops in order.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app.catalogue import Seed, load_names, load_phrases
from bot.app.logs import configure_logging
from bot.app.made_feeds import Plan, addresses, sources
from bot.app.settings import DatabaseSettings, FetchSettings, HealthSettings, Settings, default_config
from bot.app.wiring import Tables, Terminal, assemble
from bot.model.chat import Address, Platform
from bot.platforms.console import ConsoleCourier

TICK = 0.02


@dataclass(slots=True)
class LateClock:
    """A clock on the event loop that ought to strike every ``TICK`` seconds, and how late each stroke was, in milliseconds.

    Strokes that a busy loop let pass count too, each as late as it was: what waits there waits as long.
    """

    late: list[float] = field(default_factory=list)

    async def run(self) -> None:
        """Strikes until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time() + TICK
        while True:
            await asyncio.sleep(max(due - loop.time(), 0))
            now = loop.time()
            while due <= now:
                self.late.append((now - due) * 1000)
                due += TICK

    def told(self) -> dict[str, float]:
        """The lag at the median, at 99 of 100 and at most since this was last asked, in milliseconds."""
        late, self.late = sorted(self.late) or [0.0], []
        return {"p50": late[len(late) // 2], "p99": late[int(len(late) * 0.99)], "max": late[-1], "strokes": len(late)}


async def run(order: dict[str, Any]) -> None:
    """Runs until standard input ends. ``order``: plan, port, every (seconds), database (URL) and terms to watch."""
    plan = Plan(**{**order["plan"], "slow": tuple(order["plan"]["slow"])})
    allow = tuple(f"{address}:{order['port']}" for address in addresses(plan.hosts))
    settings = Settings().model_copy(
        update={
            "database": DatabaseSettings.model_validate({"url": order["database"]}),
            "fetch": FetchSettings(allow_hosts=allow, timeout=plan.timeout),
            "health": HealthSettings(port=0),
        }
    )
    home = Address(Platform.CONSOLE, "local")
    feeds = sources(plan, order["port"], order["every"])
    tables = Tables(feeds, load_names(default_config()), tuple(Seed(home, term) for term in order["terms"]), load_phrases())
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    clock = LateClock()
    async with assemble(settings, tables, Terminal(ConsoleCourier(lambda _: None)), remote=False) as bot:
        await bot.start()
        striking = asyncio.create_task(clock.run())
        _say({})
        while line := await lines.readline():
            if json.loads(line)["do"] == "wake":
                # The end of any work has the next looked for; due times that others have written are no event here.
                bot.collecting.launch(asyncio.sleep(0))
                _say({})
            else:
                _say(clock.told())
        striking.cancel()
        await bot.stop()


def _say(value: Any) -> None:
    print(json.dumps(value), flush=True)


def main() -> None:
    """Takes the file that holds the order, as JSON."""
    configure_logging("text", "error", ())
    asyncio.run(run(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
