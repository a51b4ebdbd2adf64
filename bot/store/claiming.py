"""Claiming: which deliveries may go now, one per chat, in order and at the platform's pace, their intent written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Delivery, DeliveryKind, Reason
from bot.model.chat import Address, ChatKind, ChatState, Platform
from bot.store.database import Database
from bot.store.flooding import as_list, list_changed, lists_of
from bot.store.lanes import rewake
from bot.store.loading import Target, load
from bot.store.muting import MUTED, put_aside
from bot.store.pacing import Pacing, levels, ready_at, store_levels, take, vain_pause
from bot.store.pausing import end_pauses
from bot.store.records import reason_record
from bot.store.schema import chats, deliveries, delivery_alerts, delivery_parts, is_open, lanes

_MOMENT: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Claiming:
    """A claim's terms: how fast, for how long, how many, where to."""

    pacing: Pacing
    lease: timedelta
    limit: int
    platforms: Sequence[Platform]


async def claim(database: Database, connection: AsyncConnection, terms: Claiming) -> Sequence[Delivery]:
    """Claims what is due and affordable, at most one per chat."""
    now = await database.moment(connection)
    await end_pauses(connection, now)
    free = await _free_lanes(connection, terms, now)
    if not free:
        return ()
    picked, targets = await _pick(connection, [row.chat_id for row in free], terms.pacing.attempts, now)
    going = await _spend(database, connection, terms.pacing, [row for row in free if row.chat_id in picked], now)
    if not going:
        return ()
    fences = {row.chat_id: row.fence + 1 for row in going}
    await _intend(connection, [picked[row.chat_id] for row in going], fences, now, terms.lease)
    ids = [picked[row.chat_id].id for row in going]
    loaded = await load(connection, ids, {id_: targets[id_] for id_ in ids if id_ in targets}, now)
    await _put_aside_empty(connection, [delivery for delivery in loaded if _is_empty(delivery)], now)
    return tuple(delivery for delivery in loaded if not _is_empty(delivery))


async def _free_lanes(connection: AsyncConnection, terms: Claiming, now: datetime) -> Sequence[Row[Any]]:
    """Lanes of active chats with something due that nobody holds, the one served longest ago first; locked."""
    found = (
        select(lanes.c.chat_id, lanes.c.fence, chats.c.platform, chats.c.channel, chats.c.thread, chats.c.kind)
        .join(chats, chats.c.id == lanes.c.chat_id)
        .where(
            lanes.c.wake_at <= now,
            lanes.c.next_at <= now,
            or_(lanes.c.lease_until.is_(None), lanes.c.lease_until <= now),
            chats.c.state == ChatState.ACTIVE.value,
            chats.c.closed.is_(False),
            chats.c.platform.in_([platform.value for platform in terms.platforms]),
        )
        .order_by(lanes.c.next_at, lanes.c.chat_id)
        .limit(terms.limit)
        .with_for_update(skip_locked=True, of=lanes)
    )
    rows: Sequence[Any] = (await connection.execute(found)).all()
    return rows


async def _pick(
    connection: AsyncConnection, chat_ids: Sequence[int], attempts: int, now: datetime
) -> tuple[dict[int, Row[Any]], dict[int, Target]]:
    """For each chat its next delivery, and by delivery the first message it edits or answers.

    Deliveries that have become moot, are muted, must wait or were interrupted ``attempts`` times are put aside on the way.
    """
    picked: dict[int, Row[Any]] = {}
    targets: dict[int, Target] = {}
    todo, moved = list(chat_ids), set[int]()
    while todo:
        rows = await _next(connection, todo, now)
        moved.update(set(todo) - {row.chat_id for row in rows})
        firsts = await _firsts(connection, rows)
        hopeless = [row for row in rows if row.state == "inflight" and row.attempts + 1 >= attempts]
        await _give_up(connection, hopeless, now)
        silent = await put_aside(connection, rows, now)
        moot = {row.chat_id for row in rows if row in hopeless or row.id in silent}
        for row in rows:
            if row.chat_id not in moot and await _is_put_aside(connection, row, firsts.get(row.id, ()), now):
                moot.add(row.chat_id)
        todo = sorted(moot)
        moved.update(todo)
        for row in rows:
            if row.chat_id not in moot:
                picked[row.chat_id] = row
                target = next(filter(None, map(_target, firsts.get(row.id, ()))), None)
                if target is not None:
                    targets[row.id] = target
    if moved:
        await rewake(connection, moved)
    return picked, targets


