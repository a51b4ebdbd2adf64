"""RSS, RDF and Atom, read by feedparser behind our own decoding.

feedparser gets bytes in memory and nothing else: given text it would open addresses and files. Its cleaning of HTML and its
resolving of links inside it are off (the first can be made to hang); ``bot.text.plain`` makes text of what it returns.

Source: https://feedparser.readthedocs.io/en/latest/, https://www.rssboard.org/rss-specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import feedparser

from bot.model.news import Broken, Language, Note, PollAdvice, Trouble
from bot.sources.dates import read_date
from bot.sources.items import MOST_ENTRIES, Item, ParsedFeed, entries_of
from bot.sources.longtexts import LongTexts, set_aside
from bot.sources.markup import Root, closed, mended, trimmed, with_opaque_ids, without_unread
from bot.sources.repair import repaired, too_deep
from bot.text.boilerplate import without_boilerplate
from bot.text.links import canonical
from bot.text.plain import looks_like_markup, one_line, paragraphs, plain_text

# What feedparser can raise for a hostile document; anything else is a defect of ours.
_PARSER_DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_XHTML = frozenset({"application/xhtml+xml", "xhtml"})
_DATES = ("published", "updated", "created")
_LONGEST_WAIT = timedelta(days=1)
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SKIPPED_HOURS = re.compile(r"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_SKIPPED_DAYS = re.compile(r"<skipDays>(.{0,1000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*([a-z]{6,9})\s*</day>", re.IGNORECASE)


def read_feed(text: str, root: Root, base: str, limit: int = MOST_ENTRIES) -> ParsedFeed | Broken:
    """A document's entries; Broken when it is no feed or has lost them. Links are resolved against xml:base, then ``base``."""
    text, kept = set_aside(text[root.start :] if root.is_feed else text)
    whole, cut_off, shortened, mended_entries = _prepared(text, root, limit)
    if too_deep(whole):
        return Broken(Trouble.MALFORMED, "elements nested too deep")
    try:
        parsed = feedparser.parse(
            BytesIO(whole.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", **_location(whole, base)},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        items = list(_items(parsed, base, kept))
    except _PARSER_DEFECTS as defect:
        return Broken(Trouble.MALFORMED, f"the parser gave up: {type(defect).__name__}")
    if not items and not root.is_feed:
        return Broken(Trouble.NOT_A_FEED, f"a document of type <{root.written[:40]}>")
    if not items and (cut_off or _no_children(parsed)):
        return Broken(Trouble.MALFORMED, "no complete entry" if cut_off else _complaint(parsed))
    notes = _notes(parsed, cut_off=cut_off, shortened=shortened, mended_entries=mended_entries)
    declared = _string(parsed.feed, "language")
    return ParsedFeed(
        entries=entries_of(items, declared, limit),
        title=_title(parsed.feed, parsed.version, kept),
        language=Language.of(declared) if declared else Language.OTHER,
        format=str(parsed.version),
        hints=_hints(parsed.feed, whole),
        notes=notes,
    )


def _location(text: str, base: str) -> dict[str, str]:
    """The document's address where the parser needs one: else it resolves at every element, and links are resolved later."""
    return {"content-location": base} if "xml:base" in text else {}


def _no_children(parsed: Any) -> bool:
    """Whether a broken document gave nothing at all, not even the feed's own name."""
    return bool(parsed.bozo) and not any(_string(parsed.feed, key) for key in ("title", "link", "subtitle", "id"))


def _complaint(parsed: Any) -> str:
    return one_line(str(parsed.get("bozo_exception", "")))[:120] or "not well-formed"


def _prepared(text: str, root: Root, limit: int) -> tuple[str, bool, bool, bool]:
    """The document as it is parsed, and whether it was cut off, shortened, repaired."""
    if not root.is_feed:
        return mended(text), False, False, False
    whole, cut_off = closed(with_opaque_ids(without_unread(mended(text))), root)
    whole, shortened = trimmed(whole, limit)
    whole, broken = (whole, False) if "<!ENTITY" in text else repaired(whole, root)
    return whole, cut_off, shortened, broken


def _notes(parsed: Any, *, cut_off: bool, shortened: bool, mended_entries: bool) -> tuple[str, ...]:
    notes: list[str] = []
    if mended_entries:
        notes.append(Note.MENDED)
    if cut_off:
        notes.append(Note.CUT_OFF)
    if shortened:
        notes.append(Note.SHORTENED)
    if parsed.bozo:
        notes.append(f"not well-formed: {_complaint(parsed)}")
    return tuple(notes)


def _items(parsed: Any, base: str, kept: LongTexts) -> Iterator[Item]:
    for entry in parsed.entries:
        yield Item(
            id=one_line(kept.restored(_string(entry, "id"))),
            url=_link(entry, base),
            title=_title(entry, parsed.version, kept),
            text=_text(entry, kept),
            published=_date(entry),
            language=_declared(entry),
        )


def _string(record: Any, key: str) -> str:
    value = dict.get(record, key)
    return value if isinstance(value, str) else ""


def _title(record: Any, version: str, kept: LongTexts) -> str:
    """A title on one line. Atom says whether it is markup; in RSS feedparser guesses, and a lone tag counts as markup too."""
    detail = dict.get(record, "title_detail") or {}
    kind = detail.get("type", "text/plain")
    value = kept.restored(_string(record, "title"), as_markup=kind in _XHTML)
    markup = kind != "text/plain"
    if not markup and not version.startswith("atom"):
        markup = looks_like_markup(value)
    return one_line(plain_text(value) if markup else value)


def _text(entry: Any, kept: LongTexts) -> str:
    """The fullest text: the content, else the summary."""
    contents = dict.get(entry, "content") or []
    texts = [_plain(content.get("value", ""), content.get("type", ""), kept) for content in contents]
    fullest = max(texts, key=len, default="")
    if fullest:
        return fullest
    detail = dict.get(entry, "summary_detail") or {}
    return _plain(_string(entry, "summary"), detail.get("type", "text/html"), kept)


def _plain(value: Any, kind: str, kept: LongTexts) -> str:
    if not isinstance(value, str) or kind.startswith(("image/", "audio/", "video/")):
        return ""
    value = kept.restored(value, as_markup=kind in _XHTML)
    markup = kind != "text/plain" or looks_like_markup(value)
    return without_boilerplate(plain_text(value) if markup else paragraphs(value))


def _link(entry: Any, base: str) -> str:
    """Where the entry is read: the publisher's own address before a counting one, its link, its enclosure."""
    own = _string(entry, "feedburner_origlink")
    link = _string(entry, "link")
    offered = dict.get(entry, "links") or []
    others = [each.get("href", "") for wanted in ("alternate", "enclosure") for each in offered if each.get("rel") == wanted]
    for candidate in (own, link, *others):
        url = canonical(candidate, base) if isinstance(candidate, str) and candidate else ""
        if url:
            return url
    return ""


def _date(entry: Any) -> datetime | None:
    for name in _DATES:
        moment = read_date(_string(entry, name))
        if moment is not None:
            return moment
    return None


def _declared(entry: Any) -> str:
    for name in ("title_detail", "summary_detail"):
        detail = dict.get(entry, name) or {}
        if isinstance(detail.get("language"), str):
            return str(detail["language"])
    return _string(entry, "language")


def _hints(feed: Any, text: str) -> PollAdvice:
    """What the document asks of pollers: ttl in minutes, sy:updatePeriod and sy:updateFrequency, skipHours, skipDays."""
    waits = [wait for wait in (_ttl(feed), _period(feed)) if wait is not None]
    hours = _SKIPPED_HOURS.search(text)
    days = _SKIPPED_DAYS.search(text)
    skipped = {int(hour) % 24 for hour in _HOUR.findall(hours[1])} if hours else set()
    named = {day.lower() for day in _DAY.findall(days[1])} if days else set()
    return PollAdvice(
        wait=min(max(waits), _LONGEST_WAIT) if waits else None,
        skip_hours=frozenset(skipped),
        skip_days=frozenset(_WEEKDAYS.index(day) for day in named if day in _WEEKDAYS),
    )


def _ttl(feed: Any) -> timedelta | None:
    number = _string(feed, "ttl").strip()
    minutes = int(number[:9]) if number.isascii() and number.isdigit() else 0
    return timedelta(minutes=minutes) if minutes else None


def _period(feed: Any) -> timedelta | None:
    hours = _PERIODS.get(_string(feed, "sy_updateperiod").strip().lower())
    if hours is None:
        return None
    often = _string(feed, "sy_updatefrequency").strip()
    times = int(often[:6]) if often.isascii() and often.isdigit() else 1
    return timedelta(hours=hours) / max(times, 1)
