"""How the latest changes of each person in each chat are taken back: the actions of their answers' undo buttons.

A change that nothing takes back is kept as well, so that the word for undoing reaches none before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person
from bot.model.message import Undo
from bot.store.database import Database
from bot.store.schema import undos

KEPT: Final = timedelta(minutes=30)
"""How long a change can be taken back by a mere word."""

# Stands before what was done and cannot be taken back; no action begins so.
_FINAL: Final = "!"


class StoredUndos:
    """The actions that undo, by chat and person; each method one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember(self, chat_id: int, person: Person, undo: Undo, now: datetime) -> None:
        """Keeps how a person's change is taken back; what has been kept too long is forgotten."""
        action = f"{_FINAL}{undo.action}" if undo.final else undo.action

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(delete(undos).where(undos.c.at < now - KEPT))
            await connection.execute(undos.insert().values(chat_id=chat_id, person=str(person), action=action, at=now))

        await self._database.write(work)

    async def recall(self, chat_id: int, person: Person, now: datetime) -> Undo | None:
        """Takes out the latest that is kept for this person here of the last half hour; what is final stays."""
        mine = and_(undos.c.chat_id == chat_id, undos.c.person == str(person), undos.c.at >= now - KEPT)
        latest = select(undos.c.id, undos.c.action).where(mine).order_by(undos.c.id.desc()).limit(1)

        async def work(connection: AsyncConnection) -> Undo | None:
            row = (await connection.execute(latest)).one_or_none()
            if row is None:
                return None
            if row.action.startswith(_FINAL):
                return Undo(row.action.removeprefix(_FINAL), final=True)
            gone = (await connection.execute(delete(undos).where(undos.c.id == row.id))).rowcount
            return Undo(row.action) if gone else None

        return await self._database.write(work)

    async def since(self, chat_id: int, person: Person, now: datetime) -> Sequence[str]:
        """The action that takes the person's latest change here back, then those kept of others after it; none: nothing."""
        here = and_(undos.c.chat_id == chat_id, undos.c.at >= now - KEPT)
        latest = select(func.max(undos.c.id)).where(here, undos.c.person == str(person)).scalar_subquery()
        found = select(undos.c.action).where(here, undos.c.id >= latest).order_by(undos.c.id)

        async def work(connection: AsyncConnection) -> Sequence[str]:
            return [action.removeprefix(_FINAL) for action in (await connection.execute(found)).scalars()]

        return await self._database.read(work)

    async def done(self, chat_id: int, action: str) -> bool | None:
        """Forgets an action whose button somebody in the chat has pressed, where it is somebody's latest.

        Returns whether it was; None when it is kept for nobody.
        """
        latest = select(func.max(undos.c.id)).where(undos.c.chat_id == chat_id).group_by(undos.c.person)
        same = and_(undos.c.chat_id == chat_id, undos.c.action == action)

        async def work(connection: AsyncConnection) -> bool | None:
            if (await connection.execute(delete(undos).where(same, undos.c.id.in_(latest)))).rowcount:
                return True
            kept = (await connection.execute(select(undos.c.id).where(same).limit(1))).scalar()
            return None if kept is None else False

        return await self._database.write(work)
