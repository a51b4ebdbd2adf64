"""An outage of ours told as one: most feeds out of reach at once are one notice, and so is their return.

Single feeds are told of in ``feed_notices``; whether it is an outage is decided in ``pipeline.health``.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Notice
from bot.model.health import OUTAGE, FeedNewsKind, Reach
from bot.pipeline.health import OUT_OF_REACH, SURE_TRIES, outage, over, state_told
from bot.store.database import Database
from bot.store.noticing import queue, responsible
from bot.store.polling import polled
from bot.store.schema import sources

_OUT = and_(sources.c.health.in_([trouble.value for trouble in OUT_OF_REACH]), sources.c.failures >= SURE_TRIES)
_MARKED = sources.c.told.startswith(OUTAGE)


async def watch_outages(database: Database, now: datetime, owners: Collection[str]) -> bool:
    """Tells of an outage that has begun or is over, once however many processes look; whether there was something to tell."""
    feeds, out, since = await database.read(_figures)
    if since is not None:
        lasts = not over(feeds, out, since, now)
        return False if lasts else await database.write(lambda c: _end(c, feeds, out, since, now, owners))
    if 2 * out <= feeds:
        return False
    begun = outage(await database.read(lambda c: _reach(c, feeds)), now)
    return False if begun is None else await database.write(lambda c: _begin(c, feeds, out, begun, now, owners))


async def _figures(connection: AsyncConnection) -> tuple[int, int, datetime | None]:
    """How many feeds are polled, how many of them are out of reach, and since when an outage is that people know of."""
    counted = select(func.count(), func.count().filter(_OUT)).select_from(sources).where(polled())
    feeds, out = (await connection.execute(counted)).one()
    told = (await connection.execute(select(sources.c.told).where(_MARKED, polled()).limit(1))).scalar()
    return feeds, out, datetime.fromisoformat(told.removeprefix(OUTAGE).strip()) if told else None


async def _reach(connection: AsyncConnection, feeds: int) -> Reach:
    rows = (await connection.execute(select(sources.c.failing_since, sources.c.told).where(polled(), _OUT))).all()
    known = sum(state_told(row.told) == FeedNewsKind.FAILING for row in rows)
    return Reach(feeds, tuple(row.failing_since for row in rows if row.failing_since is not None), known)


async def _begin(
    connection: AsyncConnection, feeds: int, out: int, since: datetime, now: datetime, owners: Collection[str]
) -> bool:
    told = f"{OUTAGE} {since.isoformat()}"
    marked = update(sources).where(polled(), _OUT, sources.c.told == "").values(told=told)
    facts = {"count": str(out), "total": str(feeds), "since": since.isoformat()}
    return await _tell(connection, marked, Notice("feeds_unreachable", tuple(facts.items())), now, owners)


async def _end(
    connection: AsyncConnection, feeds: int, out: int, since: datetime, now: datetime, owners: Collection[str]
) -> bool:
    """What still fails is told of by itself from now on."""
    unmarked = update(sources).where(_MARKED).values(told="")
    facts = {"count": str(feeds - out), "total": str(feeds), "since": since.isoformat(), "until": now.isoformat()}
    return await _tell(connection, unmarked, Notice("feeds_reachable", tuple(facts.items())), now, owners)


async def _tell(connection: AsyncConnection, marking: Any, notice: Notice, now: datetime, owners: Collection[str]) -> bool:
    """Marks the sources concerned and tells whoever is responsible, and chats with feeds of their own among them.

    Where another process was quicker there is nothing left to mark, and nothing is told.
    """
    marked = (await connection.execute(marking.returning(sources.c.owner_chat))).scalars().all()
    if not marked:
        return False
    own = {chat for chat in marked if chat is not None}
    await queue(connection, own | set(await responsible(connection, owners)), notice, now)
    return True
