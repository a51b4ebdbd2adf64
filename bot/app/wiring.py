"""Builds every part once, by hand, and joins them; ``Bot`` is the result, to be started and stopped.

No decision of the product stands here: only who is given what.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot.app.catalogue import Seed, new_watchlist
from bot.app.checkups import Checkups
from bot.app.gate import Gate
from bot.app.health import HealthServer
from bot.app.pacing import pacing_of
from bot.app.schedule import Clocks, Supervisor
from bot.app.seeding import seed
from bot.app.settings import Settings, TelegramSettings
from bot.app.shut_out import Refusal, ShutOut
from bot.app.spellings import Spellings
from bot.app.stages import TRIAGE, Stages, Stores
from bot.app.versions import versions
from bot.chat.command import Answer, Desk, Request
from bot.chat.engine import Engine
from bot.chat.reception import answer
from bot.drawing.trend import Pictures
from bot.model.chat import Platform
from bot.model.message import Block, BlockKind, Message
from bot.model.news import Language, Source
from bot.model.quotas import Quotas
from bot.model.watch import Name
from bot.pipeline.deliver import DoubtPolicy, Mailroom
from bot.pipeline.inflight import InFlight
from bot.pipeline.newsroom import Newsroom
from bot.ports import Courier, Directory, Intake, Places, PlatformRefused, StoreUnavailable
from bot.sources.discovery import Discovery
from bot.sources.guard import Guard
from bot.sources.pages import WebPages
from bot.sources.reading import FeedReader
from bot.sources.subscription_lists import OpmlLists
from bot.store.articles import Articles
from bot.store.backups import Backups
from bot.store.chats import Chats
from bot.store.database import open_database
from bot.store.leases import RoleLeases
from bot.store.mutes import StoredMutes
from bot.store.outbox import DatabaseOutbox
from bot.store.register import StoredLogbook, StoredRegister
from bot.store.traces import StoredTraces
from bot.store.undoing import StoredUndos
from bot.text.addresses import without_credentials
from bot.text.phrases import Phrases

if TYPE_CHECKING:
    # A platform's libraries are loaded when it is added.
    from bot.platforms.console import ConsoleCourier

log = structlog.get_logger()

CLAIM_LIFETIME = timedelta(hours=1)
_POLLING = "telegram-polling"
_PATIENCE = 30.0
_LEASE = 15.0
# Shorter than the lease of a delivery, so that nobody else takes it for lost while an answer may still come.
_ANSWER_SECONDS = 20.0
# Seconds for the first polls to get away.
_HEAD_START = 0.05


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


@dataclass(slots=True)
class Platforms:
    """What carries, who knows people, and what takes commands in (built once the ``desk`` exists).

    ``checks`` see that commands still come in; on the platforms of ``alone`` one process at a time may take them in;
    ``refusals`` tell whether a platform refuses the bot itself.
    """

    couriers: dict[Platform, Courier] = field(default_factory=dict)
    directories: dict[Platform, Directory] = field(default_factory=dict)
    links: dict[Platform, Callable[[str], str]] = field(default_factory=dict)
    intakes: list[Callable[[Answer], Intake]] = field(default_factory=list)
    places: dict[Platform, Places] = field(default_factory=dict)
    checks: dict[Platform, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    alone: set[Platform] = field(default_factory=set)
    refusals: dict[Platform, Refusal] = field(default_factory=dict)
    desk: Desk | None = None


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
    connect: Callable[[], list[Supervisor]]
    health: HealthServer
    holder: str
    supervisors: list[Supervisor] = field(default_factory=list)

    async def start(self) -> None:
        """Starts stages, platforms and /health; returns at once, whatever is down.

        Feeds are under way before the platforms' libraries are loaded, which takes longer than all the rest.
        """
        self.clocks.start()
        await self.health.start()
        await asyncio.sleep(_HEAD_START)
        self.supervisors = self.connect()
        for supervisor in self.supervisors:
            supervisor.start()

    async def stop(self) -> None:
        """Claims nothing new, finishes what is under way within a minute, and gives its roles up."""
        await self.clocks.stop(_PATIENCE)
        ends = (
            self.collecting.drain(1),
            self._drain(),
            *(_within(supervisor.stop(), _PATIENCE, str(supervisor.platform)) for supervisor in self.supervisors),
        )
        await asyncio.gather(*ends)
        await self.health.stop()
        for role in (TRIAGE, _POLLING):
            try:
                await self.stores.leases.release(role, self.holder)
            except StoreUnavailable:
                log.warning("stop.lease_kept", role=role)

    async def _drain(self) -> None:
        cut = await self.delivering.drain(_PATIENCE)
        if cut:
            log.warning("stop.cut_short", deliveries=cut)


async def _within(work: Coroutine[Any, Any, None], seconds: float, what: str) -> None:
    try:
        await asyncio.wait_for(work, seconds)
    except TimeoutError:
        log.warning("stop.cut_short", platform=what)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal as one of the bot's chats; with ``typed``, commands come from standard input, whose end calls ``finished``."""

    courier: ConsoleCourier
    finished: Callable[[], None] = lambda: None
    typed: bool = False


