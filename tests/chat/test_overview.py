"""A chat at a glance: what it holds, and who may see it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.command import Request
from bot.chat.overview import Overview, overview
from bot.model.chat import Address, ChatKind, ChatState, Person, Platform, Role
from bot.model.message import Line, Message
from bot.model.news import Language
from bot.model.register import Silence
from tests.fakes.desk import Front, as_text


def asked(person: str = "111", channel: str = "111", kind: ChatKind = ChatKind.PRIVATE, **how: object) -> Request:
    made = Request(Address(Platform.TELEGRAM, channel), kind, Person(Platform.TELEGRAM, person), "", "")
    return replace(made, **how)  # type: ignore[arg-type]


def said(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


async def seen(front: Front, request: Request) -> Overview:
    found = await overview(request, front.desk)
    assert isinstance(found, Overview)
    return found


async def test_it_holds_the_watches_and_how_things_are() -> None:
    front = Front()
    await front.say("watch CENTCOM")
    found = await seen(front, asked())
    assert [watch.term for watch in found.watches] == ["CENTCOM"]
    assert found.role is Role.OWNER
    state, here, *_ = said(found.lines)
    assert state == "Rasid is running; alerts in this direct message are on."
    assert here.startswith("Here: 1 watch")


async def test_it_says_what_is_special_about_a_watch_and_when_a_pause_ends() -> None:
    front = Front()
    await front.say("watch Bitcoin")
    await front.say("watch CENTCOM")
    await front.say("severity CENTCOM critical")
    front.logbook.muted[1] = [Silence("CENTCOM", "Rana", None)]
    await front.say("pause 2h")
    found = await seen(front, asked())
    plain, marked = sorted(found.watches, key=lambda watch: watch.term)
    assert said((found.marks[plain.id],)) == [""]
    assert said((found.marks[marked.id],)) == ["critical, muted"]
    assert said(found.lines)[0] == "Rasid is running; alerts in this direct message are paused until 16:00."


async def test_it_is_written_in_the_language_of_the_chat() -> None:
    front = Front()
    await front.say("رصد بيتكوين")
    front.pause(front.only_chat())
    found = await seen(front, asked(language=Language.ENGLISH))
    assert found.chat.state is ChatState.PAUSED
    assert said(found.lines)[0] == "راصد يعمل، والتنبيهات في هذه الرسائل المباشرة موقوفة."


async def test_a_new_chat_begins_in_its_persons_language_and_zone() -> None:
    front = Front()
    found = await seen(front, asked(language=Language.ARABIC, time_zone="Asia/Riyadh"))
    assert (found.chat.language, found.chat.time_zone) == (Language.ARABIC, "Asia/Riyadh")
    assert found.chat.admitted


async def test_a_group_does_not_begin_in_the_zone_of_whoever_opens_it() -> None:
    front = Front()
    found = await seen(front, asked(channel="-100", kind=ChatKind.GROUP, time_zone="Asia/Riyadh"))
    assert found.chat.time_zone != "Asia/Riyadh"


@pytest.mark.parametrize("kind", [ChatKind.PRIVATE, ChatKind.GROUP])
async def test_a_stranger_sees_nothing_and_reads_why(kind: ChatKind) -> None:
    front = Front()
    found = await overview(asked("7", "-100" if kind is ChatKind.GROUP else "7", kind), front.desk)
    assert isinstance(found, Message)
    assert "telegram:7" in as_text(found)
    if kind is ChatKind.PRIVATE:
        assert front.chats.rows == {}, "and leaves no trace"


async def test_one_chat_does_not_show_another() -> None:
    front = Front()
    await front.say("watch CENTCOM")
    front.chats.roles["telegram:22"] = Role.EDITOR
    found = await seen(front, asked("22", "22"))
    assert (found.watches, found.role) == ((), Role.EDITOR)


async def test_a_database_that_is_down_is_said() -> None:
    front = Front()
    front.chats.down = True
    found = await overview(asked(), front.desk)
    assert isinstance(found, Message)
    assert "database does not answer" in as_text(found)
