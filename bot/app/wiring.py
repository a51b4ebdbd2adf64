"""Builds every part once, by hand, and joins them; ``Bot`` is the result, to be started and stopped.

No decision of the product stands here: only who is given what.
"""

from __future__ import annotations

import os
import random
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import structlog

from bot.app.catalogue import Seed
from bot.app.health import HealthServer, beat
from bot.app.schedule import Clocks, Stage, Supervisor
from bot.app.settings import Settings
from bot.chat.command import Answer, Desk, Request
from bot.chat.reception import COMMANDS, answer
from bot.matching.watchlist import Watchlist
from bot.model.chat import ChatKind, Platform
from bot.model.message import Block, BlockKind, Message
from bot.model.news import Language, Source
from bot.model.watch import Name
from bot.pipeline.collect import Newsstand, collect
from bot.pipeline.deliver import DoubtPolicy, Mailroom, deliver
from bot.pipeline.inflight import InFlight
from bot.pipeline.newsroom import Newsroom
from bot.pipeline.triage import Triagist
from bot.platforms.console import ConsoleCourier, ConsoleDirectory, ConsoleIntake
from bot.platforms.slack.connection import connect_slack
from bot.platforms.telegram.connection import connect_telegram
from bot.ports import Clock, Courier, Directory, Intake, PlatformRefused, StoreUnavailable
from bot.sources.reading import FeedReader
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database, open_database
from bot.store.leases import RoleLeases
from bot.store.outbox import DatabaseOutbox
from bot.text.phrases import Phrases

log = structlog.get_logger()

CLAIM_LIFETIME = timedelta(hours=1)
TRIAGE = "triage"
_POLLING = "telegram-polling"
_PATIENCE = 30.0
_LEASE = 30.0
_DELIVERIES = 100
# Shorter than the lease of a delivery, so that nobody else takes it for lost while an answer may still come.
_ANSWER_SECONDS = 20.0
_LATE = timedelta(minutes=5)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current time, UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Tables:
    """What the roof loaded from files."""

    sources: tuple[Source, ...]
    names: tuple[Name, ...]
    seeds: tuple[Seed, ...]
    phrases: Phrases


@dataclass(frozen=True, slots=True)
class Stores:
    """The database and the sockets it serves."""

    database: Database
    articles: Articles
    chats: Chats
    outbox: DatabaseOutbox
    leases: RoleLeases


@dataclass(frozen=True, slots=True)
class Platforms:
    """What carries, who knows people, and what takes commands in (built once the desk exists)."""

    couriers: dict[Platform, Courier] = field(default_factory=dict)
    directories: dict[Platform, Directory] = field(default_factory=dict)
    intakes: list[Callable[[Answer], Intake]] = field(default_factory=list)


@dataclass
class Bot:
    """Everything that runs."""

    stores: Stores
    desk: Desk
    answer: Answer
    newsroom: Newsroom
    clocks: Clocks
    collecting: InFlight
    delivering: InFlight
    supervisors: list[Supervisor]
    health: HealthServer
    holder: str

    async def start(self) -> None:
        """Starts platforms, stages and /health; returns at once, whatever is down."""
        for supervisor in self.supervisors:
            supervisor.start()
        self.clocks.start()
        await self.health.start()

    async def stop(self) -> None:
        """Takes nothing new in, finishes what is under way, and gives its roles up."""
        for supervisor in self.supervisors:
            await supervisor.stop()
        await self.clocks.stop(_PATIENCE)
        await self.collecting.drain(1)
        cut = await self.delivering.drain(_PATIENCE)
        if cut:
            log.warning("stop.cut_short", deliveries=cut)
        await self.health.stop()
        for role in (TRIAGE, _POLLING):
            try:
                await self.stores.leases.release(role, self.holder)
            except StoreUnavailable:
                log.warning("stop.lease_kept", role=role)


