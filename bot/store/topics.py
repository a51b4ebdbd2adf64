"""Topics that cannot be written to, and can again; what becomes of their messages is the courier's affair."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Notice
from bot.model.chat import Address
from bot.store.moving import at_channel
from bot.store.noticing import queue
from bot.store.schema import chats


async def lose(connection: AsyncConnection, address: Address, notice: Notice, now: datetime, until: datetime) -> None:
    """Sends a topic's messages to General until then, and queues the notice of it, unless that is so already."""
    new = or_(chats.c.general_until.is_(None), chats.c.general_until <= now)
    lost = update(chats).where(at_channel(address), chats.c.thread == address.thread, new).values(general_until=until)
    ids = (await connection.execute(lost.returning(chats.c.id))).scalars().all()
    if ids:
        await queue(connection, ids, notice, now)


async def find(connection: AsyncConnection, address: Address) -> None:
    """Notes that a topic is open."""
    here = and_(at_channel(address), chats.c.thread == address.thread, chats.c.general_until.is_not(None))
    await connection.execute(update(chats).where(here).values(general_until=None))
