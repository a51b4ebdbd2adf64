"""Articles' pages over a loopback site: robots, redirects, sizes, what is remembered, and the process that reads them."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import pytest

from bot.model.news import Broken, Trouble
from bot.sources.fetching import Fetcher, FetchRules
from bot.sources.killable import KillableProcess
from bot.sources.pages import WebPages, page_process
from tests.fakes.articles import ARABIC, ENGLISH, arabic_page, english_page
from tests.fakes.clock import FakeClock
from tests.fakes.feed_server import FeedServer, Page, redirect

HTML = "text/html; charset=utf-8"
# The library takes far longer than its length for a page of nothing but short paragraphs with links.
HANGS = b"<html><body>" + b"<p>a b c d <a href=x>e</a></p>" * 60_000


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def fetcher(server: FeedServer) -> AsyncIterator[Fetcher]:
    async with Fetcher(FetchRules("rasid/9 (news feed reader)", allow=(server.host, "localhost"))) as fetcher:
        yield fetcher


@pytest.fixture
async def pages(fetcher: Fetcher, clock: FakeClock) -> AsyncIterator[WebPages]:
    async with WebPages(fetcher, clock, pace=0) as pages:
        yield pages


def html(text: str) -> Page:
    return Page(text.encode(), content_type=HTML)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_articles_of_both_languages_are_read_each_once(server: FeedServer, pages: WebPages, clock: FakeClock) -> None:
    arabic = server.serve("/ar/1", Page(arabic_page().encode("cp1256"), content_type="text/html"))
    english = server.serve("/en/1", html(english_page()))
    texts = await asyncio.gather(*(pages.text_of(url) for url in (arabic, english, f"{arabic}?utm_source=rss", english)))
    assert texts == ["\n\n".join(ARABIC), "\n\n".join(ENGLISH)] * 2
    assert await pages.text_of(f"{english}/#top") == texts[1]
    assert sorted(asked.path for asked in server.requests) == ["/ar/1", "/en/1", "/robots.txt"]
    clock.advance(hours=7)
    await pages.text_of(english)
    assert len(server.asked("/en/1")) == 2


async def test_it_asks_for_pages_as_itself(server: FeedServer, pages: WebPages) -> None:
    await pages.text_of(server.serve("/1", html(english_page())))
    headers = server.asked("/1")[0].headers
    assert headers["User-Agent"] == "rasid/9 (news feed reader)"
    assert headers["Accept"].startswith("text/html")
    assert not {"Cookie", "Referer", "If-None-Match"} & set(headers)


async def test_a_page_that_robots_may_not_read_is_not_asked_for(server: FeedServer, pages: WebPages) -> None:
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /paid/\n")
    url = server.serve("/paid/1", html(english_page()))
    assert await pages.text_of(url) == Broken(Trouble.REFUSED, "robots.txt does not allow it")
    assert not server.asked("/paid/1")


async def test_nor_is_one_of_a_site_whose_robots_txt_cannot_be_had(server: FeedServer, pages: WebPages) -> None:
    server.serve("/robots.txt", Page(b"", 503))
    assert await pages.text_of(server.url("/1")) == Broken(Trouble.REFUSED, "no robots.txt to be had: HTTP 503")
    assert not server.asked("/1")


async def test_a_redirect_to_where_robots_may_not_go_gives_nothing(server: FeedServer, pages: WebPages) -> None:
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /paid/\n")
    server.serve("/paid/1", html(english_page()))
    url = server.serve("/1", redirect("/paid/1"))
    assert await pages.text_of(url) == Broken(Trouble.REFUSED, "robots.txt does not allow it")


async def test_a_sites_delay_is_kept_between_its_pages(server: FeedServer, fetcher: Fetcher, clock: FakeClock) -> None:
    server.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 0.3\n")
    async with WebPages(fetcher, clock, pace=0.01) as pages:
        started = asyncio.get_running_loop().time()
        await asyncio.gather(*(pages.text_of(server.url(f"/{n}")) for n in range(3)))
        assert asyncio.get_running_loop().time() - started >= 0.6


@pytest.mark.parametrize(
    ("page", "broken"),
    [
        (Page(b"", 404), Broken(Trouble.NOT_FOUND, "HTTP 404")),
        (Page(b"", 500), Broken(Trouble.SERVER_ERROR, "HTTP 500")),
        (Page(b"%PDF" * 100_000, content_type="application/pdf"), Broken(Trouble.MALFORMED, "not an HTML page")),
        (Page(bytes(65_536), content_type="video/mp4", endless=True), Broken(Trouble.MALFORMED, "not an HTML page")),
        (Page(b"", content_type=HTML), Broken(Trouble.NOT_A_FEED, "empty body")),
        (Page(b"<p>word</p>" * 6000, content_type=HTML, endless=True), Broken(Trouble.TOO_LARGE, "more than 3145728 bytes")),
        (redirect("/"), Broken(Trouble.REDIRECTS, "a redirect to the front page")),
        (redirect("/1"), Broken(Trouble.REDIRECTS, "more than 5 redirects")),
        (redirect("file:///etc/passwd"), Broken(Trouble.REDIRECTS, "not an http or https address")),
        (redirect("http://10.0.0.1/1"), Broken(Trouble.FORBIDDEN_ADDRESS, "a private or reserved address: 10.0.0.1")),
        (redirect("http://127.1:8080/"), Broken(Trouble.FORBIDDEN_ADDRESS, "a private or reserved address: 127.0.0.1")),
        (
            Page(b"<title>Just a moment", 403, headers={"Server": "cloudflare", "cf-mitigated": "challenge"}),
            Broken(Trouble.CHALLENGE, "HTTP 403, a check for browsers"),
        ),
    ],
)
async def test_what_is_no_article_is_broken_and_not_asked_for_again_for_an_hour(
    server: FeedServer, pages: WebPages, clock: FakeClock, page: Page, broken: Broken
) -> None:
    server.serve("/", html(english_page()))
    url = server.serve("/1", page)
    assert await pages.text_of(url) == broken
    asked = len(server.requests)
    assert await pages.text_of(url) == broken
    assert len(server.requests) == asked
    clock.advance(minutes=61)
    assert await pages.text_of(url) == broken
    assert len(server.requests) > asked
    assert pages._process.process_id is None


@pytest.mark.parametrize("url", ["", "mailto:desk@example.com", "javascript:alert(1)", "file:///etc/passwd", "http://"])
async def test_what_is_no_web_address_is_not_asked_for(pages: WebPages, url: str) -> None:
    assert await pages.text_of(url) == Broken(Trouble.BAD_URL, "not an address")


async def test_a_front_page_is_not_asked_for_but_an_article_named_by_its_query_is(server: FeedServer, pages: WebPages) -> None:
    server.serve("/", html(english_page()))
    for path in ("", "/", "/?utm_source=rss"):
        assert await pages.text_of(f"http://{server.host}{path}") == Broken(Trouble.MALFORMED, "the front page of a site")
    assert not server.requests
    assert await pages.text_of(server.serve("/?p=123", html(english_page()))) == "\n\n".join(ENGLISH)


@pytest.mark.parametrize("answer", [Page(b"", 429), Page(b"", 503, headers={"Retry-After": "3600"})])
async def test_a_site_that_is_asked_too_much_is_left_alone(server: FeedServer, pages: WebPages, answer: Page) -> None:
    await pages.text_of(server.serve("/1", answer))
    text = await pages.text_of(server.serve("/2", html(english_page())))
    assert text == Broken(Trouble.RATE_LIMITED, "the site has asked to be left alone for a while")
    assert not server.asked("/2")


async def test_a_page_is_given_up_when_all_of_it_takes_too_long(
    server: FeedServer, pages: WebPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sources.pages._SECONDS", 0.3)
    url = server.serve("/1", Page(b"<p>", content_type=HTML, trickle=0.05, endless=True))
    assert await pages.text_of(url) == Broken(Trouble.TIMEOUT, "not read within 0.3 s")


@pytest.mark.parametrize("url", ["http://10.0.0.1/1", "http://localhost.localdomain:22/1", "http://[::1]/1"])
async def test_a_private_address_in_a_feed_is_not_reached(pages: WebPages, url: str) -> None:
    text = await pages.text_of(url)
    assert isinstance(text, Broken)
    assert text.trouble is Trouble.REFUSED


async def test_a_page_that_keeps_the_library_busy_is_given_up_and_the_loop_goes_on(
    server: FeedServer, fetcher: Fetcher, clock: FakeClock
) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    process = KillableProcess(seconds=1.0, patience=60.0, megabytes=512)
    async with WebPages(fetcher, clock, process, pace=0) as pages:
        ticking = asyncio.create_task(tick())
        text = await pages.text_of(server.serve("/hangs", Page(HANGS, content_type=HTML)))
        ticking.cancel()
        assert text == Broken(Trouble.PARSER_STOPPED, "more than 1 s of processor time")
        assert ticks > 20
        assert await pages.text_of(server.serve("/1", html(english_page()))) == "\n\n".join(ENGLISH)


async def test_a_page_that_takes_too_much_memory_is_given_up(server: FeedServer, fetcher: Fetcher, clock: FakeClock) -> None:
    if sys.platform != "linux":
        return
    process = KillableProcess(seconds=30.0, patience=60.0, megabytes=90)
    async with WebPages(fetcher, clock, process, pace=0) as pages:
        assert isinstance(await pages.text_of(server.serve("/large", Page(HANGS, content_type=HTML))), Broken)
        assert await pages.text_of(server.serve("/1", html(english_page()))) == "\n\n".join(ENGLISH)


async def test_the_process_starts_with_the_first_page_and_goes_when_there_are_no_more(
    server: FeedServer, fetcher: Fetcher, clock: FakeClock
) -> None:
    process = KillableProcess(seconds=30.0, patience=60.0, megabytes=256, idle=0.1)
    async with WebPages(fetcher, clock, process, pace=0) as pages:
        assert process.process_id is None
        await pages.text_of(server.serve("/1", html(english_page())))
        worker = process.process_id
        assert worker is not None
        async with asyncio.timeout(30):
            while alive(worker):
                await asyncio.sleep(0.02)
        assert process.process_id is None
        assert await pages.text_of(server.serve("/2", html(english_page()))) == "\n\n".join(ENGLISH)


async def test_the_process_makes_way_for_a_new_one_after_so_many_pages(
    server: FeedServer, fetcher: Fetcher, clock: FakeClock
) -> None:
    process = KillableProcess(seconds=30.0, patience=60.0, megabytes=256, jobs=2)
    async with WebPages(fetcher, clock, process, pace=0) as pages:
        workers = []
        for number in range(2):
            await pages.text_of(server.serve(f"/{number}", html(english_page())))
            workers.append(process.process_id)
    assert workers[0] is not None
    assert workers[1] is None


async def test_who_gives_up_waiting_leaves_the_page_to_the_others(server: FeedServer, pages: WebPages) -> None:
    gate = asyncio.Event()
    url = server.serve("/1", Page(english_page().encode(), content_type=HTML, gate=gate))
    first, second = (asyncio.create_task(pages.text_of(url)) for _ in range(2))
    while not server.asked("/1"):
        await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.sleep(0)
    gate.set()
    assert await second == "\n\n".join(ENGLISH)
    assert len(server.asked("/1")) == 1


async def test_closing_gives_up_what_is_being_read(server: FeedServer, fetcher: Fetcher, clock: FakeClock) -> None:
    pages = WebPages(fetcher, clock, pace=0)
    reading = asyncio.create_task(pages.text_of(server.serve("/1", Page(b"", content_type=HTML, gate=asyncio.Event()))))
    while not server.asked("/1"):
        await asyncio.sleep(0.01)
    await pages.close()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await pages.close()


async def test_what_is_remembered_is_bounded(server: FeedServer, pages: WebPages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sources.pages._POINTS", len("\n\n".join(ENGLISH)) + 10)
    for number in (1, 2, 1):
        await pages.text_of(server.serve(f"/{number}", html(english_page())))
    assert len(server.asked("/1")) == 2
    assert len(pages._known) == 1


async def test_the_process_for_pages_is_one_that_ends() -> None:
    process = page_process()
    assert process._idle > 0
    assert process._jobs > 0
