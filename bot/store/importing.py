"""Many feeds taken into a chat at once, or out: what ``subscribing`` does for one, in a few statements for hundreds.

Which feeds a chat sees, and what happens to them later, stands in ``subscribing``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person
from bot.model.news import Source
from bot.store.database import Database
from bot.store.schema import audit, sources, subscriptions
from bot.store.subscribing import AS_NEW, own_row, seen_by
from bot.text.addresses import without_credentials

AT_ONCE = 300
"""Feeds that one transaction takes in: databases limit the values of a statement, and others wait to write."""


async def add_all(database: Database, chat_id: int, feeds: Sequence[Source], person: Person, now: datetime) -> tuple[bool, ...]:
    """Subscribes the chat to these feeds, ``AT_ONCE`` in each transaction; for each whether it is new to the chat.

    A feed that the chat has paused stays paused. New ones become due one after the other within their interval, so that a
    long list is no burst.
    """
    new: list[bool] = []
    for start in range(0, len(feeds), AT_ONCE):
        some = feeds[start : start + AT_ONCE]
        due = [now + feed.interval * (start + place) / len(feeds) for place, feed in enumerate(some)]
        new += await database.write(partial(_add, database, chat_id, list(zip(some, due, strict=True)), person, now))
    return tuple(new)


async def remove_all(
    database: Database, connection: AsyncConnection, chat_id: int, numbers: Collection[int], person: Person, now: datetime
) -> int:
    """Takes these sources from the chat; returns how many of them it had."""
    gone: list[str] = []
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        mine = and_(subscriptions.c.source_id == sources.c.id, subscriptions.c.chat_id == chat_id)
        there = or_(subscriptions.c.state.is_(None), subscriptions.c.state != "removed")
        found = select(sources.c.id).select_from(sources.outerjoin(subscriptions, mine)).order_by(sources.c.number)
        chosen = sources.c.number.in_(wanted[start : start + AT_ONCE])
        gone += (await connection.execute(found.where(chosen, sources.c.listed, seen_by(chat_id), there))).scalars()
    if gone:
        await _put(database, connection, chat_id, gone, "removed")
        await _note(connection, chat_id, "feed removed", gone, person, now)
    return len(gone)


async def _add(
    database: Database,
    chat_id: int,
    timed: Sequence[tuple[Source, datetime]],
    person: Person,
    now: datetime,
    connection: AsyncConnection,
) -> tuple[bool, ...]:
    feeds = [feed for feed, _ in timed]
    known = await _known(connection, chat_id, feeds)
    rows = {feed.url: own_row(feed, chat_id, due) for feed, due in timed if feed.url not in known}
    known |= {url: row["id"] for url, row in rows.items()}
    added = await _added(database, connection, list(rows.values()))
    removed = await _removed(connection, chat_id, known.values())
    new = added | removed
    await _switch_on(database, connection, chat_id, new, removed, now)
    urls = [without_credentials(feed.url) for feed in feeds if known[feed.url] in new]
    await _note(connection, chat_id, "feed add", urls, person, now)
    return _firsts([known[feed.url] for feed in feeds], new)


async def _known(connection: AsyncConnection, chat_id: int, feeds: Sequence[Source]) -> dict[str, str]:
    """The id of the source that each address stands for: a shared one before the chat's own."""
    urls = list({feed.url for feed in feeds})
    found = (
        select(sources.c.id, sources.c.url, sources.c.seed_url)
        .where(sources.c.listed, seen_by(chat_id), or_(sources.c.url.in_(urls), sources.c.seed_url.in_(urls)))
        # The last one of an address counts.
        .order_by(case((sources.c.owner_chat.is_(None), 1), else_=0), sources.c.number.desc())
    )
    wanted = set(urls)
    known: dict[str, str] = {}
    for row in await connection.execute(found):
        known |= {url: row.id for url in (row.seed_url, row.url) if url in wanted}
    return known


async def _added(database: Database, connection: AsyncConnection, rows: list[dict[str, Any]]) -> set[str]:
    """The ids of those rows that were not there: a feed that has moved for good stays, at its new address, what it was."""
    if not rows:
        return set()
    ids = {row["id"] for row in rows}
    there = set((await connection.execute(select(sources.c.id).where(sources.c.id.in_(ids)))).scalars())
    fresh = [row for row in rows if row["id"] not in there]
    if fresh:
        await connection.execute(database.insert(sources).on_conflict_do_nothing(index_elements=[sources.c.id]), fresh)
    return ids - there


async def _removed(connection: AsyncConnection, chat_id: int, ids: Iterable[str]) -> set[str]:
    """Those of the sources that the chat has removed."""
    mine = and_(subscriptions.c.chat_id == chat_id, subscriptions.c.source_id.in_(set(ids)), subscriptions.c.state == "removed")
    return set((await connection.execute(select(subscriptions.c.source_id).where(mine))).scalars())


async def _switch_on(
    database: Database, connection: AsyncConnection, chat_id: int, ids: set[str], removed: set[str], now: datetime
) -> None:
    if not ids:
        return
    await _put(database, connection, chat_id, sorted(ids), "on")
    if removed:
        # Nobody polled a feed of this chat alone meanwhile: what it holds by now is no news to it.
        own = and_(sources.c.id.in_(removed), sources.c.owner_chat.is_not(None))
        await connection.execute(update(sources).where(own).values(**AS_NEW, next_due=now))


async def _put(database: Database, connection: AsyncConnection, chat_id: int, ids: Sequence[str], state: str) -> None:
    """Puts the chat's subscriptions to these sources into a state."""
    merged = database.insert(subscriptions).on_conflict_do_update(
        index_elements=[subscriptions.c.chat_id, subscriptions.c.source_id], set_={"state": state}
    )
    await connection.execute(merged, [{"chat_id": chat_id, "source_id": each, "state": state} for each in ids])


async def _note(
    connection: AsyncConnection, chat_id: int, action: str, details: Iterable[str], person: Person, now: datetime
) -> None:
    entry = {"at": now, "who": str(person), "name": person.name, "chat_id": chat_id, "action": action}
    rows = [{**entry, "detail": detail} for detail in dict.fromkeys(details)]
    if rows:
        await connection.execute(audit.insert(), rows)


def _firsts(ids: Sequence[str], new: set[str]) -> tuple[bool, ...]:
    """Whether each of the ids is new and stands there for the first time."""
    first = {each: place for place, each in reversed(list(enumerate(ids)))}
    return tuple(each in new and first[each] == place for place, each in enumerate(ids))
