"""Discovery over a loopback server: what an address leads to, in how many requests, and what it costs when it leads nowhere."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator

import pytest

from bot.model.listing import Candidate, Dead, Found
from bot.model.news import Broken, Language, Trouble
from bot.sources import discovery as discovering
from bot.sources.discovery import Discovery
from bot.sources.fetching import Fetcher, FetchRules
from bot.sources.leads import Leads, leads_of
from bot.sources.parsing import Parser
from tests.fakes.feed_server import FeedServer, Page, redirect

HTML = "text/html; charset=utf-8"


def rss(title: str, *stories: str, language: str = "") -> str:
    items = "".join(f"<item><title>{story}</title><link>https://news.example/{story}</link></item>" for story in stories)
    return f"<rss version='2.0'><channel><title>{title}</title><language>{language}</language>{items}</channel></rss>"


def atom(title: str, *stories: str) -> str:
    entries = "".join(
        f"<entry><id>{story}</id><title>{story}</title><link href='https://news.example/{story}'/></entry>" for story in stories
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{title}</title>{entries}</feed>"


def json_feed(title: str, *stories: str) -> str:
    items = [{"id": story, "title": story, "url": f"https://news.example/{story}"} for story in stories]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items})


def page(head: str = "", body: str = "") -> Page:
    return Page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), content_type=HTML)


def declared(*hrefs: str) -> str:
    return "".join(f'<link rel="alternate" type="application/rss+xml" title="t" href="{href}"/>' for href in hrefs)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    async with Parser() as parser:
        yield parser


@pytest.fixture
async def discovery(server: FeedServer, parser: Parser) -> AsyncIterator[Discovery]:
    async with Fetcher(FetchRules("test", total=10, allow=(server.host,))) as fetcher:
        yield Discovery(fetcher, parser)


def urls(found: Found, server: FeedServer) -> list[str]:
    return [candidate.url.removeprefix(server.url("")) for candidate in found.candidates]


def asked(server: FeedServer) -> list[str]:
    return [request.path for request in server.requests]


async def test_an_address_that_is_a_feed(discovery: Discovery, server: FeedServer) -> None:
    url = server.serve("/news", rss("وكالة الميناء", "a", "b", language="ar"))
    candidate = Candidate(url, "وكالة الميناء", "rss20", 2, Language.ARABIC)
    assert await discovery.find(url) == Found((candidate,), itself=True)
    assert asked(server) == ["/news"]


async def test_a_feed_that_has_moved_for_good_is_offered_where_it_is(discovery: Discovery, server: FeedServer) -> None:
    server.serve("/new", rss("A", "a"))
    server.serve("/old", redirect(server.url("/new"), 301))
    server.serve("/elsewhere", redirect(server.url("/new"), 302))
    assert urls(await discovery.find(server.url("/old")), server) == ["/new"]
    assert urls(await discovery.find(server.url("/elsewhere")), server) == ["/elsewhere"]


async def test_a_page_that_declares_one_feed(discovery: Discovery, server: FeedServer) -> None:
    server.serve("/", page(declared("/rss")))
    server.serve("/rss", rss("Harbour Post", "a", "b", "c", language="en-GB"))
    found = await discovery.find(server.url("/"))
    assert found.candidates == (Candidate(server.url("/rss"), "Harbour Post", "rss20", 3, Language.ENGLISH),)
    assert not found.itself
    assert asked(server) == ["/", "/rss"]


async def test_several_feeds_of_every_kind(discovery: Discovery, server: FeedServer) -> None:
    server.serve("/ar/home", page('<base href="/ar/"/>' + declared("rss", "../en/atom", "feed.json", "gone")))
    server.serve("/ar/rss", rss("أخبار", "a"))
    server.serve("/en/atom", atom("News", "b"))
    server.serve("/ar/feed.json", Page(json_feed("Sport", "c").encode(), content_type="application/feed+json"))
    found = await discovery.find(server.url("/ar/home"))
    assert [(each.title, each.format, each.entries) for each in found.candidates] == [
        ("أخبار", "rss20", 1),
        ("News", "atom10", 1),
        ("Sport", "json", 1),
    ]


async def test_the_same_feed_is_offered_once(discovery: Discovery, server: FeedServer) -> None:
    server.serve("/", page(declared("/rss", "/rss/", "/rss?utm_source=page", "/atom", "/other")))
    server.serve("/rss", rss("A", "a", "b"))
    server.serve("/atom", atom("A as Atom", "a", "b"))
    server.serve("/other", rss("B", "a", "c"))
    assert urls(await discovery.find(server.url("/")), server) == ["/rss", "/other"]
    assert asked(server) == ["/", "/rss", "/atom", "/other"]


async def test_comments_and_empty_feeds_come_last(discovery: Discovery, server: FeedServer) -> None:
    server.serve("/", page(declared("/comments/feed", "/empty", "/feed")))
    server.serve("/comments/feed", rss("Comments for Harbour", "x"))
    server.serve("/empty", rss("Nothing yet"))
    server.serve("/feed", rss("Harbour", "a"))
    found = await discovery.find(server.url("/"))
    assert urls(found, server) == ["/feed", "/empty", "/comments/feed"]
    assert [each.comments for each in found.candidates] == [False, False, True]


async def test_links_are_tried_when_nothing_is_declared(discovery: Discovery, server: FeedServer) -> None:
    server.serve("/", page(body='<a href="/about">about</a><a href="/all.rss">الكل</a><a href="/cities.xml">مدن</a>'))
    server.serve("/all.rss", rss("الكل", "a"))
    server.serve("/cities.xml", rss("مدن", "b"))
    assert urls(await discovery.find(server.url("/")), server) == ["/all.rss", "/cities.xml"]
    assert "/about" not in asked(server)


async def test_a_page_that_lists_feeds_is_followed_once(discovery: Discovery, server: FeedServer) -> None:
    server.serve("/", page(body='<a href="/services">خدمة RSS</a>'))
    server.serve("/services", page(body='<a href="/world.xml">World</a><a href="/more">more RSS</a>'))
    server.serve("/world.xml", rss("World", "a"))
    server.serve("/more", page(body='<a href="/deeper.xml">x</a>'))
    assert urls(await discovery.find(server.url("/")), server) == ["/world.xml"]
    assert "/deeper.xml" not in asked(server)


async def test_common_paths_are_tried_last_and_only_until_one_is_a_feed(discovery: Discovery, server: FeedServer) -> None:
    server.serve("/blog/", page(declared("/gone")))
    server.serve("/rss.xml", rss("Harbour", "a"))
    server.serve("/atom.xml", atom("Harbour", "b"))
    assert urls(await discovery.find(server.url("/blog/")), server) == ["/rss.xml"]
    assert asked(server) == ["/blog/", "/gone", "/blog/feed", "/blog/rss.xml", "/feed", "/rss", "/rss.xml"]


async def test_a_site_without_a_feed_is_asked_few_times(discovery: Discovery, server: FeedServer) -> None:
    server.serve(
        "/a/b", page(declared(*(f"/d{n}" for n in range(50))), "".join(f'<a href="/{n}.rss">x</a>' for n in range(50)))
    )
    assert await discovery.find(server.url("/a/b")) == Found()
    assert len(server.requests) == 13
    assert server.most_under_way == 1


async def test_every_page_answered_with_the_same_html(discovery: Discovery, server: FeedServer) -> None:
    for path in ("/", "/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml"):
        server.serve(path, page(body="<p>An application of scripts.</p>"))
    assert await discovery.find(server.url("/")) == Found()
    assert len(server.requests) == 7


@pytest.mark.parametrize(
    ("url", "site"),
    [("https://t.me/harbour", Dead.TELEGRAM), ("https://x.com/harbour", Dead.X), ("https://fb.com/h", Dead.FACEBOOK)],
)
async def test_a_site_that_offers_no_feeds_is_not_asked(url: str, site: Dead) -> None:
    class Nobody:
        async def fetch(self, url: str, *, credentials: bool = False) -> None:
            raise AssertionError(url)

        parse = fetch

    assert await Discovery(Nobody(), Nobody()).find(url) == Found(dead=site)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Page(status=404), Trouble.NOT_FOUND),
        (Page(status=410), Trouble.GONE),
        (Page(status=500), Trouble.SERVER_ERROR),
        (Page(b"<html>Just a moment</html>", 403, {"cf-mitigated": "challenge"}), Trouble.CHALLENGE),
        (Page(b""), Trouble.NOT_A_FEED),
        (page("<title>Sign in</title>", "<form><input type='password'></form>"), Trouble.LOGIN_PAGE),
        (Page(b"<rss version='2.0'><channel><item><title>cut"), Trouble.MALFORMED),
    ],
)
async def test_an_address_that_cannot_be_read(discovery: Discovery, server: FeedServer, answer: Page, trouble: Trouble) -> None:
    found = await discovery.find(server.serve("/", answer))
    assert found.candidates == ()
    assert found.broken is not None
    assert found.broken.trouble is trouble
    assert asked(server) == ["/"]


async def test_what_a_page_names_goes_through_the_guard(discovery: Discovery, server: FeedServer, parser: Parser) -> None:
    inside = (
        "http://127.0.0.1:1/rss",
        "http://10.0.0.1/rss",
        "http://[::1]/rss",
        "http://router.lan/rss",
        "http://u:p@a.example/rss",
    )
    server.serve("/", page(declared(*inside)))
    assert await discovery.find(server.url("/")) == Found()
    async with Fetcher(FetchRules("test")) as strict:
        broken = (await Discovery(strict, parser).find(server.url("/"))).broken
    assert broken is not None
    assert broken.trouble is Trouble.FORBIDDEN_ADDRESS


async def test_what_is_found_when_the_time_is_up_counts(server: FeedServer, parser: Parser) -> None:
    never = asyncio.Event()
    server.serve("/", page(declared("/rss", "/slow")))
    server.serve("/rss", rss("A", "a"))
    server.serve("/slow", Page(gate=never))
    server.serve("/silent", Page(gate=never))
    # The parsing process takes its time to start.
    await parser.parse(b"<!doctype html><html></html>", HTML, "")
    async with Fetcher(FetchRules("test", allow=(server.host,))) as fetcher:
        discovery = Discovery(fetcher, parser, seconds=2)
        assert urls(await discovery.find(server.url("/")), server) == ["/rss"]
        found = await Discovery(fetcher, parser, seconds=0.2).find(server.url("/silent"))
    assert found == Found(broken=Broken(Trouble.TIMEOUT, "no feed found in 0.2 s"))
    never.set()


async def test_pages_are_read_beside_the_loop(
    discovery: Discovery, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = []

    def leads_seen(*arguments: object) -> Leads:
        readers.append(threading.current_thread())
        return leads_of(*arguments)

    monkeypatch.setattr(discovering, "leads_of", leads_seen)
    server.serve("/", page(declared("/rss")))
    await discovery.find(server.url("/"))
    assert readers
    assert threading.main_thread() not in readers
