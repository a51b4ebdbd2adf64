"""Files that this process has uploaded to Telegram, so that the next chat and the next try need no second upload.

How a file is sent stands in ``files`` and ``courier``.
Source: https://core.telegram.org/bots/api#sending-files (a file_id may be sent again by the same bot, as the same kind).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from telegram import Message
from telegram.error import BadRequest, TelegramError

from bot.model.message import Attachment

MOST = 500
"""How many files are remembered; of each no more than a digest and an id."""

_UNKNOWN = ("file identifier", "file_id", "file_reference")


class Uploads:
    """The ids of the files that were sent last."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._ids: OrderedDict[str, str] = OrderedDict()

    def known(self, attachment: Attachment | None) -> str:
        """The id under which Telegram has this file by this name; "" when it has to be uploaded."""
        key = _key(attachment) if attachment is not None else ""
        if key in self._ids:
            self._ids.move_to_end(key)
        return self._ids.get(key, "")

    def keep(self, attachment: Attachment, file_id: str) -> None:
        """Remembers the id of a file that was sent."""
        self._ids[_key(attachment)] = file_id
        self._ids.move_to_end(_key(attachment))
        while len(self._ids) > self._most:
            self._ids.popitem(last=False)


def id_in(sent: Message) -> str:
    """The id of the file that a message shows, of a picture its largest size; "" for none."""
    if sent.photo:
        return sent.photo[-1].file_id
    return sent.document.file_id if sent.document is not None else ""


def is_unknown(error: TelegramError) -> bool:
    """Whether Telegram does not take the id of a file."""
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in _UNKNOWN)


def _key(attachment: Attachment) -> str:
    return f"{hashlib.sha256(attachment.content).hexdigest()} {attachment.media_type} {attachment.name}"
