"""How busy a feed is: new entries a day, of late. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

MEMORY = timedelta(days=7)
"""What lies so far back counts for a third of what happens now (1/e)."""

_DAY = timedelta(days=1)
_SHORTEST = timedelta(minutes=1)


def pace_after(pace: float, new: int, elapsed: timedelta) -> float:
    """The pace of a feed after a reading that brought ``new`` entries, ``elapsed`` after the one before; entries a day."""
    if elapsed <= timedelta():
        return pace + new * (_DAY / MEMORY)
    faded = math.exp(-(elapsed / MEMORY))
    return pace * faded + new * (_DAY / elapsed) * (1 - faded)


def first_pace(dates: Iterable[datetime | None], now: datetime) -> float:
    """The pace that the dates of a first reading speak of, entries a day; 0 when fewer than two are dated.

    A feed lists its newest entries, so the days since the oldest of them are the measure.
    """
    past = [date for date in dates if date is not None and date <= now]
    if len(past) <= 1:
        return 0.0
    return len(past) / (max(now - min(past), _SHORTEST) / _DAY)
