"""What a term brings in and would match, for the chats: an index beside the newsroom's, with a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.app.catalogue import new_watchlist
from bot.matching.marks import Fault
from bot.matching.matcher import find_matches
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import Name, Spelling, Watch
from bot.text.chat_alphabet import suggestions

# Code points of an article's text that are looked through to tell how much a term would match.
_LOOKED_THROUGH = 20_000


class Spellings:
    """The known names and, one at a time, the term that a chat asks about. Built beside the start."""

    def __init__(self, names: tuple[Name, ...]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spellings")
        self._index = self._thread.submit(new_watchlist, names)
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

    async def caught(self, term: str, articles: Sequence[Article]) -> Sequence[Article]:
        """Those of the articles that a new watch of this term would match, found on the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._caught, term, articles)

    def _caught(self, term: str, articles: Sequence[Article]) -> Sequence[Article]:
        watchlist, watch = self._index.result(), Watch(0, 0, term)
        watchlist.add(term)
        try:
            return [each for each in articles if any(map(watch.accepts, find_matches(_shortened(each), watchlist)))]
        finally:
            watchlist.remove(term)


def _shortened(article: Article) -> Article:
    return article if len(article.text) <= _LOOKED_THROUGH else replace(article, text=article.text[:_LOOKED_THROUGH])
