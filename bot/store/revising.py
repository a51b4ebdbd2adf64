"""The number of the last edit of any watch, and the notes of who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person
from bot.store.schema import audit, revisions


async def next_revision(connection: AsyncConnection) -> int:
    """A new revision of the watches; others wait for it, so that revisions follow the order of the commits."""
    bumped = update(revisions).where(revisions.c.subject == "watches").values(revision=revisions.c.revision + 1)
    revision: int = (await connection.execute(bumped.returning(revisions.c.revision))).scalar_one()
    return revision


async def note(
    connection: AsyncConnection,
    at: datetime,
    who: object,
    action: str,
    chat_id: int | None = None,
    detail: str = "",
    *,
    place: int | None = None,
    changes: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Notes a change for the audit: who (a person or a part of the bot), what, in which chat.

    ``place``: the chat it was ordered from, where that is another; ``changes``: what was set, each with what stood before and
    after.
    """
    name = who.name if isinstance(who, Person) else ""
    row = {"at": at, "who": str(who), "name": name, "chat_id": chat_id, "action": action, "detail": detail}
    elsewhere = place if place != chat_id else None
    set_ = [list(change) for change in changes] or None
    await connection.execute(audit.insert().values(**row, place=elsewhere, changes=set_))
