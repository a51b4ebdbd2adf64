"""Mutes: set, taken back and listed, and taken out of what is about to be sent.

What a mute silences is decided in ``bot.alerts.muting``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.muting import Heard, hushed_sources, reason, silencing
from bot.model.chat import Person
from bot.model.mute import Mute, Muted
from bot.store.lanes import next_seq
from bot.store.records import reason_record
from bot.store.revising import note
from bot.store.schema import (
    alert_watches,
    alerts,
    articles,
    deliveries,
    delivery_alerts,
    delivery_parts,
    mutes,
    sources,
    watches,
)

MUTED: Final = "muted"
"""The code of the reason why what is muted was dropped."""

_RECALLED: Final = timedelta(days=30)
# Ids in one statement: both databases take some 32,000 parameters.
_AT_ONCE: Final = 5000


async def mute(
    connection: AsyncConnection, chat_id: int, what: Muted, until: datetime | None, person: Person, now: datetime
) -> Mute | None:
    """Mutes something of a chat, in place of an earlier mute of the same; None when the chat has no such watch or story."""
    if not await _is_known(connection, chat_id, what):
        return None
    await _end_same(connection, chat_id, what, now)
    row = {"watch_id": what.watch_id, "story_id": what.story, "source_id": what.source or None}
    by = {"who": str(person), "name": person.name, "at": now, "until": until}
    made = (await connection.execute(mutes.insert().values(chat_id=chat_id, **row, **by).returning(mutes.c.id))).scalar_one()
    return await _noted(connection, "mute", chat_id, made, person, now)


async def unmute(connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
    """Ends a mute that is on; None when the chat has none of this number."""
    mine = and_(mutes.c.id == number, mutes.c.chat_id == chat_id, _is_on(now))
    if not (await connection.execute(update(mutes).where(mine).values(ended=now))).rowcount:
        return None
    return await _noted(connection, "unmute", chat_id, number, person, now)


async def withdraw(connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
    """Makes a mute undone: what it took the place of is on again. None when the chat has none of this number."""
    gone = await unmute(connection, chat_id, number, person, now)
    if gone is not None:
        former = and_(mutes.c.chat_id == chat_id, _same(gone.what), mutes.c.ended == gone.at, mutes.c.id < number)
        await connection.execute(update(mutes).where(former).values(ended=None))
    return gone


async def restore(connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
    """Puts a mute back that was ended in the last 30 days; None when the chat has none of this number."""
    mine = and_(mutes.c.id == number, mutes.c.chat_id == chat_id, mutes.c.ended >= now - _RECALLED)
    back = await _one(connection, mine)
    if back is None or not await _is_known(connection, chat_id, back.what):
        return None
    await _end_same(connection, chat_id, back.what, now)
    await connection.execute(update(mutes).where(mine).values(ended=None))
    return await _noted(connection, "mute", chat_id, number, person, now)


async def of_chat(connection: AsyncConnection, chat_id: int, now: datetime) -> Sequence[Mute]:
    """What is muted in a chat, the latest first; of watches those that there are."""
    live = or_(mutes.c.watch_id.is_(None), watches.c.removed_at.is_(None))
    found = _selected().where(mutes.c.chat_id == chat_id, _is_on(now), live).order_by(mutes.c.id.desc())
    return tuple(_mute(row) for row in await connection.execute(found))


async def concerning(
    connection: AsyncConnection, chat_ids: Collection[int], watch_ids: Collection[int], now: datetime
) -> Sequence[Mute]:
    """The mutes that are on of these chats, and of these watches: what those find may go to another chat than theirs."""
    about = or_(mutes.c.chat_id.in_(chat_ids), mutes.c.watch_id.in_(watch_ids)) if watch_ids else mutes.c.chat_id.in_(chat_ids)
    found = _selected().where(about, _is_on(now)).order_by(mutes.c.id)
    return tuple(_mute(row) for row in await connection.execute(found))


async def put_aside(connection: AsyncConnection, rows: Sequence[Row[Any]], now: datetime) -> set[int]:
    """Drops what is muted of deliveries that are about to be claimed, their lanes locked, nothing of which can be out.

    Returns the ids of those that have nothing left to tell; what is muted of the others is a dropped delivery of its own.
    """
    untold = [row for row in rows if row.state in {"pending", "held"} and not row.doubtful]
    if not untold or not await _anything_muted(connection, now):
        return set()
    heard, silent = await _carried(connection, untold), dict[int, dict[int, Mute]]()
    watched = {watch for each in heard.values() for one in each.values() for watch in one.watch_ids}
    known = await concerning(connection, {row.chat_id for row in untold}, watched, now)
    for delivery, each in heard.items():
        found = {alert: silencing(one, known) for alert, one in each.items()}
        silent[delivery] = {alert: mute for alert, mute in found.items() if mute is not None}
    for row in untold:
        if silent.get(row.id):
            await _drop(connection, row, silent[row.id], whole=len(silent[row.id]) == len(heard[row.id]), now=now)
    return {delivery for delivery, found in silent.items() if found and len(found) == len(heard[delivery])}


async def hushed_for(connection: AsyncConnection, alert_ids: Collection[int], now: datetime) -> Mapping[int, frozenset[str]]:
    """For each of these alerts the sources that its watches are not to hear of; those without any are absent."""
    ids = sorted(alert_ids)
    by_source = and_(mutes.c.source_id.is_not(None), _is_on(now))
    known = tuple(_mute(row) for row in await connection.execute(_selected().where(by_source)))
    if not known or not ids:
        return {}
    watching: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(ids), _AT_ONCE):
        some = alert_watches.c.alert_id.in_(ids[start : start + _AT_ONCE])
        live = watches.c.removed_at.is_(None)
        found = select(alert_watches).join(watches, watches.c.id == alert_watches.c.watch_id).where(some, live)
        for row in await connection.execute(found):
            watching[row.alert_id].add(row.watch_id)
    hushed = {alert: hushed_sources(concerned, known) for alert, concerned in watching.items()}
    return {alert: silent for alert, silent in hushed.items() if silent}


async def _anything_muted(connection: AsyncConnection, now: datetime) -> bool:
    return (await connection.execute(select(mutes.c.id).where(_is_on(now)).limit(1))).scalar() is not None


async def _carried(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> dict[int, dict[int, Heard]]:
    """For each of these deliveries, nothing of which is out, its alerts as mutes look at them."""
    found = (
        select(
            delivery_alerts.c.delivery_id,
            alerts.c.id,
            alerts.c.chat_id,
            alerts.c.story_id,
            articles.c.source_id,
            watches.c.id.label("watch_id"),
        )
        .select_from(
            delivery_alerts.join(alerts, alerts.c.id == delivery_alerts.c.alert_id)
            .outerjoin(articles, articles.c.id == alerts.c.article_id)
            .outerjoin(alert_watches, alert_watches.c.alert_id == alerts.c.id)
            .outerjoin(watches, and_(watches.c.id == alert_watches.c.watch_id, watches.c.removed_at.is_(None)))
        )
        .where(
            delivery_alerts.c.delivery_id.in_([row.id for row in rows]),
            alerts.c.cancelled.is_(False),
            ~exists().where(delivery_parts.c.delivery_id == delivery_alerts.c.delivery_id),
        )
    )
    told: dict[int, dict[int, Heard]] = defaultdict(dict)
    for row in await connection.execute(found):
        before = told[row.delivery_id].get(row.id)
        watching = (before.watch_ids if before else frozenset()) | ({row.watch_id} - {None})
        told[row.delivery_id][row.id] = Heard(row.chat_id, row.story_id, row.source_id or "", watching)
    return dict(told)


async def _drop(connection: AsyncConnection, row: Row[Any], silent: dict[int, Mute], *, whole: bool, now: datetime) -> None:
    """Ends a delivery, or parts of it what is not to be told, and notes on it who muted that."""
    over = {"state": "dropped", "because": reason_record(reason(next(iter(silent.values())))), "settled": now}
    if whole:
        await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(**over))
        return
    values = {name: getattr(row, name) for name in ("chat_id", "kind", "story_id", "notice", "due", "created")}
    seq = await next_seq(connection, row.chat_id)
    apart = (
        await connection.execute(deliveries.insert().values(seq=seq, **values, **over).returning(deliveries.c.id))
    ).scalar_one()
    carried = and_(delivery_alerts.c.delivery_id == row.id, delivery_alerts.c.alert_id.in_(sorted(silent)))
    await connection.execute(update(delivery_alerts).where(carried).values(delivery_id=apart))


async def _is_known(connection: AsyncConnection, chat_id: int, what: Muted) -> bool:
    """Whether the chat has this watch, or was told of this story."""
    if what.watch_id is not None:
        there = exists().where(watches.c.id == what.watch_id, watches.c.chat_id == chat_id, watches.c.removed_at.is_(None))
    else:
        there = exists().where(alerts.c.chat_id == chat_id, alerts.c.story_id == what.story)
    return bool((await connection.execute(select(there))).scalar())


async def _end_same(connection: AsyncConnection, chat_id: int, what: Muted, now: datetime) -> None:
    same = and_(mutes.c.chat_id == chat_id, _same(what), mutes.c.ended.is_(None))
    await connection.execute(update(mutes).where(same).values(ended=now))


def _same(what: Muted) -> ColumnElement[bool]:
    """The condition that a mute is of this."""
    pairs = ((mutes.c.watch_id, what.watch_id), (mutes.c.story_id, what.story), (mutes.c.source_id, what.source or None))
    return and_(*(column.is_(None) if value is None else column == value for column, value in pairs))


def _is_on(now: datetime) -> ColumnElement[bool]:
    return and_(mutes.c.ended.is_(None), or_(mutes.c.until.is_(None), mutes.c.until > now))


def _selected() -> Any:
    # A story's own first report may be none of the chat's business: it is named by what the chat was told of first.
    title = (
        select(articles.c.title)
        .join(alerts, alerts.c.article_id == articles.c.id)
        .where(alerts.c.chat_id == mutes.c.chat_id, alerts.c.story_id == mutes.c.story_id)
        .order_by(alerts.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return select(mutes, watches.c.term, title.label("title"), sources.c.name.label("outlet")).select_from(
        mutes.outerjoin(watches, watches.c.id == mutes.c.watch_id).outerjoin(sources, sources.c.id == mutes.c.source_id)
    )


async def _one(connection: AsyncConnection, only: ColumnElement[bool]) -> Mute | None:
    row = (await connection.execute(_selected().where(only))).one_or_none()
    return None if row is None else _mute(row)


async def _noted(
    connection: AsyncConnection, action: str, chat_id: int, number: int, person: Person, now: datetime
) -> Mute | None:
    """The mute of this number, once the audit knows what was done to it."""
    made = await _one(connection, mutes.c.id == number)
    if made is not None:
        named = [each for each in (made.outlet, made.term, made.headline) if each]
        await note(connection, now, person, action, chat_id, " · ".join(named))
    return made


def _mute(row: Row[Any]) -> Mute:
    what = Muted(row.watch_id, row.story_id, row.source_id or "")
    named = {"term": row.term or "", "headline": row.title or "", "outlet": row.outlet or ""}
    return Mute(row.id, row.chat_id, what, row.who, row.name, row.at, row.until, **named)
