"""Dates as feeds write them, in any of the ways that are common, Arabic included.

A date without a zone is UTC; which dates are believed is said here as well (``credible``). The clock is not known here.
"""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser.datetimes

_MONTHS = """
1 january jan janvier janv يناير جانفي كانون_الثاني كانون_ثاني
2 february feb fevrier février fevr فبراير فيفري شباط
3 march mar mars مارس آذار اذار
4 april apr avril avr أبريل ابريل إبريل أفريل افريل نيسان
5 may mai مايو ماي أيار ايار
6 june jun juin يونيو يونيه جوان حزيران
7 july jul juillet juil يوليو يوليه يوليوز جويلية تموز
8 august aug aout août أغسطس اغسطس غشت أوت اوت آب اب
9 september sep sept septembre سبتمبر شتنبر أيلول ايلول
10 october oct octobre أكتوبر اكتوبر تشرين_الأول تشرين_الاول تشرين_أول تشرين_اول
11 november nov novembre نوفمبر نونبر تشرين_الثاني تشرين_ثاني
12 december dec decembre décembre ديسمبر دجنبر كانون_الأول كانون_الاول كانون_أول كانون_اول
"""
_MONTH_OF = {
    name.replace("_", " "): int(number)
    for number, *names in (line.split() for line in _MONTHS.strip().splitlines())
    for name in names
}
# Hours east of Greenwich. Names that several zones share (AST, IST, CST in China) are left out, but for the American ones.
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet", "غرينتش", "جرينتش", "غرينيتش"), 0.0),
    **dict.fromkeys(("bst", "cet", "west"), 1.0),
    **dict.fromkeys(("eet", "cest", "sast", "cat"), 2.0),
    **dict.fromkeys(("eest", "idt", "msk", "trt", "ksa", "eat"), 3.0),
    **dict.fromkeys(("jst", "kst"), 9.0),
    **dict.fromkeys(("est", "cdt"), -5.0),
    **dict.fromkeys(("cst", "mdt"), -6.0),
    **dict.fromkeys(("mst", "pdt"), -7.0),
    "edt": -4.0,
    "pst": -8.0,
    "irst": 3.5,
    "gst": 4.0,
    "pkt": 5.0,
    "hkt": 8.0,
    "aest": 10.0,
    "aedt": 11.0,
}

_DIGITS = {0x0660 + n: str(n) for n in range(10)} | {0x06F0 + n: str(n) for n in range(10)}
_UNSEEN: dict[int, str | None] = dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x0640))
_PUNCTUATION = {0x060C: ",", 0x2212: "-", 0x2013: "-", 0x2010: "-", 0x2011: "-", 0xFF1A: ":", 0xA0: " ", 0x202F: " "}
_TRANSLATION: dict[int, str | None] = {**_DIGITS, **_UNSEEN, **_PUNCTUATION}

_NAMES = "|".join(sorted((re.escape(name) for name in _MONTH_OF), key=len, reverse=True))
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?|صباح|مساء|ص\b|م\b)?"
)
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?(?!\d)")
_COMPACT = re.compile(
    r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:t?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?(?!\d)"
)
_NAMED = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,.-]+(?:من\s+)?(?P<month>{_NAMES})\b(?:\s?/\s?(?:{_NAMES})\b)?[\s,./-]*(?P<year>\d{{4}}|\d{{2}}(?!\d|:))"
)
_NAMED_FIRST = re.compile(
    rf"\b(?P<month>{_NAMES})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?P<rest>.*?)\b(?P<year>\d{{4}})(?!\d)"
)
_NUMBERS = re.compile(r"(?<!\d)(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})(?!\d)")
_TIME = re.compile(_CLOCK)
_OFFSET = re.compile(r"(?:(?:gmt|utc|z)\s*)?(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d|[:/-]\d)")
_ZONE = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,8})(?![^\W\d_])")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LONGEST = 120

