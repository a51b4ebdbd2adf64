"""Which stored articles the entries of a document are. What makes them so is judged in ``bot.stories.recognition``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import Entry
from bot.store.schema import articles, has_head
from bot.stories.identity import Identity, key_of, rungs_of, settled, told_by
from bot.stories.recognition import READ, Stored, Tie, head, likely_retitled, same_article

# Parameters of one statement; SQLite takes 32,766 and PostgreSQL 32,767.
_CHUNK: Final = 10_000
# What tells whether an article is known and as it was; its texts stay in the database.
_READ: Final = tuple(
    articles.c[name]
    for name in (
        *("id", "key", "title", "url", "head", "digest", "edits", "listed", "from_page"),
        *("baseline", "triaged", "held", "revisions", "former", "time", "published"),
    )
)
# Put together once: that costs more than running it. Most articles are found by key and by link, and are to be read once.
_UNDER: Final = select(*_READ).where(
    articles.c.id.in_(
        union(
            *(
                select(articles.c.id)
                .where(articles.c.source_id == bindparam("source"))
                .where(articles.c[name].in_(bindparam(f"{name}s", expanding=True)))
                for name in ("key", "url")
            )
        )
    )
)
# Articles of one title that are looked at, the newest.
_MOST_OF_A_TITLE: Final = 500


@dataclass(frozen=True, slots=True)
class Recognised:
    """The entries of a document, each once, and the row of each that is known; ``policy``: what tells the feed's entries apart.

    ``taken``: the keys of these entries that articles of the feed have.
    """

    policy: Identity
    entries: Sequence[Entry]
    rows: dict[int, Row[Any]]
    taken: set[str] = field(default_factory=set)

    def known(self) -> Iterable[tuple[Entry, Row[Any]]]:
        """Each known entry with its row, in the order of the document."""
        return ((self.entries[at], row) for at, row in sorted(self.rows.items()))

    def new(self) -> Iterable[Entry]:
        """The entries that are not known, in the order of the document. What is as before was known, and is forgotten."""
        return (entry for at, entry in enumerate(self.entries) if at not in self.rows and not entry.as_before)

    def renamed(self, entry: Entry, row: Row[Any]) -> str:
        """The key that a known entry's article has from now on: its own, unless another has that."""
        key = key_of(self.policy, entry)
        if key == row.key or key in self.taken:
            return str(row.key)
        self.taken.add(key)
        return key

    def named(self, entry: Entry) -> str:
        """The key of an entry that is new: the plainest that the policy allows and no other article has."""
        allowed = [key for key in rungs_of(entry) if told_by(self.policy, entry, key)]
        key = next(key for key in (*allowed, f"{allowed[-1]} {entry.key}") if key not in self.taken)
        self.taken.add(key)
        return key


async def recognise(connection: AsyncConnection, source_id: str, policy: str, entries: Iterable[Entry]) -> Recognised:
    """The entries of a source's document, and which of its articles they are; ``policy`` is what told them apart so far."""
    document = tuple(entries)
    now = settled(policy, document)
    once = _once(now, document)
    search = _Search(now, once, await _met(connection, source_id, once))
    search.claim_plain()
    open_ = search.open()
    if open_:
        search.claim_likely(await _candidates(connection, source_id, search, open_))
    return Recognised(now, once, search.claimed, set(search.by_key))


