"""Long polling: one process at a time asks Telegram for updates, over the client library's own loop.

What is done with an update stands in ``intake``; the other way in is ``webhook``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Protocol

import structlog
from telegram import Update
from telegram.error import Conflict, TelegramError
from telegram.ext import Application, CallbackContext, TypeHandler
from telegram.request import HTTPXRequest

from bot.platforms.telegram.updates import ALLOWED
from bot.ports import PlatformRefused

POLL_SECONDS = 25
"""How long Telegram keeps a poll open when there is nothing to tell."""

Polled = Application[Any, Any, Any, Any, Any, Any]
"""The client library's application, whatever its contexts hold."""

Take = Callable[[Update], None]
"""Takes one update over and returns at once."""

_log = structlog.get_logger(__name__)


class Inlet(Protocol):
    """A way in which updates come."""

    async def open(self, take: Take) -> None:
        """Returns once updates come in. Raises TelegramError or PlatformDown; nothing is left running then."""
        ...

    async def close(self) -> None:
        """No update is taken over any more."""
        ...

    async def check(self) -> None:
        """Sees that updates still come. Raises PlatformRefused when Telegram does not know the token any more."""
        ...


class PollRequest(HTTPXRequest):
    """The library's HTTP client, which remembers whether the last answer was that there is no such token.

    The library then ends its loop and tells nobody.
    """

    refused = False

    async def do_request(self, *told: Any, **named: Any) -> tuple[int, bytes]:
        """One request; the status and body of its answer."""
        status, body = await super().do_request(*told, **named)
        self.refused = status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}
        return status, body


class Polling:
    """The Inlet that polls through ``request``.

    ``on_conflict`` is called once per opening when another process polls with the same token.
    """

    def __init__(self, application: Polled, request: PollRequest, on_conflict: Callable[[], None] | None = None) -> None:
        if application.updater is None:
            raise ValueError("an application without an updater takes nothing in")
        self._application = application
        self._updater = application.updater
        self._request = request
        self._on_conflict = on_conflict
        self._handler: TypeHandler[Update, Any, None] | None = None
        self._trouble = ""
        self._conflicted = False

    async def open(self, take: Take) -> None:
        """Begins to poll; takes a webhook away if one is set, and lets nothing fall that waits behind it."""
        self._trouble, self._conflicted = "", False

        async def taken(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
            self._trouble = ""
            take(update)

        self._handler = TypeHandler(Update, taken)
        begun = False
        try:
            await self._application.initialize()
            self._application.add_handler(self._handler)
            await self._application.start()
            await self._updater.start_polling(
                timeout=timedelta(seconds=POLL_SECONDS),
                allowed_updates=ALLOWED,
                drop_pending_updates=False,
                error_callback=self._failed,
            )
            begun = True
        finally:
            if not begun:
                await self.close()

    async def close(self) -> None:
        """Ends the poll, whatever state it is in."""
        if self._updater.running:
            try:
                await self._updater.stop()
            except TelegramError as error:
                # The poll had ended by itself: a token withdrawn while the bot ran.
                _log.warning("poll_ended", because=error.message)
        if self._application.running:
            await self._application.stop()
        if self._handler is not None and self._handler in self._application.handlers.get(0, ()):
            self._application.remove_handler(self._handler)

    async def check(self) -> None:
        """Raises PlatformRefused once a poll was answered that there is no such token: the library polls no more then."""
        if self._request.refused:
            raise PlatformRefused("Telegram refuses the token that it took before")

    def _failed(self, error: TelegramError) -> None:
        """Says once what keeps the poll from working, until it is something else."""
        if isinstance(error, Conflict):
            self._conflict()
        elif error.message != self._trouble:
            _log.warning("poll_failed", because=error.message)
        self._trouble = error.message

    def _conflict(self) -> None:
        if self._conflicted:
            return
        self._conflicted = True
        _log.error("poll_conflict", because="another process polls Telegram with the same token; a token allows one poller")
        if self._on_conflict is not None:
            self._on_conflict()
