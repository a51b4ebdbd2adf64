"""The one thread that matches and groups: it alone owns the live index, the story window and their edits.

What it knows is in memory and can be rebuilt from the store at any time; nothing here is committed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.matching.matcher import find_matches, find_names
from bot.matching.watchlist import Watchlist
from bot.model.alert import Member, Placement, PlacementKind, Reason
from bot.model.news import Article
from bot.model.watch import Match, Name, Watch
from bot.ports import WatchEdits
from bot.stories.fingerprint import fingerprint
from bot.stories.grouping import Recent, place
from bot.stories.revising import place_again

WINDOW = timedelta(hours=48)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """What reading one article gave: its matches, the ids of the names in it, its story, its signature.

    ``defect``: what went wrong in reading it; it is then a story of its own without matches, so that the others go on.
    """

    article: Article
    matches: tuple[Match, ...]
    names: frozenset[str]
    placement: Placement
    signature: bytes
    defect: Exception | None = None


class Newsroom:
    """The live index over all watches, and the window of recent stories."""

    def __init__(self, names: Iterable[Name], new_watchlist: Callable[[Iterable[Name]], Watchlist] = Watchlist) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="newsroom")
        # The names are indexed on the thread, beside whatever else starts.
        self._index = self._thread.submit(new_watchlist, tuple(names))
        self._watches: dict[int, Watch] = {}
        self._by_term: dict[str, dict[int, Watch]] = {}
        self._recent = Recent()
        self.revision = 0

    def close(self) -> None:
        """Ends the thread after what it is doing."""
        self._thread.shutdown()

    async def apply(self, edits: WatchEdits) -> None:
        """Takes over the edits of watches; the index is live again before the next article."""
        await self._run(lambda: self._apply(edits))

    async def reload(self, members: Sequence[Member]) -> None:
        """Forgets the story window and takes over the stored one."""
        await self._run(lambda: self._reload(members))

    async def read(self, batch: Sequence[Article], now: datetime) -> list[Finding]:
        """Matches and places a batch in arrival order; each article joins the window at once."""
        return await self._run(lambda: self._read(batch, now))

    def watching(self, matches: Iterable[Match], ids: Iterable[int]) -> tuple[Watch, ...]:
        """The live watches that these matches may be for, and those of ``ids`` that still live."""
        found = {watch.id: watch for term in {match.term for match in matches} for watch in self._of(term)}
        found.update((watch_id, self._watches[watch_id]) for watch_id in ids if watch_id in self._watches)
        return tuple(found.values())

    @property
    def _watchlist(self) -> Watchlist:
        return self._index.result()

    def _of(self, term: str) -> Iterable[Watch]:
        return self._by_term.get(term, {}).values()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _apply(self, edits: WatchEdits) -> None:
        for watch in edits.removed:
            self._drop(watch.id)
        for watch in edits.added:
            known = self._watches.get(watch.id)
            if known is None or (known.term, known.taught) != (watch.term, watch.taught):
                self._hold(watch)
            self._watches[watch.id] = watch
            self._by_term.setdefault(watch.term, {})[watch.id] = watch
        self.revision = edits.revision

    def _hold(self, watch: Watch) -> None:
        """Indexes a watch, in place of what it was; one that says nothing any more just finds nothing."""
        self._drop(watch.id)
        with suppress(ValueError):
            self._watchlist.add(watch.term, watch.taught, kept=True)

    def _drop(self, watch_id: int) -> None:
        known = self._watches.pop(watch_id, None)
        if known is None:
            return
        self._by_term[known.term].pop(known.id)
        if known.term in self._watchlist:
            self._watchlist.remove(known.term, known.taught)

    def _reload(self, members: Sequence[Member]) -> None:
        self._recent = Recent(members)

    def _read(self, batch: Sequence[Article], now: datetime) -> list[Finding]:
        self._recent.forget(now - WINDOW)
        return [self._read_safely(article) for article in batch]

    def _read_safely(self, article: Article) -> Finding:
        try:
            return self._read_one(article)
        except Exception as error:  # noqa: BLE001 (one article that cannot be read must not hold up all the others)
            placement = Placement(PlacementKind.NEW, article.id, Reason("defect"))
            return Finding(article, (), frozenset(), placement, b"", error)

    def _read_one(self, article: Article) -> Finding:
        matches = find_matches(article, self._watchlist)
        names = find_names(article, self._watchlist)
        signature = fingerprint(article)
        if article.former is None:
            placement = place(article, signature, names, self._recent)
        else:
            placement = place_again(article, signature, article.former, self._recent)
        self._recent.remember(article, signature, names, placement)
        return Finding(article, matches, names, placement, signature.to_bytes())


def by_term(matches: Iterable[Match]) -> Mapping[str, tuple[Match, ...]]:
    """Matches grouped by the term they are for."""
    grouped: dict[str, list[Match]] = {}
    for match in matches:
        grouped.setdefault(match.term, []).append(match)
    return {term: tuple(found) for term, found in grouped.items()}