@asynccontextmanager
async def assemble(settings: Settings, tables: Tables) -> AsyncIterator[Bot]:
    """The bot on the platforms that have tokens; raises StoreUnavailable when the database cannot be opened."""
    async with AsyncExitStack() as stack:
        stores = await _open_stores(settings, stack)
        platforms = Platforms()
        if settings.telegram.token is not None:
            _add_telegram(settings, tables, stores, platforms, stack)
        if settings.slack.bot_token is not None and settings.slack.app_token is not None:
            _add_slack(settings, stores, platforms, stack)
        yield await _assemble(settings, tables, stores, platforms, stack)


@asynccontextmanager
async def assemble_console(
    settings: Settings, tables: Tables, courier: ConsoleCourier, finished: Callable[[], None], *, typed: bool = True
) -> AsyncIterator[Bot]:
    """The bot in a terminal; with ``typed``, commands come from standard input, whose end calls ``finished``."""
    async with AsyncExitStack() as stack:
        stores = await _open_stores(settings, stack)
        platforms = Platforms({Platform.CONSOLE: courier}, {Platform.CONSOLE: ConsoleDirectory()})
        if typed:
            words = command_words(tables.phrases)
            platforms.intakes.append(lambda answer_: ConsoleIntake(answer_, courier, words, finished))
        yield await _assemble(settings, tables, stores, platforms, stack)


def feed_reader(settings: Settings) -> FeedReader:
    """The reader of feeds as the settings want it; close it after use."""
    fetch = settings.fetch
    return FeedReader(
        allow_hosts=fetch.allow_hosts,
        proxy=fetch.proxy,
        contact=fetch.contact,
        timeout=fetch.timeout,
        max_bytes=fetch.max_bytes,
        concurrency=fetch.concurrency,
    )


def menus(phrases: Phrases) -> dict[Language, list[tuple[str, str]]]:
    """The commands as Telegram's menus show them: their Latin names, described in each language."""
    names = [command.name for command in COMMANDS if "_" not in command.name and command.name != "claim"]
    return {
        language: [(name, phrases.text(language, f"commands.{name}.about")) for name in names]
        for language in (Language.ENGLISH, Language.ARABIC)
    }


def command_words(phrases: Phrases) -> list[str]:
    """The first word of every command in both languages, for completion."""
    usages = (
        phrases.text(language, f"commands.{command.name}.usage") for command in COMMANDS for language in phrases.languages
    )
    return list(dict.fromkeys(usage.split("[")[0].split(" ")[0] for usage in usages))


def prefixes(slack_command: str) -> dict[tuple[Platform, Language], str]:
    """What stands before a command word on each platform: Telegram knows no commands in Arabic letters."""
    return {
        (Platform.TELEGRAM, Language.ENGLISH): "/",
        (Platform.TELEGRAM, Language.ARABIC): "/rasid ",
        (Platform.SLACK, Language.ENGLISH): f"{slack_command} ",
        (Platform.SLACK, Language.ARABIC): f"{slack_command} ",
    }


async def _open_stores(settings: Settings, stack: AsyncExitStack) -> Stores:
    database = await open_database(settings.database.url.get_secret_value())
    stack.push_async_callback(database.close)
    return Stores(
        database,
        Articles(database),
        Chats(database, time_zone=settings.time_zone),
        DatabaseOutbox(database),
        RoleLeases(database),
    )


def _add_telegram(settings: Settings, tables: Tables, stores: Stores, platforms: Platforms, stack: AsyncExitStack) -> None:
    telegram = settings.telegram
    assert telegram.token is not None  # noqa: S101 (the caller asked)
    token = telegram.token.get_secret_value()
    try:
        connection = connect_telegram(token, base_url=telegram.base_url, proxy=telegram.proxy, read_seconds=_ANSWER_SECONDS)
    except PlatformRefused as error:
        log.critical("platform.refused", platform=str(Platform.TELEGRAM), error=str(error))
        return
    stack.push_async_callback(connection.close)
    platforms.couriers[Platform.TELEGRAM] = connection.courier
    platforms.directories[Platform.TELEGRAM] = connection.directory
    commands = menus(tables.phrases)
    platforms.intakes.append(
        lambda answer_: connection.intake(answer=answer_, chats=stores.chats, outbox=stores.outbox, commands=commands)
    )


