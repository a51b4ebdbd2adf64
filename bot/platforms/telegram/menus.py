"""The command menus that Telegram shows: for each place people meet the bot in what they may do there, in both languages.

And for single chats a menu of their own, where the chat's language is not its person's, or the person's role not the usual one.

Source: https://core.telegram.org/bots/api#determining-list-of-commands (the narrowest scope wins, and in it the language).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.chat.command import Request
from bot.chat.vocabulary import Introduction, Setting
from bot.model.chat import ChatKind, Role
from bot.model.news import Language
from bot.platforms.telegram.outcomes import asked_wait

Introductions = Mapping[Language, Introduction]
"""How the bot introduces itself in each language; the names of commands are Latin, Telegram takes no others."""

LOOK_SECONDS = 600.0
"""How long a chat's menu is taken to suit it."""

FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0
"""Seconds before what could not be told is told again: doubled each time."""

_NAMES_LIMIT = 100
_WORDS_LIMIT = 256
_SHORT_LIMIT, _LONG_LIMIT = 120, 512
_REMEMBERED = 10_000
# In private most have a chat of their own, of which they are an admin; elsewhere nobody is known to be more than a reader.
_SCOPES: tuple[tuple[BotCommandScope, Role], ...] = (
    (BotCommandScopeDefault(), Role.READER),
    (BotCommandScopeAllPrivateChats(), Role.ADMIN),
    (BotCommandScopeAllGroupChats(), Role.READER),
    (BotCommandScopeAllChatAdministrators(), Role.ADMIN),
)
_CODES = ((Language.ENGLISH, None), (Language.ARABIC, "ar"))
_FOR_GOOD = (BadRequest, Forbidden, InvalidToken)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Telling:
    """One thing to tell Telegram, in the language of a code (None: for whoever has none of the others)."""

    what: str
    code: str | None
    call: Callable[[], Awaitable[object]]


class Menus:
    """What one bot's people are offered. Menus of single chats are told once, and again when something has changed."""

    def __init__(self, bot: Bot, introductions: Introductions) -> None:
        self._bot = bot
        self._introductions = introductions
        self._told: dict[int, tuple[Language, Role] | None] = {}
        self._looked: dict[int, float] = {}

    async def tell_all(self) -> bool:
        """Tells Telegram the menus of all places and what the bot is for; False when one of them was refused for good.

        What did not get through is told again, as late as Telegram asks, until it does.
        """
        waiting, wait, done = list(self._tellings()), FIRST_WAIT, True
        while waiting:
            failed = []
            for telling in waiting:
                error = await _failure(telling)
                if isinstance(error, _FOR_GOOD):
                    done = False
                elif error is not None:
                    failed.append(telling)
                    await asyncio.sleep(asked_wait(error).total_seconds())
            if failed:
                await asyncio.sleep(wait)
            waiting, wait = failed, min(wait * 2, LONGEST_WAIT)
        return done

    def _tellings(self) -> Iterator[_Telling]:
        for language, code in _CODES:
            for scope, role in _SCOPES:
                if menu := self._menu(language, role):
                    yield _Telling(scope.type, code, partial(self._bot.set_my_commands, menu, scope, code))
            introduction = self._introductions.get(language, Introduction(()))
            if short := introduction.short[:_SHORT_LIMIT]:
                yield _Telling("short description", code, partial(self._bot.set_my_short_description, short, code))
            if long := introduction.long[:_LONG_LIMIT]:
                yield _Telling("description", code, partial(self._bot.set_my_description, long, code))

    def due(self, request: Request, answered: Language, now: float) -> bool:
        """Whether it is to be looked whether a chat's menu still suits it.

        At first, every few minutes, and when it is answered in another language than its menu has. ``now``: monotonic seconds.
        A topic of a forum has no menu.
        """
        if request.kind is ChatKind.CHANNEL or request.address.thread:
            return False
        chat = int(request.address.channel)
        looked = self._looked.get(chat)
        return looked is None or now - looked >= LOOK_SECONDS or answered is not self._shown(chat, request.language)

    def _shown(self, chat: int, client: Language) -> Language:
        told = self._told.get(chat)
        return told[0] if told is not None else Language.ARABIC if client is Language.ARABIC else Language.ENGLISH

    async def suit(self, request: Request, setting: Setting, now: float) -> None:
        """Gives the request's chat a menu of its own where the common one does not suit it, and takes it away where it does."""
        chat, group = int(request.address.channel), request.kind is ChatKind.GROUP
        role = Role.READER if group else setting.role
        wanted = None if self._suits(request.language, setting.language, role, group=group) else (setting.language, role)
        told = self._told.get(chat)
        settled = chat in self._told and told == wanted
        if group and wanted is None:
            # Somebody whose own language it is; others have another.
            settled = told is None or told[0] is setting.language
        if settled or await self._suit(chat, setting.language, role, group=group, own=wanted is not None):
            self._remember(chat, told if settled else wanted, now)

    def _suits(self, client: Language, language: Language, role: Role, *, group: bool) -> bool:
        shown = Language.ARABIC if client is Language.ARABIC else Language.ENGLISH
        usual = Role.READER if group else Role.ADMIN
        return shown is language and self._menu(language, role) == self._menu(language, usual)

    async def _suit(self, chat: int, language: Language, role: Role, *, group: bool, own: bool) -> bool:
        scopes: list[tuple[BotCommandScope, Role]] = [(BotCommandScopeChat(chat), role)]
        if group:
            scopes.append((BotCommandScopeChatAdministrators(chat), Role.ADMIN))
        done = True
        for scope, least in scopes:
            done &= await (self._tell(language, least, scope, None) if own else self._forget(scope))
        return done

    def _remember(self, chat: int, told: tuple[Language, Role] | None, now: float) -> None:
        self._told.pop(chat, None)
        self._told[chat], self._looked[chat] = told, now
        if len(self._told) > _REMEMBERED:
            oldest = next(iter(self._told))
            del self._told[oldest], self._looked[oldest]

    def _menu(self, language: Language, role: Role) -> list[BotCommand]:
        introduction = self._introductions.get(language, Introduction(()))
        offered = [BotCommand(name, about[:_WORDS_LIMIT]) for name, about, needs in introduction.menu if needs <= role]
        return offered[:_NAMES_LIMIT]

    async def _tell(self, language: Language, role: Role, scope: BotCommandScope, code: str | None) -> bool:
        menu = self._menu(language, role)
        if not menu:
            return True
        try:
            await self._bot.set_my_commands(menu, scope=scope, language_code=code)
        except TelegramError as error:
            return _refused(error, scope, code)
        return True

    async def _forget(self, scope: BotCommandScope) -> bool:
        try:
            await self._bot.delete_my_commands(scope=scope)
        except TelegramError as error:
            return _refused(error, scope, None)
        return True


async def _failure(telling: _Telling) -> TelegramError | None:
    try:
        await telling.call()
    except TelegramError as error:
        _log.warning("menu_not_told", what=telling.what, language=telling.code or "", because=error.message)
        return error
    return None


def _refused(error: TelegramError, scope: BotCommandScope, code: str | None) -> bool:
    """Whether it is no use to try again: Telegram will not have a menu there, and the bot works without."""
    _log.warning("menu_refused", scope=scope.type, language=code or "", because=error.message)
    single = scope.type in {BotCommandScope.CHAT, BotCommandScope.CHAT_ADMINISTRATORS}
    return single and isinstance(error, (BadRequest, Forbidden))
