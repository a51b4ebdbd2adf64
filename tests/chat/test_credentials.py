"""A feed whose address holds a user name and password: for owners alone, sent to its own host, and never shown again.

From the chat to a server on the loopback and a real store, with everything that was said or written down looked through.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from bot.chat.command import ORDER
from bot.chat.reception import COMMANDS
from bot.model.chat import Address, ChatKind, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.pipeline.collect import Newsstand, poll
from bot.platforms.console import to_text
from bot.sources.guard import Guard
from bot.sources.reading import FeedReader
from bot.sources.subscription_lists import OpmlLists
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database, open_database
from bot.store.schema import audit
from tests.fakes.clock import FakeClock
from tests.fakes.desk import PHRASES, Front
from tests.fakes.feed_server import FeedServer, Page
from tests.store.house import House

FEED = "<rss><channel><title>Wire</title><item><title>A headline</title><link>/1</link></item></channel></rss>"
GIVEN = "Basic cjNhZGVyOnMzY3JldA=="
SECRETS = ("r3ader", "s3cret", "cjNhZGVyOnMzY3JldA")


def clean(text: str) -> bool:
    return not any(secret in text for secret in SECRETS)


def everything(message: Message | None) -> str:
    assert message is not None
    return "\n".join((repr(message), to_text(message, marks=True), message.notification))


class Desk:
    """A desk before the real store and the real reader."""

    def __init__(self, database: Database, reader: FeedReader) -> None:
        self.front = Front()
        self.chats = Chats(database)
        self.articles = Articles(database)
        self.reader = reader
        lists = OpmlLists(reader.fetcher, Guard(["127.0.0.1"]))
        self.front.desk = replace(self.front.desk, chats=self.chats, articles=self.articles, reader=reader, lists=lists)

    async def say(self, text: str, person: str = "111", **more: object) -> str:
        return everything(await self.front.ask(text, person, **more))


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        server.serve("/feed", FEED)
        yield server


@pytest.fixture
async def database(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Database]:
    opened = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}", clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def desk(database: Database, server: FeedServer) -> AsyncIterator[Desk]:
    async with FeedReader(allow_hosts=[server.host, "127.0.0.1:9"]) as reader:
        yield Desk(database, reader)


async def test_an_owner_adds_such_a_feed_and_it_is_polled_as_it_was_tried(
    desk: Desk, server: FeedServer, database: Database, clock: FakeClock
) -> None:
    address = f"http://r3ader:s3cret@{server.host}/feed"
    said = [await desk.say(f"feed add {address}"), await desk.say(f"feed add {address}"), await desk.say("feeds")]
    (due,) = await desk.articles.due_sources(5)
    assert due.source.url == address
    await poll(due, Newsstand(desk.reader, desk.articles, clock, lambda: 0.0, lambda: None))
    assert [request.headers.get("Authorization") for request in server.requests] == [GIVEN] * 3
    said += [
        await desk.say(text)
        for text in (
            f"feed check {address}",
            "feed check 1",
            "feed export",
            "feed pause 1",
            "feed resume 1",
            "feeds",
            "مصادر",
            "status",
            "feed remove 1",
        )
    ]
    assert "Wire" in said[2]
    assert [each for each in said if not clean(each)] == []
    written = await House(database, clock).rows(audit)
    assert {"feed add", "feed paused", "feed on", "feed removed"} <= {row.action for row in written}
    assert clean(repr(written))


async def test_what_goes_wrong_with_such_a_feed_is_told_without_them(desk: Desk, server: FeedServer, clock: FakeClock) -> None:
    server.serve("/away", Page(status=302, headers={"Location": "http://10.0.0.1/"}))
    server.serve("/login", Page(b"no", 401))
    places = [f"{server.host}/{name}" for name in ("away", "login", "missing")]
    for place in (*places, "127.0.0.1:9/closed", "10.0.0.1/inside", f"{server.host}:22/port", "nowhere.invalid:22/x"):
        assert clean(await desk.say(f"feed add http://r3ader:s3cret@{place}")), place
    await desk.say(f"feed add http://r3ader:s3cret@{server.host}/feed")
    server.serve("/feed", Page(b"no", 403))
    (due,) = await desk.articles.due_sources(5)
    await poll(due, Newsstand(desk.reader, desk.articles, clock, lambda: 0.0, lambda: None))
    said = await desk.say("feeds")
    assert PHRASES.text(Language.ENGLISH, "trouble.refused") in said
    assert clean(said)


async def test_a_list_may_bring_such_feeds_to_owners(
    desk: Desk, server: FeedServer, database: Database, clock: FakeClock
) -> None:
    private = f"http://r3ader:s3cret@{server.host}/feed"
    row = f'<outline text="Private" xmlUrl="{private}"/>'
    address = server.serve("/list.opml", f'<opml version="2.0"><body>{row}</body></opml>', content_type="text/x-opml")
    assert clean(await desk.say(f"feed import {address}"))
    (due,) = await desk.articles.due_sources(5)
    assert due.source.url == private
    assert clean(await desk.say("feed export"))
    assert clean(await desk.say("feeds"))
    assert clean(repr(await House(database, clock).rows(audit)))


async def test_nobody_else_may_add_one_and_the_server_is_not_asked(desk: Desk, server: FeedServer) -> None:
    assert all(command.needs < Role.OWNER for command in COMMANDS if command.name.startswith("feed"))
    people = (("24", ChatKind.PRIVATE), ("7", ChatKind.GROUP))
    desk.front.directory.admins.add(("7", "7"))
    for person, kind in people:
        chat = await desk.chats.open_chat(Address(Platform.TELEGRAM, person), kind, person, Language.ENGLISH)
        await desk.chats.save(replace(chat, admitted=True))
    for person, kind in people:
        for name in ("r3ader:s3cret", "r3ader:s3cret\\", "r3ader"):
            for command in (f"feed add http://{name}", f"feed add {name}", f"feed check http://{name}"):
                said = await desk.say(f"{command}@{server.host}/feed", person, channel=person, kind=kind)
                assert clean(said), command
    assert server.requests == []
    assert [await desk.chats.sources(chat.id) for chat in await desk.chats.chats()] == [(), ()]
    assert desk.front.checks.asked == []
    # An admin of a group may add any other feed.
    assert "Wire" in await desk.say(f"feed add {server.url('/feed')}", "7", channel="7", kind=ChatKind.GROUP)


@pytest.mark.parametrize(
    "form", ["http://r3ader:s3cret@127.0.0.1:9/x", "r3ader:s3cret@127.0.0.1:9/x", "//r3ader:s3cret@127.0.0.1:9/"]
)
async def test_no_command_repeats_them_whatever_it_was_meant_for(desk: Desk, form: str) -> None:
    words = {PHRASES.words(language, f"commands.{name}.words")[0] for name in ORDER for language in PHRASES.languages}
    with structlog.testing.capture_logs() as logged:
        for word in (*sorted(words), "", "nonsense", "feed ad"):
            assert clean(await desk.say(f"{word} {form}".strip())), word
    assert clean(repr(logged))
