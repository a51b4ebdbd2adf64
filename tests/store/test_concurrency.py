from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import AlertKind, Delivered, Delivery, Notice, Triage
from bot.model.chat import Platform
from bot.model.news import Article
from bot.ports import Fenced
from bot.store import lanes
from bot.store.database import Database, open_database
from bot.store.outbox import DatabaseOutbox
from bot.store.schema import alerts, deliveries, stories
from tests.fakes.clock import FakeClock
from tests.store.house import AT_ONCE, House, alert, placed

COURIER = """
import asyncio, json, sys
from bot.model.alert import Delivered
from bot.model.chat import Platform
from bot.store.database import open_database
from bot.store.outbox import DatabaseOutbox
from bot.store.pacing import Pace, Pacing

async def main():
    database = await open_database(sys.argv[1])
    pace = Pacing(telegram=Pace(0), telegram_chat=Pace(0), overload=0)
    outbox = DatabaseOutbox(database, pace)
    print("ready", flush=True)
    sys.stdin.readline()
    while await outbox.next_due() is not None:
        claimed = await outbox.claim(3, [Platform.TELEGRAM])
        for delivery in claimed:
            print(json.dumps([delivery.chat.id, delivery.seq, delivery.id]), flush=True)
            await outbox.settle(delivery, Delivered(f"m{delivery.id}"))
        if not claimed:
            await asyncio.sleep(0.005)
    await database.close()

asyncio.run(main())
"""


async def test_two_processes_deliver_everything_once_and_in_order(database_url: str) -> None:
    database = await open_database(database_url)
    house = House(database, await started_now(database), replace(AT_ONCE, queue=1000))
    await house.furnish()
    chats = [await house.open(str(number)) for number in range(4)]
    articles = await house.publish(*(f"news {number}" for number in range(12)))
    await house.triage(*(placed(one, *(alert(chat, one, AlertKind.NEW) for chat in chats)) for one in articles))
    pipe = asyncio.subprocess.PIPE
    start = [
        asyncio.create_subprocess_exec(sys.executable, "-c", COURIER, database_url, stdin=pipe, stdout=pipe) for _ in range(2)
    ]
    processes = await asyncio.gather(*start)
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    outputs = await asyncio.gather(*(process.communicate(b"\n") for process in processes))
    sent = [[json.loads(line) for line in output.splitlines()] for output, _ in outputs]
    everything = [tuple(one) for lines in sent for one in lines]
    assert len(everything) == len(set(everything)) == 48
    rows = await house.rows(deliveries)
    assert {row.state for row in rows} == {"sent"}
    for lines in sent:
        for chat in chats:
            mine = [seq for chat_id, seq, _ in lines if chat_id == chat.id]
            assert mine == sorted(mine)
    settled = sorted((row.settled, row.chat_id, row.seq) for row in rows)
    for chat in chats:
        order = [seq for _, chat_id, seq in settled if chat_id == chat.id]
        assert order == sorted(order)
    await database.close()


async def started_now(database: Database) -> FakeClock:
    return FakeClock(await database.read(database.moment))


async def test_connections_that_claim_at_once_never_take_two_of_one_chat(database_url: str, clock: FakeClock) -> None:
    databases = [await open_database(database_url, clock=clock) for _ in range(3)]
    houses = [House(database, clock, AT_ONCE) for database in databases]
    await houses[0].furnish()
    chats = [await houses[0].open(str(number)) for number in range(6)]
    articles = await houses[0].publish(*(f"news {number}" for number in range(3)))
    await houses[0].triage(*(placed(one, *(alert(chat, one, AlertKind.NEW) for chat in chats)) for one in articles))
    seen: list[int] = []
    for _ in range(12):
        claimed = await asyncio.gather(*(house.claim(4) for house in houses))
        mine = [(house, delivery) for house, some in zip(houses, claimed, strict=True) for delivery in some]
        assert max(Counter(delivery.chat.id for _, delivery in mine).values(), default=0) <= 1
        seen += [delivery.id for _, delivery in mine]
        await asyncio.gather(*(house.outbox.settle(delivery, Delivered("m")) for house, delivery in mine))
    assert sorted(seen) == sorted({row.id for row in await houses[0].rows(deliveries)})
    for database in databases:
        await database.close()


