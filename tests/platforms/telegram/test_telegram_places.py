"""Channels and groups by name, and what Telegram shows of them."""

from __future__ import annotations

import pytest

from bot.model.chat import Address, ChatKind, Person, Place, Platform
from bot.platforms.telegram import TelegramConnection
from bot.platforms.telegram.places import chat_named
from bot.ports import Places
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import BOT_ID

LAYLA = Person(Platform.TELEGRAM, "7")


@pytest.fixture
async def places(telegram: TelegramServer, connection: TelegramConnection) -> Places:
    news = telegram.world.add_chat(-1001234567, "News", kind="channel", admins={7})
    news.username, news.bot = "newsroom", "administrator"
    desk = telegram.world.add_chat(-1007, "Desk", admins={7})
    desk.bot = "member"
    telegram.world.add_chat(7)
    await connection.bot.initialize()
    return connection.places


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("@newsroom", "@newsroom"),
        ("https://t.me/newsroom", "@newsroom"),
        ("t.me/newsroom/44", "@newsroom"),
        ("https://t.me/c/1234567/9", -1001234567),
        ("-1001234567", -1001234567),
        ("newsroom", None),
        ("@x", None),
        ("https://evil.example/t.me/newsroom", None),
        ("https://t.me/+AbCdEf", None),
        ("@newsroom; drop", None),
        ("قناة", None),
        ("", None),
    ],
)
def test_names_are_handles_ids_and_links(named: str, asked: str | int | None) -> None:
    assert chat_named(named) == asked


@pytest.mark.parametrize("named", ["@newsroom", "@NewsRoom", "-1001234567", "https://t.me/c/1234567/9"])
async def test_a_channel_is_found_by_each_of_its_names(places: Places, named: str) -> None:
    address = Address(Platform.TELEGRAM, "-1001234567")
    assert await places.look(named, LAYLA) == Place(address, ChatKind.CHANNEL, "News", theirs=True, present=True, writable=True)


async def test_a_channel_that_the_bot_does_not_administer_shows_nobody(telegram: TelegramServer, places: Places) -> None:
    telegram.world.rooms[-1001234567].bot = "left"
    place = await places.look("@newsroom", LAYLA)
    assert place is not None
    assert (place.theirs, place.present, place.writable) == (None, False, False)


async def test_admins_without_the_right_to_post_are_not_enough(telegram: TelegramServer, places: Places) -> None:
    room = telegram.world.rooms[-1001234567]
    room.rights = {BOT_ID: {"can_post_messages": False}, 7: {"can_post_messages": False}}
    place = await places.look("@newsroom", LAYLA)
    assert place is not None
    assert (place.theirs, place.present, place.writable) == (False, True, False)
    room.rights, room.admins, room.members = {}, set(), {7: "creator", 8: "member"}
    owner = await places.look("@newsroom", LAYLA)
    reader = await places.look("@newsroom", Person(Platform.TELEGRAM, "8"))
    assert owner is not None
    assert reader is not None
    assert (owner.theirs, reader.theirs) == (True, False)


async def test_in_a_group_being_a_member_is_enough_to_write(telegram: TelegramServer, places: Places) -> None:
    desk = telegram.world.rooms[-1007]
    place = await places.look("-1007", LAYLA)
    assert place is not None
    assert (place.kind, place.theirs, place.present, place.writable) == (ChatKind.GROUP, True, True, True)
    desk.bot, desk.rights = "restricted", {BOT_ID: {"can_send_messages": False}}
    place = await places.look("-1007", LAYLA)
    assert place is not None
    assert (place.present, place.writable) == (True, False)


async def test_people_and_unknown_names_are_no_places(places: Places) -> None:
    assert await places.look("7", LAYLA) is None
    assert await places.look("-42", LAYLA) is None
    assert await places.look("@nowhere", LAYLA) is None


@pytest.mark.parametrize("fault", [faults.html(502), faults.dropped(), faults.too_many(3)])
async def test_when_telegram_cannot_say_nothing_is_claimed(
    telegram: TelegramServer, places: Places, fault: faults.Fault
) -> None:
    telegram.fault(fault.on("getChat"))
    assert await places.look("@newsroom", LAYLA) is None
    telegram.fault(fault.on("getChatMember", times=2))
    place = await places.look("@newsroom", LAYLA)
    assert place is not None
    assert not place.present


async def test_links_add_the_bot_with_no_more_rights_than_it_needs(connection: TelegramConnection) -> None:
    assert connection.places.adding(ChatKind.CHANNEL) == ""
    await connection.bot.initialize()
    assert connection.places.adding(ChatKind.GROUP) == "https://t.me/RasidBot?startgroup=here"
    assert connection.places.adding(ChatKind.CHANNEL) == "https://t.me/RasidBot?startchannel=here&admin=post_messages"
    assert connection.places.adding(ChatKind.PRIVATE) == ""
