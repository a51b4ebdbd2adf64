"""Releasing and dropping what is held of a feed, and how that reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.chat import Address, ChatKind, Person, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import Front

AR, EN = Language.ARABIC, Language.ENGLISH
OWNER = "111"

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "feed-release": (("feed release 2", "مصدر إطلاق 2"),),
    "feed-release-again": (("feed release 2", "مصدر إطلاق 2"), ("feed release 2", "إطلاق مصدر 2")),
    "feed-release-number": (("feed release 99", "مصدر إطلاق 99"),),
    "feed-release-empty": (("feed release", "مصدر إطلاق"),),
    "feed-release-help": (("help feed release", "مساعدة مصدر إطلاق"),),
    "feed-drop": (("feed drop 2", "مصدر تجاهل 2"),),
    "feed-drop-nothing": (("feed drop 1", "مصدر تجاهل 1"),),
}


def front(held: int = 200) -> Front:
    made = Front()
    made.chats.held[2] = held
    return made


async def answered(made: Front, text: str, person: str = OWNER, **options: object) -> Message:
    message = await made.ask(text, person, **options)  # type: ignore[arg-type]
    assert message is not None
    return message


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_answers_read_as_they_should(name: str, language: Language) -> None:
    made = front()
    for pair in SCRIPTS[name]:
        message = await answered(made, pair[language is AR], language=language)
    three_platforms.check(f"{name}.{language}", message)


@pytest.mark.parametrize("count", [1, 2, 3, 11, 100])
@pytest.mark.parametrize("language", [AR, EN])
async def test_any_number_of_entries_has_its_plural(language: Language, count: int) -> None:
    said = await front(count).say(("feed release 2", "مصدر إطلاق 2")[language is AR], language=language)
    assert "{" not in said
    assert (str(count) in said) is (language is EN or count > 2)


@pytest.mark.parametrize("language", [AR, EN])
async def test_what_was_dropped_can_be_taken_back_and_decided_again(language: Language) -> None:
    made = front()
    dropped = await answered(made, ("feed drop 2", "مصدر تجاهل 2")[language is AR], language=language)
    assert made.chats.held == {}
    ((undo,),) = dropped.buttons
    back = await answered(made, undo.action, button=True)
    assert back.replaces
    assert made.chats.held == {2: 200}
    three_platforms.check(f"feed-held-again.{language}", back)
    ((release, drop),) = back.buttons
    assert (release.action.removesuffix(" @ar"), drop.action.removesuffix(" @ar")) == ("feed release 2", "feed drop 2")
    await made.ask(release.action, button=True)
    assert made.chats.held == {}


async def test_the_word_behind_an_undo_is_for_buttons_alone() -> None:
    made = front()
    await made.ask("feed drop 2")
    assert "No feed here has this number or name: 2 back" in await made.say("feed drop 2 back")
    assert made.chats.held == {}


@pytest.mark.parametrize("command", ["feed release 2", "feed drop 2"])
async def test_what_is_held_of_a_shared_feed_is_for_admins_of_the_whole_bot(command: str) -> None:
    made = front()
    group = {"channel": "-100", "kind": ChatKind.GROUP}
    await made.ask("watches", OWNER, **group)
    made.directory.admins.add(("-100", "8"))
    assert "only an admin of the whole bot" in await made.say(command, "8", **group)
    assert made.chats.held == {2: 200}
    await made.chats.grant(Person(Platform.TELEGRAM, "8"), Role.ADMIN, "tests", made.clock.now())
    assert "200 entries" in await made.say(command, "8", **group)


async def test_a_chats_own_feed_is_for_its_admins() -> None:
    made = front()
    group = {"channel": "-100", "kind": ChatKind.GROUP}
    await made.ask("watches", OWNER, **group)
    chat = next(chat for chat in made.chats.rows.values() if chat.address == Address(Platform.TELEGRAM, "-100"))
    made.chats.feeds[2] = replace(made.chats.feeds[2], owner_chat=chat.id)
    assert "role" in await made.say("feed release 2", "9", **group)
    made.directory.admins.add(("-100", "8"))
    assert "200 entries" in await made.say("feed release 2", "8", **group)
