"""The bot's own notices put into chats' queues, and which chats hear of what concerns the whole bot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import DeliveryKind, Notice
from bot.model.chat import ChatKind, ChatState, Platform, Role
from bot.store.lanes import next_seq, rewake
from bot.store.records import notice_record
from bot.store.schema import chats, deliveries, roles, subscriptions, watches


async def queue(connection: AsyncConnection, chat_ids: Collection[int], notice: Notice, now: datetime) -> None:
    """Queues a notice for each of these chats, after what is queued there already; their lanes stay locked."""
    said = {"kind": DeliveryKind.NOTICE.value, "notice": notice_record(notice), "state": "pending", "due": now, "created": now}
    for chat_id in sorted(set(chat_ids)):
        seq = await next_seq(connection, chat_id)
        await connection.execute(deliveries.insert().values(chat_id=chat_id, seq=seq, **said))
    await rewake(connection, chat_ids)


async def responsible(connection: AsyncConnection, owners: Collection[str], source: str | None = None) -> Sequence[int]:
    """The chats that hear of what concerns a shared source, or all of them: where its owners and admins are alone with the bot.

    ``owners``: people such as ``telegram:111`` who own it by configuration. Where there is no such chat, all open ones in which
    something is watched, but those that have switched the source off.
    """
    found = {row.id: row.platform for row in await connection.execute(alone_with_admins(owners))}
    # A terminal is read only while it is open.
    if set(found.values()) - {Platform.CONSOLE.value}:
        return sorted(found)
    watching = exists().where(watches.c.chat_id == chats.c.id, watches.c.removed_at.is_(None))
    wanted = and_(chats.c.admitted, chats.c.state == ChatState.ACTIVE.value, watching)
    if source is not None:
        off = and_(subscriptions.c.source_id == source, subscriptions.c.state != "on")
        wanted = and_(wanted, ~exists().where(subscriptions.c.chat_id == chats.c.id, off))
    return sorted({*found, *(await connection.execute(select(chats.c.id).where(wanted))).scalars()})


def alone_with_admins(owners: Collection[str]) -> Select[tuple[int, str]]:
    """The chats in which owners and admins of the whole bot are alone with it: their ids and platforms."""
    place = (chats.c.platform, chats.c.channel)
    return select(func.min(chats.c.id).label("id"), chats.c.platform).where(_of_admin(owners)).group_by(*place)


def _of_admin(owners: Collection[str]) -> ColumnElement[bool]:
    """The condition that a chat is an admin's own. Whoever sits at the console holds the files anyway."""
    # Telegram's private chats bear the id of their person; others are known since the first command.
    on_telegram = and_(chats.c.person == "", chats.c.platform == Platform.TELEGRAM.value)
    person = case((on_telegram, chats.c.channel), else_=chats.c.person)
    same = and_(roles.c.platform == chats.c.platform, roles.c.person == person)
    ways = [exists().where(same, roles.c.role >= Role.ADMIN.value), chats.c.platform == Platform.CONSOLE.value]
    for owner in sorted(owners):
        platform, _, name = owner.partition(":")
        ways.append(and_(chats.c.platform == platform, person == name))
    reached = and_(chats.c.admitted, chats.c.state != ChatState.SUSPENDED.value)
    return and_(chats.c.kind == ChatKind.PRIVATE.value, reached, or_(*ways))
