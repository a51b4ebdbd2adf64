"""The flood brake: which of a feed's new entries are news when most of the feed is new at once. Pure.

A changed guid, a restored backup or a new template makes old entries look new. What became of the entries that are held back
is not decided here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

FEWEST = 10
"""So few new entries are never too many."""

MOST = 0.6
"""Up to this share of a document may be new without a question."""

HOLD = timedelta(days=7)
"""What nobody has released for so long counts as old."""

# A burst of news may be so many times what the pace of its feed says.
_BURST = 3.0
# Entries appear in a feed some time after they are dated.
_LAG = timedelta(hours=2)
_DAY = timedelta(days=1)
# Of a feed known for less than this, the pace is a guess.
_YOUNG = timedelta(days=1)
# So many entries of one second were stamped, not written.
_STAMPED = 20


class Fate(Enum):
    """What a new entry is: NEWS; HELD until somebody decides; OLD, proved to be no news."""

    NEWS = "news"
    HELD = "held"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new entry: its date, and whether its title or its link is that of an article of the feed known before."""

    published: datetime | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a feed when a document of ``listed`` entries is read.

    ``pace``: new entries a day, of late. ``known_for``: since its first article. ``last_success``: when it was read last.
    ``newest``: the date of its newest article. ``vanished``: the share, 0-1, of what it listed before that is not listed now.
    """

    listed: int
    pace: float
    known_for: timedelta
    last_success: datetime
    newest: datetime | None = None
    vanished: float = 1.0


def is_much(listed: int, new: int) -> bool:
    """Whether so many new entries of a document are worth a closer look."""
    return new >= FEWEST and new > listed * MOST


def judge(feed: Standing, newcomers: Sequence[Newcomer], now: datetime) -> tuple[Fate, ...]:
    """The fate of each newcomer; all are NEWS unless too many of them cannot be explained.

    What is dated since the feed was read last, or after all that it held, is plausible however much it is. What has no date
    is explained by the feed's pace. What is dated before, or repeats a known article, is explained by nothing.
    """
    news = (Fate.NEWS,) * len(newcomers)
    if not is_much(feed.listed, len(newcomers)):
        return news
    stamped = _stamps(feed, newcomers)
    plausible = [_is_plausible(feed, each, stamped, now) for each in newcomers]
    undated = [
        not each.repeated and not sure and _tells_nothing(each, stamped, now)
        for each, sure in zip(newcomers, plausible, strict=True)
    ]
    strange = len(newcomers) - sum(plausible) - min(sum(undated), _explained(feed, now))
    if not is_much(feed.listed, strange):
        return news
    return tuple(
        Fate.NEWS if sure else Fate.OLD if _is_proved_old(feed, each, stamped, now) else Fate.HELD
        for each, sure in zip(newcomers, plausible, strict=True)
    )


def _explained(feed: Standing, now: datetime) -> int:
    """How many undated entries may be news."""
    explained = int(_BURST * feed.pace * (max(now - feed.last_success, timedelta(0)) / _DAY))
    # While nobody knows its pace yet: what has grown was not exchanged for something else.
    grown = feed.known_for < _YOUNG and feed.vanished <= 1 / 2
    return max(explained, feed.listed) if grown else explained


def _is_plausible(feed: Standing, newcomer: Newcomer, stamped: frozenset[datetime], now: datetime) -> bool:
    if newcomer.repeated or newcomer.published is None or _tells_nothing(newcomer, stamped, now):
        return False
    latest = last_moment(newcomer.published)
    return latest >= feed.last_success - _LAG or (feed.newest is not None and latest > feed.newest)


def _is_proved_old(feed: Standing, newcomer: Newcomer, stamped: frozenset[datetime], now: datetime) -> bool:
    if newcomer.repeated:
        return True
    if newcomer.published is None or _tells_nothing(newcomer, stamped, now):
        return False
    return last_moment(newcomer.published) < feed.last_success - _DAY


def _tells_nothing(newcomer: Newcomer, stamped: frozenset[datetime], now: datetime) -> bool:
    """Whether there is no date, or one that says nothing: far in the future, or stamped on many entries at once."""
    return newcomer.published is None or newcomer.published > now + _DAY or newcomer.published in stamped


def _stamps(feed: Standing, newcomers: Sequence[Newcomer]) -> frozenset[datetime]:
    if feed.known_for < _YOUNG:
        return frozenset()
    counted = Counter(each.published for each in newcomers if each.published is not None)
    return frozenset(date for date, count in counted.items() if count >= _STAMPED and not _is_day(date))


def last_moment(published: datetime) -> datetime:
    """The latest that something of this date may be from: midnight stands for the whole day, as feeds write dates alone."""
    return published + _DAY if _is_day(published) else published


def _is_day(published: datetime) -> bool:
    return published.timetz().replace(tzinfo=None) == time(0)
