"""Many feeds taken into a chat at once, on each kind of database."""

from datetime import timedelta

import pytest

from bot.model.listing import ListedFeed
from bot.model.news import Language
from bot.store import importing
from bot.store.schema import audit, sources
from tests.store.house import SOMEBODY, House


def listed(*names: str) -> list[ListedFeed]:
    return [ListedFeed(f"https://{name}.example/feed", name.title(), language=Language.ARABIC) for name in names]


async def test_feeds_are_added_in_order_and_belong_to_the_chat(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    assert await house.chats.add_sources(chat.id, listed("two", "three"), SOMEBODY, house.clock.now()) == (True, True)
    seen = [state.source for state in await house.chats.sources(chat.id)]
    assert [(source.name, source.language, source.owner_chat) for source in seen] == [
        ("One", Language.OTHER, None),
        ("Two", Language.ARABIC, chat.id),
        ("Three", Language.ARABIC, chat.id),
    ]
    assert len(await house.chats.sources(other.id)) == 1
    written = [row.detail for row in await house.rows(audit) if row.action == "feed add"]
    assert written == ["https://two.example/feed", "https://three.example/feed"]


async def test_what_the_chat_has_is_not_new(house: House) -> None:
    chat, now = await house.open("10"), house.clock.now()
    await house.chats.add_source(chat.id, "https://two.example/feed", "Mine", Language.ENGLISH, SOMEBODY, now)
    feeds = listed("one", "two", "three", "three")
    assert await house.chats.add_sources(chat.id, feeds, SOMEBODY, now) == (False, False, True, False)
    assert await house.chats.add_sources(chat.id, feeds, SOMEBODY, now) == (False,) * 4
    assert [state.source.name for state in await house.chats.sources(chat.id)] == ["One", "Mine", "Three"]


async def test_what_the_chat_removed_comes_back_and_what_it_paused_stays_so(house: House) -> None:
    chat, now = await house.open("10"), house.clock.now()
    await house.chats.add_sources(chat.id, listed("two", "three"), SOMEBODY, now)
    shared, two, three = await house.chats.sources(chat.id)
    for due in await house.articles.due_sources(9):
        await house.read(due, house.entry("a"), wait=timedelta(hours=5))
    await house.chats.remove_source(chat.id, shared.number, SOMEBODY, now)
    await house.chats.remove_source(chat.id, two.number, SOMEBODY, now)
    await house.chats.pause_source(chat.id, three.number, SOMEBODY, now, paused=True)
    house.clock.advance(60)
    assert await house.chats.add_sources(chat.id, listed("one", "two", "three"), SOMEBODY, house.clock.now()) == (
        True,
        True,
        False,
    )
    assert [(state.number, state.paused) for state in await house.chats.sources(chat.id)] == [
        (shared.number, False),
        (two.number, False),
        (three.number, True),
    ]
    due = {each.source.id: each.polls for each in await house.articles.due_sources(9)}
    assert due[two.source.id] == 0, "nobody read it meanwhile: what it holds is no news"


async def test_a_feed_that_has_moved_for_good_is_not_added_again(house: House) -> None:
    chat, now = await house.open("10"), house.clock.now()
    await house.chats.add_sources(chat.id, listed("two"), SOMEBODY, now)
    moved = sources.update().where(sources.c.owner_chat == chat.id).values(url="https://new.example/feed")
    await house.database.write(lambda connection: connection.execute(moved))
    assert await house.chats.add_sources(chat.id, listed("two", "new"), SOMEBODY, now) == (False, False)
    assert len(await house.chats.sources(chat.id)) == 2


async def test_a_long_list_is_taken_in_piece_by_piece_and_polled_over_the_interval(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 7)
    chat, now = await house.open("10"), house.clock.now()
    names = [f"f{number}" for number in range(20)]
    assert await house.chats.add_sources(chat.id, listed(*names, *names), SOMEBODY, now) == (True,) * 20 + (False,) * 20
    due = [row.next_due - now for row in await house.rows(sources) if row.owner_chat]
    assert due == sorted(due)
    assert due[0] == timedelta(0)
    assert timedelta(minutes=2) < due[-1] < timedelta(minutes=5)


async def test_no_feeds_are_nothing_to_do(house: House) -> None:
    chat = await house.open("10")
    assert await house.chats.add_sources(chat.id, [], SOMEBODY, house.clock.now()) == ()


async def test_no_name_or_password_is_written_down(house: House) -> None:
    chat = await house.open("10")
    feeds = [ListedFeed("https://reader:s3cret@two.example/feed")]
    assert await house.chats.add_sources(chat.id, feeds, SOMEBODY, house.clock.now()) == (True,)
    assert "s3cret" not in "".join(row.detail for row in await house.rows(audit))
