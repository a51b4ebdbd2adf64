"""Settling: what became of a claimed delivery, and every other end of a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Delivered, Delivery, DeliveryKind, Doubt, Gone, Moved, Notice, Outcome, Reason, Rejected, Retry
from bot.store.database import Database
from bot.store.flooding import as_list, grown, list_changed
from bot.store.gathering import gather
from bot.store.lanes import rewake
from bot.store.moving import move, suspend
from bot.store.pacing import LONGEST_PAUSE, Pacing, vain_pause
from bot.store.records import reason_record
from bot.store.rerouting import out_of_reach
from bot.store.schema import deliveries, delivery_parts, lanes


@dataclass(frozen=True, slots=True)
class Ending:
    """What a claimed delivery's row becomes, and until when its lane is parked."""

    values: dict[str, Any]
    parked: datetime | None = None


async def settle(
    database: Database, connection: AsyncConnection, pacing: Pacing, delivery: Delivery, outcome: Outcome, rendered: str
) -> None:
    """Ends a claim with its outcome; see ``bot.ports.Outbox``."""
    now = await database.moment(connection)
    row = await _held_row(connection, delivery)
    if row is None:
        return
    if isinstance(outcome, Delivered):
        await _settle_delivered(database, connection, row, delivery, outcome, rendered, now)
    elif _is_ours(row, delivery):
        ending = _ending(outcome, row, pacing, now)
        await _end(connection, row, ending)
        if isinstance(outcome, Rejected) and outcome.target_lost and list_changed(row) is not None:
            await as_list(connection, row, now)
    await _release(connection, row.chat_id, delivery.fence)
    if _is_ours(row, delivery) and isinstance(outcome, Gone):
        await out_of_reach(connection, await suspend(connection, delivery.chat.address, outcome.because), now)
    if _is_ours(row, delivery) and isinstance(outcome, Moved):
        await move(connection, delivery.chat.address, outcome.to)


async def end(
    database: Database,
    connection: AsyncConnection,
    delivery: Delivery,
    state: str,
    because: Reason,
    due: datetime | None = None,
    title: Notice | None = None,
) -> None:
    """Puts a claimed delivery into ``state`` unless the claim is somebody else's now; held with a ``title``, into its list."""
    now = await database.moment(connection)
    row = await _held_row(connection, delivery)
    if row is None:
        return
    if _is_ours(row, delivery) and title is not None and due is not None and not row.doubtful and not delivery.sent:
        await gather(connection, row, title, due, because, now)
    elif _is_ours(row, delivery):
        times = {"settled": now} if due is None else {"due": due}
        # Nothing may pass a message that may be out already, or part of which is.
        parked = due if row.doubtful or delivery.sent else None
        await _end(connection, row, Ending({"state": state, "because": reason_record(because), **times}, parked))
    await _release(connection, row.chat_id, delivery.fence)


async def record_part(database: Database, connection: AsyncConnection, delivery: Delivery, ordinal: int, message: str) -> None:
    """Notes that a part is out, whoever holds the delivery now; for its holder it ends the doubt about that part."""
    now = await database.moment(connection)
    known = select(deliveries.c.id).where(deliveries.c.id == delivery.id).with_for_update()
    if (await connection.execute(known)).scalar() is None:
        # Its chat was forgotten meanwhile.
        return
    part = {"delivery_id": delivery.id, "ordinal": ordinal, "state": "sent", "message": message, "at": now}
    await connection.execute(database.insert(delivery_parts).values(part).on_conflict_do_nothing())
    ours = and_(deliveries.c.id == delivery.id, deliveries.c.fence == delivery.fence, deliveries.c.state == "inflight")
    await connection.execute(update(deliveries).where(ours).values(doubtful=False))


async def renew(database: Database, connection: AsyncConnection, delivery: Delivery, lease: timedelta) -> bool:
    """Renews a claim, never shortening it; False when it is over or somebody else's now. Its first intent stays."""
    until = await database.moment(connection) + lease
    under_way = and_(deliveries.c.id == delivery.id, deliveries.c.fence == delivery.fence, deliveries.c.state == "inflight")
    chat = select(deliveries.c.chat_id).where(under_way).scalar_subquery()
    held = and_(lanes.c.chat_id == chat, lanes.c.fence == delivery.fence, lanes.c.lease_until.is_not(None))
    longer = case((lanes.c.lease_until > until, lanes.c.lease_until), else_=until)
    renewed = await connection.execute(update(lanes).where(held).values(lease_until=longer))
    return bool(renewed.rowcount)


async def _held_row(connection: AsyncConnection, delivery: Delivery) -> Row[Any] | None:
    """The delivery's row, its lane locked."""
    chat = select(deliveries.c.chat_id).where(deliveries.c.id == delivery.id).scalar_subquery()
    await connection.execute(select(lanes.c.chat_id).where(lanes.c.chat_id == chat).with_for_update())
    return (await connection.execute(select(deliveries).where(deliveries.c.id == delivery.id))).one_or_none()


