"""Sources of several chats at one address are claimed together, so that one fetch serves them all."""

from datetime import timedelta

import pytest

from bot.model.chat import Chat
from bot.model.news import Entry, Language, Unchanged, Validators
from bot.ports import Poll
from tests.store.house import BECAUSE, SOMEBODY, House

URL = "https://wire.example/feed"
SECRET = "https://reader:s3cret@wire.example/feed"


@pytest.fixture(autouse=True)
async def _nothing_else_is_due(house: House) -> None:
    for due in await house.articles.due_sources(5):
        await house.read(due, wait=timedelta(days=1))


async def added(house: House, chat: Chat, url: str = URL) -> str:
    state, _ = await house.chats.add_source(chat.id, url, "Wire", Language.ENGLISH, SOMEBODY, house.clock.now())
    return state.source.id


async def test_what_has_the_address_of_a_due_source_is_claimed_with_it(house: House) -> None:
    chats = [await house.open(str(number)) for number in range(4)]
    first = await added(house, chats[0])
    (due,) = await house.articles.due_sources(5)
    await house.read(due, Entry("1", "A", "B"), wait=timedelta(hours=1))
    second, third = await added(house, chats[1]), await added(house, chats[2])
    apart = await added(house, chats[3], SECRET)
    # The limit is on what is due; the first, which is not due for an hour, comes along.
    claimed = await house.articles.due_sources(1)
    assert {each.source.id for each in claimed} == {first, second, third}
    assert [each.source.id for each in await house.articles.due_sources(5)] == [apart]
    for each in claimed:
        poll = Poll(house.clock.now() + timedelta(minutes=5), BECAUSE)
        await house.articles.keep(each, Unchanged(Validators('"1"')), poll, house.clock.now())
    assert await house.articles.due_sources(5) == ()
    house.clock.advance(300)
    assert {each.source.id for each in await house.articles.due_sources(2)} == {first, second, third, apart}


async def test_a_source_that_is_paused_does_not_come_along(house: House) -> None:
    one, other = await house.open("1"), await house.open("2")
    mine = await added(house, one)
    await added(house, other)
    (number,) = [state.number for state in await house.chats.sources(other.id) if state.source.url == URL]
    await house.chats.pause_source(other.id, number, SOMEBODY, house.clock.now(), paused=True)
    assert [each.source.id for each in await house.articles.due_sources(5)] == [mine]
