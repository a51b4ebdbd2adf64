"""What platforms offer in their menus, and how the bot introduces itself."""

from __future__ import annotations

import pytest

from bot.chat.command import ORDER, Request, meaning
from bot.chat.vocabulary import Setting, introductions, setting_of
from bot.model.chat import Address, ChatKind, Person, Platform, Role
from bot.model.news import Language
from tests.fakes.desk import PHRASES, Front

AR, EN = Language.ARABIC, Language.ENGLISH


def test_menus_hold_the_same_commands_with_latin_names_in_both_languages() -> None:
    both = introductions(PHRASES)
    assert [item.name for item in both[AR].menu] == [item.name for item in both[EN].menu]
    for item in (*both[AR].menu, *both[EN].menu):
        assert item.name in ORDER
        assert meaning(item.name, PHRASES) == item.name
        assert item.name.isascii()
        assert len(item.name) <= 32
        assert 1 <= len(item.about) <= 256
    assert not {"claim", "join"} & {item.name for item in both[EN].menu}
    assert {"start", "help", "watch", "watches", "feeds", "settings"} <= {item.name for item in both[EN].menu}


def test_menus_are_short_enough_to_be_read_and_grow_with_the_role() -> None:
    menu = introductions(PHRASES)[EN].menu
    sizes = [sum(item.needs <= role for item in menu) for role in (Role.READER, Role.EDITOR, Role.ADMIN, Role.OWNER)]
    assert sizes == sorted(sizes)
    assert 5 <= sizes[0] < sizes[-1] <= 40


@pytest.mark.parametrize("language", [AR, EN])
def test_the_introduction_fits_and_uses_the_operators_name(language: Language) -> None:
    own, named = introductions(PHRASES)[language], introductions(PHRASES, "Nabd")[language]
    for each in (own, named):
        assert 1 <= len(each.short) <= 120
        assert 1 <= len(each.long) <= 512
    assert "Nabd" in named.long
    assert PHRASES.text(language, "bot.name") in own.long


def request(person: str, channel: str, kind: ChatKind = ChatKind.PRIVATE) -> Request:
    return Request(Address(Platform.TELEGRAM, channel), kind, Person(Platform.TELEGRAM, person), "help", "telegram:0")


async def test_a_setting_is_the_chats_language_and_the_persons_role() -> None:
    front = Front()
    await front.say("start")
    await front.say("language ar")
    assert await setting_of(request("111", "111"), front.desk) == Setting(AR, Role.OWNER)
    front.chats.roles["telegram:222"] = Role.EDITOR
    await front.say("start", "222", "222")
    assert await setting_of(request("222", "222"), front.desk) == Setting(EN, Role.EDITOR)


async def test_strangers_closed_groups_and_a_database_that_is_away_have_none() -> None:
    front = Front()
    assert await setting_of(request("999", "999"), front.desk) is None
    assert front.chats.rows == {}
    await front.say("help", "999", "-100", ChatKind.GROUP)
    assert await setting_of(request("999", "-100", ChatKind.GROUP), front.desk) is None
    await front.say("help", "111", "-100", ChatKind.GROUP)
    assert await setting_of(request("999", "-100", ChatKind.GROUP), front.desk) == Setting(EN, Role.READER)
    front.chats.down = True
    assert await setting_of(request("111", "-100", ChatKind.GROUP), front.desk) is None
