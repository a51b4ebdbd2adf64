"""From a chat to a site on the loopback and a real store: a page's feeds by button, and a list from one chat to another."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.message import Message
from bot.sources.discovery import Discovery
from bot.sources.guard import Guard
from bot.sources.reading import FeedReader
from bot.sources.subscription_lists import OpmlLists
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database, open_database
from tests.fakes.clock import FakeClock
from tests.fakes.desk import Front, as_text
from tests.fakes.feed_server import FeedServer, redirect

PAGE = (
    "<html><head><link rel='alternate' type='application/rss+xml' href='/ar/rss'>"
    "<link rel='alternate' type='application/rss+xml' href='/en/rss'></head><body>الصفحة الأولى</body></html>"
)


def feed(title: str, language: str) -> str:
    item = f"<item><title>{title} 1</title><link>https://news.example/{language}</link></item>"
    return f"<rss version='2.0'><channel><title>{title}</title><language>{language}</language>{item}</channel></rss>"


class Place:
    """A desk before a real store, reader and discovery."""

    def __init__(self, database: Database, reader: FeedReader, server: FeedServer) -> None:
        self.front = Front()
        self.chats = Chats(database)
        self.articles = Articles(database)
        self.front.desk = replace(
            self.front.desk,
            chats=self.chats,
            articles=self.articles,
            reader=reader,
            discovery=Discovery(reader.fetcher, reader.parser),
            lists=OpmlLists(reader.fetcher, Guard([server.host])),
        )

    async def ask(self, text: str, **more: object) -> Message:
        message = await self.front.ask(text, **more)
        assert message is not None
        return message

    async def due(self) -> list[str]:
        return [due.source.name for due in await self.articles.due_sources(9)]


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        server.serve("/", PAGE, content_type="text/html")
        server.serve("/ar/rss", feed("صحيفة الساحل", "ar"))
        server.serve("/en/rss", feed("Coast Daily", "en"))
        yield server


@pytest.fixture
async def place(tmp_path: Path, sqlite_template: Path, clock: FakeClock, server: FeedServer) -> AsyncIterator[Place]:
    shutil.copy(sqlite_template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}", clock=clock)
    async with FeedReader(allow_hosts=[server.host]) as reader:
        yield Place(database, reader, server)
    await database.close()


async def test_each_feed_of_a_page_is_taken_by_its_button_and_read_from_then_on(place: Place, server: FeedServer) -> None:
    choice = await place.ask(f"feed add {server.url('/')}")
    assert [row[0].label for row in choice.buttons] == ["صحيفة الساحل", "Coast Daily"]
    assert await place.due() == []
    for row in choice.buttons:
        assert "It holds 1 entry now" in as_text(await place.ask(row[0].action, button=True))
    assert await place.due() == ["صحيفة الساحل", "Coast Daily"]
    assert "already, as number" in as_text(await place.ask(choice.buttons[0][0].action, button=True))


async def test_a_feed_that_is_gone_by_the_time_it_is_chosen_is_not_saved(place: Place, server: FeedServer) -> None:
    choice = await place.ask(f"feed add {server.url('/')}")
    del server.pages["/en/rss"]
    assert "Not added" in as_text(await place.ask(choice.buttons[1][0].action, button=True))
    assert await place.due() == []


async def test_a_list_goes_from_one_chat_to_another(place: Place, server: FeedServer) -> None:
    for path in ("/ar/rss", "/en/rss"):
        await place.ask(f"feed add {server.url(path)}")
    shown = as_text(await place.ask("feed export"))
    document = re.search(r"<\?xml.*</opml>", shown, re.DOTALL)
    assert document is not None
    router = '<outline text="Router" xmlUrl="http://192.168.0.1/rss"/></body>'
    address = server.serve("/all.opml", document[0].replace("</body>", router))
    requests = len(server.requests)
    said = as_text(await place.ask(f"feed import {address}", person="111", channel="222"))
    assert "2 feeds added, 0 here already, 1 refused" in said
    assert "Router: the address leads into a private network" in said
    assert len(server.requests) == requests + 1, "what a list names is not fetched before it is due"
    assert "0 feeds added, 2 here already, 1 refused" in as_text(await place.ask(f"feed import {address}", channel="222"))


async def test_a_page_is_asked_for_once_to_find_what_it_leads_to(place: Place, server: FeedServer) -> None:
    server.serve("/alone", "<html><head><link rel='alternate' type='application/rss+xml' href='/ar/rss'></head></html>")
    await place.ask(f"feed add {server.url('/')}")
    await place.ask(f"feed add {server.url('/alone')}")
    assert (len(server.asked("/")), len(server.asked("/alone"))) == (1, 1)
    assert await place.due() == ["صحيفة الساحل"]


async def test_a_page_behind_a_redirect_leads_from_where_it_really_is(place: Place, server: FeedServer) -> None:
    server.serve("/moved/page", "<html><head><link rel='alternate' type='application/rss+xml' href='rss'></head></html>")
    server.serve("/moved/rss", feed("Coast Daily", "en"))
    server.serve("/old", redirect("/moved/page"))
    await place.ask(f"feed add {server.url('/old')}")
    assert (len(server.asked("/old")), len(server.asked("/moved/page"))) == (1, 1)
    assert await place.due() == ["Coast Daily"]
