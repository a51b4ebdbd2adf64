"""``rasid bench chat``: how long answers take, with a month of made-up news and many watches stored.

Measured are searches through all articles, all sorts of commands with fewer of them, what a chat that floods the bot costs the
others, and Slack's acknowledgements under a steady load. Commands go through the one door, as from a platform. What lives
here: asking and timing. What does not: filling the database (``made_store``), Slack's side (``slack_load``), the table.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app.catalogue import load_names, load_phrases
from bot.app.chat_table import Filled, Flood, Waits, report
from bot.app.made_store import fill, fill_watches
from bot.app.made_text import MadeText
from bot.app.settings import DatabaseSettings, HealthSettings, Settings, SlackSettings
from bot.app.wiring import Bot, Tables, assemble
from bot.chat.command import Request
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.message import Message
from bot.model.news import Language
from bot.model.watch import Name
from bot.platforms.console_text import to_text
from bot.store.database import open_database

SEARCH_MARK, COMMAND_MARK, ACK_MARK = 300.0, 500.0, 300.0
"""Milliseconds within which 99 of 100 answers are to come."""

_OWNER = Person(Platform.TELEGRAM, "1", "Owner")
_WATCHES_EACH = 50
_OTHERS = 50
_FLOOD_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: articles for searches and for commands, watches, answers of a kind, and Slack's load."""

    articles: int = 1_000_000
    command_articles: int = 100_000
    watches: int = 10_000
    searches: int = 300
    rounds: int = 60
    flood: int = 1000
    rate: float = 200.0
    seconds: float = 10.0


QUICK = Size(20_000, 20_000, 1000, 60, 10, 200, 50.0, 3.0)
"""A run of a minute or so."""


def bench_chat(size: Size, config: Path, postgresql: str = "", *, keep: Path | None = None) -> int:
    """Prints the figures; returns 0. ``postgresql``: an empty database for the commands; ``keep``: a folder for SQLite's."""
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        return asyncio.run(_measure(size, config, keep or Path(folder), postgresql))


async def _measure(size: Size, config: Path, folder: Path, postgresql: str) -> int:
    names = load_names(config)
    made = MadeText(names)
    terms = made.terms(size.watches)
    large = await _filled(f"sqlite:///{folder}/search.db", made, size.articles, ())
    _say(f"searching {size.articles:,} articles …")
    async with _running(large.url, names) as bot:
        waits = [await _searches(bot, made, size)]
    url = postgresql or f"sqlite:///{folder}/commands.db"
    small = await _filled(url, made, size.command_articles, terms)
    async with _running(small.url, names) as bot:
        _say("asking …")
        waits.append(await _commands(bot, small.places, made, size))
        _say("flooding …")
        quiet, flooded, flood = await _flooded(bot, small.places, size)
        waits += [quiet, flooded]
    _say("loading Slack …")
    waits.append(await _slack(small.url, names, size))
    print("\n".join(report((large.made, small.made), waits, flood)))
    return 0


@dataclass(frozen=True, slots=True)
class _Database:
    """A database that was filled, and the chats that watch something in it."""

    url: str
    made: Filled
    places: tuple[Address, ...]


