"""Whether the pages of a source's entries are read for their text: what the operator's file says, until a chat chooses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person
from bot.ports import SourceState
from bot.store.revising import note
from bot.store.schema import sources
from bot.store.subscribing import of_chat


async def choose(
    connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime, *, full: bool
) -> SourceState | None:
    """Chooses for a source that this chat sees; None when it sees none of this number. Lasts over restarts."""
    here = sources.c.number == number
    if not await of_chat(connection, chat_id, here):
        return None
    choice = "on" if full else "off"
    await connection.execute(update(sources).where(here).values(full_text=full, text_choice=choice))
    (state,) = await of_chat(connection, chat_id, here)
    await note(connection, now, person, f"feed text {choice}", chat_id, state.source.id)
    return state
