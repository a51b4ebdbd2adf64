"""What every kind of feed is read into, and how its items become entries: identity, language, the text's cleaning up.

Nothing here knows XML, JSON or the network.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.model.news import Entry, Language, PollAdvice
from bot.sources.dates import credible
from bot.text.languages import language_of
from bot.text.links import link_key

MOST_ENTRIES = 1000
_LONGEST_TITLE = 1000
_LONGEST_TEXT = 100_000
_LONGEST_KEY = 200
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
    for key, item in zip(keys(kept), kept, strict=True):
        found.setdefault(key, _entry(key, item, declared))
    return tuple(found.values())


def dated(feed: ParsedFeed, now: datetime) -> ParsedFeed:
    """The same feed without dates that lie in the future."""
    entries = tuple(_redated(entry, credible(entry.published, now)) for entry in feed.entries)
    return ParsedFeed(entries, feed.title, feed.language, feed.format, feed.hints, feed.notes)


def keys(items: Sequence[Item]) -> tuple[str, ...]:
    """The identity of each item within its feed.

    The feed's own id; where one document repeats an id, id and link; without an id the link; without a link, or where links
    repeat as well, title and text. Ids and links are compared as ``link_key`` has it, so http and https are one. Equal keys
    mean that everything is equal.
    """
    ladder: tuple[Callable[[Item], str], ...] = (_own, _own_and_link, _own_link_and_title, _everything)
    chosen = [ladder[0](item) for item in items]
    for rung in ladder[1:]:
        counts = Counter(chosen)
        chosen = [rung(item) if counts[key] > 1 or not key else key for key, item in zip(chosen, items, strict=True)]
    return tuple(chosen)


def _own(item: Item) -> str:
    if item.id:
        return _short("id", link_key(item.id))
    return _short("link", link_key(item.url)) if item.url else ""


def _own_and_link(item: Item) -> str:
    return _short("both", link_key(item.id), link_key(item.url)) if item.id or item.url else ""


def _own_link_and_title(item: Item) -> str:
    return _hashed("title", item.id, link_key(item.url), item.title) if item.id or item.url else ""


def _everything(item: Item) -> str:
    return _hashed("hash", item.id, link_key(item.url), item.title, item.text)


def _short(kind: str, *parts: str) -> str:
    plain = f"{kind}:{' '.join(parts)}"
    return plain if len(plain) <= _LONGEST_KEY else _hashed(kind, *parts)


def _hashed(kind: str, *parts: str) -> str:
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16)
    return f"{kind}#{digest.hexdigest()}"


def _newest(items: list[Item], limit: int) -> list[Item]:
    if len(items) <= limit:
        return items
    if sum(item.published is not None for item in items) * 2 < len(items):
        return items[:limit]
    order = sorted(range(len(items)), key=lambda index: items[index].published or _NEVER, reverse=True)
    return [items[index] for index in sorted(order[:limit])]


def _entry(key: str, item: Item, declared: str) -> Entry:
    title, text = _cut(item.title, _LONGEST_TITLE), _cut(item.text, _LONGEST_TEXT)
    language = language_in(item.language or declared, f"{title}\n{text[:_LETTERS_READ]}")
    return Entry(key, title, text, item.url, item.published, language)


def _redated(entry: Entry, published: datetime | None) -> Entry:
    if published == entry.published:
        return entry
    return Entry(entry.key, entry.title, entry.text, entry.url, published, entry.language)


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