async def _next(connection: AsyncConnection, chat_ids: Sequence[int], now: datetime) -> Sequence[Row[Any]]:
    """The next due delivery of each chat: one that was under way when its claim ran out, otherwise by ``seq``."""
    interrupted = case((deliveries.c.state == "inflight", 0), else_=1)
    rank = func.row_number().over(partition_by=deliveries.c.chat_id, order_by=(interrupted, deliveries.c.seq))
    due = (
        select(deliveries, rank.label("rank"))
        .where(deliveries.c.chat_id.in_(chat_ids), is_open, deliveries.c.due <= now)
        .subquery()
    )
    return (await connection.execute(select(due).where(due.c.rank == 1))).all()


async def _firsts(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> Mapping[int, Sequence[Row[Any]]]:
    """For each edit and reply, the deliveries that were to bring its story's first message, the latest first."""
    followers = [row for row in rows if row.kind in {"edit", "reply"}]
    if not followers:
        return {}
    asking = {(row.chat_id, row.story_id): row.id for row in followers if row.story_id is not None}
    found = (
        select(deliveries, delivery_parts.c.message)
        .outerjoin(delivery_parts, (delivery_parts.c.delivery_id == deliveries.c.id) & (delivery_parts.c.ordinal == 0))
        .where(
            deliveries.c.kind == DeliveryKind.SEND.value,
            deliveries.c.chat_id.in_({chat for chat, _ in asking}),
            deliveries.c.story_id.in_({story for _, story in asking}),
        )
        .order_by(deliveries.c.seq.desc())
    )
    firsts: dict[int, list[Row[Any]]] = {change: [listed] for change, listed in (await lists_of(connection, rows)).items()}
    for row in await connection.execute(found):
        if (row.chat_id, row.story_id) in asking:
            firsts.setdefault(asking[row.chat_id, row.story_id], []).append(row)
    return firsts


def _target(first: Row[Any]) -> Target | None:
    return Target(first.id, first.message, first.rendered) if first.message else None


async def _give_up(connection: AsyncConnection, hopeless: Sequence[Row[Any]], now: datetime) -> None:
    """Ends deliveries that whoever claimed them never came back from: something in them must be to blame."""
    for row in hopeless:
        values = {"state": "dead", "attempts": row.attempts + 1, "settled": now}
        because = reason_record(Reason("gave_up", (("because", "interrupted every time"),)))
        await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(because=because, **values))


async def _is_put_aside(connection: AsyncConnection, row: Row[Any], firsts: Sequence[Row[Any]], now: datetime) -> bool:
    """Whether an edit or reply does not go now: its first message will say it, must go before it, or is none to edit.

    It is dropped or made to wait here. What follows a first message that died becomes the first itself.
    """
    if row.kind not in {"edit", "reply"} or any(first.message for first in firsts):
        return False
    before = next((first for first in firsts if first.settled is None), None)
    this = update(deliveries).where(deliveries.c.id == row.id)
    if before is not None and not _is_surely_unsent(before):
        # Once it is known what became of that one, this one answers it or stands alone.
        await connection.execute(this.values(due=max(before.due, now + _MOMENT)))
        return True
    if before is None and list_changed(row) is not None:
        await as_list(connection, row, now)
        return True
    if before is None and firsts and all(_was_never_told(first) for first in firsts):
        await connection.execute(this.values(kind=DeliveryKind.SEND.value))
        return False
    if before is None and row.kind == "reply":
        return False
    if before is not None:
        carried = update(delivery_alerts).where(delivery_alerts.c.delivery_id == row.id)
        await connection.execute(carried.values(delivery_id=before.id))
    because = reason_record(Reason("joined" if before is not None else "no_target"))
    await connection.execute(this.values(state="dropped", because=because, settled=now))
    return True


