"""What the next shift wants to know of a chat: what it was told, and what it does not want to hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.register import Silence
from bot.store.schema import alerts, articles, deliveries, delivery_alerts, mutes, sources, watches


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
    live = and_(mutes.c.chat_id == chat_id, mutes.c.ended.is_(None), or_(mutes.c.until.is_(None), mutes.c.until > now))
    found = (
        select(mutes, watches.c.term, articles.c.title, sources.c.name.label("outlet"))
        .select_from(
            mutes.outerjoin(watches, watches.c.id == mutes.c.watch_id)
            .outerjoin(articles, articles.c.id == mutes.c.story_id)
            .outerjoin(sources, sources.c.id == mutes.c.source_id)
        )
        .where(live)
        .order_by(mutes.c.at.desc())
    )
    return tuple(_silence(row) for row in await connection.execute(found))


def _silence(row: Row[Any]) -> Silence:
    named = [part for part in (row.outlet, row.term, row.title) if part]
    return Silence(" · ".join(named), row.name or row.who, row.until)