async def _filled(url: str, made: MadeText, articles: int, terms: Sequence[str]) -> _Database:
    """A database with so many articles and these watches. One that is there already is taken as it is."""
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None
    there = path is not None and path.exists()
    begun = time.perf_counter()
    database = await open_database(url)
    now = datetime.now(UTC)
    try:
        if not there:
            _say(f"storing {articles:,} articles …")
            await fill(database, made, articles, now)
        places = await fill_watches(database, terms, _WATCHES_EACH, now) if terms and not there else ()
        if not places and terms:
            count = -(-len(terms) // _WATCHES_EACH)
            places = [Address(Platform.TELEGRAM, str(number + 1)) for number in range(count)]
    finally:
        await database.close()
    size = path.stat().st_size / 2**20 if path is not None else 0.0
    kind = "SQLite" if path is not None else "PostgreSQL"
    return _Database(url, Filled(kind, articles, len(terms), time.perf_counter() - begun, size), tuple(places))


@asynccontextmanager
async def _running(url: str, names: Sequence[Name], slack: SlackSettings | None = None) -> AsyncIterator[Bot]:
    """The bot on a database, with its commands and none of its clocks."""
    # Every chat is its owner's: what is measured is the answer and not the refusal.
    owners = [str(Person(Platform.TELEGRAM, str(number))) for number in range(1, 1000)]
    settings = Settings().model_copy(
        update={
            "database": DatabaseSettings.model_validate({"url": url}),
            "health": HealthSettings(port=0),
            "owners": [*owners, "slack:U1"],
            "slack": slack or SlackSettings(),
        }
    )
    tables = Tables((), tuple(names), (), load_phrases())
    async with assemble(settings, tables, remote=slack is not None) as bot:
        # The first question would wait for the index of names.
        await asyncio.to_thread(bot.desk.watchlist.preview, "x")
        await bot.answer(_request(Address(Platform.TELEGRAM, "1"), "start"))
        yield bot


async def _searches(bot: Bot, made: MadeText, size: Size) -> Waits:
    """Searches for words of every frequency and for names, one after another, each from a chat that has quota left."""
    dice = random.Random(3)  # noqa: S311 (no secret)
    terms = list(made.terms(size.searches))
    for known in made.vocabularies:
        terms += [known.words[min(int(dice.expovariate(1 / 2000)), len(known.words) - 1)] for _ in range(size.searches // 4)]
    dice.shuffle(terms)
    took = [await _timed(bot, number, f"search {term}") for number, term in enumerate(terms[: size.searches])]
    return Waits(f"`search` in {size.articles:,} articles", tuple(took), SEARCH_MARK)


async def _commands(bot: Bot, places: Sequence[Address], made: MadeText, size: Size) -> Waits:
    """A round of all sorts of commands after another."""
    terms = made.terms(size.watches + 4 * size.rounds)[size.watches :]
    took: list[float] = []
    for turn in range(size.rounds):
        place = places[turn % len(places)]
        took += [await _timed(bot, int(place.channel), text) for text in _round(*terms[4 * turn : 4 * turn + 4])]
    return Waits(f"all commands, {size.command_articles:,} articles, {size.watches:,} watches", tuple(took), COMMAND_MARK)


def _round(first: str, second: str, third: str, fourth: str) -> Iterable[str]:
    """Commands of every kind with these terms; what is watched is unwatched."""
    yield from (f"watch {first}", "watches", f"search {second}", f"رصد {third}", "latest", f"latest {fourth}")
    yield from (f"test {second}", f"search {first} 24h", "status", "help", "feeds", "القائمة 2", f"بحث {third}", "settings")
    yield from (f"severity {first} critical", f"unwatch {first}", f"حذف {third}", f"test {first}\n{second} {third} {fourth}")


async def _flooded(bot: Bot, places: Sequence[Address], size: Size) -> tuple[Waits, Waits, Flood]:
    """What others wait while nobody floods, and while one chat gives its commands as fast as it can; and what it got."""
    quiet = [await _timed(bot, int(place.channel), "watches") for place in places[1 : 1 + _OTHERS]]
    answers: list[Message | None] = []

    async def flood() -> None:
        place = Address(Platform.TELEGRAM, "999")
        answers.extend([await bot.answer(_request(place, f"search made{number}")) for number in range(size.flood)])

    flooding = asyncio.create_task(flood())
    others: list[float] = []
    begun = time.perf_counter()
    while not flooding.done() and time.perf_counter() - begun < _FLOOD_SECONDS:
        place = places[1 + len(others) % (len(places) - 1)]
        others.append(await _timed(bot, int(place.channel), "watches"))
        await asyncio.sleep(0.01)
    await flooding
    said = [to_text(each) for each in answers if each is not None]
    enough = sum("made" not in text for text in said)
    found = Flood(size.flood, len(said) - enough, enough)
    return (
        Waits("`watches`, nobody flooding", tuple(quiet), COMMAND_MARK),
        Waits(f"`watches` of others, one chat giving {size.flood:,}", tuple(others), COMMAND_MARK),
        found,
    )


async def _timed(bot: Bot, chat: int, text: str) -> float:
    """The milliseconds until the answer to a command of a private chat."""
    request = _request(Address(Platform.TELEGRAM, str(1 + chat % 900)), text)
    begun = time.perf_counter()
    await bot.answer(request)
    return (time.perf_counter() - begun) * 1000


def _request(place: Address, text: str) -> Request:
    person = replace(_OWNER, id=place.channel)
    return Request(place, ChatKind.PRIVATE, person, text, f"bench:{secrets.token_hex(8)}", language=Language.ENGLISH)


async def _slack(url: str, names: Sequence[Name], size: Size) -> Waits:
    """How long Slack waits for its acknowledgement, asked from a process of its own over HTTP."""
    secret = secrets.token_hex(16)
    order = {
        "secret": secret,
        "rate": size.rate,
        "seconds": size.seconds,
        "commands": ["watches", "status", "help", "القائمة", "search bitcoin", "latest"],
        "channels": [f"C{number}" for number in range(100)],
    }
    load = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.app.slack_load", json.dumps(order)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**26,
    )
    try:
        api = (await _line(load))["api"]
        port = _free_port()
        slack = SlackSettings(
            bot_token=SecretStr("xoxb-made"),
            signing_secret=SecretStr(secret),
            listen=f"127.0.0.1:{port}",
            base_url=api,
        )
        async with _running(url, names, slack) as bot:
            supervisors = bot.connect()
            for supervisor in supervisors:
                supervisor.start()
            await _listening(port)
            await _tell(load, {"url": f"http://127.0.0.1:{port}/slack/events"})
            found = await _line(load)
            for supervisor in supervisors:
                await supervisor.stop()
    finally:
        if load.stdin is not None:
            load.stdin.close()
        await load.wait()
    if found["failed"]:
        _say(f"{len(found['failed']):,} requests failed: {', '.join(sorted(set(found['failed'])))}")
    name = f"Slack's request (acknowledgement) at {size.rate:.0f} commands/s"
    return Waits(name, tuple(found["took"]), ACK_MARK)


async def _tell(process: asyncio.subprocess.Process, what: dict[str, Any]) -> None:
    if process.stdin is not None:
        process.stdin.write(json.dumps(what).encode() + b"\n")
        await process.stdin.drain()


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    line = await process.stdout.readline() if process.stdout is not None else b""
    if not line:
        raise SystemExit("rasid: the process that loads Slack ended before its time")
    told: dict[str, Any] = json.loads(line)
    return told


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _listening(port: int) -> None:
    """Returns once something listens there."""
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
