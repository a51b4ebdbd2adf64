"""A slash command that is a form's name alone opens it for the chat it was typed in, and nobody else reads of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.chat.choices import NAMES
from bot.model.chat import Address, Chat, ChatKind, ChatState, Platform
from bot.model.news import Language
from bot.model.preferences import Digest, QuietHours
from bot.platforms.slack.choices import FIELDS, choices_of
from bot.platforms.slack.modal_views import Forms
from tests.fakes.desk import PHRASES, Front
from tests.fakes.slack_hands import modals, send_form, shortcut
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_views import shown
from tests.platforms.slack.conftest import Bot, until
from tests.platforms.slack.samples import words


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def said(slack: FakeSlack, user: str = "U1") -> str:
    """What somebody's open modals say, without the marks of direction."""
    text = "".join(text for view in modals(slack, user) for text in shown(view))
    return text.translate(dict.fromkeys(map(ord, "\u200f\u2066\u2068\u2069")))


async def form(slack: FakeSlack, user: str = "U1") -> dict[str, Any]:
    await until(lambda: any(fields(view) for view in modals(slack, user)))
    return modals(slack, user)[-1]


async def test_the_settings_of_a_channel_are_chosen_in_a_form(slack: FakeSlack, front: Front) -> None:
    assert (await slack.slash("settings")).acked
    view = await form(slack)
    assert "In #news:" in said(slack)
    await send_form(
        slack,
        view,
        {"quiet_from": "23:00", "quiet_to": "07:00", "zone": "Asia/Riyadh", "digest": "daily", "digest_at": "08:00"},
    )
    await until(lambda: not fields(modals(slack)[0]))
    (chat,) = front.chats.rows.values()
    assert (chat.address.channel, chat.kind) == ("C1", ChatKind.GROUP)
    assert chat.time_zone == "Asia/Riyadh"
    assert chat.preferences.quiet == QuietHours(23 * 60, 7 * 60)
    assert chat.preferences.digest == Digest((8 * 60,))
    assert "In #news:" in said(slack)
    assert slack.world.said("C1") == [], "the channel is not talked to"
    assert slack.refusals == []


async def test_previews_digits_and_alerts_are_in_it_too(slack: FakeSlack, front: Front) -> None:
    await slack.slash("settings")
    await send_form(slack, await form(slack), {"previews": "on", "digits": "arabic", "alerts": "off"})
    await until(lambda: not fields(modals(slack)[0]))
    chat = front.only_chat()
    assert (chat.preferences.previews, chat.preferences.arabic_digits, chat.state) == (True, True, ChatState.PAUSED)
    slack.world.modals.clear()
    await slack.slash("settings")
    view = await form(slack)
    assert [fields(view)[name]["initial_option"]["value"] for name in ("previews", "digits", "alerts")] == [
        "on",
        "arabic",
        "off",
    ]
    await send_form(slack, view, {"previews": "off", "digits": "western", "alerts": "on"})
    await until(lambda: not fields(modals(slack)[0]))
    chat = front.only_chat()
    assert (chat.preferences.previews, chat.preferences.arabic_digits, chat.state) == (False, False, ChatState.ACTIVE)


def test_the_form_holds_every_choice_that_the_panel_holds() -> None:
    view = Forms(PHRASES, Language.ENGLISH, "Rasid").settings(
        choices_of(Chat(1, Address(Platform.SLACK, "C1"), ChatKind.GROUP)), "C1"
    )
    assert tuple(FIELDS) == NAMES
    assert [name for names in FIELDS.values() for name in names] == list(fields(view))


async def test_the_form_is_in_the_language_of_the_command(slack: FakeSlack, front: Front) -> None:
    await slack.slash("help")
    await until(lambda: front.chats.rows)
    assert (await slack.slash("إعدادات")).acked
    view = await form(slack)
    assert "لغة الرسائل" in said(slack)
    await send_form(slack, view, {"style": "full"})
    await until(lambda: not fields(modals(slack)[0]))
    assert "أسلوب التنبيهات هنا" in said(slack)
    assert front.only_chat().language is Language.ENGLISH


async def test_a_watch_is_added_to_the_channel_it_was_asked_in(slack: FakeSlack, front: Front) -> None:
    assert (await slack.slash("رصد")).acked
    view = await form(slack)
    assert "العبارة المطلوب رصدها" in said(slack)
    assert fields(view)["where"]["initial_conversation"] == "C1"
    await send_form(slack, view, {"term": "بيتكوين"})
    await until(lambda: "بدأ رصد بيتكوين" in said(slack))
    assert [watch.term for watch in await front.chats.watches(front.only_chat().id)] == ["بيتكوين"]
    assert front.only_chat().address.channel == "C1"


