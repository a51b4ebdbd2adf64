"""The App Home through the real slack-bolt: shown when opened, kept as things are, and answered in place."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from bot.chat.overview import Overview
from bot.model.chat import Address, Chat, ChatKind, ChatState, Platform, Role
from bot.model.message import Button
from bot.model.news import Language
from bot.model.watch import Severity, Watch
from bot.platforms.slack.home_tab import PEOPLE, HomeTab
from bot.platforms.slack.home_view import PAGE, home_view
from tests.fakes.slack_blocks import seen
from tests.fakes.slack_hands import open_home, press_in
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_views import publish_view, shown
from tests.fakes.slack_world import World
from tests.platforms.slack.conftest import PHRASES, Bot, until
from tests.platforms.slack.samples import line, words


def watched(count: int) -> list[Watch]:
    return [Watch(number, 7, f"term {number}", added=datetime(2026, 1, 1, tzinfo=UTC)) for number in range(1, count + 1)]


def home(slack: FakeSlack, user: str = "U1") -> str:
    view = slack.world.homes.get(user)
    return "" if view is None else seen(view["blocks"], "")


async def opened(slack: FakeSlack, bot: Bot, user: str = "U1") -> dict[str, object]:
    assert (await open_home(slack, user=user)).acked
    await until(lambda: home(slack, user))
    return slack.world.homes[user]


async def test_it_shows_the_watches_of_the_persons_own_chat(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.watches = watched(2)
    await opened(slack, bot)
    said = home(slack)
    assert said.startswith("Rasid runs\nFeeds last read: 10:00\n[Add a watch] [Settings] [Pause] [العربية]")
    assert "1. term 1 [Remove]" in said
    assert "2. term 2 [Remove]" in said
    assert bot.desk.requests == [], "looking at it gives no command"
    assert slack.refusals == []


async def test_arabic_lines_run_from_the_right(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.language = Language.ARABIC
    bot.desk.watches = [Watch(1, 7, "CENTCOM", severity=Severity.CRITICAL)]
    bot.desk.marks = {1: "قصوى، مكتوم"}
    view = await opened(slack, bot)
    assert "[إضافة رصد]" in home(slack)
    assert "[English]" in home(slack)
    section = next(text for text in shown(view) if "CENTCOM" in text)
    assert section.startswith("\u200f")
    assert "\u2068CENTCOM\u2069" in section
    assert "قصوى، مكتوم" in section


async def test_what_is_pressed_there_is_said_there(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.watches = watched(2)

    def reply(request: object) -> object:
        del bot.desk.watches[0]
        return words("Stopped.", buttons=((Button("Undo", "watch term 1"),),))

    bot.desk.reply = reply  # type: ignore[assignment]
    view = await opened(slack, bot)
    assert (await press_in(slack, view, "Remove")).acked
    await until(lambda: "Stopped." in home(slack))
    (request,) = bot.desk.requests
    assert (request.text, request.button, request.address.channel) == ("unwatch 1", True, "D1")
    assert "term 1 [Remove]" not in home(slack)
    assert "[Undo]" in home(slack)
    assert slack.world.said("D1") == []


async def test_an_answer_too_long_for_it_goes_to_the_direct_message(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda _request: words("word " * 4_000)
    view = await opened(slack, bot)
    await press_in(slack, view, "Latest")
    await until(lambda: sum(said.count("word") for said in slack.world.said("D1")) == 4_000)


async def test_a_home_that_cannot_be_shown_costs_no_answer(slack: FakeSlack, bot: Bot) -> None:
    view = await opened(slack, bot)
    slack.faults.add(kind="error", method="views.publish", code="not_enabled")
    await press_in(slack, view, "Latest")
    await until(lambda: slack.world.said("D1") == ["heard latest"])


async def test_it_follows_what_is_said_elsewhere(slack: FakeSlack, bot: Bot) -> None:
    await slack.say("watch x")
    await until(lambda: slack.world.said("D1"))
    assert slack.called("views.publish") == [], "nobody has looked at it"
    await opened(slack, bot)
    bot.desk.watches = watched(1)
    for _ in range(5):
        await slack.say("watch term 1")
    await until(lambda: "1. term 1" in home(slack))
    await until(lambda: len(slack.world.said("D1")) == 6)
    await asyncio.sleep(0.3)
    assert len(slack.called("views.publish")) <= 5
    before = len(slack.called("views.publish"))
    await slack.slash("watch x", channel="C1")
    await until(lambda: slack.world.said("C1"))
    await asyncio.sleep(0.3)
    assert len(slack.called("views.publish")) == before, "another chat's affairs"


async def test_a_newer_view_of_another_process_is_replaced_once(slack: FakeSlack, bot: Bot) -> None:
    await opened(slack, bot)
    slack.world.homes["U1"]["hash"] = "another process"
    bot.desk.watches = watched(1)
    await slack.say("watch term 1")
    await until(lambda: "1. term 1" in home(slack))
    refused = [call for call in slack.called("views.publish") if call.error == "hash_conflict"]
    assert len(refused) == 1
    assert refused[0].arguments["hash"]
    slack.faults.add(kind="error", method="views.publish", code="hash_conflict")
    slack.faults.add(kind="error", method="views.publish", code="hash_conflict")
    await slack.say("again")
    await until(lambda: len(slack.called("views.publish")) == 5)
    await slack.say("end")
    await until(lambda: "heard end" in slack.world.said("D1"))


async def test_whoever_may_see_nothing_reads_why(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.refusal = words("Ask an owner: slack:U1", private=True)
    await opened(slack, bot)
    assert home(slack) == "Ask an owner: slack:U1"


async def test_readers_are_offered_nothing_they_may_not_do(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.role = Role.READER
    bot.desk.watches = watched(1)
    await opened(slack, bot)
    assert "[Latest] [Help]" in home(slack)
    for label in ("Remove", "Add a watch", "Settings", "Pause"):
        assert f"[{label}]" not in home(slack)


async def test_pages_are_turned(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.watches = watched(2 * PAGE + 1)
    view = await opened(slack, bot)
    assert f"{PAGE}. term {PAGE} " in home(slack)
    assert f"term {PAGE + 1} " not in home(slack)
    await press_in(slack, view, "Next")
    await until(lambda: f"term {PAGE + 1} " in home(slack))
    assert "[Previous] [Next]" in home(slack)
    bot.desk.watches = watched(1)
    await slack.say("unwatch everything")
    await until(lambda: "1. term 1 " in home(slack))


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
def test_the_largest_view_is_within_slacks_limits(language: Language) -> None:
    long = [Watch(number, 7, "سنتكوم<&>" * 300, severity=Severity.CRITICAL) for number in range(1, 4 * PAGE)]
    chat = Chat(7, Address(Platform.SLACK, "D1"), ChatKind.PRIVATE, language=language, state=ChatState.PAUSED)
    overview = Overview(chat, Role.OWNER, tuple(long), (line("state"), *(line("x" * 200) for _ in range(5))))
    notice = words("word " * 1_500, buttons=(tuple(Button(str(number), f"do {number}") for number in range(12)),))
    view = home_view(overview, PHRASES, notice=notice, page=2)
    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view).encode()) <= 250_000
    publish_view(World(), {"user_id": "U1", "view": view})


async def test_only_so_many_homes_are_remembered() -> None:
    async def own(_user: str) -> None:
        return None

    tab = HomeTab(None, own, None, PHRASES)  # type: ignore[arg-type]
    for number in range(PEOPLE + 10):
        tab.opened(f"U{number}", "")
    assert len(tab._published) == PEOPLE
    assert await tab.show("U1") is False
