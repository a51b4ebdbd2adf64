"""The bot running in the test's own process, in a small world, and people who write to it and read what it answers.

Its pace and its leases are short, so that tests need not wait; all else is the product's own.
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from typing import Any

import pytest

from bot.app import wiring
from bot.app.running import load
from bot.app.wiring import Bot, Terminal, assemble
from bot.platforms.console import ConsoleCourier, ConsoleIntake
from bot.store.articles import Articles
from bot.store.database import open_database
from bot.store.outbox import DatabaseOutbox
from bot.store.pacing import Pace, Pacing
from tests.fakes.slack_world import Message
from tests.fakes.telegram_world import Shown
from tests.fakes.world import CHANNEL, ROOT, World, until

OWNER = 111
"""Who owns the bot on Telegram, and their private chat with it."""

QUICK = Pacing(Pace(0.001), Pace(0.01), Pace(0.01), Pace(0.01), overload=0)
LEASE = timedelta(seconds=1.5)


def says(text: str, language: str, key: str, **values: str) -> bool:
    """Whether a text holds the sentence that the catalogue of a language has for ``key``, in any plural form.

    Places without a value among ``values`` may hold anything. How the sentences read is the golden files' to say.
    """
    catalogue: Any = _catalogue(language)
    for part in key.split("."):
        catalogue = catalogue[part]
    return any(_holds(text, form, values) for form in (catalogue.values() if isinstance(catalogue, dict) else [catalogue]))


@cache
def _catalogue(language: str) -> Mapping[str, Any]:
    return tomllib.loads((ROOT / "bot" / "text" / "catalogues" / f"{language}.toml").read_text("utf-8"))


def _holds(text: str, sentence: str, values: Mapping[str, str]) -> bool:
    parts = _parted(sentence)
    known = [re.escape(values[part]) if part in values else ".+?" for part in parts[1::2]]
    pattern = "".join(literal + place for literal, place in zip(map(re.escape, parts[::2]), [*known, ""], strict=True))
    return re.search(pattern, text) is not None


@cache
def _parted(sentence: str) -> tuple[str, ...]:
    """What stands between the places of a sentence, and in turn the names of those."""
    return tuple(re.split(r"\{(\w+)\}", plain(sentence)))


def plain(text: str) -> str:
    """A text without the marks that only steer its direction."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


@dataclass
class Running:
    """A running bot and its world. ``screen``: what its console has shown."""

    world: World
    bot: Bot
    screen: list[str]
    courier: ConsoleCourier
    _groups: list[int] = field(default_factory=list)

    def group(self, *, kind: str = "", admins: Sequence[int] = (OWNER,)) -> int:
        """A new Telegram group with the bot in it."""
        chat = -5001 - len(self._groups)
        self._groups.append(chat)
        self.world.telegram.world.add_chat(chat, f"Desk {len(self._groups)}", kind=kind, admins=set(admins))
        return chat

    async def ask(self, text: str, chat: int = OWNER, *, user: int = OWNER, language: str = "en") -> str:
        """What Telegram shows after somebody has written this."""
        return plain((await self.asked(text, chat, user=user, language=language)).text)

    async def asked(self, text: str, chat: int = OWNER, *, user: int = OWNER, language: str = "en") -> Shown:
        """The same as the message itself."""
        before = len(self.world.telegram.shown(chat))
        self.world.telegram.world.say(chat, text, user=user, language=language)
        shown: list[Shown] = await until(lambda: self.world.telegram.shown(chat)[before:])
        return shown[0]

    async def press(self, message: Shown, label: str, *, user: int = OWNER) -> str:
        """What a message says after its button was pressed."""
        before = message.text
        data = next(data for row in message.buttons for name, data in row if name == label)
        self.world.telegram.world.press(message, data, user=user)
        await until(lambda: message.text != before)
        return plain(message.text)

    async def ask_slack(self, text: str, channel: str = CHANNEL, *, user: str = "U1") -> str:
        """What Slack shows this person after their slash command."""
        return plain((await self.asked_slack(text, channel, user=user)).plain)

    async def asked_slack(self, text: str, channel: str = CHANNEL, *, user: str = "U1") -> Message:
        """The same as the message itself."""
        await until(lambda: self.world.slack.sockets.open)
        before = len(self.world.slack.world.visible(channel, user=user))
        await self.world.slack.slash(text, channel=channel, user=user)
        seen: list[Message] = await until(lambda: self.world.slack.world.visible(channel, user=user)[before:])
        return seen[0]

    async def type(self, text: str) -> str:
        """What the console shows after this line was typed."""
        before = len(self.screen)
        await ConsoleIntake(self.bot.answer, self.courier).take(text)
        return plain("\n".join(self.screen[before:]))

    def told(self, chat: int = OWNER) -> list[str]:
        """What a Telegram chat shows of the bot, oldest first."""
        return [plain(shown.text) for shown in self.world.telegram.shown(chat)]

    async def alerted(self, words: str, chat: int = OWNER) -> Shown:
        """The message of a Telegram chat that holds these words, waited for."""
        found: Shown = await until(lambda: next(iter(self._with(words, chat)), None))
        return found

    def _with(self, words: str, chat: int) -> list[Shown]:
        return [shown for shown in self.world.telegram.shown(chat) if words in plain(shown.text)]


@asynccontextmanager
async def a_running_bot(world: World, patience: float = 10.0, **environment: str) -> AsyncIterator[Running]:
    """The bot on all three platforms with its world's configuration.

    ``patience``: seconds that it waits for a locked database; ``environment``: more settings.
    """
    with pytest.MonkeyPatch.context() as patch:
        _set_environment(patch, world, environment)
        patch.setattr(wiring, "DatabaseOutbox", partial(DatabaseOutbox, pacing=QUICK, lease=LEASE))
        patch.setattr(wiring, "Articles", lambda database, _pacing, **more: Articles(database, QUICK, lease=LEASE, **more))
        patch.setattr(wiring, "open_database", partial(open_database, patience=patience))
        screen: list[str] = []
        courier = ConsoleCourier(screen.append, width=1000)
        settings, tables = load(world.folder)
        async with assemble(settings, tables, Terminal(courier)) as bot:
            await bot.start()
            try:
                yield Running(world, bot, screen, courier)
            finally:
                await bot.stop()


def _set_environment(patch: pytest.MonkeyPatch, world: World, environment: dict[str, str]) -> None:
    for name in os.environ:
        if name.startswith("RASID_"):
            patch.delenv(name)
    for name, value in world.environment(**environment).items():
        if name.startswith("RASID_"):
            patch.setenv(name, value)
