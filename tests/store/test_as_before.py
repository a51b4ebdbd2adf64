"""Entries that are as they were, and come without their texts: known, listed, and otherwise left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.model.alert import Reason
from bot.model.news import Entry, Fresh
from bot.ports import Poll
from bot.store.schema import articles
from tests.store.house import House


async def texts(house: House) -> list[tuple[str, str, int]]:
    columns = select(articles.c.title, articles.c.text, articles.c.edits).order_by(articles.c.id)
    rows = await house.database.read(lambda c: c.execute(columns))
    return [(row.title, row.text, row.edits) for row in rows]


async def read(house: House, *entries: Entry) -> list[str]:
    house.clock.advance(minutes=5)
    (due,) = await house.articles.due_sources(1)
    poll = Poll(house.clock.now(), Reason("interval"))
    return [one.title for one in await house.articles.keep(due, Fresh(entries), poll, house.clock.now())]


def as_before(entry: Entry) -> Entry:
    return replace(entry, text="", as_before=True)


async def test_beside_new_entries_those_as_before_keep_their_texts(house: House) -> None:
    first, second, third = house.entry("one", "text 1"), house.entry("two", "text 2"), house.entry("three", "text 3")
    assert await read(house, second, first) == ["one", "two"]
    before = await texts(house)
    assert before == [("one", "text 1", 0), ("two", "text 2", 0)]
    assert await read(house, third, as_before(second), as_before(first)) == ["three"]
    assert (await texts(house))[:2] == before


async def test_what_is_as_before_and_was_forgotten_is_no_news_without_a_text(house: House) -> None:
    known, forgotten = house.entry("known"), house.entry("forgotten")
    await read(house, known)
    assert await read(house, as_before(forgotten), as_before(known)) == []
    assert [title for title, _, _ in await texts(house)] == ["known"]


async def test_what_is_as_before_is_still_listed(house: House) -> None:
    entry = house.entry("long-lived")
    await read(house, entry)
    first = await house.database.read(lambda c: c.execute(select(articles.c.listed)))
    house.clock.advance(days=2)
    await read(house, as_before(entry))
    then = await house.database.read(lambda c: c.execute(select(articles.c.listed)))
    assert then.scalar_one() - first.scalar_one() >= timedelta(days=2)


async def test_another_entry_is_not_taken_for_an_article_that_is_listed_as_before(house: House) -> None:
    wrap = replace(house.entry("Markets wrap for the day"), text="Shares rose in early trade on Monday as oil went up a bit.")
    await read(house, wrap)
    again = replace(house.entry("Markets wrap for the day"), text="Shares rose in early trade on Monday as oil went up a lot.")
    whole = await read(house, again, as_before(wrap))
    assert whole == ["Markets wrap for the day"]
