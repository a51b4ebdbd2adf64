"""Posting, updating, replying and looking, against a server that can do all that a network does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.alert import Absent, Delivered, Doubt, Found, Gone, Rejected, Retry, Unknowable
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.message import Message
from bot.model.news import Language
from bot.platforms.slack import SlackConnection, connect_slack
from bot.platforms.slack.courier import SlackCourier
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_world import Message as Posted
from tests.platforms.slack.conftest import CHAT
from tests.platforms.slack.samples import ARABIC_ALERT, ENGLISH_ALERT, words

THREAD = Chat(2, Address(Platform.SLACK, "C1", "1.000001"), ChatKind.GROUP)


@pytest.fixture
def courier(connection: SlackConnection) -> SlackCourier:
    return SlackCourier(connection.courier._api, pause=no_pause)


async def no_pause(_seconds: float) -> None:
    pass


def now() -> datetime:
    return datetime.now(UTC)


async def test_a_message_arrives_with_its_key(slack: FakeSlack, courier: SlackCourier) -> None:
    sent = await courier.send(CHAT, ARABIC_ALERT, "d1:0")
    (shown,) = slack.world.visible("C1")
    assert sent == Delivered(shown.ts)
    assert shown.metadata == {"event_type": "rasid_delivery", "event_payload": {"key": "d1:0"}}
    assert "سنتكوم تعلن" in shown.plain
    assert slack.refusals == []


async def test_links_are_unfurled_where_a_chat_wants_it(slack: FakeSlack, courier: SlackCourier) -> None:
    for wanted in (False, True):
        await courier.send(CHAT, replace(ARABIC_ALERT, previews=wanted), f"d{wanted}:0")
    asked = [(call.arguments["unfurl_links"], call.arguments["unfurl_media"]) for call in slack.called("chat.postMessage")]
    assert asked == [(False, False), (True, True)]


async def test_a_message_without_blocks_arrives_as_text(slack: FakeSlack, courier: SlackCourier) -> None:
    assert isinstance(await courier.send(CHAT, Message(Language.ENGLISH, (), "a <b>"), "k"), Delivered)
    assert slack.world.said("C1") == ["a <b>"]


async def test_an_edit_replaces_the_words_and_keeps_the_key(slack: FakeSlack, courier: SlackCourier) -> None:
    sent = await courier.send(CHAT, words("first"), "d1:0")
    assert isinstance(sent, Delivered)
    assert await courier.edit(CHAT, sent.message, ENGLISH_ALERT, "d2:0") == sent
    (shown,) = slack.world.visible("C1")
    assert shown.plain.startswith("CENTCOM says")
    assert shown.edits == ["first"]
    assert await courier.find(CHAT, "d1:0", now()) == Found(sent.message)


@pytest.mark.parametrize("second", [words("x"), Message(Language.ENGLISH, (), "no blocks"), ENGLISH_ALERT])
async def test_any_message_may_become_any_other(slack: FakeSlack, courier: SlackCourier, second: Message) -> None:
    sent = await courier.send(CHAT, ARABIC_ALERT, "k")
    assert isinstance(sent, Delivered)
    assert isinstance(await courier.edit(CHAT, sent.message, second, "k2"), Delivered)
    assert slack.refusals == []


async def test_an_edit_of_what_is_gone(slack: FakeSlack, courier: SlackCourier) -> None:
    assert await courier.edit(CHAT, "1.5", words("x"), "k") == Rejected("slack: message_not_found", target_lost=True)
    foreign = slack.world.post(Posted("C1", slack.world.stamp(), "U1", "mine"))
    assert await courier.edit(CHAT, foreign.ts, words("x"), "k") == Rejected("slack: cant_update_message", target_lost=True)


async def test_a_reply_stands_in_the_thread_and_is_seen_in_the_channel(slack: FakeSlack, courier: SlackCourier) -> None:
    first = await courier.send(CHAT, words("first"), "a")
    assert isinstance(first, Delivered)
    reply = await courier.reply(CHAT, first.message, words("now 30"), "b")
    assert isinstance(reply, Delivered)
    assert slack.world.visible("C1")[1].thread_ts == first.message
    assert slack.world.said("C1") == ["first", "now 30"]
    assert await courier.find(CHAT, "b", now()) == Found(reply.message)


async def test_a_reply_to_what_is_gone_is_sent_on_its_own(slack: FakeSlack, courier: SlackCourier) -> None:
    assert isinstance(await courier.reply(CHAT, "1.5", words("now 30"), "b"), Delivered)
    assert slack.world.visible("C1")[0].thread_ts == ""


async def test_a_chat_in_a_thread(slack: FakeSlack, courier: SlackCourier) -> None:
    root = slack.world.post(Posted("C1", slack.world.stamp(), "U1", "root"))
    chat = Chat(2, Address(Platform.SLACK, "C1", root.ts), ChatKind.GROUP)
    sent = await courier.send(chat, words("in there"), "t1")
    assert isinstance(sent, Delivered)
    assert isinstance(await courier.reply(chat, sent.message, words("too"), "t2"), Delivered)
    assert slack.world.said("C1") == []
    assert [m.plain for m in slack.world.visible("C1", thread=root.ts)] == ["in there", "too"]
    assert await courier.find(chat, "t1", now()) == Found(sent.message)
    assert await courier.find(chat, "t3", now()) == Absent()


# What goes wrong: (the fault, the outcome, how many messages stand in the channel)
WRONG = [
    ({"kind": "drop"}, Doubt, 0),
    ({"kind": "lose"}, Doubt, 1),
    ({"kind": "truncate"}, Doubt, 1),
    ({"kind": "stall"}, Doubt, 1),
    ({"kind": "http", "status": 503}, Doubt, 0),
    ({"kind": "http", "status": 500, "applied": True}, Doubt, 1),
    ({"kind": "http", "status": 404}, Retry, 0),
    ({"kind": "error", "code": "internal_error"}, Doubt, 0),
    ({"kind": "error", "code": "fatal_error", "applied": True}, Doubt, 1),
    ({"kind": "limit", "seconds": 7}, Retry, 0),
    ({"kind": "error", "code": "ratelimited"}, Retry, 0),
    ({"kind": "error", "code": "channel_not_found"}, Gone, 0),
    ({"kind": "error", "code": "not_in_channel"}, Gone, 0),
    ({"kind": "error", "code": "is_archived"}, Gone, 0),
    ({"kind": "error", "code": "restricted_action"}, Gone, 0),
    ({"kind": "error", "code": "token_revoked"}, Retry, 0),
    ({"kind": "error", "code": "account_inactive"}, Retry, 0),
    ({"kind": "error", "code": "invalid_auth"}, Retry, 0),
    ({"kind": "error", "code": "something_new"}, Rejected, 0),
]


@pytest.mark.parametrize(
    ("fault", "kind", "shown"), WRONG, ids=[f"{f['kind']}-{f.get('code') or f.get('status', '')}" for f, *_ in WRONG]
)
async def test_each_failure_of_a_send_has_its_outcome(
    slack: FakeSlack, courier: SlackCourier, fault: dict[str, object], kind: type, shown: int
) -> None:
    slack.faults.add(method="chat.postMessage", **fault)
    since = now()
    outcome = await courier.send(CHAT, words("x"), "k1")
    assert isinstance(outcome, kind)
    assert len(slack.world.said("C1")) == shown, "nothing is sent twice"
    assert len(slack.called("chat.postMessage")) == 1
    if kind is Doubt:
        found = await courier.find(CHAT, "k1", since)
        assert isinstance(found, Found if shown else Absent)


async def test_what_waits_and_counts(slack: FakeSlack, courier: SlackCourier) -> None:
    slack.faults.add(kind="limit", seconds=7)
    assert await courier.send(CHAT, words("x"), "k") == Retry(timedelta(seconds=7), "slack: ratelimited", counted=False)
    slack.faults.add(kind="error", code="token_revoked")
    outcome = await courier.send(CHAT, words("x"), "k")
    assert isinstance(outcome, Retry)
    assert outcome.after >= timedelta(minutes=5)
    assert not outcome.counted
    assert "token_revoked" in outcome.because


async def test_nobody_listening_is_not_a_doubt() -> None:
    async with FakeSlack() as slack:
        url = slack.base_url
    connection = connect_slack("xoxb-x", base_url=url, seconds=2.0)
    outcome = await connection.courier.send(CHAT, words("x"), "k")
    await connection.close()
    assert isinstance(outcome, Retry)
    assert not outcome.counted


@pytest.mark.parametrize(("status", "counted"), [(404, False), (407, False), (413, True)])
async def test_a_proxy_counts_only_where_it_refuses_the_message(
    slack: FakeSlack, courier: SlackCourier, status: int, counted: bool
) -> None:
    slack.faults.add(method="chat.postMessage", kind="http", status=status)
    outcome = await courier.send(CHAT, words("x"), "k")
    assert isinstance(outcome, Retry)
    assert outcome.counted is counted


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long", "msg_too_long"])
async def test_refused_blocks_are_sent_once_as_plain_words(slack: FakeSlack, courier: SlackCourier, code: str) -> None:
    slack.faults.add(kind="error", method="chat.postMessage", code=code)
    sent = await courier.send(CHAT, ENGLISH_ALERT, "k")
    assert isinstance(sent, Delivered)
    (shown,) = slack.world.visible("C1")
    assert shown.blocks == []
    assert "<R&D> *stars*" in shown.plain
    assert shown.metadata is not None
    assert isinstance(await courier.edit(CHAT, sent.message, ENGLISH_ALERT, "k"), Delivered)


async def test_refused_twice_is_rejected(slack: FakeSlack, courier: SlackCourier) -> None:
    slack.faults.add(kind="error", code="invalid_blocks", times=2)
    assert await courier.send(CHAT, ENGLISH_ALERT, "k") == Rejected("slack: invalid_blocks")
    assert len(slack.called("chat.postMessage")) == 2


async def test_a_refused_edit_is_said_once_in_plain_words(slack: FakeSlack, courier: SlackCourier) -> None:
    sent = await courier.send(CHAT, ARABIC_ALERT, "k")
    assert isinstance(sent, Delivered)
    slack.faults.add(kind="error", method="chat.update", code="invalid_blocks")
    assert isinstance(await courier.edit(CHAT, sent.message, ENGLISH_ALERT, "k"), Delivered)
    assert "CENTCOM says" in slack.world.said("C1")[0]
    assert slack.refusals == []


async def test_looking_reads_every_page(slack: FakeSlack, courier: SlackCourier) -> None:
    sent = await courier.send(CHAT, words("x"), "far")
    assert isinstance(sent, Delivered)
    for number in range(450):
        slack.world.post(Posted("C1", slack.world.stamp(), "U1", f"chatter {number}"))
    assert await courier.find(CHAT, "far", now()) == Found(sent.message)
    assert len(slack.called("conversations.history")) == 3
    assert await courier.find(CHAT, "never", now()) == Absent()


async def test_looking_goes_back_a_little_before_the_intent(slack: FakeSlack, courier: SlackCourier) -> None:
    sent = await courier.send(CHAT, words("x"), "k")
    assert isinstance(sent, Delivered)
    assert await courier.find(CHAT, "k", now() + timedelta(minutes=4)) == Found(sent.message)
    assert await courier.find(CHAT, "k", now() + timedelta(minutes=6)) == Absent()


async def test_looking_is_repeated_over_passing_trouble(slack: FakeSlack, courier: SlackCourier) -> None:
    sent = await courier.send(CHAT, words("x"), "k")
    assert isinstance(sent, Delivered)
    slack.faults.add(kind="drop", method="conversations.history")
    slack.faults.add(kind="limit", seconds=3, method="conversations.history")
    slack.faults.add(kind="truncate", method="conversations.history")
    assert await courier.find(CHAT, "k", now()) == Found(sent.message)


async def test_what_cannot_be_read_is_not_absent(slack: FakeSlack, courier: SlackCourier) -> None:
    slack.faults.add(kind="http", method="conversations.history", times=0)
    assert await courier.find(CHAT, "k", now()) == Unknowable(after=timedelta(minutes=1))
    slack.faults.clear()
    slack.world.scopes.discard("channels:history")
    finding = await courier.find(CHAT, "k", now())
    assert isinstance(finding, Unknowable)
    slack.world.scopes.add("channels:history")
    slack.world.channels["C1"].member = False
    assert await courier.find(CHAT, "k", now()) == Unknowable()
    assert isinstance(await courier.send(CHAT, words("public all the same"), "k"), Delivered)


async def test_looking_ends_before_the_claim_does(
    slack: FakeSlack, courier: SlackCourier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.courier.LOOK_SECONDS", 0.2)
    slack.faults.add(kind="stall", method="conversations.history")
    assert await courier.find(CHAT, "k", now()) == Unknowable(after=timedelta(minutes=1))
    slack.faults.add(kind="limit", seconds=40, method="conversations.history")
    assert await courier.find(CHAT, "k", now()) == Unknowable(after=timedelta(seconds=40))


async def test_a_page_that_breaks_off_is_not_absent(slack: FakeSlack, courier: SlackCourier) -> None:
    for number in range(250):
        slack.world.post(Posted("C1", slack.world.stamp(), "U1", f"chatter {number}"))
    calls = 0

    async def second_page_fails(stage: str, method: str, arguments: dict[str, object]) -> None:
        nonlocal calls
        if stage == "before" and method == "conversations.history":
            calls += 1
            if calls > 1:
                slack.faults.add(kind="drop", method=method)

    slack.on_call = second_page_fails
    assert isinstance(await courier.find(CHAT, "k", now()), Unknowable)


async def test_one_part_has_one_deadline_over_all_its_forms(slack: FakeSlack, courier: SlackCourier) -> None:
    slack.faults.add(method="chat.postMessage", kind="stall")
    assert await SlackCourier(courier._api, seconds=0.3).send(CHAT, words("x"), "k1") == Doubt("slack: no answer in time")
    late = await SlackCourier(courier._api, seconds=0).send(CHAT, words("x"), "k2")
    assert isinstance(late, Retry)
    assert not late.counted
    assert len(slack.called("chat.postMessage")) == 1
