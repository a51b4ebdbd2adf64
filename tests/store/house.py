"""A furnished store: the four stores over one database, and short ways to bring news, alerts and messages about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Row, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import (
    AlertKind,
    Change,
    Delivered,
    Delivery,
    NewAlert,
    Placement,
    PlacementKind,
    Reason,
    Summary,
    Triage,
    Triaged,
)
from bot.model.chat import Address, Chat, ChatKind, Person, Platform
from bot.model.news import Article, DueSource, Entry, Fresh, Language, Source, Validators
from bot.model.seeking import Wanted
from bot.model.watch import How, Match, Watch
from bot.ports import Poll, StoryHit
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database
from bot.store.leases import RoleLeases
from bot.store.outbox import DatabaseOutbox
from bot.store.pacing import Pace, Pacing
from bot.store.schema import deliveries
from bot.store.schema import sources as sources_table
from bot.text.folding import folded_words
from tests.fakes.clock import FakeClock

EVERYWHERE = (Platform.TELEGRAM, Platform.SLACK, Platform.CONSOLE)
SOMEBODY = Person(Platform.TELEGRAM, "7", "Somebody")
AT_ONCE = Pacing(telegram=Pace(0), telegram_chat=Pace(0), telegram_group=Pace(0), slack_channel=Pace(0), overload=0)
BECAUSE = Reason("first_match", (("terms", "x"),))


class House:
    """The stores of one process, whose database tells the time of ``clock``."""

    def __init__(self, database: Database, clock: FakeClock, pacing: Pacing = AT_ONCE) -> None:
        self.database = database
        self.clock = clock
        self.articles = Articles(database, pacing)
        self.chats = Chats(database)
        self.outbox = DatabaseOutbox(database, pacing)
        self.leases = RoleLeases(database)
        self.fence = 0
        self._numbers = count(1)

    async def furnish(self, *sources: str) -> None:
        """Takes the triage lease and seeds shared sources that have had their first reading."""
        self.fence = await self.leases.acquire("triage", "tests", 3600) or 0
        names = sources or ("one",)
        await self.chats.seed_sources([Source(name, f"https://{name}.example/feed", name.title()) for name in names])
        for due in await self.articles.due_sources(len(names)):
            await self.read(due)
        # As if that reading had held something.
        await self.database.write(lambda c: c.execute(update(sources_table).values(polls=1)))

    async def open(
        self, channel: str, platform: Platform = Platform.TELEGRAM, kind: ChatKind = ChatKind.PRIVATE, thread: str = ""
    ) -> Chat:
        """An admitted chat."""
        chat = await self.chats.open_chat(Address(platform, channel, thread), kind, channel, Language.ENGLISH)
        chat = replace(chat, admitted=True)
        await self.chats.save(chat)
        return chat

    async def watch(self, chat: Chat, term: str) -> Watch:
        """The chat's watch for a term."""
        return (await self.chats.add_watch(chat.id, term, SOMEBODY, self.clock.now()))[0]

    async def read(self, due: DueSource, *entries: Entry, wait: timedelta = timedelta(0)) -> Sequence[Article]:
        """Keeps a reading of a claimed source with these entries."""
        poll = Poll(self.clock.now() + wait, Reason("interval"))
        return await self.articles.keep(due, Fresh(entries, Validators()), poll, self.clock.now())

    def entry(self, title: str, text: str = "", key: str = "") -> Entry:
        """An entry of its own key and link."""
        number = next(self._numbers)
        key = key or f"key-{number}"
        return Entry(key, title, text, f"https://news.example/{key}", self.clock.now(), Language.ENGLISH)

    async def publish(self, *titles: str, source: str = "one") -> Sequence[Article]:
        """New articles of a source, waiting for triage."""
        (url,) = [row.url for row in await self.rows(sources_table) if row.id == source]
        due = DueSource(Source(source, url, ""), Validators(), 1)
        return await self.read(due, *(self.entry(title) for title in reversed(titles)))

    async def find(self, chat_id: int, words: Sequence[str], since: datetime, limit: int) -> Sequence[StoryHit]:
        """The stories this chat may see with a report holding any of these words, those that came last first."""
        wanted = Wanted(((tuple((frozenset({" ".join(folded_words(word))}),) for word in words),),))
        seen = await self.articles.holding(chat_id, wanted, since, limit)
        return await self.articles.reports_of(chat_id, list(dict.fromkeys(each.story for each in seen)))

    async def triage(self, *items: Triaged) -> int:
        """Commits a batch under the lease."""
        return await self.articles.commit(Triage(items, self.fence))

    async def tell(self, chat: Chat, title: str, watch: Watch | None = None, source: str = "one", **more: Any) -> Article:
        """A new story from its article to a pending first message in one chat."""
        (article,) = await self.publish(title, source=source)
        await self.triage(placed(article, alert(chat, article, AlertKind.NEW, watch=watch, **more)))
        return article

    async def claim(self, limit: int = 50) -> Sequence[Delivery]:
        """Claims on every platform."""
        return await self.outbox.claim(limit, EVERYWHERE)

    async def claim_one(self) -> Delivery:
        """The only delivery that can be claimed."""
        (delivery,) = await self.claim()
        return delivery

    async def deliver(self, message: str = "m1", rendered: str = "digest") -> Delivery:
        """Claims the only delivery there is and settles it as sent."""
        delivery = await self.claim_one()
        await self.outbox.settle(delivery, Delivered(message), rendered)
        return delivery

    async def state(self, delivery: Delivery) -> str:
        """The state a delivery is in."""
        rows = await self.rows(deliveries)
        return next(row.state for row in rows if row.id == delivery.id)

    async def rows(self, table: Table) -> Sequence[Row[Any]]:
        """All rows of a table, by its first column."""
        return await self.database.read(lambda c: _all(c, table))

    async def number_of(self, table: Table) -> int:
        """How many rows a table has."""
        return len(await self.rows(table))


async def _all(connection: AsyncConnection, table: Table) -> Sequence[Row[Any]]:
    return (await connection.execute(select(table).order_by(*table.primary_key.columns))).all()


def placed(
    article: Article, *alerts: NewAlert, story: int | None = None, kind: PlacementKind | None = None, how: str = "none"
) -> Triaged:
    """An article in a story (its own unless one is given) with what chats are told of it."""
    own = story is None
    kind = kind or (PlacementKind.NEW if own else PlacementKind.REPEAT)
    placement = Placement(kind, article.id if own else story, BECAUSE, None if own else story, how, 0.0 if own else 90.0)
    match = Match("x", "x", "title", 0, 1, article.title[:1], How.EXACT, 100.0)
    return Triaged(article, placement, frozenset({"name"}), (match,), alerts, b"\x01\x00\xff")


def alert(
    chat: Chat,
    article: Article,
    kind: AlertKind,
    story: int | None = None,
    watch: Watch | None = None,
    due: datetime | None = None,
    change: Change | None = None,
) -> NewAlert:
    """A new alert, due when its article was seen unless told otherwise."""
    return NewAlert(
        chat_id=chat.id,
        story=article.id if story is None else story,
        kind=kind,
        article_id=article.id,
        watch_ids=() if watch is None else (watch.id,),
        terms=("x",) if watch is None else (watch.term,),
        due=due or article.seen,
        because=BECAUSE,
        change=change,
        summary=Summary(f"About {article.title}", (article.title,), ((0, 5),)),
    )
