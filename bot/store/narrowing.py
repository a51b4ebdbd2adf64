"""Off topic, as it is stored: a watch is made narrower and lets go of the story that it caught; both can be taken back.

What a watch has let go of, it is told nothing more of unless a later report matches it as it is now. Which change is made is
decided in ``bot.chat.offtopic``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person
from bot.model.watch import Watch
from bot.store import watching
from bot.store.lanes import lock
from bot.store.schema import alert_watches, alerts, watches

NARROWED: Final = "off"
"""What the audit calls it."""

WIDENED: Final = "off undone"
"""What the audit calls taking it back."""


async def narrow(
    connection: AsyncConnection, chat_id: int, story: int, before: Watch, after: Watch, person: Person, now: datetime
) -> Watch | None:
    """Makes a watch of the chat what ``after`` is, and has it let go of the story; the watch as it is then.

    None when it is not what ``before`` is any more, or another watch of the chat has that term.
    """
    changed = await _change(connection, chat_id, before, after, NARROWED, person, now)
    if changed is not None:
        of_story = _of_story(chat_id, story)
        await watching.cancel(connection, before.id, now, of_story)
        told = and_(alert_watches.c.watch_id == before.id, alert_watches.c.alert_id.in_(select(alerts.c.id).where(of_story)))
        await connection.execute(update(alert_watches).where(told).values(watch_id=None))
    return changed


async def widen(
    connection: AsyncConnection, chat_id: int, story: int, before: Watch, after: Watch, person: Person, now: datetime
) -> Watch | None:
    """Takes ``narrow`` back: the watch is what ``after`` is, and hears of the story again. None as there."""
    changed = await _change(connection, chat_id, before, after, WIDENED, person, now)
    if changed is not None:
        told = select(alerts.c.id).where(_of_story(chat_id, story))
        let_go = and_(alert_watches.c.watch_id.is_(None), alert_watches.c.term == after.term)
        again = update(alert_watches).where(let_go, alert_watches.c.alert_id.in_(told))
        await connection.execute(again.values(watch_id=after.id))
    return changed


async def _change(
    connection: AsyncConnection, chat_id: int, before: Watch, after: Watch, action: str, person: Person, now: datetime
) -> Watch | None:
    await lock(connection, [chat_id])
    mine = and_(watches.c.id == before.id, watches.c.chat_id == chat_id, watches.c.removed_at.is_(None))
    row = (await connection.execute(select(watches.c.term, watches.c.switched).where(mine))).one_or_none()
    if row is None or row.term != before.term or {*row.switched} != {*before.switched}:
        return None
    turned = sorted(before.switched ^ after.switched)
    named = watching.Noted(f"{action} spelling", f"{after.term}: {', '.join(turned)}") if turned else watching.Noted(action)
    return await watching.edit(connection, chat_id, before.id, after.term, after.switched, person, now, named)


def _of_story(chat_id: int, story: int) -> ColumnElement[bool]:
    return and_(alerts.c.chat_id == chat_id, alerts.c.story_id == story)
