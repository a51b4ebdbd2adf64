"""Whoever leaves a channel may do no more there than anybody: asked of Slack when it matters, through the real commands."""

from __future__ import annotations

import pytest

from tests.fakes.desk import Front
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack.conftest import until


@pytest.fixture
async def front(slack: FakeSlack, front: Front) -> Front:
    """A channel in which U3, one of its people, is an editor."""
    slack.world.add_user("U3", name="Lina")
    await told(slack, "role grant slack:U3 editor", "U1")
    return front


async def told(slack: FakeSlack, text: str, user: str) -> str:
    """What somebody in the channel reads in answer to a command."""
    known = len(slack.world.messages)
    await slack.slash(text, user=user)
    await until(lambda: len(slack.world.messages) > known)
    return slack.world.messages[-1].plain


async def test_a_role_lapses_with_leaving_and_is_there_again_with_coming_back(slack: FakeSlack, front: Front) -> None:
    assert "Watching" in await told(slack, "watch CENTCOM", "U3")
    assert (await slack.leave("C1", "U3")).acked
    assert "needs" in await told(slack, "watch Riyadh", "U3")
    assert "has left" in await told(slack, "roles", "U1")
    assert (await slack.come("C1", "U3")).acked
    assert "Watching" in await told(slack, "watch Riyadh", "U3")
    assert [watch.term for watch in await front.chats.watches(1)] == ["CENTCOM", "Riyadh"]


async def test_the_role_of_a_deactivated_account_has_lapsed(slack: FakeSlack, front: Front) -> None:
    slack.world.users["U3"].deleted = True
    assert "has left" in await told(slack, "roles", "U1")
