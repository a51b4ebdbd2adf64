"""What a term brings in and would match, for the chats: an index beside the newsroom's, with a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

from bot.app.catalogue import new_watchlist
from bot.matching.explaining import Explanation, explain
from bot.matching.marks import Fault
from bot.matching.matcher import find_matches, find_mentions
from bot.matching.seeking import around, nearly, sounds_sought, wanted
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.seeking import Wanted
from bot.model.watch import Match, Name, Spelling, Watch
from bot.text.chat_alphabet import suggestions

Result = TypeVar("Result")

# Code points of an article's text that are looked through to tell how much a term would match.
_LOOKED_THROUGH = 20_000
# Terms asked about lately.
_REMEMBERED = 500


class Spellings:
    """The known names and, one at a time, the term that a chat asks about. Built beside the start."""

    def __init__(self, names: tuple[Name, ...]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spellings")
        self._index = self._thread.submit(new_watchlist, names)
        self._sounds: dict[Hashable, Collection[str]] = {}
        self._wanted: dict[Hashable, Wanted] = {}
        self._arabic = tuple(dict.fromkeys(spelling for name in names for spelling in name.ar if spelling not in name.off))

    def close(self) -> None:
        """Ends the thread after what it is doing."""
        self._thread.shutdown()

    def preview(self, term: str) -> tuple[Spelling, ...]:
        """The spellings that watching this term would catch."""
        return self._index.result().preview(term)

    def fault(self, term: str) -> Fault | None:
        """Why and where a term cannot be understood; None when it can be watched."""
        return Watchlist.fault(term)

    def meant(self, term: str) -> tuple[str, ...]:
        """Arabic words that a term typed in Latin letters and digits may stand for."""
        return suggestions(term, self._arabic)

    async def mentioned(self, text: str) -> Sequence[str]:
        """The known names that a text speaks of, found on the thread."""
        return await self._among((), lambda watchlist: find_mentions(text, watchlist))

    async def sounds(self, watch: Watch) -> Collection[str]:
        """The keys of the stored words that may count for a watch, found on the thread."""
        about = (watch.term, watch.taught, watch.switched)
        if about not in self._sounds:
            return _keep(self._sounds, about, await self._with(watch, sounds_sought))
        return self._sounds[about]

    async def wanted(self, watch: Watch, keyed: Collection[tuple[str, str]]) -> Wanted:
        """What an article must hold to count for a watch, in terms of stored words with their keys; found on the thread."""
        # As long as the stored words are the same, so is the answer.
        about = (watch.term, watch.taught, watch.switched, len(keyed), hash(tuple(keyed)))
        known = self._wanted.get(about)
        if known is None:
            known = _keep(self._wanted, about, await self._with(watch, wanted, keyed))
        return known

    async def nearly(self, watch: Watch, keyed: Collection[tuple[str, str]]) -> Wanted:
        """What an article holds that comes near to a watch, in terms of stored words with their keys; found on the thread."""
        return await self._with(watch, nearly, keyed)

    async def met(self, watches: Sequence[Watch], article: Article) -> Sequence[Sequence[Match]]:
        """For each watch what of an article counts for it, found on the thread."""

        def found(watchlist: Watchlist) -> Sequence[Sequence[Match]]:
            matches = find_matches(article, watchlist)
            return [[match for match in matches if watch.accepts(match)] for watch in watches]

        return await self._among(watches, found)

    async def matches(self, watch: Watch, articles: Sequence[Article], near: Wanted | None = None) -> Sequence[Sequence[Match]]:
        """For each article what of it counts for a watch, found on the thread.

        ``near``: of the texts no more is looked at than what stands around these words; then the spans in them are not theirs.
        """

        def found(watch: Watch, watchlist: Watchlist) -> Sequence[Sequence[Match]]:
            looked_at = [_shortened(each) if near is None else around(each, watch, near) for each in articles]
            return [[match for match in find_matches(each, watchlist) if watch.accepts(match)] for each in looked_at]

        return await self._with(watch, found)

    async def explained(self, watch: Watch, articles: Sequence[Article]) -> Sequence[Explanation]:
        """For each article what counts for a watch, or what came nearest and why it was refused; found on the thread."""

        def found(watch: Watch, watchlist: Watchlist) -> Sequence[Explanation]:
            return [explain(each, watch.term, watchlist, watch) for each in articles]

        return await self._with(watch, found)

    async def _with(self, watch: Watch, work: Callable[..., Result], *more: Any) -> Result:
        """What ``work`` makes of a watch, on the thread, while its term is among the others."""
        return await self._among((watch,), lambda watchlist: work(watch, watchlist, *more))

    async def _among(self, watches: Sequence[Watch], work: Callable[[Watchlist], Result]) -> Result:
        """What ``work`` makes of the index, on the thread, while the terms of these watches are among the others."""

        def done() -> Result:
            watchlist = self._index.result()
            for watch in watches:
                watchlist.add(watch.term, watch.taught, kept=True)
            try:
                return work(watchlist)
            finally:
                for watch in watches:
                    watchlist.remove(watch.term, watch.taught)

        return await asyncio.get_running_loop().run_in_executor(self._thread, done)


def _keep(known: dict[Hashable, Result], about: Hashable, found: Result) -> Result:
    """Remembers what was found; what has been known longest goes first."""
    if len(known) >= _REMEMBERED:
        del known[next(iter(known))]
    known[about] = found
    return found


def _shortened(article: Article) -> Article:
    return article if len(article.text) <= _LOOKED_THROUGH else replace(article, text=article.text[:_LOOKED_THROUGH])
