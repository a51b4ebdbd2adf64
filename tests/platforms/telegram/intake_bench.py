"""A started intake of Telegram and all that it touches, for the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.chat.command import Request
from bot.chat.vocabulary import Introduction, MenuItem, Setting
from bot.model.chat import Address, ChatKind, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.platforms.telegram import TelegramConnection
from bot.platforms.telegram.intake import TelegramIntake
from bot.ports import StoreUnavailable
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples

COMMANDS = {
    Language.ENGLISH: Introduction(
        (
            MenuItem("status", "How the bot is", Role.READER),
            MenuItem("watch", "Start watching a term", Role.EDITOR),
            MenuItem("invite", "Let somebody in", Role.OWNER),
        ),
        "Watches the news",
        "Watches the news for you.",
        "Too old. Send {command}.",
    ),
    Language.ARABIC: Introduction(
        (
            MenuItem("status", "حالة البوت", Role.READER),
            MenuItem("watch", "بدء رصد كلمة", Role.EDITOR),
            MenuItem("invite", "دعوة", Role.OWNER),
        ),
        "رصد الأخبار",
        "رصد الأخبار بالعربية.",
        "قديمة. أرسل {command}.",
    ),
}


@dataclass
class Chats:
    """The part of a chat store that an intake touches, and what became of it."""

    log: list[tuple[str, ...]] = field(default_factory=list)
    down: int = 0

    def _reach(self) -> None:
        """The database is down for the next ``down`` times."""
        if self.down:
            self.down -= 1
            raise StoreUnavailable("down")

    async def suspend(self, address: Address, because: str) -> None:
        self._reach()
        self.log.append(("suspend", str(address), because))

    async def restore(self, address: Address) -> None:
        self._reach()
        self.log.append(("restore", str(address)))

    async def move(self, old: Address, new: Address) -> None:
        self._reach()
        self.log.append(("move", str(old), str(new)))


@dataclass
class Pace:
    """An outbox that only paces: it asks for ``wait`` seconds and counts. ``sent``: where messages stand, by channel and id."""

    wait: float = 0.0
    reserved: list[tuple[Address, ChatKind]] = field(default_factory=list)
    sent: dict[tuple[Address, str], Address] = field(default_factory=dict)
    down: bool = False
    found: list[Address] = field(default_factory=list)

    async def find_topic(self, address: Address) -> None:
        if self.down:
            raise StoreUnavailable("down")
        self.found.append(address)

    async def where(self, channel: Address, message: str) -> Address | None:
        if self.down:
            raise StoreUnavailable("down")
        return self.sent.get((channel, message))

    async def reserve(self, address: Address, kind: ChatKind) -> float:
        self.reserved.append((address, kind))
        return self.wait


@dataclass
class Bench:
    """A started intake and all that it touches."""

    telegram: TelegramServer
    connection: TelegramConnection
    chats: Chats = field(default_factory=Chats)
    pace: Pace = field(default_factory=Pace)
    asked: list[Request] = field(default_factory=list)
    conflicts: list[None] = field(default_factory=list)
    intakes: list[TelegramIntake] = field(default_factory=list)
    reply: Callable[[Request], Awaitable[Message | None]] | None = None
    setting: Setting | None = None

    async def setting_of(self, request: Request) -> Setting | None:
        return self.setting

    async def answer(self, request: Request) -> Message | None:
        self.asked.append(request)
        if self.reply is not None:
            return await self.reply(request)
        return samples.text("تم: ", samples.auto(request.text))

    def intake(self) -> TelegramIntake:
        made = self.connection.intake(
            answer=self.answer,
            chats=self.chats,  # type: ignore[arg-type]
            outbox=self.pace,  # type: ignore[arg-type]
            introductions=COMMANDS,
            commands=("status", "watch", "invite"),
            setting_of=self.setting_of,
            on_conflict=lambda: self.conflicts.append(None),
        )
        self.intakes.append(made)
        return made

    async def texts(self, chat: int, count: int = 1) -> list[str]:
        await self.telegram.until(lambda: len(self.telegram.shown(chat)) >= count)
        return [shown.text.translate({0x200F: None, 0x2068: None, 0x2069: None}) for shown in self.telegram.shown(chat)]


@asynccontextmanager
async def started(bench: Bench) -> AsyncIterator[TelegramIntake]:
    intake = bench.intake()
    await intake.start()
    try:
        yield intake
    finally:
        await intake.stop()
