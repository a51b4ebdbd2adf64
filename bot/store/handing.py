"""What the next shift wants to know of a chat: what it was told, and what it does not want to hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.mute import Mute
from bot.model.register import Silence
from bot.store import muting
from bot.store.schema import alerts, deliveries, delivery_alerts


async def told(connection: AsyncConnection, chat_id: int, since: datetime) -> Mapping[int, datetime]:
    """The stories that a chat was told of since then, each with when it was told of it last."""
    out = and_(deliveries.c.chat_id == chat_id, deliveries.c.state == "sent", deliveries.c.settled >= since)
    found = (
        select(alerts.c.story_id, func.max(deliveries.c.settled).label("last"))
        .join(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .join(deliveries, deliveries.c.id == delivery_alerts.c.delivery_id)
        .where(out, alerts.c.cancelled.is_(False))
        .group_by(alerts.c.story_id)
    )
    return {row.story_id: row.last for row in await connection.execute(found)}


async def silences(connection: AsyncConnection, chat_id: int, now: datetime) -> Sequence[Silence]:
    """What is muted in a chat, the latest first."""
    return tuple(_silence(mute) for mute in await muting.of_chat(connection, chat_id, now))


def _silence(mute: Mute) -> Silence:
    named = [part for part in (mute.outlet, mute.term, mute.headline) if part]
    return Silence(" · ".join(named), mute.name or mute.who, mute.until)
