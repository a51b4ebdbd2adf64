"""Which chats read a feed, giving it to them and taking it from them, in both languages, and taking either back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.chat import ChatKind, Role
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import Front, as_text

AR, EN = Language.ARABIC, Language.ENGLISH
ADMIN = "7"
# Given by an owner in private, where feed 4 is the chat's own; group 2 and group 3 are there, and somebody's private chat 4.
SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "alone": (("feed assign 4", "مصدر إسناد 4"),),
    "everywhere": (("feed assign 4 everywhere", "مصدر إسناد 4 كل المحادثات"),),
    "read-in": (("feed assign 4 everywhere", "مصدر إسناد 4 الكل"), ("feed assign 4", "مصدر إسناد 4")),
    "without": (("feed assign 4 2", "مصدر إسناد 4 2"), ("feed assign 4 without 2, 3", "مصدر إسناد 4 دون 2، 3")),
    "none": (("feed assign 1 none", "مصدر إسناد 1 بلا"),),
    "undone": (("feed assign 1 none", "مصدر إسناد 1 بلا"), ("undo", "تراجع")),
}


async def desk() -> Front:
    made = Front()
    await made.ask("help")
    for number in (2, 3):
        await made.ask("help", channel=f"-{number}00", kind=ChatKind.GROUP)
        made.chats.rows[number] = replace(made.chats.rows[number], title=f"Newsroom {number}")
    made.chats.roles["telegram:9"] = Role.READER
    await made.ask("help", "9", "9")
    made.chats.feeds[4] = replace(made.chats.feeds[1], id="own", url="https://own.example/rss", name="Own", owner_chat=1)
    return made


def readers(made: Front, name: str) -> set[int]:
    """The chats that see a feed of this name."""
    numbers = [number for number, feed in made.chats.feeds.items() if feed.name == name]
    return {chat for chat in made.chats.rows for number in numbers if sees(made, chat, number)}


def sees(made: Front, chat: int, number: int) -> bool:
    return made.chats.feeds[number].owner_chat in {None, chat} and (chat, number) not in made.chats.hidden


@pytest.mark.parametrize("language", [AR, EN])
async def test_answers_read_as_they_should(language: Language) -> None:
    answers = {name: await (await desk()).play(script, language) for name, script in SCRIPTS.items()}
    lonely = Front()
    answers["nowhere"] = await lonely.play((("feed assign 1 none", "مصدر إسناد 1 بلا"),), language)
    gone = await lonely.ask(f"feed assign ~99 @{language}", button=True)
    assert gone is not None
    answers["gone"] = gone
    three_platforms.check_all(f"office/feed-assign-to.{language}", answers)


async def test_everywhere_is_every_chat_but_other_peoples_private_ones() -> None:
    made = await desk()
    await made.ask("feed assign 4 everywhere")
    assert readers(made, "Own") == {1, 2, 3}
    await made.ask("undo")
    assert readers(made, "Own") == {1}


async def test_none_leaves_it_to_this_chat_and_undo_gives_it_back_as_it_was() -> None:
    made = await desk()
    made.chats.paused.add((3, 1))
    await made.ask("feed assign 1 none")
    assert readers(made, "BBC") == {1, 4}
    undone = await made.ask("undo")
    assert undone is not None
    assert readers(made, "BBC") == {1, 2, 3, 4}
    assert {chat for chat, number in made.chats.paused if number == 1} == {3}
    assert "Newsroom 2, Newsroom 3" in as_text(undone)


async def test_an_admin_of_one_group_neither_sees_nor_changes_what_is_none_of_theirs() -> None:
    made = await desk()
    made.directory.admins |= {("-200", ADMIN)}
    group = {"channel": "-200", "kind": ChatKind.GROUP}
    listed: Message | None = await made.ask("feed assign 1", ADMIN, **group)  # type: ignore[arg-type]
    assert listed is not None
    assert "Newsroom 3" not in as_text(listed)
    for text in ("none", "everywhere", "without 3", "without Newsroom 3"):
        await made.ask(f"feed assign 1 {text}", ADMIN, **group)  # type: ignore[arg-type]
        assert readers(made, "BBC") == {1, 2, 3, 4}
    made.directory.admins |= {("-300", ADMIN)}
    taken = await made.ask("feed assign 1 none", ADMIN, **group)  # type: ignore[arg-type]
    assert taken is not None
    assert readers(made, "BBC") == {1, 2, 4}
    made.directory.admins -= {("-300", ADMIN)}
    await made.ask(taken.buttons[0][0].action, ADMIN, button=True, **group)  # type: ignore[arg-type]
    assert readers(made, "BBC") == {1, 2, 4}, "whoever has lost that chat undoes nothing there"
