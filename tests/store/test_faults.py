from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import AlertKind, Delivered
from bot.model.chat import Address, Platform
from bot.model.news import DueSource, Source, Validators
from bot.ports import StoreUnavailable
from bot.store.database import Database, open_database
from bot.store.schema import metadata
from bot.store.turns import Turns
from tests.fakes.clock import FakeClock
from tests.fakes.postgres import new_database, run_sql, running_server
from tests.store.house import SOMEBODY, House, alert, placed

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n"
ROWS = {table.name: select(table).order_by(*table.primary_key.columns) for table in metadata.sorted_tables}


@contextmanager
def failing_statement(database: Database, number: int) -> Iterator[list[str]]:
    """Makes the ``number``-th statement fail as a full disk does; yields the statements that were begun."""
    begun: list[str] = []

    def count(_: Any, __: Any, statement: str, ___: Any, ____: Any, _____: Any) -> None:
        begun.append(statement)
        if len(begun) == number:
            full = sqlite3.OperationalError("database or disk is full")
            raise OperationalError(statement, None, full)

    engine = database.writer.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield begun
    finally:
        event.remove(engine, "before_cursor_execute", count)


async def everything(house: House) -> dict[str, list[Any]]:
    """All rows of all tables, read in one transaction: it is asked for after each of hundreds of failures."""

    async def rows(connection: AsyncConnection) -> dict[str, list[Any]]:
        return {name: [tuple(row) for row in await connection.execute(every)] for name, every in ROWS.items()}

    return await house.database.read(rows)


async def committed(house: House) -> Callable[[], Awaitable[object]]:
    chats = [await house.open("10"), await house.open("11")]
    watch = await house.watch(chats[0], "x")
    (article,) = await house.publish("A quake")
    told = (alert(chats[0], article, AlertKind.NEW, watch=watch), alert(chats[1], article, AlertKind.NEW))
    return lambda: house.triage(placed(article, *told))


async def kept(house: House) -> Callable[[], Awaitable[object]]:
    entry = house.entry("A quake")
    due = DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1)
    await house.read(due, entry)
    return lambda: house.read(due, house.entry("another"), entry)


async def claimed(house: House) -> Callable[[], Awaitable[object]]:
    await house.tell(await house.open("10"), "A quake")
    return house.claim


async def settled(house: House) -> Callable[[], Awaitable[object]]:
    await house.tell(await house.open("10"), "A quake")
    delivery = await house.claim_one()
    return lambda: house.outbox.settle(delivery, Delivered("m1"), "digest")


async def unwatched(house: House) -> Callable[[], Awaitable[object]]:
    chat = await house.open("10")
    watch = await house.watch(chat, "x")
    await house.tell(chat, "A quake", watch)
    return lambda: house.chats.remove_watch(chat.id, watch.id, SOMEBODY, house.clock.now())


async def moved(house: House) -> Callable[[], Awaitable[object]]:
    old, new = await house.open("-10"), await house.open("-100")
    await house.watch(new, "x")
    await house.tell(old, "A quake")
    await house.tell(new, "A storm")
    return lambda: house.chats.move(Address(Platform.TELEGRAM, "-10"), new.address)


@pytest.mark.parametrize("scene", [committed, kept, claimed, settled, unwatched, moved])
async def test_whichever_statement_fails_all_is_done_or_nothing(
    house: House, scene: Callable[[House], Awaitable[Callable[[], Awaitable[object]]]]
) -> None:
    act = await scene(house)
    before = await everything(house)
    for number in range(1, 100):
        with failing_statement(house.database, number) as begun:
            try:
                await act()
            except StoreUnavailable:
                pass
            else:
                break
        assert await everything(house) == before
    assert number == len(begun) + 1 > 4
    assert await everything(house) != before


