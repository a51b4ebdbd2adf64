"""Feeds, lists of them and files: answers that take a scene to bring about."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model.alert import Reason
from bot.model.listing import FeedList, ListedFeed
from bot.model.message import Attachment, Message
from bot.model.news import Broken, Entry, Fresh, Inspection, Language, Note, Source, Trouble, Validators
from bot.model.quotas import Quotas
from bot.ports import Checked, Poll
from tests.fakes.desk import NOON, Front, feed
from tests.fakes.scenes import GROUP, Scenes, Stage

AR, EN = Language.ARABIC, Language.ENGLISH
URL = "https://nahar.example/rss"
SOON = Poll(NOON + timedelta(minutes=5), Reason("interval", (("seconds", "300"),)))

FEEDS = Scenes("feeds")
CHECKED = Scenes("feeds-checked")
FILES = Scenes("files")


@FEEDS
async def none_at_all(stage: Stage) -> Message:
    stage.made.chats.feeds = {}
    return await stage.ask("feeds", "مصادر")


@FEEDS
async def not_added(stage: Stage) -> Message:
    stage.made.reader.answers[URL] = Broken(Trouble.TIMEOUT)
    return await stage.ask(f"feed add {URL}", f"مصدر إضافة {URL}")


@FEEDS
async def paused_twice(stage: Stage) -> Message:
    await stage.ask("feed pause 2", "مصدر إيقاف 2")
    return await stage.ask("feed pause 2", "مصدر إيقاف 2")


@FEEDS
async def resumed_though_it_was_not_paused(stage: Stage) -> Message:
    return await stage.ask("feed resume 2", "مصدر استئناف 2")


@FEEDS
async def shared_and_held_back(stage: Stage) -> Message:
    return await by_a_groups_admin(stage, "feed release 2", "مصدر إطلاق 2")


@FEEDS
async def shared_and_read_in_full(stage: Stage) -> Message:
    return await by_a_groups_admin(stage, "feed text 2 on", "مصدر نص 2 تفعيل")


async def by_a_groups_admin(stage: Stage, english: str, arabic: str) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    stage.made.directory.admins = {("-100", "9")}
    return await stage.ask(english, arabic, person="9", **GROUP)


@FEEDS
async def given_to_another_chat(stage: Stage) -> Message:
    await beside_a_group(stage)
    return await stage.ask("feed assign 4 2", "مصدر إسناد 4 2")


async def beside_a_group(stage: Stage) -> None:
    """A group of the same owner's, and a feed of this chat's own, number 4, that only this chat reads."""
    await stage.ask("help", "مساعدة")
    await stage.ask("help", "مساعدة", **GROUP)
    rows, feeds = stage.made.chats.rows, stage.made.chats.feeds
    rows[2] = replace(rows[2], title="غرفة الأخبار")
    feeds[4] = replace(feeds[1], id="own", url="https://own.example/rss", owner_chat=1)


@FEEDS
async def read_here_alone(stage: Stage) -> Message:
    await beside_a_group(stage)
    return await stage.ask("feed assign 4", "مصدر إسناد 4")


@FEEDS
async def taken_from_another_chat(stage: Stage) -> Message:
    await beside_a_group(stage)
    await stage.ask("feed assign 4 2", "مصدر إسناد 4 2")
    return await stage.ask("feed assign 4 none", "مصدر إسناد 4 بلا")


@FEEDS
async def taken_from_a_chat_that_does_not_read_it(stage: Stage) -> Message:
    await beside_a_group(stage)
    return await stage.ask("feed assign 4 without 2", "مصدر إسناد 4 بدون 2")


@FEEDS
async def given_everywhere_where_there_is_nowhere(stage: Stage) -> Message:
    return await stage.ask("feed assign 2 everywhere", "مصدر إسناد 2 الكل")


@FEEDS
async def removed_and_back(stage: Stage) -> Message:
    return await stage.press(await stage.ask("feed remove 2", "مصدر حذف 2"), "feed remove 2 back")


@FEEDS
async def paused_removed_and_back(stage: Stage) -> Message:
    await stage.ask("feed pause 2", "مصدر إيقاف 2")
    return await stage.press(await stage.ask("feed remove 2", "مصدر حذف 2"), "feed remove 2 back")


@FEEDS
async def a_list_taken_out_again(stage: Stage) -> Message:
    found = (ListedFeed("https://a.example/rss", "A"), ListedFeed("https://b.example/rss", "B"))
    stage.made.lists.answers = {"https://lists.example/all.opml": FeedList("All", found)}
    taken_in = await stage.ask("feed import https://lists.example/all.opml", "مصدر استيراد https://lists.example/all.opml")
    return await stage.press(taken_in, "feed remove ~")


@FEEDS
async def a_list_taken_out_long_after(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة")
    return await stage.ask("feed remove ~99", button=True)


@FEEDS
async def a_long_list_given_out(stage: Stage) -> Message:
    stage.made.chats.seed(*(Source(f"s{n}", f"https://{n}.example/{'x' * 60}", f"Gulf Wire {n}", EN) for n in range(60)))
    return await stage.ask("feed export", "مصدر تصدير")


async def checked(stage: Stage, reading: Fresh, *notes: str) -> Message:
    seen = Inspection(reading, status=200, url=URL, size=45_000, format="atom10", notes=notes)
    stage.made.checks.answers = {URL: Checked(seen, SOON)}
    return await stage.ask(f"feed check {URL}", f"مصدر فحص {URL}")


async def test_a_feed_that_is_read_here_already_is_not_offered_again() -> None:
    made = Front()
    read = Source("bbc", "https://bbc.example/rss", "BBC", EN)
    made.checks.answers = {url: Checked(Inspection(feed(), status=200, url=url), SOON) for url in (read.url, URL)}
    assert "To read it for this chat" not in await made.say("feed check 1")
    assert "To read it for this chat" not in await made.say(f"feed check {read.url}")
    assert "To read it for this chat" in await made.say(f"feed check {URL}")


@CHECKED
async def dated_and_in_english(stage: Stage) -> Message:
    entries = tuple(Entry(str(n), f"Entry {n}", "", published=NOON - timedelta(hours=n), language=EN) for n in range(3))
    return await checked(stage, Fresh(entries, title="Gulf Wire", language=EN))


@CHECKED
async def in_another_language_and_with_every_note(stage: Stage) -> Message:
    entries = (Entry("1", "Nouvelles du port", "", language=Language.OTHER),)
    reading = Fresh(entries, title="Le Port", language=Language.OTHER, validators=Validators())
    return await checked(stage, reading, *Note, "a note of the parser")


FORMAT = {"format": "rasid", "version": 1}


async def taken(stage: Stage, what: bytes | dict[str, Any]) -> Message:
    content = what if isinstance(what, bytes) else json.dumps(FORMAT | what).encode()
    attached = Attachment("rasid.json", "application/json", content)
    return await stage.ask("import", "استيراد", attached=attached)


@FILES
async def no_json(stage: Stage) -> Message:
    return await taken(stage, b"no")


@FILES
async def not_of_this_bot(stage: Stage) -> Message:
    return await taken(stage, b"{}")


@FILES
async def of_a_newer_version(stage: Stage) -> Message:
    return await taken(stage, {"version": 9})


@FILES
async def damaged(stage: Stage) -> Message:
    return await taken(stage, {"watches": [1]})


@FILES
async def of_which_much_is_refused(stage: Stage) -> Message:
    stage.made.desk = replace(stage.made.desk, quotas=Quotas(watches=1, commands=10**9))
    watches = [{"term": 'bad "'}, {"term": "one", "route": "slack:C404"}, *({"term": f"more{n}"} for n in range(9))]
    return await taken(stage, {"watches": watches})


@FILES
async def with_settings_and_feeds_that_are_refused(stage: Stage) -> Message:
    feeds = [{"url": "http://127.0.0.1/x", "name": "Inside"}, {"url": "http://10.0.0.1/x", "name": "Gulf Wire"}]
    return await taken(stage, {"feeds": feeds, "settings": {"language": "en", "time_zone": "Mars/Base"}})


@FILES
async def that_changes_what_is_there(stage: Stage) -> Message:
    await stage.ask("watch CENTCOM", "رصد CENTCOM")
    await stage.ask("watch oil", "رصد oil")
    feeds = stage.made.chats.feeds
    feeds[4] = replace(feeds[1], id="own", url=URL, owner_chat=1)
    watches = [{"term": "CENTCOM", "severity": "critical"}, {"term": "oil"}]
    return await taken(stage, {"watches": watches, "feeds": [{"url": URL, "name": "BBC", "paused": True}]})


@FILES
async def that_says_nothing_new(stage: Stage) -> Message:
    return await taken(stage, {})


@FILES
async def pressed_long_after(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة")
    return await stage.ask("import 99", button=True)


@FILES
async def given_out_without_its_passwords(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة")
    feeds = stage.made.chats.feeds
    feeds[4] = replace(feeds[1], id="own", url="https://me:s3cret@own.example/rss", name="Paid", owner_chat=1)
    return await stage.ask("export", "تصدير")


@FILES
async def a_list_of_feeds_sent_as_a_file(stage: Stage) -> Message:
    stage.made.lists.answers = {"<opml/>": FeedList("All", (ListedFeed("https://a.example/rss", "A"),))}
    return await stage.ask("", "", attached=Attachment("feeds.opml", "text/x-opml", b"<opml/>"))


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("scenes", [FEEDS, CHECKED, FILES], ids=lambda each: each.name)
async def test_scenes_read_as_they_should(scenes: Scenes, language: Language) -> None:
    await scenes.check(language)
