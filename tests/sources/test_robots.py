"""What robots.txt allows, from a loopback site that has one, has none, or is down."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.sources.fetching import Fetcher, FetchRules
from bot.sources.robots import Permission, Robots
from tests.fakes.clock import FakeClock
from tests.fakes.feed_server import FeedServer, Page, redirect

ALLOWED = Permission(allowed=True)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def robots(server: FeedServer, clock: FakeClock) -> AsyncIterator[Robots]:
    async with Fetcher(FetchRules("rasid/9 (news feed reader)", allow=(server.host, "localhost"))) as fetcher:
        robots = Robots(fetcher, clock)
        yield robots
        await robots.close()


def text(lines: str) -> Page:
    return Page(lines.encode(), content_type="text/plain")


async def test_the_group_for_our_name_counts_before_the_one_for_all(server: FeedServer, robots: Robots) -> None:
    server.serve(
        "/robots.txt", text("User-agent: *\nDisallow: /\n\nUser-agent: Rasid\nDisallow: /private/\nAllow: /private/a$")
    )
    assert await robots.permission(server.url("/news/1")) == ALLOWED
    assert await robots.permission(server.url("/private/a")) == ALLOWED
    refused = await robots.permission(server.url("/private/b"))
    assert refused == Permission(allowed=False, why="robots.txt does not allow it")
    assert len(server.requests) == 1


async def test_a_group_for_others_does_not_concern_us(server: FeedServer, robots: Robots) -> None:
    server.serve("/robots.txt", text("\ufeffUser-agent: rasidbot\nUser-agent: GPTBot\nDisallow: /\n"))
    assert await robots.permission(server.url("/news/1")) == ALLOWED


async def test_arabic_paths_are_told_apart(server: FeedServer, robots: Robots) -> None:
    server.serve("/robots.txt", text("User-agent: *\nDisallow: /أرشيف/\n"))
    assert not (await robots.permission(server.url("/%D8%A3%D8%B1%D8%B4%D9%8A%D9%81/1"))).allowed
    assert (await robots.permission(server.url("/أخبار/1"))).allowed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_without_a_robots_txt_everything_is_allowed(server: FeedServer, robots: Robots, status: int) -> None:
    server.serve("/robots.txt", Page(b"Disallow: /", status))
    assert await robots.permission(server.url("/news/1")) == ALLOWED


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_site_in_trouble_is_left_alone_for_an_hour(
    server: FeedServer, robots: Robots, clock: FakeClock, status: int
) -> None:
    server.serve("/robots.txt", Page(b"", status))
    refused = await robots.permission(server.url("/news/1"))
    assert refused == Permission(allowed=False, why=f"no robots.txt to be had: HTTP {status}")
    server.serve("/robots.txt", text(""))
    clock.advance(minutes=59)
    assert not (await robots.permission(server.url("/news/1"))).allowed
    clock.advance(minutes=2)
    assert await robots.permission(server.url("/news/1")) == ALLOWED


async def test_an_answer_is_good_for_a_day(server: FeedServer, robots: Robots, clock: FakeClock) -> None:
    server.serve("/robots.txt", text("User-agent: *\nDisallow:"))
    await robots.permission(server.url("/news/1"))
    server.serve("/robots.txt", text("User-agent: *\nDisallow: /"))
    clock.advance(hours=23)
    assert (await robots.permission(server.url("/news/2"))).allowed
    clock.advance(hours=2)
    assert not (await robots.permission(server.url("/news/2"))).allowed
    assert len(server.requests) == 2


async def test_many_at_once_ask_once_and_one_who_leaves_takes_nothing_along(server: FeedServer, robots: Robots) -> None:
    gate = asyncio.Event()
    server.serve("/robots.txt", Page(b"User-agent: *\nDisallow: /private", gate=gate))
    waiting = [asyncio.create_task(robots.permission(server.url(f"/news/{n}"))) for n in range(5)]
    while not server.requests:
        await asyncio.sleep(0.01)
    waiting[0].cancel()
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(*waiting[1:]) == [ALLOWED] * 4
    assert waiting[0].cancelled()
    assert len(server.requests) == 1


async def test_an_unreachable_site_allows_nothing(server: FeedServer, robots: Robots) -> None:
    refused = await robots.permission("http://127.0.0.1:1/news")
    assert not refused.allowed
    assert "no robots.txt to be had" in refused.why


async def test_a_site_that_never_answers_is_given_up(
    server: FeedServer, robots: Robots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sources.robots._SECONDS", 0.2)
    server.serve("/robots.txt", Page(b"User-agent: *", trickle=0.05, endless=True))
    assert await robots.permission(server.url("/news/1")) == Permission(allowed=False, why="no robots.txt within 0.2 s")


async def test_a_file_that_breaks_off_allows_nothing(server: FeedServer, robots: Robots) -> None:
    server.serve("/robots.txt", Page(b"User-agent: *\n" + b"#" * 5000 + b"\nDisallow: /", breaks_after=2000))
    assert not (await robots.permission(server.url("/news/1"))).allowed


async def test_redirects_are_followed_and_too_many_are_no_file(server: FeedServer, robots: Robots) -> None:
    server.serve("/robots.txt", redirect("/other.txt", 301))
    server.serve("/other.txt", text("User-agent: *\nDisallow: /private"))
    assert not (await robots.permission(server.url("/private/1"))).allowed
    elsewhere = server.url("/private/1").replace("127.0.0.1", "localhost")
    server.serve("/robots.txt", redirect("/robots.txt"))
    assert await robots.permission(elsewhere) == ALLOWED


async def test_a_redirect_to_a_private_address_allows_nothing(server: FeedServer, robots: Robots) -> None:
    server.serve("/robots.txt", redirect("http://10.0.0.1/robots.txt"))
    assert "a private or reserved address" in (await robots.permission(server.url("/news/1"))).why


async def test_of_an_endless_file_the_beginning_counts(server: FeedServer, robots: Robots) -> None:
    server.serve("/robots.txt", Page(b"User-agent: *\nDisallow: /private\n" + b"#" * 65_000 + b"\n", endless=True))
    assert not (await robots.permission(server.url("/private/1"))).allowed
    assert (await robots.permission(server.url("/news/1"))).allowed
    assert server.sent < 8 * 1024 * 1024


@pytest.mark.parametrize(
    ("asked", "allowed", "delay"),
    [("5", True, 5.0), ("10", True, 10.0), ("10.5", False, 0.0), ("nan", True, 0.0), ("x", True, 0.0)],
)
async def test_a_crawl_delay_is_kept_up_to_ten_seconds(
    server: FeedServer, robots: Robots, asked: str, allowed: bool, delay: float
) -> None:
    server.serve("/robots.txt", text(f"User-agent: *\nCrawl-delay: {asked}\n"))
    permission = await robots.permission(server.url("/news/1"))
    assert (permission.allowed, permission.delay) == (allowed, delay)


async def test_what_is_remembered_is_bounded(server: FeedServer, robots: Robots, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sources.robots._BYTES", 1500)
    server.serve("/robots.txt", text("User-agent: *\nDisallow: /private\n" + "#" * 1000))
    for host in ("127.0.0.1", "localhost", "127.0.0.1"):
        await robots.permission(server.url("/news/1").replace("127.0.0.1", host))
    assert len(server.requests) == 3
    assert len(robots._known) == 1


@pytest.mark.parametrize("url", ["", "mailto:desk@example.com", "http://[::1", "/news/1"])
async def test_what_is_no_web_address_may_not_be_read(robots: Robots, url: str) -> None:
    assert not (await robots.permission(url)).allowed