def _add_slack(settings: Settings, stores: Stores, platforms: Platforms, stack: AsyncExitStack) -> None:
    slack = settings.slack
    assert slack.bot_token is not None  # noqa: S101 (the caller asked)
    assert slack.app_token is not None  # noqa: S101 (the caller asked)
    connection = connect_slack(
        slack.bot_token.get_secret_value(),
        slack.app_token.get_secret_value(),
        base_url=slack.base_url,
        command=slack.command,
        seconds=_ANSWER_SECONDS,
    )
    stack.push_async_callback(connection.close)
    platforms.couriers[Platform.SLACK] = connection.courier
    platforms.directories[Platform.SLACK] = connection.directory
    platforms.intakes.append(
        lambda answer_: connection.intake(answer=answer_, chats=stores.chats, outbox=stores.outbox, clock=SystemClock())
    )


async def _assemble(settings: Settings, tables: Tables, stores: Stores, platforms: Platforms, stack: AsyncExitStack) -> Bot:
    clock = SystemClock()
    await _seed(stores, tables, settings, clock)
    reader = feed_reader(settings)
    stack.push_async_callback(reader.close)
    newsroom = Newsroom(tables.names)
    stack.callback(newsroom.close)
    desk = Desk(
        articles=stores.articles,
        chats=stores.chats,
        outbox=stores.outbox,
        reader=reader,
        directories=platforms.directories,
        watchlist=Watchlist(tables.names),
        phrases=tables.phrases,
        clock=clock,
        owners=frozenset(settings.owners),
        name=settings.display_name,
        retention_days=settings.retention_days,
        language=Language(settings.language),
        prefixes=prefixes(settings.slack.command),
    )
    answering = _safely(desk)
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    doubt = {
        Platform.TELEGRAM: DoubtPolicy(settings.telegram.doubt),
        # Its history tells; where it cannot be read, a person is asked rather than a channel told twice.
        Platform.SLACK: DoubtPolicy.HOLD,
    }
    mailroom = Mailroom(stores.outbox, platforms.couriers, tables.phrases, clock, doubt)
    stages = _Stages(settings, stores, newsroom, reader, mailroom, clock, holder)
    supervisors = [_supervise(make(answering), stores.leases, holder) for make in platforms.intakes]
    health = HealthServer(settings.health.host, settings.health.port, stages.vitals)
    return Bot(
        stores, desk, answering, newsroom, stages.clocks, stages.collecting, stages.delivering, supervisors, health, holder
    )


