"""More than a chat can read, on both databases: one message that grows, whatever becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.alerts.briefing import brief
from bot.alerts.policy import GROWS_TO, OVERLOAD, PAUSE, decide
from bot.model.alert import AlertKind, Delivered, Delivery, DeliveryKind, Doubt, HoldUntil, Rejected
from bot.model.chat import Chat, ChatState
from bot.model.preferences import Preferences, QuietHours
from bot.model.watch import Severity
from bot.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.desk import PHRASES, as_text
from tests.store.house import AT_ONCE, SOMEBODY, House, alert, placed

LIMIT = 4


@pytest.fixture
async def busy(database: Database, clock: FakeClock) -> House:
    house = House(database, clock, replace(AT_ONCE, overload=LIMIT))
    await house.furnish()
    return house


@pytest.fixture
def titles() -> Iterator[str]:
    return (f"story {number}" for number in count(1))


async def sent(house: House) -> list[Delivery]:
    """Delivers all that is due; the message of each is its delivery's number."""
    done = []
    while claimed := await house.claim():
        for delivery in claimed:
            verdict = decide(delivery, delivery.chat, house.clock.now())
            if isinstance(verdict, HoldUntil):
                await house.outbox.hold(delivery, verdict.until, verdict.because, verdict.title)
                continue
            await house.outbox.settle(delivery, Delivered(delivery.target or f"m{delivery.id}"), "x")
            done.append(delivery)
    return done


async def tell(house: House, chat: Chat, titles: Iterator[str], many: int) -> None:
    for _ in range(many):
        await house.tell(chat, next(titles))


def headlines(delivery: Delivery) -> list[str]:
    return [told.lead.title for told in delivery.alerts]


def kinds(done: list[Delivery]) -> list[str]:
    return [each.kind.value for each in done]


