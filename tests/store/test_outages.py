"""What an outage of a platform, a doubt or a poison message may not do: lose an alert, bend the order, stop a chat for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model.alert import Delivered, Delivery, Outcome, Retry
from bot.model.chat import Platform
from bot.store.schema import deliveries
from tests.store.house import House

UNREACHED = Retry(timedelta(seconds=5), "not reached: ConnectError", counted=False)


def title_of(delivery: Delivery) -> str:
    return delivery.alerts[0].lead.title


async def down_until(house: House, until: datetime, outcome: Outcome) -> list[float]:
    """Every claim ends in this outcome until then; returns the pauses in between."""
    pauses = []
    while True:
        for delivery in await house.claim():
            await house.outbox.settle(delivery, outcome)
        wait = await house.outbox.next_due()
        assert wait is not None, "something is always waiting"
        if house.clock.now() + timedelta(seconds=wait) >= until:
            house.clock.advance((until - house.clock.now()).total_seconds())
            return pauses
        pauses.append(wait)
        house.clock.advance(wait)


async def drained(house: House) -> list[str]:
    """What is sent until nothing waits any more."""
    sent = []
    while (wait := await house.outbox.next_due()) is not None:
        house.clock.advance(wait)
        for delivery in await house.claim():
            sent.append(title_of(delivery))
            await house.outbox.settle(delivery, Delivered(f"m{delivery.id}"), "digest")
    return sent


async def test_a_platform_that_is_down_for_ten_minutes_gets_everything_in_order_afterwards(house: House) -> None:
    chat = await house.open("C1", Platform.SLACK)
    titles = [f"news {number}" for number in range(5)]
    for title in titles:
        await house.tell(chat, title)
    pauses = await down_until(house, house.clock.now() + timedelta(minutes=10), UNREACHED)
    assert pauses == [5, 10, 20, 40, 80, 160]
    await house.tell(chat, "news 5")
    assert await drained(house) == [*titles, "news 5"]
    assert {row.state for row in await house.rows(deliveries)} == {"sent"}


async def test_a_platform_that_is_down_for_days_loses_nothing_and_is_asked_every_five_minutes(house: House) -> None:
    await house.tell(await house.open("10"), "news")
    pauses = await down_until(house, house.clock.now() + timedelta(days=2), UNREACHED)
    assert max(pauses) == pauses[-1] == 300
    assert await drained(house) == ["news"]
