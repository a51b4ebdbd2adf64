"""Sends, edits and replies on Telegram, once per call, and says what became of it.

The client library retries nothing and paces nothing here: both are the outbox's. What an exception means stands in
``outcomes``, how a message looks in ``markup``, how it is cut in ``splitting``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram import Message as SentMessage
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.model.alert import Delivered, Doubt, Finding, Outcome, Rejected, Retry, Unknowable
from bot.model.chat import Address, Chat, Platform
from bot.model.message import Attachment, Button, Message
from bot.platforms.telegram import files, outcomes
from bot.platforms.telegram.markup import to_html, to_plain
from bot.platforms.telegram.splitting import TEXT_LIMIT
from bot.platforms.telegram.topics import LostTopics
from bot.platforms.telegram.uploads import Uploads, id_in, is_unknown
from bot.ports import StoreUnavailable
from bot.text.cutting import utf16_length
from bot.text.direction import link

GENERAL_TOPIC = "1"
"""The topic every forum has; Telegram refuses its number, messages without one go there."""

CARRY_SECONDS = 25.0
"""How long one part may take with all its fallbacks: less than the claim under which it is sent."""

_log = structlog.get_logger(__name__)


class TelegramCourier:
    """The Courier of Telegram. ``topics`` may be set to remember the topics that cannot be written to, and to tell of them."""

    platform = Platform.TELEGRAM

    def __init__(self, bot: Bot, topics: LostTopics | None = None, *, seconds: float = CARRY_SECONDS) -> None:
        self._bot = bot
        self._seconds = seconds
        self._uploads = Uploads()
        self.topics = topics

    @property
    def bot(self) -> Bot:
        """The client of the bot that sends."""
        return self._bot

    def split(self, message: Message) -> tuple[Message, ...]:
        """The message as parts of at most 4,096 UTF-16 units and 100 entities; buttons stand under the last one."""
        return files.parts(message)

    async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
        """Sends one part as a new message."""
        return await self.post(self._place(chat), part)

    async def reply(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Sends one part in reply to message ``target``, or on its own when that is gone."""
        place = self._place(chat)
        # A reply without a topic would go to that of its target, which is closed.
        return await self.post(place, part, target if place == chat.address else "")

    async def edit(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Makes message ``target`` say this."""
        return await self.rewrite(chat.address, target, part)

    async def find(self, chat: Chat, key: str, since: datetime) -> Finding:
        """A bot cannot read a chat's history: Unknowable."""
        return Unknowable()

    def _place(self, chat: Chat) -> Address:
        return chat.address if self.topics is None else self.topics.place(chat)

    async def post(self, address: Address, part: Message, target: str = "") -> Outcome:
        """Sends one part to an address, in reply to ``target`` if given; falls back once each to plain text and to General.

        All of that within 25 seconds: a call that is cut off then leaves a doubt; one that was not begun, nothing.
        """
        until = asyncio.get_running_loop().time() + self._seconds
        known = self._uploads.known(part.attachment)
        call = files.with_file(_content(part), part.attachment, known) | {
            "chat_id": address.channel,
            "message_thread_id": _thread(address),
            "disable_notification": part.silent,
            "reply_parameters": _reply(target),
        }
        error = await self._attempt(call, until, part.attachment)
        if isinstance(error, TelegramError) and known and is_unknown(error):
            call, known = files.with_file(call | _content(part), part.attachment), ""
            error = await self._attempt(call, until, part.attachment)
        if isinstance(error, TelegramError) and outcomes.is_unparsable(error):
            self._complain(address, error)
            call = files.with_file(call | _plain(part), part.attachment, known)
            error = await self._attempt(call, until, part.attachment)
        if isinstance(error, TelegramError) and outcomes.is_topic_lost(error) and call["message_thread_id"] is not None:
            return await self._post_to_general(address, call, error.message, until)
        filed = part.attachment is not None
        return outcomes.outcome_of(error, address, with_file=filed) if isinstance(error, TelegramError) else error

    async def _post_to_general(self, address: Address, call: dict[str, Any], because: str, until: float) -> Outcome:
        result = await self._attempt(call | {"message_thread_id": None, "reply_parameters": None}, until)
        if isinstance(result, TelegramError):
            return outcomes.outcome_of(result, address, with_file="text" not in call)
        _log.warning("topic_lost", chat=str(address), because=because)
        if self.topics is not None and isinstance(result, Delivered):
            try:
                await self.topics.lose(address, because)
            except StoreUnavailable as trouble:
                # The message is out; that it stands in General can be seen there.
                _log.warning("topic_lost_untold", chat=str(address), because=str(trouble))
        return result

    async def rewrite(self, address: Address, target: str, part: Message) -> Outcome:
        """Makes message ``target`` at an address say this."""
        if not target.isdecimal():
            return Rejected("no such message", target_lost=True)
        call = _content(part) | {"chat_id": address.channel, "message_id": int(target)}
        until = asyncio.get_running_loop().time() + self._seconds
        result = await self._attempt(call, until)
        if isinstance(result, TelegramError) and outcomes.is_unparsable(result):
            self._complain(address, result)
            result = await self._attempt(call | _plain(part), until)
        if isinstance(result, TelegramError):
            return Delivered(target) if outcomes.is_unchanged(result) else outcomes.outcome_of(result, address)
        return result

    async def _attempt(
        self, call: dict[str, Any], until: float, attachment: Attachment | None = None
    ) -> Delivered | Doubt | Retry | TelegramError:
        """One call, to end by the loop's time ``until``: editMessageText when it names a message, else the one that sends."""
        if asyncio.get_running_loop().time() >= until:
            return Retry(outcomes.UNREACHED, "no time left for another form", counted=False)
        try:
            async with asyncio.timeout_at(until):
                sent = await self._method(call)(**call)
        except TelegramError as error:
            return error
        except TimeoutError:
            return Doubt("no answer in time")
        except (KeyError, TypeError, ValueError, AttributeError):
            # The library could not make sense of an answer that claimed success.
            return Doubt("no proper answer")
        if attachment is not None and isinstance(sent, SentMessage) and (file_id := id_in(sent)):
            self._uploads.keep(attachment, file_id)
        return Delivered(str(call["message_id"] if isinstance(sent, bool) else sent.message_id))

    def _method(self, call: dict[str, Any]) -> Callable[..., Awaitable[Any]]:
        if "message_id" in call:
            return self._bot.edit_message_text
        if "photo" in call:
            return self._bot.send_photo
        return self._bot.send_document if "document" in call else self._bot.send_message

    def _complain(self, address: Address, error: TelegramError) -> None:
        _log.error("markup_refused", chat=str(address), because=error.message)


def _content(part: Message) -> dict[str, Any]:
    return {
        "text": to_html(part),
        "parse_mode": ParseMode.HTML,
        "link_preview_options": LinkPreviewOptions(is_disabled=not part.previews),
        "reply_markup": _keyboard(part),
    }


def _plain(part: Message) -> dict[str, Any]:
    """The part without tags; the links, which would be lost, follow on lines of their own as far as there is room."""
    text = to_plain(part)
    links = dict.fromkeys(link(piece.url) for block in part.blocks for line in block.lines for piece in line)
    for url in filter(None, links):
        text = f"{text}\n{url}" if utf16_length(text) + utf16_length(url) < TEXT_LIMIT else text
    return {"text": text, "parse_mode": None}


def _keyboard(part: Message) -> InlineKeyboardMarkup | None:
    rows = [[_button(button) for button in row] for row in part.buttons if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.action)


def _thread(address: Address) -> int | None:
    return int(address.thread) if address.thread.isdecimal() and address.thread != GENERAL_TOPIC else None


def _reply(target: str) -> ReplyParameters | None:
    return ReplyParameters(int(target), allow_sending_without_reply=True) if target.isdecimal() else None
