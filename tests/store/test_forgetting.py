"""Nothing of a chat is left once it is forgotten: every table that there is, filled and looked through."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Delivered
from bot.model.chat import Address, ChatKind, Platform
from bot.model.news import Language
from bot.store.columns import Utc
from bot.store.schema import audit, chats, metadata, sources
from tests.store.house import SOMEBODY, House

CANARY = "canary"
WHEN = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OWN = [table for table in metadata.sorted_tables if "chat_id" in table.c]


class Filler:
    """Puts rows into tables, whatever columns they have; rows that a row hangs on come with it."""

    def __init__(self, connection: AsyncConnection, chat_id: int, word: str) -> None:
        self._connection = connection
        self._chat = chat_id
        self._word = word
        self._numbers = count(7000 + chat_id * 1000)
        self._keys: dict[str, Any] = {}

    async def fill(self, table: Table) -> None:
        if table is chats or table.name in self._keys:
            return
        for column in table.c:
            for key in column.foreign_keys:
                await self.fill(key.column.table)
        values = {column.name: self._value(column) for column in table.c}
        await self._connection.execute(insert(table).values(**{k: v for k, v in values.items() if v is not ...}))
        self._keys[table.name] = values

    def _value(self, column: Column[Any]) -> Any:
        for key in column.foreign_keys:
            if key.column.table is chats:
                return self._chat
            return self._keys[key.column.table.name][key.column.name]
        if column.name in {"chat_id", "place"}:
            return self._chat
        if column is audit.c.action:
            return "what was done"
        return self._of_type(column)

    def _of_type(self, column: Column[Any]) -> Any:
        number = next(self._numbers)
        kinds: tuple[tuple[type, Any], ...] = (
            (Boolean, False),
            (Utc, WHEN),
            (Float, 1.0),
            (Integer, number),
            (LargeBinary, self._word.encode()),
            (JSON, [self._word]),
        )
        long = f"{self._word}-{number}"
        length = getattr(column.type, "length", None)
        text = long[:length] if length else long
        return next((value for kind, value in kinds if isinstance(column.type, kind)), text)


async def everything(connection: AsyncConnection) -> dict[str, str]:
    """All that stands in the database, by table."""
    return {table.name: repr((await connection.execute(select(table))).all()) for table in metadata.sorted_tables}


async def chat_of(house: House, channel: str, title: str = "") -> int:
    address = Address(Platform.TELEGRAM, channel)
    return (await house.chats.open_chat(address, ChatKind.GROUP, title, Language.ENGLISH)).id


async def test_no_table_keeps_anything_of_a_forgotten_chat(house: House) -> None:
    database = house.database
    chat, other = await chat_of(house, "-100canary", "canary title"), await chat_of(house, "-200")

    async def fill(connection: AsyncConnection) -> None:
        for chat_id, word in ((chat, CANARY), (other, "neighbour")):
            filler = Filler(connection, chat_id, word)
            filler._keys["lanes"] = {"chat_id": chat_id}
            for table in OWN:
                await filler.fill(table)

    await database.write(fill)
    await house.outbox.reserve(Address(Platform.TELEGRAM, "-100canary"), ChatKind.GROUP)
    for table in OWN:
        assert await database.read(lambda c, t=table: _count(c, t, chat)) >= 1, f"{table.name} is not filled"
    assert await house.chats.forget(chat)

    after = await database.read(everything)
    assert [name for name, rows in after.items() if CANARY in rows] == []
    for table in OWN:
        left = await database.read(lambda c, t=table: _count(c, t, chat))
        assert left == 0, table.name
        kept = await database.read(lambda c, t=table: _count(c, t, other))
        assert kept >= 1, f"the other chat's {table.name}"
    assert not await house.chats.forget(chat)


async def test_of_the_audit_the_facts_stay(house: House) -> None:
    database = house.database
    chat = await chat_of(house, "-100")
    await house.chats.add_watch(chat, "a secret term", SOMEBODY, WHEN)
    await house.chats.forget(chat)
    rows = await database.read(lambda c: _all(c, select(audit).order_by(audit.c.id)))
    assert [row.action for row in rows] == ["open", "watch", "forget"]
    assert {(row.who, row.name, row.detail, row.chat_id, row.place, row.changes) for row in rows} == {
        ("", "", "", None, None, None)
    }


async def test_matching_learns_that_the_watches_have_ended(house: House) -> None:
    chat, other = await chat_of(house, "-100"), await chat_of(house, "-200")
    watch, _ = await house.chats.add_watch(chat, "بيتكوين", SOMEBODY, WHEN)
    kept, _ = await house.chats.add_watch(other, "بيتكوين", SOMEBODY, WHEN)
    known = await house.chats.watch_edits(0)
    assert {each.id for each in known.added} == {watch.id, kept.id}
    await house.chats.route_watch(other, kept.id, chat, SOMEBODY, WHEN)
    known = await house.chats.watch_edits(known.revision)
    await house.chats.forget(chat)
    edits = await house.chats.watch_edits(known.revision)
    assert [each.id for each in edits.removed] == [watch.id]
    assert [(each.id, each.route_to) for each in edits.added] == [(kept.id, None)], "its alerts come home"
    fresh = await house.chats.watch_edits(0)
    assert ([each.id for each in fresh.added], fresh.removed) == ([kept.id], ())
    again = await house.chats.watch_edits(edits.revision)
    assert (again.added, again.removed) == ((), ())


async def test_a_feed_of_its_own_goes_with_its_articles_and_a_shared_one_stays(house: House) -> None:
    database = house.database
    chat = await chat_of(house, "-100")
    await house.chats.add_source(chat, "https://own.example/rss", "Own", Language.ENGLISH, SOMEBODY, WHEN)
    due = next(each for each in await house.articles.due_sources(10) if each.source.owner_chat == chat)
    await house.read(due, house.entry("secret news"))
    await house.publish("public news")
    await house.chats.forget(chat)
    urls = await database.read(lambda c: _all(c, select(sources.c.url)))
    assert due.source.url not in {row.url for row in urls}
    assert len(urls) == 1
    assert "secret news" not in str(await database.read(everything))
    assert "public news" in str(await database.read(everything))


async def test_a_reading_under_way_and_a_message_under_way_end_well(house: House) -> None:
    chat = await house.open("-100")
    watch = await house.watch(chat, "storm")
    await house.tell(chat, "storm", watch)
    delivery = await house.claim_one()
    await house.chats.add_source(chat.id, "https://own.example/rss", "Own", Language.ENGLISH, SOMEBODY, WHEN)
    due = next(each for each in await house.articles.due_sources(10) if each.source.owner_chat == chat.id)
    assert await house.chats.forget(chat.id)
    await house.read(due, house.entry("too late"))
    await house.outbox.part_sent(delivery, 0, "m1")
    assert not await house.outbox.intend(delivery)
    await house.outbox.settle(delivery, Delivered("m1"))
    assert await house.claim() == ()
    assert "too late" not in str(await house.database.read(everything))


async def _count(connection: AsyncConnection, table: Table, chat_id: int) -> int:
    return len((await connection.execute(select(table).where(table.c.chat_id == chat_id))).all())


async def _all(connection: AsyncConnection, found: Any) -> Any:
    return (await connection.execute(found)).all()
