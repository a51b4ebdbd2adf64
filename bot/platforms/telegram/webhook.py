"""Webhook mode: Telegram brings updates as HTTP requests to an address of ours; several processes may share it.

A proxy in front brings TLS. Nothing of a request is read before its secret is seen to be ours. The other way in is
``polling``.

Source: https://core.telegram.org/bots/api#setwebhook (X-Telegram-Bot-Api-Secret-Token; an answer other than 2xx has the update
brought again).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError

from bot.platforms.telegram.polling import Take
from bot.platforms.telegram.updates import ALLOWED
from bot.ports import PlatformDown, PlatformRefused

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
LOOK_SECONDS = 60.0
"""How often Telegram is asked whether it still brings updates here."""

_MOST_BYTES = 1024 * 1024
_READ_SECONDS = 10.0
_SHUTDOWN_SECONDS = 5.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Webhook:
    """``url``: where Telegram brings updates; ``host`` and ``port``: where the bot listens for them (0: any free port)."""

    url: str
    host: str
    port: int


def secret_of(token: str, url: str) -> str:
    """What Telegram has to show with each update: the same in every process, and of no use for finding the token."""
    return hmac.new(token.encode(), f"webhook {url}".encode(), hashlib.sha256).hexdigest()


class WebhookInlet:
    """The Inlet that listens. Closing it leaves the webhook set: other processes may share it, and Telegram keeps the rest."""

    def __init__(self, bot: Bot, webhook: Webhook, *, look_seconds: float = LOOK_SECONDS) -> None:
        self._bot = bot
        self._webhook = webhook
        self._secret = secret_of(bot.token, webhook.url)
        self._look_seconds = look_seconds
        self._looked = 0.0
        self._trouble = ""
        self._take: Take | None = None
        self._runner: web.AppRunner | None = None
        self.port = webhook.port

    async def open(self, take: Take) -> None:
        """Listens, then has Telegram bring updates. Raises PlatformDown when the port is taken, TelegramError otherwise."""
        self._take = take
        await self._listen()
        begun = False
        try:
            await self._bot.initialize()
            await self._set()
            begun = True
        finally:
            if not begun:
                await self.close()

    async def close(self) -> None:
        """Closes the port; what comes meanwhile is turned away, so that Telegram brings it again."""
        self._take = None
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def check(self) -> None:
        """Now and then asks Telegram how it fares: raises PlatformRefused, or sets the webhook again if it was taken away."""
        now = asyncio.get_running_loop().time()
        if now - self._looked < self._look_seconds:
            return
        self._looked = now
        refused = False
        try:
            await self._look()
        except InvalidToken:
            refused = True
        except TelegramError as error:
            self._complain(error.message)
        if refused:
            # Not inside the handling of the library's own exception, which carries the token.
            raise PlatformRefused("Telegram refuses the token that it took before")

    async def _look(self) -> None:
        info = await self._bot.get_webhook_info()
        if info.url != self._webhook.url:
            _log.warning("webhook_replaced", because="somebody set another webhook or polls with the same token")
            await self._set()
        self._complain((info.last_error_message or "") if info.pending_update_count else "")

    def _complain(self, trouble: str) -> None:
        """Says once what keeps updates from coming, until it is something else."""
        if trouble and trouble != self._trouble:
            _log.warning("webhook_failed", because=trouble)
        self._trouble = trouble

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._webhook.url, allowed_updates=ALLOWED, drop_pending_updates=False, secret_token=self._secret
        )
        self._looked = asyncio.get_running_loop().time()

    async def _listen(self) -> None:
        server = web.Application(client_max_size=_MOST_BYTES)
        # The proxy may shorten the path; the secret is what counts.
        server.router.add_post("/{path:.*}", self._receive)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._webhook.host, self.port).start()
        except OSError as error:
            await runner.cleanup()
            raise PlatformDown(f"{self._webhook.host}:{self.port} cannot be listened at: {error.strerror}") from None
        self._runner = runner
        self.port = runner.addresses[0][1]

    async def _receive(self, request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret.encode()):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            body = await asyncio.wait_for(request.read(), _READ_SECONDS)
            told = json.loads(body)
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        except (ValueError, RecursionError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if self._take is None:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        update = self._update(told)
        if update is not None:
            self._take(update)
        return web.Response()

    def _update(self, told: Any) -> Update | None:
        """What the library makes of an update; None for what it cannot read, which would not be better the next time."""
        try:
            return Update.de_json(told, self._bot)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _log.warning("update_unreadable", because=type(error).__name__)
            return None
