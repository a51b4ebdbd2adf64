"""The port SourceReader, over a loopback server: what comes back for whatever a server does."""

# ruff: noqa: E501 - a feed stands as it would be served
import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.news import Broken, Fresh, Language, PollAdvice, Reading, Source, Trouble, Unchanged, Validators
from bot.ports import SourceReader
from bot.sources.advice import from_headers
from bot.sources.reading import FeedReader, body_hash
from tests.fakes.feed_server import FeedServer, Page, gzip_bomb, redirect

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>وكالة الميناء</title><language>ar</language>'
    "<lastBuildDate>Sat, 21 Nov 2026 11:00:00 GMT</lastBuildDate><ttl>15</ttl><skipHours><hour>3</hour></skipHours>"
    "<item><title>افتتاح الجسر</title><link>/bridge?utm_source=rss</link><guid isPermaLink='false'>b1</guid>"
    "<description>&lt;p&gt;أعيد فتح الجسر.&lt;/p&gt;</description><pubDate>Sat, 21 Nov 2026 13:00:00 +0300</pubDate></item></channel></rss>"
)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def reader(server: FeedServer) -> AsyncIterator[FeedReader]:
    async with FeedReader(
        allow_hosts=[server.host], contact="mailto:desk@example.com", timeout=10, clock=lambda: NOW
    ) as reader:
        yield reader


def source(server: FeedServer, path: str = "/feed", owner: int | None = None) -> Source:
    return Source("s", server.url(path), "Source", owner_chat=owner)


async def read(reader: SourceReader, server: FeedServer, since: Validators | None = None, path: str = "/feed") -> Reading:
    return await reader.read(source(server, path), since or Validators())


async def fresh(reader: SourceReader, server: FeedServer, since: Validators | None = None, path: str = "/feed") -> Fresh:
    reading = await read(reader, server, since, path)
    assert isinstance(reading, Fresh), reading
    return reading


async def broken(reader: SourceReader, server: FeedServer, page: Page | bytes) -> Broken:
    server.serve("/feed", page)
    reading = await read(reader, server)
    assert isinstance(reading, Broken), reading
    return reading


