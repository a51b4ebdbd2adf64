"""What is said in, and about, a chat that cannot be reached as far as is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.alert import DeliveryKind, Reason
from bot.model.chat import Address, Chat, ChatKind, ChatState, Place, Platform
from bot.model.message import Message
from bot.model.news import Language
from bot.model.register import Letter
from tests.fakes.desk import NOON, Front, as_text
from tests.fakes.scenes import GROUP, Scenes, Stage

AR, EN = Language.ARABIC, Language.ENGLISH
DESK = Address(Platform.TELEGRAM, "-100")
REACH = Scenes("reach")


def suspend(front: Front, chat: Chat, because: str = "no_rights") -> None:
    front.chats.rows[chat.id] = replace(chat, state=ChatState.SUSPENDED, because=because)


async def asked(front: Front, text: str, language: Language = EN) -> Message:
    message = await front.ask(text, channel="-100", kind=ChatKind.GROUP, language=language)
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("language", "command", "sentence"),
    [
        (EN, "watch Kestrel", "Alerts do not arrive here: the bot may not write there. They come back with the first command"),
        (AR, "رصد الحدأة", "لا تصل التنبيهات إلى هذه المحادثة: لا يُسمح للبوت بالكتابة فيها. تعود مع أول أمر"),
    ],
)
async def test_an_answer_to_a_chat_out_of_reach_bears_the_way_out(language: Language, command: str, sentence: str) -> None:
    front = Front()
    await asked(front, "start", language)
    suspend(front, front.only_chat())
    said = await asked(front, command, language)
    assert sentence not in as_text(said), "posted, it brings the chat back"
    assert sentence in as_text(said.said_aside())


async def test_an_answer_to_a_chat_in_reach_bears_none() -> None:
    front = Front()
    assert (await asked(front, "watch Kestrel")).unless_posted == ()


async def test_whoever_acts_for_a_channel_out_of_reach_is_told_so() -> None:
    front = Front()
    front.places.answers = {"@good": Place(DESK, ChatKind.CHANNEL, "Desk", theirs=True, present=True, writable=True)}
    front.directory.admins = {("-100", "111")}
    await front.say("channel @good")
    suspend(front, next(chat for chat in front.chats.rows.values() if chat.address == DESK), "unheard_of")
    told = await front.say("watch Kestrel")
    assert "Alerts do not reach Desk: the platform forbids it. They come back" in told
    assert told.count("reach") == 1
    assert (await front.say("undo")).count("do not reach") == 1
    assert "do not reach" not in await front.say("status")


STATES = ("pending", "pending", "held", "dead")


def letter(number: int, chat: Chat, state: str) -> Letter:
    return Letter(number, chat, DeliveryKind.SEND, state, "x", NOON, NOON, Reason("due"))


@pytest.mark.parametrize(
    ("language", "said"), [(EN, "3 messages have waited for this chat"), (AR, "3 رسائل كانت تنتظر هذه المحادثة")]
)
async def test_a_group_that_the_bot_is_back_in_hears_how_much_has_waited(language: Language, said: str) -> None:
    front = Front()
    await asked(front, "watch Kestrel", language)
    front.logbook.queue = [letter(number, front.only_chat(), state) for number, state in enumerate(STATES)]
    assert said not in as_text(await asked(front, "start", language))
    suspend(front, front.only_chat(), "kicked")
    message = as_text(await asked(front, "start", language))
    assert said in message
    assert "/watches" in message or "/rasid القائمة" in message


@REACH
async def back_in_a_group(stage: Stage) -> Message:
    await stage.ask("watch Kestrel", "رصد الحدأة", **GROUP)
    stage.made.logbook.queue = [letter(number, stage.made.only_chat(), state) for number, state in enumerate(STATES)]
    suspend(stage.made, stage.made.only_chat(), "kicked")
    return await stage.ask("start", "بدء", **GROUP)


@REACH
async def a_channel_named_in_a_group(stage: Stage) -> Message:
    links = {Platform.TELEGRAM: lambda word: f"https://t.me/RasidBot?start={word}"}
    stage.made.desk = replace(stage.made.desk, links=links)
    return await stage.ask("channel @desk", "قناة @desk", **GROUP)


@pytest.mark.parametrize("language", [AR, EN])
async def test_scenes_read_as_they_should(language: Language) -> None:
    await REACH.check(language)
