"""Takes updates in from Telegram, answers requests, and notices what happens to chats.

How updates come stands in ``polling`` and ``webhook``, how one is read in ``updates``. Within a chat one answer follows the
other, chats do not wait for each other.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import structlog
from telegram import Bot, CallbackQuery, ChatMemberUpdated, Update
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.model.chat import Platform
from bot.platforms.telegram.answering import Answering
from bot.platforms.telegram.lanes import Lanes
from bot.platforms.telegram.menus import Commands, set_menus
from bot.platforms.telegram.polling import Inlet
from bot.platforms.telegram.standing import Standing
from bot.platforms.telegram.updates import Asked, Ours, asked, moved, put_in_charge, shut_out
from bot.ports import ChatStore, PlatformDown, PlatformRefused, StoreUnavailable

_log = structlog.get_logger(__name__)


class TelegramIntake:
    """The Intake of Telegram.

    ``commands`` become the menus, and in groups an unaddressed ``/word`` that is not among them is left to other bots (none
    given: every one is taken). ``generic`` is the command that takes all others as its arguments (``/rasid watch …``).
    """

    platform = Platform.TELEGRAM

    def __init__(
        self,
        bot: Bot,
        inlet: Inlet,
        answering: Answering,
        chats: ChatStore,
        commands: Commands,
        generic: str = "rasid",
    ) -> None:
        self._bot = bot
        self._inlet = inlet
        self._chats = chats
        self._standing = Standing(chats)
        self._commands = commands
        self._known = frozenset(name for menu in commands.values() for name, _ in menu)
        self._generic = generic
        self._answering = answering
        self._lanes = Lanes()
        self._menus: asyncio.Task[bool] | None = None

    async def start(self) -> None:
        """Returns once updates are taken in; raises PlatformRefused for a wrong token, PlatformDown when nobody answers.

        After a failure nothing is left running, and it can be called again.
        """
        self._standing.open()
        refusal = await self._begin()
        if refusal is not None:
            raise refusal
        self._menus = asyncio.create_task(set_menus(self._bot, self._commands), name="telegram menus")
        _log.info("telegram_started", username=self._bot.username)

    async def _begin(self) -> PlatformRefused | PlatformDown | None:
        # The library's own exception carries the token, so ours is raised where that one is no longer being handled.
        try:
            await self._inlet.open(self._take_in)
        except (InvalidToken, Forbidden):
            return PlatformRefused("Telegram refuses the token")
        except TelegramError as error:
            return PlatformDown(f"Telegram does not answer: {error.message}")
        return None

    async def stop(self) -> None:
        """Stops taking updates in, and waits for the answers under way. The connection stays open for the courier."""
        if self._menus is not None:
            self._menus.cancel()
            await asyncio.gather(self._menus, return_exceptions=True)
            self._menus = None
        await self._inlet.close()
        self._standing.end()
        await self._lanes.drain()

    # -- updates --

    def _take_in(self, update: Update) -> None:
        """Puts an update into its chat's lane and returns at once."""
        if update.callback_query is not None:
            self._lanes.aside(self._acknowledge(update.callback_query))
        work = self._work(update)
        if work is not None and update.effective_chat is not None:
            self._lanes.put(str(update.effective_chat.id), work)

    def _work(self, update: Update) -> Coroutine[Any, Any, None] | None:
        if update.my_chat_member is not None:
            return self._stands(update.my_chat_member, update.update_id)
        ids = moved(update.message) if update.message is not None else None
        if ids is not None:
            return self._standing.moved(*ids)
        found = asked(update, Ours(self._bot.id, self._bot.username, self._generic, self._known))
        return self._answer(found) if found is not None else None

    async def _acknowledge(self, query: CallbackQuery) -> None:
        try:
            await query.answer()
        except TelegramError as error:
            # An old press: Telegram has stopped waiting for us.
            _log.info("press_not_acknowledged", because=error.message)

    async def _stands(self, change: ChatMemberUpdated, update_id: int) -> None:
        await self._standing.changed(change.chat.id, shut_out(change))
        started = put_in_charge(change, update_id)
        if started is not None:
            await self._answering.answer(started, refuse=False)

    async def _answer(self, found: Asked) -> None:
        if found.request.text.split(" ", 1)[0].lower() == "start":
            # Somebody who starts again after blocking the bot wants to be told again; if that cannot be kept, the answer
            # says so.
            with contextlib.suppress(StoreUnavailable):
                await self._chats.restore(found.request.address)
        await self._answering.answer(found)
