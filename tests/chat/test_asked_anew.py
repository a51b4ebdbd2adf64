"""Commands of admins ask the platform anew who administers a chat; the others make do with what it said a moment ago."""

from __future__ import annotations

import pytest

from bot.model.chat import ChatKind, Role
from tests.fakes.desk import Front

GROUP, ADMIN = "-100", "8"


async def front() -> Front:
    """An open group whose admin of a moment ago is none any more, and who acts for it in private."""
    made = Front()
    await made.ask("help", channel=GROUP, kind=ChatKind.GROUP)
    made.directory.admins.add((GROUP, ADMIN))
    made.chats.roles[f"telegram:{ADMIN}"] = Role.READER
    await made.ask("use 1", ADMIN, ADMIN)
    made.directory.admins.clear()
    made.directory.remembered.add((GROUP, ADMIN))
    return made


@pytest.mark.parametrize("text", ["pause", "role grant 7 editor", "feed pause 1", "forget"])
async def test_whoever_is_an_admin_no_more_gives_no_admins_command(text: str) -> None:
    made = await front()
    assert "needs the role" in await made.say(text, ADMIN, GROUP, ChatKind.GROUP)
    assert made.register.here == {}


async def test_what_editors_may_too_is_not_asked_anew() -> None:
    made = await front()
    assert "Watching" in await made.say("watch one", ADMIN, GROUP, ChatKind.GROUP)


@pytest.mark.parametrize("text", ["pause", "role grant 7 editor"])
async def test_acting_for_a_chat_from_elsewhere_is_asked_anew_as_well(text: str) -> None:
    made = await front()
    assert "not within this account's reach" in await made.say(text, ADMIN, ADMIN)


async def test_a_role_given_in_a_group_is_lost_at_once_by_whoever_has_left() -> None:
    made = await front()
    made.register.here[1, "telegram:7"] = Role.ADMIN
    made.directory.left.add((GROUP, "7"))
    made.directory.remembered.add((GROUP, "7"))
    assert "Watching" in await made.say("watch one", "7", GROUP, ChatKind.GROUP)
    made.directory.remembered.clear()
    made.directory.remembered.add((GROUP, "7"))
    assert "needs the role" in await made.say("pause", "7", GROUP, ChatKind.GROUP)
