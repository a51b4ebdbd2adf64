"""How the whole bot is, in counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Condition
from bot.store.schema import articles, chats, deliveries, is_open, sources, watches


async def condition(connection: AsyncConnection, name: str) -> Condition:
    """Counts over the whole store; ``name``: the kind of database."""

    async def one(what: ColumnElement[Any], *where: ColumnElement[bool]) -> Any:
        return (await connection.execute(select(what).where(*where))).scalar()

    async def count(column: ColumnElement[Any], *where: ColumnElement[bool]) -> int:
        return int(await one(func.count(column), *where) or 0)

    state = deliveries.c.state
    return Condition(
        articles=await count(articles.c.id),
        sources=await count(sources.c.number, sources.c.listed),
        failing=await count(sources.c.number, sources.c.listed, sources.c.health != ""),
        chats=await count(chats.c.id),
        watches=await count(watches.c.id, watches.c.removed_at.is_(None)),
        pending=await count(deliveries.c.id, is_open),
        doubts=await count(deliveries.c.id, state == "doubt"),
        dead=await count(deliveries.c.id, state == "dead"),
        last_poll=await one(func.max(sources.c.last_success)),
        last_delivery=await one(func.max(deliveries.c.settled), state == "sent"),
        database=name,
        first_article=await one(func.min(articles.c.seen)),
    )
