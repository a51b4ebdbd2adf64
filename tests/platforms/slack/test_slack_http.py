"""HTTP mode through the real slack-bolt: the same payloads as signed requests, and what is turned away."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack import Http, SlackConnection, connect_slack
from bot.platforms.slack.request_urls import PATH, Signatures
from bot.ports import PlatformDown
from tests.fakes.slack_hands import modals, open_home, send_form, shortcut
from tests.fakes.slack_requests import SIGNING_SECRET, Requests
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_world import BOT_USER
from tests.platforms.slack.conftest import Bot, Chats, Desk, Pace, intake_of, until


@pytest.fixture
async def connection(slack: FakeSlack) -> AsyncIterator[SlackConnection]:
    http = Http("127.0.0.1", 0, SIGNING_SECRET)
    connection = connect_slack(slack.bot_token, base_url=slack.base_url, seconds=2.0, http=http)
    yield connection
    await connection.close()


@pytest.fixture
async def bot(slack: FakeSlack, connection: SlackConnection) -> AsyncIterator[Bot]:
    desk, chats, pace = Desk(), Chats(), Pace()
    intake = intake_of(connection, desk, chats, pace)
    await intake.start()
    slack.requests.url = f"http://127.0.0.1:{intake._inlet.port}{PATH}"  # type: ignore[attr-defined]
    yield Bot(connection, intake, desk, chats, pace)
    await intake.stop()


async def test_commands_events_and_buttons_come_by_requests(slack: FakeSlack, bot: Bot) -> None:
    assert (await slack.slash("watch الرياض")).acked
    await until(lambda: slack.world.said("C1") == ["heard watch الرياض"])
    assert (await slack.mention("latest")).acked
    await until(lambda: slack.world.said("C1")[1:] == ["heard latest"])
    assert (await slack.say("رصد")).acked
    await until(lambda: slack.world.said("D1") == ["heard رصد"])
    assert (await open_home(slack)).acked
    await until(lambda: "U1" in slack.world.homes)
    assert slack.sockets.opened == 0
    assert slack.called("apps.connections.open") == []
    assert slack.refusals == []


async def test_the_answer_to_a_form_comes_with_the_acknowledgement(slack: FakeSlack, bot: Bot) -> None:
    assert (await shortcut(slack, "rasid_settings")).acked
    await until(lambda: any(len(view["blocks"]) > 1 for view in modals(slack)))
    (form,) = modals(slack)
    envelope = await send_form(slack, form, {"zone": "   "})
    assert envelope.answer == {"response_action": "errors", "errors": {"zone": "Something has to stand here."}}
    assert bot.desk.requests == []


async def test_a_request_is_acknowledged_before_it_is_worked_on(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.hold = asyncio.Event()
    assert (await slack.slash("help")).acked
    assert (await slack.mention("help")).acked
    bot.desk.hold.set()
    await until(lambda: len(slack.world.said("C1")) == 2)


async def test_a_retried_event_is_answered_once(slack: FakeSlack, bot: Bot) -> None:
    inner = {"type": "app_mention", "user": "U1", "text": f"<@{BOT_USER}> once", "ts": "1.1", "channel": "C1"}
    for attempt in range(4):
        assert (await slack.event(inner, event_id="Ev7", attempt=attempt)).acked
    await slack.slash("end")
    await until(lambda: slack.world.said("C1") == ["heard once", "heard end"])


async def test_an_event_first_heard_as_a_retry_is_answered(slack: FakeSlack, bot: Bot) -> None:
    inner = {"type": "app_mention", "user": "U1", "text": f"<@{BOT_USER}> late", "ts": "1.1", "channel": "C1"}
    await slack.event(inner, event_id="Ev8", attempt=2)
    await until(lambda: slack.world.said("C1") == ["heard late"])


async def test_a_request_that_slack_did_not_sign_is_turned_away(slack: FakeSlack, bot: Bot) -> None:
    slack.requests.secret = "f" * 32
    assert not (await slack.slash("x")).acked
    slack.requests.secret = SIGNING_SECRET
    for skew in (-301, 301):
        slack.requests.skew = skew
        assert not (await slack.slash("x")).acked
    slack.requests.skew = -290
    assert (await slack.slash("end")).acked
    await until(lambda: bot.desk.requests)
    assert [request.text for request in bot.desk.requests] == ["end"]


@pytest.mark.parametrize("change", ["body", "stamp", "no signature", "no stamp", "letters", "not a number", "other version"])
async def test_a_changed_request_is_turned_away(slack: FakeSlack, bot: Bot, change: str) -> None:
    requests = slack.requests
    body = b'{"type":"event_callback"}'
    headers = requests.signed(body)
    stamp, signature = headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]
    changed = {
        "body": headers,
        "stamp": {**headers, "X-Slack-Request-Timestamp": str(int(stamp) + 1)},
        "no signature": {"X-Slack-Request-Timestamp": stamp},
        "no stamp": {"X-Slack-Signature": signature},
        "letters": {**headers, "X-Slack-Signature": "v0=ä"},
        "not a number": {**headers, "X-Slack-Request-Timestamp": "soon"},
        "other version": {**headers, "X-Slack-Signature": signature.replace("v0=", "v1=")},
    }
    sent = body + b" " if change == "body" else body
    assert (await requests.post(sent, "application/json", changed[change]))[0] == 401
    assert bot.desk.requests == []


async def test_bytes_that_are_no_text_are_turned_away(slack: FakeSlack, bot: Bot) -> None:
    body = b"\xff\xfe{}"
    assert (await slack.requests.post(body, "application/json", slack.requests.signed(body)))[0] == 401


async def test_signed_nonsense_brings_nothing_down(slack: FakeSlack, bot: Bot) -> None:
    for body in (b"", b"{", b"[]", b'{"type":"something"}', b"payload=%7B", b"payload=[]", b"null", b"1"):
        for content_type in ("application/json", "application/x-www-form-urlencoded", "text/plain; charset=utf-16"):
            status, _ = await slack.requests.post(body, content_type, slack.requests.signed(body))
            assert 400 <= status < 500 or status == 200, (body, content_type)
    assert (await slack.slash("end")).acked


async def test_too_much_is_not_read(slack: FakeSlack, bot: Bot) -> None:
    body = b"x" * (2 * 1024 * 1024)
    assert (await slack.requests.post(body, "application/json", slack.requests.signed(body)))[0] in {0, 413}


async def test_slack_may_check_the_address_and_the_certificate(slack: FakeSlack, bot: Bot) -> None:
    body = json.dumps({"type": "url_verification", "token": "legacy", "challenge": "3eZbrw1a"}).encode()
    status, text = await slack.requests.post(body, "application/json", slack.requests.signed(body))
    assert (status, json.loads(text)) == (200, {"challenge": "3eZbrw1a"})
    form = b"ssl_check=1&token=legacy"
    assert (await slack.requests.post(form, "application/x-www-form-urlencoded", {}))[0] == 200
    assert (await slack.requests.post(body, "application/json", {}))[0] == 401


async def test_another_address_or_method_is_not_there(slack: FakeSlack, bot: Bot) -> None:
    body = b"{}"
    elsewhere = Requests(slack.requests.url.replace(PATH, "/"))
    assert (await elsewhere.post(body, "application/json", elsewhere.signed(body)))[0] == 404


async def test_a_taken_port_is_tried_again_later(slack: FakeSlack) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        http = Http("127.0.0.1", taken.getsockname()[1], SIGNING_SECRET)
        connection = connect_slack(slack.bot_token, base_url=slack.base_url, http=http)
        intake = intake_of(connection, Desk(), Chats(), Pace())
        with pytest.raises(PlatformDown, match="cannot be listened at"):
            await intake.start()
    await intake.start()
    await intake.stop()
    await connection.close()


class Fixed:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "holds"), [(0, True), (-300, True), (300, True), (-301, False), (301, False)])
def test_a_signature_holds_for_five_minutes(seconds: int, holds: bool) -> None:
    when = Fixed().now() + timedelta(seconds=seconds)
    made = Requests()
    stamp = str(int(when.timestamp()))
    digest = hmac.new(made.secret.encode(), f"v0:{stamp}:x".encode(), hashlib.sha256).hexdigest()
    assert Signatures(SIGNING_SECRET, Fixed()).hold(b"x", stamp, f"v0={digest}") is holds


@given(st.binary(max_size=200), st.text(max_size=20) | st.from_regex(r"[0-9]{1,5000}", fullmatch=True), st.text(max_size=80))
def test_whatever_comes_no_signature_holds_that_was_not_made(body: bytes, stamp: str, signature: str) -> None:
    signatures = Signatures(SIGNING_SECRET, Fixed())
    assert signatures.hold(body, stamp, signature) is False
    assert signatures.hold(body, str(int(Fixed().now().timestamp())), f"v0={signature}") is False
