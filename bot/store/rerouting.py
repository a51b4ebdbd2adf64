"""Watches whose alerts go to another chat, when that one is out of reach, has a double, or is forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Notice
from bot.store.noticing import queue
from bot.store.revising import next_revision
from bot.store.schema import chats, watches

_LIVE = watches.c.removed_at.is_(None)


async def out_of_reach(connection: AsyncConnection, chat_ids: Collection[int], now: datetime) -> None:
    """Tells the chats whose watches are told in one of these, once for each watch; its alerts wait there."""
    await _tell(connection, chat_ids, "notice.route_waits", now)


async def forgotten(connection: AsyncConnection, chat_ids: Collection[int], now: datetime) -> None:
    """Has the watches that are told in one of these chats told in their own again, and says so there."""
    await _tell(connection, chat_ids, "notice.route_ended", now)
    await readdress(connection, chat_ids, None)


async def readdress(connection: AsyncConnection, chat_ids: Collection[int], target: int | None) -> None:
    """Has the watches that are told in one of these chats told in another, or with None in their own."""
    routed = update(watches).where(_LIVE, watches.c.route_to.in_(chat_ids))
    found = select(watches.c.id).where(_LIVE, watches.c.route_to.in_(chat_ids)).limit(1)
    if (await connection.execute(found)).first() is not None:
        await connection.execute(routed.values(route_to=target, changed_at=await next_revision(connection)))


async def _tell(connection: AsyncConnection, chat_ids: Collection[int], key: str, now: datetime) -> None:
    found = (
        select(watches.c.chat_id, watches.c.term, chats.c.title, chats.c.channel)
        .join(chats, chats.c.id == watches.c.route_to)
        .where(_LIVE, watches.c.route_to.in_(chat_ids), watches.c.chat_id.not_in(chat_ids))
        .order_by(watches.c.id)
    )
    for row in (await connection.execute(found)).all():
        values = (("term", row.term), ("chat", row.title or row.channel))
        await queue(connection, [row.chat_id], Notice(key, values), now)
