"""Takes updates in from Telegram, answers requests, and notices what happens to chats.

How updates come stands in ``polling`` and ``webhook``, how one is read in ``updates``. Within a chat one answer follows the
other, chats do not wait for each other.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Coroutine
from dataclasses import replace
from typing import Any

import structlog
from telegram import Bot, ChatMemberUpdated, Update
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.chat.command import Request
from bot.chat.vocabulary import SettingOf
from bot.model.chat import ChatKind, Platform
from bot.model.news import Language
from bot.platforms.telegram.answering import Answering
from bot.platforms.telegram.greetings import LINKED, Greetings
from bot.platforms.telegram.lanes import Lanes
from bot.platforms.telegram.menus import Introductions, Menus
from bot.platforms.telegram.polling import Inlet
from bot.platforms.telegram.presses import Presses
from bot.platforms.telegram.sight import Sight
from bot.platforms.telegram.standing import Standing
from bot.platforms.telegram.updates import Asked, Ours, asked, let_in, moved, put_in_charge, reopened, shut_out
from bot.ports import ChatStore, PlatformDown, PlatformRefused, StoreUnavailable

_log = structlog.get_logger(__name__)


class TelegramIntake:
    """The Intake of Telegram.

    In groups an unaddressed ``/word`` that is not among ``commands`` is left to other bots (none given: every one is taken).
    ``generic`` is the command that takes all others as its arguments (``/rasid watch …``). With ``setting_of`` single chats get
    menus of their own where the common ones do not suit them.
    """

    platform = Platform.TELEGRAM

    def __init__(
        self,
        bot: Bot,
        inlet: Inlet,
        answering: Answering,
        presses: Presses,
        standing: Standing,
        chats: ChatStore,
        introductions: Introductions,
        commands: Collection[str] = (),
        generic: str = "rasid",
        setting_of: SettingOf | None = None,
    ) -> None:
        self._bot = bot
        self._inlet = inlet
        self._chats = chats
        self._standing = standing
        self._known = frozenset(commands)
        self._generic = generic
        self._setting_of = setting_of
        self._sight = Sight(bot)
        self._menus = Menus(bot, introductions)
        self._answering = answering
        self._presses = presses
        self._greetings = Greetings()
        self._lanes = Lanes()
        self._telling: asyncio.Task[bool] | None = None

    async def start(self) -> None:
        """Returns once updates are taken in; raises PlatformRefused for a wrong token, PlatformDown when nobody answers.

        After a failure nothing is left running, and it can be called again.
        """
        self._standing.open()
        refusal = await self._begin()
        if refusal is not None:
            raise refusal
        self._telling = asyncio.create_task(self._menus.tell_all(), name="telegram menus")
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
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)
            self._telling = None
        await self._inlet.close()
        self._standing.end()
        await self._lanes.drain()

    # -- updates --

    def _take_in(self, update: Update) -> None:
        """Puts an update into its chat's lane and returns at once."""
        work = self._news(update)
        told_once = work is not None
        work = work or self._work(update)
        if work is not None and update.effective_chat is not None:
            self._lanes.put(str(update.effective_chat.id), work, always=told_once)

    def _news(self, update: Update) -> Coroutine[Any, Any, None] | None:
        """What there is to do about something that happened to a chat: told once, and never again."""
        if update.my_chat_member is not None:
            self._sight.learn(update.my_chat_member)
            return self._stands(update.my_chat_member, update.update_id)
        if update.message is None:
            return None
        ids, topic = moved(update.message), reopened(update.message)
        if topic is not None:
            return self._standing.reopened(topic)
        return self._moves(*ids) if ids is not None else None

    def _work(self, update: Update) -> Coroutine[Any, Any, None] | None:
        ours = Ours(self._bot.id, self._bot.username, self._generic, self._known, self._sight.sees_all)
        found = asked(update, ours)
        query = update.callback_query
        if query is not None and found is not None and found.adrift:
            return self._recall(query.id, found)
        if query is not None:
            self._lanes.aside(self._presses.acknowledge(query.id))
        return self._answer(found) if found is not None else None

    async def _recall(self, query: str, found: Asked) -> None:
        placed = await self._presses.placed(query, found)
        if placed is not None:
            await self._answer(placed)

    async def _stands(self, change: ChatMemberUpdated, update_id: int) -> None:
        joined = let_in(change, update_id, sees_all=self._sight.sees_all)
        if joined is not None and self._greetings.due(str(change.chat.id), asyncio.get_running_loop().time()):
            # Before anything that has waited for the group follows.
            await self._answering.answer(joined)
        await self._standing.changed(change.chat.id, shut_out(change))
        started = put_in_charge(change, update_id)
        if started is not None:
            await self._answering.answer(started, refuse=False)

    async def _moves(self, old: str, new: str) -> None:
        # The bot becomes a member of what its group has become, which is nothing to greet for.
        self._greetings.due(new, asyncio.get_running_loop().time())
        await self._standing.moved(old, new)

    async def _answer(self, found: Asked) -> None:
        request = found.request
        linked = request.kind is ChatKind.GROUP and request.text.lower() == LINKED
        if linked and not self._greetings.due(request.address.channel, asyncio.get_running_loop().time()):
            return
        if found.request.text.split(" ", 1)[0].lower() == "start":
            # Somebody who starts again after blocking the bot wants to be told again; if that cannot be kept, the answer
            # says so.
            with contextlib.suppress(StoreUnavailable):
                await self._chats.restore(found.request.address)
        if found.request.addressed_only and await self._sight.sees(int(found.request.address.channel)):
            found = replace(found, request=replace(found.request, addressed_only=False))
        language = await self._answering.answer(found)
        if language is not None:
            self._lanes.aside(self._suit(found.request, language))

    async def _suit(self, request: Request, answered: Language) -> None:
        """Sees that the chat's menu is in its language and holds what its person may do."""
        now = asyncio.get_running_loop().time()
        if self._setting_of is None or not self._menus.due(request, answered, now):
            return
        setting = await self._setting_of(request)
        if setting is not None:
            await self._menus.suit(request, setting, now)
