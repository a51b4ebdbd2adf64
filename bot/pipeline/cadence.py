"""When a source is polled next: what was asked of us, what happened, and nothing else. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model.alert import Reason
from bot.model.news import Broken, DueSource, PollAdvice, Reading, Trouble
from bot.ports import Poll

FLOOR = timedelta(seconds=0.1)
CEILING = timedelta(days=1)
_DAYS = 8


def next_poll(due: DueSource, reading: Reading, now: datetime, jitter: float) -> Poll:
    """The next poll of a source after ``reading``; ``jitter`` in 0..1 spreads polls over a tenth of the wait (at most 30 s)."""
    wait, because = _wait(due, reading)
    wait = min(max(wait, FLOOR), CEILING)
    at = now + wait + min(wait / 10, timedelta(seconds=30)) * jitter
    return Poll(_outside_skipped(at, reading.advice), Reason(because, (("seconds", str(round(wait.total_seconds()))),)))


def _wait(due: DueSource, reading: Reading) -> tuple[timedelta, str]:
    interval, asked = due.source.interval, reading.advice.retry_after
    if isinstance(reading, Broken):
        if reading.trouble is Trouble.GONE:
            return CEILING, "gone"
        back_off = interval * 2 ** min(due.failures, 12)
        return (asked, "retry-after") if asked is not None and asked > back_off else (back_off, "back-off")
    if asked is not None and asked > interval:
        return asked, "retry-after"
    if reading.advice.wait is not None and reading.advice.wait > interval:
        return reading.advice.wait, "server-asks"
    return interval, "interval"


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
