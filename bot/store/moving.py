"""Chats whose channel is out of reach, back again, or at another address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Address, ChatState
from bot.store.lanes import lock, rewake
from bot.store.rerouting import readdress
from bot.store.revising import next_revision
from bot.store.schema import (
    alert_watches,
    alerts,
    chat_roles,
    chats,
    deliveries,
    lanes,
    mutes,
    proposals,
    sources,
    story_splits,
    subscriptions,
    taught_names,
    undos,
    watches,
)

REVOKED = "revoked"
"""Why a private chat is paused whose person has lost their role."""

_KEPT = case((chats.c.because == REVOKED, REVOKED))
"""That its person has no role any more outlives that a chat is out of reach."""


def at_channel(address: Address) -> Any:
    """The condition that a chat is at this channel, whatever its thread."""
    return and_(chats.c.platform == address.platform.value, chats.c.channel == address.channel)


async def suspend(connection: AsyncConnection, address: Address, because: str) -> Sequence[int]:
    """Marks every chat at this channel as out of reach; returns their ids."""
    reachable = and_(at_channel(address), chats.c.state != ChatState.SUSPENDED.value)
    reason = func.coalesce(_KEPT, because)
    gone = update(chats).where(reachable).values(resumes_to=chats.c.state, state=ChatState.SUSPENDED.value, because=reason)
    ids: Sequence[int] = (await connection.execute(gone.returning(chats.c.id))).scalars().all()
    return ids


async def restore(connection: AsyncConnection, address: Address, now: datetime) -> Sequence[int]:
    """Undoes ``suspend``, and makes due what was held meanwhile; returns the ids of the chats."""
    suspended = and_(at_channel(address), chats.c.state == ChatState.SUSPENDED.value)
    found = select(chats.c.id).where(suspended).order_by(chats.c.id)
    ids: Sequence[int] = (await connection.execute(found)).scalars().all()
    await make_due(connection, ids, now)
    back = {"state": chats.c.resumes_to, "because": func.coalesce(_KEPT, "")}
    await connection.execute(update(chats).where(chats.c.id.in_(ids)).values(**back))
    return ids


async def make_due(connection: AsyncConnection, chat_ids: Iterable[int], now: datetime) -> None:
    """Makes the held deliveries of these chats due."""
    ids = sorted(set(chat_ids))
    await lock(connection, ids)
    held = and_(deliveries.c.chat_id.in_(ids), deliveries.c.state == "held")
    await connection.execute(update(deliveries).where(held).values(state="pending", due=now))
    await rewake(connection, ids)


async def move(connection: AsyncConnection, old: Address, new: Address) -> None:
    """Readdresses the chats of a channel; one that exists at the new address is merged with its double."""
    if (old.platform, old.channel) == (new.platform, new.channel):
        return
    leaving = (await connection.execute(select(chats).where(at_channel(old)).order_by(chats.c.id))).all()
    there = {row.thread: row for row in await connection.execute(select(chats).where(at_channel(new)))}
    await lock(connection, [row.id for row in (*leaving, *there.values())])
    for row in leaving:
        double = there.get(row.thread)
        stays = row
        if double is not None:
            stays, goes = (double, row) if double.admitted and not row.admitted else (row, double)
            await _merge(connection, stays, goes)
        address = {"platform": new.platform.value, "channel": new.channel}
        back = case((chats.c.state == ChatState.SUSPENDED.value, chats.c.resumes_to), else_=chats.c.state)
        await connection.execute(update(chats).where(chats.c.id == stays.id).values(**address, state=back, because=""))


async def _merge(connection: AsyncConnection, stays: Row[Any], goes: Row[Any]) -> None:
    """Gives all that one chat has to another, whose settings win, and forgets the one."""
    await merge_roles(connection, stays.id, goes.id)
    await _merge_names(connection, stays.id, goes.id)
    await _merge_watches(connection, stays.id, goes.id)
    await readdress(connection, [goes.id], stays.id)
    await _merge_subscriptions(connection, stays.id, goes.id)
    await _merge_alerts(connection, stays.id, goes.id)
    await _merge_splits(connection, stays.id, goes.id)
    await _merge_lanes(connection, stays.id, goes.id)
    await connection.execute(update(mutes).where(mutes.c.chat_id == goes.id).values(chat_id=stays.id))
    # Their numbers are those of watches that have others now.
    await connection.execute(delete(undos).where(undos.c.chat_id == goes.id))
    await connection.execute(update(watches).where(watches.c.chat_id == goes.id).values(chat_id=stays.id))
    await connection.execute(update(chats).where(chats.c.acts_for == goes.id).values(acts_for=stays.id))
    await connection.execute(delete(chats).where(chats.c.id == goes.id))


async def merge_roles(connection: AsyncConnection, stays: int, goes: int) -> None:
    """Gives people the roles that they had in the other chat, unless they have one in the chat that stays."""
    kept = chat_roles.alias()
    same = and_(kept.c.chat_id == stays, kept.c.platform == chat_roles.c.platform, kept.c.person == chat_roles.c.person)
    new = and_(chat_roles.c.chat_id == goes, ~exists().where(same))
    await connection.execute(update(chat_roles).where(new).values(chat_id=stays))
    await connection.execute(delete(chat_roles).where(chat_roles.c.chat_id == goes))


async def _merge_names(connection: AsyncConnection, stays: int, goes: int) -> None:
    """Gives the chat that stays the other's names; any of its watches may have other spellings then."""
    moved = update(taught_names).where(taught_names.c.chat_id == goes).values(chat_id=stays)
    if (await connection.execute(moved)).rowcount:
        revision = await next_revision(connection)
        live = and_(watches.c.chat_id == stays, watches.c.removed_at.is_(None))
        await connection.execute(update(watches).where(live).values(changed_at=revision))
    await connection.execute(update(proposals).where(proposals.c.chat_id == goes).values(chat_id=stays))


