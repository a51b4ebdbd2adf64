from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.model.alert import AlertKind, Delivered
from bot.model.chat import Address, ChatKind, Platform
from bot.store.database import Database
from bot.store.outbox import DatabaseOutbox
from bot.store.pacing import Pace, Pacing
from tests.fakes.clock import FakeClock
from tests.store.house import House, alert, placed

START = datetime(2026, 11, 21, tzinfo=UTC)


@given(st.integers(1, 40), st.integers(1, 6), st.lists(st.floats(0, 5), max_size=80))
def test_no_window_gives_more_than_its_rate_and_one_burst(per_minute: int, burst: int, waits: list[float]) -> None:
    pace = Pace(60 / per_minute, burst)
    now = level = START
    sent = []
    for wait in waits:
        now += timedelta(seconds=wait)
        if pace.ready(level) <= now:
            level = pace.taken(level, now)
            sent.append(now)
    for first in sent:
        within = [at for at in sent if first <= at < first + timedelta(minutes=1)]
        assert len(within) <= per_minute + burst


async def sent_within(house: House, seconds: float) -> list[tuple[float, int]]:
    """Delivers all that may go, waiting as the outbox says; (seconds since the start, chat) of each."""
    start, sent = house.clock.now(), []
    while (wait := await house.outbox.next_due()) is not None:
        house.clock.advance(wait)
        at = (house.clock.now() - start).total_seconds()
        if at > seconds:
            break
        claimed = await house.claim()
        assert claimed, "what is due can be claimed"
        for delivery in claimed:
            sent.append((at, delivery.chat.id))
            await house.outbox.settle(delivery, Delivered("m"))
    return sent


async def test_a_private_chat_gets_one_message_a_second(database: Database, clock: FakeClock) -> None:
    house = House(database, clock, Pacing())
    await house.furnish()
    chat = await house.open("10")
    for number in range(4):
        await house.tell(chat, f"news {number}")
    assert [round(at, 2) for at, _ in await sent_within(house, 60)] == [0, 1.05, 2.1, 3.15]


async def test_a_group_gets_twenty_a_minute_at_most_its_threads_together(database: Database, clock: FakeClock) -> None:
    house = House(database, clock, Pacing(queue=100, overload=0))
    await house.furnish()
    topics = [await house.open("-10", kind=ChatKind.GROUP, thread=thread) for thread in ("", "5")]
    articles = await house.publish(*(f"news {number}" for number in range(26)))
    await house.triage(*(placed(one, alert(topics[i % 2], one, AlertKind.NEW)) for i, one in enumerate(articles)))
    sent = [at for at, _ in await sent_within(house, 60)]
    assert 17 <= len(sent) <= 20
    assert min(later - earlier for earlier, later in pairwise(sent)) >= 1.05


async def test_all_chats_together_stay_below_telegrams_thirty_a_second(database: Database, clock: FakeClock) -> None:
    house = House(database, clock, Pacing())
    await house.furnish()
    chats = [await house.open(str(number)) for number in range(40)]
    (article,) = await house.publish("everybody")
    await house.triage(placed(article, *(alert(chat, article, AlertKind.NEW) for chat in chats)))
    sent = [at for at, _ in await sent_within(house, 60)]
    assert len(sent) == 40
    assert max(sum(first <= at < first + 1 for at in sent) for first in sent) <= 30
    assert max(sent) < 1.7


async def test_answers_go_ahead_of_alerts_and_spend_the_same_tokens(database: Database, clock: FakeClock) -> None:
    house = House(database, clock, Pacing())
    await house.furnish()
    chat = await house.open("C1", Platform.SLACK)
    await house.tell(chat, "news")
    assert await house.outbox.reserve(chat.address, chat.kind) == 0
    assert round(await house.outbox.reserve(chat.address, chat.kind), 3) == 1.1
    assert await house.claim() == ()
    house.clock.advance(2.19)
    assert await house.claim() == ()
    house.clock.advance(0.02)
    assert len(await house.claim()) == 1


async def test_the_console_waits_for_nothing(house: House) -> None:
    console = Address(Platform.CONSOLE, "terminal")
    outbox = DatabaseOutbox(house.database)
    assert [await outbox.reserve(console, ChatKind.PRIVATE) for _ in range(3)] == [0] * 3


async def test_a_noisy_chat_delays_no_other(database: Database, clock: FakeClock) -> None:
    house = House(database, clock, Pacing(queue=100, overload=0))
    await house.furnish()
    noisy, quiet = await house.open("10"), await house.open("11")
    for number in range(5):
        await house.tell(noisy, f"news {number}")
    clock.advance(60)
    await house.tell(quiet, "at last")
    first = await house.outbox.claim(1, [Platform.TELEGRAM])
    await house.outbox.settle(first[0], Delivered("m"))
    second = await house.outbox.claim(1, [Platform.TELEGRAM])
    assert {first[0].chat.id, second[0].chat.id} == {noisy.id, quiet.id}
