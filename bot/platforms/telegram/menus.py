"""The command menus that Telegram shows: one for each place people meet the bot in, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.model.news import Language

Commands = Mapping[Language, Sequence[tuple[str, str]]]
"""For each language the commands as (name, description); names are Latin, Telegram takes no others."""

_NAMES_LIMIT = 100
_WORDS_LIMIT = 256
_SCOPES: tuple[BotCommandScope, ...] = (
    BotCommandScopeDefault(),
    BotCommandScopeAllPrivateChats(),
    BotCommandScopeAllGroupChats(),
    BotCommandScopeAllChatAdministrators(),
)
_log = structlog.get_logger(__name__)


async def set_menus(bot: Bot, commands: Commands) -> bool:
    """Tells Telegram the menus; False when one of them was refused (the bot works without)."""
    done = True
    for language, code in ((Language.ENGLISH, None), (Language.ARABIC, "ar")):
        menu = [BotCommand(name, words[:_WORDS_LIMIT]) for name, words in commands.get(language, ())][:_NAMES_LIMIT]
        for scope in _SCOPES if menu else ():
            try:
                await bot.set_my_commands(menu, scope=scope, language_code=code)
            except TelegramError as error:
                _log.warning("menu_refused", scope=scope.type, language=code or "", because=error.message)
                done = False
    return done
