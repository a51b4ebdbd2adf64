"""Lists of feeds that come and go as files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.listing import FeedList, ListedFeed
from bot.model.message import Attachment, Unread
from bot.model.quotas import Quotas
from tests.fakes.desk import Front, as_text

LIST = FeedList("mine", tuple(ListedFeed(f"https://{name}.example/rss", name) for name in ("one", "two", "three")))
FILE = Attachment("my feeds.opml", "text/xml", b"<opml/>")


def front() -> Front:
    made = Front()
    made.lists.answers["<opml/>"] = LIST
    return made


@pytest.mark.parametrize("words", ["", "feed import", "استيراد مصادر", "/feeds import"])
@pytest.mark.parametrize("name", ["my feeds.opml", "FEEDS.XML", "list", "list.txt"])
async def test_a_list_as_a_file_is_taken_in(words: str, name: str) -> None:
    made = front()
    await made.ask(words, attached=replace(FILE, name=name))
    assert {"https://one.example/rss", "https://three.example/rss"} <= {feed.url for feed in made.chats.feeds.values()}


async def test_what_is_no_list_is_said() -> None:
    made = front()
    before = dict(made.chats.feeds)
    assert "OPML" in await made.say("feed import", attached=replace(FILE, content=b"<html/>"))
    assert made.chats.feeds == before


@pytest.mark.parametrize(("why", "said"), [(Unread.TOO_LARGE, "5 MiB"), (Unread.LOST, "once more")])
async def test_a_file_that_was_not_read_is_said(why: Unread, said: str) -> None:
    assert said in await front().say("feed import", attached=why)


async def test_a_list_is_taken_as_far_as_the_chat_may_have_feeds() -> None:
    made = front()
    made.desk = replace(made.desk, quotas=Quotas(feeds=2, commands=10**9))
    text = await made.say("", attached=FILE)
    urls = {feed.url for feed in made.chats.feeds.values()}
    assert "https://two.example/rss" in urls
    assert "https://three.example/rss" not in urls
    assert "1" in text
    again = await made.say("feed import", attached=FILE)
    assert "https://three.example/rss" not in {feed.url for feed in made.chats.feeds.values()}, again


@pytest.mark.parametrize("words", ["feed export", "مصدر تصدير"])
async def test_the_feeds_are_given_out_as_a_file_too(words: str) -> None:
    made = front()
    message = await made.ask(words)
    assert message is not None
    assert message.attachment is not None
    assert message.attachment.name == "feeds.opml"
    assert b"<outline" in message.attachment.content
    assert message.attachment.missed
    assert "outline" in as_text(message), "short ones also in words"


async def test_whoever_may_not_change_feeds_may_not_by_a_file_either() -> None:
    made = front()
    await made.ask("help", channel="-100")
    before = dict(made.chats.feeds)
    await made.ask("", "7", "-100", attached=FILE)
    assert made.chats.feeds == before
