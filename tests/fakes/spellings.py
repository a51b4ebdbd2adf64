"""What the chats ask of matching: a handful of names, with the real parser and the real matcher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.matching.marks import Fault
from bot.matching.matcher import find_matches
from bot.matching.query import parse
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import Spelling, Watch
from bot.text.folding import folded


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

    async def caught(self, term: str, articles: Sequence[Article]) -> Sequence[Article]:
        watchlist, watch = Watchlist(), Watch(0, 0, term)
        watchlist.add(term)
        return [each for each in articles if any(map(watch.accepts, find_matches(each, watchlist)))]
