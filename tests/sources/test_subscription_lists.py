"""Lists of feeds over a loopback server: fetched through the guard, each address looked at, nothing that they name fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.model.listing import FeedList, ListedFeed, OpmlFault, OpmlTrouble, Outline, RefusedFeed
from bot.model.news import Broken, Trouble
from bot.sources.fetching import Fetcher, FetchRules
from bot.sources.guard import Guard
from bot.sources.killable import KillableProcess
from bot.sources.opml import read_opml
from bot.sources.subscription_lists import OpmlLists, screened
from tests.fakes.feed_server import FeedServer, Page, redirect

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OPML = "<opml version='2.0'><head><title>All</title></head><body>{}</body></opml>"


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def lists(server: FeedServer) -> AsyncIterator[OpmlLists]:
    async with Fetcher(FetchRules("test", total=10, largest=100_000, allow=(server.host,))) as fetcher:
        made = OpmlLists(fetcher, Guard())
        yield made
        await made.close()


def lines(*urls: str) -> str:
    return OPML.format("".join(f"<outline text='{number}' xmlUrl='{url}'/>" for number, url in enumerate(urls)))


async def test_a_list_is_read_and_its_feeds_are_left_alone(lists: OpmlLists, server: FeedServer) -> None:
    url = server.serve("/all", lines("https://a.example/rss", server.url("/feed")))
    listed = await lists.fetch(url)
    refused = RefusedFeed("1", Trouble.FORBIDDEN_ADDRESS, f"port {server.port}")
    assert listed == FeedList("All", (ListedFeed("https://a.example/rss", "0"),), (refused,))
    assert [request.path for request in server.requests] == ["/all"]


async def test_the_header_may_say_what_the_list_is_written_in(lists: OpmlLists, server: FeedServer) -> None:
    text = "<opml><body><outline text='نشرة الصباح' xmlUrl='https://a.example/rss'/></body></opml>"
    page = Page(text.encode("windows-1256"), content_type="text/x-opml; charset=windows-1256")
    listed = await lists.fetch(server.serve("/all", page))
    assert isinstance(listed, FeedList)
    assert listed.feeds[0].title == "نشرة الصباح"


@pytest.mark.parametrize(
    ("page", "trouble"),
    [
        (Page(status=404), Trouble.NOT_FOUND),
        (Page(status=401), Trouble.LOGIN_NEEDED),
        (Page(b"<opml>" + b" " * 200_000), Trouble.TOO_LARGE),
        (redirect("http://10.0.0.1/all"), Trouble.FORBIDDEN_ADDRESS),
        (redirect("/all"), Trouble.REDIRECTS),
    ],
)
async def test_a_list_that_cannot_be_fetched(lists: OpmlLists, server: FeedServer, page: Page, trouble: Trouble) -> None:
    broken = await lists.fetch(server.serve("/all", page))
    assert isinstance(broken, Broken)
    assert broken.trouble is trouble


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/all", "http://router.lan/all", "ftp://a.example/all", "http://u:p@a.example/"]
)
async def test_the_lists_own_address_goes_through_the_guard(lists: OpmlLists, url: str) -> None:
    broken = await lists.fetch(url)
    assert isinstance(broken, Broken)
    assert broken.trouble in {Trouble.FORBIDDEN_ADDRESS, Trouble.BAD_URL}


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (b"", OpmlTrouble.EMPTY),
        (b"<!doctype html><title>Sign in</title><input type='password'>", OpmlTrouble.NOT_OPML),
        (b"<rss version='2.0'><channel><title>A feed</title></channel></rss>", OpmlTrouble.NOT_OPML),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", OpmlTrouble.ENTITIES),
    ],
)
async def test_what_is_no_list(lists: OpmlLists, server: FeedServer, body: bytes, trouble: OpmlTrouble) -> None:
    fault = await lists.fetch(server.serve("/all", body))
    assert isinstance(fault, OpmlFault)
    assert fault.trouble is trouble


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/rss",
        "http://0x7f000001/rss",
        "http://[::ffff:10.0.0.1]/rss",
        "http://[64:ff9b::a00:1]/rss",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/rss",
        "https://a.example:22/rss",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://[x",
        "https://" + "a" * 5000 + ".example/",
        "https://reader:s3cret@a.example/rss",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    listed = screened(Outline("", (ListedFeed(url),)), Guard())
    assert listed.feeds == ()
    (refused,) = listed.refused
    assert "s3cret" not in repr(refused)


def test_owners_may_bring_addresses_with_passwords() -> None:
    url = "https://reader:s3cret@a.example/rss"
    assert screened(Outline("", (ListedFeed(url),)), Guard(), credentials=True).feeds == (ListedFeed(url, "a.example"),)


def test_of_addresses_that_lead_to_one_page_the_first_counts() -> None:
    urls = (
        "https://a.example/rss",
        "http://www.a.example/rss/",
        "https://a.example/rss?utm_source=x",
        "https://a.example/other",
    )
    listed = screened(Outline("", tuple(ListedFeed(url, url) for url in urls)), Guard())
    assert [feed.url for feed in listed.feeds] == [urls[0], urls[3]]


async def test_a_long_list_is_read_by_a_process_that_can_be_killed(server: FeedServer) -> None:
    url = server.serve("/all", lines(*(f"https://h{number}.example/some/path/rss.xml" for number in range(2000))))
    process = KillableProcess(seconds=10, patience=60, megabytes=512)
    async with Fetcher(FetchRules("test", allow=(server.host,))) as fetcher:
        made = OpmlLists(fetcher, Guard(), process)
        listed = await made.fetch(url)
        assert process.process_id is not None
        await made.close()
        hurried = OpmlLists(fetcher, Guard(), KillableProcess(seconds=10, patience=0.001, megabytes=512))
        broken = await hurried.fetch(url)
        await hurried.close()
    assert isinstance(listed, FeedList)
    assert len(listed.feeds) == 2000
    assert isinstance(broken, Broken)
    assert broken.trouble is Trouble.PARSER_STOPPED


async def test_what_is_written_is_a_list(lists: OpmlLists) -> None:
    written = lists.written([ListedFeed("https://u:s3cret@a.example/rss", "أ")], "راصد", NOW)
    assert "s3cret" not in written
    outline = read_opml(written.encode())
    assert isinstance(outline, Outline)
    assert (outline.title, outline.feeds[0].title) == ("راصد", "أ")
