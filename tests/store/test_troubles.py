"""Messages given up or in doubt: listed newest first, and sent again when somebody asks for it."""

from __future__ import annotations

from bot.model.alert import Delivered, Delivery, DeliveryKind, Notice, Reason, Rejected
from bot.model.chat import Chat
from bot.ports import Mishap
from bot.store.schema import articles, audit
from tests.store.house import SOMEBODY, House


async def die(house: House, chat: Chat, title: str) -> Delivery:
    """A message of this title that its platform refuses."""
    await house.tell(chat, title)
    delivery = await house.claim_one()
    await house.outbox.settle(delivery, Rejected("message_too_strange"))
    house.clock.advance(60)
    return delivery


async def doubt(house: House, chat: Chat, title: str) -> Delivery:
    """A message of this title that may be out."""
    await house.tell(chat, title)
    delivery = await house.claim_one()
    await house.outbox.list_doubt(delivery, "answer lost")
    house.clock.advance(60)
    return delivery


async def test_what_did_not_go_through_is_listed_newest_first(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    assert await house.chats.troubles(5) == ()
    at = house.clock.now()
    dead = await die(house, chat, "A quake")
    unsure = await doubt(house, other, "A storm")
    await house.tell(chat, "Well delivered")
    await house.deliver()
    first, second = await house.chats.troubles(5)
    refused = Reason("rejected", (("because", "message_too_strange"),))
    assert second == Mishap(dead.id, chat, DeliveryKind.SEND, "A quake", at, refused, doubt=False)
    assert (first.number, first.chat, first.headline, first.doubt) == (unsure.id, other, "A storm", True)
    assert await house.chats.troubles(1) == (first,)
    assert await house.chats.troubles(5, chat.id) == (second,)


async def test_a_notice_and_what_is_forgotten_have_no_headline(house: House) -> None:
    chat = await house.open("10")
    await house.outbox.notify(chat.id, Notice("plain"), house.clock.now())
    await house.outbox.list_doubt(await house.claim_one(), "answer lost")
    await doubt(house, chat, "A quake")
    await house.database.write(lambda c: c.execute(articles.delete().where(articles.c.id < 0)))
    house.clock.advance(days=90)
    await house.articles.prune(house.clock.now())
    assert {one.kind for one in await house.chats.troubles(5)} == {DeliveryKind.NOTICE, DeliveryKind.SEND}
    assert {one.headline for one in await house.chats.troubles(5)} <= {"", "A quake"}


async def test_a_dead_letter_is_sent_again_as_if_for_the_first_time(house: House) -> None:
    chat = await house.open("10")
    dead = await die(house, chat, "A quake")
    (listed,) = await house.chats.troubles(5)
    assert await house.outbox.next_due() is None
    assert await house.chats.retry(dead.id, SOMEBODY) == listed
    assert await house.chats.troubles(5) == ()
    assert await house.outbox.next_due() == 0.0
    again = await house.claim_one()
    assert (again.id, again.attempts, again.doubtful, again.alerts[0].lead.title) == (dead.id, 0, False, "A quake")
    await house.outbox.settle(again, Delivered("m9"))
    assert await house.state(again) == "sent"
    assert [(row.who, row.chat_id, row.detail) for row in await house.rows(audit) if row.action == "retry"] == [
        (str(SOMEBODY), chat.id, str(dead.id))
    ]


async def test_a_doubt_that_is_asked_for_again_is_no_doubt(house: House) -> None:
    unsure = await doubt(house, await house.open("10"), "A quake")
    assert await house.chats.retry(unsure.id, SOMEBODY) is not None
    again = await house.claim_one()
    assert (again.id, again.doubtful, again.intent_at) == (unsure.id, False, house.clock.now())


async def test_only_what_did_not_go_through_is_sent_again_and_once(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    await house.tell(other, "Well delivered")
    sent = await house.deliver()
    dead = await die(house, chat, "A quake")
    assert await house.chats.retry(sent.id, SOMEBODY) is None
    assert await house.chats.retry(999, SOMEBODY) is None
    assert await house.chats.retry(dead.id, SOMEBODY, other.id) is None
    assert await house.chats.retry(dead.id, SOMEBODY, chat.id) is not None
    assert await house.chats.retry(dead.id, SOMEBODY, chat.id) is None
    assert len(await house.claim()) == 1
