"""``Outbox`` over the database: each method one transaction; claiming and settling stand in their own files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Delivery, Notice, Outcome, Reason
from bot.model.chat import Address, ChatKind, ChatState, Platform
from bot.store import settling, topics
from bot.store.claiming import Claiming, claim
from bot.store.database import Database
from bot.store.moving import at_channel
from bot.store.noticing import queue
from bot.store.pacing import Pacing, levels, ready_at, store_levels, take
from bot.store.schema import buckets, chats, deliveries, delivery_parts, lanes

DELIVERY_LEASE: Final = timedelta(seconds=30)


class DatabaseOutbox:
    """Deliveries, claimed by lease; acknowledgements go ahead of claims."""

    def __init__(self, database: Database, pacing: Pacing | None = None, lease: timedelta = DELIVERY_LEASE) -> None:
        self._database = database
        self._pacing = pacing or Pacing()
        self._lease = lease

    async def claim(self, limit: int, platforms: Sequence[Platform]) -> Sequence[Delivery]:
        """Claims due deliveries of active chats on these platforms, at most one per chat, and commits their intent."""
        if limit <= 0 or not platforms:
            return ()
        terms = Claiming(self._pacing, self._lease, limit, tuple(platforms))
        return await self._database.write(lambda c: claim(self._database, c, terms))

    async def part_sent(self, delivery: Delivery, ordinal: int, message: str) -> None:
        """Records that one part is out."""
        await self._write_ahead(settling.record_part, delivery, ordinal, message)

    async def intend(self, delivery: Delivery) -> bool:
        """Renews the claim before a further part is sent; False when it is somebody else's now."""
        return await self._database.write(lambda c: settling.renew(self._database, c, delivery, self._lease), ahead=True)

    async def settle(self, delivery: Delivery, outcome: Outcome, rendered: str = "") -> None:
        """Ends the claim with its outcome."""
        await self._database.write(
            lambda c: settling.settle(self._database, c, self._pacing, delivery, outcome, rendered), ahead=True
        )

    async def hold(self, delivery: Delivery, until: datetime, because: Reason, title: Notice | None = None) -> None:
        """Puts a claimed delivery back until ``until``; with a ``title`` into the list of all that is held under it."""
        await self._write_ahead(settling.end, delivery, "held", because, until, title)

    async def drop(self, delivery: Delivery, because: Reason) -> None:
        """Ends a claimed delivery unsent."""
        await self._write_ahead(settling.end, delivery, "dropped", because)

    async def list_doubt(self, delivery: Delivery, because: str) -> None:
        """Ends a claimed delivery as a doubt that an admin can look at; it is not sent again."""
        await self._write_ahead(settling.end, delivery, "doubt", Reason("doubt", (("because", because),)))

    async def notify(self, chat_id: int, notice: Notice, now: datetime) -> None:
        """Queues a sentence of the bot's own, after what is queued already."""
        await self._database.write(lambda c: queue(c, [chat_id], notice, now))

    async def reserve(self, address: Address, kind: ChatKind) -> float:
        """Takes the tokens for one command answer; returns the seconds to wait before sending it."""
        paces = self._pacing.of(address, kind)
        if not paces:
            return 0.0

        async def work(connection: AsyncConnection) -> float:
            now = await self._database.moment(connection)
            held = await levels(self._database, connection, paces, now)
            ready = ready_at(paces, held, now)
            take(paces, held, now)
            await store_levels(connection, held)
            return max(0.0, (ready - now).total_seconds())

        return await self._database.write(work, ahead=True)

    async def where(self, channel: Address, message: str) -> Address | None:
        """The address of the chat in this channel that a sent message stands in; None for what was not sent from here."""
        found = (
            select(chats.c.thread)
            .join(deliveries, deliveries.c.chat_id == chats.c.id)
            .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
            .where(at_channel(channel), delivery_parts.c.message == message)
            .limit(1)
        )
        thread = await self._database.read(lambda c: _scalar(c, found))
        return None if thread is None else replace(channel, thread=thread)

    async def lose_topic(self, address: Address, notice: Notice, now: datetime, until: datetime) -> None:
        """Sends the messages of a topic to General until then, and queues the notice of it, unless that is so already."""
        await self._database.write(lambda c: topics.lose(c, address, notice, now, until))

    async def find_topic(self, address: Address) -> None:
        """Notes that a topic can be written to again."""
        await self._database.write(lambda c: topics.find(c, address))

    async def next_due(self, platforms: Sequence[Platform] | None = None) -> float | None:
        """Seconds until the earliest pending delivery, to these platforms if they are given, may be claimed."""
        return await self._database.read(partial(self._next_due, platforms))

    async def _next_due(self, platforms: Sequence[Platform] | None, connection: AsyncConnection) -> float | None:
        wanted = [platform.value for platform in (platforms or Platform)]
        free = func.coalesce(lanes.c.lease_until, lanes.c.wake_at, type_=lanes.c.wake_at.type)
        earliest = func.min(self._database.greatest(lanes.c.wake_at, lanes.c.next_at, free), type_=lanes.c.wake_at.type)
        told = and_(chats.c.state == ChatState.ACTIVE.value, chats.c.closed.is_(False))
        awake = and_(lanes.c.wake_at.is_not(None), told, chats.c.platform.in_(wanted))
        found = (
            select(chats.c.platform, earliest.label("at"))
            .join(lanes, lanes.c.chat_id == chats.c.id)
            .where(awake)
            .group_by(chats.c.platform)
        )
        rows = (await connection.execute(found)).all()
        if not rows:
            return None
        now = await self._database.moment(connection)
        full = await self._overall_levels(connection, now)
        ready: Iterator[datetime] = (
            max(row.at, ready_at(self._pacing.overall(Platform(row.platform)), full, now)) for row in rows
        )
        return max(0.0, (min(ready) - now).total_seconds())

    async def _overall_levels(self, connection: AsyncConnection, now: datetime) -> dict[str, datetime]:
        names = [name for platform in Platform for name in self._pacing.overall(platform)]
        stored = {row.name: row.full_at for row in await connection.execute(select(buckets).where(buckets.c.name.in_(names)))}
        return {name: stored.get(name, now) for name in names}

    async def _write_ahead(self, work: Any, *details: Any) -> None:
        await self._database.write(lambda c: work(self._database, c, *details), ahead=True)


async def _scalar(connection: AsyncConnection, found: Select[Any]) -> Any:
    return (await connection.execute(found)).scalar()
