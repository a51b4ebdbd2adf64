"""A chat's set-up taken over from a file, and taken back, each in one transaction. Nothing the chat has is deleted by it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bundle import Adoption, BundledFeed, BundledWatch, Reversal, WatchAsWas
from bot.model.chat import Person
from bot.model.news import Source
from bot.model.watch import Watch
from bot.ports import SourceState
from bot.store import subscribing, teaching, watching
from bot.store.database import Database
from bot.store.revising import note


class Adopting:
    """One chat's changes within one transaction."""

    def __init__(
        self, database: Database, connection: AsyncConnection, chat_id: int, person: Person, now: datetime, interval: timedelta
    ) -> None:
        self._database = database
        self._connection = connection
        self._chat = chat_id
        self._person = person
        self._now = now
        self._interval = interval

    async def adopt(self, adoption: Adoption) -> Reversal:
        """Takes over watches, names and feeds; returns what takes them back. Settings are the caller's affair."""
        watches: list[int] = []
        before: list[WatchAsWas] = []
        for wanted, route in zip(adoption.watches, adoption.routes, strict=True):
            watch, new = await watching.add(self._connection, self._chat, wanted.term, self._person, self._now)
            if new:
                watches.append(watch.id)
            else:
                before.append(WatchAsWas(watch.id, watch.severity, watch.switched, watch.route_to))
            await self._set(watch, wanted, route)
        names = [
            (await teaching.teach(self._connection, self._chat, spellings, kin, self._person, self._now)).number
            for spellings, kin in adoption.names
        ]
        feeds: list[int] = []
        feeds_before: list[tuple[int, bool]] = []
        seen = await subscribing.of_chat(self._connection, self._chat) if adoption.feeds else ()
        known = {state.source.url: state for state in seen}
        for feed in {feed.url: feed for feed in adoption.feeds}.values():
            number, was = await self._feed(feed, known.get(feed.url))
            if was is None:
                feeds.append(number)
            else:
                feeds_before.append((number, was))
        await note(self._connection, self._now, self._person, "import", self._chat)
        return Reversal(tuple(watches), tuple(names), tuple(feeds), tuple(before), tuple(feeds_before))

    async def revert(self, reversal: Reversal) -> None:
        """Takes back what an adoption has added, and gives what it changed its old form; what is gone since stays gone."""
        for number in reversal.watches:
            await watching.remove(self._connection, self._chat, number, self._person, self._now)
        known = {watch.id: watch for watch in await watching.of_chat(self._connection, self._chat)}
        for was in reversal.watches_before:
            if was.id in known:
                wanted = BundledWatch(known[was.id].term, was.severity, was.switched)
                await self._set(known[was.id], wanted, was.route_to)
        for number in reversal.names:
            await teaching.forget(self._connection, self._chat, number, self._person, self._now)
        for number in reversal.feeds:
            await subscribing.remove(self._database, self._connection, self._chat, number, self._person, self._now)
        for number, paused in reversal.feeds_before:
            await self._pause(number, paused=paused)
        await note(self._connection, self._now, self._person, "import undone", self._chat)

    async def _set(self, watch: Watch, wanted: BundledWatch, route: int | None) -> None:
        """Gives a watch this severity, these switched spellings and this route."""
        told = (self._connection, self._chat, watch.id)
        for spellings, on in ((wanted.switched - watch.switched, True), (watch.switched - wanted.switched, False)):
            if spellings:
                await watching.switch(*told, sorted(spellings), self._person, self._now, switched=on)
        if watch.severity is not wanted.severity:
            await watching.set_severity(*told, wanted.severity, self._person, self._now)
        if watch.route_to != route:
            await watching.route(*told, route, self._person, self._now)

    async def _feed(self, feed: BundledFeed, known: SourceState | None) -> tuple[int, bool | None]:
        """The number of a feed that is as wanted now, and whether it was paused before; None for one that is new."""
        if known is None:
            name = feed.name or feed.url
            source = Source("", feed.url, name, feed.language, interval=self._interval, owner_chat=self._chat)
            added = await subscribing.add(self._database, self._connection, self._chat, source, self._person, self._now)
            number, was = added[0].number, None
        else:
            number, was = known.number, known.paused
        if feed.paused != bool(was):
            await self._pause(number, paused=feed.paused)
        return number, was

    async def _pause(self, number: int, *, paused: bool) -> None:
        await subscribing.pause(self._database, self._connection, self._chat, number, self._person, self._now, paused=paused)
