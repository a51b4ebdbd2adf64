"""Keeps the bot's token out of every log line: Telegram's URLs carry it, and the HTTP client logs URLs.

The bot's own texts never contain it to begin with; this is for the libraries' loggers.
"""

from __future__ import annotations

import logging

MASK = "<telegram token>"

_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "telegram.Bot",
    "telegram.ext.Application",
    "telegram.ext.ExtBot",
    "telegram.ext.Updater",
    "telegram.ext",
    "telegram",
    "telegram.request.BaseRequest",
    "telegram.request.HTTPXRequest",
    "asyncio",
)


class TokenFilter(logging.Filter):
    """Puts a mask for the token into whatever a record would say, its traceback included."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through, masked."""
        message = record.getMessage()
        if self._token in message:
            record.msg, record.args = message.replace(self._token, MASK), ()
        if record.exc_info:
            told = logging.Formatter().formatException(record.exc_info)
            if self._token in told:
                record.exc_info, record.exc_text = None, told.replace(self._token, MASK)
        return True


def guard(token: str) -> TokenFilter:
    """Masks the token in the libraries' loggers, and quiets the one that would write a line per poll."""
    mask = TokenFilter(token)
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(mask)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return mask


def unguard(mask: TokenFilter) -> None:
    """Takes the mask off again."""
    for name in _LOGGERS:
        logging.getLogger(name).removeFilter(mask)
