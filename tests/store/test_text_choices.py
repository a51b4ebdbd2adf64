"""Whether a feed's pages are read: the operator's file says so, until somebody chooses in a chat."""

from dataclasses import replace

from bot.model.news import Language, Source
from bot.store.schema import audit
from tests.store.house import SOMEBODY, House

FEED = Source("two", "https://two.example/feed", "Two")
IN_FULL = replace(FEED, full_text=True)


async def wanted(house: House, chat: int = 0) -> list[bool]:
    return [state.source.full_text for state in await house.chats.sources(chat) if state.source.id != "one"]


async def test_the_operators_file_says_it(house: House) -> None:
    for seed in (FEED, IN_FULL, FEED):
        await house.chats.seed_sources([seed])
        assert await wanted(house) == [seed.full_text]


async def test_what_a_chat_chooses_wins_over_the_file_for_good(house: House) -> None:
    chat = await house.open("1")
    for filed, chosen in ((IN_FULL, False), (FEED, True)):
        await house.chats.seed_sources([filed])
        (number,) = [state.number for state in await house.chats.sources(chat.id) if state.source.id == "two"]
        state = await house.chats.read_in_full(chat.id, number, SOMEBODY, house.clock.now(), full=chosen)
        assert state is not None
        assert state.source.full_text is chosen
        await house.chats.seed_sources([filed])
        assert await wanted(house, chat.id) == [chosen]
        (due,) = [due for due in await house.articles.due_sources(9) if due.source.id == "two"]
        assert due.source.full_text is chosen
        house.clock.advance(hours=1)
    noted = [(row.action, row.detail) for row in await house.rows(audit) if row.action.startswith("feed")]
    assert noted == [("feed text off", "two"), ("feed text on", "two")]


async def test_a_chat_chooses_for_what_it_sees_alone(house: House) -> None:
    mine, other = await house.open("1"), await house.open("2")
    now = house.clock.now()
    own, _ = await house.chats.add_source(mine.id, "https://own.example/feed", "Own", Language.ENGLISH, SOMEBODY, now)
    assert await house.chats.read_in_full(other.id, own.number, SOMEBODY, now, full=True) is None
    assert await house.chats.read_in_full(mine.id, 999, SOMEBODY, now, full=True) is None
    assert await wanted(house, mine.id) == [False]
    state = await house.chats.read_in_full(mine.id, own.number, SOMEBODY, now, full=True)
    assert state is not None
    assert await wanted(house, mine.id) == [True]
