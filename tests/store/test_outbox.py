from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import (
    AlertKind,
    Delivered,
    DeliveryKind,
    Doubt,
    Gone,
    Moved,
    Notice,
    Outcome,
    Reason,
    Rejected,
    Retry,
)
from bot.model.chat import Address, ChatKind, ChatState, Platform
from bot.store.schema import deliveries, delivery_parts
from tests.store.house import House


async def test_a_first_message_is_claimed_with_its_alert_and_settled(house: House) -> None:
    chat = await house.open("10")
    watch = await house.watch(chat, "x")
    article = await house.tell(chat, "A quake", watch)
    delivery = await house.claim_one()
    assert (delivery.chat, delivery.kind, delivery.seq, delivery.attempts) == (chat, DeliveryKind.SEND, 1, 0)
    assert not delivery.doubtful
    (told,) = delivery.alerts
    assert (told.kind, told.story, told.terms, told.lead.article_id) == (AlertKind.NEW, article.id, ("x",), article.id)
    assert told.lead.outlet == "One"
    assert told.summary.text == "About A quake"
    assert told.summary.spans == ((0, 5),)
    await house.outbox.settle(delivery, Delivered("m1"), "digest")
    assert await house.claim() == ()
    assert await house.state(delivery) == "sent"
    assert [(row.ordinal, row.message) for row in await house.rows(delivery_parts)] == [(0, "m1")]


