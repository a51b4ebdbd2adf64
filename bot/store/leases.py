"""Roles that one process holds at a time, by lease."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.schema import leases


class RoleLeases:
    """``Leases`` over the database, by its clock. A role's number grows whenever it goes to another holder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def acquire(self, role: str, holder: str, seconds: float) -> int | None:
        """Takes or renews a role; its fencing number, or None when another holds it."""

        async def work(connection: AsyncConnection) -> int | None:
            now = await self._database.moment(connection)
            free = {"role": role, "holder": "", "until": now, "fence": 0}
            await connection.execute(self._database.insert(leases).values(free).on_conflict_do_nothing())
            row = (await connection.execute(select(leases).where(leases.c.role == role).with_for_update())).one()
            if row.holder != holder and row.until > now and row.holder:
                return None
            fence: int = row.fence + (row.holder != holder)
            values = {"holder": holder, "until": now + timedelta(seconds=seconds), "fence": fence}
            await connection.execute(update(leases).where(leases.c.role == role).values(**values))
            return fence

        return await self._database.write(work, ahead=True)

    async def release(self, role: str, holder: str) -> None:
        """Gives a role up, if it is held."""

        async def work(connection: AsyncConnection) -> None:
            held = and_(leases.c.role == role, leases.c.holder == holder)
            now: datetime = await self._database.moment(connection)
            await connection.execute(update(leases).where(held).values(holder="", until=now))

        await self._database.write(work, ahead=True)
