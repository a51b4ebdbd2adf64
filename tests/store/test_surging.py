"""A term that is mentioned far more than usual, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from bot.alerts.announcing import announce
from bot.alerts.surging import surge
from bot.model.alert import Delivered, Notice
from bot.model.chat import Chat
from bot.model.mute import Muted
from bot.store import schema
from bot.store.mutes import StoredMutes
from tests.fakes.desk import PHRASES, as_text
from tests.store.house import SOMEBODY, House

DAYS = timedelta(days=8)


@pytest.mark.parametrize(
    ("hour", "before", "hours", "times"),
    [
        (24, 504, 168.0, 8),
        (23, 504, 168.0, None),
        (10, 0, 168.0, 10),
        (9, 0, 168.0, None),
        (90, 0, 23.0, None),
        (7, 1, 168.0, None),
    ],
)
def test_far_more_than_usual(hour: int, before: int, hours: float, times: int | None) -> None:
    assert surge(hour, before, hours) == times


async def mention(
    house: House,
    term: str,
    many: int,
    seen: datetime,
    source: str = "one",
    *,
    form: str = "",
    off: bool = False,
    **more: object,
) -> None:
    """Stores articles that match a term, by one of its spellings."""
    base = len(await house.rows(schema.articles))
    rows = [
        {
            "source_id": source,
            "key": f"{base + number}",
            "title": f"{term} {base + number}",
            "language": "en",
            "seen": seen,
            "time": seen,
            "listed": seen,
            "triaged": True,
            **more,
        }
        for number in range(many)
    ]
    await house.database.write(lambda c: c.execute(insert(schema.articles), rows))
    ids = [row.id for row in (await house.rows(schema.articles))[base:]]
    found = [
        {"article_id": id_, "ordinal": 0, "term": term, "form": form or term, "field": "title", "start": 0, "end": 1}
        | {"text": "x", "how": "exact", "score": 100.0, "off": off}
        for id_ in ids
    ]
    await house.database.write(lambda c: c.execute(insert(schema.matches), found))


async def watched(house: House, channel: str, term: str = "Samoa") -> Chat:
    """A chat that has watched a term for long, in a store that is older still."""
    chat = await house.open(channel)
    watch = await house.watch(chat, term)
    long_ago = house.clock.now() - DAYS
    await house.database.write(
        lambda c: c.execute(update(schema.watches).where(schema.watches.c.id == watch.id).values(added=long_ago))
    )
    if not await house.rows(schema.articles):
        await mention(house, "other", 1, long_ago)
    return chat


async def notices(house: House) -> list[tuple[int, Notice]]:
    told = []
    while claimed := await house.claim():
        for delivery in claimed:
            assert delivery.notice is not None
            told.append((delivery.chat.id, delivery.notice))
            await house.outbox.settle(delivery, Delivered("m"))
    return told


async def test_a_surge_is_told_once_to_those_who_watch_the_term(house: House) -> None:
    chat = await watched(house, "1")
    await watched(house, "2", "Tonga")
    now = house.clock.now()
    for day in range(1, 7):
        await mention(house, "Samoa", 48, now - timedelta(days=day))
    await mention(house, "Samoa", 20, now - timedelta(minutes=20))
    assert await house.articles.tell_surges(now) == 1
    ((told, notice),) = await notices(house)
    assert told == chat.id
    assert dict(notice.values) == {"term": "Samoa", "times": "11", "count": "20", "usual": "2"}
    said = as_text(announce(notice, chat, PHRASES))
    assert said.startswith("Samoa is mentioned far more than usual (×11): 20 reports in the last hour, against 2 an hour")
    assert await house.articles.tell_surges(now + timedelta(minutes=5)) == 0
    tomorrow = now + timedelta(days=1)
    house.clock.advance(days=1)
    await mention(house, "Samoa", 60, tomorrow - timedelta(minutes=5))
    assert await house.articles.tell_surges(tomorrow) == 1


async def test_what_is_usually_rare_is_said_so(house: House) -> None:
    await watched(house, "1")
    await mention(house, "Samoa", 12, house.clock.now() - timedelta(minutes=20))
    await house.articles.tell_surges(house.clock.now())
    ((_, notice),) = await notices(house)
    assert notice.key == "surge_rare"


async def test_a_term_watched_since_today_has_no_usual(house: House) -> None:
    chat = await house.open("1")
    await mention(house, "other", 1, house.clock.now() - DAYS)
    await house.watch(chat, "Samoa")
    await mention(house, "Samoa", 50, house.clock.now() - timedelta(minutes=20))
    assert await house.articles.tell_surges(house.clock.now()) == 0


async def test_what_came_while_the_bot_was_away_is_no_surge(house: House) -> None:
    await watched(house, "1")
    now = house.clock.now()
    await mention(house, "Samoa", 50, now - timedelta(minutes=20), away_since=now - timedelta(hours=6))
    assert await house.articles.tell_surges(now) == 0


async def test_a_feed_of_another_chat_does_not_count(house: House) -> None:
    one, other = await watched(house, "1"), await watched(house, "2")
    state, _ = await house.chats.add_source(
        other.id, "https://own.example/rss", "Own", house.entry("x").language, SOMEBODY, house.clock.now()
    )
    await mention(house, "Samoa", 30, house.clock.now() - timedelta(minutes=5), state.source.id)
    assert await house.articles.tell_surges(house.clock.now()) == 1
    assert [chat for chat, _ in await notices(house)] == [other.id]
    assert one.id != other.id


async def test_midnight_does_not_make_it_news_again(house: House) -> None:
    await watched(house, "1")
    house.clock.advance(hours=5, minutes=57)
    await mention(house, "Samoa", 30, house.clock.now() - timedelta(minutes=5))
    assert await house.articles.tell_surges(house.clock.now()) == 1
    house.clock.advance(minutes=5)
    assert await house.articles.tell_surges(house.clock.now()) == 0
    house.clock.advance(hours=23)
    await mention(house, "Samoa", 90, house.clock.now() - timedelta(minutes=5))
    assert await house.articles.tell_surges(house.clock.now()) == 0
    house.clock.advance(hours=1)
    await mention(house, "Samoa", 900, house.clock.now() - timedelta(minutes=5))
    assert await house.articles.tell_surges(house.clock.now()) == 1


async def test_what_is_muted_does_not_surge(house: House) -> None:
    chat = await watched(house, "1")
    now, mutes = house.clock.now(), StoredMutes(house.database)
    (watch,) = await house.chats.watches(chat.id)
    await mention(house, "Samoa", 30, now - timedelta(minutes=5))
    always = await mutes.mute(chat.id, Muted(watch.id), None, SOMEBODY, now)
    assert always is not None
    assert await house.articles.tell_surges(now) == 0
    await mutes.unmute(chat.id, always.number, SOMEBODY, now)
    source = await mutes.mute(chat.id, Muted(watch.id, None, "one"), None, SOMEBODY, now)
    assert source is not None
    assert await house.articles.tell_surges(now) == 0, "nor what comes from a source that is muted for it"
    await mutes.unmute(chat.id, source.number, SOMEBODY, now)
    assert await house.articles.tell_surges(now) == 1


async def test_spellings_count_as_each_chat_has_them(house: House) -> None:
    one, other = await watched(house, "1"), await watched(house, "2")
    now = house.clock.now()
    (watch,) = await house.chats.watches(one.id)
    await house.chats.switch(one.id, watch.id, ["ساموا"], SOMEBODY, now, switched=True)
    await mention(house, "Samoa", 8, now - timedelta(minutes=5))
    await mention(house, "Samoa", 8, now - timedelta(minutes=4), form="ساموا")
    assert await house.articles.tell_surges(now) == 1
    assert [chat for chat, _ in await notices(house)] == [other.id]
    house.clock.advance(hours=25)
    now = house.clock.now()
    await house.chats.switch(one.id, watch.id, ["Apia"], SOMEBODY, now, switched=True)
    await mention(house, "Samoa", 40, now - timedelta(minutes=5), form="Apia", off=True)
    assert await house.articles.tell_surges(now) == 1
    assert [chat for chat, _ in await notices(house)] == [one.id], "off for the others, whom nobody asked"
