"""What a chat is not to be told yet, gathered: held deliveries become one list, or join the list that there is.

When that is, and under which title, ``bot.alerts.policy`` has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import DeliveryKind, Notice, Reason
from bot.store.records import as_notice, notice_record, reason_record
from bot.store.schema import deliveries, delivery_alerts, delivery_parts


async def gather(
    connection: AsyncConnection, row: Row[Any], title: Notice, until: datetime, because: Reason, now: datetime
) -> None:
    """Makes a held delivery, its lane locked, the list of this title, or gives what it tells to the list that waits already."""
    waiting = await _list(connection, row, title)
    into = row.id if waiting is None else waiting
    if waiting is not None:
        carried = update(delivery_alerts).where(delivery_alerts.c.delivery_id == row.id)
        await connection.execute(carried.values(delivery_id=into))
        over = {"state": "dropped", "because": reason_record(Reason("gathered")), "settled": now}
        await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(**over))
    listed = {"kind": DeliveryKind.DIGEST.value, "story_id": None, "notice": notice_record(title)}
    held = {"state": "held", "due": until, "because": reason_record(because)}
    await connection.execute(update(deliveries).where(deliveries.c.id == into).values(**listed, **held))


async def _list(connection: AsyncConnection, row: Row[Any], title: Notice) -> int | None:
    """The list of this title that nothing of is in the chat yet."""
    found = (
        select(deliveries.c.id, deliveries.c.notice)
        .outerjoin(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
        .where(
            deliveries.c.chat_id == row.chat_id,
            deliveries.c.id != row.id,
            deliveries.c.kind == DeliveryKind.DIGEST.value,
            deliveries.c.state.in_(("pending", "held")),
            deliveries.c.doubtful.is_(False),
            delivery_parts.c.delivery_id.is_(None),
        )
        .order_by(deliveries.c.seq)
    )
    lists: Sequence[Any] = (await connection.execute(found)).all()
    return next((each.id for each in lists if as_notice(each.notice) == title), None)
