"""Stored articles by the distinct words that are stored with them, on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app.spellings import Spellings
from bot.model.news import DueSource, Language, Source, Validators
from bot.model.seeking import Tally, Wanted
from bot.model.watch import Name, Watch
from bot.store.seeking import holding
from bot.store.vocabulary import vocabulary
from tests.store.house import SOMEBODY, House

BITCOIN = Name("bitcoin", "topic", en=("Bitcoin",), ar=("بيتكوين",))
CENTCOM = Name("centcom", "army", en=("CENTCOM",), ar=("سنتكوم",), off=("Central Command",))


@pytest.fixture(scope="module")
def spellings() -> Iterator[Spellings]:
    made = Spellings((BITCOIN, CENTCOM))
    yield made
    made.close()


async def wanted(house: House, spellings: Spellings, term: str, *switched: str) -> Wanted:
    watch = Watch(0, 0, term, frozenset(switched))
    return await spellings.wanted(watch, await house.articles.words_under(await spellings.sounds(watch)))


async def titles(house: House, spellings: Spellings, term: str, chat_id: int = 1, limit: int = 99) -> list[str]:
    seen = await house.articles.holding(
        chat_id, await wanted(house, spellings, term), house.clock.now() - timedelta(days=7), limit
    )
    return [each.title for each in await house.articles.read(chat_id, [each.article for each in seen])]


HEADLINES = (
    "والبيتكوين يهبط",
    "Bitcoin falls again",
    "Bit coin in two words",
    "بتكوين كما يكتبه البعض",
    "سنتكوم تعلن",
    "CENTCOM says",
    "The central command of another army",
    "Shelling near Zaporizhzhia plant",
    "قصف قرب زاباروجيا",
    "الحوثيون يعلنون",
    "وللحوثيين كلام آخر",
    "Houthis strike again",
    "Sanctions on banks",
    "البنوك والعقوبات",
    "Oil rises as F-35 jets land",
)


TERMS = (
    ("بيتكوين", "Bitcoin falls again"),
    ("Bitcoin", "والبيتكوين يهبط"),
    ("CENTCOM", "سنتكوم تعلن"),
    ("central command", "The central command of another army"),
    ("زابوريجيا", "قصف قرب زاباروجيا"),
    ("Zaporizhzhya", "Shelling near Zaporizhzhia plant"),
    ("حوثي", "وللحوثيين كلام آخر"),
    ("الحوثيين", "الحوثيون يعلنون"),
    ("بنك", "البنوك والعقوبات"),
    ("F35", "Oil rises as F-35 jets land"),
    ("Hamas | falls", "Bitcoin falls again"),
    ("oil +jets -bitcoin", "Oil rises as F-35 jets land"),
    ("title:oil", "Oil rises as F-35 jets land"),
    ("“bank”", ""),
    ("elephants", ""),
)


async def test_the_words_of_a_term_miss_nothing_that_the_matcher_finds(house: House, spellings: Spellings) -> None:
    chat = await house.open("1")
    stored = await house.publish(*HEADLINES)
    for term, some in TERMS:
        found = await titles(house, spellings, term, chat.id)
        caught = await spellings.matches(Watch(0, 0, term), stored)
        matched = {each.title for each, matches in zip(stored, caught, strict=True) if matches}
        assert matched <= set(found), term
        assert some in {*matched, ""}, term
        assert len(found) < len(HEADLINES) / 3, "the net is to be cast wide, but not over everything"


async def dated(house: House, times: Iterable[datetime], title: str) -> None:
    due = DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1)
    await house.read(due, *(replace(house.entry(f"{title} {at:%d %H:%M}"), published=at) for at in times))


async def test_the_latest_come_first_however_late_older_ones_arrive(house: House, spellings: Spellings) -> None:
    chat = await house.open("1")
    now = house.clock.now()
    await dated(house, [now - timedelta(minutes=5 * number) for number in range(60)], "Bitcoin")
    house.clock.advance(hours=1)
    # A feed that is new here brings more old ones than are asked for.
    await dated(house, [now - timedelta(days=5, minutes=number) for number in range(40)], "Bitcoin of old")
    expected = [f"Bitcoin {now - timedelta(minutes=5 * number):%d %H:%M}" for number in range(20)]
    assert await titles(house, spellings, "Bitcoin", chat.id, 20) == expected
    assert len(set(await titles(house, spellings, "Bitcoin", chat.id, 100))) == 100
    every = await titles(house, spellings, "Bitcoin", chat.id, 99)
    assert every[:20] == expected
    assert every[60].startswith("Bitcoin of old")
    assert len(every) == 99


async def test_how_many_hold_the_words_is_counted_by_arrival(house: House, spellings: Spellings) -> None:
    await house.open("1")
    since = house.clock.now() - timedelta(days=2)
    held = await wanted(house, spellings, "Bitcoin")
    assert await house.articles.estimate(held, since) == 0
    await house.publish(*(f"Bitcoin {number}" for number in range(7)), "Oil")
    held = await wanted(house, spellings, "Bitcoin")
    assert await house.articles.estimate(held, since) == 7
    house.clock.advance(days=4)
    await house.publish("Bitcoin now")
    assert await house.articles.estimate(held, house.clock.now() - timedelta(days=1)) == 1


async def test_of_one_time_the_last_to_come_is_first(house: House, spellings: Spellings) -> None:
    chat = await house.open("1")
    for number in range(5):
        await house.publish(f"Bitcoin {number}")
    assert await titles(house, spellings, "Bitcoin", chat.id, 3) == ["Bitcoin 4", "Bitcoin 3", "Bitcoin 2"]


async def test_the_words_of_an_edited_article_are_found_and_each_is_stored_once(house: House, spellings: Spellings) -> None:
    chat = await house.open("1")
    due = DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1)
    await house.read(due, house.entry("Oil rises", key="k"))
    before = await house.rows(vocabulary)
    await house.read(due, house.entry("Bitcoin rises", key="k"))
    assert await titles(house, spellings, "Bitcoin", chat.id) == ["Bitcoin rises"]
    after = await house.rows(vocabulary)
    assert {row.word for row in after} - {row.word for row in before} == {"bitcoin"}
    assert len(after) == len({(row.key, row.word) for row in after})


async def test_a_chat_finds_nothing_in_feeds_that_only_another_sees(house: House, spellings: Spellings) -> None:
    mine, other = await house.open("1"), await house.open("2")
    state, _ = await house.chats.add_source(
        mine.id, "https://mine.example/feed", "Mine", Language.ENGLISH, SOMEBODY, house.clock.now()
    )
    await house.read(DueSource(state.source, Validators(), 1), house.entry("Bitcoin in private"))
    held = await wanted(house, spellings, "Bitcoin")
    since = house.clock.now() - timedelta(days=1)
    bounds = [since, house.clock.now() + timedelta(days=1)]
    assert await titles(house, spellings, "Bitcoin", mine.id) == ["Bitcoin in private"]
    assert await titles(house, spellings, "Bitcoin", other.id) == []
    seen = await house.articles.holding(mine.id, held, since, 9)
    assert await house.articles.read(other.id, [each.article for each in seen]) == ()
    assert await house.articles.reports_of(other.id, [each.story for each in seen]) == ()
    assert await house.articles.counted(other.id, held, bounds) == ()


async def test_articles_are_counted_by_language_from_each_bound_to_the_next(house: House, spellings: Spellings) -> None:
    chat = await house.open("1")
    start = house.clock.now()
    for day in range(3):
        await house.publish(*(f"Bitcoin {day} {number}" for number in range(day + 1)))
        house.clock.advance(days=1)
    bounds = [start + timedelta(days=day) for day in range(3)]
    held = await wanted(house, spellings, "Bitcoin")
    assert await house.articles.counted(chat.id, held, bounds) == (Tally(0, Language.ENGLISH, 1), Tally(1, Language.ENGLISH, 2))


async def test_nothing_is_asked_of_the_database_where_no_stored_word_will_do(house: House, spellings: Spellings) -> None:
    chat = await house.open("1")
    await house.publish("Oil rises")
    nothing = await wanted(house, spellings, "oil +Zaporizhzhia")
    assert not nothing
    assert await house.articles.holding(chat.id, nothing, house.clock.now() - timedelta(days=1), 9) == ()
    assert await house.articles.counted(chat.id, nothing, [house.clock.now()] * 2) == ()


# PostgreSQL plans by its statistics, of which a few rows say nothing.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_newest_are_found_by_the_index_of_words(house: House, spellings: Spellings) -> None:
    """On SQLite the index itself gives the order: with a million articles nothing is sorted and no table read through."""
    chat = await house.open("1")
    await house.publish("Bitcoin rises")
    held = await wanted(house, spellings, "Bitcoin")
    plans = await house.database.read(lambda c: _plans(c, house, chat.id, held))
    assert any("article_words VIRTUAL TABLE INDEX" in plan for plan in plans)
    assert not any("TEMP B-TREE FOR ORDER BY" in plan or plan.startswith("SCAN articles") for plan in plans), plans


async def _plans(connection: AsyncConnection, house: House, chat_id: int, held: Wanted) -> Sequence[str]:
    """How SQLite goes about the search."""
    said: list[tuple[str, tuple[Any, ...]]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.append((statement, tuple(parameters)))

    engine = connection.engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        await holding(connection, chat_id, held, house.clock.now() - timedelta(days=1), 500)
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    statement, parameters = said[-1]
    return [row.detail for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


async def test_articles_from_before_get_their_words_when_the_table_is_made(house: House) -> None:
    await house.publish("والبيتكوين يهبط", "Oil rises")
    before = [tuple(row) for row in await house.rows(vocabulary)]

    def again(connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE vocabulary")
        with Operations.context(MigrationContext.configure(connection)):
            import_module("bot.store.migrations.versions.0010_vocabulary").upgrade()

    async with house.database.writer.begin() as connection:
        await connection.run_sync(again)
    assert before
    assert [tuple(row) for row in await house.rows(vocabulary)] == before
