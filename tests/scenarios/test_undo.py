"""Whatever an answer offers to undo is as it was before once it is undone, by the button or by the word."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chat.reception import COMMANDS
from bot.model.chat import ChatKind, Person, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.store.database import open_database
from tests.fakes.clock import FakeClock
from tests.fakes.desk import PHRASES, as_text, feed
from tests.fakes.real_desk import RealFront
from tests.store.house import House

OWNER = "111"
URL = "https://nahar.example/rss"
WATCH = "watch CENTCOM"

# For each change: what is done before it, and the change itself.
CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "watch": ((), WATCH),
    "unwatch": ((WATCH, "severity 1 critical", "switch 1 2"), "unwatch CENTCOM"),
    "severity": ((WATCH,), "severity CENTCOM critical"),
    "switch": ((WATCH,), "switch 1 2"),
    "edit": ((WATCH, "severity 1 critical"), "edit 1 Bitcoin"),
    "name": ((), "name Kyiv = Kiev"),
    "name_remove": (("name Kyiv = Kiev",), "name remove 1"),
    "mute": ((WATCH,), "mute CENTCOM 8h"),
    "mute-again": ((WATCH, "mute CENTCOM 8h"), "mute CENTCOM always"),
    "mute-source": ((WATCH,), "mute source 1 for 1 1h"),
    "unmute": ((WATCH, "mute CENTCOM 8h"), "unmute 1"),
    "feed_add": ((), f"feed add {URL}"),
    "feed_pause": ((), "feed pause 1"),
    "feed_resume": (("feed pause 1",), "feed resume 1"),
    "feed_text": ((), "feed text 1 on"),
    "language": ((), "language ar"),
    "timezone": ((), "timezone Tokyo"),
    "quiet": ((), "quiet 23:00-07:00"),
    "quiet-again": (("quiet 23:00-07:00",), "quiet off"),
    "digest": ((), "digest daily 08:00"),
    "digest-again": (("digest weekly Sunday 09:00",), "digest hourly"),
    "style": ((), "style full"),
    "previews": ((), "previews on"),
    "digits": ((), "digits ١٢٣"),
    "pause": ((), "pause"),
    "resume": (("pause",), "resume"),
    "access": ((), "access open"),
    "role_grant": ((), "role grant telegram:5 editor"),
    "role_revoke": (("role grant telegram:5 editor",), "role revoke telegram:5"),
    "quota": ((), "quota 1 watches 9"),
}
# Commands of editors and above that change nothing by themselves, whose change cannot be taken back or is ended in another
# way (an invitation is withdrawn), or whose undo stands with their own tests since it needs alerts, files or other chats.
ELSEWHERE = {
    "confirm",
    "off",
    "apart",
    "route",
    "retry",
    "drop",
    "feed_check",
    "feed_remove",
    "feed_import",
    "feed_export",
    "feed_release",
    "feed_drop",
    "feed_assign",
    "setting",
    "invite",
    "invites",
    "invite_revoke",
    "chats",
    "deliveries",
    "delivery_show",
    "audit",
    "health",
    "handover",
    "import",
    "export",
    "backup",
    "forget",
}


@pytest.fixture
async def front(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[RealFront]:
    """A desk over real stores, and an owner who talks to it in private."""
    clock = FakeClock()
    path = shutil.copy(sqlite_template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{path}", clock=clock)
    made = RealFront(House(database, clock))
    made.reader.answers[URL] = feed()
    await made.house.furnish("one", "two")
    await made.ask("start")
    yield made
    await database.close()


async def state(front: RealFront) -> dict[str, Any]:
    """All that a chat can see of what it has."""
    chats, desk, now = front.house.chats, front.desk, front.house.clock.now()
    return {
        "chat": await chats.chat(1),
        "watches": await chats.watches(1),
        "names": await chats.taught_names(1),
        "mutes": await desk.mutes.of_chat(1, now),
        "sources": [(each.number, each.source, each.paused) for each in await chats.sources(1)],
        "roles": [(each.person, each.role) for each in await desk.register.grants(None)],
        "access": await desk.register.rule("access") or "invited",
    }


def undo_of(message: Message, name: str) -> str:
    """The action of the button that takes back what was done."""
    opposite = {"pause": "resume", "resume": "pause"}.get(name, "undo")
    labels = {PHRASES.text(message.language, f"button.{opposite}")}
    return next(button.action for row in message.buttons for button in row if button.label in labels)


async def asked(front: RealFront, text: str, **more: Any) -> Message:
    message = await front.ask(text, **more)
    assert message is not None
    front.house.clock.advance(1)
    return message


@pytest.mark.parametrize("name", CHANGES)
async def test_what_is_undone_is_as_it_was(front: RealFront, name: str) -> None:
    before_it, change = CHANGES[name]
    for text in before_it:
        await asked(front, text)
    before = await state(front)
    done = await asked(front, change)
    assert await state(front) != before, as_text(done)
    await asked(front, undo_of(done, name.partition("-")[0]), button=True)
    assert await state(front) == before
    await asked(front, change)
    assert await state(front) != before
    undone = await asked(front, "تراجع")
    assert await state(front) == before
    assert undone.language is Language.ARABIC or name == "language"


def test_every_command_that_changes_something_can_be_undone_or_says_why_not() -> None:
    changing = {command.name for command in COMMANDS if command.needs >= Role.EDITOR}
    assert changing - {name.partition("-")[0] for name in CHANGES} <= ELSEWHERE


async def test_undo_goes_back_step_by_step_and_no_further(front: RealFront) -> None:
    before = await state(front)
    for text in ("watch one", "watch two", "pause"):
        await asked(front, text)
    for _ in range(3):
        await asked(front, "undo")
    assert await state(front) == before
    assert "no change of yours" in as_text(await asked(front, "undo"))


async def test_what_a_button_has_undone_is_not_undone_again(front: RealFront) -> None:
    await asked(front, "watch one")
    done = await asked(front, "watch two")
    await asked(front, undo_of(done, "watch"), button=True)
    await asked(front, "undo")
    assert await front.house.chats.watches(1) == ()


async def test_each_takes_back_their_own_in_their_own_chat_for_half_an_hour(front: RealFront) -> None:
    await front.house.chats.grant(Person(Platform.TELEGRAM, "5"), Role.ADMIN, "test", front.house.clock.now())
    group = ("-100", ChatKind.GROUP)
    await front.ask("watch one", OWNER, *group)
    await front.ask("watch two", "5", *group)
    assert "no change of yours" in as_text(await asked(front, "undo"))
    await front.ask("undo", OWNER, *group)
    assert [watch.term for watch in await front.house.chats.watches(2)] == ["two"]
    front.house.clock.advance(1801)
    await front.ask("undo", "5", *group)
    assert [watch.term for watch in await front.house.chats.watches(2)] == ["two"]
