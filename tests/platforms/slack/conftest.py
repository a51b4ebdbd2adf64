"""A fake Slack, a bot connected to it, and the least of a store that an intake needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.app.catalogue import load_phrases
from bot.chat.command import Request
from bot.chat.overview import Overview, overview
from bot.chat.reception import answer
from bot.chat.suggesting import Suggestion, first_words, suggested
from bot.model.chat import Address, Chat, ChatKind, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.model.watch import Watch
from bot.platforms.slack import SlackConnection, connect_slack
from bot.platforms.slack.intake import SlackIntake
from bot.ports import StoreUnavailable
from tests.fakes.desk import PHRASES as DESK_PHRASES
from tests.fakes.desk import Front
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack.samples import line, words

PHRASES = load_phrases()
CHAT = Chat(1, Address(Platform.SLACK, "C1"), ChatKind.GROUP, "news")


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Chats:
    """What an intake tells the store of chats."""

    held: list[Chat] = field(default_factory=list)
    log: list[tuple[str, str, str]] = field(default_factory=list)
    down: bool = False

    async def chats(self) -> list[Chat]:
        if self.down:
            raise StoreUnavailable
        return self.held

    async def suspend(self, address: Address, because: str) -> None:
        if self.down:
            raise StoreUnavailable
        self.log.append(("suspend", address.channel, because))

    async def restore(self, address: Address) -> None:
        self.log.append(("restore", address.channel, ""))

    async def save(self, chat: Chat) -> None:
        self.log.append(("save", chat.address.channel, chat.title))


@dataclass
class Pace:
    """The outbox's turn-taking."""

    asked: list[Address] = field(default_factory=list)
    wait: float = 0.0
    down: bool = False

    async def reserve(self, address: Address, kind: ChatKind) -> float:
        self.asked.append(address)
        if self.down:
            raise StoreUnavailable
        return self.wait


@dataclass
class Desk:
    """Answers every request with ``reply``, once for each update, and keeps the requests."""

    reply: Callable[[Request], Message | None] = lambda request: words(f"heard {request.text}")
    requests: list[Request] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    hold: asyncio.Event | None = None
    language: Language = Language.ENGLISH
    role: Role = Role.OWNER
    watches: list[Watch] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    refusal: Message | None = None
    offers: tuple[str, ...] = ()

    async def suggest(self, place: Address, message: str, text: str) -> Suggestion:
        return Suggestion(self.offers, "" if self.offers else first_words(text))

    async def overview(self, request: Request) -> Overview | Message:
        if self.refusal is not None:
            return self.refusal
        chat = Chat(7, request.address, request.kind, language=self.language)
        lines = (line("Rasid runs"), line("Feeds last read: 10:00"))
        return Overview(
            chat, self.role, tuple(self.watches), lines, {number: line(text) for number, text in self.marks.items()}
        )

    async def answer(self, request: Request) -> Message | None:
        if request.update in self.seen:
            return None
        self.seen.add(request.update)
        self.requests.append(request)
        if self.hold is not None:
            await self.hold.wait()
        return self.reply(request)


@dataclass
class Bot:
    connection: SlackConnection
    intake: SlackIntake
    desk: Desk
    chats: Chats
    pace: Pace


def intake_of(connection: SlackConnection, desk: Desk, chats: Chats, pace: Pace, *, ping_seconds: float = 0.3) -> SlackIntake:
    return connection.intake(
        answer=desk.answer,
        overview=desk.overview,
        suggest=desk.suggest,
        phrases=PHRASES,
        chats=chats,  # type: ignore[arg-type]
        outbox=pace,  # type: ignore[arg-type]
        clock=WallClock(),
        ping_seconds=ping_seconds,
    )


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as server:
        yield server


@pytest.fixture
async def connection(slack: FakeSlack) -> AsyncIterator[SlackConnection]:
    connection = connect_slack(slack.bot_token, slack.app_token, base_url=slack.base_url, seconds=2.0)
    yield connection
    await connection.close()


@pytest.fixture
async def bot(slack: FakeSlack, connection: SlackConnection) -> AsyncIterator[Bot]:
    desk, chats, pace = Desk(), Chats(), Pace()
    intake = intake_of(connection, desk, chats, pace)
    await intake.start()
    yield Bot(connection, intake, desk, chats, pace)
    await intake.stop()


async def until(true: Callable[[], object], seconds: float = 15.0) -> None:
    """Waits until something holds; fails when it never does."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


Until = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture
async def front(connection: SlackConnection) -> AsyncIterator[Front]:
    """A desk behind a running intake; U1 owns the bot."""
    front = Front()
    directories = {Platform.SLACK: connection.directory}
    front.desk = replace(front.desk, owners=frozenset({"slack:U1"}), directories=directories)
    intake = connection.intake(
        answer=partial(answer, desk=front.desk),
        overview=partial(overview, desk=front.desk),
        suggest=partial(suggested, desk=front.desk),
        phrases=DESK_PHRASES,
        chats=front.chats,  # type: ignore[arg-type]
        outbox=Pace(),  # type: ignore[arg-type]
        clock=WallClock(),
    )
    await intake.start()
    yield front
    await intake.stop()
