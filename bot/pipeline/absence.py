"""Whether the bot itself was away when a feed was to be read, and what is news after that. Pure.

A feed whose server fails is polled when it is due all the same: that is no absence of ours.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.pipeline.brake import last_moment

NOTICED = timedelta(minutes=15)
"""A poll that is late by no more is not worth a word."""

# Nor one that is late by no more than so many of the feed's own intervals.
_INTERVALS = 3
# Entries appear in a feed some time after they are dated.
_LAG = timedelta(hours=1)


def away_since(due: datetime, interval: timedelta, now: datetime) -> datetime | None:
    """Since when nobody read the feed that is read now but was due at ``due``; None when that is soon enough."""
    late = now - due
    return due if late > NOTICED and late > _INTERVALS * interval else None


def is_caught_up(published: datetime | None, since: datetime) -> bool:
    """Whether an entry met after an absence is news: it has no date, or one from the absence."""
    return published is None or last_moment(published) >= since - _LAG
