"""A chat's set-up as JSON, written and read: the format is versioned, and what is read is looked at value by value.

An unknown key is left alone, so that a later version may add some; another meaning of a key is another version.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from bot.model.bundle import Bundle, BundledFeed, BundledSettings, BundledWatch, BundleFault, Reversal, WatchAsWas
from bot.model.news import Language
from bot.model.preferences import Digest, Preferences, QuietHours, Style
from bot.model.watch import Severity

FORMAT: Final = "rasid"
VERSION: Final = 1
MOST: Final = 20_000
"""Entries of each kind that are read."""

_LONGEST: Final = 2000
_DAY: Final = 24 * 60
_WEEK: Final = 7
T = TypeVar("T")


class _Damaged(Exception):
    """A value is not what it must be; the text says where."""


def written(bundle: Bundle, now: datetime) -> str:
    """The file's text."""
    told: dict[str, Any] = {"format": FORMAT, "version": VERSION, "exported": now.isoformat(timespec="seconds")}
    if bundle.settings is not None:
        told["settings"] = _settings_told(bundle.settings)
    told["watches"] = [
        {"term": each.term, "severity": each.severity.value, "switched": sorted(each.switched), "route": each.route}
        for each in bundle.watches
    ]
    told["names"] = [list(each) for each in bundle.names]
    told["feeds"] = [
        {"url": each.url, "name": each.name, "language": each.language.value, "paused": each.paused} for each in bundle.feeds
    ]
    told["left_out"] = list(bundle.left_out)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read(content: bytes) -> Bundle | BundleFault:
    """What a file holds, or why it cannot be taken in. Never raises."""
    try:
        told = json.loads(content.removeprefix(b"\xef\xbb\xbf").decode())
    except (ValueError, RecursionError):
        return BundleFault("not_json")
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        return BundleFault("not_ours")
    version = told.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return BundleFault("damaged", "version")
    if version > VERSION:
        return BundleFault("newer", str(version))
    try:
        return Bundle(
            watches=_each(told, "watches", _watch),
            names=_each(told, "names", lambda value, where: tuple(_words(value, where))),
            feeds=_each(told, "feeds", _feed),
            settings=_settings(told["settings"], "settings") if told.get("settings") is not None else None,
            left_out=_each(told, "left_out", _text),
        )
    except _Damaged as damaged:
        return BundleFault("damaged", str(damaged))


def reversal_written(reversal: Reversal) -> str:
    """What takes an adoption back, as text."""
    return json.dumps(
        {
            "watches": reversal.watches,
            "names": reversal.names,
            "feeds": reversal.feeds,
            "watches_before": [
                [each.id, each.severity.value, sorted(each.switched), each.route_to] for each in reversal.watches_before
            ],
            "feeds_before": reversal.feeds_before,
            "settings_before": None if reversal.settings_before is None else _settings_told(reversal.settings_before),
        },
        ensure_ascii=False,
    )


def reversal_read(text: str) -> Reversal:
    """The reversal that ``reversal_written`` has written."""
    told = json.loads(text)
    settings = told["settings_before"]
    return Reversal(
        tuple(told["watches"]),
        tuple(told["names"]),
        tuple(told["feeds"]),
        tuple(WatchAsWas(id_, Severity(rank), frozenset(on), to) for id_, rank, on, to in told["watches_before"]),
        tuple((number, paused) for number, paused in told["feeds_before"]),
        None if settings is None else _settings(settings, "settings"),
    )


def _settings_told(settings: BundledSettings) -> dict[str, Any]:
    chosen = settings.preferences
    digest = chosen.digest
    return {
        "language": settings.language.value,
        "time_zone": settings.time_zone,
        "quiet": None if chosen.quiet is None else [chosen.quiet.start, chosen.quiet.end],
        "digest": None if digest is None else {"times": digest.times, "weekday": digest.weekday, "hourly": digest.hourly},
        "style": chosen.style.value,
        "previews": chosen.previews,
        "arabic_digits": chosen.arabic_digits,
    }


def _each(told: Mapping[str, Any], key: str, one: Callable[[Any, str], T]) -> tuple[T, ...]:
    values = told.get(key, [])
    if not isinstance(values, list) or len(values) > MOST:
        raise _Damaged(key)
    return tuple(one(value, f"{key}[{place}]") for place, value in enumerate(values))


def _watch(value: Any, where: str) -> BundledWatch:
    entry = _table(value, where)
    return BundledWatch(
        _text(entry.get("term"), f"{where}.term"),
        _choice(Severity, entry.get("severity", Severity.NORMAL), f"{where}.severity"),
        frozenset(_words(entry.get("switched", []), f"{where}.switched")),
        _text(entry.get("route", ""), f"{where}.route", empty=True),
    )


def _feed(value: Any, where: str) -> BundledFeed:
    entry = _table(value, where)
    return BundledFeed(
        _text(entry.get("url"), f"{where}.url"),
        _text(entry.get("name", ""), f"{where}.name", empty=True),
        _choice(Language, entry.get("language", Language.OTHER), f"{where}.language"),
        _flag(entry.get("paused", False), f"{where}.paused"),
    )


def _settings(value: Any, where: str) -> BundledSettings:
    entry = _table(value, where)
    language = _choice(Language, entry.get("language"), f"{where}.language")
    if language is Language.OTHER:
        raise _Damaged(f"{where}.language")
    quiet = entry.get("quiet")
    if quiet is not None:
        span = _minutes(quiet, f"{where}.quiet")
        if len(span) != len(("start", "end")):
            raise _Damaged(f"{where}.quiet")
        quiet = QuietHours(*span)
    return BundledSettings(
        language,
        _text(entry.get("time_zone"), f"{where}.time_zone"),
        Preferences(
            quiet,
            _digest(entry.get("digest"), f"{where}.digest"),
            _choice(Style, entry.get("style", Style.SHORT), f"{where}.style"),
            _flag(entry.get("previews", False), f"{where}.previews"),
            _flag(entry.get("arabic_digits", False), f"{where}.arabic_digits"),
        ),
    )


def _digest(value: Any, where: str) -> Digest | None:
    if value is None:
        return None
    entry = _table(value, where)
    weekday = entry.get("weekday")
    if weekday is not None and (not _is_number(weekday) or not 0 <= weekday < _WEEK):
        raise _Damaged(f"{where}.weekday")
    hourly = _flag(entry.get("hourly", False), f"{where}.hourly")
    times = _minutes(entry.get("times", []), f"{where}.times")
    if not hourly and not times:
        raise _Damaged(f"{where}.times")
    return Digest(tuple(sorted(set(times))), weekday, hourly)


def _minutes(value: Any, where: str) -> Sequence[int]:
    """Times of day, in minutes after midnight."""
    if not isinstance(value, list) or len(value) > _DAY or not all(_is_number(each) and 0 <= each < _DAY for each in value):
        raise _Damaged(where)
    return value


def _words(value: Any, where: str) -> list[str]:
    if not isinstance(value, list) or len(value) > _LONGEST:
        raise _Damaged(where)
    return [_text(each, where) for each in value]


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Damaged(where)
    return value


def _text(value: Any, where: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or not (value.strip() or empty):
        raise _Damaged(where)
    return value


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _Damaged(where)
    return value


def _choice(kind: Callable[[Any], T], value: Any, where: str) -> T:
    try:
        return kind(value)
    except ValueError:
        raise _Damaged(where) from None


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
