"""What chats watch: the edits of their watches and spellings, numbered, and what unwatching takes back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Reason
from bot.model.chat import Person, Platform
from bot.model.watch import Severity, Watch
from bot.ports import WatchEdits
from bot.store import teaching
from bot.store.filing import is_unsent
from bot.store.lanes import lock, rewake
from bot.store.records import as_watch, reason_record
from bot.store.revising import next_revision, note
from bot.store.schema import alert_watches, alerts, deliveries, delivery_alerts, ended_watches, revisions, taught_names, watches
from bot.text.folding import folded

_LIVE = watches.c.removed_at.is_(None)


@dataclass(frozen=True, slots=True)
class Noted:
    """What the audit says of an edit. ``detail``: "" for the terms before and after."""

    action: str
    detail: str = ""


EDITED = Noted("edit")
"""An edit that somebody has made by hand."""


async def add(connection: AsyncConnection, chat_id: int, term: str, person: Person, now: datetime) -> tuple[Watch, bool]:
    """The chat's watch for this term, and whether it is new. Terms that differ in folding alone are one."""
    revision = await next_revision(connection)
    key = " ".join(folded(term).split()) or term
    found = select(watches).where(_LIVE, watches.c.chat_id == chat_id, watches.c.folded == key)
    row = (await connection.execute(found)).one_or_none()
    names = await teaching.of_chat(connection, chat_id)
    if row is not None:
        return as_watch(row, names), False
    values = {"chat_id": chat_id, "term": term, "folded": key, "switched": [], "added": now, "added_at": revision}
    added = (await connection.execute(watches.insert().values(**values).returning(watches))).one()
    await note(connection, now, person, "watch", chat_id, term)
    return as_watch(added, names), True


async def seed(connection: AsyncConnection, chat_id: int, term: str, now: datetime) -> None:
    """Adds a watch unless the chat has it, or had it and took it away: what a chat decides stays decided."""
    key = " ".join(folded(term).split()) or term
    ever = select(exists().where(watches.c.chat_id == chat_id, watches.c.folded == key))
    if not (await connection.execute(ever)).scalar():
        await add(connection, chat_id, term, Person(Platform.CONSOLE, "operator"), now)


async def remove(connection: AsyncConnection, chat_id: int, watch_id: int, person: Person, now: datetime) -> Watch | None:
    """Removes a watch and cancels what waits because of it alone."""
    mine = and_(_LIVE, watches.c.chat_id == chat_id, watches.c.id == watch_id)
    # What waits for it may wait in the chat that its alerts go to, or went to.
    waiting = select(alerts.c.chat_id).join(alert_watches, alert_watches.c.alert_id == alerts.c.id)
    told_in = set((await connection.execute(waiting.where(alert_watches.c.watch_id == watch_id).distinct())).scalars())
    await lock(connection, {chat_id, *told_in})
    revision = await next_revision(connection)
    row = (await connection.execute(update(watches).where(mine).values(removed_at=revision).returning(watches))).one_or_none()
    if row is None:
        return None
    await cancel(connection, watch_id, now)
    await note(connection, now, person, "unwatch", chat_id, row.term)
    return as_watch(row, await teaching.of_chat(connection, chat_id))


async def restore(connection: AsyncConnection, chat_id: int, watch_id: int, person: Person, now: datetime) -> Watch | None:
    """Gives the chat a watch back as it was, or the one of this term that it has since; None when it never had such a watch."""
    revision = await next_revision(connection)
    mine = and_(watches.c.chat_id == chat_id, watches.c.id == watch_id, watches.c.removed_at.is_not(None))
    gone = (await connection.execute(select(watches).where(mine))).one_or_none()
    if gone is None:
        return None
    names = await teaching.of_chat(connection, chat_id)
    same = select(watches).where(_LIVE, watches.c.chat_id == chat_id, watches.c.folded == gone.folded)
    other = (await connection.execute(same)).one_or_none()
    if other is not None:
        return as_watch(other, names)
    back = update(watches).where(mine).values(removed_at=None, added_at=revision, changed_at=revision).returning(watches)
    row = (await connection.execute(back)).one()
    await note(connection, now, person, "watch", chat_id, row.term)
    return as_watch(row, names)