async def _merge_watches(connection: AsyncConnection, stays: int, goes: int) -> None:
    live = select(watches).where(watches.c.removed_at.is_(None))
    kept = {row.folded: row.id for row in await connection.execute(live.where(watches.c.chat_id == stays))}
    moving = (await connection.execute(live.where(watches.c.chat_id == goes).order_by(watches.c.id))).all()
    if not moving:
        return
    revision = await next_revision(connection)
    for row in moving:
        await connection.execute(update(watches).where(watches.c.id == row.id).values(removed_at=revision))
        if row.folded not in kept:
            copy = {name: getattr(row, name) for name in ("term", "folded", "switched", "added", "severity", "route_to")}
            added = watches.insert().values(chat_id=stays, added_at=revision, **copy).returning(watches.c.id)
            kept[row.folded] = (await connection.execute(added)).scalar_one()
        told = update(alert_watches).where(alert_watches.c.watch_id == row.id)
        await connection.execute(told.values(watch_id=kept[row.folded]))
        silent = update(mutes).where(mutes.c.watch_id == row.id)
        await connection.execute(silent.values(watch_id=kept[row.folded]))


async def _merge_subscriptions(connection: AsyncConnection, stays: int, goes: int) -> None:
    kept = subscriptions.alias()
    known = select(kept.c.source_id).where(kept.c.chat_id == stays)
    new = and_(subscriptions.c.chat_id == goes, subscriptions.c.source_id.not_in(known))
    await connection.execute(update(subscriptions).where(new).values(chat_id=stays))
    await connection.execute(delete(subscriptions).where(subscriptions.c.chat_id == goes))
    await connection.execute(update(sources).where(sources.c.owner_chat == goes).values(owner_chat=stays))


async def _merge_alerts(connection: AsyncConnection, stays: int, goes: int) -> None:
    """Alerts keep their order; those of a story that both chats have go behind the ones of the chat that stays."""
    found = select(alerts.c.story_id, func.max(alerts.c.revision).label("top")).where(alerts.c.chat_id == stays)
    tops = {row.story_id: row.top for row in await connection.execute(found.group_by(alerts.c.story_id))}
    moving = select(alerts.c.id, alerts.c.story_id, alerts.c.revision).where(alerts.c.chat_id == goes)
    for row in (await connection.execute(moving.order_by(alerts.c.id))).all():
        revision = row.revision + tops.get(row.story_id, -1) + 1
        await connection.execute(update(alerts).where(alerts.c.id == row.id).values(chat_id=stays, revision=revision))


async def _merge_splits(connection: AsyncConnection, stays: int, goes: int) -> None:
    kept = story_splits.alias()
    known = select(kept.c.article_id).where(kept.c.chat_id == stays)
    new = and_(story_splits.c.chat_id == goes, story_splits.c.article_id.not_in(known))
    await connection.execute(update(story_splits).where(new).values(chat_id=stays))
    await connection.execute(delete(story_splits).where(story_splits.c.chat_id == goes))


async def _merge_lanes(connection: AsyncConnection, stays: int, goes: int) -> None:
    """Puts one queue behind the other; a send under way in either holds the lane."""
    both = select(lanes).where(lanes.c.chat_id.in_((stays, goes)))
    rows = {row.chat_id: row for row in await connection.execute(both)}
    seq = rows[stays].last_seq
    moving = select(deliveries.c.id, deliveries.c.seq).where(deliveries.c.chat_id == goes).order_by(deliveries.c.seq)
    for row in (await connection.execute(moving)).all():
        seq += 1
        await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(chat_id=stays, seq=seq))
    held = [row.lease_until for row in rows.values() if row.lease_until is not None]
    values = {
        "last_seq": seq,
        "fence": max(row.fence for row in rows.values()) + (1 if held else 0),
        "next_at": max(row.next_at for row in rows.values()),
        "lease_until": max(held, default=None),
    }
    await connection.execute(update(lanes).where(lanes.c.chat_id == stays).values(**values))
    await connection.execute(delete(lanes).where(lanes.c.chat_id == goes))
    await rewake(connection, [stays])
