"""Keeps secrets, and pages of traceback about a lost network, out of what Slack's libraries log."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

_TICKET = re.compile(r"(ticket=|xox[a-z]-|xapp-|https://hooks\.slack\.com/)[^\s\"'&)]+")
HIDDEN = "[hidden]"


class Discretion(logging.Filter):
    """Rewrites each record: secrets hidden, an exception as its type alone."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def filter(self, record: logging.LogRecord) -> bool:
        """True always; the record carries its finished, cleaned message afterwards."""
        said = record.getMessage()
        if record.exc_info is not None and record.exc_info[0] is not None:
            said = f"{said} [{record.exc_info[0].__name__}]"
        record.msg, record.args, record.exc_info, record.exc_text = self.clean(said), (), None, None
        return True

    def clean(self, text: str) -> str:
        """The text with every secret hidden."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TICKET.sub(lambda match: match[1] + HIDDEN, text)


def library_log(*secrets: str) -> logging.Logger:
    """The logger handed to slack_sdk and slack-bolt: warnings and worse.

    At DEBUG they would write out every request body, so the level is set here and does not follow the root's.
    """
    log = logging.getLogger("bot.platforms.slack.library")
    log.setLevel(logging.WARNING)
    for old in [kept for kept in log.filters if isinstance(kept, Discretion)]:
        log.removeFilter(old)
    log.addFilter(Discretion(secrets))
    return log
