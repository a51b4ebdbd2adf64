"""Keeps what happens to chats: the bot let in, shut out, a group that has become a supergroup, a topic that is open again.

Such a change is told once and never again, so it is tried until the database has taken it; how it is read stands in
``updates``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.model.chat import Address, Platform
from bot.ports import ChatStore, Outbox, StoreUnavailable

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
"""Seconds between one try and the next: doubled each time."""

_log = structlog.get_logger(__name__)


class Standing:
    """The bot's standing in its chats, as the store keeps it."""

    def __init__(self, chats: ChatStore, outbox: Outbox) -> None:
        self._chats = chats
        self._outbox = outbox
        self._ending = asyncio.Event()

    def open(self) -> None:
        """From now on changes are tried until they are kept."""
        self._ending.clear()

    def end(self) -> None:
        """Nothing more is tried again: the process stops."""
        self._ending.set()

    async def changed(self, chat: int, because: str) -> None:
        """Writes may no longer go to a chat, for this reason; or may again ("")."""
        address = Address(Platform.TELEGRAM, str(chat))

        async def keep() -> None:
            await (self._chats.suspend(address, because) if because else self._chats.restore(address))

        if await self._kept(keep, str(address)):
            _log.info("standing_changed", chat=str(address), because=because)

    async def moved(self, old: str, new: str) -> None:
        """A group has another id."""

        async def keep() -> None:
            await self._chats.move(Address(Platform.TELEGRAM, old), Address(Platform.TELEGRAM, new))

        if await self._kept(keep, old):
            _log.info("chat_moved", old=old, new=new)

    async def reopened(self, topic: Address) -> None:
        """A topic can be written to again."""

        async def keep() -> None:
            await self._outbox.find_topic(topic)

        if await self._kept(keep, str(topic)):
            _log.info("topic_reopened", chat=str(topic))

    async def _kept(self, keep: Callable[[], Awaitable[None]], chat: str) -> bool:
        wait = FIRST_WAIT
        while True:
            try:
                await keep()
            except StoreUnavailable as error:
                if self._ending.is_set():
                    _log.error("standing_not_kept", chat=chat, because=str(error))
                    return False
                if wait == FIRST_WAIT:
                    _log.warning("standing_waits", chat=chat, because=str(error))
            else:
                return True
            await self._pause(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._ending.wait(), seconds)
        except TimeoutError:
            return
