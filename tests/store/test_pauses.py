"""A pause that ends by itself: when, with what, and what is written down of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.alert import Delivered, DeliveryKind
from bot.model.chat import Chat, ChatKind, ChatState, Platform, Role
from bot.model.watch import Severity
from bot.store.outbox import DatabaseOutbox
from bot.store.register import StoredRegister
from bot.store.schema import audit, chats
from tests.store.house import AT_ONCE, SOMEBODY, House

TWO_HOURS = timedelta(hours=2)


async def paused(house: House, channel: str = "10") -> Chat:
    chat = await house.open(channel)
    still = replace(chat, state=ChatState.PAUSED, paused_until=house.clock.now() + TWO_HOURS)
    await house.chats.save(still, SOMEBODY)
    return chat


async def test_a_pause_ends_at_its_time_in_whichever_process_looks_next(house: House) -> None:
    chat = await paused(house)
    await house.tell(chat, "meanwhile")
    house.clock.advance(hours=2, seconds=-1)
    assert await house.claim() == ()
    house.clock.advance(1)
    other = DatabaseOutbox(house.database, AT_ONCE)
    (delivery,) = await other.claim(10, [Platform.TELEGRAM])
    assert (delivery.kind, delivery.alerts[0].lead.title) == (DeliveryKind.SEND, "meanwhile")
    again = await house.chats.chat(chat.id)
    assert again is not None
    assert (again.state, again.paused_until) == (ChatState.ACTIVE, None)
    last = (await house.rows(audit))[-1]
    assert (last.who, last.action, last.chat_id) == ("rasid", "settings", chat.id)
    assert ["state", "paused", "active"] in last.changes


async def test_what_came_meanwhile_comes_as_one_list_but_for_what_is_critical(house: House) -> None:
    chat = await paused(house)
    watch = await house.watch(chat, "urgent")
    await house.chats.set_severity(chat.id, watch.id, Severity.CRITICAL, SOMEBODY, house.clock.now())
    for title in ("first", "second", "third"):
        await house.tell(chat, title)
    await house.tell(chat, "alone", watch)
    house.clock.advance(hours=2)
    told = [await house.deliver() for _ in range(2)]
    listed, critical = sorted(told, key=lambda each: -len(each.alerts))
    assert [each.lead.title for each in listed.alerts] == ["first", "second", "third"]
    assert (listed.kind, listed.notice and listed.notice.key) == (DeliveryKind.DIGEST, "pause")
    assert (critical.kind, critical.alerts[0].lead.title) == (DeliveryKind.SEND, "alone")
    assert await house.claim() == ()


async def test_who_resumes_by_hand_gets_the_same_list(house: House) -> None:
    chat = await paused(house)
    await house.tell(chat, "first")
    await house.tell(chat, "second")
    await house.chats.save(chat, SOMEBODY)
    delivery = await house.deliver()
    assert [each.lead.title for each in delivery.alerts] == ["first", "second"]
    assert await house.claim() == ()


async def test_a_message_that_may_be_out_is_in_no_list(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "under way")
    under_way = await house.claim_one()
    await house.chats.save(replace(chat, state=ChatState.PAUSED, paused_until=house.clock.now() + TWO_HOURS))
    await house.tell(chat, "later")
    house.clock.advance(hours=2)
    first = await house.claim_one()
    assert (first.id, first.doubtful) == (under_way.id, True)
    await house.outbox.settle(first, Delivered("1"), "")
    assert [each.lead.title for each in (await house.deliver()).alerts] == ["later"]


async def test_a_pause_without_an_end_and_one_of_an_unreachable_chat_go_on(house: House) -> None:
    endless, gone = await house.open("10"), await paused(house, "20")
    await house.chats.save(replace(endless, state=ChatState.PAUSED))
    await house.chats.suspend(gone.address, "blocked")
    await house.tell(endless, "kept")
    await house.tell(gone, "kept as well", source="one")
    house.clock.advance(days=2)
    assert await house.claim() == ()
    await house.chats.restore(gone.address)
    assert [each.chat.id for each in await house.claim()] == [gone.id]
    assert {row.id: row.state for row in await house.rows(chats)} == {endless.id: "paused", gone.id: "active"}


async def test_who_has_lost_their_role_is_not_told_when_their_pause_ends(house: House) -> None:
    chat = replace(await paused(house), kind=ChatKind.PRIVATE, person=SOMEBODY.id)
    await house.chats.save(replace(chat, state=ChatState.PAUSED, paused_until=house.clock.now() + TWO_HOURS))
    register = StoredRegister(house.database)
    for role in (Role.EDITOR, Role.NOBODY):
        await register.appoint(SOMEBODY, role, None, SOMEBODY, None, house.clock.now(), spare=True)
    await house.tell(chat, "secret")
    house.clock.advance(days=1)
    assert await house.claim() == ()


async def test_a_chat_that_is_back_in_reach_catches_up_with_one_list(house: House) -> None:
    chat, quiet = await house.open("-10"), await house.open("-10", thread="5")
    await house.chats.save(replace(quiet, state=ChatState.PAUSED))
    await house.chats.suspend(chat.address, "no_rights")
    for title in ("first", "second"):
        await house.tell(chat, title)
        await house.tell(quiet, f"{title} elsewhere")
    assert await house.claim() == ()
    await house.chats.restore(chat.address)
    delivery = await house.deliver()
    assert [each.lead.title for each in delivery.alerts] == ["first", "second"]
    assert (delivery.kind, delivery.notice and delivery.notice.key) == (DeliveryKind.DIGEST, "unreached")
    assert await house.claim() == ()


async def test_pausing_and_resuming_a_chat_out_of_reach_holds_from_when_it_is_back(house: House) -> None:
    chat = await house.open("-10")
    await house.chats.suspend(chat.address, "kicked")
    for before, state in ((ChatState.ACTIVE, ChatState.PAUSED), (ChatState.PAUSED, ChatState.ACTIVE)):
        gone = await house.chats.chat(chat.id)
        assert gone is not None
        await house.chats.save(replace(gone, state=state, because=""), SOMEBODY)
        lost = await house.chats.chat(chat.id)
        assert lost is not None
        assert (lost.state, lost.because) == (ChatState.SUSPENDED, "kicked")
        assert (await house.rows(audit))[-1].changes == [["state", before.value, state.value]]
        await house.chats.restore(chat.address)
        here = await house.chats.chat(chat.id)
        assert here is not None
        assert (here.state, here.because) == (state, "")
        await house.chats.suspend(chat.address, "kicked")
