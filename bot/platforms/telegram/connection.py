"""One bot on Telegram: the client, and the courier, directory and application that share it.

The couriers of processes that do not poll need no ``start``: a connection can send as soon as it is built.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from functools import cache
from ssl import SSLContext
from typing import TypeVar

import httpx
from telegram import Bot
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.chat.command import Answer
from bot.chat.vocabulary import SettingOf
from bot.platforms.telegram.answering import Answering
from bot.platforms.telegram.courier import TelegramCourier
from bot.platforms.telegram.directory import TelegramDirectory
from bot.platforms.telegram.intake import TelegramIntake
from bot.platforms.telegram.menus import Introductions
from bot.platforms.telegram.places import TelegramPlaces
from bot.platforms.telegram.polling import Inlet, Polled, Polling, PollRequest
from bot.platforms.telegram.presses import Presses
from bot.platforms.telegram.secrecy import guard, unguard
from bot.platforms.telegram.standing import Standing
from bot.platforms.telegram.webhook import Webhook, WebhookInlet
from bot.ports import ChatStore, Outbox, PlatformRefused

BASE_URL = "https://api.telegram.org/bot"
READ_SECONDS = 20.0
"""How long an answer may take; after it, a send is in doubt."""

_Requests = TypeVar("_Requests", bound=HTTPXRequest)
_TOKEN = re.compile(r"[\w:-]+", re.ASCII)


class TelegramConnection:
    """A bot's client and what hangs on it.

    ``base_url`` is that of a Bot API server, with or without the closing ``/bot``; ``proxy`` a URL, "" for what the
    environment says; ``read_seconds`` how long an answer may take. Updates are brought with ``webhook``, else polled for.
    Raises PlatformRefused for a token that cannot be one.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = BASE_URL,
        proxy: str = "",
        read_seconds: float = READ_SECONDS,
        webhook: Webhook | None = None,
    ) -> None:
        # The library warns of its coming change to timedelta at each flood wait unless that is chosen here.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        if not _TOKEN.fullmatch(token):
            raise PlatformRefused("this is no Telegram token")
        self._mask = guard(token)
        self._webhook = webhook
        self._inlet: Inlet | None = None
        self._requests = _request(HTTPXRequest, 64, read_seconds, proxy), _request(PollRequest, 2, read_seconds, proxy)
        sending, polling = self._requests
        base = _normal(base_url)
        files = f"{base.removesuffix('/bot')}/file/bot"
        self.bot = Bot(token, base_url=base, base_file_url=files, request=sending, get_updates_request=polling)
        self.application: Polled = ApplicationBuilder().bot(self.bot).job_queue(None).build()
        self.courier = TelegramCourier(self.bot)
        self.directory = TelegramDirectory(self.bot)
        self.places = TelegramPlaces(self.bot)

    def intake(
        self,
        *,
        answer: Answer,
        chats: ChatStore,
        outbox: Outbox,
        introductions: Introductions,
        commands: Collection[str] = (),
        generic: str = "rasid",
        setting_of: SettingOf | None = None,
        on_conflict: Callable[[], None] | None = None,
    ) -> TelegramIntake:
        """The intake that hands what people ask to ``answer``; see ``TelegramIntake`` for the rest."""
        answering = Answering(answer, chats, outbox, self.courier)
        self._inlet = self._new_inlet(on_conflict)
        presses = Presses(self.bot, outbox, introductions)
        standing = Standing(chats, outbox)
        return TelegramIntake(
            self.bot, self._inlet, answering, presses, standing, chats, introductions, commands, generic, setting_of
        )

    async def check(self) -> None:
        """Sees that updates still come. Raises PlatformRefused when Telegram does not know the token any more."""
        if self._inlet is not None:
            await self._inlet.check()

    @property
    def refused(self) -> bool:
        """Whether the last poll was answered that there is no such token."""
        return self._requests[1].refused

    def link(self, word: str) -> str:
        """The link that begins a private chat with the bot and hands it this word; "" until Telegram has said its name.

        Source: https://core.telegram.org/bots/features#deep-linking
        """
        try:
            return f"https://t.me/{self.bot.username}?start={word}"
        except RuntimeError:
            return ""

    def _new_inlet(self, on_conflict: Callable[[], None] | None) -> Inlet:
        if self._webhook is not None:
            return WebhookInlet(self.bot, self._webhook)
        return Polling(self.application, self._requests[1], on_conflict)

    async def close(self) -> None:
        """Closes the connections to Telegram; the intake must have been stopped before."""
        await self.application.shutdown()
        # A bot that was never introduced to the server counts as not started, yet may hold sockets.
        for request in self._requests:
            await request.shutdown()
        unguard(self._mask)


def _request(kind: type[_Requests], connections: int, read_seconds: float, proxy: str) -> _Requests:
    return kind(
        connection_pool_size=connections,
        connect_timeout=5.0,
        read_timeout=read_seconds,
        write_timeout=10.0,
        pool_timeout=5.0,
        proxy=proxy or None,
        httpx_kwargs={"verify": _trusted()},
    )


@cache
def _trusted() -> SSLContext:
    """The authorities we trust; reading them takes a while, so once is enough."""
    return httpx.create_ssl_context()


def _normal(base_url: str) -> str:
    bare = base_url.rstrip("/") or BASE_URL
    return bare if bare.endswith("/bot") else f"{bare}/bot"


def connect_telegram(
    token: str,
    *,
    base_url: str = BASE_URL,
    proxy: str = "",
    read_seconds: float = READ_SECONDS,
    webhook: Webhook | None = None,
) -> TelegramConnection:
    """A bot's connection; nothing is sent before it is used. Raises PlatformRefused for a token that cannot be one."""
    return TelegramConnection(token, base_url=base_url, proxy=proxy, read_seconds=read_seconds, webhook=webhook)
