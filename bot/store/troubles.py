"""Messages that did not go through: those given up and those in doubt, as people see them, and sending one of them again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import DeliveryKind, Reason
from bot.model.chat import Person
from bot.ports import Mishap
from bot.store.database import Database
from bot.store.lanes import lock, rewake
from bot.store.records import as_chat, as_reason, reason_record
from bot.store.revising import note
from bot.store.schema import alerts, articles, chats, deliveries, delivery_alerts

_OVER = ("dead", "doubt")


async def latest(connection: AsyncConnection, limit: int, chat_id: int | None) -> Sequence[Mishap]:
    """The latest messages given up or in doubt, of one chat or of all, the newest first."""
    found = _mishaps(_of_chat(chat_id)).order_by(deliveries.c.settled.desc(), deliveries.c.id.desc()).limit(limit)
    return tuple(_mishap(row) for row in await connection.execute(found))


async def retry(
    database: Database, connection: AsyncConnection, number: int, person: Person, chat_id: int | None
) -> Mishap | None:
    """Makes such a message due again as if it had never been tried; None when there is none of this number."""
    named = and_(deliveries.c.id == number, _of_chat(chat_id))
    lane = (await connection.execute(select(deliveries.c.chat_id).where(named))).scalar()
    if lane is None:
        return None
    await lock(connection, [lane])
    row = (await connection.execute(_mishaps(named))).one_or_none()
    if row is None:
        return None
    now = await database.moment(connection)
    # Whoever asks for it has looked: a doubt that is asked for again is sent, not looked into again.
    anew = {"state": "pending", "attempts": 0, "doubtful": False, "due": now, "settled": None}
    again = update(deliveries).where(deliveries.c.id == number)
    await connection.execute(again.values(**anew, because=reason_record(Reason("due"))))
    await rewake(connection, [row.id])
    await note(connection, now, person, "retry", row.id, str(number))
    return _mishap(row)


def _of_chat(chat_id: int | None) -> ColumnElement[bool]:
    over = deliveries.c.state.in_(_OVER)
    return over if chat_id is None else and_(over, deliveries.c.chat_id == chat_id)


def _mishaps(only: ColumnElement[bool]) -> Select[Any]:
    """Deliveries with their chats, whose columns keep their names, and the title of what each tells first."""
    headline = (
        select(articles.c.title)
        .join(alerts, alerts.c.article_id == articles.c.id)
        .join(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .where(delivery_alerts.c.delivery_id == deliveries.c.id)
        .order_by(articles.c.id)
        .limit(1)
        .correlate(deliveries)
        .scalar_subquery()
    )
    own = (
        deliveries.c.id.label("number"),
        deliveries.c.kind.label("what"),
        deliveries.c.state.label("ended"),
        deliveries.c.because.label("reason"),
        deliveries.c.settled,
        headline.label("headline"),
    )
    return select(chats, *own).join(deliveries, deliveries.c.chat_id == chats.c.id).where(only)


def _mishap(row: Row[Any]) -> Mishap:
    return Mishap(
        number=row.number,
        chat=as_chat(row),
        kind=DeliveryKind(row.what),
        headline=row.headline or "",
        at=row.settled,
        because=as_reason(row.reason),
        doubt=row.ended == "doubt",
    )
