"""The audit as it is read, and what a chat's settings changed from and to. Writing an entry is ``revising.note``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Chat
from bot.model.preferences import Preferences
from bot.model.register import AuditEntry
from bot.store.records import as_chat
from bot.store.schema import audit, chats, sources


def changed(old: Row[Any], chat: Chat, values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What of a chat's row will be different, each with what stood before and after; choices one by one."""
    changes = [
        (name, _plain(getattr(old, name)), _plain(value))
        for name, value in values.items()
        if name != "preferences" and getattr(old, name) != value
    ]
    was, now = as_chat(old).preferences, chat.preferences
    chosen = [(each.name, _plain(getattr(was, each.name)), _plain(getattr(now, each.name))) for each in fields(Preferences)]
    return changes + [(name, before, after) for name, before, after in chosen if before != after]


def _plain(value: Any) -> str:
    """A value as it is written down: a choice as its buttons write it, a time in UTC, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return str(value)


async def entries(
    connection: AsyncConnection, *, chat_id: int | None, who: str, limit: int, offset: int
) -> tuple[Sequence[AuditEntry], int]:
    """The latest changes, the newest first, and how many there are: of one chat or all, by one person or anybody."""
    only: list[ColumnElement[bool]] = []
    if chat_id is not None:
        only.append(or_(audit.c.chat_id == chat_id, audit.c.place == chat_id))
    if who:
        only.append(or_(audit.c.who == who, audit.c.name == who))
    number = (await connection.execute(select(func.count(audit.c.id)).where(*only))).scalar() or 0
    found = select(audit).where(*only).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    rows = (await connection.execute(found)).all()
    ids = {each for row in rows for each in (row.chat_id, row.place) if each is not None}
    there = {row.id: as_chat(row) for row in await connection.execute(select(chats).where(chats.c.id.in_(ids)))} if ids else {}
    feeds = await _feeds(connection, rows)
    return tuple(_entry(row, there, feeds) for row in rows), int(number)


async def _feeds(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> Mapping[str, str]:
    """The names of the feeds that these changes are of, by their ids."""
    ids = {row.detail.partition(": ")[0] for row in rows if row.action.startswith("feed ")}
    if not ids:
        return {}
    found = select(sources.c.id, sources.c.name).where(sources.c.id.in_(ids), sources.c.name != "")
    return {row.id: row.name for row in await connection.execute(found)}


def _entry(row: Row[Any], there: Mapping[int, Chat], feeds: Mapping[str, str]) -> AuditEntry:
    feed, mark, rest = row.detail.partition(": ")
    return AuditEntry(
        number=row.id,
        at=row.at,
        who=row.who,
        name=row.name,
        action=row.action,
        detail=f"{feeds.get(feed, feed)}{mark}{rest}",
        changes=tuple((name, before, after) for name, before, after in row.changes or ()),
        chat=there.get(row.chat_id),
        place=there.get(row.place),
    )