@asynccontextmanager
async def assemble(
    settings: Settings, tables: Tables, terminal: Terminal | None = None, *, remote: bool = True
) -> AsyncIterator[Bot]:
    """The bot, on the platforms that have tokens if ``remote``, and on a terminal if there is one.

    Raises StoreUnavailable when the database cannot be opened.
    """
    async with AsyncExitStack() as stack:
        stores = await _open_stores(settings, stack)
        platforms = Platforms()
        if terminal is not None:
            _add_terminal(terminal, tables, platforms)

        def connect() -> None:
            if remote and settings.telegram.token is not None:
                _add_telegram(settings.telegram, stores, platforms, stack)
            if remote and settings.slack.complete:
                _add_slack(settings, platforms, stack)

        yield await _assemble(settings, tables, stores, platforms, connect, stack)


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
        authorities=fetch.authorities,
    )


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
        Articles(database, pacing_of(settings), owners=frozenset(settings.owners)),
        Chats(database, time_zone=settings.time_zone, interval=timedelta(seconds=settings.fetch.interval)),
        DatabaseOutbox(database),
        RoleLeases(database),
        Backups(database, settings.backup.keep),
    )


def _add_telegram(telegram: TelegramSettings, stores: Stores, platforms: Platforms, stack: AsyncExitStack) -> None:
    from bot.app.telegram_app import connection_of, intake_of
    from bot.platforms.telegram.topics import LostTopics

    try:
        connection = connection_of(telegram, _ANSWER_SECONDS)
    except PlatformRefused as error:
        log.critical("platform.refused", platform=str(Platform.TELEGRAM), error=str(error))
        return
    stack.push_async_callback(connection.close)
    connection.courier.topics = LostTopics(stores.outbox, SystemClock())
    platforms.couriers[Platform.TELEGRAM] = connection.courier
    platforms.directories[Platform.TELEGRAM] = connection.directory
    platforms.links[Platform.TELEGRAM] = connection.link
    platforms.places[Platform.TELEGRAM] = connection.places
    platforms.checks[Platform.TELEGRAM] = connection.check
    if not telegram.webhook_url:
        platforms.alone.add(Platform.TELEGRAM)
    platforms.intakes.append(lambda answer_: intake_of(connection, answer_, platforms.desk))


def _add_slack(settings: Settings, platforms: Platforms, stack: AsyncExitStack) -> None:
    from bot.app.slack_app import connection_of, intake_of

    connection = connection_of(settings.slack, _ANSWER_SECONDS)
    stack.push_async_callback(connection.close)
    platforms.couriers[Platform.SLACK] = connection.courier
    platforms.directories[Platform.SLACK] = connection.directory
    platforms.refusals[Platform.SLACK] = connection.refusal
    platforms.intakes.append(lambda answer_: intake_of(connection, answer_, platforms.desk))


def _add_terminal(terminal: Terminal, tables: Tables, platforms: Platforms) -> None:
    from bot.app.console_app import intake_of
    from bot.platforms.console import ConsoleDirectory

    platforms.couriers[Platform.CONSOLE] = terminal.courier
    platforms.directories[Platform.CONSOLE] = ConsoleDirectory()
    if terminal.typed:
        given = (tables.phrases, terminal.finished)
        platforms.intakes.append(lambda answer_: intake_of(terminal.courier, answer_, *given, platforms.desk))


