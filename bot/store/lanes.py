"""The lane of each chat: the order of its deliveries, and when the next of them may be claimed.

Whoever changes a chat's deliveries holds its lane. Locks are taken in the order lane, bucket, delivery, lanes by chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import deliveries, is_open, lanes


async def lock(connection: AsyncConnection, chat_ids: Iterable[int]) -> Mapping[int, int]:
    """Locks these chats' lanes; returns the last ``seq`` of each that exists."""
    wanted = sorted(set(chat_ids))
    if not wanted:
        return {}
    found = select(lanes.c.chat_id, lanes.c.last_seq).where(lanes.c.chat_id.in_(wanted)).order_by(lanes.c.chat_id)
    return {row.chat_id: row.last_seq for row in await connection.execute(found.with_for_update())}


async def rewake(connection: AsyncConnection, chat_ids: Iterable[int]) -> None:
    """Notes anew, for locked lanes, when their earliest open delivery is due."""
    of_chat = deliveries.c.chat_id == lanes.c.chat_id
    earliest = select(func.min(deliveries.c.due)).where(of_chat, is_open).scalar_subquery()
    await connection.execute(update(lanes).where(lanes.c.chat_id.in_(sorted(set(chat_ids)))).values(wake_at=earliest))


async def next_seq(connection: AsyncConnection, chat_id: int) -> int:
    """The next ``seq`` of a chat's lane, which stays locked until the transaction ends."""
    taken = update(lanes).where(lanes.c.chat_id == chat_id).values(last_seq=lanes.c.last_seq + 1).returning(lanes.c.last_seq)
    seq: int = (await connection.execute(taken)).scalar_one()
    return seq