async def test_seq_follows_the_order_of_the_commits(database_url: str, clock: FakeClock) -> None:
    databases = [await open_database(database_url, clock=clock) for _ in range(2)]
    houses = [House(database, clock, replace(AT_ONCE, queue=1000)) for database in databases]
    await houses[0].furnish()
    houses[1].fence = houses[0].fence
    chats = [await houses[0].open(str(number)) for number in range(3)]
    articles = await houses[0].publish(*(f"news {number}" for number in range(20)))

    async def commit_some(house: House, some: Sequence[Article]) -> None:
        for one in some:
            await house.triage(placed(one, *(alert(chat, one, AlertKind.NEW) for chat in chats)))

    await asyncio.gather(commit_some(houses[0], articles[::2]), commit_some(houses[1], articles[1::2]))
    rows = await houses[0].rows(deliveries)
    for chat in chats:
        assert sorted(row.seq for row in rows if row.chat_id == chat.id) == list(range(1, 21))
    for some in (articles[::2], articles[1::2]):
        wanted = {one.id for one in some}
        order = [row.story_id for row in sorted(rows, key=lambda row: row.seq) if row.chat_id == chats[0].id]
        assert [story for story in order if story in wanted] == sorted(wanted)
    for database in databases:
        await database.close()


async def test_notices_and_alerts_at_once_each_get_their_own_seq(database_url: str, clock: FakeClock) -> None:
    databases = [await open_database(database_url, clock=clock) for _ in range(2)]
    houses = [House(database, clock, replace(AT_ONCE, queue=1000)) for database in databases]
    await houses[0].furnish()
    chats = [await houses[0].open(str(number)) for number in range(4)]
    articles = await houses[0].publish(*(f"news {number}" for number in range(15)))

    async def alerts_come() -> None:
        for one in articles:
            await houses[0].triage(placed(one, *(alert(chat, one, AlertKind.NEW) for chat in chats)))

    async def notices_come() -> None:
        for number in range(60):
            await houses[1].outbox.notify(chats[number % 4].id, Notice("x"), clock.now())

    await asyncio.gather(alerts_come(), notices_come())
    rows = await houses[0].rows(deliveries)
    for chat in chats:
        assert sorted(row.seq for row in rows if row.chat_id == chat.id) == list(range(1, 31))
    for database in databases:
        await database.close()


async def test_a_claim_passes_by_what_another_process_has_locked(house: House) -> None:
    if house.database.dialect == "sqlite":
        return  # one writer at a time: there is nothing to pass by
    locked, free = await house.open("10"), await house.open("11")
    await house.tell(locked, "locked")
    await house.tell(free, "free")

    async def lock_and_claim(connection: AsyncConnection) -> Sequence[Delivery]:
        await lanes.lock(connection, [locked.id])
        async with asyncio.timeout(20):
            return await house.claim()

    assert [delivery.chat.id for delivery in await house.database.write(lock_and_claim)] == [free.id]


async def test_many_at_once_share_one_bucket(database_url: str, clock: FakeClock) -> None:
    databases = [await open_database(database_url, clock=clock) for _ in range(2)]
    houses = [House(database, clock) for database in databases]

    outboxes = [DatabaseOutbox(house.database) for house in houses for _ in range(4)]
    chat = await houses[0].open("10")
    waits = await asyncio.gather(*(outbox.reserve(chat.address, chat.kind) for outbox in outboxes))
    assert [round(wait, 2) for wait in sorted(waits)] == [round(1.05 * number, 2) for number in range(8)]
    for database in databases:
        await database.close()


async def test_a_commit_under_a_lost_lease_changes_nothing(house: House) -> None:
    chat = await house.open("10")
    (article,) = await house.publish("A quake")
    house.clock.advance(3601)
    taken = await house.leases.acquire("triage", "another", 60)
    assert taken == house.fence + 1
    with pytest.raises(Fenced):
        await house.triage(placed(article, alert(chat, article, AlertKind.NEW)))
    assert [await house.number_of(table) for table in (stories, alerts, deliveries)] == [0, 0, 0]
    assert [one.id for one in await house.articles.untriaged(10)] == [article.id]
    assert await house.articles.commit(Triage((placed(article, alert(chat, article, AlertKind.NEW)),), taken)) == 1


async def test_a_commit_of_unknown_end_can_be_done_again(house: House) -> None:
    chat = await house.open("10")
    (article,) = await house.publish("A quake")
    item = placed(article, alert(chat, article, AlertKind.NEW))
    assert await house.triage(item) == 1
    assert await house.triage(item) == 0
    assert await house.number_of(deliveries) == 1


async def test_an_update_is_taken_in_once_by_all_processes(house: House) -> None:
    seen = await asyncio.gather(*(house.chats.first_time("telegram:1") for _ in range(5)))
    assert sorted(seen) == [False] * 4 + [True]
    house.clock.advance(days=3)
    assert await house.chats.first_time("slack:Ev1")
    assert await house.chats.first_time("telegram:1")


async def test_a_chat_opened_twice_at_once_is_one(house: House) -> None:
    opened = await asyncio.gather(*(house.open("77", Platform.SLACK) for _ in range(4)))
    assert len({chat.id for chat in opened}) == 1
    assert len(await house.chats.chats()) == 1
