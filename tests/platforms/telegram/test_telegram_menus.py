"""The menus: what each place offers, and single chats whose language or role is another."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace

import pytest

from bot.chat.vocabulary import Setting
from bot.model.chat import Role
from bot.model.message import Message
from bot.model.news import Language
from bot.platforms.telegram import TelegramConnection
from bot.platforms.telegram import menus as menus_of
from bot.platforms.telegram.menus import Menus
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples
from tests.platforms.telegram.intake_bench import COMMANDS, Bench, started

AR, EN = Language.ARABIC, Language.ENGLISH


@pytest.fixture
def bench(telegram: TelegramServer, connection: TelegramConnection, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(menus_of, "FIRST_WAIT", 0.02)
    telegram.world.add_chat(7)
    telegram.world.add_chat(-100, "Desk", forum=True, admins={9}).topics.add(55)
    return Bench(telegram, connection)


def words(language: Language, *names: str) -> list[tuple[str, str]]:
    return [(item.name, item.about) for item in COMMANDS[language].menu if item.name in names]


async def test_each_place_offers_what_people_may_do_there_in_both_languages(bench: Bench) -> None:
    menus = bench.telegram.world.commands
    async with started(bench):
        await bench.telegram.until(lambda: len(bench.telegram.world.descriptions) == 4)
    places = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
    assert set(menus) == set(itertools.product(places, ("", "ar")))
    assert menus["all_group_chats", "ar"] == words(AR, "status")
    assert menus["default", ""] == words(EN, "status")
    assert menus["all_chat_administrators", ""] == menus["all_private_chats", ""] == words(EN, "status", "watch")
    assert bench.telegram.world.descriptions == {
        "short_description": "Watches the news",
        "short_description ar": "رصد الأخبار",
        "description": "Watches the news for you.",
        "description ar": "رصد الأخبار بالعربية.",
    }


async def test_a_refused_menu_keeps_nothing_else_from_being_told(bench: Bench) -> None:
    bench.telegram.fault(faults.error(400, "Bad Request: BOT_COMMAND_INVALID").on("setMyCommands"))
    bench.telegram.fault(faults.html(502).on("setMyShortDescription"))
    await bench.connection.bot.initialize()
    assert not await Menus(bench.connection.bot, COMMANDS).tell_all()
    assert len(bench.telegram.world.commands) == 7
    assert len(bench.telegram.world.descriptions) == 4, "a proxy's page is no refusal"
    assert len(bench.telegram.called("setMyCommands")) == 8, "what is wrong is not told again"


async def test_what_could_not_be_told_is_told_again_as_late_as_telegram_asks(bench: Bench) -> None:
    bench.telegram.fault(faults.too_many(1).on("setMyCommands"), faults.too_many(0).on("setMyDescription"))
    bench.telegram.fault(faults.dropped().on("setMyCommands"), faults.html(502).on("setMyShortDescription", times=3))
    async with started(bench):
        await bench.telegram.until(lambda: len(bench.telegram.world.commands) == 8)
        await bench.telegram.until(lambda: len(bench.telegram.world.descriptions) == 4)
    first, second = bench.telegram.called("setMyCommands")[:2]
    assert second.at - first.at > 0.9
    assert len(bench.telegram.called("setMyCommands")) == 10


async def test_a_stop_does_not_wait_for_menus_that_cannot_be_told(bench: Bench) -> None:
    bench.telegram.fault(faults.too_many(3600).on("setMyCommands"))
    async with asyncio.timeout(10), started(bench):
        await bench.telegram.until(lambda: bench.telegram.called("setMyCommands"))


async def said(bench: Bench, chat: int, count: int, **how: object) -> None:
    bench.telegram.world.say(chat, "/status", **how)  # type: ignore[arg-type]
    await bench.texts(chat, count)


async def test_a_chat_in_another_language_than_its_person_gets_a_menu_of_its_own(bench: Bench) -> None:
    bench.setting = Setting(AR, Role.ADMIN)
    menus = bench.telegram.world.commands
    async with started(bench):
        await said(bench, 7, 1, language="en")
        await bench.telegram.until(lambda: ("chat 7", "") in menus)
        assert menus["chat 7", ""] == words(AR, "status", "watch")
        bench.setting = Setting(EN, Role.ADMIN)
        bench.reply = english
        await said(bench, 7, 2, language="en")
        await bench.telegram.until(lambda: ("chat 7", "") not in menus)


async def english(_request: object) -> Message:
    return replace(samples.text("done"), language=EN)


async def test_an_owner_is_offered_what_owners_may_do_and_a_reader_no_more_than_readers(bench: Bench) -> None:
    menus = bench.telegram.world.commands
    bench.telegram.world.add_chat(8)
    async with started(bench):
        bench.setting = Setting(EN, Role.OWNER)
        await said(bench, 7, 1)
        await bench.telegram.until(lambda: ("chat 7", "") in menus)
        bench.setting = Setting(EN, Role.READER)
        await said(bench, 8, 1)
        await bench.telegram.until(lambda: ("chat 8", "") in menus)
    assert menus["chat 7", ""] == words(EN, "status", "watch", "invite")
    assert menus["chat 8", ""] == words(EN, "status")


async def test_a_menu_that_suits_is_not_told_again(bench: Bench) -> None:
    bench.setting = Setting(AR, Role.ADMIN)
    async with started(bench):
        for count in range(1, 4):
            await said(bench, 7, count, language="ar")
    assert len(bench.telegram.called("deleteMyCommands")) == 1, "what an earlier run may have left"
    assert not [key for key in bench.telegram.world.commands if key[0].startswith("chat ")]


async def test_strangers_and_topics_get_none(bench: Bench) -> None:
    async with started(bench):
        await said(bench, 7, 1)
    bench.setting = Setting(AR, Role.ADMIN)
    async with started(bench):
        await said(bench, -100, 1, user=9, thread=55, language="en")
    assert not [key for key in bench.telegram.world.commands if key[0].startswith("chat")]
    assert bench.telegram.called("deleteMyCommands") == []


async def test_a_group_gets_the_menus_of_its_language_for_members_and_admins(bench: Bench) -> None:
    bench.setting = Setting(AR, Role.ADMIN)
    menus = bench.telegram.world.commands
    async with started(bench):
        await said(bench, -100, 1, user=8, language="ar")
        await said(bench, -100, 2, user=9, language="en")
        await bench.telegram.until(lambda: ("chat_administrators -100", "") in menus)
        await said(bench, -100, 3, user=8, language="ar")
    assert menus["chat -100", ""] == words(AR, "status")
    assert menus["chat_administrators -100", ""] == words(AR, "status", "watch")
    assert bench.telegram.called("deleteMyCommands") == []


# -- what the bot is shown --


@pytest.mark.parametrize(
    ("sees_all", "standing", "hidden"),
    [(False, "member", True), (False, "administrator", False), (True, "member", False)],
)
async def test_privacy_mode_hides_messages_unless_the_bot_is_an_admin(
    bench: Bench, sees_all: bool, standing: str, hidden: bool
) -> None:
    bench.telegram.world.sees_all = sees_all
    bench.telegram.world.rooms[-100].bot = standing
    async with started(bench):
        await said(bench, -100, 1, user=9)
        await said(bench, -100, 2, user=9)
    assert [request.addressed_only for request in bench.asked] == [hidden, hidden]
    assert len(bench.telegram.called("getChatMember")) == (0 if sees_all else 1)


async def test_becoming_an_admin_is_noticed(bench: Bench) -> None:
    async with started(bench):
        await said(bench, -100, 1, user=9)
        bench.telegram.world.membership(-100, "administrator", user=9, was="member")
        await said(bench, -100, 2, user=9)
    assert [request.addressed_only for request in bench.asked] == [True, False]
