"""Forms and shortcuts through the real slack-bolt: opened at once, turned into commands, answered where they stand."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.chat.command import Request
from bot.chat.overview import Overview
from bot.model.chat import Address, Chat, ChatKind, Platform, Role
from bot.model.message import Button, Message
from bot.model.news import Language
from bot.model.preferences import Digest, Preferences, QuietHours, Style
from bot.model.watch import Watch
from bot.platforms.slack.choices import Choices, choices_in, choices_of, commands, is_refused
from bot.platforms.slack.modal_views import Forms, WatchForm
from tests.fakes.slack_blocks import seen
from tests.fakes.slack_hands import message_shortcut, modals, open_home, press_in, send_form, shortcut
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_views import open_view, shown
from tests.fakes.slack_world import Message as Posted
from tests.fakes.slack_world import World
from tests.platforms.slack.conftest import PHRASES, Bot, until
from tests.platforms.slack.samples import line, words

CHAT = Chat(7, Address(Platform.SLACK, "D1"), ChatKind.PRIVATE, time_zone="Asia/Beirut")


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def texts(slack: FakeSlack) -> str:
    return "\n".join(text for view in modals(slack) for text in shown(view))


async def form(slack: FakeSlack) -> dict[str, Any]:
    """The form that is open, once it is filled."""
    await until(lambda: any(fields(view) for view in modals(slack)))
    (view,) = modals(slack)
    return view


async def from_home(slack: FakeSlack, label: str) -> dict[str, Any]:
    await open_home(slack)
    await until(lambda: "U1" in slack.world.homes)
    assert (await press_in(slack, slack.world.homes["U1"], label)).acked
    return await form(slack)


def obeying(bot: Bot) -> None:
    """Makes the desk watch what it is told to."""

    def reply(request: Request) -> Message:
        word, _, rest = request.text.partition(" ")
        if word == "watch":
            bot.desk.watches.append(Watch(41, 7, rest))
        return words(f"did {request.text}", buttons=((Button("Undo", "unwatch 41"),),) if word == "watch" else ())

    bot.desk.reply = reply


async def test_a_watch_is_added_from_the_home(slack: FakeSlack, bot: Bot) -> None:
    obeying(bot)
    view = await from_home(slack, "Add a watch")
    assert list(fields(view)) == ["term", "severity", "where"]
    assert (await send_form(slack, view, {"term": " الرياض ", "severity": "critical"})).acked
    await until(lambda: "did severity 41 critical" in texts(slack))
    assert [(request.text, request.address.channel) for request in bot.desk.requests] == [
        ("watch الرياض", "D1"),
        ("severity 41 critical", "D1"),
    ]
    assert not any(request.menu or request.button for request in bot.desk.requests), "as somebody would type them"
    assert "did watch الرياض" in texts(slack)
    await until(lambda: "الرياض" in seen(slack.world.homes["U1"]["blocks"], ""))
    assert slack.world.messages == [], "all of it is said in the form"
    assert slack.refusals == []


async def test_its_button_works_in_the_form(slack: FakeSlack, bot: Bot) -> None:
    obeying(bot)
    view = await from_home(slack, "Add a watch")
    await send_form(slack, view, {"term": "x", "where": "C1"})
    await until(lambda: "did watch x" in texts(slack))
    assert (await press_in(slack, modals(slack)[0], "Undo")).acked
    await until(lambda: "did unwatch 41" in texts(slack))
    assert [request.address.channel for request in bot.desk.requests] == ["C1", "C1"]
    assert bot.desk.requests[1].button


async def test_a_watch_for_a_channel_concerns_that_channel(slack: FakeSlack, bot: Bot) -> None:
    obeying(bot)
    await send_form(slack, await from_home(slack, "Add a watch"), {"term": "x", "where": "C1"})
    await until(lambda: bot.desk.requests)
    (request,) = bot.desk.requests
    assert (request.address.channel, request.kind, request.title) == ("C1", ChatKind.GROUP, "news")
    await until(lambda: "In #news:" in texts(slack))


async def test_a_channel_that_the_bot_cannot_see_is_said_in_the_form(slack: FakeSlack, bot: Bot) -> None:
    slack.world.add_channel("G9", private=True, member=False)
    await send_form(slack, await from_home(slack, "Add a watch"), {"term": "x", "where": "G9"})
    await until(lambda: "Rasid cannot see that channel" in texts(slack))
    view = await form(slack)
    assert fields(view)["term"]["initial_value"] == "x"
    assert fields(view)["where"]["initial_conversation"] == "G9"
    assert bot.desk.requests == []


async def test_a_term_that_cannot_be_read_stands_there_to_be_set_right(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda _request: words("at 1: the quote is not closed")
    await send_form(slack, await from_home(slack, "Add a watch"), {"term": '"open', "severity": "critical"})
    await until(lambda: "at 1: the quote is not closed" in texts(slack))
    view = await form(slack)
    assert fields(view)["term"]["initial_value"] == '"open'
    assert fields(view)["severity"]["initial_option"]["value"] == "critical"
    obeying(bot)
    await send_form(slack, view, {"term": "closed"})
    await until(lambda: "did watch closed" in texts(slack))


async def test_a_question_is_asked_in_the_form(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda request: (
        words("watched") if request.button else words("That is broad.", buttons=((Button("Watch it anyway", "confirm 3"),),))
    )
    await send_form(slack, await from_home(slack, "Add a watch"), {"term": "the"})
    await until(lambda: "That is broad." in texts(slack))
    await press_in(slack, modals(slack)[0], "Watch it anyway")
    await until(lambda: "watched" in texts(slack))
    assert bot.desk.requests[-1].text == "confirm 3"


async def test_blanks_are_no_term(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.language = Language.ARABIC
    envelope = await send_form(slack, await from_home(slack, "إضافة رصد"), {"term": "  "})
    assert envelope.answer == {"response_action": "errors", "errors": {"term": "لا يصح ترك هذا الحقل فارغاً."}}
    assert bot.desk.requests == []


async def test_a_stranger_reads_why_and_finds_no_form(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.refusal = words("Ask an owner: slack:U1", private=True)
    await shortcut(slack, "rasid_settings")
    await until(lambda: "Ask an owner: slack:U1" in texts(slack))
    assert not fields(modals(slack)[0])


async def test_a_message_is_watched_for(slack: FakeSlack, bot: Bot) -> None:
    obeying(bot)
    said = slack.world.post(Posted("C1", slack.world.stamp(), "U2", "Riyadh &amp; Doha agree\nand more below"))
    assert (await message_shortcut(slack, "rasid_watch_this", said)).acked
    view = await form(slack)
    assert fields(view)["term"]["initial_value"] == "Riyadh"
    assert fields(view)["where"]["initial_conversation"] == "C1"
    await send_form(slack, view)
    await until(lambda: [request.text for request in bot.desk.requests] == ["watch Riyadh"])
    assert bot.desk.requests[0].address.channel == "C1"


async def test_of_several_names_in_a_message_one_is_chosen(slack: FakeSlack, bot: Bot) -> None:
    obeying(bot)
    bot.desk.offers = ("CENTCOM", "Aden")
    said = slack.world.post(Posted("C1", slack.world.stamp(), "U2", "Look at <https://x.example/a> about CENTCOM &amp; Aden"))
    await message_shortcut(slack, "rasid_watch_this", said)
    view = await form(slack)
    assert [option["value"] for option in fields(view)["found"]["options"]] == ["CENTCOM", "Aden"]
    assert fields(view)["found"]["initial_option"]["value"] == "CENTCOM"
    assert "initial_value" not in fields(view)["term"]
    await send_form(slack, view, {"found": "Aden", "term": None})
    await until(lambda: [request.text for request in bot.desk.requests] == ["watch Aden"])


async def test_what_is_written_counts_before_what_was_offered(slack: FakeSlack, bot: Bot) -> None:
    obeying(bot)
    bot.desk.offers = ("CENTCOM", "Aden")
    said = slack.world.post(Posted("C1", slack.world.stamp(), "U2", "CENTCOM in Aden"))
    await message_shortcut(slack, "rasid_watch_this", said)
    await send_form(slack, await form(slack), {"term": "Houthis"})
    await until(lambda: [request.text for request in bot.desk.requests] == ["watch Houthis"])


async def test_why_an_alert_came_is_asked_of_its_message(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda request: words(f"because of {request.reply_to}")
    alert = slack.world.post(Posted("C1", slack.world.stamp(), "U0BOT", "CENTCOM says"))
    assert (await message_shortcut(slack, "rasid_why_this", alert)).acked
    await until(lambda: any(message.only_for == "U1" for message in slack.world.messages))
    (request,) = bot.desk.requests
    assert (request.text, request.reply_to, request.address.channel) == ("why", alert.ts, "C1")
    assert slack.world.said("C1") == ["CENTCOM says"]


async def test_settings_are_said_as_commands(slack: FakeSlack, bot: Bot) -> None:
    held = [replace(CHAT, preferences=Preferences(quiet=QuietHours(23 * 60, 7 * 60)))]

    async def overview(_request: Request) -> Overview:
        return Overview(held[0], Role.OWNER, (), (line("Rasid runs"),))

    def reply(request: Request) -> Message:
        if request.text.startswith("style"):
            held[0] = replace(held[0], preferences=replace(held[0].preferences, style=Style.FULL))
        if request.text.startswith("quiet"):
            held[0] = replace(held[0], preferences=replace(held[0].preferences, quiet=QuietHours(22 * 60, 7 * 60)))
        return words(f"did {request.text}")

    bot.desk.overview = overview  # type: ignore[method-assign]
    bot.intake._modals._overview = overview
    bot.desk.reply = reply
    await shortcut(slack, "rasid_settings")
    view = await form(slack)
    assert fields(view)["quiet_from"]["initial_time"] == "23:00"
    await send_form(slack, view, {"quiet_from": "22:00", "style": "full"})
    await until(lambda: "did style full" in texts(slack))
    assert [request.text for request in bot.desk.requests] == ["quiet 22:00-07:00", "style full"]
    assert len({request.update for request in bot.desk.requests}) == 2
    assert not fields(modals(slack)[0]), "all of it was taken"


async def test_a_setting_that_was_not_taken_stands_there_to_be_set_right(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda request: words(f"{request.text.split()[1]} is no place")
    await shortcut(slack, "rasid_settings")
    await send_form(slack, await form(slack), {"zone": "Mars"})
    await until(lambda: "Mars is no place" in texts(slack))
    assert fields(await form(slack))["zone"]["initial_value"] == "Mars"


async def test_a_form_sent_in_as_it_was_changes_nothing(slack: FakeSlack, bot: Bot) -> None:
    await shortcut(slack, "rasid_settings")
    await send_form(slack, await form(slack))
    await until(lambda: "Everything stays as it was." in texts(slack))
    assert bot.desk.requests == []


async def test_a_form_is_opened_before_anything_is_looked_up(slack: FakeSlack, bot: Bot) -> None:
    slack.faults.add(kind="delay", method="conversations.open", seconds=0.3)
    await shortcut(slack, "rasid_settings")
    await until(lambda: modals(slack))
    assert not fields(modals(slack)[0])
    assert len(slack.called("views.open")) == 1
    await form(slack)


@pytest.mark.parametrize("code", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_form_that_came_too_late_is_not_passed_over_in_silence(slack: FakeSlack, bot: Bot, code: str) -> None:
    slack.faults.add(kind="error", method="views.open", code=code)
    await shortcut(slack, "rasid_settings")
    await until(lambda: any("three seconds" in said for said in slack.world.said("D1")))
    assert len(slack.called("views.open")) == 1, "a trigger is good once"


async def test_an_old_trigger_is_refused_by_the_fake(slack: FakeSlack) -> None:
    world = World()
    trigger = world.trigger("U1")
    view = Forms(PHRASES, Language.ENGLISH, "Rasid").watch()
    assert open_view(world, {"trigger_id": trigger, "view": view})["view"]["id"]
    with pytest.raises(Exception, match="exchanged"):
        open_view(world, {"trigger_id": trigger, "view": view})


async def test_what_takes_long_is_shown_when_it_is_done(slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.slack.modals.AT_ONCE", 0.05)
    obeying(bot)
    bot.desk.hold = asyncio.Event()
    view = await from_home(slack, "Add a watch")
    assert (await send_form(slack, view, {"term": "x"})).answer["response_action"] == "update"
    assert "did watch x" not in texts(slack)
    bot.desk.hold.set()
    await until(lambda: "did watch x" in texts(slack))


async def test_a_form_that_was_closed_meanwhile_costs_nothing_but_its_answer(
    slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.modals.AT_ONCE", 0.05)
    obeying(bot)
    bot.desk.hold = asyncio.Event()
    view = await from_home(slack, "Add a watch")
    await send_form(slack, view, {"term": "x"})
    slack.world.modals.clear()
    bot.desk.hold.set()
    await until(lambda: bot.desk.watches)
    await slack.slash("end")
    await until(lambda: slack.world.said("C1"))


async def test_a_defect_is_said_in_the_form(slack: FakeSlack, bot: Bot) -> None:
    view = await from_home(slack, "Add a watch")

    def reply(request: Request) -> Message:
        raise ZeroDivisionError

    bot.desk.reply = reply
    assert (await send_form(slack, view, {"term": "x"})).acked
    await until(lambda: "Something went wrong in the bot itself" in texts(slack))


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
def test_every_form_is_one_that_slack_takes(language: Language) -> None:
    forms = Forms(PHRASES, language, "N" * 64)
    preferences = Preferences(QuietHours(0, 1), Digest((480, 1080), 6), Style.FULL)
    chosen = choices_of(replace(CHAT, language=language, preferences=preferences))
    views = [
        forms.watch(),
        forms.watch(WatchForm("x" * 1_000, where="C1"), said=words("no")),
        forms.watch(WatchForm(offers=("الرياض", "x" * 200, "y" * 150))),
        forms.settings(chosen, "D1"),
        forms.settings(chosen, "D1", said=words("no " * 1_000)),
        forms.said("modal.answer", words("yes", buttons=((Button("Undo", "undo"),),)), "C1"),
    ]
    for view in views:
        world = World()
        open_view(world, {"trigger_id": world.trigger("U1"), "view": view})


def test_what_a_chat_has_chosen_goes_through_the_form_unchanged() -> None:
    for preferences in (
        Preferences(),
        Preferences(QuietHours(5, 5)),
        Preferences(QuietHours(1_380, 420), Digest(hourly=True), Style.HEADLINE),
        Preferences(digest=Digest((480, 1_080))),
        Preferences(digest=Digest((545,), 4)),
    ):
        chosen = choices_of(replace(CHAT, preferences=preferences))
        assert commands(chosen, chosen) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quiet_from": "23:00", "quiet_to": "07:00"}, ("quiet 23:00-07:00",)),
        ({"quiet_from": "23:00"}, ()),
        ({"quiet_from": "23:00", "quiet_to": "23:00"}, ()),
        ({"digest": "hourly"}, ("digest hourly",)),
        ({"digest": "daily", "digest_at": " 08:00   18:00 "}, ("digest daily 08:00 18:00",)),
        ({"digest": "daily"}, ("digest daily 08:00",)),
        ({"digest": "weekly", "digest_day": "Friday", "digest_at": "09:30"}, ("digest weekly Friday 09:30",)),
        ({"digest_at": "09:30"}, ()),
        ({"zone": "Asia/Riyadh", "language": "ar"}, ("timezone Asia/Riyadh", "language ar")),
        ({"style": "headline"}, ("style headline",)),
        ({"previews": "on", "digits": "arabic"}, ("previews on", "digits arabic")),
        ({"alerts": "off"}, ("pause",)),
    ],
)
def test_choices_become_commands(change: dict[str, str], said: tuple[str, ...]) -> None:
    now = Choices("en", "Asia/Beirut")
    assert typed(replace(now, **change), now) == said


def typed(wanted: Choices, now: Choices) -> tuple[str, ...]:
    return tuple(f"{name} {value}".strip() for name, value in commands(wanted, now))


def test_what_is_set_may_be_written_otherwise() -> None:
    now = Choices("en", "Asia/Beirut")
    wanted = replace(now, zone="riyadh", style="full")
    assert not is_refused(wanted, now, replace(now, zone="Asia/Riyadh", style="full"))
    assert is_refused(wanted, now, replace(now, zone="Asia/Riyadh"))
    assert not is_refused(now, now, now)


def test_quiet_and_digest_are_switched_off() -> None:
    now = Choices("en", "UTC", "23:00", "07:00", "daily", "08:00")
    assert typed(replace(now, quiet_from="", quiet_to="", digest="off"), now) == ("quiet off", "digest off")


def test_a_field_that_is_missing_stays_as_it_was() -> None:
    now = Choices("en", "UTC", "23:00", "07:00")
    values = {"quiet_from": {"value": {"type": "timepicker", "selected_time": None}}}
    assert choices_in(values, now) == replace(now, quiet_from="")
