"""The rules of a polite and careful reader, one test for each that needs no store, over the real reader and a loopback server.

Those that speak of polls, articles and alerts stand in ``tests/scenarios/test_feed_behaviours.py``; the numbers are one list.
"""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from bot.model.chat import ChatKind
from bot.model.news import Broken, Entry, Fresh, Reading, Source, Trouble, Unchanged, Validators
from bot.platforms.console import to_text
from bot.sources import document
from bot.sources.discovery import Discovery
from bot.sources.fetching import Fetcher, FetchRules
from bot.sources.items import ParsedFeed
from bot.sources.names import Names
from bot.sources.pages import WebPages
from bot.sources.parsing import Parser
from bot.sources.reading import FeedReader
from tests.fakes.clock import FakeClock
from tests.fakes.desk import Front
from tests.fakes.feed_server import FeedServer, Page, gzip_bomb, redirect
from tests.fakes.fence import Fence, fenced

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
AGENT = "mailto:desk@example.com"


def rss(*items: str, channel: str = "") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{channel}{listed}</channel></rss>'


def item(number: int, more: str = "") -> str:
    return f"<title>Headline {number}</title><link>/{number}</link><guid isPermaLink='false'>g{number}</guid>{more}"


@dataclass
class CountingParser(Parser):
    """The parser, and how often it was asked."""

    parsed: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    async def parse(self, body: bytes, content_type: str, url: str) -> ParsedFeed | Broken:
        self.parsed += 1
        return await super().parse(body, content_type, url)


@dataclass
class Desk:
    """A reader, the server it reads, and a fence around both."""

    server: FeedServer
    reader: FeedReader
    parser: CountingParser
    fence: Fence

    async def read(self, path: str = "/feed", since: Validators | None = None) -> Reading:
        return await self.reader.read(Source("s", self.server.url(path), "S"), since or Validators())

    async def fresh(self, path: str = "/feed", since: Validators | None = None) -> Fresh:
        reading = await self.read(path, since)
        assert isinstance(reading, Fresh), reading
        return reading

    async def broken(self, path: str = "/feed", since: Validators | None = None) -> Broken:
        reading = await self.read(path, since)
        assert isinstance(reading, Broken), reading
        return reading

    async def entries(self, body: str | bytes, **page: object) -> tuple[Entry, ...]:
        self.server.serve("/feed", body, **page)
        return (await self.fresh()).entries


@pytest.fixture
def fence() -> Iterator[Fence]:
    with fenced() as fence:
        yield fence
    assert fence.escapes == []


@pytest.fixture
async def desk(fence: Fence) -> AsyncIterator[Desk]:
    parser = CountingParser()
    async with FeedServer() as server:
        options = {"contact": AGENT, "timeout": 20, "max_bytes": 2 * 1024 * 1024, "parser": parser, "clock": lambda: NOW}
        async with FeedReader(allow_hosts=[server.host], **options) as reader:
            yield Desk(server, reader, parser, fence)


