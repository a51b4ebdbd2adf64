"""What every kind of feed is read into, and how its items become entries: identity, language, the text's cleaning up.

Nothing here knows XML, JSON or the network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.model.news import Entry, Language, PollAdvice
from bot.sources.dates import credible
from bot.stories.identity import Identity, rungs
from bot.text.languages import language_of

MOST_ENTRIES = 1000
_LONGEST_TITLE = 1000
_LONGEST_TEXT = 100_000
_ENOUGH_LETTERS = 60
_SOME_LETTERS = 10
_LETTERS_READ = 1500
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One item as its feed gives it: ``title`` and ``text`` plain, ``url`` canonical, ``language`` a declared code or ""."""

    id: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    published: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A document read as a feed.

    ``format`` is feedparser's name for it (``rss20``, ``atom10``) or ``json``; ``hints`` is what the document itself asks of
    pollers; ``notes`` says in English what was mended or left out.
    """

    entries: tuple[Entry, ...] = ()
    title: str = ""
    language: Language = Language.OTHER
    format: str = ""
    hints: PollAdvice = field(default_factory=PollAdvice)
    notes: tuple[str, ...] = ()


def entries_of(items: Iterable[Item], declared: str = "", limit: int = MOST_ENTRIES) -> tuple[Entry, ...]:
    """The items as entries, in the order of the document, each identity once.

    An item with neither title nor text nor link says nothing and is left out. Of more than ``limit`` the newest stay when they
    are dated, else the first.
    """
    kept = _newest([item for item in items if item.title or item.text or item.url], limit)
    found: dict[str, Entry] = {}
    for (key, ladder), item in zip(_keyed(kept), kept, strict=True):
        found.setdefault(key, _entry(key, ladder, item, declared))
    return tuple(found.values())


def dated(feed: ParsedFeed, now: datetime) -> ParsedFeed:
    """The same feed without dates that lie in the future."""
    entries = tuple(_redated(entry, credible(entry.published, now)) for entry in feed.entries)
    return ParsedFeed(entries, feed.title, feed.language, feed.format, feed.hints, feed.notes)


def keys(items: Sequence[Item]) -> tuple[str, ...]:
    """The identity of each item within its document: of its rungs the first that no different item of the document has.

    Equal keys mean that the items are one: the same id, link and title, or without id and link the same title and text.
    """
    return tuple(key for key, _ in _keyed(items))


def _keyed(items: Sequence[Item]) -> list[tuple[str, tuple[str, ...]]]:
    """The key of each item and its rungs."""
    ladders = [rungs(item.id, item.url, item.title, item.text) for item in items]
    chosen = [ladder[0] for ladder in ladders]
    for level in range(1, len(Identity)):
        counts = Counter(chosen)
        chosen = [ladder[level] if counts[key] > 1 else key for key, ladder in zip(chosen, ladders, strict=True)]
    return list(zip(chosen, ladders, strict=True))


def _newest(items: list[Item], limit: int) -> list[Item]:
    if len(items) <= limit:
        return items
    if sum(item.published is not None for item in items) * 2 < len(items):
        return items[:limit]
    order = sorted(range(len(items)), key=lambda index: items[index].published or _NEVER, reverse=True)
    return [items[index] for index in sorted(order[:limit])]


def _entry(key: str, ladder: tuple[str, ...], item: Item, declared: str) -> Entry:
    title, text = _cut(item.title, _LONGEST_TITLE), _cut(item.text, _LONGEST_TEXT)
    language = language_in(item.language or declared, f"{title}\n{text[:_LETTERS_READ]}")
    return Entry(key, title, text, item.url, item.published, language, rungs=ladder)


def _redated(entry: Entry, published: datetime | None) -> Entry:
    if published == entry.published:
        return entry
    return replace(entry, published=published)


def language_in(declared: str, text: str) -> Language:
    """The language by the letters when none is declared, or when they show that only a template declared it."""
    seen = language_of(text)
    if not declared.strip():
        return seen
    said = Language.of(declared)
    if Language.OTHER in {said, seen}:
        foreign = seen is Language.OTHER and sum(map(str.isalpha, text[:2000])) >= _ENOUGH_LETTERS
        return Language.OTHER if foreign else said
    return seen if seen is said or sum(map(str.isalpha, text[:2000])) >= _SOME_LETTERS else said


def _cut(text: str, longest: int) -> str:
    """At most ``longest`` code points, cut between words."""
    if len(text) <= longest:
        return text
    end = max(text.rfind(" ", longest // 2, longest), text.rfind("\n", longest // 2, longest))
    return text[: end if end > 0 else longest].rstrip()