async def test_a_feed_is_read(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/feed", Page(FEED.encode(), etag='"v1"', last_modified="Sat, 21 Nov 2026 11:00:00 GMT"))
    reading = await fresh(reader, server)
    assert (reading.title, reading.language, reading.moved_to) == ("وكالة الميناء", Language.ARABIC, "")
    assert reading.validators == Validators('"v1"', "Sat, 21 Nov 2026 11:00:00 GMT", body_hash(FEED.encode()))
    assert reading.advice == PollAdvice(wait=timedelta(minutes=15), skip_hours=frozenset({3}))
    (entry,) = reading.entries
    assert (entry.key, entry.title, entry.text) == ("id:b1", "افتتاح الجسر", "أعيد فتح الجسر.")
    assert (entry.url, entry.published) == (server.url("/bridge"), datetime(2026, 11, 21, 10, 0, tzinfo=UTC))
    assert "mailto:desk@example.com" in server.requests[0].headers["User-Agent"]


async def test_a_304_is_unchanged_and_keeps_the_validators(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/feed", Page(FEED.encode(), etag='"v1"', headers={"Cache-Control": "max-age=600", "Age": "60"}))
    first = await fresh(reader, server)
    again = await read(reader, server, first.validators)
    assert again == Unchanged(first.validators, PollAdvice(wait=timedelta(seconds=540)))
    assert server.requests[1].headers["If-None-Match"] == '"v1"'


async def test_the_same_body_is_unchanged_but_for_the_feeds_own_dates(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/feed", FEED)
    first = await fresh(reader, server)
    server.serve("/feed", FEED.replace("11:00:00 GMT</last", "11:30:00 GMT</last") + "<!-- served in 0.31 s -->")
    assert isinstance(await read(reader, server, first.validators), Unchanged)
    server.serve("/feed", FEED.replace("13:00:00 +0300", "13:05:00 +0300"))
    assert isinstance(await read(reader, server, first.validators), Fresh)


async def test_the_same_etag_is_unchanged_and_a_dropped_one_is_forgotten(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/feed", Page(FEED.encode(), headers={"ETag": '"v1"'}))
    first = await fresh(reader, server)
    server.serve("/feed", Page(FEED.replace("الجسر", "النفق").encode(), headers={"ETag": '"v1"'}))
    assert isinstance(await read(reader, server, first.validators), Unchanged)
    server.serve("/feed", FEED.replace("الجسر", "النفق"))
    assert (await fresh(reader, server, first.validators)).validators.etag == ""


@pytest.mark.parametrize(
    ("page", "trouble", "detail"),
    [
        (Page(b"no", 404), Trouble.NOT_FOUND, "HTTP 404"),
        (Page(b"no", 401), Trouble.LOGIN_NEEDED, "HTTP 401"),
        (Page(b"no", 403), Trouble.REFUSED, "HTTP 403"),
        (Page(b"no", 418), Trouble.CLIENT_ERROR, "HTTP 418"),
        (Page(b"no", 503, headers={"Retry-After": "60"}), Trouble.RATE_LIMITED, "HTTP 503"),
        (Page(b"no", 410), Trouble.GONE, "HTTP 410"),
        (Page(b"no", 429), Trouble.RATE_LIMITED, "HTTP 429"),
        (Page(b"no", 500), Trouble.SERVER_ERROR, "HTTP 500"),
        (Page(b"no", 503), Trouble.SERVER_ERROR, "HTTP 503"),
        (Page(b"", 304), Trouble.SERVER_ERROR, "HTTP 304 without being asked"),
        (Page(b"", 302), Trouble.REDIRECTS, "HTTP 302"),
        (Page(b"<html>", 403, headers={"cf-mitigated": "challenge"}), Trouble.CHALLENGE, "HTTP 403, a check for browsers"),
        (Page(b"<html>", 200, headers={"cf-mitigated": "challenge"}), Trouble.CHALLENGE, "HTTP 200, a check for browsers"),
        (
            Page(b"<title>Just a moment...</title>", 503, headers={"Server": "cloudflare"}),
            Trouble.CHALLENGE,
            "HTTP 503, a check for browsers",
        ),
        (Page(b"<!doctype html><html><p>Sign in</html>", content_type="text/html"), Trouble.NOT_A_FEED, "HTML page"),
        (Page(b""), Trouble.NOT_A_FEED, "empty body"),
        (Page(b"", 204), Trouble.NOT_A_FEED, "empty body"),
        (Page(b"\x89PNG\r\n\x1a\n" + bytes(5000)), Trouble.NOT_A_FEED, "neither XML nor JSON"),
        (Page(FEED.encode()[:300]), Trouble.MALFORMED, "no complete entry"),
        (gzip_bomb(40), Trouble.TOO_LARGE, "more than 15728640 bytes"),
        (redirect("/feed"), Trouble.REDIRECTS, "more than 5 redirects"),
        (redirect("http://10.1.2.3/feed"), Trouble.FORBIDDEN_ADDRESS, "a private or reserved address: 10.1.2.3"),
        (redirect("ftp://example.com/feed"), Trouble.REDIRECTS, "not an http or https address"),
    ],
)
async def test_troubles(reader: FeedReader, server: FeedServer, page: Page, trouble: Trouble, detail: str) -> None:
    said = await broken(reader, server, page)
    assert (said.trouble, said.detail) == (trouble, detail)


async def test_a_bad_address_is_a_trouble_too(reader: FeedReader) -> None:
    for url in ("", "feed", "http://", "http://[::1", "file:///etc/passwd", "http://user:pass@example.com/"):
        reading = await reader.read(Source("s", url, "s"), Validators())
        assert isinstance(reading, Broken)
        assert reading.trouble is Trouble.BAD_URL
        assert "pass" not in reading.detail


async def test_only_a_chats_own_feed_may_carry_credentials(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/feed", FEED)
    address = f"http://desk:s3cret@{server.host}/feed"
    assert isinstance(await reader.read(Source("s", address, "s"), Validators()), Broken)
    own = await reader.read(Source("s", address, "s", owner_chat=7), Validators())
    assert isinstance(own, Fresh)
    assert "s3cret" not in str(own)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta()),
        ("-5", timedelta()),
        ("Sat, 21 Nov 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Sat, 21 Nov 2026 11:00:00 GMT", timedelta()),
        ("9" * 200, timedelta(days=1)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
async def test_retry_after_in_both_forms(reader: FeedReader, server: FeedServer, value: str, wait: timedelta | None) -> None:
    for status in (429, 503):
        said = await broken(reader, server, Page(b"", status, headers={"Retry-After": value}))
        assert said.advice.retry_after == wait


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Cache-Control": "public, max-age=300"}, timedelta(seconds=300)),
        ({"Cache-Control": "max-age=300", "Age": "100"}, timedelta(seconds=200)),
        ({"Cache-Control": "max-age=300", "Age": "400"}, None),
        ({"Cache-Control": "max-age=99999999999"}, timedelta(days=1)),
        ({"Cache-Control": "no-cache, max-age=300"}, None),
        ({"Cache-Control": "s-maxage=300"}, None),
        ({"Expires": "Sat, 21 Nov 2026 12:30:00 GMT"}, timedelta(minutes=30)),
        ({"Expires": "Sat, 21 Nov 2026 12:30:00 GMT", "Date": "Sat, 21 Nov 2026 12:20:00 GMT"}, timedelta(minutes=10)),
        ({"Expires": "Sat, 21 Nov 2026 12:30:00 GMT", "Cache-Control": "max-age=60"}, timedelta(seconds=60)),
        ({"Expires": "0"}, None),
        ({"Expires": "-1"}, None),
        ({}, None),
    ],
)
def test_freshness(headers: dict[str, str], wait: timedelta | None) -> None:
    assert from_headers(headers, NOW).wait == wait


async def test_the_longer_of_what_server_and_feed_ask_counts(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/feed", Page(FEED.encode(), headers={"Cache-Control": "max-age=3600"}))
    assert (await fresh(reader, server)).advice.wait == timedelta(hours=1)


async def test_a_permanent_move_is_told_once_it_parses(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/feed", FEED)
    server.serve("/old", redirect("/feed", 301))
    server.serve("/now", redirect("/feed", 302))
    server.serve("/dead", redirect("/login", 301))
    server.serve("/login", Page(b"<html>log in</html>", content_type="text/html"))
    first = await fresh(reader, server, path="/old")
    assert first.moved_to == server.url("/feed")
    again = await reader.read(Source("a", server.url("/old"), ""), first.validators)
    assert isinstance(again, Unchanged)
    assert again.moved_to == server.url("/feed")
    assert (await fresh(reader, server, path="/now")).moved_to == ""
    assert isinstance(await read(reader, server, path="/dead"), Broken)


async def test_relative_links_follow_the_address_the_feed_came_from(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/old", redirect("/deep/down/feed"))
    server.serve("/deep/down/feed", FEED.replace("/bridge", "bridge"))
    assert (await fresh(reader, server, path="/old")).entries[0].url == server.url("/deep/down/bridge")
    server.serve("/feed", Page(FEED.replace("/bridge", "bridge").encode(), headers={"Content-Location": "/canonical/feed"}))
    assert (await fresh(reader, server)).entries[0].url == server.url("/canonical/bridge")
    server.serve(
        "/feed", Page(FEED.replace("/bridge", "bridge").encode(), headers={"Content-Location": "http://evil.example/"})
    )
    assert (await fresh(reader, server)).entries[0].url == server.url("/bridge")


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6", "utf-16"])
async def test_an_encoding_that_is_not_the_declared_one(reader: FeedReader, server: FeedServer, encoding: str) -> None:
    server.serve("/feed", FEED.encode(encoding))
    assert (await fresh(reader, server)).entries[0].title == "افتتاح الجسر"


async def test_a_body_that_breaks_off_is_read_and_asked_for_again(reader: FeedReader, server: FeedServer) -> None:
    more = FEED.replace(
        "</channel>", "<item><title>ناقص</title><description>" + "كلمة " * 200 + "</description></item></channel>"
    )
    server.serve("/feed", Page(more.encode(), etag='"v1"', breaks_after=len(more.encode()) - 500))
    reading = await fresh(reader, server)
    assert [entry.key for entry in reading.entries] == ["id:b1"]
    assert reading.validators == Validators()


async def test_dates_of_the_far_future_are_none(reader: FeedReader, server: FeedServer) -> None:
    server.serve("/feed", FEED.replace("Nov 2026 13", "Nov 2036 13"))
    assert (await fresh(reader, server)).entries[0].published is None


async def test_many_feeds_at_once(reader: FeedReader, server: FeedServer) -> None:
    for n in range(40):
        server.serve(f"/{n}", FEED.replace("b1", f"b{n}"))
    readings = await asyncio.gather(*(reader.read(source(server, f"/{n}"), Validators()) for n in range(40)))
    assert [reading.entries[0].key for reading in readings if isinstance(reading, Fresh)] == [f"id:b{n}" for n in range(40)]
    assert server.most_under_way <= 2


async def test_closing_twice_does_no_harm(server: FeedServer) -> None:
    reader = FeedReader(allow_hosts=[server.host])
    server.serve("/feed", FEED)
    await read(reader, server)
    await reader.close()
    await reader.close()
