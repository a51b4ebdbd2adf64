"""What forgetting a chat means for the person who asks for it: whether they may come back, and where copies remain."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.model.backup import Backup, BackupByHand
from bot.model.chat import ChatKind, Person
from bot.store.backups import Backups
from bot.store.database import open_database
from tests.fakes.clock import FakeClock
from tests.fakes.desk import NOON, Front, as_text
from tests.fakes.real_desk import RealFront
from tests.store.house import House


@dataclass
class Shelf:
    """Copies that lie there already."""

    names: tuple[str, ...] = ("rasid-20261121-060000.db", "rasid-20261120-060000.db")

    async def make(self, now: datetime, person: Person | None = None) -> Backup | BackupByHand:
        raise AssertionError("nobody asked for a copy")

    async def copies(self) -> tuple[str, ...]:
        return self.names


@pytest.fixture
async def front(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[RealFront]:
    """A desk over real stores, which 111 owns."""
    path = Path(shutil.copy(sqlite_template, tmp_path / "rasid.db"))
    database = await open_database(f"sqlite:///{path}", clock=FakeClock())
    yield RealFront(House(database, FakeClock()))
    await database.close()


async def pressed(front: Front, person: str, channel: str, kind: ChatKind = ChatKind.PRIVATE) -> tuple[str, str]:
    """What is asked, and what is said after the press."""
    asked = await front.ask("forget", person, channel, kind)
    assert asked is not None
    done = await front.ask(asked.buttons[0][0].action, person, channel, kind, button=True)
    assert done is not None
    return as_text(asked), as_text(done)


async def test_an_invited_person_reads_before_the_press_that_their_only_role_goes(front: RealFront) -> None:
    invitation = await front.say("invite")
    word = re.findall(r"join (\S+)", invitation)[-1]
    await front.ask(f"join {word}", "7", "7")
    await front.ask("watch CENTCOM", "7", "7")
    asked, done = await pressed(front, "7", "7")
    for said in (asked, done):
        assert "new invitation" in said
        assert "telegram:7" in said
    assert "begins anew" not in done
    assert "answers only people" in await front.say("help", "7", "7")


async def test_whose_role_is_over_the_whole_bot_begins_anew(front: RealFront) -> None:
    await front.ask("role grant 7 admin everywhere")
    await front.ask("watch CENTCOM", "7", "7")
    asked, done = await pressed(front, "7", "7")
    assert "new invitation" not in asked + done
    assert "begins anew" in done
    assert "answers only people" not in await front.say("help", "7", "7")


async def test_a_group_that_nobody_may_open_again_is_told_so() -> None:
    made = Front()
    await made.ask("start", "111", "-100", ChatKind.GROUP)
    made.directory.admins.add(("-100", "7"))
    asked, done = await pressed(made, "7", "-100", ChatKind.GROUP)
    for said in (asked, done):
        assert "until an owner or admin of the bot opens it here again" in said
    await made.ask("start", "111", "-100", ChatKind.GROUP)
    _, done = await pressed(made, "111", "-100", ChatKind.GROUP)
    assert "begins anew" in done


async def test_where_the_bot_is_open_to_everybody_the_next_command_begins_anew() -> None:
    made = Front()
    await made.ask("access open")
    await made.ask("start", "7", "7")
    _, done = await pressed(made, "7", "7")
    assert "begins anew" in done


async def test_copies_that_still_hold_the_chat_are_named() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    asked, _ = await pressed(made, "111", "111")
    assert "Backups" not in asked
    made.desk = replace(made.desk, backups=Shelf())
    await made.ask("watch CENTCOM")
    for said in await pressed(made, "111", "111"):
        assert "2 copies of the database still hold this chat" in said
        assert "rasid-20261121-060000.db, rasid-20261120-060000.db" in said


async def test_the_copies_beside_a_database_are_listed(front: RealFront, tmp_path: Path) -> None:
    backups = Backups(front.house.database)
    assert await backups.copies() == ()
    await backups.make(NOON)
    assert await backups.copies() == ("rasid-20261121-120000.db",)
    assert (tmp_path / "backups" / "rasid-20261121-120000.db").exists()
