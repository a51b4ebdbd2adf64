"""``Mutes`` over the database: each method one transaction; what it does stands in ``muting``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model.chat import Person
from bot.model.mute import Mute, Muted
from bot.store import muting
from bot.store.database import Database


class StoredMutes:
    """What chats do not want to hear of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mute(self, chat_id: int, what: Muted, until: datetime | None, person: Person, now: datetime) -> Mute | None:
        """Mutes something of a chat; None when it has no such watch or story."""
        return await self._database.write(lambda c: muting.mute(c, chat_id, what, until, person, now))

    async def unmute(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        """Ends a mute that is on; None when the chat has none of this number."""
        return await self._database.write(lambda c: muting.unmute(c, chat_id, number, person, now))

    async def withdraw(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        """Makes a mute undone: what it took the place of is on again."""
        return await self._database.write(lambda c: muting.withdraw(c, chat_id, number, person, now))

    async def restore(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        """Puts a mute back that was ended in the last 30 days."""
        return await self._database.write(lambda c: muting.restore(c, chat_id, number, person, now))

    async def of_chat(self, chat_id: int, now: datetime) -> Sequence[Mute]:
        """What is muted in a chat, the latest first."""
        return await self._database.read(lambda c: muting.of_chat(c, chat_id, now))
