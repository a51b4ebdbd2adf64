"""Files on Telegram: how a message with one is cut and called, and how a document that somebody has sent is fetched.

Sending itself is ``courier``'s affair.
Source: https://core.telegram.org/bots/api#sendphoto, #senddocument (captions of 1,024 UTF-16 units), #getfile (20 MB at most).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import structlog
from telegram import Bot, Document, InputFile
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.model.chat import Address
from bot.model.message import LARGEST_FILE, Attachment, Message, Unread
from bot.platforms.telegram.markup import to_plain
from bot.platforms.telegram.splitting import split
from bot.text.cutting import utf16_length

CAPTION_LIMIT = 1024
FETCH_SECONDS = 30.0
"""How long fetching a document may take."""

_log = structlog.get_logger(__name__)


def parts(message: Message) -> tuple[Message, ...]:
    """The message as ``splitting`` cuts it, its file with the words if they fit a caption, else as a part of its own.

    A picture stands before words that are too many for a caption; a file follows what takes the place of another message, which
    can get none.
    """
    if message.attachment is None:
        return split(message)
    worded = split(replace(message, attachment=None))
    if message.replaces:
        return (*worded, _bare(message))
    if len(worded) == 1 and utf16_length(to_plain(worded[0])) <= CAPTION_LIMIT:
        return (replace(worded[0], attachment=message.attachment),)
    return (_bare(message), *worded)


def _bare(message: Message) -> Message:
    return Message(message.language, (), silent=message.silent, attachment=message.attachment)


def with_file(call: dict[str, Any], attachment: Attachment | None, known: str = "") -> dict[str, Any]:
    """The arguments of sendMessage as those of sendPhoto or sendDocument, if there is a file; ``known``: its id, if any."""
    if attachment is None:
        return call
    kind = "photo" if attachment.is_picture else "document"
    file = known or InputFile(attachment.content, filename=attachment.name)
    kept = {name: value for name, value in call.items() if name not in {"text", "link_preview_options"}}
    return kept | {kind: file, "caption": call["text"] or None}


async def fetched(bot: Bot, document: Document) -> Attachment | Unread:
    """A document that somebody has sent, at most 5 MiB of it; or why it cannot be had. Half a minute at the most."""
    if (document.file_size or 0) > LARGEST_FILE:
        return Unread.TOO_LARGE
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            file = await bot.get_file(document.file_id)
            if (file.file_size or 0) > LARGEST_FILE:
                return Unread.TOO_LARGE
            content = bytes(await file.download_as_bytearray())
    except (TelegramError, TimeoutError) as error:
        # The library's words may hold the file's address, and that the token.
        _log.warning("document_not_fetched", because=type(error).__name__)
        return Unread.LOST
    if len(content) > LARGEST_FILE:
        return Unread.TOO_LARGE
    return Attachment(document.file_name or "", document.mime_type or "", content)


async def acknowledge(bot: Bot, address: Address) -> None:
    """Shows in the chat that something is being done."""
    try:
        thread = int(address.thread) if address.thread.isdecimal() else None
        await bot.send_chat_action(address.channel, ChatAction.TYPING, message_thread_id=thread)
    except TelegramError as error:
        _log.info("action_not_shown", because=type(error).__name__)