class _Search:
    """The rows that a document's entries have met, and which entry has claimed which."""

    def __init__(self, policy: Identity, entries: Sequence[Entry], rows: Iterable[Row[Any]]) -> None:
        self._policy = policy
        self._entries = entries
        self.by_key: dict[str, Row[Any]] = {}
        self.by_url: dict[str, list[Row[Any]]] = {}
        self._by_place: dict[tuple[str, str], Row[Any]] = {}
        for row in rows:
            self.by_key[row.key] = row
            if row.url:
                self.by_url.setdefault(row.url, []).append(row)
                self._by_place[row.url, row.title] = row
        self._entries_at = Counter(entry.url for entry in entries if entry.url)
        self.claimed: dict[int, Row[Any]] = {}
        self._of_others: set[int] = set()

    def claim_plain(self) -> None:
        """Claims what key, link and title show: those that have kept all of them first."""
        for at, entry in enumerate(self._entries):
            row = next((row for row in self.keyed(entry) if (row.url, row.title) == (entry.url, entry.title)), None)
            self._claim(at, row)
        for at, entry in self.open():
            self._claim(at, self._by_place.get((entry.url, entry.title)))
        for at, entry in self.open():
            told = (row for row in self.keyed(entry) if told_by(self._policy, entry, row.key))
            self._claim(at, next((row for row in told if likely_retitled(entry.title, row.title)), None))

    def claim_likely(self, rows: Sequence[Row[Any]]) -> None:
        """Claims what ``rows``, which come with their texts, show to be the same: by key first, then by link, then by title."""
        read = {row.id: row for row in rows}
        under_title: dict[str, list[Row[Any]]] = {}
        for row in rows:
            under_title.setdefault(row.head, []).append(row)
        for at, entry in self.open():
            titled = under_title.get(head(entry.title), ())
            met = (*self.keyed(entry), *self.by_url.get(entry.url, ()), *titled)
            free = (read[row.id] for row in met if row.id in read and row.id not in self._of_others)
            tie = self._tie(entry, len(titled))
            same = (row for row in free if same_article(entry, _stored(row), tie(row.key)))
            self._claim(at, next(same, None))

    def open(self) -> list[tuple[int, Entry]]:
        """The entries without a row."""
        return [(at, entry) for at, entry in enumerate(self._entries) if at not in self.claimed]

    def keyed(self, entry: Entry) -> list[Row[Any]]:
        """The rows under one of an entry's keys, the most telling first."""
        return [self.by_key[key] for key in reversed(rungs_of(entry)) if key in self.by_key]

    def _tie(self, entry: Entry, titled: int) -> Callable[[str], Tie]:
        """What ties an entry to the article of a key, ``titled`` articles having its title."""
        alone = self._entries_at[entry.url] == 1 and len(self.by_url.get(entry.url, ())) <= 1
        return lambda key: Tie(told_by(self._policy, entry, key), alone, titled == 1)

    def _claim(self, at: int, row: Row[Any] | None) -> None:
        if row is not None and at not in self.claimed and row.id not in self._of_others:
            self.claimed[at] = row
            self._of_others.add(row.id)


def _once(policy: Identity, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries without those that a document repeats: the same key, or the same link and title."""
    met: set[object] = set()
    once = []
    for entry in entries:
        marks = {key_of(policy, entry), (entry.url, entry.title) if entry.url else None} - {None}
        if met.isdisjoint(marks):
            once.append(entry)
        met |= marks
    return once


def _stored(row: Row[Any]) -> Stored:
    return Stored(row.url, row.title, "" if row.from_page else row.beginning, row.published)


async def _met(connection: AsyncConnection, source: str, entries: Sequence[Entry]) -> list[Row[Any]]:
    """The stored articles under the keys and links of these entries."""
    keys = list(dict.fromkeys(key for entry in entries for key in rungs_of(entry)))
    urls = list(dict.fromkeys(entry.url for entry in entries if entry.url))
    found: dict[int, Row[Any]] = {}
    for start in range(0, max(len(keys), len(urls)), _CHUNK):
        some = {"source": source, "keys": keys[start : start + _CHUNK], "urls": urls[start : start + _CHUNK]}
        found.update({row.id: row for row in await connection.execute(_UNDER, some)})
    return list(found.values())


async def _candidates(
    connection: AsyncConnection, source: str, search: _Search, open_: Sequence[tuple[int, Entry]]
) -> Sequence[Row[Any]]:
    """The articles that these entries may be, with the beginnings of their texts, the newest first."""
    ids = {row.id for _, entry in open_ for row in (*search.keyed(entry), *search.by_url.get(entry.url, ()))}
    heads = {head(entry.title) for _, entry in open_} - {""}
    wanted: list[ColumnElement[bool]] = [articles.c.id.in_(ids)] if ids else []
    if heads:
        wanted.append(and_(has_head, articles.c.head.in_(heads)))
    beginning = func.substr(articles.c.text, 1, READ).label("beginning")
    found: dict[int, Row[Any]] = {}
    for condition in wanted:
        rows = select(*_READ, beginning).where(articles.c.source_id == source, condition).order_by(articles.c.id.desc())
        found.update({row.id: row for row in await connection.execute(rows.limit(_MOST_OF_A_TITLE + len(ids)))})
    return sorted(found.values(), key=lambda row: -row.id)