# Nearer to the epoch than this, a date is a zero in some zone.
_EARLIEST = datetime(1970, 1, 3, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)


def read_date(text: str) -> datetime | None:
    """The moment a date names, in UTC to the second; None when the text names none that is possible from 1970 to 2199.

    Day and month written as numbers stand in this order unless only the other one is possible.
    """
    text = " ".join(text[:_LONGEST].translate(_TRANSLATION).split())
    if not text:
        return None
    try:
        moment = _epoch(text) or _written(text.lower()) or _by_feedparser(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment is not None and _EARLIEST <= moment < _LATEST else None


def credible(moment: datetime | None, now: datetime) -> datetime | None:
    """The date, or None when it lies more than a day ahead of ``now``: no clock is that wrong, so the date is."""
    return None if moment is None or moment > now + _AHEAD else moment


def _epoch(text: str) -> datetime | None:
    number = _EPOCH.fullmatch(text)
    if number is None:
        return None
    seconds = int(number[1]) if number[1] else int(number[2]) // 1000
    return datetime.fromtimestamp(seconds, UTC)


def _written(text: str) -> datetime | None:
    compact = _COMPACT.match(text)
    if compact:
        return _moment(_day(compact["year"], compact["month"], compact["day"]), compact, text[compact.end() :])
    for pattern in (_ISO, _NAMED, _NAMED_FIRST, _NUMBERS):
        found = pattern.search(text)
        if found:
            rest = text[: found.start()] + " " + (found.groupdict().get("rest") or "") + " " + text[found.end() :].lstrip("t")
            clock = _TIME.search(rest)
            return _moment(_date_of(found), clock, rest[clock.end() :] if clock else rest)
    return None


def _date_of(found: re.Match[str]) -> datetime:
    parts = found.groupdict()
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        day, month = (second, first) if second > 12 >= first else (first, second)  # noqa: PLR2004 - months in a year
        return _day(parts["year"], month, day)
    named = _MONTH_OF.get(parts["month"])
    return _day(parts["year"], named or parts["month"], parts["day"] or 1)


def _day(year: str, month: str | int, day: str | int) -> datetime:
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004 - a year of two digits; RFC 2822 parts the centuries at 50
        number += 2000 if number < 50 else 1900  # noqa: PLR2004
    return datetime(number, int(month), int(day), tzinfo=UTC)


def _moment(day: datetime, clock: re.Match[str] | None, rest: str) -> datetime:
    if clock is None or clock["hour"] is None:
        return day
    hour = _hour(int(clock["hour"]), clock.groupdict().get("half") or "")
    # 24:00 is the next day's first moment, 60 a leap second.
    after = timedelta(hours=hour, minutes=int(clock["minute"]), seconds=min(int(clock["second"] or 0), 59))
    if hour > 24 or int(clock["minute"]) > 59:  # noqa: PLR2004
        raise ValueError("no such time of day")
    return day + after - _offset(rest)


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    evening = half.startswith(("p", "م"))
    return hour % 12 + (12 if evening else 0) if hour <= 12 else hour  # noqa: PLR2004


def _offset(rest: str) -> timedelta:
    """What stands behind the time: an offset, a zone's name, or nothing, which is UTC."""
    found = _OFFSET.search(rest)
    if found:
        size = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        if size > timedelta(hours=15):
            return timedelta()
        return -size if found["sign"] == "-" else size
    for name in _ZONE.findall(rest):
        if name in _ZONES:
            return timedelta(hours=_ZONES[name])
    return timedelta()


def _by_feedparser(text: str) -> datetime | None:
    """The languages that only feedparser knows (Greek, Hungarian, Korean)."""
    if not _YEAR.search(text):
        return None
    try:
        read: Any = feedparser.datetimes._parse_date(text)  # noqa: SLF001 - the same table parse() uses
    except (ArithmeticError, AttributeError, LookupError, TypeError):
        return None
    return datetime.fromtimestamp(timegm(read), UTC) if read else None
