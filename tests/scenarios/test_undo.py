"""Whatever an answer offers to undo is as it was before once it is undone, by the button or by the word."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.reception import COMMANDS
from bot.model.chat import ChatKind, Person, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.store import appointing, inviting, schema, subscribing, teaching, watching
from bot.store.database import open_database
from bot.store.records import as_chat
from bot.store.schema import articles, deliveries, story_splits
from tests.fakes.changes import CHANGES, OWNER, SECRET, URL, WATCH, desk_over, furnished_file, give, prepare
from tests.fakes.clock import FakeClock
from tests.fakes.desk import as_text
from tests.fakes.real_desk import RealFront
from tests.store.house import SOMEBODY, House

# Changes of which two kinds are tried: each stands behind its command's name.
TWICE: dict[str, tuple[tuple[str, ...], str]] = {
    "mute-again": ((WATCH, "mute CENTCOM 8h"), "mute CENTCOM always"),
    "mute-source": ((WATCH,), "mute source 1 for 1 1h"),
    "quiet-again": (("quiet 23:00-07:00",), "quiet off"),
    "digest-again": (("digest weekly Sunday 09:00",), "digest hourly"),
    "quota-own": ((), "quota 1 watches 9"),
    "pause-longer": (("pause 1h",), "pause 2h"),
    "feed_remove-secret": ((f"feed add {SECRET}", "feed text 3 on", "feed pause 3"), "feed remove 3"),
    "feed_assign-none": ((f"feed add {URL}", "feed assign 3 2", "feed pause 1"), "feed assign 3 none"),
    "use-here": (("use 2",), "use here"),
    "role_grant-both": (
        ("role grant telegram:5 editor everywhere", "!private"),
        "role grant telegram:5 admin everywhere private",
    ),
}
# What nothing takes back.
FINAL = {"feed_release", "invite_revoke", "retry", "backup", "channel"}
# Commands that change nothing, end all of a chat, or come from whoever has no rights yet: the last stand below.
ELSEWHERE = {
    *("feed_check", "feed_export", "invites", "chats", "deliveries", "delivery_show", "audit", "health", "handover"),
    *("export", "forget"),
}
# What has a number that is used up by it.
ONCE = {"apart", "import", "off"}
OLDER = "role grant telegram:77 reader everywhere"


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished database, to be copied."""
    return furnished_file(sqlite_template, tmp_path_factory.mktemp("furnished"))


