"""The rules of a polite and careful reader that speak of polls, articles and alerts, one test for each.

The real reader, store and planner over a loopback server; those rules that need no store stand in
``tests/sources/test_behaviours.py``.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.model.alert import AlertKind, Delivered
from bot.model.chat import Platform
from bot.model.news import Language
from bot.pipeline.collect import collect
from bot.pipeline.inflight import InFlight
from bot.sources.reading import FeedReader
from bot.store.articles import Articles
from bot.store.database import open_database
from tests.fakes.clock import FakeClock
from tests.fakes.feed_server import FeedServer, Page, redirect
from tests.fakes.fence import fenced
from tests.fakes.polling import Polling, item, rss
from tests.store.house import SOMEBODY, House, alert, placed

HOUR, DAY = 3600, 86_400
SY = 'xmlns="http://purl.org/rss/1.0/modules/syndication/"'


@pytest.fixture
async def polling(sqlite_template: Path, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Polling]:
    shutil.copy(sqlite_template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}", clock=clock)
    with fenced() as fence:
        async with FeedServer() as server, FeedReader(allow_hosts=[server.host], timeout=20, clock=clock.now) as reader:
            yield Polling(server, reader, database, clock)
    await database.close()
    assert fence.escapes == []


async def begun(polling: Polling, *items: str, interval: float = 300) -> None:
    """One feed with its baseline read."""
    polling.server.serve("/feed", rss(*(items or (item(0),))))
    await polling.add("/feed", interval=timedelta(seconds=interval))
    await polling.poll()
    assert await polling.news() == []


async def test_01_validators_outlive_a_restart_and_are_dropped_with_the_servers(polling: Polling) -> None:
    etag, modified = 'W/"  odd;ü"', "Sat, 21 Nov 2026 11:00:00 +0000 (as it is)"
    polling.server.serve("/feed", Page(rss(item(1)).encode(), etag=etag, last_modified=modified))
    await polling.add("/feed")
    await polling.poll()
    polling.store = Articles(polling.database, gather=0)
    await polling.later()
    polling.server.serve("/feed", rss(item(1), item(2)))
    await polling.later()
    await polling.later()
    asked = [(each.headers.get("If-None-Match"), each.headers.get("If-Modified-Since")) for each in polling.server.requests]
    assert asked == [(None, None), (etag, modified), (etag, modified), (None, None)]


async def test_02_what_is_unchanged_writes_no_article(polling: Polling) -> None:
    body = rss(item(1), channel="<lastBuildDate>1</lastBuildDate>").encode()
    polling.server.serve("/feed", Page(body, etag='"1"'))
    await polling.add("/feed")
    await polling.poll()
    before = await polling.articles()
    for page in (
        Page(body, etag='"1"'),
        Page(body.replace(b"Headline", b"Another"), headers={"ETag": '"1"'}),
        Page(body.replace(b">1<", b">2<"), headers={"ETag": '"2"'}),
    ):
        polling.server.serve("/feed", page)
        assert await polling.later() == []
        assert await polling.articles() == before
    assert (await polling.source()).polls == 4


@pytest.mark.parametrize(
    ("headers", "channel", "seconds"),
    [
        ({}, "", 300),
        ({}, "<ttl>15</ttl>", 900),
        ({"Cache-Control": "max-age=3600", "Age": "600"}, "<ttl>15</ttl>", 3000),
        ({"Expires": "Sat, 21 Nov 2026 20:00:00 GMT", "Date": "Sat, 21 Nov 2026 18:00:00 GMT"}, "", 7200),
        ({"Cache-Control": "max-age=60"}, "<ttl>0</ttl>", 300),
        ({"Cache-Control": "max-age=99999999999"}, "", DAY),
    ],
    ids=["interval", "ttl", "max-age less Age", "Expires", "floor", "ceiling"],
)
async def test_03_the_next_poll_is_what_was_asked_for_and_outlives_a_restart(
    polling: Polling, headers: dict[str, str], channel: str, seconds: int
) -> None:
    polling.server.serve("/feed", Page(rss(item(1), channel=channel).encode(), headers=headers))
    await polling.add("/feed")
    await polling.poll()
    assert await polling.due_in() == seconds
    polling.store = Articles(polling.database, gather=0)
    await polling.add("/feed")
    polling.clock.advance(seconds - 1)
    assert await polling.poll() == 0
    polling.clock.advance(1)
    polling.jitter = 1.0
    assert await polling.poll() == 1
    assert seconds < await polling.due_in() <= seconds + 30
    assert len(polling.server.requests) == 2


async def test_03_a_busy_feed_is_polled_faster_within_what_its_server_allows(polling: Polling) -> None:
    def at(minute: int) -> str:
        return f"Sat, 21 Nov 2026 {12 + minute // 60}:{minute % 60:02d}:00 GMT"

    busy = rss(*(item(n, date=at(n * 6)) for n in range(60)))
    polling.server.serve("/free", busy)
    polling.server.serve("/held", Page(busy.encode(), headers={"Cache-Control": "max-age=1800"}))
    await polling.add("/free", "/held", interval=timedelta(minutes=20))
    await polling.poll()
    await polling.later(1800)
    assert 60 <= await polling.due_in("free") < 1200
    assert await polling.due_in("held") == 1800


@pytest.mark.parametrize(
    ("channel", "due"),
    [
        ("<skipHours><hour>18</hour><hour>19</hour></skipHours>", "2026-11-21T20:00"),
        ("<skipHours><hour>3</hour></skipHours>", "2026-11-21T18:05"),
        ("<skipDays><day>Saturday</day><day>Sunday</day></skipDays>", "2026-11-23T00:00"),
        (f"<updatePeriod {SY}>hourly</updatePeriod><updateFrequency {SY}>2</updateFrequency>", "2026-11-21T18:30"),
    ],
    ids=["hours", "another hour", "days", "period"],
)
async def test_04_hours_days_and_periods_are_kept(polling: Polling, channel: str, due: str) -> None:
    polling.server.serve("/feed", Page(rss(item(1), channel=channel).encode(), etag='"1"'))
    await polling.add("/feed")
    await polling.poll()
    assert (await polling.source()).next_due == datetime.fromisoformat(f"{due}+00:00")
    # What a document asked for holds as long as the server says that it is unchanged.
    polling.clock.advance(await polling.due_in())
    await polling.poll()
    if "Hours" in channel and "18" in channel:
        polling.clock.advance(22 * HOUR)
        await polling.poll()
        assert (await polling.source()).next_due.hour == 20


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7200", 7200), ("Sat, 21 Nov 2026 20:05:00 GMT", 7200), ("-5", 300), ("Fri, 31 Dec 9999 23:59:59 GMT", DAY)],
)
async def test_05_who_asks_for_time_gets_it(polling: Polling, status: int, value: str, seconds: int) -> None:
    await begun(polling)
    polling.server.serve("/feed", Page(b"", status, headers={"Retry-After": value}))
    await polling.later()
    assert await polling.due_in() == seconds
    assert (await polling.source()).health == "rate_limited"


@pytest.mark.parametrize(("status", "follows"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
async def test_06_a_move_for_good_is_believed_when_it_lasts(polling: Polling, status: int, follows: bool) -> None:
    await begun(polling)
    old, new = polling.server.url("/feed"), polling.server.url("/new")
    polling.server.serve("/feed", redirect("/new", status))
    for number in (1, 2):
        polling.server.serve("/new", rss(item(number)))
        assert await polling.later() == [f"Headline {number}"]
    # Where no feed is it leads to nothing that is believed.
    polling.server.serve("/new", "<html>no feed</html>")
    await polling.later()
    assert (await polling.source()).url == old
    polling.server.serve("/new", rss(item(3)))
    assert await polling.later(DAY) == ["Headline 3"]
    assert (await polling.source()).url == (new if follows else old)
    polling.server.serve("/new", rss(item(3), item(4)))
    assert await polling.later(DAY) == ["Headline 4"]


async def test_06_what_is_gone_for_good_is_asked_no_more_and_told(polling: Polling) -> None:
    chat = await polling.house.open("1")
    await polling.house.watch(chat, "x")
    await begun(polling)
    polling.server.serve("/feed", Page(b"", 410))
    await polling.later()
    for _ in range(3):
        await polling.later(DAY)
    assert len(polling.server.requests) == 2
    assert [notice.key for notice in await polling.notices()] == ["feed_gone"]


async def test_07_failures_back_off_to_a_day_with_one_notice_each_way(polling: Polling) -> None:
    chat = await polling.house.open("1")
    await polling.house.watch(chat, "x")
    await begun(polling)
    before = await polling.source()
    polling.server.serve("/feed", Page(b"", 500))
    waits = []
    for _ in range(14):
        await polling.later(await polling.due_in())
        waits.append(await polling.due_in())
    assert waits[:4] == [300, 600, 1200, 2400]
    assert waits == sorted(waits)
    assert waits[-1] == DAY
    after = await polling.source()
    assert (after.name, after.url, after.interval, after.etag) == (before.name, before.url, before.interval, before.etag)
    polling.server.serve("/feed", rss(item(0), item(1)))
    assert await polling.later(DAY) == ["Headline 1"]
    await polling.later()
    assert await polling.due_in() == 300
    told = [notice.key for notice in await polling.notices()]
    assert [key for key in told if key in {"feed_failing", "feed_recovered"}] == ["feed_failing", "feed_recovered"]


async def test_08_one_fetch_serves_every_chat_that_added_the_feed(polling: Polling) -> None:
    url = polling.server.serve("/feed", Page(rss(item(0)).encode(), etag='"0"'))
    stand, now = polling.stand(), polling.clock.now()

    async def round_of_polls() -> None:
        under_way = InFlight(20, lambda: None, errors.append)
        await collect(stand, under_way)
        assert await under_way.drain(20) == 0

    errors: list[Exception] = []
    for number in range(6):
        chat = await polling.house.open(str(number))
        await polling.chats.add_source(chat.id, url, "Wire", Language.ENGLISH, SOMEBODY, now)
        # They join one after another: each is read for itself at first.
        await round_of_polls()
        polling.clock.advance(20)
    secret = url.replace("http://", "http://reader:s3cret@")
    for chat in (await polling.chats.chats())[:2]:
        await polling.chats.add_source(chat.id, secret, "Wire", Language.ENGLISH, SOMEBODY, now)
    await round_of_polls()
    polling.server.requests.clear()
    for number in (1, 2, 3):
        polling.server.serve("/feed", Page(rss(item(number), item(0)).encode(), etag=f'"{number}"'))
        polling.clock.advance(400)
        await round_of_polls()
    assert errors == []
    keys = [request.headers.get("Authorization") for request in polling.server.requests]
    assert (keys.count(None), len(keys)) == (3, 9)
    assert [request.headers.get("If-None-Match") for request in polling.server.requests].count(None) <= 1
    articles = await polling.articles()
    assert len({row.source_id for row in articles}) == 8
    assert len(articles) == 8 * 4


async def test_08_no_feed_overlaps_itself(polling: Polling) -> None:
    gate = asyncio.Event()
    polling.server.serve("/feed", Page(rss(item(1)).encode(), gate=gate))
    await polling.add("/feed")
    under_way = InFlight(10, lambda: None, lambda error: None)
    stand = polling.stand()
    assert await collect(stand, under_way) == 1
    while not polling.server.requests:
        await asyncio.sleep(0.01)
    # The store's claim runs out while the first poll is still waiting for its server.
    polling.clock.advance(600)
    await collect(stand, under_way)
    await asyncio.sleep(0.05)
    assert polling.server.most_under_way == 1
    gate.set()
    assert await under_way.drain(10) == 0
    assert polling.server.most_under_way == 1


NO_FEEDS = [
    Page(b"<html>wait</html>", 403, headers={"cf-mitigated": "challenge"}),
    Page(b"<!doctype html><html><p>Back soon</html>", content_type="text/html"),
    Page(b""),
    Page(b"\0" * 100),
]


async def test_12_a_page_instead_of_a_feed_changes_nothing_that_is_known(polling: Polling) -> None:
    polling.server.serve("/feed", Page(rss(item(1)).encode(), etag='"1"'))
    await polling.add("/feed")
    await polling.poll()
    before, known = await polling.source(), await polling.articles()
    for page in NO_FEEDS:
        polling.server.serve("/feed", page)
        assert await polling.later(DAY) == []
        during = await polling.source()
        assert during.health in {"challenge", "not_a_feed"}
        for kept in ("etag", "body_hash", "polls", "last_success", "url", "name"):
            assert getattr(during, kept) == getattr(before, kept)
    polling.server.serve("/feed", Page(rss(item(1)).encode(), etag='"1"'))
    assert await polling.later(DAY) == []
    assert polling.server.requests[-1].headers["If-None-Match"] == '"1"'
    assert await polling.articles() == known


async def test_15_the_ladder_of_identity(polling: Polling) -> None:
    await begun(polling)
    items = [
        item(1, "One", guid="same"),
        item(2, "Two", guid="same"),
        "<title>Three</title><link>https://news.example/3</link>",
        "<title>Four</title><link>https://news.example/4</link>",
        "<title>Five</title><description>No link and no guid.</description>",
        "<title>Six</title><description>The same.</description>",
    ]
    polling.server.serve("/feed", rss(*items))
    assert sorted(await polling.later()) == sorted(["One", "Two", "Three", "Four", "Five", "Six"])
    polling.server.serve("/feed", rss(*reversed(items)))
    assert await polling.later() == []
    # One of the two with the same guid vanishes: the other one does not become somebody else.
    polling.server.serve("/feed", rss(*items[1:]))
    assert await polling.later() == []
    polling.server.serve("/feed", rss(*items))
    assert await polling.later() == []
    assert len(await polling.articles()) == 7


DRESSES: dict[str, Callable[[int], str]] = {
    "guid": lambda n: item(n, guid=f"other-{n}"),
    "date": lambda n: item(n, date="Sat, 21 Nov 2026 17:59:00 GMT"),
    "http": lambda n: item(n, link=f"http://news.example/{n}"),
    "utm": lambda n: item(n, link=f"https://news.example/{n}?utm_source=rss&amp;utm_medium=feed"),
    "slash": lambda n: item(n, link=f"https://news.example/{n}/"),
    "host": lambda n: item(n, link=f"https://NEWS.example:443/{n}#top"),
    "all": lambda n: item(n, link=f"http://www.news.example/{n}/?utm_campaign=x", guid=f"https://news.example/?p={n}"),
}


async def test_16_the_same_entry_in_another_dress_is_no_second_alert(polling: Polling) -> None:
    for name in DRESSES:
        polling.server.serve(f"/{name}", rss(item(0)))
    await polling.add(*(f"/{name}" for name in DRESSES))
    await polling.poll()
    for name in DRESSES:
        polling.server.serve(f"/{name}", rss(item(2), item(1), item(0)))
    assert len(await polling.later()) == 2 * len(DRESSES)
    for name, again in DRESSES.items():
        polling.server.serve(f"/{name}", rss(*(again(number) for number in (2, 1, 0))))
    assert await polling.later() == []
    for name in DRESSES:
        polling.server.serve(f"/{name}", rss(*(item(number) for number in (1, 2, 0))))
    assert await polling.later() == []
    assert len(await polling.articles()) == 3 * len(DRESSES)


async def test_17_edits_are_silent_and_those_of_the_clock_have_an_end(polling: Polling) -> None:
    await begun(polling)
    polling.server.serve("/feed", rss(item(1), item(0)))
    assert await polling.later() == ["Headline 1"]
    polling.server.serve("/feed", rss(item(1, text="Other words."), item(0)))
    assert await polling.later() == []
    assert next(row for row in await polling.articles() if row.key.endswith("g1")).text == "Other words."
    for minute in range(25):
        polling.server.serve("/feed", rss(item(1, text=f"It is 10:{minute:02d}."), item(0)))
        assert await polling.later() == []
    (row,) = [row for row in await polling.articles() if row.key.endswith("g1")]
    assert row.edits < 25
    assert row.text != "It is 10:24."


async def test_18_the_first_reading_is_no_news_and_a_flood_is_held(polling: Polling) -> None:
    chat = await polling.house.open("1")
    await polling.house.watch(chat, "x")
    await begun(polling, *(item(number) for number in range(40)))
    polling.server.serve("/feed", rss(item(40), *(item(number) for number in range(39))))
    assert await polling.later() == ["Headline 40"]
    for _ in range(3):
        await polling.later(DAY)
    renewed = [
        item(n, f"Template {n}", guid=f"new-{n}", link=f"https://news.example/new/{n}", date="Mon, 02 Nov 2026 10:00:00 GMT")
        for n in range(40)
    ]
    polling.server.serve("/feed", rss(*renewed))
    assert await polling.later() == []
    assert await polling.later() == []
    assert len(await polling.notices()) <= 1


async def test_19_a_date_that_cannot_be_costs_no_entry_and_sends_none_twice(polling: Polling) -> None:
    dates = ["", "yesterday or so", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "0", "١٩٧٠"]
    await begun(polling)
    polling.server.serve("/feed", rss(*(item(number, date=date) for number, date in enumerate(dates, 1)), item(0)))
    assert len(await polling.later()) == len(dates)
    for article in await polling.stored():
        assert article.time == article.seen
    polling.server.serve("/feed", rss(*(item(number, date="Sat, 21 Nov 2026 18:01:00 GMT") for number in range(1, 7)), item(0)))
    assert await polling.later() == []


async def test_22_a_feed_that_breaks_off_loses_nothing(polling: Polling) -> None:
    await begun(polling)
    whole = rss(item(0), item(1), item(2, text="word " * 100)).encode()
    polling.server.serve("/feed", Page(whole, etag='"2"', breaks_after=len(whole) - 300))
    first = list(await polling.later())
    assert "Headline 1" in first
    polling.server.serve("/feed", Page(whole, etag='"2"'))
    assert sorted(first + list(await polling.later())) == ["Headline 1", "Headline 2"]
    assert (await polling.source()).etag == '"2"'


async def test_23_a_crash_between_store_and_send_neither_loses_nor_doubles(polling: Polling) -> None:
    chat = await polling.house.open("1", Platform.TELEGRAM)
    watch = (await polling.chats.add_watch(chat.id, "Headline", SOMEBODY, polling.clock.now()))[0]
    await begun(polling)
    polling.server.serve("/feed", rss(item(1), item(0)))
    assert await polling.later() == ["Headline 1"]
    # Stored, and the process dies: the next one finds it waiting, and polling again brings no second one.
    house = await reborn(polling)
    assert await polling.later() == []
    (article,) = await house.articles.untriaged(9)
    await house.triage(placed(article, alert(chat, article, AlertKind.NEW, watch=watch)))
    # Committed, claimed, and the process dies before the send: it is claimed once more when the claim has run out.
    lost = await house.claim_one()
    house = await reborn(polling)
    polling.clock.advance(HOUR)
    (again,) = await house.claim()
    assert (again.id, again.doubtful, again.attempts > lost.attempts) == (lost.id, True, True)
    await house.outbox.settle(again, Delivered("m1"), "digest")
    await polling.later(HOUR)
    assert await house.claim() == ()
    assert await house.articles.untriaged(9) == ()
    assert await polling.queued() == 1


async def reborn(polling: Polling) -> House:
    """The stores of another process over the same database."""
    polling.store = Articles(polling.database, gather=0)
    house = House(polling.database, polling.clock)
    polling.clock.advance(HOUR)
    house.fence = await house.leases.acquire("triage", "another", 30) or 0
    assert house.fence
    return house
