"""What becomes of a document's entries in the store: one row an article, under a key of its own, by the feed's own policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.model.news import Article, DueSource, Entry, Source, Validators
from bot.sources.items import Item, entries_of
from bot.store.schema import articles, sources
from tests.store.house import House

FIRE = Item("1", "https://news.example/fire", "Fire breaks out in the old harbour", "Firefighters were called at dawn.")
BUDGET = Item("2", "https://news.example/budget", "Parliament approves the budget", "Forty members voted against it at night.")
STRIKE = Item("3", "https://news.example/strike", "Drivers of all the city's buses go on strike", "They ask for ten percent.")


def given(item: Item, **changes: str) -> Item:
    values = {name: getattr(item, name) for name in ("id", "url", "title", "text")} | changes
    return Item(**values)


async def read(house: House, *items: Item) -> Sequence[Article]:
    """Reads the source again, half an hour later; returns what was new."""
    house.clock.advance(minutes=30)
    due = DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1)
    return await house.read(due, *entries_of(items), wait=timedelta(hours=1))


async def titles(house: House) -> list[str]:
    return sorted(row.title for row in await house.rows(articles))


async def policy(house: House) -> str:
    (row,) = await house.rows(sources)
    return str(row.identity)


async def test_a_feed_that_gave_an_id_twice_is_told_apart_by_links_for_good(house: House) -> None:
    assert await policy(house) == ""
    await read(house, FIRE)
    assert await policy(house) == "id"
    assert len(await read(house, FIRE, given(BUDGET, id="1"))) == 1
    assert await policy(house) == "id+link"
    for document in ([FIRE], [given(BUDGET, id="1")], [given(BUDGET, id="1", title="Parliament approves a budget"), FIRE]):
        assert await read(house, *document) == ()
    assert await policy(house) == "id+link"
    keys = [row.key for row in await house.rows(articles)]
    assert len(set(keys)) == 2
    assert all(key.startswith("both:1 ") for key in keys)


async def test_an_id_that_is_used_again_for_other_news_brings_a_new_article_and_both_stay(house: House) -> None:
    await read(house, FIRE)
    assert [one.title for one in await read(house, given(BUDGET, id="1"))] == [BUDGET.title]
    assert await read(house, given(BUDGET, id="1")) == ()
    assert await read(house, given(BUDGET, id="1"), FIRE) == ()
    assert await titles(house) == [FIRE.title, BUDGET.title]


async def test_ids_that_are_places_in_a_list_make_no_news(house: House) -> None:
    first = [given(item, id=str(at)) for at, item in enumerate((FIRE, BUDGET))]
    assert len(await read(house, *first)) == 2
    shifted = [given(item, id=str(at)) for at, item in enumerate((STRIKE, FIRE, BUDGET))]
    assert [one.title for one in await read(house, *shifted)] == [STRIKE.title]
    assert await read(house, *first) == ()


async def test_entries_without_id_and_link_may_be_edited(house: House) -> None:
    bare = [given(item, id="", url="") for item in (FIRE, BUDGET)]
    assert len(await read(house, *bare)) == 2
    assert await read(house, given(bare[0], text="Firefighters were called at dawn; the fire is out."), bare[1]) == ()
    assert len(await read(house, given(bare[0], title="Ferry runs aground off the island in fog", text="None hurt."))) == 1


async def test_a_ticker_with_one_id_and_link_for_all_that_it_says_loses_nothing(house: House) -> None:
    said = []
    for item in (FIRE, BUDGET, STRIKE):
        now = entries_of([Item("ticker", "https://news.example/live", item.title, item.text, house.clock.now())])
        due = DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1)
        said += await house.read(due, *now, wait=timedelta(hours=1))
        house.clock.advance(minutes=30)
    assert [one.title for one in said] == [FIRE.title, BUDGET.title, STRIKE.title]
    assert len({one.key for one in said}) == 3


async def test_two_nodes_that_number_a_feed_otherwise_are_one_feed(house: House) -> None:
    one = [FIRE, BUDGET, STRIKE]
    other = [given(item, id=f"node-2-{item.id}") for item in one]
    assert len(await read(house, *one)) == 3
    for document in (other, one, other, [one[0], *other]):
        assert await read(house, *document) == ()


async def test_what_is_asked_for_as_unknown_is_what_keeping_finds_new(house: House) -> None:
    await read(house, FIRE, BUDGET)
    document = entries_of([given(FIRE, id="9"), given(BUDGET, url="https://news2.example/budget"), STRIKE])
    source = Source("one", "https://one.example/feed", "")
    assert await house.articles.unknown(source, document) == {document[2].key}
    assert [one.title for one in await read(house, given(FIRE, id="9"), STRIKE)] == [STRIKE.title]


async def test_a_title_that_shows_the_time_is_not_followed_for_ever(house: House) -> None:
    live = given(FIRE, title="Live at 00:00 - fire in the old harbour")
    await read(house, live)
    for minute in range(1, 30):
        assert await read(house, given(live, title=f"Live at 00:{minute:02} - fire in the old harbour")) == ()
    (row,) = await house.rows(articles)
    assert row.title != "Live at 00:29 - fire in the old harbour"
    assert row.edits == 20
    await read(house, given(live, title="Fire in the old harbour is out, three workers wounded"))
    assert await titles(house) == ["Fire in the old harbour is out, three workers wounded"]


async def test_entries_of_other_makes_have_keys_that_are_free(house: House) -> None:
    entry = Entry("k", "Fire breaks out in the old harbour", "", "https://news.example/fire")
    other = Entry("k", "Parliament approves the budget", "", "https://news.example/budget")
    due = DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1)
    assert len(await house.read(due, entry)) == 1
    assert len(await house.read(due, other)) == 1
    assert await house.read(due, entry, other) == ()
