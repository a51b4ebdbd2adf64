"""Stored stories that a term meets: by the words that are stored, then by the matcher, the newest first.

No more than the newest few hundred articles are looked at; what lies beyond is estimated, and said to be. How what is found
reads stands with each command.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.command import Desk
from bot.model.news import Article
from bot.model.seeking import Sighting, Tally, Wanted
from bot.model.watch import Match, Watch
from bot.ports import StoryHit

MOST = 500
"""How many articles are looked at."""

# Looked at one after another, until there is enough.
_FIRST, _THEN = 40, 160
# Explaining why an article does not count takes as long as matching a few hundred.
_NEAR_MOST, _NEAR_SHOWN = 60, 6


@dataclass(frozen=True, slots=True)
class Catch:
    """An article that counts, with what of it does, the best first."""

    article: Article
    story: int
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What looking for a watch in the stored articles gave, the newest first.

    ``whole``: all that may count was looked at; else only the newest of the ``held`` articles with its words, and ``about`` is
    how many stories there may be. ``left``: there is more to be looked at, which was not asked for.
    """

    catches: tuple[Catch, ...]
    since: datetime
    whole: bool = True
    left: bool = False
    held: int = 0

    @property
    def stories(self) -> tuple[int, ...]:
        """The stories found, that with the newest report first."""
        return tuple(dict.fromkeys(catch.story for catch in self.catches))

    @property
    def about(self) -> int:
        """How many stories there are, in two figures where they were not all looked at."""
        count = len(self.stories)
        return count if self.whole else _roughly(max(count, round(count * self.held / MOST)))


async def look(
    desk: Desk, chat_id: int, watch: Watch, since: datetime, *, until: datetime | None = None, stories: int | None = None
) -> Look:
    """The stored articles since then that count for a watch, as far as the chat may see them.

    ``until``: only older ones; ``stories``: enough are found once there are so many stories.
    """
    wanted = await wanted_by(desk, watch)
    seen = await desk.articles.holding(chat_id, wanted, since, MOST + 1) if wanted else ()
    whole = len(seen) <= MOST
    waiting = list(seen[:MOST])
    waiting = [each for each in waiting if until is None or each.time < until]
    catches: list[Catch] = []
    while waiting and (stories is None or len({catch.story for catch in catches}) < stories):
        count = _THEN if catches or stories is None else _FIRST
        catches += await _caught(desk, chat_id, watch, waiting[:count], wanted)
        waiting = waiting[count:]
    held = len(seen) if whole or stories is not None else await desk.articles.estimate(wanted, since)
    return Look(tuple(catches), since, whole, left=bool(waiting), held=held)


async def wanted_by(desk: Desk, watch: Watch) -> Wanted:
    """What an article must hold to count for a watch, in terms of the words that are stored."""
    return await desk.watchlist.wanted(watch, await desk.articles.words_under(await desk.watchlist.sounds(watch)))


async def counted(desk: Desk, chat_id: int, watch: Watch, bounds: Sequence[datetime]) -> tuple[Sequence[Tally], bool]:
    """How many articles count for a watch, by language, from each bound to the next; and whether that is exact.

    Where there are too many to look at, those that hold the words are counted, less the share of the newest that do not count.
    """
    now, start, end = desk.clock.now(), bounds[0], bounds[-1]
    found = await look(desk, chat_id, watch, start, until=end)
    if found.whole:
        spans = [(catch, span) for catch in found.catches for span in range(len(bounds) - 1) if _lies(catch, bounds, span)]
        tallies: dict[tuple[int, str], Tally] = {}
        for catch, span in spans:
            language = catch.article.language
            known = tallies.get((span, language), Tally(span, language, 0))
            tallies[span, language] = replace(known, count=known.count + 1)
        return sorted(tallies.values(), key=lambda each: (each.span, each.language)), True
    wanted = await wanted_by(desk, watch)
    share = len(found.catches) / MOST if end >= now else 1.0
    held = await desk.articles.counted(chat_id, wanted, bounds)
    return [replace(each, count=max(1, round(each.count * share))) for each in held if share], False


async def nearly(desk: Desk, chat_id: int, watch: Watch, since: datetime, caught: Collection[int]) -> Sequence[Article]:
    """A few of the newest articles whose words come near to a watch and which are not among those caught."""
    near = await desk.watchlist.nearly(watch, await desk.articles.words_under(await desk.watchlist.sounds(watch)))
    if not near:
        return ()
    seen = await desk.articles.holding(chat_id, near, since, _NEAR_MOST + len(caught))
    ids = [each.article for each in seen if each.article not in caught][:_NEAR_SHOWN]
    return await desk.articles.read(chat_id, ids)


async def told_of(desk: Desk, chat_id: int, found: Sequence[Catch]) -> Sequence[StoryHit]:
    """These stories with all reports that the chat may see, each opened by the newest that counts."""
    lead: dict[int, Article] = {}
    for catch in found:
        lead.setdefault(catch.story, catch.article)
    hits = await desk.articles.reports_of(chat_id, list(lead))
    return [
        StoryHit(hit.story, (lead[hit.story], *(report for report in hit.reports if report.id != lead[hit.story].id)))
        for hit in hits
    ]


async def _caught(desk: Desk, chat_id: int, watch: Watch, seen: Sequence[Sighting], wanted: Wanted) -> Sequence[Catch]:
    articles = await desk.articles.read(chat_id, [each.article for each in seen])
    stories = {each.article: each.story for each in seen}
    matches = await desk.watchlist.matches(watch, articles, wanted)
    return [
        Catch(article, stories[article.id], tuple(found)) for article, found in zip(articles, matches, strict=True) if found
    ]


def _lies(catch: Catch, bounds: Sequence[datetime], span: int) -> bool:
    return bounds[span] <= catch.article.time < bounds[span + 1]


def _roughly(count: int) -> int:
    """The count in its first two figures."""
    unit: int = 10 ** max(0, len(str(count)) - 2)
    return count // unit * unit
