"""What the chats ask of matching: a handful of names, with the real parser and the real matcher."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.matching.explaining import Explanation, explain
from bot.matching.marks import Fault
from bot.matching.matcher import find_matches, find_mentions
from bot.matching.query import parse
from bot.matching.seeking import around, nearly, sounds_sought, wanted
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.seeking import Wanted
from bot.model.watch import Match, Name, Spelling, Watch
from bot.text.folding import folded


def _by_script(spellings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    latin = tuple(each for each in spellings if each.isascii())
    return {"en": latin, "ar": tuple(each for each in spellings if not each.isascii())}


class FakeWatchlist:
    """Knows three names and one word of the chat alphabet; understands terms as the real one does."""

    NAMES = (
        ("CENTCOM", "U.S. Central Command", "سنتكوم", "القيادة المركزية الأميركية"),
        ("Bitcoin", "بيتكوين"),
        ("Iran", "إيران"),
    )
    OFF: Mapping[str, tuple[Spelling, ...]] = {
        "CENTCOM": (Spelling("القيادة المركزية", "CENTCOM", off=True, reason="homograph"),),
        "Iran": tuple(
            Spelling(each, "Iran", off=True, reason="adjective") for each in ("Iranian", "Iranians", "إيراني", "إيرانية")
        ),
    }
    DOUBTFUL: Mapping[str, tuple[Spelling, ...]] = {
        "عمان": tuple(Spelling(each, each.lower(), off=True, reason="doubtful") for each in ("Oman", "Amman")),
    }
    MEANT: Mapping[str, tuple[str, ...]] = {"7amas": ("حماس",)}

    def preview(self, term: str) -> tuple[Spelling, ...]:
        query = parse(term)
        if isinstance(query, Fault):
            return (Spelling(term),)
        if query.plain is None:
            return tuple(spelling for phrase in query.wanted for spelling in self.preview(phrase.spelled))
        for name in self.NAMES:
            if folded(term) in {folded(spelling) for spelling in name}:
                others = [Spelling(spelling, name[0]) for spelling in name if folded(spelling) != folded(term)]
                return (Spelling(term), *others, *self.OFF.get(name[0], ()))
        return (Spelling(term), *self.DOUBTFUL.get(term, ()))

    def fault(self, term: str) -> Fault | None:
        query = parse(term)
        return query if isinstance(query, Fault) else None

    def meant(self, term: str) -> tuple[str, ...]:
        return self.MEANT.get(term, ())

    async def mentioned(self, text: str) -> Sequence[str]:
        return find_mentions(text, self._watching(Watch(0, 0, "nothing")))

    def _watching(self, watch: Watch) -> Watchlist:
        """The real index with the three names, in which this term is watched."""
        names = (
            Name(known[0], "thing", off=tuple(each.text for each in self.OFF.get(known[0], ())), **_by_script(known))
            for known in self.NAMES
        )
        watchlist = Watchlist(names)
        watchlist.add(watch.term, watch.taught, kept=True)
        return watchlist

    async def sounds(self, watch: Watch) -> Collection[str]:
        return sounds_sought(watch, self._watching(watch))

    async def wanted(self, watch: Watch, keyed: Collection[tuple[str, str]]) -> Wanted:
        return wanted(watch, self._watching(watch), keyed)

    async def nearly(self, watch: Watch, keyed: Collection[tuple[str, str]]) -> Wanted:
        return nearly(watch, self._watching(watch), keyed)

    async def met(self, watches: Sequence[Watch], article: Article) -> Sequence[Sequence[Match]]:
        return [(await self.matches(watch, [article]))[0] for watch in watches]

    async def matches(self, watch: Watch, articles: Sequence[Article], near: Wanted | None = None) -> Sequence[Sequence[Match]]:
        watchlist = self._watching(watch)
        looked_at = [each if near is None else around(each, watch, near) for each in articles]
        return [[match for match in find_matches(each, watchlist) if watch.accepts(match)] for each in looked_at]

    async def explained(self, watch: Watch, articles: Sequence[Article]) -> Sequence[Explanation]:
        watchlist = self._watching(watch)
        return [explain(each, watch.term, watchlist, watch) for each in articles]
