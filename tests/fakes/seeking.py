"""Stored articles found by the words they hold, in memory, as the database finds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise

from bot.matching.sounds import sounds
from bot.model.news import Article
from bot.model.seeking import Sighting, Tally, Wanted
from bot.ports import StoreUnavailable, StoryHit
from bot.text.folding import folded_words


class FakeSeeking:
    """Seeks among the ``stories`` and the ``stored`` articles, but for those of sources that are ``hidden`` from the chat."""

    stories: list[StoryHit]
    stored: list[Article]
    hidden: set[tuple[int, str]]
    down: bool

    def _reports(self, chat_id: int) -> dict[int, tuple[int, Article]]:
        """What the chat may see, by id, with its story."""
        if self.down:
            raise StoreUnavailable("down")
        known = {each.id: (each.id, each) for each in self.stored}
        known |= {each.id: (hit.story, each) for hit in self.stories for each in hit.reports}
        return {number: pair for number, pair in known.items() if (chat_id, pair[1].source) not in self.hidden}

    async def words_under(self, keys: Collection[str]) -> Sequence[tuple[str, str]]:
        if self.down:
            raise StoreUnavailable("down")
        texts = [f"{each.title} {each.text}" for each in self.stored]
        texts += [f"{each.title} {each.text}" for hit in self.stories for each in hit.reports]
        words = {word for text in texts for word in folded_words(text)}
        return [(key, word) for word in sorted(words) for key in sounds(word) if key in keys]

    async def holding(self, chat_id: int, wanted: Wanted, since: datetime, limit: int) -> Sequence[Sighting]:
        assert wanted, "a search for nothing"
        found = [
            Sighting(each.id, story, each.time, each.language)
            for story, each in self._reports(chat_id).values()
            if each.time >= since and wanted.met_by(set(folded_words(f"{each.title} {each.text}")))
        ]
        return sorted(found, key=lambda each: (each.time, each.article), reverse=True)[:limit]

    async def estimate(self, wanted: Wanted, since: datetime) -> int:
        return sum(
            each.time >= since and wanted.met_by(set(folded_words(f"{each.title} {each.text}")))
            for _, each in self._reports(0).values()
        )

    async def counted(self, chat_id: int, wanted: Wanted, bounds: Sequence[datetime]) -> Sequence[Tally]:
        spans = Counter(
            (span, seen.language)
            for seen in await self.holding(chat_id, wanted, bounds[0], 10**6)
            for span, (start, end) in enumerate(pairwise(bounds))
            if start <= seen.time < end
        )
        return [Tally(span, language, count) for (span, language), count in sorted(spans.items())]

    async def read(self, chat_id: int, ids: Sequence[int]) -> Sequence[Article]:
        known = self._reports(chat_id)
        return [known[each][1] for each in ids if each in known]

    async def reports_of(self, chat_id: int, ids: Sequence[int]) -> Sequence[StoryHit]:
        seen = self._reports(chat_id).values()
        reports = {each: tuple(article for story, article in seen if story == each) for each in ids}
        return [
            StoryHit(each, tuple(sorted(found, key=lambda report: report.time, reverse=True)))
            for each, found in reports.items()
            if found
        ]
