"""Sources as chats see them: the operator's shared ones, those a chat added for itself, and what each switched off."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person
from bot.model.health import FeedNewsKind
from bot.model.news import Source
from bot.ports import SourceState, Subscription
from bot.store.database import Database
from bot.store.records import as_source
from bot.store.revising import note
from bot.store.schema import articles, chats, sources, subscriptions
from bot.text.addresses import without_credentials

AS_NEW: dict[str, Any] = {
    "polls": 0,
    "last_success": None,
    "etag": "",
    "last_modified": "",
    "body_hash": "",
    "lease_until": None,
    "moved_to": "",
    "moved_hits": 0,
    "last_new": None,
    "stopped": False,
    "failures": 0,
    "failing_since": None,
    "told": "",
}
"""What makes the next reading of a source its first one: nothing it holds is news to anybody."""

_INTERVAL = timedelta(minutes=5)
# How long after it was to be read a source that is given back goes on where it stopped.
_LATELY = timedelta(hours=1)


async def seed(database: Database, connection: AsyncConnection, seeds: Sequence[Source]) -> None:
    """Takes over the operator's sources by id; those no longer among them stop being polled."""
    now = await database.moment(connection)
    rows = [_seed(source) for source in sorted(seeds, key=lambda source: source.id)]
    if rows:
        new = [{**row, "next_due": now} for row in rows]
        await connection.execute(database.insert(sources).on_conflict_do_nothing(), new)
        await _begin_anew(connection, rows, now)
        same = sources.c.id == bindparam("seed_id")
        columns = ("name", "language", "region", "interval", "paused", "listed")
        filed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
        renamed = update(sources).where(same).values({**filed, "full_text": _text_wanted(bindparam("new_full_text"))})
        bound = [{"seed_id": row["id"], **{f"new_{name}": row[name] for name in (*columns, "full_text")}} for row in rows]
        await connection.execute(renamed, bound)
        moved = update(sources).where(same, sources.c.seed_url != bindparam("new_url"))
        address = {"url": bindparam("new_url"), "seed_url": bindparam("new_url"), "next_due": now}
        await connection.execute(
            moved.values(**address, **AS_NEW), [{"seed_id": row["id"], "new_url": row["url"]} for row in rows]
        )
    gone = and_(sources.c.owner_chat.is_(None), sources.c.listed, sources.c.id.not_in([row["id"] for row in rows]))
    await connection.execute(update(sources).where(gone).values(listed=False))


