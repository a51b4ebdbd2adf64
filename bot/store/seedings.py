"""What the operator's file has asked for in each chat, so that a forgotten chat is not begun anew by the same file.

Chats stand here by a digest of their address, and what was asked for by a digest of the terms: neither can be read back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Address
from bot.store.database import Database
from bot.store.schema import seedings
from bot.text.folding import folded


async def wanted(database: Database, connection: AsyncConnection, address: Address, terms: Iterable[str]) -> bool:
    """Whether a chat is to be given these terms: always, but for one forgotten since it was asked for just them."""
    key, asked = _digest(str(address)), _digest("\n".join(sorted({" ".join(folded(term).split()) for term in terms})))
    row = (await connection.execute(select(seedings).where(seedings.c.chat == key))).one_or_none()
    if row is not None and row.asked == asked:
        return not row.forgotten
    values = {"asked": asked, "forgotten": False}
    stored = database.insert(seedings).values(chat=key, **values)
    await connection.execute(stored.on_conflict_do_update(index_elements=[seedings.c.chat], set_=values))
    return True


async def forgotten(connection: AsyncConnection, address: Address) -> None:
    """Remembers of a chat that the operator's file names, and of nobody else, that it was forgotten."""
    await connection.execute(update(seedings).where(seedings.c.chat == _digest(str(address))).values(forgotten=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
