"""The part of ``ChatStore`` that is about feeds: which of them a chat reads, and what becomes of what is held of one.

Each method is one transaction of the files beside this one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.chat import Person
from bot.model.listing import ListedFeed
from bot.model.news import Language, Source
from bot.ports import SourceState, Subscription
from bot.store import braking, importing, subscribing, text_choices
from bot.store.database import Database


class ChatFeeds:
    """The feeds of chats. ``interval``: how often those are polled that chats add."""

    def __init__(self, database: Database, interval: timedelta) -> None:
        self._database = database
        self._interval = interval

    async def seed_sources(self, sources: Sequence[Source]) -> None:
        """Takes over the operator's sources by stable id; what chats changed or removed wins."""
        await self._database.write(lambda c: subscribing.seed(self._database, c, sources))

    async def sources(self, chat_id: int) -> Sequence[SourceState]:
        """The sources this chat sees, with a number that stays the same while it exists."""
        return await self._database.read(lambda c: subscribing.of_chat(c, chat_id))

    async def add_source(
        self, chat_id: int, url: str, name: str, language: Language, person: Person, now: datetime
    ) -> tuple[SourceState, bool]:
        """Subscribes the chat to a feed, and whether it is new to it."""
        source = Source("", url, name, language, interval=self._interval, owner_chat=chat_id)
        return await self._database.write(lambda c: subscribing.add(self._database, c, chat_id, source, person, now))

    async def add_sources(self, chat_id: int, feeds: Sequence[ListedFeed], person: Person, now: datetime) -> Sequence[bool]:
        """Subscribes the chat to many feeds, and for each whether it is new to it; a few hundred in each transaction."""
        wanted = [
            Source("", feed.url, feed.title, feed.language, interval=self._interval, owner_chat=chat_id) for feed in feeds
        ]
        return await importing.add_all(self._database, chat_id, wanted, person, now)

    async def remove_source(self, chat_id: int, number: int, person: Person, now: datetime) -> SourceState | None:
        """Takes a source from this chat; None when it has none of this number."""
        return await self._database.write(lambda c: subscribing.remove(self._database, c, chat_id, number, person, now))

    async def restore_source(
        self, chat_id: int, number: int, person: Person, now: datetime, *, paused: bool
    ) -> SourceState | None:
        """Gives the chat a source back that it has removed; None when it has removed none of this number."""
        return await self._database.write(
            lambda c: subscribing.restore(self._database, c, chat_id, number, person, now, paused=paused)
        )

    async def remove_sources(self, chat_id: int, numbers: Collection[int], person: Person, now: datetime) -> int:
        """Takes many sources from this chat; returns how many of them it had."""
        return await self._database.write(lambda c: importing.remove_all(self._database, c, chat_id, numbers, person, now))

    async def readers(self, url: str) -> Mapping[int, Subscription]:
        """The chats that read a feed of this address, by their ids."""
        return await self._database.read(lambda c: subscribing.readers(c, url))

    async def pause_source(
        self, chat_id: int, number: int, person: Person, now: datetime, *, paused: bool
    ) -> SourceState | None:
        """Stops or resumes a source for this chat alone; None when it has none of this number."""
        return await self._database.write(
            lambda c: subscribing.pause(self._database, c, chat_id, number, person, now, paused=paused)
        )

    async def read_in_full(self, chat_id: int, number: int, person: Person, now: datetime, *, full: bool) -> SourceState | None:
        """Whether the pages of a source's entries are read; None when the chat sees none of this number."""
        return await self._database.write(lambda c: text_choices.choose(c, chat_id, number, person, now, full=full))

    async def release_held(self, number: int, person: Person, now: datetime) -> int:
        """Lets go what is held of a source; returns how many articles."""
        return await self._database.write(lambda c: braking.release(c, number, person, now))

    async def drop_held(self, number: int, person: Person, now: datetime) -> int:
        """Makes what is held of a source count as old; returns how many articles."""
        return await self._database.write(lambda c: braking.drop(c, number, person, now))

    async def hold_again(self, number: int, person: Person, now: datetime) -> int:
        """Holds again what was dropped of a source last; returns how many articles."""
        return await self._database.write(lambda c: braking.hold_again(c, number, person, now))
