"""A chat's set-up out and in again, through the commands and the real store."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.model.bundle import Bundle
from bot.model.chat import Person, Platform
from bot.model.message import Attachment, Message, Unread
from bot.model.quotas import Quotas
from bot.sources.guard import Guard
from bot.sources.subscription_lists import OpmlLists
from bot.store.chats import Chats
from bot.store.database import Database, open_database
from bot.text.bundles import read
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, Front, as_text

OWNER = Person(Platform.TELEGRAM, "111")
OWN = "https://own.example/rss"


class Bench:
    """Commands over the real store of chats, given by the bot's owner in two private chats."""

    def __init__(self, database: Database) -> None:
        self.chats = Chats(database)
        self.front = Front()
        lists = OpmlLists(None, Guard(()))  # type: ignore[arg-type]
        self.front.desk = replace(self.front.desk, chats=self.chats, lists=lists)

    async def ask(self, text: str, channel: str = "111", **more: Any) -> Message:
        message = await self.front.ask(text, "111", channel, **more)
        assert message is not None
        return message

    async def exported(self, channel: str = "111") -> Bundle:
        message = await self.ask("export", channel)
        assert message.attachment is not None
        found = read(message.attachment.content)
        assert isinstance(found, Bundle)
        return found

    async def furnish(self) -> None:
        await self.ask("language ar")
        await self.ask("watch CENTCOM")
        await self.ask("watch بيتكوين")
        await self.ask("severity بيتكوين critical")
        await self.ask("switch CENTCOM القيادة المركزية")
        await self.ask("name Zed = زد")
        await self.ask("quiet 23:00-07:00")
        await self.ask("style full")
        chat = (await self.chats.chats())[0]
        await self.chats.add_source(chat.id, OWN, "Own", chat.language, OWNER, NOON)
        state, _ = await self.chats.add_source(chat.id, "https://two.example/rss", "Two", chat.language, OWNER, NOON)
        await self.chats.pause_source(chat.id, state.number, OWNER, NOON, paused=True)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}")
    yield Bench(database)
    await database.close()


def file(bundle: Attachment | bytes) -> Attachment:
    return bundle if isinstance(bundle, Attachment) else Attachment("rasid.json", "application/json", bundle)


async def test_what_one_chat_gives_out_another_takes_in_whole_and_can_undo(bench: Bench) -> None:
    await bench.furnish()
    out = await bench.ask("export")
    assert out.attachment is not None
    before = await bench.exported("222")
    shown = await bench.ask("", "222", attached=out.attachment)
    assert await bench.exported("222") == before, "shown, and nothing done"
    done = await bench.ask(shown.buttons[0][0].action, "222", button=True)
    assert "Nothing was deleted" in as_text(done)
    assert await bench.exported("222") == await bench.exported()
    assert "has all of it" in as_text(await bench.ask("import", "222", attached=out.attachment))
    undone = await bench.ask(done.buttons[0][0].action, "222", button=True)
    assert not undone.buttons
    assert await bench.exported("222") == before


async def test_what_a_chat_has_beside_the_file_stays_and_what_differs_is_changed_and_back(bench: Bench) -> None:
    await bench.furnish()
    out = await bench.ask("export")
    for words in ("watch Iran", "unwatch CENTCOM", "severity بيتكوين quiet", "style headline", "language en"):
        await bench.ask(words)
    before = await bench.exported()
    shown = await bench.ask("import", attached=out.attachment)
    text = as_text(shown)
    assert "1 watch is added" in text
    assert "1 watch is changed" in text
    assert "the settings are changed" in text
    done = await bench.ask(shown.buttons[0][0].action, button=True)
    after = await bench.exported()
    assert {"Iran", "CENTCOM", "بيتكوين"} == {watch.term for watch in after.watches}
    assert after.settings is not None
    assert after.settings.preferences.style == "full"
    await bench.ask(done.buttons[0][0].action, button=True)
    assert await bench.exported() == before


