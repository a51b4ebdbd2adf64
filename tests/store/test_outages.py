"""What an outage of a platform, a doubt or a poison message may not do: lose an alert, bend the order, stop a chat for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.model.alert import (
    AlertKind,
    Change,
    Delivered,
    Delivery,
    DeliveryKind,
    Doubt,
    Outcome,
    PlacementKind,
    Reason,
    Retry,
)
from bot.model.chat import Platform
from bot.store.schema import deliveries, lanes
from tests.store.house import House, alert, placed

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
    # Two hours of it are walked through: more tries than any message is given that was answered. The days pass between them.
    first = await down_until(house, house.clock.now() + timedelta(hours=2), UNREACHED)
    house.clock.advance(timedelta(days=2).total_seconds())
    last = await down_until(house, house.clock.now() + timedelta(hours=1), UNREACHED)
    assert (max(first), set(last)) == (300, {300})
    assert len(first) > 20
    assert await drained(house) == ["news"]


async def test_an_update_never_joins_a_first_message_that_may_be_out(house: House) -> None:
    chat = await house.open("C1", Platform.SLACK)
    story = await house.tell(chat, "3 killed")
    await house.outbox.settle(await house.claim_one(), Doubt("reset"))
    first = await house.claim_one()
    await house.outbox.hold(first, house.clock.now() + timedelta(minutes=1), Reason("doubt"))
    (report,) = await house.publish("30 killed")
    told = alert(chat, report, AlertKind.UPDATE, story=story.id, change=Change("3", "30", "killed"))
    await house.triage(placed(report, told, story=story.id, kind=PlacementKind.UPDATE))
    house.clock.advance(30)
    assert await house.claim() == ()
    house.clock.advance(30)
    again = await house.claim_one()
    assert (again.id, again.doubtful, len(again.alerts[0].reports)) == (first.id, True, 2)
    await house.outbox.settle(again, Delivered("m1"), "as it was")
    reply = await house.claim_one()
    assert (reply.kind, reply.target, reply.alerts[0].change) == (DeliveryKind.REPLY, "m1", Change("3", "30", "killed"))


@pytest.mark.parametrize("kind", [AlertKind.ALSO, AlertKind.UPDATE])
async def test_what_is_due_before_its_doubtful_first_message_waits_for_that(house: House, kind: AlertKind) -> None:
    """As two lanes that were put one behind the other may leave them."""
    chat = await house.open("C1", Platform.SLACK)
    story = await house.tell(chat, "3 killed")
    await house.outbox.settle(await house.claim_one(), Doubt("reset"))
    first = await house.claim_one()
    await house.outbox.hold(first, house.clock.now() + timedelta(minutes=1), Reason("doubt"))
    (report,) = await house.publish("30 killed")
    await house.triage(placed(report, alert(chat, report, kind, story=story.id), story=story.id))
    await house.database.write(lambda c: c.execute(update(lanes).values(next_at=house.clock.now())))
    assert await house.claim() == ()
    assert await house.outbox.next_due() == 60
    assert [row.state for row in await house.rows(deliveries)] == ["held", "pending"]
    house.clock.advance(60)
    await house.deliver("m1")
    assert (await house.claim_one()).target == "m1"


async def test_a_doubt_that_is_held_keeps_its_chat_in_order(house: House) -> None:
    chat = await house.open("C1", Platform.SLACK)
    await house.tell(chat, "first")
    await house.tell(chat, "second")
    await house.outbox.settle(await house.claim_one(), Doubt("reset"))
    await house.outbox.hold(await house.claim_one(), house.clock.now() + timedelta(minutes=1), Reason("doubt"))
    assert await house.claim() == ()
    assert await house.outbox.next_due() == 60
    assert await drained(house) == ["first", "second"]


async def test_what_interrupts_its_process_every_time_is_given_up_and_the_next_one_goes(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "poison")
    await house.tell(chat, "healthy")
    pauses, claims = [], 0
    while True:
        wait = await house.outbox.next_due()
        assert wait is not None
        pauses.append(wait)
        house.clock.advance(wait)
        claimed = await house.claim()
        if not claimed:
            continue
        if title_of(claimed[0]) == "healthy":
            break
        claims += 1
    assert claims == 20
    assert pauses[1:6] == [30, 34, 38, 46, 62]
    assert max(pauses) == 330
    poison = (await house.rows(deliveries))[0]
    assert (poison.state, poison.because["code"], poison.attempts) == ("dead", "gave_up", 20)


async def test_renewing_a_claim_keeps_its_first_intent_and_never_shortens_it(house: House) -> None:
    await house.tell(await house.open("10"), "slow")
    first = await house.claim_one()
    for _ in range(10):
        house.clock.advance(20)
        assert await house.outbox.intend(first)
        assert await house.claim() == ()
    house.clock.advance(29)
    assert await house.claim() == ()
    house.clock.advance(1)
    second = await house.claim_one()
    assert (second.intent_at, second.doubtful) == (first.intent_at, True)
    assert not await house.outbox.intend(first)
    house.clock.advance(5)
    assert await house.outbox.intend(second)
    await house.outbox.settle(second, Delivered("m"))
    assert not await house.outbox.intend(second)
