"""What is forgotten after its time beside articles and alerts, and what is not."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.model.mute import Muted
from bot.model.news import DueSource, Source, Validators
from bot.store.articles import Articles
from bot.store.mutes import StoredMutes
from bot.store.schema import articles, ended_watches, mutes
from bot.store.vocabulary import vocabulary
from tests.store.house import AT_ONCE, SOMEBODY, House, placed

MONTH = timedelta(days=30)


async def prune(house: House) -> int:
    return await house.articles.prune(house.clock.now() - MONTH)


async def words(house: House) -> set[str]:
    rows = await house.database.read(lambda c: c.execute(select(vocabulary.c.word).distinct()))
    return set(rows.scalars())


async def test_words_that_no_article_holds_any_more_are_forgotten(house: House) -> None:
    (gone,) = await house.publish("Quokka zebracorn زابوريجيا")
    await house.triage(placed(gone))
    house.clock.advance(days=40)
    (kept,) = await house.publish("Quokka returns الزابوريجيا")
    await house.triage(placed(kept))
    assert {"quokka", "zebracorn"} <= await words(house)
    assert await prune(house) == 1
    assert await words(house) == {"quokka", "returns", "الزابوريجيا"}
    assert [hit.story for hit in await house.find(0, ["quokka"], house.clock.now() - MONTH, 5)] == [kept.id]


async def test_a_sweep_goes_round_the_words_bit_by_bit(house: House) -> None:
    old = await house.publish(*(f"word{number}x" for number in range(12)))
    await house.triage(*map(placed, old))
    house.clock.advance(days=40)
    (kept,) = await house.publish("word5x stays")
    await house.triage(placed(kept))
    house.articles = Articles(house.database, AT_ONCE, swept=4)
    left = []
    for _ in range(5):
        await prune(house)
        left.append(len(await words(house)))
    assert left[-1] == 2
    assert left[0] > 2


async def test_mutes_are_forgotten_a_month_after_their_end(house: House) -> None:
    chat = await house.open("10")
    stored = StoredMutes(house.database)
    now = house.clock.now()
    for term, until in (("short", now + timedelta(days=1)), ("for good", None), ("long", now + timedelta(days=60))):
        watch = await house.watch(chat, term)
        await stored.mute(chat.id, Muted(watch_id=watch.id), until, SOMEBODY, now)
    ended = await stored.mute(chat.id, Muted(watch_id=(await house.watch(chat, "ended")).id), None, SOMEBODY, now)
    assert ended is not None
    await stored.unmute(chat.id, ended.number, SOMEBODY, now)
    house.clock.advance(days=29)
    await prune(house)
    assert await house.number_of(mutes) == 4
    house.clock.advance(days=3)
    await prune(house)
    assert {row.until is None for row in await house.rows(mutes)} == {True, False}
    assert await house.number_of(mutes) == 2
    assert len(await stored.of_chat(chat.id, house.clock.now())) == 2


async def test_numbers_of_watches_are_forgotten_once_no_index_can_hold_them(house: House) -> None:
    chat = await house.open("10")
    await house.watch(chat, "one")
    revision = (await house.chats.watch_edits(0)).revision
    await house.chats.forget(chat.id)
    house.clock.advance(days=29)
    await prune(house)
    assert len((await house.chats.watch_edits(revision)).removed) == 1
    house.clock.advance(days=2)
    await prune(house)
    assert await house.number_of(ended_watches) == 0


async def test_what_its_feed_lists_long_and_again_is_no_news(house: House) -> None:
    """Seen on day 0, listed until day 29, gone on day 30 and back on day 31."""
    source = DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1)
    entry, other = house.entry("a standing notice"), house.entry("another")
    (first,) = await house.read(source, entry)
    await house.triage(placed(first))
    house.clock.advance(days=29)
    assert await house.read(source, entry) == ()
    house.clock.advance(days=1, hours=1)
    (new,) = await house.read(source, other)
    await house.triage(placed(new))
    house.clock.advance(days=2)
    await house.read(source, other)
    assert await prune(house) == 0
    assert await house.read(source, entry) == ()
    house.clock.advance(days=1)
    await house.read(source, other)
    house.clock.advance(days=31)
    await house.read(source, other)
    assert await prune(house) == 1
    assert [row.id for row in await house.rows(articles)] == [new.id]
