"""The end of a chat's pause: by somebody's word or by itself at its time, and what came meanwhile as one list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.policy import PAUSE, UNREACHED
from bot.model.alert import DeliveryKind, Notice, Reason
from bot.model.chat import ChatState
from bot.model.watch import Severity
from bot.store.flooding import list_changed
from bot.store.gathering import gather
from bot.store.lanes import rewake
from bot.store.moving import make_due
from bot.store.revising import note
from bot.store.schema import alert_watches, chats, deliveries, delivery_alerts, delivery_parts, watches

_OWN: Final = "rasid"
"""What the audit calls the bot itself."""


async def end_pauses(connection: AsyncConnection, now: datetime) -> None:
    """Resumes the chats whose pause has reached its end; one that another process resumes just now is left to it."""
    over = and_(chats.c.paused_until <= now, chats.c.state == ChatState.PAUSED.value)
    found = select(chats.c.id).where(over).order_by(chats.c.id).with_for_update(skip_locked=True)
    ids = (await connection.execute(found)).scalars().all()
    if not ids:
        return
    active = {"state": ChatState.ACTIVE.value, "resumes_to": ChatState.ACTIVE.value, "because": "", "paused_until": None}
    await connection.execute(update(chats).where(chats.c.id.in_(ids)).values(**active))
    await let_go(connection, ids, now)
    change = ("state", ChatState.PAUSED.value, ChatState.ACTIVE.value)
    for chat_id in ids:
        await note(connection, now, _OWN, "settings", chat_id, changes=[change])


async def let_go(connection: AsyncConnection, chat_ids: Collection[int], now: datetime, title: str = PAUSE) -> None:
    """Makes due what these chats were not told while they were paused; several stories of one chat become one list.

    ``title``: of the lists, another where the chats were out of reach or closed. What was to join a list of before is told
    anew: nobody looks at an old message again. What a critical watch asks for goes by itself, and so does what may be out in
    part.
    """
    await make_due(connection, chat_ids, now)
    for chat_id in sorted(chat_ids):
        rows, changes = await _untold(connection, chat_id), await _changes(connection, chat_id)
        if changes or len(rows) > 1:
            for row in (*rows, *changes):
                await gather(connection, row, Notice(title), now, Reason("paused" if title == PAUSE else "due"), now)
    gathered = and_(deliveries.c.chat_id.in_(chat_ids), deliveries.c.state == "held")
    await connection.execute(update(deliveries).where(gathered).values(state="pending", due=now))
    await rewake(connection, chat_ids)


async def catch_up(connection: AsyncConnection, chat_ids: Collection[int], now: datetime) -> None:
    """Lets these chats, which can be reached again, have what came meanwhile; those that are paused, when that ends."""
    active = select(chats.c.id).where(chats.c.id.in_(chat_ids), chats.c.state == ChatState.ACTIVE.value)
    ids = (await connection.execute(active)).scalars().all()
    await let_go(connection, ids, now, UNREACHED)


async def _untold(connection: AsyncConnection, chat_id: int) -> Sequence[Row[Any]]:
    """The first messages of stories that wait to be told, the oldest first."""
    critical = (
        select(watches.c.id)
        .join(alert_watches, alert_watches.c.watch_id == watches.c.id)
        .join(delivery_alerts, delivery_alerts.c.alert_id == alert_watches.c.alert_id)
        .where(
            delivery_alerts.c.delivery_id == deliveries.c.id,
            watches.c.severity == Severity.CRITICAL.value,
            watches.c.removed_at.is_(None),
        )
    )
    first = and_(deliveries.c.kind == DeliveryKind.SEND.value, deliveries.c.notice.is_(None), ~exists(critical))
    return await _waiting(connection, chat_id, first)


async def _changes(connection: AsyncConnection, chat_id: int) -> Sequence[Row[Any]]:
    """The changes that wait of lists that grow."""
    edits = and_(deliveries.c.kind == DeliveryKind.EDIT.value, deliveries.c.story_id.is_(None))
    return [row for row in await _waiting(connection, chat_id, edits) if list_changed(row) is not None]


async def _waiting(connection: AsyncConnection, chat_id: int, which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Deliveries of a chat of which nothing is out yet, for certain; the oldest first."""
    found = select(deliveries).where(
        deliveries.c.chat_id == chat_id,
        deliveries.c.state == "pending",
        deliveries.c.doubtful.is_(False),
        ~exists().where(delivery_parts.c.delivery_id == deliveries.c.id),
        which,
    )
    rows: Sequence[Any] = (await connection.execute(found.order_by(deliveries.c.seq))).all()
    return rows
