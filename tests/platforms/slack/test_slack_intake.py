"""Commands, mentions, direct messages and buttons through the real slack-bolt over Socket Mode."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.chat.command import Request
from bot.model.chat import Address, Chat, ChatKind, ChatState, Person, Platform
from bot.model.message import Button, Message
from bot.model.news import Language
from bot.platforms.slack import SlackConnection
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_world import BOT_USER
from tests.fakes.slack_world import Message as Posted
from tests.platforms.slack.conftest import CHAT, Bot, Chats, Desk, Pace, intake_of, until
from tests.platforms.slack.samples import words


def whispers(slack: FakeSlack, user: str = "U1") -> list[str]:
    return [message.plain for message in slack.world.messages if message.only_for == user]


async def test_a_slash_command_is_acknowledged_and_answered(slack: FakeSlack, bot: Bot) -> None:
    envelope = await slack.slash("watch الرياض")
    assert envelope.acked
    assert envelope.answer is None
    await until(lambda: slack.world.said("C1") == ["heard watch الرياض"])
    (request,) = bot.desk.requests
    assert request.address == Address(Platform.SLACK, "C1")
    assert request.kind is ChatKind.GROUP
    assert request.person == Person(Platform.SLACK, "U1", "Huda")
    assert request.title == "news"
    assert request.language is Language.ENGLISH
    assert request.time_zone == "Asia/Beirut"
    assert request.reply_to == ""
    assert not request.button
    assert bot.pace.asked == [Address(Platform.SLACK, "C1")]
    assert slack.refusals == []


async def test_work_does_not_hold_up_the_acknowledgement(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.hold = asyncio.Event()
    slack.faults.add(kind="delay", method="users.info", seconds=1.0)
    assert (await slack.slash("help")).acked
    assert (await slack.mention("help")).acked
    assert (await slack.say("help")).acked
    bot.desk.hold.set()
    await until(lambda: len(bot.desk.requests) == 3)
    assert slack.sockets.missed == []


async def test_a_mention_is_answered_where_it_was_made(slack: FakeSlack, bot: Bot) -> None:
    root = slack.world.post(Posted("C1", slack.world.stamp(), "U1", "talk"))
    await slack.mention("watch &lt;R&amp;D&gt; <https://a.example/x?y=1|a.example>", thread=root.ts)
    await until(lambda: len(slack.world.visible("C1", thread=root.ts)) == 2)
    assert bot.desk.requests[0].text == "watch <R&D> https://a.example/x?y=1"
    assert bot.desk.requests[0].address == Address(Platform.SLACK, "C1"), "the thread's channel is the chat"
    assert bot.desk.requests[0].reply_to == root.ts
    assert slack.world.said("C1") == []
    await slack.mention("latest")
    await until(lambda: slack.world.said("C1") == ["heard latest"])


async def test_a_direct_message_needs_no_command(slack: FakeSlack, bot: Bot) -> None:
    await slack.say("رصد بيتكوين")
    await until(lambda: slack.world.said("D1") == ["heard رصد بيتكوين"])
    assert bot.desk.requests[0].kind is ChatKind.PRIVATE


async def test_talk_that_is_not_meant_for_the_bot_is_let_be(slack: FakeSlack, bot: Bot) -> None:
    # An operator may have subscribed the app to more than the manifest asks for.
    slack.manifest["settings"]["event_subscriptions"]["bot_events"] += ["message.channels", "something_new"]
    base = {"type": "message", "channel_type": "im", "channel": "D1", "text": "x", "ts": "1.1", "user": "U1"}
    for change in ({"subtype": "message_changed"}, {"subtype": "message_deleted"}, {"bot_id": "B9"}, {"user": BOT_USER}):
        assert (await slack.event({**base, **change})).acked
    assert (await slack.event({**base, "channel_type": "channel", "channel": "C1"})).acked
    assert (await slack.event({"type": "something_new", "user": "U1"})).acked
    await slack.say("end")
    await until(lambda: bot.desk.requests)
    assert [request.text for request in bot.desk.requests] == ["end"]


async def test_the_language_is_the_persons(slack: FakeSlack, bot: Bot) -> None:
    slack.world.users["U1"].locale = "ar-SA"
    await slack.slash("help")
    await slack.slash("help")
    await until(lambda: len(bot.desk.requests) == 2)
    assert bot.desk.requests[0].language is Language.ARABIC
    assert len(slack.called("users.info")) == 1, "remembered for a minute"


async def test_a_person_slack_will_not_tell_about_is_answered_all_the_same(slack: FakeSlack, bot: Bot) -> None:
    slack.faults.add(kind="error", method="users.info", code="user_not_found")
    await slack.slash("help")
    await until(lambda: slack.world.said("C1") == ["heard help"])
    assert bot.desk.requests[0].language is Language.OTHER


async def test_the_same_event_again_is_answered_once(slack: FakeSlack, bot: Bot) -> None:
    for attempt in range(3):
        inner = {"type": "app_mention", "user": "U1", "text": f"<@{BOT_USER}> once", "ts": "1.1", "channel": "C1"}
        assert (await slack.event(inner, event_id="Ev7", attempt=attempt)).acked
    await slack.slash("end")
    await until(lambda: slack.world.said("C1") == ["heard once", "heard end"])
    assert bot.desk.requests[0].update == "slack:Ev7"


async def test_a_private_answer_is_seen_by_the_asker_alone(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda request: words(request.text, private=True)
    await slack.slash("a")
    await until(lambda: whispers(slack) == ["a"])
    await slack.mention("b")
    await until(lambda: whispers(slack) == ["a", "b"])
    assert slack.called("chat.postEphemeral")
    assert slack.world.said("C1") == []
    await slack.say("c")
    await until(lambda: slack.world.said("D1") == ["c"])


async def test_a_long_private_answer_outlasts_the_response_url(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda _request: words("word " * 12_000, private=True)
    await slack.slash("a")
    await until(lambda: sum(said.count("word") for said in whispers(slack)) == 12_000)
    assert len(slack.called("response_url")) == 4
    assert slack.refusals == []


async def test_buttons_and_menus_press_alike(slack: FakeSlack, bot: Bot) -> None:
    row = tuple(Button(label, f"do {label}") for label in ("one", "two", "three", "four"))
    bot.desk.reply = lambda request: words("pick", buttons=(row,)) if not request.button else words(f"did {request.text}")
    await slack.slash("menu")
    await until(lambda: len(slack.world.visible("C1")) == 1)
    (message,) = slack.world.visible("C1")
    assert (await slack.press(message, "two")).acked
    assert (await slack.press(message, "four")).acked
    await until(lambda: slack.world.said("C1")[1:] == ["did do two", "did do four"])
    pressed = bot.desk.requests[1]
    assert pressed.button
    assert pressed.address == Address(Platform.SLACK, "C1")
    assert len({request.update for request in bot.desk.requests}) == 3


async def test_a_pressed_message_is_replaced(slack: FakeSlack, bot: Bot) -> None:
    button = ((Button("Undo", "undo 1"),),)
    bot.desk.reply = lambda request: words("undone", replaces=True) if request.button else words("saved", buttons=button)
    await slack.slash("watch x")
    await until(lambda: len(slack.world.visible("C1")) == 1)
    (message,) = slack.world.visible("C1")
    await slack.press(message, "Undo")
    await until(lambda: slack.world.said("C1") == ["undone"])
    assert message.edits == ["saved\n[Undo]"]


async def test_a_pressed_private_answer_is_replaced(slack: FakeSlack, bot: Bot) -> None:
    button = ((Button("Undo", "undo 1"),),)
    bot.desk.reply = lambda request: words(
        "undone" if request.button else "saved", replaces=request.button, private=True, buttons=() if request.button else button
    )
    await slack.slash("watch x")
    await until(lambda: whispers(slack))
    message = next(message for message in slack.world.messages if message.only_for)
    await slack.press(message, "Undo")
    await until(lambda: whispers(slack) == ["undone"])


async def test_a_pressed_message_that_is_gone_is_answered_anew(slack: FakeSlack, bot: Bot) -> None:
    button = ((Button("Undo", "undo 1"),),)
    bot.desk.reply = lambda request: words("undone", replaces=True) if request.button else words("saved", buttons=button)
    await slack.slash("watch x")
    await until(lambda: slack.world.visible("C1"))
    (message,) = slack.world.visible("C1")
    slack.on_call = None
    message.deleted = True
    await slack.press(message, "Undo")
    await until(lambda: slack.world.said("C1") == ["undone"])


async def test_a_command_where_the_bot_cannot_post_is_answered_by_its_response_url(slack: FakeSlack, bot: Bot) -> None:
    slack.world.add_channel("C9", private=True, member=False)
    await slack.slash("help", channel="C9")
    await until(lambda: slack.world.said("C9") == ["heard help"])
    assert len(slack.called("response_url")) == 1


async def test_a_command_between_two_people_concerns_the_askers_own_chat(slack: FakeSlack, bot: Bot) -> None:
    await slack.slash("watch x", channel="D77")
    await until(lambda: whispers(slack) == ["heard watch x"])
    assert bot.desk.requests[0].address == Address(Platform.SLACK, "D1")
    assert slack.called("chat.postMessage") == []


async def test_silence_is_respected(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda request: None if request.text == "x" else words("y")
    await slack.slash("x")
    await slack.slash("y")
    await until(lambda: slack.world.said("C1") == ["y"])


async def test_answers_keep_the_order_of_the_commands(slack: FakeSlack, bot: Bot) -> None:
    slack.faults.add(kind="delay", method="chat.postMessage", seconds=0.4)
    for number in range(5):
        await slack.slash(str(number))
    await until(lambda: slack.world.said("C1") == [f"heard {number}" for number in range(5)])


async def test_an_answer_waits_its_turn(slack: FakeSlack, bot: Bot) -> None:
    bot.pace.wait = 0.3
    loop = asyncio.get_running_loop()
    began = loop.time()
    await slack.slash("x")
    await until(lambda: slack.world.said("C1"))
    assert loop.time() - began >= 0.3
    bot.pace.down = True
    await slack.slash("y")
    await until(lambda: slack.world.said("C1") == ["heard x", "heard y"])


@pytest.mark.parametrize("kind", ["lose", "truncate", "drop"])
async def test_an_answer_whose_fate_is_unknown_is_looked_for(slack: FakeSlack, bot: Bot, kind: str) -> None:
    slack.faults.add(kind=kind, method="chat.postMessage")
    await slack.slash("x")
    await slack.slash("end")
    await until(lambda: "heard end" in slack.world.said("C1"))
    assert slack.world.said("C1") == ["heard x", "heard end"]


async def test_an_answer_that_cannot_be_looked_for_is_not_repeated(slack: FakeSlack, bot: Bot) -> None:
    slack.world.scopes.discard("channels:history")
    slack.faults.add(kind="lose", method="chat.postMessage")
    await slack.slash("x")
    await slack.slash("end")
    await until(lambda: "heard end" in slack.world.said("C1"))
    assert slack.world.said("C1") == ["heard x", "heard end"]


async def test_a_limited_answer_comes_later(slack: FakeSlack, bot: Bot) -> None:
    slack.faults.add(kind="limit", method="chat.postMessage", seconds=1)
    await slack.slash("x")
    await until(lambda: slack.world.said("C1") == ["heard x"])


@pytest.mark.parametrize(
    ("event", "noted"),
    [
        ({"type": "channel_archive", "user": "U2", "channel": "C1"}, ("suspend", "C1", "is_archived")),
        ({"type": "group_archive", "user": "U2", "channel": "G1"}, ("suspend", "G1", "is_archived")),
        ({"type": "channel_deleted", "channel": "C1"}, ("suspend", "C1", "channel_deleted")),
        ({"type": "member_joined_channel", "user": BOT_USER, "channel": "C1"}, ("restore", "C1", "")),
        ({"type": "channel_unarchive", "user": "U2", "channel": "C1"}, ("restore", "C1", "")),
        ({"type": "channel_rename", "channel": {"id": "C1", "name": "desk"}}, ("save", "C1", "desk")),
    ],
)
async def test_what_happens_to_channels_is_noted(
    slack: FakeSlack, bot: Bot, event: dict[str, str], noted: tuple[str, str, str]
) -> None:
    bot.chats.held = [CHAT]
    assert (await slack.event(event)).acked
    await until(lambda: bot.chats.log == [noted])


@pytest.mark.parametrize(("channel", "kind"), [("C1", "channel_left"), ("G1", "group_left")])
async def test_a_bot_that_is_kicked_out_says_no_more_there(slack: FakeSlack, bot: Bot, channel: str, kind: str) -> None:
    slack.world.add_channel("G1", private=True)
    kicked = await slack.kick(channel)
    assert kicked.acked
    assert kicked.payload["event"]["type"] == kind
    await until(lambda: bot.chats.log == [("suspend", channel, "left_channel")])
    slack.world.channels[channel].member = True
    await slack.event({"type": "member_joined_channel", "user": BOT_USER, "channel": channel})
    await until(lambda: bot.chats.log[1:] == [("restore", channel, "")])


async def test_the_event_by_which_others_leave_is_never_sent_of_the_bot(slack: FakeSlack, bot: Bot) -> None:
    with pytest.raises(ValueError, match="sends the app no"):
        await slack.event({"type": "member_left_channel", "user": BOT_USER, "channel": "C1"})


async def test_others_come_and_go_unnoted(slack: FakeSlack, bot: Bot) -> None:
    bot.chats.held = [CHAT]
    await slack.event({"type": "member_left_channel", "user": "U1", "channel": "C1"})
    await slack.event({"type": "member_joined_channel", "user": "U1", "channel": "C1"})
    await slack.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    await slack.slash("end")
    await until(lambda: bot.desk.requests)
    assert bot.chats.log == []


async def test_a_removed_app_suspends_every_slack_chat_and_comes_back(slack: FakeSlack, connection: SlackConnection) -> None:
    here = Chat(1, Address(Platform.SLACK, "C1"), ChatKind.GROUP)
    gone = replace(here, id=2, address=Address(Platform.SLACK, "C2"), state=ChatState.SUSPENDED, because="app_uninstalled")
    left = replace(gone, id=3, address=Address(Platform.SLACK, "C3"), because="is_archived")
    there = replace(here, id=4, address=Address(Platform.TELEGRAM, "-100"))
    chats = Chats([here, gone, left, there])
    intake = intake_of(connection, Desk(), chats, Pace())
    await intake.start()
    assert chats.log == [("restore", "C2", "")]
    assert (await slack.event({"type": "app_uninstalled"})).acked
    await until(lambda: len(chats.log) == 4)
    assert chats.log[1:] == [("suspend", channel, "app_uninstalled") for channel in ("C1", "C2", "C3")]
    chats.down = True
    assert (await slack.event({"type": "channel_archive", "channel": "C1"})).acked
    await intake.stop()


async def test_a_defect_in_one_answer_disturbs_no_other(slack: FakeSlack, bot: Bot) -> None:
    def reply(request: Request) -> Message:
        if request.text == "bad":
            raise ZeroDivisionError
        return words("good")

    bot.desk.reply = reply
    await slack.slash("bad")
    await slack.slash("x")
    await until(lambda: slack.world.said("C1") == ["good"])