async def test_in_a_direct_message_it_is_about_that(slack: FakeSlack, front: Front) -> None:
    await slack.slash("watch", channel="D1")
    assert "initial_conversation" not in fields(await form(slack))["where"]
    slack.world.modals.clear()
    await slack.slash("settings", channel="D1")
    await send_form(slack, await form(slack), {"style": "headline"})
    await until(lambda: not fields(modals(slack)[0]))
    assert front.only_chat().address.channel == "D1"


async def test_between_two_others_it_is_about_ones_own_chat(slack: FakeSlack, front: Front) -> None:
    await slack.slash("settings", channel="D777")
    await send_form(slack, await form(slack), {"style": "headline"})
    await until(lambda: not fields(modals(slack)[0]))
    assert front.only_chat().address.channel == "D1"


async def test_who_may_not_change_a_channel_reads_why_in_the_form(slack: FakeSlack, front: Front) -> None:
    await slack.slash("help")
    await until(lambda: front.chats.rows)
    slack.world.add_user("U3")
    before = front.only_chat()
    await slack.slash("settings", user="U3")
    await send_form(slack, await form(slack, "U3"), {"style": "full", "digits": "arabic"}, user="U3")
    await until(lambda: "slack:U3" in said(slack, "U3"))
    assert said(slack, "U3").count("slack:U3") == 1, "said once, however much was asked for"
    assert front.only_chat() == before


async def test_whoever_loses_the_right_meanwhile_changes_nothing(slack: FakeSlack, front: Front) -> None:
    await slack.slash("help")
    await until(lambda: front.chats.rows)
    before = front.only_chat()
    await slack.slash("settings", user="U2")
    view = await form(slack, "U2")
    slack.world.users["U2"].is_admin = False
    slack.world.channels["C1"].creator = ""
    await send_form(slack, view, {"style": "full"}, user="U2")
    await until(lambda: "slack:U2" in said(slack, "U2"))
    assert front.only_chat() == before


@pytest.mark.parametrize("text", ["settings", "watch"])
async def test_where_no_form_opens_the_command_is_answered_as_any_other(slack: FakeSlack, bot: Bot, text: str) -> None:
    slack.faults.add(kind="error", method="views.open", code="expired_trigger_id")
    await slack.slash(text)
    await until(lambda: slack.world.said("C1") == [f"heard {text}"])


async def test_a_command_that_says_more_is_no_call_for_a_form(slack: FakeSlack, bot: Bot) -> None:
    await slack.slash("watch Riyadh")
    await until(lambda: slack.world.said("C1") == ["heard watch Riyadh"])
    assert slack.called("views.open") == []


@pytest.mark.parametrize(("locale", "title"), [("ar-SA", "راصد"), ("en-GB", "Rasid")])
async def test_what_stands_while_one_waits_is_in_the_persons_language(
    slack: FakeSlack, bot: Bot, locale: str, title: str
) -> None:
    slack.world.users["U1"].locale = locale
    await slack.slash("end")
    await until(lambda: slack.world.said("C1"))
    slack.faults.add(kind="delay", method="conversations.open", seconds=0.3)
    await shortcut(slack, "rasid_settings")
    await until(lambda: modals(slack))
    assert modals(slack)[0]["title"]["text"].strip("\u200f\u2068\u2069") == title


async def test_of_somebody_not_known_yet_it_is_in_both(slack: FakeSlack, bot: Bot) -> None:
    slack.faults.add(kind="delay", method="conversations.open", seconds=0.3)
    await shortcut(slack, "rasid_settings")
    await until(lambda: modals(slack))
    title = modals(slack)[0]["title"]["text"]
    assert "Rasid" in title
    assert "راصد" in title


async def test_what_takes_long_is_waited_for_in_the_language_of_the_form(
    slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.modals.AT_ONCE", 0.05)
    bot.desk.language = Language.ARABIC
    bot.desk.hold = asyncio.Event()
    bot.desk.reply = lambda _request: words("done")
    await shortcut(slack, "rasid_settings")
    answer = await send_form(slack, await form(slack), {"style": "full"})
    assert "راصد" in answer.answer["view"]["title"]["text"]
    bot.desk.hold.set()
    await until(lambda: not fields(modals(slack)[0]))
