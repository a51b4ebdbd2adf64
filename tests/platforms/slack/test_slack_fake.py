"""The fake is as strict as Slack, breaks in every promised way, and runs as a process of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack import connect_slack
from tests.fakes.slack_blocks import Refused
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.fakes.slack_views import open_view, publish_view
from tests.fakes.slack_world import Message as Posted
from tests.fakes.slack_world import World
from tests.platforms.slack.conftest import CHAT, Chats, Desk, Pace, intake_of, until
from tests.platforms.slack.samples import words

ROOT = Path(__file__).parents[3]
QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False}


def client(slack: FakeSlack, token: str = BOT_TOKEN) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=slack.base_url, retry_handlers=[])


def rich(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}]


def section(text: str, kind: str = "mrkdwn") -> list[dict[str, Any]]:
    return [{"type": "section", "text": {"type": kind, "text": text}}]


def actions(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "elements": list(elements)}]


def button(label: str = "x", value: str = "v", action_id: str = "a") -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "value": value, "action_id": action_id}


def menu(count: int) -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "v"}
    return {"type": "overflow", "action_id": "m", "options": [option] * count}


REFUSED = [
    (section("x" * 3_001), "invalid_blocks"),
    (section("<!everyone>"), "invalid_blocks"),
    (section("a & b"), "invalid_blocks"),
    (section("a > b"), "invalid_blocks"),
    (section(""), "invalid_blocks"),
    (section("x") * 51, "invalid_blocks"),
    (section("x" * 2_900) * 5, "msg_blocks_too_long"),
    ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "invalid_blocks"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "invalid_blocks"),
    ([{"type": "rich_text", "elements": []}], "invalid_blocks"),
    ([{"type": "mystery"}], "invalid_blocks"),
    (rich(), "invalid_blocks"),
    (rich({"type": "text", "text": ""}), "invalid_blocks"),
    (rich({"type": "text", "text": "x", "style": {"loud": True}}), "invalid_blocks"),
    (rich({"type": "text", "text": "x", "style": "bold"}), "invalid_blocks"),
    (rich({"type": "link", "text": "x", "url": "javascript:x"}), "invalid_blocks"),
    (rich({"type": "text", "text": "x", "url": "https://a.example"}), "invalid_blocks"),
    (actions(button("x" * 76)), "invalid_blocks"),
    (actions(button(value="x" * 2_001)), "invalid_blocks"),
    (actions(button(), button()), "invalid_blocks"),
    (actions(menu(1)), "invalid_blocks"),
    (actions(menu(6)), "invalid_blocks"),
    ([{"type": "context", "elements": []}], "invalid_blocks"),
]


@pytest.mark.parametrize(("blocks", "code"), REFUSED)
async def test_what_slack_refuses_the_fake_refuses(slack: FakeSlack, blocks: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(SlackApiError) as raised:
        await client(slack).chat_postMessage(channel="C1", text="x", blocks=blocks, **QUIET)
    assert raised.value.response["error"] == code
    assert slack.world.messages == []
    assert slack.refusals[0].error == code


GOOD = [
    section("<https://a.example|a> &amp; b"),
    section("x", "plain_text"),
    rich({"type": "text", "text": "x"}),
    actions(button(), menu(5)),
]


@pytest.mark.parametrize("blocks", GOOD)
async def test_what_slack_takes_the_fake_takes(slack: FakeSlack, blocks: list[dict[str, Any]]) -> None:
    answer = await client(slack).chat_postMessage(channel="C1", text="x", blocks=blocks, **QUIET)
    assert answer["ts"] == slack.world.messages[0].ts


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


async def test_text_tokens_manners_and_targets(slack: FakeSlack) -> None:
    web = client(slack)
    post = web.chat_postMessage
    assert (
        await error_of(web.api_call("chat.postMessage", json={"channel": "C1", "blocks": section("x"), **QUIET})) == "no_text"
    )
    assert await error_of(post(channel="C1", text="x" * 40_001, **QUIET)) == "msg_too_long"
    assert await error_of(post(channel="C1", text="x", link_names=False)) == "invalid_arguments"
    assert await error_of(post(channel="C1", text="x", unfurl_links=False, unfurl_media=False)) == "invalid_arguments"
    assert await error_of(post(channel="C404", text="x", **QUIET)) == "channel_not_found"
    assert await error_of(post(channel="C1", text="x", thread_ts="1.1", **QUIET)) == "thread_not_found"
    assert await error_of(client(slack, "xoxb-no").auth_test()) == "invalid_auth"
    assert await error_of(client(slack, APP_TOKEN).auth_test()) == "not_allowed_token_type"
    assert await error_of(web.apps_connections_open(app_token=BOT_TOKEN)) == "not_allowed_token_type"
    assert await error_of(web.api_call("chat.explode")) == "unknown_method"
    slack.world.channels["C1"].archived = True
    assert await error_of(post(channel="C1", text="x", **QUIET)) == "is_archived"


async def test_updates(slack: FakeSlack) -> None:
    web = client(slack)
    sent = await web.chat_postMessage(channel="C1", text="x", blocks=rich({"type": "text", "text": "x"}), **QUIET)
    update = {"channel": "C1", "ts": sent["ts"], "link_names": False}
    assert await error_of(web.chat_update(text="y", blocks=section("y"), **update)) == "block_mismatch"
    assert (
        await error_of(web.chat_update(text="y" * 4_001, blocks=rich({"type": "text", "text": "y"}), **update))
        == "msg_too_long"
    )
    foreign = slack.world.post(Posted("C1", slack.world.stamp(), "U1", "mine"))
    assert await error_of(web.chat_update(channel="C1", ts=foreign.ts, text="y", link_names=False)) == "cant_update_message"
    await web.chat_update(text="y", blocks=rich({"type": "text", "text": "y"}), **update)
    assert slack.world.said("C1") == ["y"]


async def test_metadata_is_told_only_when_asked_for(slack: FakeSlack) -> None:
    web = client(slack)
    await web.chat_postMessage(channel="C1", text="x", metadata={"event_type": "t", "event_payload": {"k": 1}}, **QUIET)
    assert "metadata" not in (await web.conversations_history(channel="C1"))["messages"][0]
    told = (await web.conversations_history(channel="C1", include_all_metadata=True))["messages"][0]
    assert told["metadata"]["event_payload"] == {"k": 1}


async def test_a_payload_nobody_acknowledges_is_recorded(slack: FakeSlack) -> None:
    slack.sockets.ack_seconds = 0.2
    web = client(slack)
    url = (await web.apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        envelope = await slack.slash("x")
        assert (await socket.receive_json())["envelope_id"] == envelope.id
        assert not envelope.acked
        assert slack.sockets.missed == [envelope]
        again = await session.get(url.replace("ws:", "http:"))
        assert again.status == 408, "a ticket is good once"


async def test_the_hook_sees_every_stage(slack: FakeSlack) -> None:
    seen: list[tuple[str, int]] = []

    async def hook(stage: str, method: str, _arguments: dict[str, Any]) -> None:
        seen.append((f"{method} {stage}", len(slack.world.messages)))

    slack.on_call = hook
    await client(slack).chat_postMessage(channel="C1", text="x", **QUIET)
    await until(lambda: len(seen) == 3)
    assert seen == [("chat.postMessage before", 0), ("chat.postMessage applied", 1), ("chat.postMessage answered", 1)]


# As a process of its own.


@pytest.fixture
async def outside() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.slack_server", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().strip().removesuffix("/api/")
    process.terminate()
    assert await process.wait() == 0


async def test_the_fake_as_a_process(outside: str) -> None:
    desk = Desk()
    connection = connect_slack(BOT_TOKEN, APP_TOKEN, base_url=f"{outside}/api/")
    intake = intake_of(connection, desk, Chats(), Pace())
    await intake.start()
    async with aiohttp.ClientSession(base_url=outside) as session:

        async def tell(what: str, **how: Any) -> dict[str, Any]:
            async with session.post(f"/_control/{what}", json=how) as answer:
                assert answer.status == 200
                return dict(await answer.json())

        async def log(channel: str) -> list[dict[str, Any]]:
            async with session.get("/_control/log", params={"channel": channel}) as answer:
                return list((await answer.json())["messages"])

        await tell("channel", id="C7", name="seven")
        await tell("user", id="U7", name="Seven", locale="ar")
        assert await tell("event", do="slash", text="hello", channel="C7", user="U7") == {"acked": True}
        async with asyncio.timeout(15):
            while not await log("C7"):
                await asyncio.sleep(0.02)
        assert (await log("C7"))[0]["plain"] == "heard hello"
        assert desk.requests[0].language == "ar"
        await tell("fault", kind="error", code="is_archived", method="chat.postMessage")
        assert "is_archived" in repr(await connection.courier.send(CHAT, words("x"), "k"))
        await tell("fault", kind="http")
        await tell("fault", clear=True)
        assert "Delivered" in repr(await connection.courier.send(CHAT, words("x"), "k"))
        await tell("sockets", do="kill")
        async with session.get("/_control/state") as answer:
            state = await answer.json()
        assert state["refusals"] == []
        assert state["missed"] == []
        assert state["calls"]["chat.postMessage"] == 3
    await intake.stop()
    await connection.close()


@pytest.mark.parametrize(("stage", "shown"), [("before", 0), ("applied", 1), ("answered", 1)])
async def test_a_process_can_be_killed_at_each_stage(slack: FakeSlack, stage: str, shown: int) -> None:
    program = (
        "import asyncio, sys\n"
        "from slack_sdk.web.async_client import AsyncWebClient\n"
        "web = AsyncWebClient(token=sys.argv[1], base_url=sys.argv[2], retry_handlers=[])\n"
        "sys.stdin.readline()\n"
        "quiet = dict(unfurl_links=False, unfurl_media=False, link_names=False)\n"
        "asyncio.run(web.chat_postMessage(channel='C1', text='x', **quiet))\n"
        "import time; time.sleep(60)\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        BOT_TOKEN,
        slack.base_url,
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    slack.faults.add(kind="kill", stage=stage, pid=process.pid, method="chat.postMessage")
    assert process.stdin is not None
    process.stdin.write(b"go\n")
    await process.stdin.drain()
    assert await asyncio.wait_for(process.wait(), 30) == -9
    await until(lambda: len(slack.world.said("C1")) == shown)


TEXT = {"type": "plain_text", "text": "x"}
FIELD = {"type": "input", "block_id": "f", "label": TEXT, "element": {"type": "plain_text_input", "action_id": "a"}}
MODAL = {"type": "modal", "title": TEXT, "submit": TEXT, "blocks": [FIELD]}


@pytest.mark.parametrize(
    "change",
    [
        {"type": "home"},
        {"title": {**TEXT, "text": "x" * 25}},
        {"submit": None},
        {"blocks": []},
        {"blocks": [FIELD] * 2},
        {"blocks": [{**FIELD, "block_id": str(number)} for number in range(101)]},
        {"blocks": [{**FIELD, "element": {"type": "button", "action_id": "a"}}]},
        {"blocks": [{**FIELD, "element": {**FIELD["element"], "initial_value": ""}}]},
        {"private_metadata": "x" * 3_001},
        {"callback_id": "x" * 256},
        {"blocks": [{"type": "section", "text": {**TEXT, "text": "x" * 3_001}}]},
    ],
)
def test_a_view_that_slack_would_not_take_is_refused(change: dict[str, object]) -> None:
    world = World()
    view = {name: value for name, value in {**MODAL, **change}.items() if value is not None}
    with pytest.raises(Refused):
        open_view(world, {"trigger_id": world.trigger("U1"), "view": view})
    assert world.modals == {}


def test_a_trigger_is_good_once_and_for_three_seconds() -> None:
    world = World()
    trigger = world.trigger("U1")
    assert open_view(world, {"trigger_id": trigger, "view": MODAL})["view"]["id"] in world.modals
    for again in (trigger, "1.2.three"):
        with pytest.raises(Refused, match="exchanged"):
            open_view(world, {"trigger_id": again, "view": MODAL})
    late = world.trigger("U1")
    world.triggers[late] = ("U1", world.triggers[late][1] - 3.5)
    with pytest.raises(Refused, match="expired"):
        open_view(world, {"trigger_id": late, "view": MODAL})


def test_an_older_home_does_not_replace_a_newer_one() -> None:
    world = World()
    view = {"type": "home", "blocks": [{"type": "section", "text": TEXT}]}
    first = publish_view(world, {"user_id": "U1", "view": view})["view"]["hash"]
    second = publish_view(world, {"user_id": "U1", "view": view, "hash": first})["view"]["hash"]
    assert first != second
    with pytest.raises(Refused, match="hash_conflict"):
        publish_view(world, {"user_id": "U1", "view": view, "hash": first})
    with pytest.raises(Refused):
        publish_view(world, {"user_id": "U1", "view": {**view, "title": TEXT}})
