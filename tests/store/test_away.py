"""Catching up after an absence of ours, on both databases: what is news, and how it is gathered into one list a chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.model.alert import AlertKind, Delivered, Delivery, DeliveryKind, Notice, PlacementKind, Reason
from bot.model.chat import Chat
from bot.model.news import Article, Broken, Entry, Trouble
from bot.model.watch import Severity
from bot.ports import Poll
from bot.store.schema import articles, deliveries, sources
from tests.store.house import House, alert, placed

CRITICAL = Severity.CRITICAL
HOUR = timedelta(hours=1)


@pytest.fixture
async def back(house: House) -> House:
    """A house of two sources that was away for six hours, and is back now."""
    await house.furnish("one", "two")
    for due in await house.articles.due_sources(9):
        await house.read(due, house.entry("before"))
    await house.database.write(lambda c: c.execute(update(articles).values(triaged=True)))
    house.clock.advance(hours=6)
    return house


async def read(house: House, name: str, *entries: Entry) -> Sequence[Article]:
    """Reads this source, and leaves the others overdue."""
    due = {one.source.id: one for one in await house.articles.due_sources(9)}
    await house.database.write(lambda c: c.execute(update(sources).values(lease_until=None)))
    await house.read(due[name], *entries, wait=timedelta(minutes=5))
    return await house.articles.untriaged(50)


async def tell(house: House, chat: Chat, found: Sequence[Article], severity: Severity = Severity.NORMAL) -> None:
    await house.triage(*(placed(one, replace(alert(chat, one, AlertKind.NEW), severity=severity)) for one in found))


def ago(house: House, title: str, hours: float | None) -> Entry:
    date = None if hours is None else house.clock.now() - hours * HOUR
    return replace(house.entry(title), published=date)


def title(since: datetime, until: datetime) -> Notice:
    return Notice("away", (("since", since.isoformat()), ("until", until.isoformat())))


def titles(delivery: Delivery) -> list[str]:
    return [each.lead.title for each in delivery.alerts]


async def test_what_is_new_by_date_or_has_none_is_caught_up_and_the_rest_silent(back: House) -> None:
    since = back.clock.now() - 6 * HOUR
    dates = {"long before": 30.0, "just before": 6.5, "in the night": 3.0, "just now": 0.0, "undated": None}
    found = await read(back, "one", *(ago(back, name, hours) for name, hours in dates.items()))
    assert {article.title: article.away_since for article in found} == dict.fromkeys(list(dates)[1:], since)
    (silent,) = [row for row in await back.rows(articles) if row.title == "long before"]
    assert (silent.baseline, silent.triaged) == (True, True)


@pytest.mark.parametrize("minutes", [10, 15])
async def test_a_poll_that_is_a_little_late_is_no_absence(house: House, minutes: int) -> None:
    house.clock.advance(minutes=minutes)
    (article,) = await read(house, "one", house.entry("news"))
    assert article.away_since is None


async def test_an_outage_of_one_feeds_server_is_none_of_ours(house: House) -> None:
    for _ in range(6):
        house.clock.advance(hours=1)
        (due,) = await house.articles.due_sources(9)
        again = Poll(house.clock.now() + HOUR, Reason("back-off"))
        await house.articles.keep(due, Broken(Trouble.SERVER_ERROR), again, house.clock.now())
    house.clock.advance(hours=1)
    (article,) = await read(house, "one", ago(house, "meanwhile", 5))
    assert article.away_since is None


async def test_an_outage_of_our_network_is_an_absence(house: House) -> None:
    begun = house.clock.now()
    house.clock.advance(hours=3)
    out = {"told": f"outage {begun.isoformat()}", "failures": 9, "next_due": house.clock.now()}
    await house.database.write(lambda c: c.execute(update(sources).values(out)))
    (article,) = await read(house, "one", ago(house, "meanwhile", 2))
    assert article.away_since == begun
    await house.database.write(lambda c: c.execute(update(articles).values(triaged=True)))
    house.clock.advance(minutes=5)
    (after,) = await read(house, "one", house.entry("after"))
    assert after.away_since is None


async def test_one_list_for_the_whole_absence_though_feeds_come_back_one_after_another(back: House) -> None:
    chat, until = await back.open("10"), back.clock.now()
    await tell(back, chat, await read(back, "one", ago(back, "first", 2), ago(back, "second", 1)))
    back.clock.advance(150)
    assert await back.claim() == ()
    await tell(back, chat, await read(back, "two", ago(back, "third", 3)))
    back.clock.advance(6)
    delivery = await back.claim_one()
    assert (delivery.kind, delivery.notice) == (DeliveryKind.DIGEST, title(until - 6 * HOUR, until))
    assert titles(delivery) == ["first", "second", "third"]
    (row,) = await back.rows(deliveries)
    assert row.because["code"] == "caught_up"


async def test_a_list_does_not_wait_for_ever_for_a_feed(back: House) -> None:
    chat = await back.open("10")
    await tell(back, chat, await read(back, "one", ago(back, "first", 2)))
    back.clock.advance(181)
    first = await back.claim_one()
    await back.outbox.settle(first, Delivered("m"))
    await tell(back, chat, await read(back, "two", ago(back, "late", 2)))
    back.clock.advance(6)
    assert (titles(first), titles(await back.claim_one())) == (["first"], ["late"])


async def test_a_list_gathers_for_ten_minutes_at_most(back: House) -> None:
    chat = await back.open("10")
    begun = back.clock.now()
    (article,) = await read(back, "one", ago(back, "first", 2))
    await tell(back, chat, [article])
    for number in range(30):
        back.clock.advance(25)
        if await back.claim():
            break
        # Feed "two" stays overdue.
        await back.database.write(lambda c: c.execute(update(sources).values(next_due=begun - 6 * HOUR)))
        await tell(back, chat, await read(back, "one", replace(back.entry(f"more {number}"), published=begun - HOUR)))
    assert timedelta(minutes=9) <= back.clock.now() - begun <= timedelta(minutes=11)


async def test_critical_watches_come_singly_and_at_once(back: House) -> None:
    chat = await back.open("10")
    found = await read(back, "one", ago(back, "urgent", 3), ago(back, "usual", 2))
    await tell(back, chat, found[:1], CRITICAL)
    await tell(back, chat, found[1:])
    delivery = await back.claim_one()
    assert (delivery.kind, titles(delivery), delivery.notice) == (DeliveryKind.SEND, ["urgent"], None)
    assert delivery.alerts[0].lead.away_since == back.clock.now() - 6 * HOUR
    await back.outbox.settle(delivery, Delivered("m"))
    back.clock.advance(181)
    assert titles(await back.claim_one()) == ["usual"]


async def test_a_story_in_a_list_that_turns_out_critical_is_taken_out_of_it(back: House) -> None:
    chat = await back.open("10")
    found = await read(back, "one", ago(back, "usual", 3), ago(back, "one side", 2), ago(back, "other side", 1))
    await tell(back, chat, found[:2])
    repeat = replace(alert(chat, found[2], AlertKind.NEW, story=found[1].id), severity=CRITICAL)
    await back.triage(placed(found[2], repeat, story=found[1].id, kind=PlacementKind.REPEAT))
    single = await back.claim_one()
    assert (single.kind, titles(single)) == (DeliveryKind.SEND, ["one side"])
    assert [report.title for report in single.alerts[0].reports] == ["one side", "other side"]
    await back.outbox.settle(single, Delivered("m"))
    back.clock.advance(181)
    assert titles(await back.claim_one()) == ["usual"]


async def test_a_list_that_lost_all_its_stories_is_not_sent(back: House) -> None:
    chat = await back.open("10")
    found = await read(back, "one", ago(back, "one side", 2), ago(back, "other side", 1))
    await tell(back, chat, found[:1])
    repeat = replace(alert(chat, found[1], AlertKind.NEW, story=found[0].id), severity=CRITICAL)
    await back.triage(placed(found[1], repeat, story=found[0].id, kind=PlacementKind.REPEAT))
    await back.outbox.settle(await back.claim_one(), Delivered("m"))
    back.clock.advance(700)
    assert await back.claim() == ()
    assert sorted(row.state for row in await back.rows(deliveries)) == ["dropped", "sent"]


async def test_an_update_from_the_absence_goes_into_the_list_and_another_outlet_edits(back: House) -> None:
    chat = await back.open("10")
    await read(back, "one")
    story = await back.tell(chat, "A quake", source="one")
    await back.deliver("m1")
    back.clock.advance(hours=6)
    found = await read(back, "one", ago(back, "30 killed", 3), ago(back, "also there", 2))
    update_, also = (
        replace(alert(chat, one, kind, story=story.id))
        for one, kind in zip(found, (AlertKind.UPDATE, AlertKind.ALSO), strict=True)
    )
    await back.triage(placed(found[0], update_, story=story.id, kind=PlacementKind.UPDATE))
    await back.triage(placed(found[1], also, story=story.id, kind=PlacementKind.REPEAT))
    back.clock.advance(181)
    delivery = await back.claim_one()
    assert (delivery.kind, titles(delivery)) == (DeliveryKind.DIGEST, ["30 killed"])


async def test_two_absences_have_two_lists(back: House) -> None:
    """Though the chat could not be sent the first in between."""
    chat = await back.open("10")
    await tell(back, chat, await read(back, "one", ago(back, "first", 2)))
    await read(back, "two")
    back.clock.advance(hours=3)
    await tell(back, chat, await read(back, "one", ago(back, "second", 1)))
    back.clock.advance(700)
    for expected in (["first"], ["second"]):
        delivery = await back.claim_one()
        assert titles(delivery) == expected
        await back.outbox.settle(delivery, Delivered("m"))


async def test_a_full_queue_has_a_list_of_its_own(back: House) -> None:
    chat = await back.open("10")
    await tell(back, chat, await read(back, "one", ago(back, "from the absence", 2)))
    await read(back, "two")
    news = await back.publish(*(f"news {number}" for number in range(60)), source="two")
    await tell(back, chat, news)
    back.clock.advance(700)
    kinds = [(row.kind, row.notice is not None) for row in await back.rows(deliveries)]
    assert kinds.count(("digest", True)) == 1
    assert kinds.count(("digest", False)) == 1
