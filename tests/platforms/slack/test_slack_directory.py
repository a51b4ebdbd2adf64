"""Who administers what."""

from __future__ import annotations

import pytest

from bot.model.chat import Address, Person, Platform
from bot.platforms.slack import SlackConnection
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.directory import SlackDirectory
from bot.platforms.slack.workspace import MEMORY_ENTRIES, MEMORY_SECONDS, Memory, Workspace
from tests.fakes.slack_server import FakeSlack


@pytest.mark.parametrize(
    ("channel", "user", "is_admin"),
    [
        ("C1", "U1", False),
        ("C1", "U2", True),
        ("C1", "U3", True),
        ("C2", "U1", True),
        ("C1", "U4", False),
        ("C1", "U9", False),
        ("C9", "U1", False),
        ("C9", "U2", True),
        ("D1", "U1", True),
        ("D1", "U2", False),
        ("D404", "U1", False),
    ],
)
async def test_admins_owners_creators_and_oneself(
    slack: FakeSlack, connection: SlackConnection, channel: str, user: str, *, is_admin: bool
) -> None:
    slack.world.add_user("U3", is_owner=True)
    slack.world.add_user("U4", is_admin=True, deleted=True)
    slack.world.add_channel("C2", creator="U1")
    asked = connection.directory.is_admin(Address(Platform.SLACK, channel), Person(Platform.SLACK, user))
    assert await asked is is_admin


async def test_people_of_other_platforms_are_nobody_here(connection: SlackConnection) -> None:
    assert not await connection.directory.is_admin(Address(Platform.SLACK, "C1"), Person(Platform.TELEGRAM, "U2"))
    assert not await connection.directory.is_admin(Address(Platform.TELEGRAM, "C1"), Person(Platform.SLACK, "U2"))


async def test_what_slack_will_not_say_is_no(slack: FakeSlack, connection: SlackConnection) -> None:
    slack.faults.add(kind="http", times=0)
    assert not await connection.directory.is_admin(Address(Platform.SLACK, "C1"), Person(Platform.SLACK, "U2"))


async def test_rights_that_were_taken_away_end_within_a_minute(slack: FakeSlack) -> None:
    now = [0.0]
    api = SlackApi(slack.bot_token, base_url=slack.base_url)
    directory = SlackDirectory(Workspace(api, clock=lambda: now[0]))
    channel, sam = Address(Platform.SLACK, "C9"), Person(Platform.SLACK, "U2")
    assert await directory.is_admin(channel, sam)
    slack.world.users["U2"].is_admin = False
    now[0] = 30.0
    assert await directory.is_admin(channel, sam)
    assert len(slack.called("users.info")) == 1
    now[0] = 60.0
    assert not await directory.is_admin(channel, sam)
    await api.close()


def test_the_memory_is_bounded() -> None:
    memory: Memory[int] = Memory(lambda: 0.0)
    for number in range(MEMORY_ENTRIES + 5):
        memory.put(str(number), number)
    assert memory.get("4") is None
    assert memory.get("5") == 5
    assert len(memory._held) == MEMORY_ENTRIES
    assert MEMORY_SECONDS <= 60
