"""What people see of the queue, leaving messages unsent and taking that back, and what was told; on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.alerts.briefing import brief
from bot.model.alert import Delivery, DeliveryKind, Doubt, Reason, Rejected
from bot.model.chat import Person, Platform
from bot.model.register import Silence
from bot.store.register import StoredLogbook
from bot.store.schema import audit, mutes
from tests.fakes.desk import PHRASES
from tests.store.house import House

RANA = Person(Platform.TELEGRAM, "1", "Rana")


def book(house: House) -> StoredLogbook:
    return StoredLogbook(house.database)


async def given_up(house: House) -> Delivery:
    delivery = await house.claim_one()
    await house.outbox.settle(delivery, Rejected("too long"))
    return delivery


async def test_messages_are_counted_and_listed_by_chat_or_all(house: House) -> None:
    one, two = await house.open("1"), await house.open("2")
    await house.tell(one, "First headline")
    dead = await given_up(house)
    await house.tell(one, "Second headline")
    await house.tell(two, "Third headline")
    bag = await book(house).mail(one.id, 10)
    assert bag.counts == {"dead": 1, "pending": 1}
    assert [(letter.headline, letter.state, letter.kind) for letter in bag.letters] == [
        ("First headline", "dead", DeliveryKind.SEND),
        ("Second headline", "pending", DeliveryKind.SEND),
    ]
    assert bag.letters[0].number == dead.id
    assert bag.letters[0].because == Reason("rejected", (("because", "too long"),))
    whole = await book(house).mail(None, 2, 1)
    assert whole.counts == {"dead": 1, "pending": 2}
    assert [letter.chat.id for letter in whole.letters] == [one.id, two.id]


async def test_a_message_is_shown_as_it_would_look_to_its_chat_alone(house: House) -> None:
    one, two = await house.open("1"), await house.open("2")
    await house.tell(one, "First headline")
    ((letter,)) = (await book(house).mail(one.id, 1)).letters
    found = await book(house).letter(letter.number, one.id)
    assert found is not None
    assert "First headline" in brief(found, PHRASES).notification
    assert await book(house).letter(letter.number, two.id) is None
    assert await book(house).listed(letter.number, one.id) == letter
    assert await book(house).listed(letter.number, two.id) is None
    assert await book(house).letter(letter.number, None) is not None


async def test_what_waits_is_dropped_and_comes_back(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    await house.tell(chat, "First headline")
    ((letter,)) = (await book(house).mail(chat.id, 1)).letters
    now = house.clock.now()
    assert await book(house).drop(letter.number, RANA, other.id, now) is None
    dropped = await book(house).drop(letter.number, RANA, chat.id, now)
    assert dropped is not None
    assert await house.claim() == ()
    assert (await book(house).mail(chat.id, 9)).counts == {}
    assert await book(house).drop(letter.number, RANA, chat.id, now) is None
    assert await book(house).restore(letter.number, RANA, other.id, now) is None
    back = await book(house).restore(letter.number, RANA, chat.id, now)
    assert back is not None
    assert back.state == "pending"
    assert (await house.claim_one()).id == letter.number
    assert await book(house).restore(letter.number, RANA, chat.id, now) is None
    noted = [(row.action, row.who, row.chat_id, row.detail) for row in await house.rows(audit)][-2:]
    assert noted == [(action, "telegram:1", chat.id, str(letter.number)) for action in ("drop", "restore message")]


async def test_what_was_given_up_comes_back_with_its_reason(house: House) -> None:
    chat, now = await house.open("1"), house.clock.now()
    await house.tell(chat, "First headline")
    dead = await given_up(house)
    (before,) = (await book(house).mail(chat.id, 1)).letters
    await book(house).drop(dead.id, RANA, chat.id, now)
    assert await book(house).restore(dead.id, RANA, chat.id, now) == before
    assert await house.claim() == ()


async def test_what_is_being_sent_is_left_alone(house: House) -> None:
    chat = await house.open("1")
    await house.tell(chat, "First headline")
    delivery = await house.claim_one()
    assert (await book(house).mail(chat.id, 1)).counts == {"inflight": 1}
    assert await book(house).drop(delivery.id, RANA, chat.id, house.clock.now()) is None
    await house.outbox.settle(delivery, Doubt("reset"))
    await house.outbox.settle(delivery, Doubt("reset"))


async def test_only_what_somebody_dropped_comes_back(house: House) -> None:
    chat = await house.open("1")
    await house.tell(chat, "First headline")
    delivery = await house.claim_one()
    await house.outbox.drop(delivery, Reason("unwatched"))
    assert await book(house).restore(delivery.id, RANA, chat.id, house.clock.now()) is None
    assert await house.state(delivery) == "dropped"


async def test_what_was_told_since_when_and_what_is_behind(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    early = house.clock.now()
    await house.tell(chat, "First headline")
    await house.deliver("m1")
    house.clock.advance(hours=9)
    article = await house.tell(chat, "Second headline")
    house.clock.advance(minutes=1)
    waiting = await book(house).backlog(house.clock.now())
    assert waiting.message is not None
    assert article.seen <= waiting.message < house.clock.now()
    await house.deliver("m2")
    assert await book(house).told(chat.id, house.clock.now() - timedelta(hours=8)) == {article.id: house.clock.now()}
    assert len(await book(house).told(chat.id, early)) == 2
    assert await book(house).told(other.id, early) == {}
    backlog = await book(house).backlog(house.clock.now())
    assert backlog.message is None
    assert backlog.size > 10_000
    assert backlog.version[0].isdecimal()


async def test_mutes_are_named_by_what_they_are_of(house: House) -> None:
    chat, now = await house.open("1"), house.clock.now()
    watch = await house.watch(chat, "CENTCOM")
    article = await house.tell(chat, "A headline")
    hour = timedelta(hours=1)
    base = {"chat_id": chat.id, "who": "telegram:1", "name": "Rana", "at": now, "until": None, "ended": None}
    rows = [
        {**base, "watch_id": watch.id, "story_id": None, "source_id": None, "until": now + hour},
        {**base, "watch_id": None, "story_id": article.id, "source_id": None, "name": ""},
        {**base, "watch_id": watch.id, "story_id": None, "source_id": "one"},
        {**base, "watch_id": watch.id, "story_id": None, "source_id": None, "ended": now},
        {**base, "watch_id": watch.id, "story_id": None, "source_id": None, "until": now - hour},
    ]
    await house.database.write(lambda c: c.execute(mutes.insert(), rows))
    assert set(await book(house).silences(chat.id, now)) == {
        Silence("CENTCOM", "Rana", now + hour),
        Silence("A headline", "telegram:1", None),
        Silence("One · CENTCOM", "Rana", None),
    }
