"""Who counts as administrator."""

from __future__ import annotations

import pytest

from bot.model.chat import Address, Person, Platform
from bot.platforms.telegram import TelegramConnection
from bot.ports import Directory
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer


def at(channel: int) -> Address:
    return Address(Platform.TELEGRAM, str(channel))


def person(id_: str) -> Person:
    return Person(Platform.TELEGRAM, id_)


@pytest.fixture
def directory(telegram: TelegramServer, connection: TelegramConnection) -> Directory:
    telegram.world.add_chat(-100, "Desk", admins={1}).members.update({2: "creator", 3: "member", 4: "kicked", 5: "restricted"})
    return connection.directory


@pytest.mark.parametrize(("user", "is_admin"), [(1, True), (2, True), (3, False), (4, False), (5, False), (6, False)])
async def test_a_group_says_who_administers_it(directory: Directory, user: int, is_admin: bool) -> None:
    assert await directory.is_admin(at(-100), person(str(user))) is is_admin


async def test_the_answer_is_asked_for_each_time(telegram: TelegramServer, directory: Directory) -> None:
    assert await directory.is_admin(at(-100), person("1"))
    telegram.world.rooms[-100].admins.clear()
    assert not await directory.is_admin(at(-100), person("1"))


async def test_a_private_chat_belongs_to_its_person(directory: Directory) -> None:
    assert await directory.is_admin(at(7), person("7"))
    assert not await directory.is_admin(at(7), person("8"))


async def test_whoever_speaks_in_a_chats_own_name_administers_that_chat_only(directory: Directory) -> None:
    assert await directory.is_admin(at(-100), person("anonymous:-100"))
    assert await directory.is_admin(at(-200), person("channel:-200"))
    assert not await directory.is_admin(at(-100), person("channel:-200"))
    assert not await directory.is_admin(at(-100), person("anonymous:-200"))


async def test_nobody_from_another_platform_does(directory: Directory) -> None:
    assert not await directory.is_admin(at(-100), Person(Platform.SLACK, "1"))


@pytest.mark.parametrize("fault", [faults.html(502), faults.dropped(), faults.kicked(), faults.too_many(3)])
async def test_when_telegram_cannot_say_the_answer_is_no(
    telegram: TelegramServer, directory: Directory, fault: faults.Fault
) -> None:
    telegram.fault(fault.on("getChatMember"))
    assert not await directory.is_admin(at(-100), person("1"))
