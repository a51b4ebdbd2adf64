"""Every command that changes something leaves exactly one entry in the audit that says who and what in words; no other any."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from zlib import crc32

import pytest
from sqlalchemy import Row, update

from bot.chat.reception import COMMANDS
from bot.model.alert import Rejected
from bot.model.chat import Chat, ChatKind, Person, Platform, Role
from bot.model.news import Language
from bot.store.database import open_database
from bot.store.schema import articles, audit, sources
from tests.fakes.clock import FakeClock
from tests.fakes.desk import PHRASES, feed
from tests.fakes.real_desk import RealFront
from tests.store.house import House

OWNER, GROUP = "111", "-100"
URL = "https://nahar.example/rss"
WATCH = "watch CENTCOM"

# For each command that changes something what is done before it, and the change.
CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "watch": ((), WATCH),
    "unwatch": ((WATCH,), "unwatch CENTCOM"),
    "severity": ((WATCH,), "severity CENTCOM critical"),
    "switch": ((WATCH,), "switch 1 2"),
    "edit": ((WATCH,), "edit 1 Bitcoin"),
    "route": ((WATCH,), "route 1 2"),
    "off": ((WATCH, "!told"), f"off 1 1 w{crc32(b'says'):08x}"),
    "name": ((), "name Kyiv = Kiev"),
    "name_remove": (("name Kyiv = Kiev",), "name remove 1"),
    "mute": ((WATCH,), "mute CENTCOM 8h"),
    "unmute": ((WATCH, "mute CENTCOM 8h"), "unmute 1"),
    "undo": ((WATCH,), "undo"),
    "feed_add": ((), f"feed add {URL}"),
    "feed_remove": ((), "feed remove 1"),
    "feed_pause": ((), "feed pause 1"),
    "feed_resume": (("feed pause 1",), "feed resume 1"),
    "feed_text": ((), "feed text 1 on"),
    "feed_release": (("!held",), "feed release 1"),
    "feed_drop": (("!held",), "feed drop 1"),
    "feed_assign": ((f"feed add {URL}",), "feed assign 3 2"),
    "language": ((), "language ar"),
    "setting": ((), "setting style full"),
    "timezone": ((), "timezone Tokyo"),
    "quiet": ((), "quiet 23:00-07:00"),
    "digest": ((), "digest daily 08:00"),
    "style": ((), "style full"),
    "previews": ((), "previews on"),
    "digits": ((), "digits ١٢٣"),
    "pause": ((), "pause"),
    "resume": (("pause",), "resume"),
    "access": ((), "access open"),
    "invite": ((), "invite editor"),
    "invite_revoke": (("invite",), "invite revoke 1"),
    "role_grant": ((), "role grant telegram:5 editor"),
    "role_revoke": (("role grant telegram:5 editor",), "role revoke telegram:5"),
    "quota": ((), "quota 2 watches 9"),
    "retry": ((WATCH, "!told", "!dead"), "retry 1"),
    "drop": ((WATCH, "!told"), "drop 1"),
}

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

# They take a file, a token, a press, or end the chat: each stands with its own tests.
ELSEWHERE = {"confirm", "apart", "feed_import", "import", "forget", "backup", "claim", "join"}


@pytest.fixture
async def front(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[RealFront]:
    """A desk over real stores, an owner in private, and a group."""
    clock = FakeClock()
    path = shutil.copy(sqlite_template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{path}", clock=clock)
    made = RealFront(House(database, clock))
    made.reader.answers[URL] = feed()
    await made.house.furnish("one", "two")
    await made.ask("start")
    await made.ask("help", OWNER, GROUP, ChatKind.GROUP)
    yield made
    await database.close()


async def chat_of(front: RealFront) -> Chat:
    chat = await front.house.chats.chat(1)
    assert chat is not None
    return chat


async def prepare(front: RealFront, step: str) -> None:
    """Brings about what a command needs: by another command, or in the store."""
    house = front.house
    if step == "!told":
        chat = await chat_of(front)
        (watch,) = await house.chats.watches(chat.id)
        await house.tell(chat, "CENTCOM says", watch)
    elif step == "!dead":
        await house.outbox.settle(await house.claim_one(), Rejected("too long"))
    elif step == "!held":
        await house.publish("Held back")
        now = house.clock.now()
        await house.database.write(lambda c: c.execute(update(articles).values(held=True, triaged=True)))
        await house.database.write(lambda c: c.execute(update(sources).where(sources.c.number == 1).values(held_since=now)))
    else:
        await front.ask(step)
    house.clock.advance(1)


async def entries(front: RealFront) -> Sequence[Row[tuple[object, ...]]]:
    return await front.house.rows(audit)


def test_every_command_is_looked_at() -> None:
    assert CHANGES.keys() | TELLING.keys() | ELSEWHERE == {command.name for command in COMMANDS}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_leaves_one_entry_that_names_its_person_and_is_told_in_words(front: RealFront, name: str) -> None:
    steps, change = CHANGES[name]
    for step in steps:
        await prepare(front, step)
    before = await entries(front)
    said = await front.say(change, button=name == "off")
    new = (await entries(front))[len(before) :]
    assert len(new) == 1, f"{said}: {new}"
    assert new[0].who == f"telegram:{OWNER}"
    assert 1 in {new[0].chat_id, new[0].place} or name in {"feed_assign", "feed_release", "feed_drop"}
    for language in (Language.ENGLISH, Language.ARABIC):
        told = await front.say("سجل" if language is Language.ARABIC else "audit")
        newest = told.splitlines()[1]
        if new[0].action not in {"settings", "quota", "rule"}:
            known = f"audit_did.{new[0].action.replace(' ', '_').replace('-', '_')}"
            assert PHRASES.has(language, known), known
        for field, _, _ in new[0].changes or ():
            assert field == "role" or PHRASES.has(language, f"audit_field.{field}"), field
        assert f"telegram:{OWNER}" in newest


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
