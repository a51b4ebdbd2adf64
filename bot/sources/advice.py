"""When a server wants to be asked again, read from its headers. Pure: the moment comes in as ``now``.

What the document itself asks (ttl, skipHours) is read in ``feed``; what becomes of both is the poll planner's to decide.

Source: RFC 9111, 4.2 (freshness); RFC 9110, 10.2.3 (Retry-After).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.model.news import PollAdvice
from bot.sources.dates import read_date

_LONGEST = timedelta(days=1)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|[\s,])no-(?:store|cache)(?:$|[\s,])", re.IGNORECASE)


def from_headers(headers: Mapping[str, str], now: datetime) -> PollAdvice:
    """What an answer's headers ask: freshness as ``wait``, Retry-After as ``retry_after``, each from nothing to a day.

    ``headers`` are looked up by the names RFC 9110 writes, so the mapping should not mind case.
    """
    return PollAdvice(wait=_fresh_for(headers, now), retry_after=_retry_after(headers.get("Retry-After", ""), now))


def _fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    control = headers.get("Cache-Control", "")
    if _NO_STORE.search(control):
        return None
    found = _MAX_AGE.search(control)
    if found:
        return _clamped(timedelta(seconds=min(int(found[1]) - _age(headers), 10**8)))
    expires = read_date(headers.get("Expires", ""))
    if expires is None:
        return None
    return _clamped(expires - (read_date(headers.get("Date", "")) or now))


def _age(headers: Mapping[str, str]) -> int:
    age = headers.get("Age", "").strip()
    return int(age[:12]) if age.isascii() and age.isdigit() else 0


def _retry_after(value: str, now: datetime) -> timedelta | None:
    value = value.strip()
    if re.fullmatch(r"-?\d{1,300}", value):
        return min(timedelta(seconds=max(0, int(value[:9]))), _LONGEST)
    moment = read_date(value)
    if moment is None:
        # A year beyond all dates is a long time, not none.
        return _LONGEST if re.search(r"\b[2-9]\d{3}\b", value) else None
    return max(timedelta(), min(moment - now, _LONGEST))


def _clamped(wait: timedelta) -> timedelta | None:
    return min(wait, _LONGEST) if wait > timedelta() else None
