"""The versions of what the bot is made of, for people who look after it."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from bot import __version__

_LIBRARIES = ("python-telegram-bot", "slack-bolt", "feedparser", "APScheduler", "RapidFuzz", "SQLAlchemy", "aiohttp")


@cache
def versions() -> dict[str, str]:
    """Names and versions: the bot's own first, then Python's, then those of the libraries that are installed."""
    found = {"Rasid": __version__, "Python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