class _Stages:
    """The stages and how one wakes the next."""

    def __init__(
        self,
        settings: Settings,
        stores: Stores,
        newsroom: Newsroom,
        reader: FeedReader,
        mailroom: Mailroom,
        clock: Clock,
        holder: str,
    ) -> None:
        self._settings, self._stores, self._clock, self._holder = settings, stores, clock, holder
        self._mailroom = mailroom
        self._triagist = Triagist(newsroom, stores.articles, stores.chats, clock)
        self._deliver = Stage("deliver", self._run_deliver, next_due=stores.outbox.next_due)
        self._triage = Stage("triage", self._run_triage, then=(self._deliver,))
        self._collect = Stage("collect", self._run_collect, next_due=self._next_poll)
        upkeep = Stage("upkeep", self._run_upkeep)
        heartbeat = Stage("heartbeat", self._run_heartbeat)
        self.collecting = InFlight(settings.fetch.concurrency, self._collect.wake, _report("collect"))
        self.delivering = InFlight(_DELIVERIES, self._deliver.wake, _report("deliver"))
        self._stand = Newsstand(reader, stores.articles, clock, random.SystemRandom().random, self._triage.wake)
        self.clocks = Clocks(
            {
                self._collect: timedelta(seconds=5),
                self._triage: timedelta(seconds=2),
                self._deliver: timedelta(seconds=1),
                upkeep: timedelta(hours=1),
                heartbeat: timedelta(minutes=1),
            }
        )

    async def vitals(self) -> dict[str, Any]:
        """What /health says: well while the database answers and polls go on."""
        try:
            condition = await self._stores.chats.condition()
        except StoreUnavailable as error:
            return {"ok": False, "reason": str(error)}
        polled = condition.last_poll
        due = await self._stores.articles.next_due()
        late = due is not None and self._clock.now() - due > _LATE
        return {
            "ok": not late,
            "last_poll": polled.isoformat() if polled else None,
            "last_delivery": condition.last_delivery.isoformat() if condition.last_delivery else None,
            "feeds": condition.sources,
            "feeds_failing": condition.failing,
            "pending": condition.pending,
            "doubts": condition.doubts,
            "dead": condition.dead,
            "version": version("rasid"),
        }

    async def _run_collect(self) -> int:
        return await collect(self._stand, self.collecting)

    async def _run_triage(self) -> int:
        fence = await self._stores.leases.acquire(TRIAGE, self._holder, _LEASE)
        return 0 if fence is None else await self._triagist.triage(fence)

    async def _run_deliver(self) -> int:
        return await deliver(self._mailroom, self.delivering)

    async def _run_upkeep(self) -> int:
        await self._stores.articles.prune(self._clock.now() - timedelta(days=self._settings.retention_days))
        return 0

    async def _run_heartbeat(self) -> int:
        return await beat(self._settings.health.heartbeat_url, self.vitals, self._settings.fetch.proxy)

    async def _next_poll(self) -> float | None:
        due = await self._stores.articles.next_due()
        return None if due is None or self.collecting.room <= 0 else (due - self._clock.now()).total_seconds()


def _report(stage: str) -> Callable[[Exception], None]:
    def report(error: Exception) -> None:
        known = isinstance(error, StoreUnavailable)
        log.error("work.failed", stage=stage, error=str(error), exc_info=None if known else error)

    return report


def _supervise(intake: Intake, leases: RoleLeases, holder: str) -> Supervisor:
    if intake.platform is not Platform.TELEGRAM:
        return Supervisor(intake)

    async def may_poll() -> bool:
        return await leases.acquire(_POLLING, holder, _LEASE) is not None

    return Supervisor(intake, may_poll)


def _safely(desk: Desk) -> Answer:
    """Answers, whatever happens: a defect in one command is logged and said, and disturbs nothing else."""

    async def answering(request: Request) -> Message | None:
        try:
            return await answer(request, desk)
        except Exception:
            log.exception("command.failed", platform=str(request.address.platform), command=request.text.split(" ")[0][:20])
            language = request.language if request.language in desk.phrases.languages else desk.language
            line = desk.phrases.line(language, "trouble_here.defect")
            return Message(language, (Block(BlockKind.TEXT, (line,)),), private=True)

    return answering


async def _seed(stores: Stores, tables: Tables, settings: Settings, clock: Clock) -> None:
    """Takes over the operator's feeds and watches; what a chat has changed or removed stays so."""
    await stores.chats.seed_sources(tables.sources)
    for seed in tables.seeds:
        chat = await stores.chats.open_chat(seed.address, _kind(seed), "", Language(settings.language))
        if not chat.admitted:
            await stores.chats.save(replace(chat, admitted=True))
        await stores.chats.seed_watch(chat.id, seed.term, clock.now())


def _kind(seed: Seed) -> ChatKind:
    """What kind of chat an address in a file is, as far as its form tells; its first command sets it right."""
    private = seed.address.platform is Platform.CONSOLE or seed.address.channel[:1] in {"D", *"0123456789"}
    return ChatKind.PRIVATE if private else ChatKind.GROUP