async def switch(
    connection: AsyncConnection,
    chat_id: int,
    watch_id: int,
    spellings: Sequence[str],
    person: Person,
    now: datetime,
    *,
    switched: bool,
) -> Watch | None:
    """Turns the default of spellings of a watch over, or back; None when this chat has no such watch."""
    revision = await next_revision(connection)
    mine = and_(_LIVE, watches.c.chat_id == chat_id, watches.c.id == watch_id)
    row = (await connection.execute(select(watches).where(mine))).one_or_none()
    if row is None:
        return None
    names = await teaching.of_chat(connection, chat_id)
    now_switched = {*row.switched, *spellings} if switched else {*row.switched}.difference(spellings)
    if now_switched == {*row.switched}:
        return as_watch(row, names)
    values = {"switched": sorted(now_switched), "changed_at": revision}
    changed = (await connection.execute(update(watches).where(mine).values(**values).returning(watches))).one()
    action = "spelling switched" if switched else "spelling as usual"
    await note(connection, now, person, action, chat_id, f"{row.term}: {', '.join(spellings)}")
    return as_watch(changed, names)


async def set_severity(
    connection: AsyncConnection, chat_id: int, watch_id: int, severity: Severity, person: Person, now: datetime
) -> Watch | None:
    """How much a watch matters from now on; None when this chat has no such watch."""
    revision = await next_revision(connection)
    mine = and_(_LIVE, watches.c.chat_id == chat_id, watches.c.id == watch_id)
    change = update(watches).where(mine).values(severity=severity.value, changed_at=revision).returning(watches)
    row = (await connection.execute(change)).one_or_none()
    if row is None:
        return None
    await note(connection, now, person, f"severity {severity}", chat_id, row.term)
    return as_watch(row, await teaching.of_chat(connection, chat_id))


async def edit(
    connection: AsyncConnection,
    chat_id: int,
    watch_id: int,
    term: str,
    switched: Collection[str],
    person: Person,
    now: datetime,
    noted: Noted = EDITED,
) -> Watch | None:
    """Gives a watch another term and these switches; all else stays. None when the chat has no such watch.

    Or when another watch of the chat has that term.
    """
    revision = await next_revision(connection)
    key = " ".join(folded(term).split()) or term
    live = and_(_LIVE, watches.c.chat_id == chat_id)
    rows = (await connection.execute(select(watches).where(live, or_(watches.c.id == watch_id, watches.c.folded == key)))).all()
    if [row.id for row in rows] != [watch_id]:
        return None
    values = {"term": term, "folded": key, "switched": sorted(switched), "changed_at": revision}
    change = update(watches).where(live, watches.c.id == watch_id).values(**values).returning(watches)
    changed = (await connection.execute(change)).one()
    before = rows[0].term
    changes = [("term", before, term)] if before != term else []
    await note(connection, now, person, noted.action, chat_id, noted.detail or f"{before}: {term}", changes=changes)
    return as_watch(changed, await teaching.of_chat(connection, chat_id))


async def route(
    connection: AsyncConnection, chat_id: int, watch_id: int, target: int | None, person: Person, now: datetime
) -> Watch | None:
    """Has a watch's alerts go to another chat, or with None to its own; None when the chat has no such watch."""
    revision = await next_revision(connection)
    mine = and_(_LIVE, watches.c.chat_id == chat_id, watches.c.id == watch_id)
    elsewhere = None if target == chat_id else target
    change = update(watches).where(mine).values(route_to=elsewhere, changed_at=revision).returning(watches)
    row = (await connection.execute(change)).one_or_none()
    if row is None:
        return None
    await note(connection, now, person, "route", chat_id, f"{row.term}: {target if elsewhere else 'here'}")
    return as_watch(row, await teaching.of_chat(connection, chat_id))


