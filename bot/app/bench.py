"""``rasid bench pipeline``: measures the alert path on this machine and prints a table in Markdown.

Each figure is taken in a process of its own (``python -m bot.app.bench FIGURE …``), so that none sees another's memory. The
articles are made up from a seeded vocabulary; nothing outside 127.0.0.1 is reached.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.app.catalogue import Seed, load_names, load_phrases
from bot.app.logs import configure_logging
from bot.app.settings import DatabaseSettings, FetchSettings, HealthSettings, Settings, default_config
from bot.app.wiring import Bot, Tables, Terminal, assemble
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.news import DueSource, Entry, Fresh, Language, Source, Validators
from bot.pipeline.cadence import next_poll
from bot.pipeline.triage import Triagist
from bot.platforms.console import ConsoleCourier

_CHATS = 200
_WATCHES = 1000
_FEEDS = 200
_BATCH = 50
_CHUNK = 500
_MEMORY = (20_000, 40_000)
_SECONDS = 12.0
_VOCABULARY = 6000
_ENGLISH = ("ba", "con", "der", "fi", "gar", "lo", "men", "nis", "por", "ra", "sul", "ti", "ver", "wen", "za", "qui")
_ARABIC = ("با", "در", "سي", "مو", "كر", "لا", "ني", "فر", "عو", "حم", "شا", "طو", "جد", "تم", "رس", "قل")


def bench_pipeline(
    entries: int, postgresql: str, config: Path, *, memory: Sequence[int] = _MEMORY, seconds: float = _SECONDS
) -> int:
    """Prints the table; returns 0.

    ``memory``: counts of entries after which memory is read; ``seconds``: how long the event loop is watched for lag.
    """
    del config
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        stores = {"SQLite": f"sqlite:///{folder}/throughput.db"} | ({"PostgreSQL": postgresql} if postgresql else {})
        for name, url in stores.items():
            found = _measure("throughput", url, str(entries))
            label = f"entries per second, parsed feed to committed outbox row, {name} ({_WATCHES} watches, {_CHATS} chats)"
            rows.append((label, f"{found['rate']:.0f} ({found['deliveries']} deliveries)"))
        found = _measure("lag", f"sqlite:///{folder}/lag.db", str(seconds))
        rows.append(
            (
                f"event-loop lag while polling {_FEEDS} loopback feeds at once, p50 / p99 / max",
                f"{found['p50']:.1f} / {found['p99']:.1f} / {found['max']:.1f} ms",
            )
        )
        for count in memory:
            found = _measure("memory", f"sqlite:///{folder}/memory-{count}.db", str(count))
            rows.append((f"memory after {count:,} entries beyond the story window", f"{found['mib']:.0f} MiB"))
        found = _measure("start", f"sqlite:///{folder}/start.db")
        rows.append(("start of the process to the first poll", f"{found['seconds']:.2f} s"))
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}\n")
    print("| figure | value |\n|---|---|")
    for label, value in rows:
        print(f"| {label} | {value} |")
    return 0


def _measure(figure: str, *arguments: str) -> dict[str, Any]:
    print(f"measuring {figure} …", file=sys.stderr, flush=True)
    started = time.time()
    done = subprocess.run(  # noqa: S603 (our own module)
        [sys.executable, "-m", "bot.app.bench", figure, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"rasid: measuring {figure} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if "first_poll" in found:
        found["seconds"] = found["first_poll"] - started
    return found


def made_entries(count: int, seed: int, first: datetime, step: timedelta) -> Iterator[Entry]:
    """Made-up articles in both languages, half and half, ``step`` apart from ``first`` on."""
    dice = random.Random(seed)  # noqa: S311 (no secret)
    vocabularies = [
        ["".join(dice.choices(parts, k=dice.choice((2, 3)))) for _ in range(_VOCABULARY)] for parts in (_ENGLISH, _ARABIC)
    ]
    # Few words are common and most are rare, as in running text.
    weights = [1 / (rank + 2) for rank in range(_VOCABULARY)]
    totals = list(accumulate(weights))
    for number in range(count):
        language = Language.ARABIC if number % 2 else Language.ENGLISH
        words = vocabularies[number % 2]
        place = dice.randrange(5 * _WATCHES)
        title = " ".join([*dice.choices(words, cum_weights=totals, k=7), f"Place{place}x", str(dice.randrange(100))])
        text = ". ".join(" ".join(dice.choices(words, cum_weights=totals, k=25)) for _ in range(12)) + "."
        yield Entry(f"{seed}-{number}", title, text, f"https://e.example/{seed}/{number}", first + step * number, language)


async def _throughput(url: str, count: str) -> dict[str, Any]:
    async with _bench_bot(url, ()) as bot:
        await _watch_everywhere(bot)
        now = datetime.now(UTC)
        entries = list(made_entries(int(count), 7, now - timedelta(hours=1), timedelta()))
        started = time.perf_counter()
        await _feed(bot, entries, lambda: now)
        seconds = time.perf_counter() - started
        condition = await bot.stores.chats.condition()
        return {"rate": len(entries) / seconds, "deliveries": condition.pending}


async def _memory(url: str, count: str) -> dict[str, Any]:
    """A year goes by: every article is younger than the one before, so that the story window has to let go of the old."""
    async with _bench_bot(url, ()) as bot:
        await _watch_everywhere(bot)
        first = datetime.now(UTC) - timedelta(days=365)
        step = timedelta(days=365) / int(count) * 4
        moment = first

        def now() -> datetime:
            return moment

        entries = made_entries(int(count), 7, first, step)
        batch: list[Entry] = []
        for entry in entries:
            batch.append(entry)
            if len(batch) == _CHUNK:
                moment = entry.published or moment
                await _feed(bot, batch, now)
                batch = []
    return {"mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


async def _feed(bot: Bot, entries: list[Entry], now: Callable[[], datetime]) -> None:
    """Keeps the entries as readings of one source, and triages them."""
    stores, clock = bot.stores, _Told(now)
    source = Source("bench", "http://127.0.0.1/bench.xml", "Bench", Language.ENGLISH)
    await stores.chats.seed_sources([source])
    newsroom = bot.newsroom
    triagist = Triagist(newsroom, stores.articles, stores.chats, clock)
    fence = await stores.leases.acquire("triage", "bench", 600)
    if fence is None:
        raise SystemExit("another process triages this database")
    due = DueSource(source, Validators(), 1)
    for at in range(0, len(entries), _BATCH):
        reading = Fresh(tuple(entries[at : at + _BATCH]))
        await stores.articles.keep(due, reading, next_poll(due, reading, now(), 0.0), now())
        while await triagist.triage(fence):
            pass


class _Told:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now


async def _watch_everywhere(bot: Bot) -> None:
    person = Person(Platform.CONSOLE, "bench")
    now = datetime.now(UTC)
    for chat_number in range(_CHATS):
        address = Address(Platform.TELEGRAM, str(chat_number + 1))
        chat = await bot.stores.chats.open_chat(address, ChatKind.GROUP, "", Language.ENGLISH)
        for number in range(_WATCHES // _CHATS):
            await bot.stores.chats.add_watch(chat.id, f"Place{chat_number * (_WATCHES // _CHATS) + number}x", person, now)


async def _lag(url: str, seconds: str) -> dict[str, Any]:
    server = subprocess.Popen(  # noqa: ASYNC220, S603 (our own module, started once)
        [sys.executable, "-m", "bot.app.bench", "serve", url], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None  # noqa: S101 (asked for above)
    try:
        address = server.stdout.readline().strip()
        sources = tuple(
            Source(f"f{number}", f"http://{address}/{number}.xml", f"Feed {number}", interval=timedelta(seconds=2))
            for number in range(_FEEDS)
        )
        async with _bench_bot(url, sources, allow=(address,)) as bot:
            await bot.start()
            lags = await _sample(float(seconds))
            condition = await bot.stores.chats.condition()
            await bot.stop()
        if condition.articles < _FEEDS:
            raise SystemExit(f"only {condition.articles} articles came in")
        return {
            "p50": lags[len(lags) // 2],
            "p99": lags[int(len(lags) * 0.99)],
            "max": lags[-1],
            "articles": condition.articles,
        }
    finally:
        server.terminate()
        server.wait()


async def _sample(seconds: float) -> list[float]:
    """How late a 5 ms sleep ends, in milliseconds, sorted."""
    lags: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append((time.perf_counter() - before - 0.005) * 1000)
    return sorted(lags)


async def _serve(_: str) -> dict[str, Any]:
    """200 feeds of 30 entries, a new one at every request."""
    asked: dict[str, int] = {}

    async def answer(request: web.Request) -> web.Response:
        asked[request.path] = asked.get(request.path, 0) + 1
        seed = int(request.path.strip("/").removesuffix(".xml"))
        entries = list(made_entries(30 + asked[request.path], seed, datetime.now(UTC) - timedelta(hours=1), timedelta()))[-30:]
        items = "".join(
            f"<item><guid>{entry.key}</guid><title>{entry.title}</title><link>{entry.url}</link>"
            f"<description>{entry.text}</description></item>"
            for entry in entries
        )
        body = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
        return web.Response(body=body.encode(), content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/{name}.xml", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(f"{host}:{port}", flush=True)
    await asyncio.Event().wait()
    return {}


async def _start(url: str) -> dict[str, Any]:
    first: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def answer(_request: web.Request) -> web.Response:
        if not first.done():
            first.set_result(time.time())
        return web.Response(status=304)

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with _bench_bot(url, (Source("a", f"http://{host}:{port}/", "A"),), allow=(f"{host}:{port}",)) as bot:
        await bot.start()
        at = await asyncio.wait_for(first, 30)
        await bot.stop()
    await runner.cleanup()
    return {"first_poll": at}


@asynccontextmanager
async def _bench_bot(url: str, sources: tuple[Source, ...], allow: tuple[str, ...] = ()) -> AsyncIterator[Bot]:
    settings = Settings().model_copy(
        update={
            "database": DatabaseSettings.model_validate({"url": url}),
            "fetch": FetchSettings(allow_hosts=allow, concurrency=_FEEDS),
            "health": HealthSettings(port=0),
        }
    )
    seeds = (Seed(Address(Platform.CONSOLE, "local"), "CENTCOM"),)
    tables = Tables(sources, load_names(default_config()), seeds, load_phrases())
    async with assemble(settings, tables, Terminal(ConsoleCourier(lambda _: None)), remote=False) as bot:
        yield bot


_FIGURES: dict[str, Callable[..., Any]] = {
    "throughput": _throughput,
    "memory": _memory,
    "lag": _lag,
    "start": _start,
    "serve": _serve,
}


def main() -> None:
    """Takes one figure and prints it as JSON."""
    configure_logging("text", "error", ())
    figure, *arguments = sys.argv[1:]
    print(json.dumps(asyncio.run(_FIGURES[figure](*arguments))))


if __name__ == "__main__":
    main()
