"""How the latest changes of each person in each chat are taken back: the actions of their answers' undo buttons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person
from bot.store.database import Database
from bot.store.schema import undos

KEPT: Final = timedelta(minutes=30)
"""How long a change can be taken back by a mere word."""


class StoredUndos:
    """The actions that undo, by chat and person; each method one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember(self, chat_id: int, person: Person, action: str, now: datetime) -> None:
        """Keeps the action that takes a person's change back; what has been kept too long is forgotten."""

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(delete(undos).where(undos.c.at < now - KEPT))
            await connection.execute(undos.insert().values(chat_id=chat_id, person=str(person), action=action, at=now))

        await self._database.write(work)

    async def recall(self, chat_id: int, person: Person, now: datetime) -> str | None:
        """Takes out the latest action kept for this person here in the last half hour; None when there is none."""
        mine = and_(undos.c.chat_id == chat_id, undos.c.person == str(person), undos.c.at >= now - KEPT)
        latest = select(undos.c.id).where(mine).order_by(undos.c.id.desc()).limit(1).scalar_subquery()

        async def work(connection: AsyncConnection) -> str | None:
            taken = delete(undos).where(undos.c.id == latest).returning(undos.c.action)
            return (await connection.execute(taken)).scalar()

        return await self._database.write(work)

    async def done(self, chat_id: int, action: str) -> bool:
        """Forgets an action whose button somebody in the chat has pressed; whether it was kept for anybody."""
        same = and_(undos.c.chat_id == chat_id, undos.c.action == action)
        gone = await self._database.write(lambda c: c.execute(delete(undos).where(same)))
        return bool(gone.rowcount)