def _is_ours(row: Row[Any], delivery: Delivery) -> bool:
    return bool(row.state == "inflight" and row.fence == delivery.fence)


async def _end(connection: AsyncConnection, row: Row[Any], ending: Ending) -> None:
    await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(**ending.values))
    if ending.parked is not None:
        await connection.execute(update(lanes).where(lanes.c.chat_id == row.chat_id).values(next_at=ending.parked))


async def _release(connection: AsyncConnection, chat_id: int, fence: int) -> None:
    """Frees the lane if this claim still holds it, and notes what is next in it."""
    held = and_(lanes.c.chat_id == chat_id, lanes.c.fence == fence)
    await connection.execute(update(lanes).where(held).values(lease_until=None))
    await rewake(connection, [chat_id])


async def _settle_delivered(
    database: Database,
    connection: AsyncConnection,
    row: Row[Any],
    delivery: Delivery,
    outcome: Delivered,
    rendered: str,
    now: datetime,
) -> None:
    if row.state != "sent":
        values = {"state": "sent", "settled": now, "doubtful": False, "rendered": rendered}
        await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(**values))
    found = select(delivery_parts.c.ordinal, delivery_parts.c.message).where(delivery_parts.c.delivery_id == row.id)
    parts = (await connection.execute(found)).all()
    if outcome.message and outcome.message not in {part.message for part in parts}:
        part = {"delivery_id": row.id, "ordinal": len(parts), "state": "sent", "message": outcome.message, "at": now}
        await connection.execute(database.insert(delivery_parts).values(part).on_conflict_do_nothing())
    await grown(connection, row, rendered)
    if row.kind == DeliveryKind.EDIT.value and delivery.target:
        await _show(connection, row, delivery.target, rendered)


async def _show(connection: AsyncConnection, row: Row[Any], target: str, rendered: str) -> None:
    """Notes on the story's first message what it shows since an edit."""
    first = select(delivery_parts.c.delivery_id).where(delivery_parts.c.ordinal == 0, delivery_parts.c.message == target)
    shown = and_(
        deliveries.c.chat_id == row.chat_id,
        deliveries.c.story_id == row.story_id,
        deliveries.c.kind == DeliveryKind.SEND.value,
        deliveries.c.id.in_(first),
    )
    await connection.execute(update(deliveries).where(shown).values(rendered=rendered))


def _ending(outcome: Retry | Doubt | Gone | Moved | Rejected, row: Row[Any], pacing: Pacing, now: datetime) -> Ending:
    match outcome:
        case Retry():
            return _ending_unsent(outcome, row, pacing, now)
        case Doubt():
            return _ending_in_doubt(outcome, row.attempts + 1, pacing, now)
        case Gone():
            return Ending({"state": "pending", "because": _because("suspended", outcome.because)})
        case Moved():
            return Ending({"state": "pending", "due": now, "because": _because("moved", str(outcome.to))})
        case Rejected():
            # Its people deleted the message that was to be edited: there is nothing left to bring up to date.
            lost = outcome.target_lost and row.kind == DeliveryKind.EDIT.value
            code = "no_target" if lost else "rejected"
            return _over("dropped" if lost else "dead", code, outcome.because, row.attempts, now)


def _ending_unsent(outcome: Retry, row: Row[Any], pacing: Pacing, now: datetime) -> Ending:
    """Only what the delivery itself is to blame for counts towards giving it up; an outage may last as long as it likes."""
    attempts = row.attempts + outcome.counted
    if outcome.counted and attempts >= pacing.attempts:
        return _over("dead", "gave_up", outcome.because, attempts, now)
    due = now + _growing(outcome.after, row.tries)
    values = {"state": "pending", "due": due, "attempts": attempts, "tries": row.tries + 1}
    return Ending({**values, "because": _because("retry", outcome.because)}, due)


def _growing(after: timedelta, tries: int) -> timedelta:
    """As long as the outcome asks, the next time twice as long, and so on up to the longest pause (or what was asked for)."""
    return min(after * float(2 ** min(tries, 16)), max(after, LONGEST_PAUSE))


def _ending_in_doubt(outcome: Doubt, attempts: int, pacing: Pacing, now: datetime) -> Ending:
    if attempts >= pacing.attempts:
        return _over("doubt", "doubt", outcome.because, attempts, now)
    due = now + vain_pause(attempts)
    values = {"state": "pending", "doubtful": True, "due": due, "attempts": attempts}
    return Ending({**values, "because": _because("doubt", outcome.because)}, due if due > now else None)


def _over(state: str, code: str, because: str, attempts: int, now: datetime) -> Ending:
    return Ending({"state": state, "because": _because(code, because), "attempts": attempts, "settled": now})


def _because(code: str, because: str) -> dict[str, Any]:
    return reason_record(Reason(code, (("because", because),)))