async def test_the_first_come_one_by_one_and_the_rest_in_one_message_that_grows(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    await tell(busy, chat, titles, LIMIT + 2)
    busy.clock.advance(10)
    *single, listed = await sent(busy)
    assert kinds(single) == ["send"] * LIMIT
    assert (listed.kind, headlines(listed)) == (DeliveryKind.DIGEST, ["story 5", "story 6"])
    await tell(busy, chat, titles, 2)
    assert await sent(busy) == [], "not edited yet"
    busy.clock.advance(30)
    (edit,) = await sent(busy)
    assert (edit.kind, edit.target) == (DeliveryKind.EDIT, f"m{listed.id}")
    assert headlines(edit) == ["story 5", "story 6", "story 7", "story 8"]
    await tell(busy, chat, titles, 1)
    busy.clock.advance(30)
    (edit,) = await sent(busy)
    assert headlines(edit)[-2:] == ["story 8", "story 9"]
    assert "5 more stories since" in as_text(brief(edit, PHRASES))


async def test_what_is_critical_comes_by_itself(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    watch = await busy.watch(chat, "Samoa")
    await tell(busy, chat, titles, LIMIT + 1)
    (article,) = await busy.publish("storm")
    urgent = replace(alert(chat, article, AlertKind.NEW, watch=watch), severity=Severity.CRITICAL)
    await busy.triage(placed(article, urgent))
    busy.clock.advance(10)
    done = await sent(busy)
    assert [headlines(each) for each in done if each.kind is DeliveryKind.SEND][-1] == ["storm"]


async def test_it_ends_when_it_calms(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    await tell(busy, chat, titles, LIMIT + 3)
    busy.clock.advance(10)
    await sent(busy)
    busy.clock.advance(minutes=6)
    await tell(busy, chat, titles, 1)
    busy.clock.advance(30)
    assert kinds(await sent(busy)) == ["edit"], "still high"
    busy.clock.advance(minutes=11)
    await tell(busy, chat, titles, 1)
    assert kinds(await sent(busy)) == ["send"]


async def test_after_an_hour_there_is_a_new_message_which_explains_nothing_again(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    await tell(busy, chat, titles, LIMIT + 1)
    busy.clock.advance(10)
    first = (await sent(busy))[-1]
    for _ in range(8):
        busy.clock.advance(minutes=8)
        await tell(busy, chat, titles, LIMIT)
        busy.clock.advance(31)
        last = (await sent(busy))[-1]
    assert last.notice is not None
    assert last.notice.key == OVERLOAD
    said = [as_text(brief(each, PHRASES)) for each in (first, last)]
    assert ["Very much came at once" in each for each in said] == [True, False]
    assert headlines(first)[0] not in headlines(last)


async def test_an_edit_of_unknown_end_is_done_again_and_nothing_is_lost(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    await tell(busy, chat, titles, LIMIT + 1)
    busy.clock.advance(10)
    await sent(busy)
    await tell(busy, chat, titles, 1)
    busy.clock.advance(30)
    edit = await busy.claim_one()
    await busy.outbox.settle(edit, Doubt("read time-out"))
    busy.clock.advance(60)
    (again,) = await sent(busy)
    assert (again.kind, headlines(again)) == (DeliveryKind.EDIT, ["story 5", "story 6"])
    # Killed before it was settled, it comes back when its claim has run out.
    await tell(busy, chat, titles, 1)
    busy.clock.advance(30)
    await busy.claim_one()
    busy.clock.advance(minutes=2)
    (after,) = await sent(busy)
    assert headlines(after) == ["story 5", "story 6", "story 7"]


async def test_a_change_of_a_message_that_was_deleted_becomes_a_message(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    await tell(busy, chat, titles, LIMIT + 1)
    busy.clock.advance(10)
    await sent(busy)
    await tell(busy, chat, titles, 2)
    busy.clock.advance(30)
    edit = await busy.claim_one()
    await busy.outbox.settle(edit, Rejected("message to edit not found", target_lost=True))
    (listed,) = await sent(busy)
    assert (listed.kind, headlines(listed)) == (DeliveryKind.DIGEST, ["story 6", "story 7"])


async def test_a_change_of_a_message_that_died_becomes_a_message(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    await tell(busy, chat, titles, LIMIT + 1)
    for _ in range(LIMIT):
        await busy.deliver()
    busy.clock.advance(10)
    listed = await busy.claim_one()
    await tell(busy, chat, titles, 1)
    await busy.outbox.settle(listed, Rejected("no"))
    busy.clock.advance(30)
    (other,) = await sent(busy)
    assert (other.kind, headlines(other)) == (DeliveryKind.DIGEST, ["story 6"])


async def test_one_chats_flood_is_not_anothers(busy: House, titles: Iterator[str]) -> None:
    one, other = await busy.open("1"), await busy.open("2")
    await tell(busy, one, titles, LIMIT + 2)
    await tell(busy, other, titles, LIMIT)
    busy.clock.advance(10)
    done = await sent(busy)
    assert kinds([each for each in done if each.chat.id == other.id]) == ["send"] * LIMIT


async def test_a_flood_in_quiet_hours_is_one_list_in_the_morning(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    await busy.chats.save(replace(chat, preferences=Preferences(quiet=QuietHours(17 * 60, 20 * 60))), SOMEBODY)
    for _ in range(3):
        await tell(busy, chat, titles, LIMIT + 2)
        busy.clock.advance(31)
        assert await sent(busy) == []
    busy.clock.advance(hours=2)
    (listed,) = await sent(busy)
    assert len(listed.alerts) == 3 * (LIMIT + 2)


def shown(done: list[Delivery]) -> dict[str, str]:
    """What each list shows in the end, by its message."""
    lists = [each for each in done if each.notice is not None]
    return {each.target or f"m{each.id}": as_text(brief(each, PHRASES)) for each in lists}


async def test_no_story_of_a_flood_is_lost_from_sight(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    done = []
    for many in (LIMIT + 3, 5, 2, GROWS_TO + 3, 2 * GROWS_TO + 5, 1):
        await tell(busy, chat, titles, many)
        busy.clock.advance(31)
        done += await sent(busy)
    told = shown(done)
    many = sum((3, 5, 2, GROWS_TO + 3, 2 * GROWS_TO + 5, 1))
    for number in range(LIMIT + 1, LIMIT + many + 1):
        assert sum(bool(re.search(rf"\bstory {number}\b", text)) for text in told.values()) == 1, number
    assert not any("more" in text.split("\n", 1)[1] for text in told.values()), "none is merely counted"
    assert len(told) == -(-many // GROWS_TO), "and no message is begun before it is needed"
    assert sum("Very much came at once" in text for text in told.values()) == 1


async def test_a_batch_of_more_than_one_message_holds_makes_several_at_once(busy: House) -> None:
    chat = await busy.open("1")
    many = await busy.publish(*(f"story {number}" for number in range(1, LIMIT + 2 * GROWS_TO + 2)))
    await busy.triage(*(placed(each, alert(chat, each, AlertKind.NEW)) for each in many))
    busy.clock.advance(10)
    lists = [each for each in await sent(busy) if each.notice is not None]
    assert [len(each.alerts) for each in lists] == [GROWS_TO, GROWS_TO, 1]


async def test_updates_are_counted_and_gathered_but_for_critical_ones(busy: House, titles: Iterator[str]) -> None:
    chat = await busy.open("1")
    told = [await busy.tell(chat, next(titles)) for _ in range(LIMIT - 1)]
    await sent(busy)

    async def update(number: int, severity: Severity = Severity.NORMAL) -> None:
        (article,) = await busy.publish(f"update {number}")
        first = told[number % len(told)]
        news = replace(alert(chat, article, AlertKind.UPDATE, first.id), severity=severity)
        await busy.triage(placed(article, news, story=first.id))

    await update(0)
    assert kinds(await sent(busy)) == ["reply"]
    await update(1)
    await tell(busy, chat, titles, 1)
    await update(2, Severity.CRITICAL)
    busy.clock.advance(10)
    listed, critical = await sent(busy)
    assert (critical.kind, headlines(critical)) == (DeliveryKind.REPLY, ["update 2"])
    assert (listed.kind, headlines(listed)) == (DeliveryKind.DIGEST, ["update 1", f"story {LIMIT}"])


async def test_how_many_within_how_long_is_the_operators_to_say(database: Database, clock: FakeClock) -> None:
    house = House(database, clock, replace(AT_ONCE, overload=2, within=timedelta(minutes=1)))
    await house.furnish()
    chat = await house.open("1")
    for number in range(6):
        await house.tell(chat, f"story {number}")
        house.clock.advance(31)
    assert kinds(await sent(house)) == ["send"] * 6
    house.clock.advance(30)
    for number in range(3):
        await house.tell(chat, f"more {number}")
    house.clock.advance(10)
    assert kinds(await sent(house)) == ["send", "send", "digest"]


async def test_what_was_to_join_a_list_of_before_a_pause_is_a_message_of_its_own_after_it(
    busy: House, titles: Iterator[str]
) -> None:
    chat = await busy.open("1")
    await tell(busy, chat, titles, LIMIT + 2)
    busy.clock.advance(10)
    await sent(busy)
    paused = replace(chat, state=ChatState.PAUSED)
    await busy.chats.save(paused, SOMEBODY)
    await tell(busy, chat, titles, 2)
    busy.clock.advance(hours=5)
    assert await sent(busy) == []
    await busy.chats.save(replace(paused, state=ChatState.ACTIVE), SOMEBODY)
    (listed,) = await sent(busy)
    assert (listed.kind, listed.notice and listed.notice.key) == (DeliveryKind.DIGEST, PAUSE)
    assert headlines(listed) == ["story 7", "story 8"]
    busy.clock.advance(hours=5)
    assert await sent(busy) == []
