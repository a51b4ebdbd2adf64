"""Tokens show up nowhere: not in logs, not in what is raised, not in outcomes."""

from __future__ import annotations

import logging

import pytest

from bot.platforms.slack import connect_slack
from bot.platforms.slack.discretion import Discretion, library_log
from bot.ports import PlatformDown, PlatformRefused
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack.conftest import CHAT, Chats, Desk, Pace, intake_of, until
from tests.platforms.slack.samples import words


def test_every_kind_of_secret_is_hidden() -> None:
    discretion = Discretion(["s3cret"])
    said = "s3cret xoxb-1-2 xapp-1-A wss://x/link/?ticket=abc&app_id=A https://hooks.slack.com/commands/T/1/z end"
    assert discretion.clean(said) == (
        "[hidden] xoxb-[hidden] xapp-[hidden] wss://x/link/?ticket=[hidden]&app_id=A https://hooks.slack.com/[hidden] end"
    )


def test_an_exception_is_logged_as_its_type(caplog: pytest.LogCaptureFixture) -> None:
    log = library_log("s3cret")
    try:
        int("s3cret")
    except ValueError:
        log.exception("Failed: %s", "s3cret in here")
    assert caplog.messages == ["Failed: [hidden] in here [ValueError]"]
    assert "s3cret" not in caplog.text
    log.debug("every body would stand here")
    assert len(caplog.messages) == 1


async def test_through_every_failure_no_token_is_written(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    raised: list[str] = []
    async with FakeSlack() as slack:
        connection = connect_slack(slack.bot_token, slack.app_token, base_url=slack.base_url, seconds=2.0)
        intake = intake_of(connection, Desk(), Chats(), Pace(), ping_seconds=0.2)
        for fault in ({"kind": "http"}, {"kind": "error", "code": "invalid_auth"}, {"kind": "truncate"}, {"kind": "drop"}):
            for method in ("auth.test", "apps.connections.open"):
                slack.faults.add(method=method, **fault)
                try:
                    await intake.start()
                except (PlatformDown, PlatformRefused) as error:
                    raised.append(repr(error) + repr(error.__cause__) + repr(error.__context__))
        await intake.start()
        for kind in ("drop", "lose", "truncate", "http", "limit", "error"):
            slack.faults.add(kind=kind, method="chat.postMessage")
            raised.append(repr(await connection.courier.send(CHAT, words("x"), "k")))
        slack.sockets.tickets.clear()
        slack.faults.add(kind="http", method="apps.connections.open", times=2)
        slack.sockets.kill()
        await until(lambda: slack.sockets.opened == 2)
    await intake.stop()
    await connection.close()
    assert len(raised) == 8 + 6
    captured = capsys.readouterr()
    everything = "\n".join([caplog.text, *raised, captured.out, captured.err])
    for secret in ("canarybotcanary", "canaryappcanary", slack.bot_token, slack.app_token):
        assert secret not in everything
    assert "Failed to retrieve WSS URL" in caplog.text, "the failures were logged all the same"
