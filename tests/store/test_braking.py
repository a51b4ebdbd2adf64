"""Entries held back, on both databases: that they wait, are found, are told of once, and go as people say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.model.alert import AlertKind, Delivered, DeliveryKind, Notice
from bot.model.chat import Chat, ChatKind
from bot.model.news import Article, Entry
from bot.model.watch import Severity
from bot.store.schema import articles, audit, deliveries, sources
from tests.store.house import SOMEBODY, House, alert, placed

LISTED = 30


@pytest.fixture
async def old_hand(house: House) -> House:
    """A house whose source ``one`` has been read for a month and lists thirty entries a few hours old; an admin watches."""
    await house.database.write(lambda c: c.execute(update(sources).values(polls=0)))
    await house.chats.add_watch((await house.open("7")).id, "x", SOMEBODY, house.clock.now())
    await read(house, *document(house, "first"))
    house.clock.advance(days=30)
    for hour in range(4):
        house.clock.advance(600)
        await read(house, *document(house, "first"), house.entry(f"news of hour {hour}"))
    await house.database.write(lambda c: c.execute(update(articles).values(triaged=True)))
    await house.database.write(lambda c: c.execute(update(sources).values(pace=24.0)))
    return house


def document(house: House, name: str, count: int = LISTED, *, hours: float | None = 5) -> list[Entry]:
    """Entries of one name, the newest dated some hours ago, each a second after the next; or none dated at all."""
    date = None if hours is None else house.clock.now() - timedelta(hours=hours)
    keys = {f"{name}-{number}": date and date - timedelta(seconds=number) for number in range(count)}
    return [Entry(key, f"Title of {key}", "", f"https://one.example/{key}", when) for key, when in keys.items()]


async def read(house: House, *entries: Entry) -> Sequence[Article]:
    house.clock.advance(300)
    (due,) = [one for one in await house.articles.due_sources(9) if one.source.id == "one"]
    return await house.read(due, *entries)


async def waiting(house: House) -> list[str]:
    return [article.title for article in await house.articles.untriaged(500)]


async def notices(house: House) -> list[Notice]:
    found = []
    while claimed := await house.claim():
        for delivery in claimed:
            assert delivery.kind is DeliveryKind.NOTICE
            found.append(delivery.notice)
            await house.outbox.settle(delivery, Delivered("m"))
    return [notice for notice in found if notice is not None]


async def test_a_feed_that_is_new_throughout_is_held_and_told_of_once(old_hand: House) -> None:
    number = (await old_hand.rows(sources))[0].number
    await read(old_hand, *document(old_hand, "second"))
    assert await waiting(old_hand) == []
    assert await notices(old_hand) == [Notice("feed_held", (("count", "30"), ("name", "One"), ("number", str(number))))]
    (state,) = await old_hand.chats.sources(1)
    assert state.held_since == old_hand.clock.now()
    await read(old_hand, *document(old_hand, "second"))
    await read(old_hand, *document(old_hand, "third"))
    assert await waiting(old_hand) == []
    assert await notices(old_hand) == []


async def test_what_is_held_is_found(old_hand: House) -> None:
    chat = await old_hand.open("10")
    await read(old_hand, *document(old_hand, "second"))
    since = old_hand.clock.now() - timedelta(days=1)
    (hit,) = await old_hand.find(chat.id, ["second-7"], since, 5)
    assert [report.title for report in hit.reports] == ["Title of second-7"]
    assert len(await old_hand.articles.recent(chat.id, since, 100)) >= LISTED


async def test_news_goes_through_while_others_are_held(old_hand: House) -> None:
    await read(old_hand, *document(old_hand, "second"), old_hand.entry("with the flood"))
    await read(old_hand, *document(old_hand, "second"), old_hand.entry("after the flood"))
    assert await waiting(old_hand) == ["with the flood", "after the flood"]


async def test_what_proves_old_is_silent_and_nobody_is_asked(old_hand: House) -> None:
    """Other keys and links with the titles of before, and entries dated long before the last reading."""
    known = [replace(entry, key=f"other-{entry.key}", url=f"{entry.url}?new") for entry in document(old_hand, "first")]
    await read(old_hand, *known)
    await read(old_hand, *document(old_hand, "backup", hours=24 * 90))
    assert await waiting(old_hand) == []
    assert await notices(old_hand) == []
    assert (await old_hand.chats.sources(1))[0].held_since is None
    assert not any(row.held for row in await old_hand.rows(articles))


async def test_a_long_gap_and_a_busy_feed_are_no_flood(old_hand: House) -> None:
    old_hand.clock.advance(days=1)
    await read(old_hand, *document(old_hand, "second", hours=None))
    assert len(await waiting(old_hand)) == LISTED
    assert await notices(old_hand) == []


async def test_released_entries_are_triaged_as_such(old_hand: House) -> None:
    number = (await old_hand.rows(sources))[0].number
    await read(old_hand, *document(old_hand, "second"))
    now = old_hand.clock.now()
    assert await old_hand.chats.release_held(number, SOMEBODY, now) == LISTED
    assert await old_hand.chats.release_held(number, SOMEBODY, now) == 0
    released = await old_hand.articles.untriaged(500)
    assert len(released) == LISTED
    assert all(article.released for article in released)
    assert (await old_hand.chats.sources(1))[0].held_since is None
    await old_hand.triage(*(placed(article) for article in released))
    assert await waiting(old_hand) == []
    assert await old_hand.chats.release_held(number, SOMEBODY, now) == 0
    assert not any(row.held for row in await old_hand.rows(articles))


async def test_dropped_entries_are_old_until_that_is_taken_back(old_hand: House) -> None:
    number = (await old_hand.rows(sources))[0].number
    now = old_hand.clock.now()
    assert await old_hand.chats.hold_again(number, SOMEBODY, now) == 0
    await read(old_hand, *document(old_hand, "second"))
    assert await old_hand.chats.drop_held(number, SOMEBODY, now) == LISTED
    assert await old_hand.chats.release_held(number, SOMEBODY, now) == 0
    # The word after it was the last one.
    assert await old_hand.chats.hold_again(number, SOMEBODY, now) == 0
    await read(old_hand, *document(old_hand, "third"))
    assert await old_hand.chats.drop_held(number, SOMEBODY, now) == LISTED
    assert await old_hand.chats.hold_again(number, SOMEBODY, now) == LISTED
    assert (await old_hand.chats.sources(1))[0].held_since == now
    assert await old_hand.chats.release_held(number, SOMEBODY, now) == LISTED
    assert {article.title.split("-")[0] for article in await old_hand.articles.untriaged(99)} == {"Title of third"}
    actions = [row.action for row in await old_hand.rows(audit) if row.action.startswith("feed ")]
    assert actions == ["feed dropped", "feed dropped", "feed held again", "feed released"]


async def test_what_nobody_releases_is_old_after_seven_days(old_hand: House) -> None:
    number = (await old_hand.rows(sources))[0].number
    await read(old_hand, *document(old_hand, "second"))
    for days, held in ((6, LISTED), (2, 0)):
        old_hand.clock.advance(days=days)
        await old_hand.articles.prune(old_hand.clock.now() - timedelta(days=60))
        assert sum(row.held for row in await old_hand.rows(articles)) == held
    assert await old_hand.chats.release_held(number, SOMEBODY, old_hand.clock.now()) == 0
    assert await old_hand.number_of(articles) > 2 * LISTED
    await notices(old_hand)
    await read(old_hand, *document(old_hand, "second"), old_hand.entry("news of the day"))
    await read(old_hand, *document(old_hand, "third"))
    assert len(await notices(old_hand)) == 1


async def test_a_feed_of_one_chat_is_told_of_there(old_hand: House) -> None:
    group = await old_hand.open("-10", kind=ChatKind.GROUP)
    await old_hand.database.write(lambda c: c.execute(update(sources).values(owner_chat=group.id)))
    await old_hand.chats.pause_source(group.id, 1, SOMEBODY, old_hand.clock.now(), paused=False)
    await read(old_hand, *document(old_hand, "second"))
    (delivery,) = await old_hand.claim()
    assert (delivery.chat.id, delivery.notice.key if delivery.notice else "") == (group.id, "feed_held")


async def listed(house: House, chat: Chat, released: Sequence[Article], severity: Severity = Severity.NORMAL) -> None:
    for at in range(0, len(released), 10):
        batch = released[at : at + 10]
        await house.triage(*(placed(one, replace(alert(chat, one, AlertKind.NEW), severity=severity)) for one in batch))


async def test_released_entries_come_as_one_list_however_many_batches_they_are(old_hand: House) -> None:
    chat = await old_hand.open("10")
    await read(old_hand, *document(old_hand, "second"))
    await old_hand.chats.release_held(1, SOMEBODY, old_hand.clock.now())
    released = await old_hand.articles.untriaged(500)
    await notices(old_hand)
    await listed(old_hand, chat, released, Severity.CRITICAL)
    assert await old_hand.claim() == ()
    old_hand.clock.advance(6)
    delivery = await old_hand.claim_one()
    assert (delivery.kind, len(delivery.alerts)) == (DeliveryKind.DIGEST, LISTED)
    assert delivery.notice == Notice("released", (("name", "One"), ("source", "one")))
    (row,) = [row for row in await old_hand.rows(deliveries) if row.kind == "digest"]
    assert row.because["code"] == "released"