async def test_01_validators_go_back_byte_for_byte(desk: Desk) -> None:
    etag, modified = 'W/"  odd;ü\\"', "Sat, 21 Nov 2026 11:00:00 +0000 (as it is)"
    desk.server.serve("/feed", Page(rss(item(1)).encode(), etag=etag, last_modified=modified))
    first = await desk.fresh()
    assert isinstance(await desk.read(since=first.validators), Unchanged)
    desk.server.serve("/feed", Page(rss(item(2)).encode(), last_modified="Sun, 22 Nov 2026 11:00:00 GMT"))
    second = await desk.fresh(since=first.validators)
    desk.server.serve("/feed", rss(item(3)))
    third = await desk.fresh(since=second.validators)
    await desk.read(since=third.validators)
    asked = [(each.headers.get("If-None-Match"), each.headers.get("If-Modified-Since")) for each in desk.server.requests]
    assert asked == [
        (None, None), (etag, modified), (etag, modified), (None, "Sun, 22 Nov 2026 11:00:00 GMT"), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "again",
    [
        lambda body: Page(body, etag='"1"'),
        lambda body: Page(body.replace(b"Headline", b"Another"), headers={"ETag": '"1"'}),
        lambda body: Page(body.replace(b"<lastBuildDate>1", b"<lastBuildDate>2"), headers={"ETag": '"2"'}),
        lambda body: Page(body.replace(b"<title>Wire</title>", b"<title>Wire</title><!-- 0.2 s -->")),
    ],
    ids=["304", "same ETag", "only the feed's date", "only a comment"],
)
async def test_02_what_is_unchanged_is_not_parsed(desk: Desk, again: Callable[[bytes], Page]) -> None:
    body = rss(item(1), channel="<lastBuildDate>1</lastBuildDate>").encode()
    desk.server.serve("/feed", Page(body, etag='"1"'))
    first = await desk.fresh()
    desk.server.serve("/feed", again(body))
    assert isinstance(await desk.read(since=first.validators), Unchanged)
    assert desk.parser.parsed == 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", 120), ("Sat, 21 Nov 2026 12:10:00 GMT", 600), ("-5", 0), ("Sat, 21 Nov 2020 12:10:00 GMT", 0),
        ("999999999999", 86_400), ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
    ],
)  # fmt: skip
async def test_05_retry_after_in_both_forms_and_within_reason(desk: Desk, status: int, value: str, wait: int) -> None:
    desk.server.serve("/feed", Page(b"", status, headers={"Retry-After": value}))
    said = await desk.broken()
    assert (said.trouble, said.advice.retry_after) == (Trouble.RATE_LIMITED, timedelta(seconds=wait))


async def test_08_a_host_is_asked_little_at_once(desk: Desk) -> None:
    for number in range(12):
        desk.server.serve(f"/{number}", Page(rss(item(number)).encode(), delay=0.02))
    readings = await asyncio.gather(*(desk.read(f"/{number}") for number in range(12)))
    assert all(isinstance(reading, Fresh) for reading in readings)
    assert desk.server.most_under_way <= 2
    async with Fetcher(FetchRules("w", allow=(desk.server.host,), per_host=99, at_once=3)) as fetcher:
        desk.server.most_under_way = 0
        await asyncio.gather(*(fetcher.fetch(desk.server.url(f"/{number}")) for number in range(12)))
    assert desk.server.most_under_way <= 3


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(-1)
    writer.close()
    await writer.wait_closed()


