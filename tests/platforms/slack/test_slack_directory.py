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


@pytest.mark.parametrize(
    ("channel", "user", "inside"),
    [
        ("C1", "U1", True),
        ("C1", "U3", False),
        ("C1", "U4", False),
        ("C2", "U1", True),
        ("G1", "U1", True),
        ("G2", "U1", None),
        ("C9", "U1", None),
        ("D1", "U1", True),
        ("D1", "U2", False),
        ("D4", "U4", False),
    ],
)
async def test_who_is_in_a_channel(
    slack: FakeSlack, connection: SlackConnection, channel: str, user: str, *, inside: bool | None
) -> None:
    slack.world.add_user("U3")
    slack.world.add_user("U4", deleted=True)
    slack.world.channels["C1"].outside.add("U3")
    slack.world.add_channel("C2", member=False)
    slack.world.add_channel("G1", private=True)
    slack.world.add_channel("G2", private=True, member=False)
    slack.world.add_channel("D4", partner="U4")
    asked = connection.directory.is_member(Address(Platform.SLACK, channel), Person(Platform.SLACK, user))
    assert await asked is inside


async def test_a_large_channel_is_read_page_by_page_until_the_person_is_found(
    slack: FakeSlack, connection: SlackConnection
) -> None:
    slack.world.members_page = 2
    for number in range(10, 19):
        slack.world.add_user(f"U{number}")
    address = Address(Platform.SLACK, "C1")
    assert await connection.directory.is_member(address, Person(Platform.SLACK, "U11")) is True
    assert len(slack.called("conversations.members")) == 2
    assert await connection.directory.is_member(address, Person(Platform.SLACK, "U404")) is False
    assert len(slack.called("conversations.members")) == 2 + 6


async def test_a_channel_of_which_too_much_would_have_to_be_read_is_not_known(
    slack: FakeSlack, connection: SlackConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.workspace.MOST_PAGES", 2)
    slack.world.members_page = 1
    slack.world.add_user("U9")
    assert await connection.directory.is_member(Address(Platform.SLACK, "C1"), Person(Platform.SLACK, "U9")) is None
    assert await connection.directory.is_member(Address(Platform.SLACK, "C1"), Person(Platform.SLACK, "U2")) is True


async def test_who_made_a_channel_and_left_it_administers_it_no_more(slack: FakeSlack, connection: SlackConnection) -> None:
    slack.world.add_channel("C2", creator="U1")
    slack.world.channels["C2"].outside.add("U1")
    assert not await connection.directory.is_admin(Address(Platform.SLACK, "C2"), Person(Platform.SLACK, "U1"))


async def test_what_must_be_sure_is_asked_anew(slack: FakeSlack, connection: SlackConnection) -> None:
    channel, sam, huda = Address(Platform.SLACK, "C1"), Person(Platform.SLACK, "U2"), Person(Platform.SLACK, "U1")
    assert await connection.directory.is_admin(channel, sam)
    assert await connection.directory.is_member(channel, huda)
    slack.world.users["U2"].is_admin = False
    slack.world.channels["C1"].creator = ""
    slack.world.channels["C1"].outside.add("U1")
    assert await connection.directory.is_admin(channel, sam), "a minute old at most"
    assert await connection.directory.is_member(channel, huda)
    assert not await connection.directory.is_admin(channel, sam, fresh=True)
    assert await connection.directory.is_member(channel, huda, fresh=True) is False
    assert not await connection.directory.is_admin(channel, sam), "and the new answer is remembered"
    assert await connection.directory.is_member(channel, huda) is False


async def test_what_is_asked_again_and_again_grows_old_all_the_same(slack: FakeSlack, connection: SlackConnection) -> None:
    now = 0.0
    workspace = Workspace(connection.directory._workspace._api, clock=lambda: now)
    for _ in range(5):
        assert await workspace.is_inside("C1", "U1") is True
        now += MEMORY_SECONDS / 4
    slack.world.channels["C1"].outside.add("U1")
    assert await workspace.is_inside("C1", "U1") is True, "asked for anew at the fifth time"
    now += MEMORY_SECONDS
    assert await workspace.is_inside("C1", "U1") is False
    assert len(slack.called("conversations.members")) == 3


async def test_who_cannot_be_asked_about_anew_is_no_admin(slack: FakeSlack, connection: SlackConnection) -> None:
    channel, sam = Address(Platform.SLACK, "C9"), Person(Platform.SLACK, "U2")
    assert await connection.directory.is_admin(channel, sam)
    slack.faults.add(kind="http", times=0)
    assert not await connection.directory.is_admin(channel, sam, fresh=True)


def test_the_memory_is_bounded() -> None:
    memory: Memory[int] = Memory(lambda: 0.0)
    for number in range(MEMORY_ENTRIES + 5):
        memory.put(str(number), number)
    assert memory.get("4") is None
    assert memory.get("5") == 5
    assert len(memory._held) == MEMORY_ENTRIES
    assert MEMORY_SECONDS <= 60
