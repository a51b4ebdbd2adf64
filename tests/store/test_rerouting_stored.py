"""Watches that were edited, and those whose alerts go to another chat, on both databases."""

from __future__ import annotations

from sqlalchemy import update

from bot.model.alert import AlertKind, Gone
from bot.model.chat import Address, Platform
from bot.model.news import Language
from bot.model.watch import Severity
from bot.store.schema import audit, deliveries, sources
from tests.store.house import SOMEBODY, House, alert, placed


async def notices(house: House) -> list[tuple[int, str, dict[str, str]]]:
    """Each notice that is queued: its chat, its key, its values."""
    rows = [row for row in await house.rows(deliveries) if row.kind == "notice"]
    return [(row.chat_id, row.notice["key"], dict(row.notice["values"])) for row in rows]


async def test_an_edited_watch_keeps_its_number_and_all_else_and_comes_with_the_next_edits(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    watch = await house.watch(chat, "CENTCOM")
    now = house.clock.now()
    await house.chats.set_severity(chat.id, watch.id, Severity.CRITICAL, SOMEBODY, now)
    await house.chats.route_watch(chat.id, watch.id, other.id, SOMEBODY, now)
    before = (await house.chats.watch_edits(0)).revision
    changed = await house.chats.edit_watch(chat.id, watch.id, "Bitcoin", ["بيتكوين"], SOMEBODY, now)
    assert changed is not None
    assert (changed.id, changed.term, changed.switched) == (watch.id, "Bitcoin", {"بيتكوين"})
    assert (changed.severity, changed.route_to) == (Severity.CRITICAL, other.id)
    edits = await house.chats.watch_edits(before)
    assert [each.term for each in edits.added] == ["Bitcoin"]
    assert edits.removed == ()
    assert [(row.action, row.detail) for row in await house.rows(audit)][-1] == ("edit", "CENTCOM: Bitcoin")


async def test_a_watch_is_not_edited_into_another_one_nor_by_another_chat(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    watch = await house.watch(chat, "CENTCOM")
    await house.watch(chat, "Bitcoin")
    assert await house.chats.edit_watch(chat.id, watch.id, "bitcoin", [], SOMEBODY, house.clock.now()) is None
    assert await house.chats.edit_watch(other.id, watch.id, "Oil", [], SOMEBODY, house.clock.now()) is None
    same = await house.chats.edit_watch(chat.id, watch.id, "centcom", [], SOMEBODY, house.clock.now())
    assert same is not None
    assert [each.term for each in await house.chats.watches(chat.id)] == ["centcom", "Bitcoin"]


async def test_alerts_go_where_the_watch_says_and_unwatching_takes_them_back_there(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    watch = await house.watch(chat, "x")
    routed = await house.chats.route_watch(chat.id, watch.id, other.id, SOMEBODY, house.clock.now())
    assert routed is not None
    await house.tell(other, "A headline", watch)
    await house.chats.remove_watch(chat.id, watch.id, SOMEBODY, house.clock.now())
    assert [row.state for row in await house.rows(deliveries)] == ["dropped"]
    assert await house.claim() == ()


async def test_what_a_private_feed_brings_is_told_where_its_chat_sends_it(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    state, _ = await house.chats.add_source(
        chat.id, "https://mine.example/feed", "Mine", Language.ENGLISH, SOMEBODY, house.clock.now()
    )
    watch = await house.watch(chat, "x")
    await house.chats.route_watch(chat.id, watch.id, other.id, SOMEBODY, house.clock.now())
    assert await house.articles.audience([state.source.id]) == {state.source.id: frozenset({chat.id})}
    # As if it had been read before.
    await house.database.write(lambda c: c.execute(update(sources).values(polls=1)))
    (article,) = await house.publish("From a private feed", source=state.source.id)
    await house.triage(placed(article, alert(other, article, AlertKind.NEW, watch=watch)))
    delivery = await house.claim_one()
    assert delivery.chat.id == other.id
    assert [report.title for told in delivery.alerts for report in told.reports] == ["From a private feed"]


async def test_the_watchs_own_chat_hears_once_that_the_other_is_out_of_reach(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    watch = await house.watch(chat, "CENTCOM")
    await house.watch(other, "Bitcoin")
    await house.chats.route_watch(chat.id, watch.id, other.id, SOMEBODY, house.clock.now())
    for _ in range(2):
        await house.chats.suspend(other.address, "blocked")
    assert await notices(house) == [(chat.id, "notice.route_waits", {"term": "CENTCOM", "chat": "2"})]


async def test_it_hears_of_it_too_when_a_send_finds_out(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    watch = await house.watch(chat, "CENTCOM")
    await house.chats.route_watch(chat.id, watch.id, other.id, SOMEBODY, house.clock.now())
    await house.tell(other, "A headline", watch)
    await house.outbox.settle(await house.claim_one(), Gone("blocked"))
    assert [key for _, key, _ in await notices(house)] == ["notice.route_waits"]


async def test_a_chat_that_is_forgotten_gives_the_alerts_back(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    watch = await house.watch(chat, "CENTCOM")
    await house.chats.route_watch(chat.id, watch.id, other.id, SOMEBODY, house.clock.now())
    assert await house.chats.forget(other.id)
    (kept,) = await house.chats.watches(chat.id)
    assert kept.route_to is None
    assert await notices(house) == [(chat.id, "notice.route_ended", {"term": "CENTCOM", "chat": "2"})]


async def test_a_chat_that_has_moved_takes_what_is_sent_to_it_along(house: House) -> None:
    chat, old, new = await house.open("1"), await house.open("-2"), await house.open("-3")
    watch = await house.watch(chat, "CENTCOM")
    await house.chats.route_watch(chat.id, watch.id, old.id, SOMEBODY, house.clock.now())
    await house.chats.move(Address(Platform.TELEGRAM, "-2"), Address(Platform.TELEGRAM, "-3"))
    (kept,) = await house.chats.watches(chat.id)
    left = {each.id for each in await house.chats.chats()}
    assert kept.route_to in left
    assert len(left & {old.id, new.id}) == 1
