"""``Traces`` over the database: each method one transaction; what is done stands in ``tracing``, ``parting``, ``narrowing``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model.chat import Person
from bot.model.trace import Spotted, StoryTrace
from bot.model.watch import Watch
from bot.store import narrowing, parting, tracing
from bot.store.database import Database
from bot.store.pacing import Pacing


class StoredTraces:
    """What became of reports, as each chat may know it, and parting them from their stories."""

    def __init__(self, database: Database, pacing: Pacing | None = None) -> None:
        self._database = database
        self._pacing = pacing or Pacing()

    async def story(self, chat_id: int, story: int) -> StoryTrace | None:
        """A story as a chat may know it; None when there is nothing of it that the chat may see."""
        return await self._database.read(lambda c: tracing.traced(c, chat_id, story))

    async def told_by(self, chat_id: int, message: str) -> Sequence[int]:
        """The stories that a message in the chat tells of, by the platform's id of it."""
        return await self._database.read(lambda c: tracing.told_by(c, chat_id, message))

    async def told_last(self, chat_id: int) -> int | None:
        """The story that the chat was told of last."""
        return await self._database.read(lambda c: tracing.told_last(c, chat_id))

    async def spotted(self, chat_id: int, url: str) -> Sequence[Spotted]:
        """The stored articles at an address that the chat may see, the newest first."""
        return await self._database.read(lambda c: tracing.spotted(c, chat_id, url))

    async def carriers(self, chat_id: int, url: str) -> Sequence[int]:
        """The numbers of the chat's sources that have brought articles from the site of an address."""
        return await self._database.read(lambda c: tracing.carriers(c, chat_id, url))

    async def part(self, chat_id: int, story: int, article_id: int, person: Person, now: datetime) -> StoryTrace | None:
        """Parts a report from a story of the chat; returns the story that it makes there."""
        queue = self._pacing.queue
        return await self._database.write(lambda c: parting.part(c, chat_id, story, article_id, person, now, queue))

    async def rejoin(self, chat_id: int, story: int, person: Person, now: datetime) -> StoryTrace | None:
        """Puts a parted report back; returns the story it belongs to."""
        return await self._database.write(lambda c: parting.rejoin(c, chat_id, story, person, now))

    async def narrow(
        self, chat_id: int, story: int, before: Watch, after: Watch, person: Person, now: datetime
    ) -> Watch | None:
        """Makes a watch narrower and has it let go of a story; None when it is not what ``before`` is any more."""
        return await self._database.write(lambda c: narrowing.narrow(c, chat_id, story, before, after, person, now))

    async def widen(self, chat_id: int, story: int, before: Watch, after: Watch, person: Person, now: datetime) -> Watch | None:
        """Takes that back; None as there."""
        return await self._database.write(lambda c: narrowing.widen(c, chat_id, story, before, after, person, now))