async def test_a_locked_database_is_unavailable_and_then_is_not(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "rasid.db"
    database = await open_database(f"sqlite:///{path}", clock=clock, patience=0.1)
    house = House(database, clock)
    await house.furnish()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        await house.open("10")
    assert await house.chats.chats() == ()
    other.execute("ROLLBACK")
    other.close()
    await house.open("10")
    await database.close()


async def test_a_full_disk_is_unavailable_and_what_was_committed_stays(tmp_path: Path, clock: FakeClock) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/rasid.db", clock=clock)
    house = House(database, clock)
    await house.furnish()
    chat = await house.open("10")
    async with database.writer.connect() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar()
        await connection.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(StoreUnavailable, match="full"):
        await house.publish(*("long " * 1000 for _ in range(50)))
    assert await house.chats.chats() == (chat,)
    await database.close()


async def test_a_server_that_goes_away_is_unavailable_and_back_when_it_is_back(clock: FakeClock) -> None:
    with running_server() as server:
        url = await new_database(server)
        database = await open_database(url, clock=clock, patience=2)
        house = House(database, clock)
        await house.furnish()
        chat = await house.open("10")
        others = "pid <> pg_backend_pid() AND datname IS NOT NULL"
        await run_sql(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608 (ours)
        with pytest.raises(StoreUnavailable):
            await house.tell(chat, "lost")
        await house.tell(chat, "kept")
        assert (await house.deliver()).alerts[0].lead.title == "kept"
    with pytest.raises(StoreUnavailable):
        await house.claim()
    with pytest.raises(StoreUnavailable):
        await house.chats.condition()
    await database.close()


async def test_a_deadlock_is_tried_again(house: House) -> None:
    if house.database.dialect == "sqlite":
        return  # one writer at a time: there is no deadlock to have
    chats = [await house.open("10"), await house.open("11")]
    met = asyncio.Barrier(2)
    tries: list[int] = []

    async def touch(first: int, second: int) -> None:
        async def work(connection: Any) -> None:
            tries.append(first)
            rename = text("UPDATE chats SET title = title WHERE id = :id")
            await connection.execute(rename, {"id": first})
            if len(tries) <= 2:
                await met.wait()
            await connection.execute(rename, {"id": second})

        await house.database.write(work)

    await asyncio.gather(touch(chats[0].id, chats[1].id), touch(chats[1].id, chats[0].id))
    assert len(tries) == 3


async def test_a_defect_is_not_taken_for_an_outage(house: House) -> None:
    with pytest.raises((OperationalError, ProgrammingError)):
        await house.database.read(lambda c: c.execute(text("SELECT * FROM no_such_table")))


async def test_acknowledgements_pass_those_who_wait() -> None:
    turns, order = Turns(), []

    async def take(name: str, *, ahead: bool = False) -> None:
        async with turns.turn(ahead=ahead):
            order.append(name)
            await asyncio.sleep(0)

    async with turns.turn():
        waiting = [
            asyncio.create_task(take(name, ahead=name.startswith("ack"))) for name in ("claim", "keep", "ack 1", "ack 2")
        ]
        await asyncio.sleep(0)
        waiting[1].cancel()
        await asyncio.sleep(0)
    await asyncio.gather(*waiting, return_exceptions=True)
    assert order == ["ack 1", "ack 2", "claim"]
    async with asyncio.timeout(5):
        await take("later")


async def test_who_gives_up_after_being_called_passes_the_turn_on() -> None:
    turns, order = Turns(), []

    async def take(name: str) -> None:
        async with turns.turn():
            order.append(name)

    async with turns.turn():
        first, second = asyncio.create_task(take("first")), asyncio.create_task(take("second"))
        await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert order == ["second"]


@pytest.mark.parametrize("moment", [0, 1, 2, 3, 5, 8, 13, 21])
async def test_work_that_is_cancelled_at_any_moment_leaves_the_database_usable(database_url: str, moment: int) -> None:
    database = await open_database(database_url, patience=2)
    house = House(database, FakeClock())
    task = asyncio.create_task(house.open("10"))
    for _ in range(moment):
        await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await house.open("11")).admitted
    await database.close()


async def test_work_that_is_cancelled_in_a_long_statement_leaves_no_lock(tmp_path: Path, clock: FakeClock) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/rasid.db", clock=clock, patience=2)
    house = House(database, clock)
    begun = asyncio.Event()

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(text("UPDATE revisions SET revision = revision + 1"))
        begun.set()
        await connection.execute(text(SLOW))

    task = asyncio.create_task(database.write(work))
    await begun.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await house.open("11")).admitted
    await database.close()
