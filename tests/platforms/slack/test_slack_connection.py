"""The WebSocket's life: starting, being cut off, and ending."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.model.chat import Address, Person, Platform
from bot.platforms.slack import SlackConnection, connect_slack
from bot.ports import PlatformDown, PlatformRefused
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack.conftest import Bot, Chats, Desk, Pace, intake_of, until


async def test_the_socket_is_renewed_when_slack_says_so(slack: FakeSlack, bot: Bot) -> None:
    await slack.sockets.disconnect()
    await until(lambda: slack.sockets.opened == 2)
    assert (await slack.slash("x")).acked


async def test_a_broken_socket_is_replaced(slack: FakeSlack, bot: Bot) -> None:
    slack.sockets.kill()
    await until(lambda: slack.sockets.opened == 2)
    assert (await slack.slash("x")).acked


async def test_a_silent_socket_is_noticed(slack: FakeSlack, bot: Bot) -> None:
    slack.sockets.silence()
    await until(lambda: slack.sockets.opened == 2)
    assert (await slack.slash("x")).acked


async def test_an_address_that_ran_out_is_not_tried_for_ever(slack: FakeSlack, bot: Bot) -> None:
    """slack_sdk keeps the address that failed; without a fresh one the bot would stay deaf."""
    issued = slack.sockets.ticket
    slack.sockets.ticket = lambda: "ran-out"  # type: ignore[method-assign]
    slack.sockets.kill()
    await until(lambda: slack.sockets.refused >= 2)
    slack.sockets.ticket = issued  # type: ignore[method-assign]
    await until(lambda: slack.sockets.opened == 2)
    assert (await slack.slash("x")).acked


async def test_an_eleventh_socket_is_sent_away(slack: FakeSlack) -> None:
    desk = Desk()
    bots = []
    for _ in range(10):
        connection = connect_slack(slack.bot_token, slack.app_token, base_url=slack.base_url)
        intake = intake_of(connection, desk, Chats(), Pace())
        await intake.start()
        bots.append((intake, connection))
    await until(lambda: len(slack.sockets.open) == 10)
    for number in range(10):
        assert (await slack.slash(str(number))).acked
    await until(lambda: len(slack.world.said("C1")) == 10)
    for intake, connection in bots:
        await intake.stop()
        await connection.close()


@pytest.mark.parametrize(
    ("bot_token", "app_token", "says"),
    [("xoxb-wrong", None, "invalid_auth"), (None, "xapp-wrong", "app-level token"), ("", None, "bot token")],
)
async def test_a_wrong_token_is_said_once_and_clearly(
    slack: FakeSlack, bot_token: str | None, app_token: str | None, says: str
) -> None:
    connection = connect_slack(
        slack.bot_token if bot_token is None else bot_token,
        slack.app_token if app_token is None else app_token,
        base_url=slack.base_url,
    )
    intake = intake_of(connection, Desk(), Chats(), Pace())
    with pytest.raises(PlatformRefused, match=says) as raised:
        await intake.start()
    assert "wrong" not in str(raised.value)
    assert slack.sockets.opened == 0
    await intake.stop()
    await connection.close()


async def test_a_missing_network_is_down_and_may_be_tried_again() -> None:
    async with FakeSlack() as slack:
        port = slack.port
    connection = connect_slack(slack.bot_token, slack.app_token, base_url=slack.base_url)
    intake = intake_of(connection, Desk(), Chats(), Pace())
    with pytest.raises(PlatformDown):
        await intake.start()
    async with FakeSlack(port=port) as slack:
        slack.faults.add(kind="http", method="auth.test")
        with pytest.raises(PlatformDown):
            await intake.start()
        await intake.start()
        assert (await slack.slash("x")).acked
        await intake.stop()
    await connection.close()


async def test_stopping_waits_for_answers_and_leaves_nothing_behind(slack: FakeSlack) -> None:
    before = asyncio.all_tasks()
    desk = Desk()
    connection = connect_slack(slack.bot_token, slack.app_token, base_url=slack.base_url)
    intake = intake_of(connection, desk, Chats(), Pace())
    await intake.start()
    slack.faults.add(kind="delay", method="chat.postMessage", seconds=0.5)
    await slack.slash("x")
    await until(lambda: desk.requests)
    await intake.stop()
    await connection.close()
    assert slack.world.said("C1") == ["heard x"]
    await until(lambda: all(task.done() or _is_servers(task) for task in asyncio.all_tasks() - before))


async def test_an_answer_that_never_ends_is_cut_off(slack: FakeSlack) -> None:
    desk = Desk(hold=asyncio.Event())
    connection = connect_slack(slack.bot_token, slack.app_token, base_url=slack.base_url)
    intake = intake_of(connection, desk, Chats(), Pace())
    intake._patience = 0.2
    await intake.start()
    await slack.slash("x")
    await until(lambda: desk.requests)
    await intake.stop()
    await connection.close()
    assert slack.world.said("C1") == []


def _is_servers(task: asyncio.Task[object]) -> bool:
    """A connection of the fake's own that aiohttp has not closed yet."""
    return "RequestHandler" in repr(task.get_coro())


async def test_whether_slack_takes_the_token_is_known(slack: FakeSlack, connection: SlackConnection) -> None:
    assert connection.refusal() is None
    people = Address(Platform.SLACK, "C1"), Person(Platform.SLACK, "U2")
    await connection.directory.is_admin(*people, fresh=True)
    assert connection.refusal() == ""
    slack.faults.add(kind="error", code="token_revoked", times=0)
    await connection.directory.is_admin(*people, fresh=True)
    assert connection.refusal() == "token_revoked"
    slack.faults.clear()
    slack.faults.add(kind="drop", times=0)
    await connection.directory.is_admin(*people, fresh=True)
    assert connection.refusal() == "token_revoked", "no answer tells nothing"
    slack.faults.clear()
    slack.faults.add(kind="error", code="user_not_found", times=0)
    await connection.directory.is_admin(*people, fresh=True)
    assert connection.refusal() == "", "who says no to this has let the app in"


async def test_a_refused_app_token_is_not_the_bots(slack: FakeSlack, bot: Bot) -> None:
    slack.faults.add(kind="error", method="apps.connections.open", code="invalid_auth", times=0)
    await bot.intake._inlet._api.socket_address()  # type: ignore[attr-defined]
    assert bot.connection.refusal() == ""


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}])
async def test_whether_a_token_is_worth_nothing_is_looked_at_when_slack_says_so(
    slack: FakeSlack, bot: Bot, event: dict[str, Any]
) -> None:
    slack.faults.add(kind="error", method="auth.test", code="account_inactive", times=0)
    await slack.event(event)
    await until(lambda: bot.connection.refusal() == "account_inactive")