async def test_one_of_a_chat_is_out_at_a_time_and_they_go_in_order(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    for title in ("first", "second", "third"):
        await house.tell(chat, title)
    await house.tell(other, "elsewhere")
    claimed = await house.claim()
    assert sorted(delivery.chat.id for delivery in claimed) == [chat.id, other.id]
    assert await house.claim() == ()
    seen = [delivery.alerts[0].lead.title for delivery in claimed if delivery.chat.id == chat.id]
    for delivery in claimed:
        await house.outbox.settle(delivery, Delivered("m"))
    seen += [(await house.deliver()).alerts[0].lead.title for _ in range(2)]
    assert seen == ["first", "second", "third"]


async def test_what_is_held_lets_later_ones_pass_and_comes_back(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "held")
    await house.tell(chat, "due")
    held = await house.claim_one()
    await house.outbox.hold(held, house.clock.now() + timedelta(hours=1), Reason("paused"))
    assert (await house.deliver()).alerts[0].lead.title == "due"
    assert await house.outbox.next_due() == 3600
    house.clock.advance(hours=1)
    assert (await house.deliver()).id == held.id


async def test_a_refused_send_parks_its_chat_alone(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    await house.tell(chat, "first")
    await house.tell(chat, "second")
    delivery = await house.claim_one()
    await house.outbox.settle(delivery, Retry(timedelta(seconds=30), "HTTP 429", counted=False))
    await house.tell(other, "elsewhere")
    assert (await house.deliver()).chat.id == other.id
    assert await house.claim() == ()
    assert await house.outbox.next_due() == 30
    house.clock.advance(30)
    again = await house.claim_one()
    assert (again.id, again.attempts, again.doubtful) == (delivery.id, 0, False)


async def test_counted_failures_end_in_a_dead_letter_with_its_reason(house: House) -> None:
    await house.tell(await house.open("10"), "never")
    for attempt in range(20):
        delivery = await house.claim_one()
        assert delivery.attempts == attempt
        await house.outbox.settle(delivery, Retry(timedelta(seconds=1), "cannot be written"))
        house.clock.advance(await house.outbox.next_due() or 0)
    assert await house.claim() == ()
    (row,) = await house.rows(deliveries)
    assert (row.state, row.because["code"], row.because["facts"]) == ("dead", "gave_up", [["because", "cannot be written"]])
    assert (await house.chats.condition()).dead == 1


async def test_an_abandoned_claim_comes_back_in_doubt_after_its_lease_and_not_before(house: House) -> None:
    await house.tell(await house.open("10"), "lost")
    first = await house.claim_one()
    house.clock.advance(29)
    assert await house.claim() == ()
    assert await house.outbox.next_due() == 1
    house.clock.advance(1)
    second = await house.claim_one()
    assert (second.id, second.doubtful, second.attempts) == (first.id, True, 1)
    assert second.fence > first.fence
    assert second.intent_at == first.intent_at


async def test_an_interrupted_send_goes_before_what_has_become_due_since(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "held")
    await house.tell(chat, "interrupted")
    await house.outbox.hold(await house.claim_one(), house.clock.now() + timedelta(seconds=10), Reason("paused"))
    lost = await house.claim_one()
    house.clock.advance(60)
    assert (await house.claim_one()).id == lost.id


async def test_a_late_acknowledgement_counts_though_the_claim_was_lost(house: House) -> None:
    await house.tell(await house.open("10"), "slow")
    slow = await house.claim_one()
    house.clock.advance(31)
    other = await house.claim_one()
    await house.outbox.settle(slow, Delivered("m1"), "digest")
    assert await house.state(slow) == "sent"
    assert not await house.outbox.intend(other)
    await house.outbox.settle(other, Retry(timedelta(seconds=1), "too late"))
    assert await house.state(other) == "sent"
    house.clock.advance(60)
    assert await house.claim() == ()


ELSEWHERE = Moved(Address(Platform.SLACK, "C"))


@pytest.mark.parametrize("outcome", [Retry(timedelta(0), "x"), Doubt("x"), Gone("x"), Rejected("x"), ELSEWHERE])
async def test_any_other_outcome_of_a_lost_claim_changes_nothing(house: House, outcome: Outcome) -> None:
    chat = await house.open("10")
    await house.tell(chat, "slow")
    slow = await house.claim_one()
    house.clock.advance(31)
    other = await house.claim_one()
    await house.outbox.settle(slow, outcome)
    await house.outbox.hold(slow, house.clock.now(), Reason("paused"))
    await house.outbox.drop(slow, Reason("unwatched"))
    await house.outbox.list_doubt(slow, "x")
    assert await house.state(slow) == "inflight"
    assert await house.chats.chat(chat.id) == chat
    assert await house.outbox.intend(other)
    assert await house.claim() == ()


async def test_doubt_is_looked_into_at_once_then_ever_more_slowly_and_at_last_listed(house: House) -> None:
    await house.tell(await house.open("10"), "doubtful")
    first = await house.claim_one()
    await house.outbox.settle(first, Doubt("read timeout"))
    pauses = []
    for _ in range(19):
        wait = await house.outbox.next_due()
        assert wait is not None
        pauses.append(wait)
        house.clock.advance(wait)
        again = await house.claim_one()
        assert again.doubtful
        assert again.intent_at == first.intent_at
        await house.outbox.settle(again, Doubt("read timeout"))
    assert pauses[:4] == [0, 4, 8, 16]
    assert max(pauses) == 300
    assert await house.state(first) == "doubt"
    assert (await house.chats.condition()).doubts == 1


async def test_a_refusal_after_a_doubt_leaves_the_doubt(house: House) -> None:
    await house.tell(await house.open("10"), "doubtful")
    await house.outbox.settle(await house.claim_one(), Doubt("reset"))
    await house.outbox.settle(await house.claim_one(), Retry(timedelta(seconds=5), "HTTP 429", counted=False))
    house.clock.advance(5)
    assert (await house.claim_one()).doubtful


async def test_parts_that_are_out_are_known_to_whoever_goes_on(house: House) -> None:
    await house.tell(await house.open("10"), "long")
    first = await house.claim_one()
    await house.outbox.part_sent(first, 0, "m1")
    house.clock.advance(10)
    assert await house.outbox.intend(first)
    house.clock.advance(29)
    assert await house.claim() == ()
    house.clock.advance(1)
    second = await house.claim_one()
    assert (second.sent, second.doubtful) == (("m1",), True)
    assert second.intent_at == first.intent_at
    await house.outbox.part_sent(first, 1, "m2")
    await house.outbox.part_sent(second, 1, "m2")
    await house.outbox.settle(second, Delivered("m1"))
    assert [(row.ordinal, row.message) for row in await house.rows(delivery_parts)] == [(0, "m1"), (1, "m2")]


async def test_a_part_that_is_out_ends_the_doubt_about_it(house: House) -> None:
    await house.tell(await house.open("10"), "long")
    await house.outbox.settle(await house.claim_one(), Doubt("reset"))
    delivery = await house.claim_one()
    await house.outbox.part_sent(delivery, 0, "m1")
    await house.outbox.settle(delivery, Retry(timedelta(0), "HTTP 429", counted=False))
    again = await house.claim_one()
    assert (again.sent, again.doubtful) == (("m1",), False)


async def test_gone_suspends_the_chat_and_keeps_its_queue(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "first")
    await house.tell(chat, "second")
    await house.outbox.settle(await house.claim_one(), Gone("bot was blocked by the user"))
    gone = await house.chats.chat(chat.id)
    assert gone is not None
    assert (gone.state, gone.because) == (ChatState.SUSPENDED, "bot was blocked by the user")
    assert (await house.claim(), await house.outbox.next_due()) == ((), None)
    await house.tell(chat, "third")
    await house.chats.restore(chat.address)
    assert [alert.lead.title for alert in (await house.deliver()).alerts] == ["first", "second", "third"]


async def test_moved_takes_the_queue_to_the_new_address(house: House) -> None:
    chat = await house.open("-10")
    await house.tell(chat, "first")
    await house.tell(chat, "second")
    delivery = await house.claim_one()
    await house.outbox.settle(delivery, Moved(Address(Platform.TELEGRAM, "-100")))
    first, second = await house.deliver(), await house.deliver()
    assert (first.id, first.chat.id, first.doubtful) == (delivery.id, chat.id, False)
    assert {first.chat.address.channel, second.chat.address.channel} == {"-100"}


async def test_a_rejected_message_is_dead_and_the_next_one_goes(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "bad")
    await house.tell(chat, "good")
    bad = await house.claim_one()
    await house.outbox.settle(bad, Rejected("can't parse entities"))
    assert await house.state(bad) == "dead"
    assert (await house.deliver()).alerts[0].lead.title == "good"


async def test_what_an_admin_is_to_look_at_is_not_sent_again(house: House) -> None:
    await house.tell(await house.open("10"), "doubtful")
    delivery = await house.claim_one()
    await house.outbox.list_doubt(delivery, "answer-lost")
    assert (await house.state(delivery), await house.outbox.next_due()) == ("doubt", None)


async def test_a_notice_goes_after_what_is_queued(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "first")
    notice = Notice("feed_failing", (("name", "الخليج"),))
    await house.outbox.notify(chat.id, notice, house.clock.now())
    assert (await house.deliver()).kind is DeliveryKind.SEND
    last = await house.deliver()
    assert (last.kind, last.notice, last.alerts) == (DeliveryKind.NOTICE, notice, ())


async def test_only_the_platforms_asked_for_are_claimed(house: House) -> None:
    await house.tell(await house.open("C1", Platform.SLACK), "slack")
    assert await house.outbox.claim(10, [Platform.TELEGRAM]) == ()
    assert await house.outbox.next_due([Platform.TELEGRAM]) is None
    assert await house.outbox.next_due() == 0
    assert await house.outbox.claim(0, [Platform.SLACK]) == ()
    assert len(await house.outbox.claim(10, [Platform.SLACK])) == 1


async def test_a_paused_chat_keeps_what_comes_until_it_is_resumed(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "before")
    delivery = await house.claim_one()
    await house.chats.save(replace(chat, state=ChatState.PAUSED))
    await house.outbox.hold(delivery, house.clock.now() + timedelta(hours=1), Reason("paused"))
    await house.tell(chat, "meanwhile")
    assert await house.claim() == ()
    await house.chats.save(chat)
    assert [each.lead.title for each in (await house.deliver()).alerts] == ["before", "meanwhile"]


async def test_where_a_sent_message_stands_is_known(house: House) -> None:
    topics = [await house.open("-100", kind=ChatKind.GROUP, thread=thread) for thread in ("", "55", "56")]
    other = await house.open("-101", kind=ChatKind.GROUP, thread="57")
    for number, chat in enumerate((*topics, other)):
        await house.tell(chat, f"News {number}")
    for delivery in await house.claim():
        await house.outbox.part_sent(delivery, 0, f"m{delivery.chat.address.thread}")
    forum = Address(Platform.TELEGRAM, "-100")
    assert [await house.outbox.where(forum, f"m{thread}") for thread in ("", "55", "56", "57")] == [
        *(chat.address for chat in topics),
        None,
    ]


async def test_a_lost_topic_is_remembered_and_told_once_a_day_until_it_is_found(house: House) -> None:
    notice = Notice("topic_closed")
    chat, other = [await house.open("-100", kind=ChatKind.GROUP, thread=thread) for thread in ("55", "56")]
    await house.tell(other, "News")

    async def lose() -> int:
        now = house.clock.now()
        await house.outbox.lose_topic(chat.address, notice, now, now + timedelta(days=1))
        return sum(row.notice is not None for row in await house.rows(deliveries))

    assert [await lose(), await lose()] == [1, 1]
    told = next(delivery for delivery in await house.claim() if delivery.chat.id == chat.id)
    assert (told.notice, told.chat.general_until) == (notice, house.clock.now() + timedelta(days=1))
    house.clock.advance(86_400)
    assert await lose() == 2
    await house.outbox.find_topic(chat.address)
    assert [each.general_until for each in await house.chats.chats()] == [None, None]
    assert await lose() == 3
