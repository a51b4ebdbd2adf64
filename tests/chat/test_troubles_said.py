"""What people read of messages that did not go through, who reads it, and who may have them sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import DeliveryKind, Reason
from bot.model.chat import Address, Chat, ChatKind, Platform, Role
from bot.model.news import Language
from bot.ports import Mishap
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, Front

AR, EN = Language.ARABIC, Language.ENGLISH
REFUSED = Reason("rejected", (("because", "message_too_strange"),))
LOST = Reason("doubt", (("because", "answer lost"),))
TIRED = Reason("gave_up", (("because", "not reached: ConnectError"),))
GROUP_ADMIN = "8"


async def front() -> Front:
    """An owner's own chat, an open group and a closed workspace channel, each with its troubles."""
    made = Front()
    await made.ask("help")
    await made.ask("help", "111", "-100", ChatKind.GROUP)
    made.directory.admins.add(("-100", GROUP_ADMIN))
    own, group = made.chats.rows[1], made.chats.rows[2]
    untitled = Chat(9, Address(Platform.SLACK, "C9"), ChatKind.GROUP)
    noon = NOON - timedelta(minutes=5)
    made.chats.mishaps = [
        Mishap(31, own, DeliveryKind.SEND, "CENTCOM says it downed two drones", noon, REFUSED, doubt=False),
        Mishap(30, replace(group, title="غرفة الأخبار"), DeliveryKind.SEND, "سنتكوم تعلن", noon, LOST, doubt=True),
        Mishap(29, untitled, DeliveryKind.NOTICE, "", NOON - timedelta(days=2), TIRED, doubt=False),
        Mishap(28, own, DeliveryKind.EDIT, " ", NOON - timedelta(days=3), Reason("unheard_of"), doubt=False),
    ]
    return made


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("status-troubles", ("status", "حالة")),
        ("retry", ("retry 31", "إعادة 31")),
        ("retry-doubt", ("retry 30", "إعادة ٣٠")),
        ("retry-none", ("retry 77", "إعادة 77")),
        ("retry-empty", ("retry", "إعادة")),
    ],
)
async def test_answers_about_troubles_read_as_they_should(name: str, texts: tuple[str, str], language: Language) -> None:
    message = await (await front()).ask(texts[language is AR], language=language)
    assert message is not None
    assert message.language is language
    three_platforms.check(f"{name}.{language}", message)


async def test_a_group_reads_only_of_its_own_messages() -> None:
    made = await front()
    for person in ("111", GROUP_ADMIN):
        said = await made.say("status", person, "-100", ChatKind.GROUP)
        assert "30. سنتكوم" in said
        assert "CENTCOM says" not in said
    assert "سنتكوم" not in await made.say("status", "7", "-100", ChatKind.GROUP)


async def test_no_more_than_the_latest_five_are_listed() -> None:
    made = await front()
    made.chats.mishaps = [replace(made.chats.mishaps[0], number=number) for number in range(50, 40, -1)]
    said = await made.say("status")
    assert [f"{number}. CENTCOM" in said for number in range(50, 40, -1)] == [True] * 5 + [False] * 5


async def test_an_admin_has_messages_of_their_chat_sent_again_and_an_owner_of_any() -> None:
    made = await front()
    assert "No message with the number 31" in await made.say("retry 31", GROUP_ADMIN, "-100", ChatKind.GROUP)
    made.chats.roles["telegram:23"] = Role.ADMIN
    assert "No message" in await made.say("retry 31", "23", channel="23")
    assert len(made.chats.mishaps) == 4
    assert "Message 30 is sent again" in await made.say("retry #30", GROUP_ADMIN, "-100", ChatKind.GROUP)
    assert "Message 31 is sent again" in await made.say("retry 31.", "111", "-100", ChatKind.GROUP)
    assert [mishap.number for mishap in made.chats.mishaps] == [29, 28]
