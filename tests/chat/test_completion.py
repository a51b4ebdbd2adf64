"""What a terminal offers while somebody types, and what it says to type for a button."""

from __future__ import annotations

import pytest

from bot.chat.completion import offered, spoken
from bot.model.chat import Address, ChatKind, Platform
from tests.fakes.desk import PHRASES, Front

HERE = Address(Platform.TELEGRAM, "111")


async def lines(made: Front, typed: str) -> list[str]:
    return [line for line, _ in await offered(typed, HERE, made.desk)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("unwatch ", ["unwatch CENTCOM", "unwatch بيتكوين"]),
        ("unwatch ce", ["unwatch CENTCOM"]),
        ("حذف بيت", ["حذف بيتكوين"]),
        ("feed pause ", ["feed pause 1", "feed pause 2", "feed pause 3"]),
        ("مصدر إيقاف 3", ["مصدر إيقاف 3"]),
        ("language a", ["language ar", "language Arabic"]),
        ("unmute ", ["unmute 1"]),
        ("unwatch", []),
        ("frobnicate ", []),
        ("", []),
        ("status ", []),
    ],
)
async def test_what_may_stand_behind_a_command_is_what_the_chat_has(typed: str, wanted: list[str]) -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    await made.ask("watch بيتكوين")
    await made.ask("mute CENTCOM 8h")
    found = await lines(made, typed)
    assert set(found) <= set(wanted) if typed.startswith("language") else found == wanted
    assert bool(found) is bool(wanted)


async def test_nothing_of_another_chat_is_offered() -> None:
    made = Front()
    await made.ask("watch secret", channel="-100", kind=ChatKind.GROUP)
    assert await lines(made, "unwatch ") == []


async def test_help_offers_every_command() -> None:
    assert "help watch" in await lines(Front(), "help wat")


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("unwatch 42 @ar", "حذف 42"),
        ("feed pause 3 @ar", "مصدر إيقاف 3"),
        ("unwatch 42 @en", "unwatch 42"),
        ("watches 2", "watches 2"),
        ("mute 7 8h @ar", "كتم 7 8h"),
        ("something else @ar", "something else"),
    ],
)
async def test_a_button_is_said_in_the_words_of_its_language(action: str, words: str) -> None:
    assert spoken(action, PHRASES) == words


@pytest.mark.parametrize(
    "action", ["unwatch 42 @ar", "watches 2 @ar", "feed pause 3 @ar", "mute 42 8h @ar", "unwatch back 42 @ar"]
)
async def test_what_is_said_does_what_the_button_does(action: str) -> None:
    answers = []
    for button, text in ((True, action), (False, spoken(action, PHRASES))):
        made = Front()
        await made.ask("language ar")
        await made.ask("رصد CENTCOM")
        if "back" in action:
            await made.ask("حذف 42")
        answers.append(await made.say(text, button=button))
    assert answers[0] == answers[1]
