"""Having the pages of a feed read, by command, in both languages: what is said, who may, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.chat import ChatKind, Role
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import Front

AR, EN = Language.ARABIC, Language.ENGLISH

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "feed-text": (("feed text 2 on", "مصدر نص 2 تفعيل"),),
    "feed-text-again": (("feed text 2 on", "مصدر نص 2 تشغيل"), ("feed text 2 on", "مصدر نص 2 تفعيل")),
    "feed-text-off": (("feed text 2 on", "مصدر نص 2 تفعيل"), ("feed text 2 off", "مصدر نص 2 تعطيل")),
    "feed-text-off-again": (("text feed 2 off", "نص مصدر 2 إيقاف"),),
    "feed-text-how": (("feed text 2", "مصدر نص 2"),),
    "feed-text-number": (("feed text 99 on", "مصدر النص 99 تفعيل"),),
    "feed-text-empty": (("feed text", "مصدر نص"),),
    "feed-text-help": (("help feed text", "مساعدة مصدر نص"),),
}


async def answered(made: Front, text: str, *who: str, **options: object) -> Message:
    message = await made.ask(text, *who, **options)
    assert message is not None
    return message


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_answers_read_as_they_should(name: str, language: Language) -> None:
    made = Front()
    for pair in SCRIPTS[name]:
        message = await answered(made, pair[language is AR], language=language)
    assert message.language is language
    three_platforms.check(f"{name}.{language}", message)


async def test_the_button_takes_it_back_in_the_language_of_its_message() -> None:
    made = Front()
    await answered(made, "help", language=EN)
    message = await answered(made, "مصدر نص 2 تفعيل")
    assert made.chats.feeds[2].full_text
    ((undo,),) = message.buttons
    assert undo.action == "feed text 2 off @ar"
    back = await answered(made, undo.action, button=True)
    assert back.replaces
    assert back.language is AR
    assert not made.chats.feeds[2].full_text


async def test_for_a_shared_feed_an_admin_of_one_chat_is_not_enough() -> None:
    made = Front()
    group = {"channel": "-100", "kind": ChatKind.GROUP, "language": EN}
    made.directory.admins.add(("-100", "8"))
    await answered(made, "feeds", "111", **group)
    chat = made.only_chat()
    assert "only an admin of the whole bot" in await made.say("feed text 2 on", "8", **group)
    assert not made.chats.feeds[2].full_text
    made.chats.feeds[2] = replace(made.chats.feeds[2], owner_chat=chat.id)
    assert "are read where the feed itself says little" in await made.say("feed text 2 on", "8", **group)
    made.chats.roles["telegram:23"] = Role.ADMIN
    assert "are read where the feed itself says little" in await made.say("feed text 1 on", "23", **group)
    assert made.chats.feeds[1].full_text
    assert made.chats.feeds[2].full_text


async def test_readers_and_editors_may_not() -> None:
    made = Front()
    for person, role in (("21", Role.READER), ("22", Role.EDITOR)):
        made.chats.roles[f"telegram:{person}"] = role
        await answered(made, "feed text 2 on", person, person)
    assert not made.chats.feeds[2].full_text
