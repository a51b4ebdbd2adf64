"""When the bot says that it is well, and what it names when it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.engine import Engine
from bot.model.news import Language
from bot.model.register import Backlog
from tests.fakes.desk import NOON, PHRASES, Front


def front(**state: int) -> Front:
    made = Front()
    made.chats.state = replace(made.chats.state, **state)
    made.chats.condition = lambda: _given(made)  # type: ignore[method-assign]
    return made


async def _given(made: Front) -> object:
    return made.chats.state


async def test_a_bot_that_nothing_ails_is_well() -> None:
    said = await front(sources=50, failing=5).say("health")
    assert said.startswith("Rasid is well.")
    assert "Feeds are asked in time" in said
    assert "Messages go out in time" in said


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"sources": 51, "failing": 31}, "31 of 51 feeds cannot be read"),
        ({"sources": 3, "failing": 3}, "3 of 3 feeds cannot be read"),
        ({"dead": 1}, "1 message was given up"),
        ({"dead": 4}, "4 messages were given up"),
        ({"doubts": 2}, "2 messages are in doubt"),
    ],
)
async def test_what_ails_it_is_named(state: dict[str, int], reason: str) -> None:
    said = await front(**state).say("health")
    assert said.splitlines()[0] == "Rasid is not well."
    assert reason in said.splitlines()[1]


async def test_what_went_wrong_with_messages_points_to_their_list() -> None:
    assert "/deliveries" in await front(dead=1).say("health")
    assert "/deliveries" not in await front().say("health")


@pytest.mark.parametrize(
    ("late", "said", "well"),
    [
        (timedelta(seconds=59), "in time", True),
        (timedelta(minutes=3), "Feeds are read 3 minutes late", True),
        (timedelta(minutes=6), "Feeds are read 6 minutes late", False),
        (timedelta(hours=3), "Feeds are read 180 minutes late", False),
    ],
)
async def test_how_late_feeds_are_is_said_in_minutes(late: timedelta, said: str, well: bool) -> None:
    made = front()
    made.articles.due = NOON - late
    answer = await made.say("health")
    assert said in answer
    assert answer.startswith("Rasid is well." if well else "Rasid is not well.")


async def test_messages_that_are_late_and_a_platform_that_is_lost_are_named_together() -> None:
    made = front()
    made.logbook.behind = Backlog(NOON - timedelta(minutes=20), 1, "3")
    made.desk = replace(made.desk, engine=Engine(NOON, {}, lambda: {"telegram": "up", "slack": "refused"}))
    answer = await made.say("صحة")
    assert "يتأخّر إرسال الرسائل 20 دقيقة: إحداها مستحقّة منذ 13:40" in answer
    lost = PHRASES.text(Language.ARABIC, "health.state_refused")
    assert answer.splitlines()[1:3] == ["إرسال الرسائل متأخّر 20 دقيقة", f"Slack: {lost}"]
    assert "ميغابايت" not in answer
    assert "1 بايت" in answer
