"""Spans of time as people write them: ``24h``, ``3 days``, ``٨ ساعات``."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.chat.command import Desk
from bot.chat.wording import means
from bot.text.folding import folded

UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1), "weeks": timedelta(weeks=1)}

_SPAN = re.compile(r"(\d{1,4})\s*(\D*)")


def span_in(text: str, desk: Desk) -> timedelta | None:
    """The span that a text is, in digits of either kind; a bare number counts hours. None for what is none, and for 0."""
    written = folded(text)
    found = _SPAN.fullmatch(written)
    number, word = (int(found[1]), found[2].strip()) if found else (1, written)
    if not word:
        return timedelta(hours=number) or None
    for unit, length in UNITS.items():
        if means(word, f"span.{unit}", desk):
            return number * length or None
    return None
