from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model.alert import (
    AlertKind,
    Change,
    Delivered,
    DeliveryKind,
    PlacementKind,
    Reason,
    Rejected,
)
from bot.model.chat import Chat
from bot.model.news import Article
from bot.store.articles import Articles
from bot.store.schema import articles, deliveries
from tests.store.house import AT_ONCE, House, alert, placed


async def told_of(house: House, article: Article, story: int, chat: Chat, kind: AlertKind, **more: Any) -> None:
    placement = PlacementKind.UPDATE if kind is AlertKind.UPDATE else PlacementKind.REPEAT
    await house.triage(placed(article, alert(chat, article, kind, story=story, **more), story=story, kind=placement))


async def test_a_further_report_edits_the_first_message(house: House) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "A quake")
    first = await house.deliver("m1", "one outlet")
    (report,) = await house.publish("Quake felt")
    await told_of(house, report, story.id, chat, AlertKind.ALSO)
    edit = await house.claim_one()
    assert (edit.kind, edit.target, edit.rendered) == (DeliveryKind.EDIT, "m1", "one outlet")
    (told,) = edit.alerts
    assert (told.kind, told.lead.article_id) == (AlertKind.ALSO, story.id)
    assert [one.article_id for one in told.reports] == [story.id, report.id]
    assert told.summary.text == "About A quake"
    await house.outbox.settle(edit, Delivered("m1"), "two outlets")
    (third,) = await house.publish("Quake again")
    await told_of(house, third, story.id, chat, AlertKind.ALSO)
    assert (await house.claim_one()).rendered == "two outlets"
    assert first.kind is DeliveryKind.SEND


async def test_an_update_replies_to_the_first_message(house: House) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "3 killed")
    await house.deliver("m1")
    (report,) = await house.publish("30 killed")
    await told_of(house, report, story.id, chat, AlertKind.UPDATE, change=Change("3", "30", "killed"))
    reply = await house.claim_one()
    assert (reply.kind, reply.target) == (DeliveryKind.REPLY, "m1")
    assert reply.alerts[0].change == Change("3", "30", "killed")
    assert reply.alerts[0].lead.article_id == report.id


async def test_updates_that_wait_become_one_from_the_first_to_the_last(house: House) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "3 killed")
    await house.deliver("m1")
    for before, after in (("3", "30"), ("30", "41")):
        (report,) = await house.publish(f"{after} killed")
        await told_of(house, report, story.id, chat, AlertKind.UPDATE, change=Change(before, after, "killed"))
    reply = await house.deliver("m2")
    assert reply.alerts[0].change == Change("3", "41", "killed")
    assert reply.alerts[0].lead.title == "41 killed"
    assert await house.claim() == ()


async def test_what_joined_an_unsent_first_message_is_told_with_it(house: House) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "3 killed")
    (also,) = await house.publish("Three dead")
    await told_of(house, also, story.id, chat, AlertKind.ALSO)
    (update,) = await house.publish("30 killed")
    await told_of(house, update, story.id, chat, AlertKind.UPDATE, change=Change("3", "30"))
    delivery = await house.deliver()
    (told,) = delivery.alerts
    assert (delivery.kind, told.kind, told.change) == (DeliveryKind.SEND, AlertKind.NEW, None)
    assert told.lead.article_id == update.id
    assert [one.article_id for one in told.reports] == [story.id, also.id, update.id]
    assert await house.claim() == ()


async def test_an_edit_whose_first_message_went_back_into_the_queue_joins_it(house: House) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "A quake")
    first = await house.claim_one()
    (report,) = await house.publish("Quake felt")
    await told_of(house, report, story.id, chat, AlertKind.ALSO)
    await house.outbox.hold(first, house.clock.now() + timedelta(hours=1), Reason("quiet"))
    assert await house.claim() == ()
    house.clock.advance(hours=1)
    again = await house.deliver()
    assert again.id == first.id
    assert [one.article_id for one in again.alerts[0].reports] == [story.id, report.id]
    assert [row.state for row in await house.rows(deliveries)] == ["sent", "dropped"]


