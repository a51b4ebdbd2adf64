"""Acknowledgements: made on the spot, before any work is begun and whatever else the loop has to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from tests.fakes import slack_payloads as payloads
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack.conftest import Bot, until


def command(slack: FakeSlack) -> dict[str, Any]:
    return payloads.slash("/rasid", "help", slack.world.channel("C1"), "U1", slack.world.trigger("U1"), "")


def event(slack: FakeSlack) -> dict[str, Any]:
    inner = {"type": "app_mention", "user": "U1", "text": "help", "ts": "1.1", "channel": "C1", "event_ts": "1.1"}
    return payloads.event(inner, "Ev1")


def shortcut(slack: FakeSlack) -> dict[str, Any]:
    return payloads.shortcut("rasid_settings", "U1", slack.world.trigger("U1"))


@pytest.mark.parametrize("made", [command, event, shortcut])
async def test_a_payload_is_acknowledged_without_waiting_for_anything(slack: FakeSlack, bot: Bot, made: Any) -> None:
    app = bot.intake._listener()
    # The first payload of each kind makes slack-bolt look around.
    await app.async_dispatch(AsyncBoltRequest(body=json.dumps(made(slack)), mode="socket_mode"))
    await until(lambda: not bot.intake._under_way)
    calls = len(slack.calls)
    dispatched = app.async_dispatch(AsyncBoltRequest(body=json.dumps(made(slack)), mode="socket_mode")).__await__()
    with pytest.raises(StopIteration) as ended:
        # Had it to wait, it would give the loop back here.
        next(dispatched)
    response = ended.value.value
    assert isinstance(response, BoltResponse)
    assert response.status == 200
    assert len(slack.calls) == calls
    assert len(bot.intake._under_way) == 1, "what is to be done about it waits for its turn"
