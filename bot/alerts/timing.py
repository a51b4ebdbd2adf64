"""When a chat's quiet hours end and its next digest is due, in its own time zone. Pure.

A time of day that a change of clocks skips begins at the first moment after the gap; one that comes twice, at the first of the
two. What follows from these moments is decided in ``policy``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model.preferences import Digest, QuietHours

_DAY: Final = timedelta(days=1)
# A week, and a day on either side: a weekly digest is always among them.
_AHEAD: Final = 9


@dataclass(frozen=True, slots=True)
class Span:
    """From ``since`` up to, and without, ``until``; both UTC."""

    since: datetime
    until: datetime


@lru_cache(maxsize=256)
def zone_of(time_zone: str) -> tzinfo:
    """The zone of an IANA key; UTC for one that is not known."""
    try:
        return ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def moment_of(day: date, minute: int, zone: tzinfo) -> datetime:
    """The moment, UTC, at which a local day reaches ``minute`` (0-1439, after midnight by the clock on the wall)."""
    local = datetime.combine(day, time(minute // 60, minute % 60), zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # Skipped: the offset that was in force before makes it too late by as much as was skipped.
    return _first_after_gap(moment, zone)


def _first_after_gap(late: datetime, zone: tzinfo) -> datetime:
    """The moment of the change of clocks that lies within a day before ``late``, to the minute."""
    new = late.astimezone(zone).utcoffset()
    before, after = late - _DAY, late
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        before, after = (before, middle) if middle.astimezone(zone).utcoffset() == new else (middle, after)
    # Clocks change on full minutes.
    return (before + timedelta(minutes=1)).replace(second=0, microsecond=0)


def quiet_span(quiet: QuietHours | None, time_zone: str, now: datetime) -> Span | None:
    """The quiet hours that ``now`` lies in; None outside them, and for a span whose ends are equal."""
    if quiet is None or quiet.start == quiet.end:
        return None
    zone = zone_of(time_zone)
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        last = day + _DAY if quiet.end < quiet.start else day
        span = Span(moment_of(day, quiet.start, zone), moment_of(last, quiet.end, zone))
        if span.since <= now < span.until:
            return span
    return None


def next_digest(digest: Digest, time_zone: str, after: datetime) -> datetime | None:
    """The first moment of a digest that lies after ``after``; None when it has no times."""
    zone = zone_of(time_zone)
    if digest.hourly:
        return _next_hour(zone, after)
    return next((moment for moment in _moments(digest, zone, after) if moment > after), None)


def _moments(digest: Digest, zone: tzinfo, after: datetime) -> Iterator[datetime]:
    """The moments of the days around ``after``, in order."""
    first = after.astimezone(zone).date() - _DAY
    for ahead in range(_AHEAD + 1):
        day = first + ahead * _DAY
        if digest.weekday is None or day.weekday() == digest.weekday:
            yield from sorted({moment_of(day, minute, zone) for minute in digest.times})


def _next_hour(zone: tzinfo, after: datetime) -> datetime:
    """The next moment at which the clock on the wall shows a full hour."""
    moment = after
    while moment == after or moment.astimezone(zone).minute:
        local = moment.astimezone(zone)
        moment = (moment + timedelta(minutes=60 - local.minute)).replace(second=0, microsecond=0)
    return moment