@pytest.mark.parametrize("kind", [AlertKind.ALSO, AlertKind.UPDATE])
async def test_what_follows_a_first_message_that_died_becomes_the_first(house: House, kind: AlertKind) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "A quake")
    first = await house.claim_one()
    (report,) = await house.publish("Quake felt")
    await told_of(house, report, story.id, chat, kind)
    await house.outbox.settle(first, Rejected("bad"))
    second = await house.deliver("m2")
    assert (second.kind, second.target) == (DeliveryKind.SEND, "")
    (again,) = await house.publish("Quake again")
    await told_of(house, again, story.id, chat, AlertKind.ALSO)
    assert (await house.claim_one()).target == "m2"


async def test_a_story_whose_first_message_died_was_not_told_and_is_new_with_its_next_report(house: House) -> None:
    chat = await house.open("10")
    story, other = await house.tell(chat, "A quake"), await house.tell(chat, "A flood")
    assert set(await house.articles.told([story.id])) == {story.id}
    await house.outbox.settle(await house.claim_one(), Rejected("bad"))
    await house.deliver("m1")
    assert set(await house.articles.told([story.id, other.id])) == {other.id}
    (report,) = await house.publish("Quake felt")
    await told_of(house, report, story.id, chat, AlertKind.NEW)
    assert set(await house.articles.told([story.id])) == {story.id}
    (third,) = await house.publish("Quake heard")
    await told_of(house, third, story.id, chat, AlertKind.ALSO)
    second = await house.deliver("m2")
    assert (second.kind, second.alerts[0].kind, len(second.alerts[0].reports)) == (DeliveryKind.SEND, AlertKind.NEW, 3)


async def test_an_also_that_was_decided_while_the_first_message_died_is_sent_as_new(house: House) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "A quake")
    await house.outbox.settle(await house.claim_one(), Rejected("bad"))
    (report,) = await house.publish("Quake felt")
    await told_of(house, report, story.id, chat, AlertKind.ALSO)
    assert (await house.claim_one()).kind is DeliveryKind.SEND


async def test_an_edit_of_a_deleted_message_is_dropped(house: House) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "A quake")
    await house.deliver("m1")
    (report,) = await house.publish("Quake felt")
    await told_of(house, report, story.id, chat, AlertKind.ALSO)
    edit = await house.claim_one()
    await house.outbox.settle(edit, Rejected("message to edit not found", target_lost=True))
    assert await house.state(edit) == "dropped"


async def test_past_a_limit_what_waits_becomes_one_digest(house: House) -> None:
    house.articles = Articles(house.database, replace(AT_ONCE, queue=3))
    chat = await house.open("10")
    told = [await house.tell(chat, f"news {number}") for number in range(6)]
    kinds = [row.kind for row in await house.rows(deliveries)]
    assert kinds == ["send"] * 3 + ["digest"]
    (report,) = await house.publish("news 4 again")
    await told_of(house, report, told[4].id, chat, AlertKind.ALSO)
    for number in range(3):
        await house.deliver(f"m{number}")
    digest = await house.deliver("d")
    assert digest.kind is DeliveryKind.DIGEST
    assert [one.story for one in digest.alerts] == [article.id for article in told[3:]]
    assert [len(one.reports) for one in digest.alerts] == [1, 2, 1]
    await house.tell(chat, "afterwards")
    assert (await house.claim_one()).kind is DeliveryKind.SEND


async def test_an_edited_title_does_not_change_what_was_told(house: House) -> None:
    chat = await house.open("10")
    story = await house.tell(chat, "A quake")
    await house.deliver("m1")
    edited = articles.update().where(articles.c.id == story.id).values(title="Something else", url="https://other.example/")
    await house.database.write(lambda c: c.execute(edited))
    (report,) = await house.publish("Quake felt")
    await told_of(house, report, story.id, chat, AlertKind.ALSO)
    edit = await house.claim_one()
    lead = edit.alerts[0].lead
    assert (edit.kind, lead.title, lead.url) == (DeliveryKind.EDIT, story.title, story.url)


async def test_a_list_longer_than_a_statement_takes_parameters_is_loaded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.loading.AT_ONCE", 2)
    house.articles = Articles(house.database, replace(AT_ONCE, queue=0))
    chat = await house.open("10")
    told = [await house.tell(chat, f"news {number}") for number in range(7)]
    digest = await house.claim_one()
    assert [(one.story, len(one.reports), one.terms) for one in digest.alerts] == [(one.id, 1, ("x",)) for one in told]
