"""Takes updates in from Telegram by long polling, answers requests, and notices what happens to chats.

How an update is read stands in ``updates``. Within a chat one answer follows the other, chats do not wait for each other.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog
from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.error import Conflict, Forbidden, InvalidToken, TelegramError
from telegram.ext import Application, CallbackContext, TypeHandler

from bot.model.chat import Address, Platform
from bot.platforms.telegram.answering import Answering
from bot.platforms.telegram.lanes import Lanes
from bot.platforms.telegram.menus import Commands, set_menus
from bot.platforms.telegram.updates import ALLOWED, Asked, Ours, asked, moved, put_in_charge, shut_out
from bot.ports import ChatStore, PlatformDown, PlatformRefused, StoreUnavailable

POLL_SECONDS = 25
"""How long Telegram keeps a poll open when there is nothing to tell."""

Polled = Application[Any, Any, Any, Any, Any, Any]
"""The client library's application, whatever its contexts hold."""

_log = structlog.get_logger(__name__)


class TelegramIntake:
    """The Intake of Telegram.

    ``commands`` become the menus, and in groups an unaddressed ``/word`` that is not among them is left to other bots (none
    given: every one is taken). ``generic`` is the command that takes all others as its arguments (``/rasid watch …``).
    ``on_conflict`` is called once per start when another process polls with the same token.
    """

    platform = Platform.TELEGRAM

    def __init__(
        self,
        application: Polled,
        answering: Answering,
        chats: ChatStore,
        commands: Commands,
        generic: str = "rasid",
        on_conflict: Callable[[], None] | None = None,
    ) -> None:
        if application.updater is None:
            raise ValueError("an application without an updater takes nothing in")
        self._application = application
        self._updater = application.updater
        self._bot = application.bot
        self._chats = chats
        self._commands = commands
        self._known = frozenset(name for menu in commands.values() for name, _ in menu)
        self._generic = generic
        self._on_conflict = on_conflict
        self._answering = answering
        self._lanes = Lanes()
        self._menus: asyncio.Task[bool] | None = None
        self._trouble = ""
        self._conflicted = False
        self._handler: TypeHandler[Update, Any, None] = TypeHandler(Update, self._take_in)

    async def start(self) -> None:
        """Returns once updates are taken in; raises PlatformRefused for a wrong token, PlatformDown when nobody answers.

        After a failure nothing is left running, and it can be called again.
        """
        refusal = await self._begin()
        if refusal is not None:
            raise refusal
        self._menus = asyncio.create_task(set_menus(self._bot, self._commands), name="telegram menus")
        _log.info("telegram_started", username=self._bot.username)

    async def _begin(self) -> PlatformRefused | PlatformDown | None:
        # The library's own exception carries the token, so ours is raised where that one is no longer being handled.
        self._trouble, self._conflicted = "", False
        begun = False
        try:
            await self._application.initialize()
            self._application.add_handler(self._handler)
            await self._application.start()
            await self._updater.start_polling(
                timeout=timedelta(seconds=POLL_SECONDS),
                allowed_updates=ALLOWED,
                drop_pending_updates=False,
                error_callback=self._poll_failed,
            )
            begun = True
        except (InvalidToken, Forbidden):
            return PlatformRefused("Telegram refuses the token")
        except TelegramError as error:
            return PlatformDown(f"Telegram does not answer: {error.message}")
        finally:
            if not begun:
                await self._end()
        return None

    async def stop(self) -> None:
        """Stops taking updates in, and waits for the answers under way. The connection stays open for the courier."""
        if self._menus is not None:
            self._menus.cancel()
            await asyncio.gather(self._menus, return_exceptions=True)
            self._menus = None
        await self._end()
        await self._lanes.drain()

    async def _end(self) -> None:
        if self._updater.running:
            try:
                await self._updater.stop()
            except TelegramError as error:
                # The poll had ended by itself: a token withdrawn while the bot ran.
                _log.warning("poll_ended", because=error.message)
        if self._application.running:
            await self._application.stop()
        if self._handler in self._application.handlers.get(0, ()):
            self._application.remove_handler(self._handler)

    def _poll_failed(self, error: TelegramError) -> None:
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

    # -- updates --

    async def _take_in(self, update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Puts an update into its chat's lane and returns at once."""
        self._trouble = ""
        if update.callback_query is not None:
            self._lanes.aside(self._acknowledge(update.callback_query))
        work = self._work(update)
        if work is not None and update.effective_chat is not None:
            self._lanes.put(str(update.effective_chat.id), work)

    def _work(self, update: Update) -> Coroutine[Any, Any, None] | None:
        if update.my_chat_member is not None:
            return self._standing(update.my_chat_member, update.update_id)
        message = update.message
        if message is not None and moved(message):
            return self._moved(message)
        found = asked(update, Ours(self._bot.id, self._bot.username, self._generic, self._known))
        return self._answer(found) if found is not None else None

    async def _acknowledge(self, query: CallbackQuery) -> None:
        try:
            await query.answer()
        except TelegramError as error:
            # An old press: Telegram has stopped waiting for us.
            _log.info("press_not_acknowledged", because=error.message)

    async def _standing(self, change: ChatMemberUpdated, update_id: int) -> None:
        address = Address(Platform.TELEGRAM, str(change.chat.id))
        because = shut_out(change)
        if because:
            await self._chats.suspend(address, because)
        else:
            await self._chats.restore(address)
        _log.info("standing_changed", chat=str(address), because=because)
        started = put_in_charge(change, update_id)
        if started is not None:
            await self._answering.answer(started, refuse=False)

    async def _moved(self, message: Message) -> None:
        old, new = moved(message) or ("", "")
        await self._chats.move(Address(Platform.TELEGRAM, old), Address(Platform.TELEGRAM, new))
        _log.info("chat_moved", old=old, new=new)

    async def _answer(self, found: Asked) -> None:
        if found.request.text.split(" ", 1)[0].lower() == "start":
            # Somebody who starts again after blocking the bot wants to be told again; if that cannot be kept, the answer
            # says so.
            with contextlib.suppress(StoreUnavailable):
                await self._chats.restore(found.request.address)
        await self._answering.answer(found)
