"""When people are to hear of a feed's health: what changed, told once, and what is better left unsaid. Pure.

Whom it is told and in what words stands in ``store.feed_notices`` and ``alerts.announcing``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.model.health import OUTAGE, FeedNews, FeedNewsKind, Reach
from bot.model.news import Broken, DueSource, Reading, Trouble

LONG: Final = timedelta(hours=6)
"""How long a feed fails before it is told: most troubles of servers are over by then."""

TRIES: Final = 5
"""How many tries in a row it must have failed besides."""

SURE_TRIES: Final = 2
"""The same for troubles that only a person can mend: a second try rules out a slip."""

NEWCOMER: Final = timedelta(days=1)
"""How long a chat's own feed may fail that never was read: whoever added it has seen why."""

BUSY: Final = 6
"""Entries a day from which a feed's silence means something."""

ROUND_THE_CLOCK: Final = 48
"""Entries a day from which a feed is taken to be written by night and at weekends, too."""

ACQUAINTED: Final = timedelta(days=2)
"""How long a feed is read before its usual pace is believed."""

OUTAGE_FEEDS: Final = 4
"""Fewer feeds than this say nothing of our own network."""

OUTAGE_LASTS: Final = timedelta(minutes=15)
"""How long most feeds are out of reach before that is told."""

_LASTING: Final = frozenset(
    {
        Trouble.CERTIFICATE_EXPIRED,
        Trouble.CERTIFICATE_UNKNOWN,
        Trouble.CERTIFICATE_HOST,
        Trouble.LOGIN_NEEDED,
        Trouble.FORBIDDEN_ADDRESS,
        Trouble.BAD_URL,
    }
)
OUT_OF_REACH: Final = frozenset({Trouble.DNS, Trouble.CONNECT, Trouble.TIMEOUT, Trouble.TLS})
"""The troubles that a fault in our own network looks like."""

_REST_DAYS: Final = frozenset({4, 5, 6})
_HALF_A_DAY: Final = timedelta(hours=12)
_TOGETHER: Final = timedelta(hours=1)
_STUCK: Final = timedelta(days=1)


def verdict(due: DueSource, reading: Reading, now: datetime, new: int = 0) -> FeedNews | None:
    """What is to be told of a feed after a reading that brought ``new`` entries; None when there is nothing to tell.

    Nothing is told twice in a row: ``due.told`` is what people know. While an outage of ours is known, single feeds that
    fail, and those that can be read again, are part of it.
    """
    if isinstance(reading, Broken):
        return _broken(due, reading, now)
    if due.told:
        return _well(due, new)
    if new or due.last_new is None or not _silent(due, due.last_new, now):
        return None
    return FeedNews(FeedNewsKind.SILENT, due.last_new, pace=round(due.pace))


def state_told(told: str) -> str:
    """The state that people know of, without what stands behind it: since when, or with which host's other feeds."""
    return told.partition(" ")[0]


def moved(old: str, new: str) -> FeedNews | None:
    """What is to be told of a feed that is read at ``new`` from now on; None when that is the same place to a reader.

    https in place of http, ``www.`` or a slash at the end are no news.
    """
    return None if not new or _place(old) == _place(new) else FeedNews(FeedNewsKind.MOVED, address=new)


def outage(reach: Reach, now: datetime) -> datetime | None:
    """Since when most feeds have been out of reach, if our own network is to be suspected; None if it is not.

    More than half of at least ``OUTAGE_FEEDS`` feeds, of which those that people were told of by themselves do not count, went
    out within about an hour, and have been out for ``OUTAGE_LASTS``.
    """
    if reach.feeds < OUTAGE_FEEDS or 2 * (len(reach.out) - reach.known) <= reach.feeds:
        return None
    out = sorted(reach.out)
    middle = out[len(out) // 2]
    together = [moment for moment in out if abs(moment - middle) <= _TOGETHER]
    if 2 * len(together) <= reach.feeds or now - middle < OUTAGE_LASTS:
        return None
    return together[0]


def over(feeds: int, out: int, since: datetime, now: datetime) -> bool:
    """Whether an outage that was told is over: two thirds of the feeds are in reach, or after a day at least half are."""
    return 3 * out <= feeds or (2 * out <= feeds and now - since >= _STUCK)


def _well(due: DueSource, new: int) -> FeedNews | None:
    """What is to be told of a feed that was read, and of which people know something."""
    if state_told(due.told) in {FeedNewsKind.FAILING, FeedNewsKind.GONE}:
        return FeedNews(FeedNewsKind.RECOVERED, due.failing_since)
    if due.told == FeedNewsKind.SILENT and new:
        return FeedNews(FeedNewsKind.SPEAKING, due.last_new)
    return None


def _broken(due: DueSource, broken: Broken, now: datetime) -> FeedNews | None:
    since = due.failing_since or now
    if broken.trouble is Trouble.GONE:
        known = due.told == FeedNewsKind.GONE
        return None if known else FeedNews(FeedNewsKind.GONE, since, broken.trouble, broken.detail)
    if state_told(due.told) in {FeedNewsKind.FAILING, OUTAGE} or not _failing(due, broken.trouble, now - since):
        return None
    return FeedNews(FeedNewsKind.FAILING, since, broken.trouble, broken.detail)


def _failing(due: DueSource, trouble: Trouble, lasted: timedelta) -> bool:
    """Whether a feed has failed for long enough to be told of."""
    tries = due.failures + 1
    if due.last_success is None:
        return due.source.owner_chat is not None and lasted >= NEWCOMER and tries >= SURE_TRIES
    if trouble in _LASTING:
        return tries >= SURE_TRIES
    return lasted >= LONG and tries >= TRIES


def _silent(due: DueSource, last_new: datetime, now: datetime) -> bool:
    """Whether a feed has been silent for much longer than it usually is.

    Twelve times its mean gap, and at least twelve hours if it is written round the clock. Others are given a day, of which the
    hours of Fridays, Saturdays and Sundays count a quarter: these are days of rest, in one place or another.
    """
    quiet = now - last_new
    if due.pace < BUSY or quiet < _HALF_A_DAY or due.polls * due.source.interval < ACQUAINTED:
        return False
    gaps = 12 * timedelta(days=1) / due.pace
    if due.pace >= ROUND_THE_CLOCK:
        return quiet >= gaps
    return _working_time(last_new, now) >= max(gaps, timedelta(days=1))


def _working_time(start: datetime, end: datetime) -> timedelta:
    """The time between two moments, of which days of rest (UTC) count a quarter; after 30 days the rest is not looked at."""
    end = min(end, start + timedelta(days=30))
    total, at = timedelta(), start
    while at < end:
        midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        until = min(midnight, end)
        total += (until - at) / 4 if at.weekday() in _REST_DAYS else until - at
        at = until
    return total


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower().removeprefix("www.")
    return host.removesuffix(":443").removesuffix(":80"), parts.path.rstrip("/"), parts.query
