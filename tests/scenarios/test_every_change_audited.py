"""Every command that changes something leaves exactly one entry in the audit that says who and what in words; no other any."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Row

from bot.chat.audit import entry_line
from bot.chat.command import Call, Caller, Request
from bot.chat.reception import COMMANDS
from bot.chat.saying import plain
from bot.model.chat import Address, Chat, ChatKind, Person, Platform, Role
from bot.model.news import Language
from bot.model.register import AuditEntry
from bot.store.database import open_database
from bot.store.schema import audit
from tests.fakes import golden
from tests.fakes.changes import CHANGES, GROUP, OWNER, WATCH, desk_over, furnished_file, give, prepare
from tests.fakes.clock import FakeClock
from tests.fakes.desk import as_text
from tests.fakes.real_desk import RealFront
from tests.store.house import House

# Those that only tell, with a line that tells something.
TELLING = {
    "start": "start",
    "help": "help",
    "watches": "watches",
    "spellings": "spellings 1",
    "examples": "examples 1",
    "names": "names",
    "latest": "latest",
    "search": "search CENTCOM",
    "test": "test CENTCOM",
    "trend": "trend CENTCOM",
    "why": "why 1",
    "story": "story 1",
    "mutes": "mutes",
    "feeds": "feeds",
    "feed_check": "feed check 1",
    "feed_export": "feed export",
    "settings": "settings",
    "export": "export",
    "status": "status",
    "roles": "roles",
    "invites": "invites",
    "chats": "chats",
    "channel": "channel",
    "use": "use",
    "deliveries": "deliveries",
    "delivery_show": "delivery show 1",
    "audit": "audit",
    "health": "health",
    "handover": "handover",
}

# They take a token, end the chat, or do what another command did in reverse.
ELSEWHERE = {"forget", "claim", "join", "undo"}

# The changes that are made of several, with how many each.
SEVERAL = {"feed_import": 2, "import": 3, "channel": 2}

# What is done to all chats, or to another one.
FOR_OTHERS = {"feed_assign", "feed_release", "feed_drop", "backup"}


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished database, to be copied."""
    return furnished_file(sqlite_template, tmp_path_factory.mktemp("furnished"))


@pytest.fixture
async def front(tmp_path: Path, template: Path) -> AsyncIterator[RealFront]:
    """A desk over real stores, an owner in private, and a group."""
    clock = FakeClock()
    path = shutil.copy(template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{path}", clock=clock)
    made = desk_over(House(database, clock))
    yield made
    await database.close()


def in_words(front: RealFront, entry: AuditEntry, language: Language) -> str:
    """An entry as the private chat of the owner is told of it."""
    chat = Chat(1, Address(Platform.TELEGRAM, OWNER), ChatKind.PRIVATE, time_zone="Asia/Beirut", admitted=True)
    call = Call("audit", "", language, Request(chat.address, chat.kind, Person(Platform.TELEGRAM, OWNER), "", ""))
    return plain(entry_line(call, Caller(chat, Role.OWNER), front.desk, entry))


async def entries(front: RealFront) -> Sequence[Row[tuple[object, ...]]]:
    return await front.house.rows(audit)


def test_every_command_is_looked_at() -> None:
    assert CHANGES.keys() | TELLING.keys() | ELSEWHERE == {command.name for command in COMMANDS}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_leaves_one_entry_that_names_its_person_and_is_told_in_words(front: RealFront, name: str) -> None:
    steps, _ = CHANGES[name]
    for step in steps:
        await prepare(front, step)
    before = await entries(front)
    said = as_text(await give(front, name))
    new = (await entries(front))[len(before) :]
    # That a chat was first seen is nobody's doing.
    new = [row for row in new if row.action != "open"]
    assert len(new) == SEVERAL.get(name, 1), f"{said}: {new}"
    assert {row.who for row in new} == {f"telegram:{OWNER}"}
    assert 1 in {new[0].chat_id, new[0].place} or name in FOR_OTHERS | {"channel"}
    entries_, _ = await front.desk.register.entries(limit=len(new))
    for language in (Language.ENGLISH, Language.ARABIC):
        golden.check(f"audit/{name}.{language}", "\n".join(in_words(front, entry, language) for entry in entries_))


async def test_what_only_tells_leaves_none(front: RealFront) -> None:
    for step in (WATCH, "!told"):
        await prepare(front, step)
    before = await entries(front)
    for name, text in TELLING.items():
        assert await front.say(text), name
        assert await entries(front) == before, name


async def test_who_may_not_leaves_none(front: RealFront) -> None:
    before = await entries(front)
    for name, (_, change) in CHANGES.items():
        await front.say(change, "5", GROUP, ChatKind.GROUP)
        await front.say(change, "5", "5")
        assert await entries(front) == before, name


async def test_coming_in_by_an_invitation_names_its_holder(front: RealFront) -> None:
    _, word = await front.desk.register.invite(
        Role.EDITOR, Person(Platform.TELEGRAM, OWNER), 1, front.house.clock.now(), front.desk.turnstile.STRANGERS
    )
    await front.ask(f"join {word}", "5", "5")
    used = [row for row in await entries(front) if row.action == "invite used"]
    assert [(row.who, row.chat_id) for row in used] == [("telegram:5", 3)]


async def test_becoming_an_owner_names_whoever_did(front: RealFront) -> None:
    token = await front.house.chats.new_claim(timedelta(hours=1))
    before = await entries(front)
    await front.ask(f"claim {token}", "5", "5")
    (claimed,) = [row for row in (await entries(front))[len(before) :] if row.action == "claim"]
    assert (claimed.who, claimed.changes) == ("telegram:5", [["role", "nobody", "owner"]])
    assert "telegram:5: became an owner by the token (before: none)" in await front.say("audit")
    assert "تولّي الملكية برمزها (وقبل ذلك: بلا دور)" in await front.say("سجل")
