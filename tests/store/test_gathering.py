"""What is held in quiet hours or for a digest, on both databases: one list, in step with what the chat chooses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.alerts.policy import decide
from bot.model.alert import AlertKind, Delivered, Delivery, DeliveryKind, HoldUntil, Retry
from bot.model.chat import Chat
from bot.model.preferences import Digest, Preferences, QuietHours
from bot.model.watch import Severity
from bot.store.schema import deliveries, sources
from tests.store.house import SOMEBODY, House, alert, placed

NIGHT = QuietHours(23 * 60, 7 * 60)


async def choose(house: House, chat: Chat, **choices: object) -> Chat:
    """Stores the chat with these preferences."""
    chosen = replace(chat, preferences=Preferences(**choices))  # type: ignore[arg-type]
    await house.chats.save(chosen, SOMEBODY)
    return chosen


async def work(house: House) -> list[Delivery]:
    """Claims all that is due and does what the policy says; returns what was sent, in order."""
    sent = []
    while claimed := await house.claim():
        for delivery in claimed:
            verdict = decide(delivery, delivery.chat, house.clock.now())
            if isinstance(verdict, HoldUntil):
                await house.outbox.hold(delivery, verdict.until, verdict.because, verdict.title)
            else:
                await house.outbox.settle(delivery, Delivered(f"m{delivery.id}"))
                sent.append(delivery)
    return sent


def headlines(delivery: Delivery) -> list[str]:
    return [told.lead.title for told in delivery.alerts]


async def at(house: House, hour: int, minute: int = 0, day: int = 22) -> None:
    house.clock.advance((datetime(2026, 11, day, hour, minute, tzinfo=UTC) - house.clock.now()).total_seconds())
    # Its feeds have been read all the time.
    now = house.clock.now()
    await house.database.write(lambda c: c.execute(update(sources).values(next_due=now, last_success=now)))


async def test_a_quiet_night_ends_in_one_list(house: House) -> None:
    chat = await choose(house, await house.open("1"), quiet=NIGHT)
    await at(house, 22, 59)
    await house.tell(chat, "before")
    assert [headlines(each) for each in await work(house)] == [["before"]]
    await at(house, 23, 30)
    for title in ("first", "second"):
        await house.tell(chat, title)
    assert await work(house) == []
    await at(house, 3, day=23)
    await house.tell(chat, "third")
    assert await work(house) == []
    await at(house, 6, 59, day=23)
    assert await work(house) == []
    await at(house, 7, day=23)
    (told,) = await work(house)
    assert told.kind is DeliveryKind.DIGEST
    assert headlines(told) == ["first", "second", "third"]
    assert told.notice is not None
    assert told.notice.key == "quiet"
    assert await work(house) == []


async def test_what_is_critical_passes_and_so_does_what_became_critical_while_it_was_held(house: House) -> None:
    chat = await choose(house, await house.open("1"), quiet=NIGHT)
    await at(house, 23, 30)
    loud, low = await house.watch(chat, "Samoa"), await house.watch(chat, "Tonga")
    await house.chats.set_severity(chat.id, loud.id, Severity.CRITICAL, SOMEBODY, house.clock.now())
    await house.tell(chat, "storm", loud)
    await house.tell(chat, "harvest", low)
    (told,) = await work(house)
    assert headlines(told) == ["storm"]
    assert told.alerts[0].severity is Severity.CRITICAL


async def test_a_report_that_follows_joins_the_list(house: House) -> None:
    await house.furnish("one", "two")
    chat = await choose(house, await house.open("1"), quiet=NIGHT)
    await at(house, 23, 30)
    first = await house.tell(chat, "first")
    assert await work(house) == []
    (again,) = await house.publish("first again", source="two")
    await house.triage(placed(again, alert(chat, again, AlertKind.ALSO, story=first.id), story=first.id))
    await at(house, 7, day=23)
    (told,) = await work(house)
    assert len(told.alerts) == 1
    assert len(told.alerts[0].reports) == 2
    assert await work(house) == []


async def test_an_update_of_a_story_told_before_the_night_goes_into_the_list(house: House) -> None:
    await house.furnish("one", "two")
    chat = await choose(house, await house.open("1"), quiet=NIGHT)
    await at(house, 22)
    first = await house.tell(chat, "3 dead")
    assert len(await work(house)) == 1
    await at(house, 23, 30)
    (worse,) = await house.publish("30 dead", source="two")
    await house.triage(placed(worse, alert(chat, worse, AlertKind.UPDATE, story=first.id), story=first.id))
    await house.tell(chat, "another")
    assert await work(house) == []
    await at(house, 7, day=23)
    (told,) = await work(house)
    assert headlines(told) == ["30 dead", "another"]


async def test_an_edit_that_waited_for_its_message_goes_into_the_list_with_it(house: House) -> None:
    await house.furnish("one", "two")
    chat = await house.open("1")
    await at(house, 22, 59)
    first = await house.tell(chat, "first")
    delivery = await house.claim_one()
    (again,) = await house.publish("first again", source="two")
    await house.triage(placed(again, alert(chat, again, AlertKind.ALSO, story=first.id), story=first.id))
    await house.outbox.settle(delivery, Retry(timedelta(minutes=2), "429", counted=False))
    await choose(house, chat, quiet=NIGHT)
    await at(house, 23, 30)
    assert await work(house) == []
    assert sorted(row.state for row in await house.rows(deliveries)) == ["dropped", "held"]
    await at(house, 7, day=23)
    (told,) = await work(house)
    assert len(told.alerts[0].reports) == 2


async def test_digests_gather_from_time_to_time(house: House) -> None:
    chat = await choose(house, await house.open("1"), digest=Digest((8 * 60, 18 * 60)))
    await at(house, 9)
    await house.tell(chat, "morning")
    await at(house, 17, 59)
    await house.tell(chat, "afternoon")
    assert await work(house) == []
    await at(house, 18)
    (told,) = await work(house)
    assert headlines(told) == ["morning", "afternoon"]
    assert told.notice is not None
    assert told.notice.key == "plan"
    await house.tell(chat, "evening")
    assert await work(house) == []
    await at(house, 8, 5, day=23)
    assert [headlines(each) for each in await work(house)] == [["evening"]]


async def test_a_digest_that_falls_into_quiet_hours_waits_for_their_end(house: House) -> None:
    chat = await choose(house, await house.open("1"), digest=Digest((6 * 60,)), quiet=NIGHT)
    await at(house, 20)
    await house.tell(chat, "evening")
    assert await work(house) == []
    await at(house, 6, 1, day=23)
    assert await work(house) == []
    await at(house, 7, day=23)
    assert [headlines(each) for each in await work(house)] == [["evening"]]


@pytest.mark.parametrize("choices", [{"quiet": NIGHT}, {"digest": Digest(hourly=True)}])
async def test_switching_off_makes_what_is_held_due_at_once(house: House, choices: dict[str, object]) -> None:
    await at(house, 23, 30)
    chat = await choose(house, await house.open("1"), **choices)
    await house.tell(chat, "one")
    await house.tell(chat, "two")
    assert await work(house) == []
    await choose(house, chat)
    assert [headlines(each) for each in await work(house)] == [["one", "two"]]


async def test_quiet_hours_made_longer_keep_the_list_together(house: House) -> None:
    chat = await choose(house, await house.open("1"), quiet=NIGHT)
    await at(house, 23, 30)
    await house.tell(chat, "one")
    assert await work(house) == []
    await choose(house, chat, quiet=QuietHours(23 * 60, 9 * 60))
    await house.tell(chat, "two")
    assert await work(house) == []
    await at(house, 7, 1, day=23)
    assert await work(house) == []
    await at(house, 9, day=23)
    assert [headlines(each) for each in await work(house)] == [["one", "two"]]


async def test_what_was_unwatched_in_the_night_is_not_told_in_the_morning(house: House) -> None:
    chat = await choose(house, await house.open("1"), quiet=NIGHT)
    await at(house, 23, 30)
    kept, gone = await house.watch(chat, "Samoa"), await house.watch(chat, "Tonga")
    await house.tell(chat, "storm", kept)
    await house.tell(chat, "harvest", gone)
    assert await work(house) == []
    await house.chats.remove_watch(chat.id, gone.id, SOMEBODY, house.clock.now())
    await at(house, 7, day=23)
    assert [headlines(each) for each in await work(house)] == [["storm"]]