def _was_never_told(first: Row[Any]) -> bool:
    """Whether a first message, nothing of which is out, died, or was dropped since it was muted."""
    return bool(first.state == "dead" or (first.state == "dropped" and (first.because or {}).get("code") == MUTED))


def _is_surely_unsent(first: Row[Any]) -> bool:
    """Whether nothing of a first message, no part of which is out, can be in the chat."""
    return first.state in {"pending", "held"} and not first.doubtful


async def _spend(
    database: Database, connection: AsyncConnection, pacing: Pacing, free: Sequence[Row[Any]], now: datetime
) -> Sequence[Row[Any]]:
    """Takes the tokens; returns the lanes that may go. Those whose channel must wait are parked until it may."""
    paces = {row.chat_id: pacing.of(Address(Platform(row.platform), row.channel), ChatKind(row.kind)) for row in free}
    held = await levels(database, connection, {name for names in paces.values() for name in names}, now)
    before = dict(held)
    going, waits = [], {}
    for row in free:
        overall = pacing.overall(Platform(row.platform))
        own = {name: pace for name, pace in paces[row.chat_id].items() if name not in overall}
        if ready_at(overall, held, now) > now:
            continue
        if ready_at(own, held, now) <= now:
            take(paces[row.chat_id], held, now)
            going.append(row)
        waits[row.chat_id] = max(ready_at(own, held, now), now)
    await store_levels(connection, {name: level for name, level in held.items() if level != before[name]})
    if waits:
        parked = update(lanes).where(lanes.c.chat_id == bindparam("chat")).values(next_at=bindparam("at"))
        await connection.execute(parked, [{"chat": chat, "at": at} for chat, at in waits.items()])
    return going


async def _intend(
    connection: AsyncConnection, rows: Sequence[Row[Any]], fences: Mapping[int, int], now: datetime, lease: timedelta
) -> None:
    """Writes the intent; that of an attempt of unknown end stays, for its message would be as old.

    The claim of what was interrupted before lasts longer each time, so that its chat is not busy with it all the time.
    """
    intent = update(deliveries).where(deliveries.c.id == bindparam("delivery"))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("fence", "intent_at", "doubtful", "attempts")}
    marked, leases = [], []
    for row in rows:
        interrupted = row.state == "inflight"
        doubtful = row.doubtful or interrupted
        attempts = row.attempts + interrupted
        marked.append(
            {
                "delivery": row.id,
                "new_fence": fences[row.chat_id],
                "new_intent_at": row.intent_at if doubtful else now,
                "new_doubtful": doubtful,
                "new_attempts": attempts,
            }
        )
        until = now + lease + (vain_pause(attempts + 1) if interrupted else timedelta(0))
        leases.append({"chat": row.chat_id, "number": fences[row.chat_id], "until": until})
    await connection.execute(intent.values(state="inflight", **values), marked)
    lane = update(lanes).where(lanes.c.chat_id == bindparam("chat"))
    held = lane.values(fence=bindparam("number"), lease_until=bindparam("until"))
    await connection.execute(held, sorted(leases, key=lambda lease: lease["chat"]))


def _is_empty(delivery: Delivery) -> bool:
    return not delivery.alerts and delivery.kind is not DeliveryKind.NOTICE


async def _put_aside_empty(connection: AsyncConnection, empty: Sequence[Delivery], now: datetime) -> None:
    """Drops claimed deliveries all of whose reports are forgotten."""
    if not empty:
        return
    chat_ids = [delivery.chat.id for delivery in empty]
    gone = update(deliveries).where(deliveries.c.id.in_([delivery.id for delivery in empty]))
    await connection.execute(gone.values(state="dropped", because=reason_record(Reason("forgotten")), settled=now))
    await connection.execute(update(lanes).where(lanes.c.chat_id.in_(chat_ids)).values(lease_until=None))
    await rewake(connection, chat_ids)