async def of_chat(connection: AsyncConnection, chat_id: int) -> Sequence[Watch]:
    """The chat's watches, oldest first."""
    found = select(watches).where(_LIVE, watches.c.chat_id == chat_id).order_by(watches.c.id)
    names = await teaching.of_chat(connection, chat_id)
    return tuple(as_watch(row, names) for row in await connection.execute(found))


async def edits(connection: AsyncConnection, since: int) -> WatchEdits:
    """All edits after revision ``since``; a watch that came and went meanwhile is in neither list.

    One that was there and has other spellings now is among those added, as it is now.
    """
    revision = (await connection.execute(select(revisions.c.revision).where(revisions.c.subject == "watches"))).scalar_one()
    # A commit between the two reads belongs to the next call.
    live = or_(_LIVE, watches.c.removed_at > revision)
    changed = and_(
        watches.c.added_at <= revision,
        or_(watches.c.added_at > since, and_(watches.c.changed_at > since, watches.c.changed_at <= revision)),
    )
    removed = and_(watches.c.added_at <= since, watches.c.removed_at > since, watches.c.removed_at <= revision)
    rows = (await connection.execute(select(watches).where(or_(and_(live, changed), removed)).order_by(watches.c.id))).all()
    concerned = select(watches.c.chat_id).where(live, changed)
    names = await teaching.lessons(connection, taught_names.c.chat_id.in_(concerned))
    gone = [row for row in rows if row.removed_at is not None and row.removed_at <= revision]
    added = [row for row in rows if row.removed_at is None or row.removed_at > revision]
    late = and_(ended_watches.c.removed_at > since, ended_watches.c.removed_at <= revision)
    # Of those whose chat is forgotten nothing is known but their numbers; a first call has none of them.
    ended = select(ended_watches.c.id).where(late).order_by(ended_watches.c.id) if since else None
    forgotten = (await connection.execute(ended)).scalars().all() if ended is not None else ()
    return WatchEdits(
        revision,
        tuple(as_watch(row, names.get(row.chat_id, ())) for row in added),
        (*(as_watch(row, ()) for row in gone), *(Watch(each, 0, "") for each in forgotten)),
    )


async def cancel(connection: AsyncConnection, watch_id: int, now: datetime, about: ColumnElement[bool] | None = None) -> None:
    """Takes a watch out of the alerts that wait; those left without any watch are cancelled, empty deliveries dropped.

    ``about``: only out of the alerts that this is true of.
    """
    waiting = (
        select(alerts.c.id, alerts.c.chat_id)
        .join(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .join(deliveries, deliveries.c.id == delivery_alerts.c.delivery_id)
        .join(alert_watches, alert_watches.c.alert_id == alerts.c.id)
        .where(alert_watches.c.watch_id == watch_id, is_unsent(), true() if about is None else about)
    )
    rows = (await connection.execute(waiting)).all()
    ids = {row.id for row in rows}
    if not ids:
        return
    gone = and_(alert_watches.c.alert_id.in_(ids), alert_watches.c.watch_id == watch_id)
    await connection.execute(delete(alert_watches).where(gone))
    watched = exists().where(alert_watches.c.alert_id == alerts.c.id, alert_watches.c.watch_id.is_not(None))
    await connection.execute(update(alerts).where(alerts.c.id.in_(ids), ~watched).values(cancelled=True))
    carried = (
        select(func.count())
        .select_from(delivery_alerts.join(alerts, alerts.c.id == delivery_alerts.c.alert_id))
        .where(delivery_alerts.c.delivery_id == deliveries.c.id, alerts.c.cancelled.is_(False))
        .scalar_subquery()
    )
    touched = select(delivery_alerts.c.delivery_id).where(delivery_alerts.c.alert_id.in_(ids))
    empty = and_(deliveries.c.id.in_(touched), carried == 0, is_unsent())
    dropped = {"state": "dropped", "because": reason_record(Reason("unwatched")), "settled": now}
    await connection.execute(update(deliveries).where(empty).values(**dropped))
    await rewake(connection, {row.chat_id for row in rows})
