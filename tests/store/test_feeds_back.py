"""A feed that a chat gave up and takes back: as it was, with what came meanwhile unless that is long ago; who reads what."""

from __future__ import annotations

from bot.model.chat import ChatKind
from bot.model.listing import ListedFeed
from bot.model.news import Language
from bot.ports import Subscription
from bot.store.schema import audit
from tests.store.house import SOMEBODY, House

URL = "https://me:s3cret@own.example/rss"


async def own_feed(house: House, chat_id: int) -> int:
    """The number of a feed that the chat alone reads, and that has had its first reading."""
    now = house.clock.now()
    state, _ = await house.chats.add_source(chat_id, URL, "Own", Language.ENGLISH, SOMEBODY, now)
    due = next(due for due in await house.articles.due_sources(9) if due.source.url == URL)
    await house.read(due, house.entry("First"))
    return state.number


async def test_what_came_while_a_feed_was_given_up_for_a_moment_is_news(house: House) -> None:
    await house.furnish("one")
    chat = await house.open("10")
    number = await own_feed(house, chat.id)
    before = await house.chats.sources(chat.id)
    await house.chats.remove_source(chat.id, number, SOMEBODY, house.clock.now())
    house.clock.advance(minutes=10)
    back = await house.chats.restore_source(chat.id, number, SOMEBODY, house.clock.now(), paused=False)
    assert back is not None
    assert back.source.url == URL
    assert [state.source for state in await house.chats.sources(chat.id)] == [state.source for state in before]
    due = next(due for due in await house.articles.due_sources(9) if due.source.url == URL)
    assert due.polls > 0
    assert "s3cret" not in " ".join(row.detail for row in await house.rows(audit))


async def test_what_came_while_it_was_given_up_for_long_is_none(house: House) -> None:
    await house.furnish("one")
    chat = await house.open("10")
    number = await own_feed(house, chat.id)
    await house.chats.remove_source(chat.id, number, SOMEBODY, house.clock.now())
    house.clock.advance(hours=3)
    await house.chats.restore_source(chat.id, number, SOMEBODY, house.clock.now(), paused=False)
    due = next(due for due in await house.articles.due_sources(9) if due.source.url == URL)
    assert due.polls == 0


async def test_only_what_was_given_up_comes_back_and_only_to_whom_it_was_theirs(house: House) -> None:
    await house.furnish("one")
    chat, other = await house.open("10"), await house.open("11")
    number, now = await own_feed(house, chat.id), house.clock.now()
    assert await house.chats.restore_source(chat.id, number, SOMEBODY, now, paused=True) is None
    await house.chats.remove_source(chat.id, number, SOMEBODY, now)
    assert await house.chats.restore_source(other.id, number, SOMEBODY, now, paused=False) is None
    assert await house.chats.restore_source(chat.id, 99, SOMEBODY, now, paused=False) is None


async def test_many_are_taken_out_at_once_each_with_its_entry(house: House) -> None:
    await house.furnish("one", "two")
    chat, now = await house.open("10"), house.clock.now()
    feeds = [ListedFeed(f"https://{number}.example/rss") for number in range(400)]
    await house.chats.add_sources(chat.id, feeds, SOMEBODY, now)
    numbers = [state.number for state in await house.chats.sources(chat.id)]
    await house.chats.remove_source(chat.id, numbers[0], SOMEBODY, now)
    assert await house.chats.remove_sources(chat.id, {*numbers[:-1], 9999}, SOMEBODY, now) == 400
    assert [state.number for state in await house.chats.sources(chat.id)] == numbers[-1:]
    gone = [row for row in await house.rows(audit) if row.action == "feed removed"]
    assert (len(gone), {row.name for row in gone}) == (401, {SOMEBODY.name})


async def test_the_readers_of_a_feed_are_known_with_how_each_has_it(house: House) -> None:
    await house.furnish("one", "two")
    chats = [await house.open(channel, kind=ChatKind.GROUP) for channel in ("10", "11", "12")]
    now = house.clock.now()
    await house.chats.pause_source(chats[0].id, 1, SOMEBODY, now, paused=True)
    await house.chats.remove_source(chats[1].id, 1, SOMEBODY, now)
    number = await own_feed(house, chats[1].id)
    known = await house.chats.readers("https://one.example/feed")
    assert known == {chats[0].id: Subscription(1, paused=True), chats[2].id: Subscription(1, paused=False)}
    assert await house.chats.readers(URL) == {chats[1].id: Subscription(number, paused=False)}


async def test_a_paused_feed_that_is_added_again_stays_paused(house: House) -> None:
    await house.furnish("one")
    chat, now = await house.open("10"), house.clock.now()
    await house.chats.pause_source(chat.id, 1, SOMEBODY, now, paused=True)
    state, new = await house.chats.add_source(chat.id, "https://one.example/feed", "One", Language.ENGLISH, SOMEBODY, now)
    assert (state.paused, new) == (True, False)
