"""Which channels the bot is open to: all topics of one at once, and none that an owner has closed until it is opened again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.policy import CLOSED
from bot.model.chat import Address, ChatState, Person
from bot.store.moving import at_channel
from bot.store.pausing import let_go
from bot.store.revising import note
from bot.store.schema import chats


def of_channel(chat_id: int) -> Select[int]:
    """The ids of all chats in the channel of this one, itself included."""
    own = chats.alias()
    same = (own.c.platform == chats.c.platform) & (own.c.channel == chats.c.channel)
    return select(chats.c.id).join(own, same).where(own.c.id == chat_id)


async def openness(connection: AsyncConnection, address: Address) -> dict[str, bool]:
    """What every chat of a channel has in common: whether it is open to the bot, and whether an owner has closed it."""
    rows = (await connection.execute(select(chats.c.admitted, chats.c.closed).where(at_channel(address)))).all()
    closed = any(row.closed for row in rows)
    return {"admitted": any(row.admitted for row in rows) and not closed, "closed": closed}


async def admit(connection: AsyncConnection, chat_id: int) -> None:
    """Opens all of a chat's channel to the bot, unless an owner has closed it."""
    mine = chats.c.id.in_(of_channel(chat_id).scalar_subquery())
    await connection.execute(update(chats).where(mine, chats.c.closed.is_(False)).values(admitted=True))


async def agree(connection: AsyncConnection, address: Address) -> None:
    """Makes what holds for one chat of a channel hold for all of them."""
    common = await openness(connection, address)
    await connection.execute(update(chats).where(at_channel(address)).values(**common))


async def close(
    connection: AsyncConnection, chat_id: int, by: Person, place: int | None, now: datetime, *, closed: bool
) -> bool:
    """Closes a chat's channel to the bot, or opens it again; what was not told meanwhile goes out then. False if it was so."""
    mine = chats.c.id.in_(of_channel(chat_id).scalar_subquery())
    changed = update(chats).where(mine, chats.c.closed.is_not(closed)).values(closed=closed, admitted=not closed)
    rows = (await connection.execute(changed.returning(chats.c.id, chats.c.state))).all()
    if not rows:
        return False
    if not closed:
        await let_go(connection, [row.id for row in rows if row.state == ChatState.ACTIVE.value], now, CLOSED)
    await note(connection, now, by, "close" if closed else "reopen", chat_id, place=place)
    return True