async def _never(*_: object, **__: object) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("stage", ["names", "connect", "handshake", "headers", "body", "redirects"])
async def test_09_one_deadline_over_every_step(stage: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.server.serve(
        "/feed", Page(b"<rss>" * 99, delay=60 if stage == "headers" else 0, trickle=0.2 if stage == "body" else 0)
    )
    desk.server.serve("/hop", Page(status=302, headers={"Location": "/hop"}, delay=0.1))
    silent = await asyncio.start_server(_silent, "127.0.0.1", 0)
    quiet = f"127.0.0.1:{silent.sockets[0].getsockname()[1]}"
    url = {"names": "http://feeds.example.com/", "handshake": f"https://{quiet}/", "redirects": desk.server.url("/hop")}
    if stage == "names":
        monkeypatch.setattr(Names, "resolve", _never)
    if stage == "connect":
        monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", _never)
    async with silent, FeedReader(allow_hosts=[desk.server.host, quiet], timeout=0.3) as reader:
        reading = await reader.read(Source("s", url.get(stage, desk.server.url("/feed")), "S"), Validators())
    assert reading == Broken(Trouble.TIMEOUT, "no complete answer in 0.3 s")


@pytest.mark.parametrize("kind", ["bomb", "endless", "announced", "a bomb as a file"])
async def test_10_bytes_are_counted_as_they_unpack(desk: Desk, kind: str) -> None:
    pages = {
        "bomb": gzip_bomb(40),
        "endless": Page(b"<item/>" * 5000, endless=True),
        "announced": Page(b"x" * 3 * 1024 * 1024),
        "a bomb as a file": Page(gzip.compress(bytes(40 * 1024 * 1024), 1, mtime=0)),
    }
    desk.server.serve("/feed", pages[kind])
    assert (await desk.broken()).trouble is Trouble.TOO_LARGE
    assert desk.server.sent < 12 * 1024 * 1024
    assert desk.parser.parsed == 0


async def test_11_it_says_who_it_is_and_tells_nothing_else(desk: Desk) -> None:
    desk.server.serve("/from", redirect("/feed"))
    desk.server.pages["/from"] = Page(status=302, headers={"Location": "/feed", "Set-Cookie": "id=1; Path=/"})
    desk.server.serve("/feed", Page(rss(item(1)).encode(), headers={"Set-Cookie": "id=2; Path=/"}))
    for _ in range(2):
        await desk.fresh("/from")
    for asked in desk.server.requests:
        assert re.fullmatch(rf"rasid/[\d.]+ \(news feed reader; \+{AGENT}\)", asked.headers["User-Agent"])
        assert set(asked.headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


PAGES_FOR_PEOPLE = [
    (Page(b"<html>wait</html>", 403, headers={"cf-mitigated": "challenge"}), Trouble.CHALLENGE),
    (Page(b"<title>Just a moment...</title>", 503, headers={"Server": "cloudflare"}), Trouble.CHALLENGE),
    (Page(b"<!doctype html><title>News</title><p>Hello</p>", content_type="text/html"), Trouble.NOT_A_FEED),
    (Page(b"<html><title>Sign in</title><form><input name=p type=password></form></html>"), Trouble.LOGIN_PAGE),
    (Page("<html><title>تسجيل الدخول</title><input type='password'></html>".encode()), Trouble.LOGIN_PAGE),
    (redirect("/account/login?next=/feed"), Trouble.LOGIN_PAGE),
]


async def test_12_a_page_for_people_is_named(desk: Desk) -> None:
    desk.server.serve("/account/login?next=/feed", "<html><body><form></form></body></html>")
    for page, trouble in PAGES_FOR_PEOPLE:
        desk.server.serve("/feed", page)
        assert (await desk.broken()).trouble is trouble
        looked = await desk.reader.inspect(Source("s", desk.server.url("/feed"), "S"))
        assert isinstance(looked.reading, Broken)
        assert looked.reading.trouble is trouble


async def test_12_a_feed_about_logins_is_a_feed(desk: Desk) -> None:
    form = "&lt;input type=password&gt;"
    assert len(await desk.entries(rss(f"<title>Sign in</title><link>/login</link><description>{form}</description>"))) == 1
    desk.server.serve("/login/feed", rss(item(1)))
    assert (await desk.fresh("/login/feed")).entries


INSIDE = "http://10.0.0.1/feed"


async def test_13_one_guard_for_every_way_in(desk: Desk, fence: Fence, clock: FakeClock) -> None:
    desk.server.serve("/go", redirect(INSIDE))
    desk.server.serve(
        "/page", f"<html><link rel=alternate type='application/rss+xml' href='{INSIDE}'><a href='{INSIDE}'>RSS</a>"
    )
    front = Front()
    front.desk = replace(front.desk, reader=desk.reader)
    # Subscribing.
    answer = await front.ask(f"feed add {INSIDE}", kind=ChatKind.PRIVATE)
    assert answer is not None
    assert "private" in to_text(answer, marks=False)
    # Polling, and where a redirect leads.
    polled = await desk.reader.read(Source("s", INSIDE, "S"), Validators())
    assert [polled, await desk.read("/go")] == [
        Broken(Trouble.FORBIDDEN_ADDRESS, "a private or reserved address: 10.0.0.1")
    ] * 2
    # Discovery from a page, and the pages of articles with what is on them: pictures are not fetched at all.
    async with Fetcher(FetchRules("w", allow=(desk.server.host,))) as fetcher, WebPages(fetcher, clock) as pages:
        found = await Discovery(fetcher, desk.parser).find(desk.server.url("/page"))
        assert not found.candidates
        text = await pages.text_of(INSIDE)
        assert isinstance(text, Broken)
    assert (await desk.entries(rss(item(1, f"<description>&lt;img src='{INSIDE}'&gt;</description>"))))[0].title
    assert fence.escapes == []
    assert {port for _, port in fence.reached} == {desk.server.port}


async def test_14_a_body_is_never_taken_for_an_address(desk: Desk) -> None:
    url = desk.server.serve("/other", rss(item(1)))
    for text in (url, f"  {url}  ", "/etc/passwd", "file:///etc/passwd"):
        desk.server.serve("/feed", text)
        assert (await desk.broken()).trouble is Trouble.NOT_A_FEED
        assert isinstance(document.parse_document(text.encode(), "application/rss+xml", ""), Broken)
    assert desk.server.asked("/other") == []


async def test_20_relative_links_are_resolved(desk: Desk) -> None:
    url = desk.server.url
    desk.server.serve("/deep/feed", rss("<title>A</title><link>a</link>"))
    desk.server.serve("/from", redirect("/deep/feed"))
    assert (await desk.fresh("/from")).entries[0].url == url("/deep/a")
    located = {"Content-Location": "/canonical/feed"}
    (entry,) = await desk.entries(Page(rss("<title>A</title><link>a</link>").encode(), headers=located))
    assert entry.url == url("/canonical/a")
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/base/"><title>T</title><entry xml:base="inner/">'
        '<id>1</id><title>A</title><link href="a"/></entry></feed>'
    )
    assert (await desk.entries(atom))[0].url == url("/base/inner/a")


async def test_21_text_is_clean_and_decoded_once(desk: Desk) -> None:
    (entry,) = await desk.entries(
        rss("<title>A\x00B\x0b &#8238;C&#8236; &amp;amp;lt;D&amp;gt; AT&amp;amp;T</title><guid>1</guid>").encode()
    )
    assert entry.title == "AB C &lt;D> AT&T"


async def test_22_a_bad_entry_costs_nobody_else(desk: Desk) -> None:
    bad = "<title>Bad & <b>broken</title><pubDate>31 Nonesuch 99999</pubDate><link>ht!tp://[</link><guid></guid>"
    assert {"Headline 1", "Headline 2"} <= {entry.title for entry in await desk.entries(rss(item(1), bad, item(2)))}
    whole = rss(item(1), item(2), item(3, "<description>" + "word " * 50 + "</description>"))
    for cut in (len(whole) - 60, whole.index("word") + 20, whole.index("Headline 3") + 4):
        found = await desk.entries(whole[:cut])
        assert [entry.title for entry in found][:2] == ["Headline 1", "Headline 2"]
    found = await desk.entries(Page(whole.encode(), breaks_after=len(whole) - 200))
    assert [entry.title for entry in found][:2] == ["Headline 1", "Headline 2"]


async def test_24_the_loop_goes_on_while_feeds_are_parsed(desk: Desk) -> None:
    text = "كلمات كثيرة في نص طويل، " * 120
    desk.server.serve("/feed", rss(*(item(number, f"<description>{text}</description>") for number in range(250))))
    gaps: list[float] = []

    async def tick() -> None:
        before = perf_counter()
        while True:
            await asyncio.sleep(0.005)
            gaps.append(perf_counter() - before)
            before = perf_counter()

    ticking = asyncio.create_task(tick())
    started = perf_counter()
    assert len((await desk.fresh()).entries) == 250
    took = perf_counter() - started
    await asyncio.sleep(0.02)
    ticking.cancel()
    # Had it been parsed in the loop, one gap would be nearly all of the time.
    assert max(gaps) < took / 2, (max(gaps), took)