@pytest.fixture
async def front(tmp_path: Path, template: Path) -> AsyncIterator[RealFront]:
    """A desk over real stores, and an owner who talks to it in private."""
    clock = FakeClock()
    path = shutil.copy(template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{path}", clock=clock)
    yield desk_over(House(database, clock))
    await database.close()


async def state(front: RealFront) -> dict[str, Any]:
    """All that people can see of what there is, in a private chat and a group."""
    return await front.house.database.read(lambda connection: _state(connection, front.house.clock.now()))


async def _state(connection: AsyncConnection, now: datetime) -> dict[str, Any]:
    known = [as_chat(row) for row in await connection.execute(select(schema.chats).order_by(schema.chats.c.id))]
    ids = [chat.id for chat in known]
    is_held = (articles.c.held, articles.c.triaged, articles.c.baseline.is_(False))
    waiting = select(deliveries.c.state).where(deliveries.c.id == 1, deliveries.c.state != "dropped")
    feeds = [await subscribing.of_chat(connection, each) for each in ids]
    return {
        "chats": known,
        "watches": [await watching.of_chat(connection, each) for each in ids],
        "names": [await teaching.of_chat(connection, each) for each in ids],
        "mutes": (await connection.execute(select(schema.mutes).where(schema.mutes.c.ended.is_(None)))).all(),
        "sources": [[(feed.number, feed.source, feed.paused) for feed in each] for each in feeds],
        "held": (await connection.execute(select(articles.c.id).where(*is_held))).all(),
        "parted": (await connection.execute(select(story_splits))).all(),
        "waiting": (await connection.execute(waiting)).all(),
        "roles": [(each.person, each.role) for where in (None, *ids) for each in await appointing.grants(connection, where)],
        "invitations": await inviting.open_invitations(connection, now),
        "access": await inviting.rule(connection, "access") or "invited",
    }


def undo_of(message: Message) -> str:
    """The action of the button that takes back what was done, or else what the message says does."""
    marked = [button.action for row in message.buttons for button in row if button.undoes]
    return next(iter(marked), message.undo.action if message.undo is not None else "")


async def asked(front: RealFront, text: str, **more: Any) -> Message:
    message = await front.ask(text, **more)
    assert message is not None
    front.house.clock.advance(1)
    return message


async def changed(front: RealFront, name: str) -> Message:
    """The answer to a change."""
    return await asked(front, TWICE[name][1]) if name in TWICE else await give(front, name)


@pytest.mark.parametrize("name", sorted({*CHANGES, *TWICE} - FINAL))
async def test_what_is_undone_is_as_it_was_and_nothing_older_is_touched(front: RealFront, name: str) -> None:
    for text in (TWICE.get(name) or CHANGES[name])[0]:
        await prepare(front, text)
    await asked(front, OLDER)
    before = await state(front)
    done = await changed(front, name)
    assert await state(front) != before, as_text(done)
    if name not in ONCE:
        await asked(front, undo_of(done), button=True)
        assert await state(front) == before
        await changed(front, name)
        assert await state(front) != before
    undone = await asked(front, "تراجع")
    assert await state(front) == before
    assert undone.language is Language.ARABIC or name == "language"


@pytest.mark.parametrize("name", sorted(FINAL))
async def test_what_cannot_be_undone_is_said_and_stands_before_all_that_is_older(front: RealFront, name: str) -> None:
    for text in CHANGES[name][0]:
        await prepare(front, text)
    await asked(front, OLDER)
    done = await give(front, name)
    after = await state(front)
    for _ in range(2):
        said = as_text(await asked(front, "undo"))
        assert "cannot be undone" in said, (as_text(done), said)
        assert await state(front) == after
    again = as_text(await asked(front, "تراجع"))
    assert "لا تراجع عن" in again
    assert len(again.splitlines()) > 1, "what can be done instead"


async def test_becoming_an_owner_or_joining_is_no_way_to_what_is_older(front: RealFront) -> None:
    await front.house.chats.grant(Person(Platform.TELEGRAM, "5"), Role.ADMIN, "test", front.house.clock.now())
    await front.ask("watch one", "5", "5")
    await front.ask(f"claim {await front.house.chats.new_claim(timedelta(hours=1))}", "5", "5")
    assert "cannot be undone" in await front.say("undo", "5", "5")
    _, word = await front.desk.register.invite(Role.EDITOR, SOMEBODY, 1, front.house.clock.now(), timedelta(hours=1))
    await front.ask("mute one 1h", "5", "5")
    await front.ask(f"join {word}", "5", "5")
    assert "cannot be undone" in await front.say("undo", "5", "5")
    assert len(await front.house.chats.watches(4 if len(await front.house.chats.chats()) > 3 else 3)) == 1


async def test_undoing_a_change_by_the_button_of_an_older_one_is_a_change_itself(front: RealFront) -> None:
    first = await asked(front, "quiet 23:00-07:00")
    await asked(front, "quiet 22:00-06:00")
    before = await state(front)
    await asked(front, undo_of(first), button=True)
    await asked(front, "undo")
    assert await state(front) == before


async def test_an_older_import_taken_back_by_its_button_is_no_way_to_the_one_after_it(front: RealFront) -> None:
    older = await give(front, "feed_import")
    await asked(front, WATCH)
    await asked(front, undo_of(older), button=True)
    before = await state(front)
    assert "cannot be undone" in as_text(await asked(front, "undo"))
    assert await state(front) == before


def test_every_command_that_changes_something_can_be_undone_or_says_why_not() -> None:
    changing = {command.name for command in COMMANDS if command.needs >= Role.EDITOR}
    assert changing - CHANGES.keys() <= ELSEWHERE


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
    await asked(front, undo_of(done), button=True)
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


async def test_a_role_that_cannot_be_given_in_one_place_is_given_in_none(front: RealFront) -> None:
    before = await state(front)
    said = await asked(front, "role grant telegram:5 admin everywhere private")
    assert "invite" in as_text(said)
    assert await state(front) == before


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("quiet 23:00-07:00", "setting quiet 22:00-06:00"),
        ("pause", "pause 2h"),
        ("watch CENTCOM", "edit 1 CENTCOM -drone"),
        ("feed text 1 on", "feed text 1 off"),
        ("role grant telegram:6 editor", "role grant telegram:6 admin"),
    ],
)
async def test_what_somebody_else_has_changed_again_is_overwritten_by_a_button_alone(
    front: RealFront, mine: str, theirs: str
) -> None:
    await front.house.chats.grant(Person(Platform.TELEGRAM, "5"), Role.ADMIN, "test", front.house.clock.now())
    group = ("-100", ChatKind.GROUP)
    untouched = await state(front)
    await front.ask(mine, OWNER, *group)
    await front.ask(theirs, "5", *group)
    changed = await state(front)
    for _ in range(2):
        told = await front.ask("undo", OWNER, *group)
        assert told is not None
        assert "Somebody else has changed the same since then" in as_text(told)
        assert await state(front) == changed
    ((button,),) = told.buttons
    await front.ask(button.action, OWNER, *group, button=True)
    assert await state(front) == untouched
    assert "no change of yours" in await front.say("undo", OWNER, *group)


async def test_what_somebody_else_has_changed_elsewhere_hinders_nothing(front: RealFront) -> None:
    await front.house.chats.grant(Person(Platform.TELEGRAM, "5"), Role.ADMIN, "test", front.house.clock.now())
    group = ("-100", ChatKind.GROUP)
    await front.ask("watch one", OWNER, *group)
    await front.ask("quiet 23:00-07:00", OWNER, *group)
    for text in ("watch two", "digest daily 08:00", "quiet 22:00-06:00", "undo"):
        await front.ask(text, "5", *group)
    await front.ask("undo", OWNER, *group)
    await front.ask("undo", OWNER, *group)
    assert [watch.term for watch in await front.house.chats.watches(2)] == ["two"]
