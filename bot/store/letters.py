"""Messages that are not out yet, or not surely: which they are, what each would say, and leaving one unsent.

Sending one again stands in ``troubles``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Delivery, DeliveryKind, Reason
from bot.model.chat import Person
from bot.model.register import Letter, Mailbag
from bot.store.lanes import lock, rewake
from bot.store.loading import load
from bot.store.records import as_chat, as_reason, reason_record
from bot.store.revising import note
from bot.store.schema import alerts, articles, chats, deliveries, delivery_alerts

_OPEN: Final = ("pending", "inflight", "held")
OVER: Final = ("doubt", "dead")
"""The states of messages that did not go through."""

STATES: Final = (*_OPEN, *OVER)
"""The states of messages that people may want to look at."""

_BY_HAND: Final = "dropped_by_hand"


async def mail(connection: AsyncConnection, chat_id: int | None, limit: int, offset: int) -> Mailbag:
    """How many messages of a chat, or of all, are in each state, and some of them: what went wrong first, then by age."""
    only = of_chat(chat_id)
    counted = select(deliveries.c.state, func.count(deliveries.c.id)).where(only).group_by(deliveries.c.state)
    counts = {row[0]: row[1] for row in await connection.execute(counted)}
    # What is over has been settled, what is open has not.
    ordered = letters(only).order_by(deliveries.c.settled.is_(None), deliveries.c.settled.desc(), deliveries.c.id)
    rows = await connection.execute(ordered.limit(limit).offset(offset))
    return Mailbag(counts, tuple(as_letter(row) for row in rows))


async def letter(connection: AsyncConnection, number: int, chat_id: int | None) -> Delivery | None:
    """A message with all that it says; None when there is none of this number."""
    known = (await connection.execute(select(deliveries.c.id).where(deliveries.c.id == number, of_chat(chat_id)))).scalar()
    if known is None:
        return None
    (found,) = await load(connection, [known], {})
    return found


async def listed(connection: AsyncConnection, number: int, chat_id: int | None) -> Letter | None:
    """How a message stands; None when there is none of this number."""
    row = (await connection.execute(letters(and_(deliveries.c.id == number, of_chat(chat_id))))).one_or_none()
    return None if row is None else as_letter(row)


async def drop(connection: AsyncConnection, number: int, by: Person, chat_id: int | None, now: datetime) -> Letter | None:
    """Leaves a message unsent; None when there is none of this number, or it is being sent."""
    row = await locked(connection, and_(deliveries.c.id == number, of_chat(chat_id), deliveries.c.state != "inflight"))
    if row is None:
        return None
    before = as_reason(row.reason)
    because = Reason("dropped_by_hand", (("was", row.stand), ("why", before.code), *before.facts))
    ended = {"state": "dropped", "settled": row.settled or now, "because": reason_record(because)}
    await connection.execute(update(deliveries).where(deliveries.c.id == number).values(**ended))
    await rewake(connection, [row.id])
    await note(connection, now, by, "drop", row.id, str(number))
    return as_letter(row)


async def restore(connection: AsyncConnection, number: int, by: Person, chat_id: int | None, now: datetime) -> Letter | None:
    """Takes back that a message was left unsent; None when it was not."""
    here = deliveries.c.chat_id == chat_id if chat_id is not None else deliveries.c.id == number
    row = await locked(connection, and_(deliveries.c.id == number, here, deliveries.c.state == "dropped"))
    because = as_reason(row.reason) if row is not None else Reason("")
    if row is None or because.code != _BY_HAND:
        return None
    facts = dict(because.facts)
    back: dict[str, Any] = {"state": "pending", "settled": None, "due": now, "because": reason_record(Reason("due"))}
    if facts["was"] in OVER:
        # Kept behind what was said of dropping it.
        why = {"code": facts["why"], "facts": [list(fact) for fact in because.facts[2:]]}
        back = {"state": facts["was"], "because": why}
    await connection.execute(update(deliveries).where(deliveries.c.id == number).values(**back))
    await rewake(connection, [row.id])
    await note(connection, now, by, "restore message", row.id, str(number))
    again = (await connection.execute(letters(deliveries.c.id == number))).one()
    return as_letter(again)


async def oldest_due(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Since when the message is due that has been so for longest; None when none is."""
    waiting = and_(deliveries.c.settled.is_(None), deliveries.c.due <= now, deliveries.c.state == "pending")
    found: datetime | None = (await connection.execute(select(func.min(deliveries.c.due)).where(waiting))).scalar()
    return found


async def locked(connection: AsyncConnection, named: ColumnElement[bool]) -> Row[Any] | None:
    """The delivery's row with its chat, the chat's lane locked."""
    lane = (await connection.execute(select(deliveries.c.chat_id).where(named))).scalar()
    if lane is None:
        return None
    await lock(connection, [lane])
    row: Row[Any] | None = (await connection.execute(letters(named))).one_or_none()
    return row


def of_chat(chat_id: int | None, states: Sequence[str] = STATES) -> ColumnElement[bool]:
    """The condition that a message is in one of these states, in a chat or in any."""
    shown = deliveries.c.state.in_(states)
    return shown if chat_id is None else and_(shown, deliveries.c.chat_id == chat_id)


def letters(only: ColumnElement[bool]) -> Select[Any]:
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
    own: Sequence[ColumnElement[Any]] = (
        deliveries.c.id.label("number"),
        deliveries.c.kind.label("what"),
        deliveries.c.state.label("stand"),
        deliveries.c.because.label("reason"),
        deliveries.c.created,
        deliveries.c.due,
        deliveries.c.settled,
        headline.label("headline"),
    )
    return select(chats, *own).join(deliveries, deliveries.c.chat_id == chats.c.id).where(only)


def as_letter(row: Row[Any]) -> Letter:
    """The letter of a row of ``letters``."""
    return Letter(
        number=row.number,
        chat=as_chat(row),
        kind=DeliveryKind(row.what),
        state=row.stand,
        headline=row.headline or "",
        since=row.settled or row.created,
        due=row.due,
        because=as_reason(row.reason),
    )