async def test_addresses_with_a_password_are_left_out_and_named(bench: Bench) -> None:
    await bench.ask("help")
    chat = (await bench.chats.chats())[0]
    await bench.chats.add_source(chat.id, "https://me:s3cret@own.example/rss", "Paid", chat.language, OWNER, NOON)
    out = await bench.ask("export")
    assert out.attachment is not None
    assert b"s3cret" not in out.attachment.content
    assert json.loads(out.attachment.content)["left_out"] == ["Paid"]
    assert "Paid" in as_text(out)
    assert "s3cret" not in as_text(out)


def settings(**what: Any) -> bytes:
    return json.dumps({"format": "rasid", "version": 1} | what).encode()


async def test_what_cannot_be_taken_is_refused_with_its_reason(bench: Bench) -> None:
    bench.front.desk = replace(bench.front.desk, quotas=Quotas(watches=1, commands=10**9))
    content = settings(
        watches=[{"term": 'bad "'}, {"term": "one", "route": "slack:C404"}, {"term": "two"}],
        feeds=[{"url": "http://127.0.0.1/x", "name": "Inside"}, {"url": "https://me:pw@x.example/", "name": "Secret"}],
        settings={"language": "en", "time_zone": "Mars/Base"},
    )
    shown = await bench.ask("import", attached=file(content))
    text = as_text(shown)
    for words in (
        "cannot be watched",
        "one: its alerts come here",
        "two: there is no room",
        "Inside: its address",
        "Mars/Base",
    ):
        assert words in text
    await bench.ask(shown.buttons[0][0].action, button=True)
    bundle = await bench.exported()
    assert [watch.term for watch in bundle.watches] == ["one"]
    assert {feed.url for feed in bundle.feeds} <= {OWN}


async def test_a_route_is_taken_when_the_other_chat_is_theirs(bench: Bench) -> None:
    await bench.ask("help", "222")
    shown = await bench.ask("import", attached=file(settings(watches=[{"term": "one", "route": "telegram:222"}])))
    await bench.ask(shown.buttons[0][0].action, button=True)
    assert (await bench.exported()).watches[0].route == "telegram:222"
    assert "has all of it" in as_text(
        await bench.ask("import", attached=file(settings(watches=[{"term": "one", "route": "telegram:222"}])))
    )


@pytest.mark.parametrize("content", [b"no", b"{}", b'{"format": "rasid", "version": 9}', settings(watches=[1])])
async def test_files_of_another_kind_are_said_to_be_so(bench: Bench, content: bytes) -> None:
    message = await bench.ask("import", attached=file(content))
    assert message.buttons == ()
    assert any(words in as_text(message) for words in ("no JSON", "no settings", "newer", "watches[0]"))


async def test_buttons_of_others_and_of_long_ago_do_nothing(bench: Bench) -> None:
    shown = await bench.ask("import", attached=file(settings(watches=[{"term": "one"}])))
    action = shown.buttons[0][0].action
    assert "too long ago" in as_text(await bench.ask(action, "222", button=True))
    assert "too long ago" in as_text(await bench.ask("import 999", button=True))
    assert "send the file" in as_text(await bench.ask(action)), "typed words press no button"
    assert (await bench.exported()).watches == ()
    assert "term" in as_text(await bench.ask(action.replace("import", "confirm"), button=True)), "it is no offered term"
    assert (await bench.exported()).watches == ()


@pytest.mark.parametrize("why", list(Unread))
async def test_a_file_that_was_not_read_is_said(bench: Bench, why: Unread) -> None:
    assert "file" in as_text(await bench.ask("", attached=why))


@pytest.mark.parametrize(("language", "words"), [("en", ("export", "import")), ("ar", ("تصدير", "استيراد"))])
async def test_how_it_reads_on_every_platform(bench: Bench, language: str, words: tuple[str, str]) -> None:
    await bench.furnish()
    out = await bench.ask(words[0])
    three_platforms.check(f"export.{language}", out)
    three_platforms.check(f"import-ask.{language}", await bench.ask(words[1]))
    shown = await bench.ask(words[1], "222", attached=out.attachment)
    three_platforms.check(f"import-shown.{language}", shown)
    done = await bench.ask(shown.buttons[0][0].action, "222", button=True)
    three_platforms.check(f"import-done.{language}", done)
    undone = await bench.ask(done.buttons[0][0].action, "222", button=True)
    three_platforms.check(f"import-undone.{language}", undone)
