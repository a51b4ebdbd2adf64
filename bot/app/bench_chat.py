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
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app.catalogue import load_names, load_phrases
from bot.app.chat_rounds import PICTURE, a_round
from bot.app.chat_table import Filled, Flood, Waits, report
from bot.app.made_store import fill, fill_watches, is_filled, told_to
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
# Seconds from one command of the others to the next.
_PACE = 0.05


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: articles for searches and for commands, watches, answers of a kind, and Slack's load."""

    articles: int = 1_000_000
    command_articles: int = 100_000
    watches: int = 10_000
    searches: int = 300
    rounds: int = 30
    flood: int = 1000
    flood_seconds: float = 60.0
    rate: float = 200.0
    seconds: float = 10.0


QUICK = Size(20_000, 20_000, 1000, 60, 3, 200, 10.0, 50.0, 3.0)
"""A run of a minute or so."""


def bench_chat(size: Size, config: Path, postgresql: Sequence[str] = (), *, keep: Path | None = None) -> int:
    """Prints the figures; returns 0.

    ``postgresql``: the URLs of two databases, for the searches and for the rest; one that is not empty is taken as it is.
    ``keep``: a folder for SQLite's.
    """
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        kept = keep or Path(folder)
        urls = list(postgresql) or [f"sqlite:///{kept}/{name}.db" for name in ("search", "commands")]
        return asyncio.run(_measure(size, config, urls[0], urls[1]))


async def _measure(size: Size, config: Path, to_search: str, to_ask: str) -> int:
    names = load_names(config)
    made = MadeText(names)
    terms = made.terms(size.watches)
    large = await _filled(to_search, made, size.articles, ())
    _say(f"searching {size.articles:,} articles …")
    async with _running(large.url, names) as bot:
        waits = [await _searches(bot, made, size)]
    small = await _filled(to_ask, made, size.command_articles, terms)
    async with _running(small.url, names) as bot:
        _say("asking …")
        waits += await _commands(bot, small.places, made, size)
        _say("flooding …")
        quiet, flooded, flood = await _flooded(bot, small.places, made, size)
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
    begun = time.perf_counter()
    database = await open_database(url)
    now = datetime.now(UTC)
    places = [Address(Platform.TELEGRAM, str(number + 1)) for number in range(-(-len(terms) // _WATCHES_EACH))]
    try:
        if not await is_filled(database):
            _say(f"storing {articles:,} articles …")
            await fill(database, made, articles, now)
            if terms:
                await fill_watches(database, places, terms, now)
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


async def _commands(bot: Bot, places: Sequence[Address], made: MadeText, size: Size) -> tuple[Waits, Waits]:
    """Rounds of everything that a chat can be asked, each from another chat; what draws a picture stands apart."""
    terms = made.terms(size.watches + 4 * size.rounds)[size.watches :]
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(size.rounds):
        place = places[turn % len(places)]
        for name, text in a_round(terms[4 * turn : 4 * turn + 4], told_to(int(place.channel))):
            took[name == PICTURE].append(await _timed(bot, int(place.channel), text))
    stored = f"{size.command_articles:,} articles, {size.watches:,} watches"
    return (
        Waits(f"all commands, {stored}", tuple(took[False]), COMMAND_MARK),
        Waits("`trend` with its picture", tuple(took[True]), COMMAND_MARK),
    )


async def _flooded(bot: Bot, places: Sequence[Address], made: MadeText, size: Size) -> tuple[Waits, Waits, Flood]:
    """What others wait while nobody floods, and while one chat sends very many commands; and what that one got."""
    terms = made.terms(size.watches + 50)[size.watches :]
    quiet = await _others(bot, places, terms, time.perf_counter() + size.flood_seconds / 4)
    given: list[asyncio.Future[Message | None]] = []

    async def flood() -> None:
        place = Address(Platform.TELEGRAM, "999")
        for number in range(size.flood):
            # As a platform does that hands over what has come without waiting for the answers.
            given.append(asyncio.ensure_future(bot.answer(_request(place, f"search made{number}"))))
            await asyncio.sleep(size.flood_seconds / size.flood)

    flooding = asyncio.create_task(flood())
    others = await _others(bot, places, terms, time.perf_counter() + size.flood_seconds)
    await flooding
    said = [to_text(each) for each in await asyncio.gather(*given) if each is not None]
    enough = sum("made" not in text for text in said)
    found = Flood(size.flood, len(said) - enough, enough)
    what = "`watches` and `search` of others"
    return (
        Waits(f"{what}, nobody flooding", quiet, COMMAND_MARK),
        Waits(f"{what}, one chat giving {size.flood:,} in {size.flood_seconds:.0f} s", others, COMMAND_MARK),
        found,
    )


async def _others(bot: Bot, places: Sequence[Address], terms: Sequence[str], until: float) -> tuple[float, ...]:
    """The milliseconds that other chats wait, each in its turn, at a steady pace."""
    took: list[float] = []
    while time.perf_counter() < until:
        place = places[1 + len(took) % (len(places) - 1)]
        text = "watches" if len(took) % 2 else f"search {terms[len(took) // 2 % len(terms)]}"
        took.append(await _timed(bot, int(place.channel), text))
        await asyncio.sleep(max(0.0, _PACE - took[-1] / 1000))
    return tuple(took)


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
