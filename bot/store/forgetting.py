"""Everything of one chat, forgotten: its rows in all tables, and what other rows say of it.

Of the audit the bare facts stay: what was done and when, without whom, where or what about. What other chats were told, and
what is read for everybody, stays theirs.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import seedings
from bot.store.admitting import of_channel
from bot.store.database import Database
from bot.store.lanes import lock
from bot.store.moving import merge_roles
from bot.store.records import as_chat
from bot.store.rerouting import forgotten
from bot.store.revising import next_revision, note
from bot.store.schema import (
    articles,
    audit,
    buckets,
    chats,
    ended_watches,
    metadata,
    sources,
    stories,
    story_articles,
    subscriptions,
    watches,
)

FACT: Final = "forget"
"""The action that the audit keeps of it."""

_BARE: Final[dict[str, Any]] = {"chat_id": None, "place": None, "who": "", "name": "", "detail": "", "changes": None}


async def forget(database: Database, connection: AsyncConnection, chat_id: int) -> bool:
    """Deletes a chat and all that is its own; False when there is none. Matching learns that its watches have ended."""
    await lock(connection, [chat_id])
    row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).one_or_none()
    if row is None:
        return False
    await _end_watches(database, connection, chat_id)
    await _forget_own_sources(connection, chat_id)
    own = audit.c.chat_id == chat_id
    await connection.execute(update(audit).where(or_(own, audit.c.place == chat_id)).values(**_BARE))
    await _leave_roles(connection, chat_id)
    for table, column in _owned():
        await connection.execute(delete(table).where(column == chat_id))
    await connection.execute(update(chats).where(chats.c.acts_for == chat_id).values(acts_for=None))
    await connection.execute(delete(chats).where(chats.c.id == chat_id))
    await seedings.forgotten(connection, as_chat(row).address)
    elsewhere = exists().where(chats.c.platform == row.platform, chats.c.channel == row.channel)
    channel = f"{row.platform}:{row.channel}"
    await connection.execute(delete(buckets).where(buckets.c.name.in_((channel, f"{channel}:minute")), ~elsewhere))
    await note(connection, await database.moment(connection), "", FACT)
    return True


async def _leave_roles(connection: AsyncConnection, chat_id: int) -> None:
    """Leaves the roles, which hold in all topics of a group, to another topic of it where there is one."""
    others = of_channel(chat_id).where(chats.c.id != chat_id).order_by(chats.c.id).limit(1)
    heir = (await connection.execute(others)).scalar()
    if heir is not None:
        await merge_roles(connection, heir, chat_id)


def _owned() -> list[tuple[Table, ColumnElement[Any]]]:
    """Every table with rows of a chat, those first that others depend on; what hangs on such rows goes with them."""
    spared = {chats, audit, sources}
    tables = [table for table in reversed(metadata.sorted_tables) if table not in spared and "chat_id" in table.c]
    return [(table, table.c.chat_id) for table in tables]


async def _end_watches(database: Database, connection: AsyncConnection, chat_id: int) -> None:
    """Leaves the numbers of the chat's watches, and nothing else of them, to whoever has them in an index."""
    revision = await next_revision(connection)
    mine = select(watches.c.id).where(watches.c.chat_id == chat_id)
    ids = (await connection.execute(mine)).scalars().all()
    now = await database.moment(connection)
    if ids:
        rows = [{"id": each, "removed_at": revision, "at": now} for each in ids]
        await connection.execute(database.insert(ended_watches).on_conflict_do_nothing(), rows)
    await forgotten(connection, [chat_id], now)


async def _forget_own_sources(connection: AsyncConnection, chat_id: int) -> None:
    """Deletes the sources that the chat alone could see, their articles, and the stories that are left without any."""
    mine = select(sources.c.id).where(sources.c.owner_chat == chat_id)
    ids = (await connection.execute(mine)).scalars().all()
    if not ids:
        return
    held = select(articles.c.id).where(articles.c.source_id.in_(ids))
    told = select(story_articles.c.story_id).where(story_articles.c.article_id.in_(held))
    touched = set((await connection.execute(told)).scalars())
    await connection.execute(delete(articles).where(articles.c.source_id.in_(ids)))
    await connection.execute(delete(subscriptions).where(subscriptions.c.source_id.in_(ids)))
    await connection.execute(delete(sources).where(sources.c.id.in_(ids)))
    left = exists().where(story_articles.c.story_id == stories.c.id)
    await connection.execute(delete(stories).where(and_(stories.c.id.in_(touched), ~left)))
