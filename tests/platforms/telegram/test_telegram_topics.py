"""Who is told of a topic that cannot be written to, and how often."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.model.alert import Delivered, Notice
from bot.model.chat import Address, ChatKind, Platform
from bot.model.news import Language
from bot.platforms.telegram import TelegramConnection
from bot.platforms.telegram.topics import QUIET, LostTopics
from tests.fakes.clock import FakeClock
from tests.fakes.desk import FakeChats, FakeOutbox
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples

TOPICS = Address(Platform.TELEGRAM, "-100", "55"), Address(Platform.TELEGRAM, "-100", "56")
NOTICE = Notice("topic_lost")
HELLO = samples.text("hello", language=Language.ENGLISH)


class Desk:
    """A courier whose topics 55 and 56 are closed, and what was queued because of it."""

    def __init__(self, connection: TelegramConnection) -> None:
        self.chats, self.outbox, self.clock = FakeChats(), FakeOutbox(), FakeClock()
        self.courier = connection.courier
        self.courier.topic_lost = LostTopics(self.chats, self.outbox, self.clock).tell

    async def send(self, *addresses: Address) -> Sequence[tuple[int, Notice]]:
        for address in addresses:
            chat = await self.chats.open_chat(address, ChatKind.GROUP, "", Language.ARABIC)
            assert isinstance(await self.courier.send(chat, HELLO, "1.0"), Delivered)
        return self.outbox.notices


@pytest.fixture
def desk(telegram: TelegramServer, connection: TelegramConnection) -> Desk:
    room = telegram.world.add_chat(-100, "Desk", forum=True)
    room.topics |= {55, 56}
    room.closed_topics |= {55, 56}
    return Desk(connection)


async def test_the_chat_of_a_lost_topic_is_told_once_a_day(desk: Desk) -> None:
    assert await desk.send(TOPICS[0], TOPICS[0], TOPICS[0]) == [(1, NOTICE)]
    desk.clock.advance(QUIET.total_seconds() - 1)
    assert len(await desk.send(TOPICS[0])) == 1
    desk.clock.advance(1)
    assert await desk.send(TOPICS[0], TOPICS[0]) == [(1, NOTICE)] * 2


async def test_each_topic_is_told_for_itself(desk: Desk) -> None:
    assert await desk.send(*TOPICS, *TOPICS) == [(1, NOTICE), (2, NOTICE)]


async def test_a_topic_that_is_open_tells_nobody(desk: Desk, telegram: TelegramServer) -> None:
    telegram.world.rooms[-100].closed_topics.clear()
    assert await desk.send(*TOPICS) == []


async def test_of_messages_at_the_same_time_one_tells(desk: Desk) -> None:
    await asyncio.gather(*(desk.send(TOPICS[0]) for _ in range(5)))
    assert desk.outbox.notices == [(1, NOTICE)]


async def test_what_the_store_could_not_take_is_told_at_the_next_message(desk: Desk) -> None:
    chat = await desk.chats.open_chat(TOPICS[0], ChatKind.GROUP, "", Language.ARABIC)
    desk.chats.down = True
    assert isinstance(await desk.courier.send(chat, HELLO, "1.0"), Delivered)
    assert desk.outbox.notices == []
    desk.chats.down = False
    assert await desk.send(TOPICS[0]) == [(1, NOTICE)]