async def _assemble(
    settings: Settings,
    tables: Tables,
    stores: Stores,
    platforms: Platforms,
    connect: Callable[[], None],
    stack: AsyncExitStack,
) -> Bot:
    clock = SystemClock()
    await seed(stores.chats, tables.sources, tables.seeds, Language(settings.language), clock.now())
    reader = feed_reader(settings)
    stack.push_async_callback(reader.close)
    pages = WebPages(reader.fetcher, clock)
    stack.push_async_callback(pages.close)
    lists = OpmlLists(reader.fetcher, Guard(settings.fetch.allow_hosts))
    stack.push_async_callback(lists.close)
    newsroom = Newsroom(tables.names, new_watchlist)
    stack.callback(newsroom.close)
    spellings = Spellings(tables.names)
    stack.callback(spellings.close)

    shut_out = ShutOut(platforms.refusals, lambda platform, why: stores.articles.tell_refusal(platform, why, clock.now()))

    def standing() -> dict[str, str]:
        return shut_out.states({str(supervisor.platform): supervisor.state for supervisor in bot.supervisors})

    desk = Desk(
        articles=stores.articles,
        chats=stores.chats,
        outbox=stores.outbox,
        reader=reader,
        checks=Checkups(reader, clock),
        discovery=Discovery(reader.fetcher, reader.parser),
        lists=lists,
        directories=platforms.directories,
        watchlist=spellings,
        traces=StoredTraces(stores.database),
        phrases=tables.phrases,
        clock=clock,
        register=StoredRegister(stores.database),
        logbook=StoredLogbook(stores.database),
        mutes=StoredMutes(stores.database),
        undos=StoredUndos(stores.database),
        quotas=Quotas(**settings.quotas.model_dump()),
        engine=Engine(clock.now(), versions(), standing),
        links=platforms.links,
        places=platforms.places,
        pictures=Pictures(),
        backups=stores.backups,
        owners=frozenset(settings.owners),
        name=settings.display_name,
        retention_days=settings.retention_days,
        language=Language(settings.language),
        prefixes=prefixes(settings.slack.command),
    )
    platforms.desk = desk
    answering = _safely(desk)
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    doubt = {
        Platform.TELEGRAM: DoubtPolicy(settings.telegram.doubt),
        # Its history tells; where it cannot be read, a person is asked rather than a channel told twice.
        Platform.SLACK: DoubtPolicy.HOLD,
    }
    mailroom = Mailroom(stores.outbox, platforms.couriers, tables.phrases, clock, doubt)
    stages = Stages(settings, stores, newsroom, reader, pages, mailroom, clock, holder, _LEASE, shut_out)

    def supervised() -> list[Supervisor]:
        connect()
        return [_supervise(make(answering), platforms, stores.leases, holder) for make in platforms.intakes]

    health = HealthServer(settings.health.host, settings.health.port, stages.vitals)
    bot = Bot(
        stores, desk, answering, newsroom, stages.clocks, stages.collecting, stages.delivering, supervised, health, holder
    )
    stages.platforms = standing
    return bot


def _supervise(intake: Intake, platforms: Platforms, leases: RoleLeases, holder: str) -> Supervisor:
    async def may_poll() -> bool:
        return await leases.acquire(_POLLING, holder, _LEASE) is not None

    alone = may_poll if intake.platform in platforms.alone else None
    return Supervisor(intake, alone, renew=_LEASE / 3, check=platforms.checks.get(intake.platform))


def _safely(desk: Desk) -> Answer:
    """Answers, whatever happens: a defect in one command is logged and said, and disturbs nothing else."""
    gate = Gate()

    async def answering(request: Request) -> Message | None:
        try:
            async with gate.turn():
                return await answer(request, desk)
        except Exception:
            log.exception(
                "command.failed",
                platform=str(request.address.platform),
                command=without_credentials(request.text).split(" ")[0][:20],
            )
            language = request.language if request.language in desk.phrases.languages else desk.language
            line = desk.phrases.line(language, "trouble_here.defect")
            return Message(language, (Block(BlockKind.TEXT, (line,)),), private=True)

    return answering
