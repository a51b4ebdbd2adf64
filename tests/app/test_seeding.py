"""What the operator's files ask for, and that they do not bring back what a chat has had forgotten."""

from __future__ import annotations

from bot.app.catalogue import Seed
from bot.app.seeding import seed
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.news import Language
from bot.store.database import Database
from tests.fakes.clock import FakeClock
from tests.store.house import House

HERE, THERE = Address(Platform.TELEGRAM, "-100"), Address(Platform.TELEGRAM, "77")
ASKED = (Seed(HERE, "CENTCOM"), Seed(THERE, "بيتكوين"), Seed(HERE, "زابوريجيا"))


async def start(house: House, *seeds: Seed) -> dict[Address, Chat]:
    await seed(house.chats, (), seeds, Language.ENGLISH, house.clock.now())
    return {chat.address: chat for chat in await house.chats.chats()}


async def terms(house: House, chat: Chat) -> list[str]:
    return sorted(watch.term for watch in await house.chats.watches(chat.id))


async def test_the_watches_of_the_file_stand_in_their_chats(database: Database, clock: FakeClock) -> None:
    house = House(database, clock)
    chats = await start(house, *ASKED)
    assert {at: (chat.kind, chat.admitted) for at, chat in chats.items()} == {
        HERE: (ChatKind.GROUP, True),
        THERE: (ChatKind.PRIVATE, True),
    }
    assert await terms(house, chats[HERE]) == ["CENTCOM", "زابوريجيا"]
    assert await start(house, *ASKED) == chats


async def test_a_forgotten_chat_is_not_begun_anew_by_the_same_file(database: Database, clock: FakeClock) -> None:
    house = House(database, clock)
    chats = await start(house, *ASKED)
    await house.chats.forget(chats[HERE].id)
    for _ in range(2):
        assert set(await start(house, *reversed(ASKED))) == {THERE}
    # Whoever begins there again begins without them.
    again = await house.chats.open_chat(HERE, ChatKind.GROUP, "", Language.ENGLISH)
    await start(house, *ASKED)
    assert await terms(house, again) == []


async def test_a_file_that_asks_for_something_else_is_heard(database: Database, clock: FakeClock) -> None:
    house = House(database, clock)
    chats = await start(house, *ASKED)
    await house.chats.forget(chats[HERE].id)
    chats = await start(house, *ASKED, Seed(HERE, "Hormuz"))
    assert await terms(house, chats[HERE]) == ["CENTCOM", "Hormuz", "زابوريجيا"]
