"""Polling as the bot does it, round by round: the real reader and store, a loopback server, and a clock that waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from bot.model.alert import Delivered, Notice
from bot.model.news import Article, Source
from bot.pipeline.collect import Newsstand, poll
from bot.sources.reading import FeedReader
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database
from bot.store.schema import articles, deliveries, sources
from tests.fakes.clock import FakeClock
from tests.fakes.feed_server import FeedServer
from tests.store.house import AT_ONCE, House


class Polling:
    """Feeds of a loopback server, polled into a store when their time has come. Jitter is nothing unless it is set."""

    def __init__(self, server: FeedServer, reader: FeedReader, database: Database, clock: FakeClock) -> None:
        self.server = server
        self.reader = reader
        self.database = database
        self.clock = clock
        self.house = House(database, clock)
        self.chats = Chats(database)
        self.store = Articles(database, AT_ONCE, gather=0)
        self.jitter = 0.0
        self._sources: dict[str, Source] = {}
        self._met = 0

    async def add(self, *paths: str, interval: timedelta = timedelta(minutes=5)) -> None:
        """Makes shared sources of paths, named after them without the slash."""
        for path in paths:
            name = path.strip("/")
            self._sources[name] = Source(name, self.server.url(path), name.title(), interval=interval)
        await self.chats.seed_sources(list(self._sources.values()))

    def stand(self) -> Newsstand:
        """What collecting needs."""
        return Newsstand(self.reader, self.store, self.clock, lambda: self.jitter, lambda: None)

    async def poll(self) -> int:
        """Polls every source that is due now, one after another; returns how many were."""
        due = await self.store.due_sources(50)
        for each in due:
            await poll(each, self.stand())
        return len(due)

    async def later(self, seconds: float = 300, **more: float) -> Sequence[str]:
        """Lets time pass and polls; returns the titles that are news since the last time."""
        self.clock.advance(seconds, **more)
        await self.poll()
        return await self.news()

    async def news(self) -> Sequence[str]:
        """The titles of the articles that wait for triage and did not the last time."""
        waiting = [article for article in await self.store.untriaged(500) if article.id > self._met]
        self._met = max([self._met, *(article.id for article in waiting)])
        return [article.title for article in waiting]

    async def source(self, name: str = "feed") -> Row[Any]:
        """The row of a source."""
        return next(row for row in await self.house.rows(sources) if row.id == name)

    async def articles(self) -> Sequence[Row[Any]]:
        """The rows of all articles."""
        return await self.house.rows(articles)

    async def stored(self) -> Sequence[Article]:
        """All articles, the oldest first."""
        return tuple(reversed(await self.store.recent(0, self.clock.now() - timedelta(days=400), 5000)))

    async def notices(self) -> Sequence[Notice]:
        """The bot's own words that are queued, in their order; they count as sent."""
        found: list[Notice] = []
        while claimed := await self.house.claim():
            for each in claimed:
                await self.house.outbox.settle(each, Delivered(f"m{each.id}"), "")
                found += [each.notice] if each.notice is not None else []
        return found

    async def due_in(self, name: str = "feed") -> float:
        """Seconds until a source is polled next."""
        seconds: float = ((await self.source(name)).next_due - self.clock.now()).total_seconds()
        return seconds

    async def queued(self) -> int:
        """How many deliveries there are, whatever their state."""
        return await self.house.number_of(deliveries)


def rss(*items: str, channel: str = "") -> str:
    """A feed of items, each the inside of an ``item`` element."""
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{channel}{listed}</channel></rss>'


def item(number: int, title: str = "", text: str = "Words.", guid: str = "", link: str = "", date: str = "") -> str:
    """The inside of an ordinary item."""
    title = title or f"Headline {number}"
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return (
        f"<title>{title}</title><link>{link or f'https://news.example/{number}'}</link>"
        f"<guid isPermaLink='false'>{guid or f'g{number}'}</guid><description>{text}</description>{dated}"
    )