def _text_wanted(filed: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether its pages are read: what was chosen in a chat wins over the operator's file."""
    chosen = sources.c.text_choice
    return case((chosen == "on", True), (chosen == "off", False), else_=filed)


async def _begin_anew(connection: AsyncConnection, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Makes those sources new that nobody polled of late: they were not listed, or the operator had paused them."""
    listed = and_(sources.c.listed.is_(False), sources.c.id.in_([row["id"] for row in rows]))
    resumed = and_(sources.c.paused, sources.c.id.in_([row["id"] for row in rows if not row["paused"]]))
    await connection.execute(update(sources).where(or_(listed, resumed)).values(**AS_NEW, next_due=now))


def _seed(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "url": source.url,
        "seed_url": source.url,
        "name": source.name,
        "language": source.language.value,
        "region": source.region,
        "interval": source.interval.total_seconds(),
        "owner_chat": None,
        "paused": source.paused,
        "full_text": source.full_text,
        "listed": True,
    }


async def of_chat(connection: AsyncConnection, chat_id: int, only: ColumnElement[bool] | None = None) -> Sequence[SourceState]:
    """The sources this chat sees, by number; ``only`` narrows them."""
    mine = and_(subscriptions.c.source_id == sources.c.id, subscriptions.c.chat_id == chat_id)
    held = select(func.count()).where(articles.c.source_id == sources.c.id).scalar_subquery()
    found = (
        select(sources, subscriptions.c.state, held.label("articles"))
        .select_from(sources.outerjoin(subscriptions, mine))
        .where(sources.c.listed, seen_by(chat_id), or_(subscriptions.c.state.is_(None), subscriptions.c.state != "removed"))
        .order_by(sources.c.number)
    )
    rows = await connection.execute(found if only is None else found.where(only))
    return tuple(_state(row) for row in rows)


async def add(
    database: Database, connection: AsyncConnection, chat_id: int, source: Source, person: Person, now: datetime
) -> tuple[SourceState, bool]:
    """Subscribes the chat to a feed: a shared one of this URL, its own of before, or a new one that it alone sees.

    One that it has paused stays so.
    """
    at_url = or_(sources.c.url == source.url, sources.c.seed_url == source.url)
    found = select(sources).where(sources.c.listed, at_url, seen_by(chat_id)).order_by(sources.c.owner_chat.is_not(None))
    row = (await connection.execute(found.limit(1))).one_or_none()
    if row is None:
        row = await _own(connection, chat_id, source, now)
        before: str | None = "removed"
    else:
        before = await _subscription(connection, chat_id, row.id)
    if before != "paused":
        await _subscribe(database, connection, chat_id, row, "on", now)
    is_new = before == "removed"
    if is_new:
        await note(connection, now, person, "feed add", chat_id, without_credentials(source.url))
    return (await of_chat(connection, chat_id, sources.c.number == row.number))[0], is_new


async def remove(
    database: Database, connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime
) -> SourceState | None:
    """Takes a source from this chat."""
    return await _switch(database, connection, chat_id, number, "removed", person, now)


async def restore(
    database: Database, connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime, *, paused: bool
) -> SourceState | None:
    """Gives the chat a source back that it has removed; None when it has removed none of this number."""
    found = select(sources).where(sources.c.number == number, sources.c.listed, seen_by(chat_id))
    row = (await connection.execute(found)).one_or_none()
    if row is None or await _subscription(connection, chat_id, row.id) != "removed":
        return None
    state, lately = "paused" if paused else "on", row.next_due > now - _LATELY
    await _subscribe(database, connection, chat_id, row, state, now, anew=not lately)
    await note(connection, now, person, "feed restored", chat_id, row.id)
    return (await of_chat(connection, chat_id, sources.c.number == number))[0]


async def readers(connection: AsyncConnection, url: str) -> Mapping[int, Subscription]:
    """The chats that read a feed of this address: a shared one, or one of their own."""
    mine = and_(subscriptions.c.source_id == sources.c.id, subscriptions.c.chat_id == chats.c.id)
    theirs = or_(sources.c.owner_chat.is_(None), sources.c.owner_chat == chats.c.id)
    found = (
        select(chats.c.id, sources.c.number, subscriptions.c.state)
        .select_from(chats.join(sources, theirs).outerjoin(subscriptions, mine))
        .where(sources.c.listed, or_(sources.c.url == url, sources.c.seed_url == url))
        .where(or_(subscriptions.c.state.is_(None), subscriptions.c.state != "removed"))
        # Where a chat has both, its own stands last and counts.
        .order_by(sources.c.owner_chat.is_not(None), sources.c.number)
    )
    return {row.id: Subscription(row.number, row.state == "paused") for row in await connection.execute(found)}


async def pause(
    database: Database, connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime, *, paused: bool
) -> SourceState | None:
    """Stops or resumes a source for this chat alone."""
    return await _switch(database, connection, chat_id, number, "paused" if paused else "on", person, now)


async def _switch(
    database: Database, connection: AsyncConnection, chat_id: int, number: int, state: str, person: Person, now: datetime
) -> SourceState | None:
    seen = await of_chat(connection, chat_id, sources.c.number == number)
    if not seen:
        return None
    row = (await connection.execute(select(sources).where(sources.c.number == number))).one()
    await _subscribe(database, connection, chat_id, row, state, now)
    await note(connection, now, person, f"feed {state}", chat_id, row.id)
    after = await of_chat(connection, chat_id, sources.c.number == number)
    return after[0] if after else seen[0]


def own_row(source: Source, chat_id: int, due: datetime) -> dict[str, Any]:
    """A new row of a source that this chat alone sees; its id is that of its address."""
    digest = hashlib.sha256(source.url.encode("utf-8", "replace")).hexdigest()[:16]
    own = {"id": f"chat-{chat_id}-{digest}", "owner_chat": chat_id, "seed_url": "", "next_due": due}
    return {**_seed(source), **own}


def seen_by(chat_id: int) -> ColumnElement[bool]:
    """Whether a source is shared, or this chat's own."""
    return or_(sources.c.owner_chat.is_(None), sources.c.owner_chat == chat_id)


async def _own(connection: AsyncConnection, chat_id: int, source: Source, now: datetime) -> Row[Any]:
    row = own_row(source, chat_id, now)
    added: Row[Any] = (await connection.execute(sources.insert().values(row).returning(sources))).one()
    return added


async def _subscription(connection: AsyncConnection, chat_id: int, source_id: str) -> str | None:
    mine = and_(subscriptions.c.chat_id == chat_id, subscriptions.c.source_id == source_id)
    state: str | None = (await connection.execute(select(subscriptions.c.state).where(mine))).scalar()
    return state


async def _subscribe(
    database: Database,
    connection: AsyncConnection,
    chat_id: int,
    source: Row[Any],
    state: str,
    now: datetime,
    *,
    anew: bool = True,
) -> None:
    before = await _subscription(connection, chat_id, source.id)
    row = {"chat_id": chat_id, "source_id": source.id, "state": state}
    merged = database.insert(subscriptions).values(row)
    key = [subscriptions.c.chat_id, subscriptions.c.source_id]
    await connection.execute(merged.on_conflict_do_update(index_elements=key, set_={"state": state}))
    unread = source.stopped or (anew and source.owner_chat is not None and before in {"paused", "removed"})
    if state == "on" and unread:
        # Nobody polled it meanwhile: what it holds by now is no news to this chat.
        await connection.execute(update(sources).where(sources.c.number == source.number).values(**AS_NEW, next_due=now))


def _state(row: Row[Any]) -> SourceState:
    return SourceState(
        source=as_source(row),
        number=row.number,
        paused=row.paused or row.state == "paused",
        health=row.health,
        detail=row.detail,
        failures=row.failures,
        last_success=row.last_success,
        next_due=row.next_due,
        articles=row.articles,
        stopped=row.stopped,
        silent=row.told == FeedNewsKind.SILENT,
        pace=row.pace,
        failing_since=row.failing_since,
        last_new=row.last_new,
        held_since=row.held_since,
    )
