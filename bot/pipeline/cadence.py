"""When a source is polled next: what was asked of us, what happened, and nothing else. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model.alert import Reason
from bot.model.news import Broken, DueSource, PollAdvice, Reading, Trouble
from bot.ports import Poll

FLOOR = timedelta(seconds=0.1)
CEILING = timedelta(days=1)
QUICKEST = timedelta(minutes=1)
"""No feed is polled more often than this for being busy, only because the operator says so."""

_DAY = timedelta(days=1)
_DAYS = 8
_JITTER = timedelta(seconds=30)


def next_poll(due: DueSource, reading: Reading, now: datetime, jitter: float) -> Poll:
    """The next poll of a source after ``reading``; ``jitter`` in 0..1 spreads polls over a tenth of the wait (at most 30 s).

    The base interval, or less for a feed so busy that something new is likelier than not by then; never less than what the
    server and the last document ask for. A failing feed is left alone for twice as long each time. Nothing brings the wait
    below ``FLOOR`` or above ``CEILING``; hours and days that the document asks to skip are waited out on top of it.
    The reason's code is ``interval``, ``busy``, ``server-asks``, ``retry-after``, ``back-off``, ``gone`` or ``skipped``.
    """
    advice = reading.advice.with_hints(due.hints)
    wait, because = _wait(due, reading, advice)
    wait = min(max(wait, FLOOR), CEILING)
    at = now + wait + min(wait / 10, _JITTER) * jitter
    free = _outside_skipped(at, advice)
    waited = free - now if free > at else wait
    return Poll(free, Reason("skipped" if free > at else because, (("seconds", str(round(waited.total_seconds()))),)))


def _wait(due: DueSource, reading: Reading, advice: PollAdvice) -> tuple[timedelta, str]:
    interval, asked = due.source.interval, advice.retry_after
    if isinstance(reading, Broken):
        if reading.trouble is Trouble.GONE:
            return CEILING, "gone"
        back_off = interval * 2 ** min(due.failures, 12)
        return (asked, "retry-after") if asked is not None and asked > back_off else (back_off, "back-off")
    own, because = _own(due)
    if asked is not None and asked > own:
        return asked, "retry-after"
    if advice.wait is not None and advice.wait > own:
        return advice.wait, "server-asks"
    return own, because


def _own(due: DueSource) -> tuple[timedelta, str]:
    """What we would do: poll at the interval, or after half the usual time between two entries where that is less."""
    entries = min(due.pace, _DAY / QUICKEST)
    quick = max(_DAY / entries / 2, QUICKEST) if entries > 1 else CEILING
    return (quick, "busy") if quick < due.source.interval else (due.source.interval, "interval")


def _outside_skipped(at: datetime, advice: PollAdvice) -> datetime:
    """The first hour from ``at`` on that the feed has not asked to be left alone in (``at`` when it skips every hour)."""
    if not advice.skip_hours and not advice.skip_days:
        return at
    moment = at
    for _ in range(24 * _DAYS):
        if moment.hour not in advice.skip_hours and moment.weekday() not in advice.skip_days:
            return moment
        moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return at
