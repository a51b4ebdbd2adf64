"""Pressed buttons: telling Telegram that a press has come in, and where a message stands that Telegram shows no more of.

Source: https://core.telegram.org/bots/api#inaccessiblemessage (older than 48 hours: no topic), #answercallbackquery.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.chat.vocabulary import Introduction
from bot.model.message import Block, BlockKind, Isolate, Message, Piece
from bot.model.news import Language
from bot.platforms.telegram.markup import to_plain
from bot.platforms.telegram.updates import Asked
from bot.ports import Outbox, StoreUnavailable

_LIMIT = 200
# The language that a button's action carries, and the chat that it was made for.
_MARKS = re.compile(r"(?: @\w+)?(?: #\d+)?\Z", re.ASCII)
_log = structlog.get_logger(__name__)


class Presses:
    """What Telegram is told of presses. ``words``: how the bot speaks in each language."""

    def __init__(self, bot: Bot, outbox: Outbox, words: Mapping[Language, Introduction]) -> None:
        self._bot = bot
        self._outbox = outbox
        self._words = words

    async def acknowledge(self, query: str) -> None:
        """Tells Telegram that a press has come in; nothing is shown of it."""
        await self._tell(query, "")

    async def placed(self, query: str, found: Asked) -> Asked | None:
        """The request of a button on an old message, with the topic that the message stands in.

        None when that is not known, which whoever pressed it has then been told.
        """
        try:
            address = await self._outbox.where(found.request.address, found.message)
        except StoreUnavailable:
            address = None
        await self._tell(query, "" if address is not None else self._stale(found))
        return None if address is None else replace(found, request=replace(found.request, address=address), adrift=False)

    def _stale(self, found: Asked) -> str:
        language = found.request.language if found.request.language in self._words else Language.ENGLISH
        before, _, after = self._words.get(language, Introduction(())).stale.partition("{command}")
        command = Piece(f"/{_MARKS.sub('', found.request.text)}", Isolate.LTR)
        said = Message(language, (Block(BlockKind.TEXT, ((Piece(before), command, Piece(after)),)),))
        return to_plain(said)[:_LIMIT]

    async def _tell(self, query: str, text: str) -> None:
        try:
            await self._bot.answer_callback_query(query, text=text or None, show_alert=bool(text) or None)
        except TelegramError as error:
            # An old press: Telegram has stopped waiting for us.
            _log.info("press_not_acknowledged", because=error.message)
