"""Where the messages of a topic go that cannot be written to, who is told, and how often."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from bot.model.alert import Delivered, Notice
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.news import Language
from bot.platforms.telegram import TelegramConnection
from bot.platforms.telegram.topics import CLOSED, CLOSED_FOR, DELETED, DELETED_FOR, LostTopics
from bot.ports import StoreUnavailable
from tests.fakes.clock import FakeClock
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples

TOPICS = Address(Platform.TELEGRAM, "-100", "55"), Address(Platform.TELEGRAM, "-100", "56")
HELLO = samples.text("hello", language=Language.ENGLISH)


@dataclass
class Outbox:
    """The part of an outbox that remembers topics."""

    lost: dict[Address, datetime] = field(default_factory=dict)
    notices: list[tuple[Address, Notice]] = field(default_factory=list)
    down: bool = False

    async def lose_topic(self, address: Address, notice: Notice, now: datetime, until: datetime) -> None:
        if self.down:
            raise StoreUnavailable("down")
        known = self.lost.get(address)
        if known is None or known <= now:
            self.lost[address] = until
            self.notices.append((address, notice))


class Desk:
    """A courier whose topics 55 and 56 are closed, and what is remembered of it."""

    def __init__(self, telegram: TelegramServer, connection: TelegramConnection) -> None:
        self.telegram = telegram
        self.outbox, self.clock = Outbox(), FakeClock()
        self.courier = connection.courier
        self.restart()

    def restart(self) -> None:
        """Nothing is known but what the outbox remembers."""
        self.courier.topics = LostTopics(self.outbox, self.clock)  # type: ignore[arg-type]

    async def send(self, *addresses: Address) -> list[tuple[Address, Notice]]:
        for address in addresses:
            chat = self.chat(address)
            assert isinstance(await self.courier.send(chat, HELLO, "1.0"), Delivered)
        return self.outbox.notices

    def chat(self, address: Address) -> Chat:
        return Chat(1, address, ChatKind.GROUP, general_until=self.outbox.lost.get(address))

    @property
    def calls(self) -> list[str]:
        """The topics that were tried so far."""
        return [str(call.params.get("message_thread_id", "")) for call in self.telegram.called("sendMessage")]


@pytest.fixture
def desk(telegram: TelegramServer, connection: TelegramConnection) -> Desk:
    room = telegram.world.add_chat(-100, "Desk", forum=True)
    room.topics |= {55, 56}
    room.closed_topics |= {55, 56}
    return Desk(telegram, connection)


async def test_a_lost_topic_is_tried_once_and_its_chat_told_once_whatever_restarts(desk: Desk) -> None:
    await desk.send(TOPICS[0])
    desk.restart()
    assert await desk.send(TOPICS[0], TOPICS[0]) == [(TOPICS[0], CLOSED)]
    assert desk.calls == ["55", "", "", ""]
    assert [shown.thread for shown in desk.telegram.shown(-100)] == [None] * 3


async def test_after_a_day_a_lost_topic_is_tried_and_told_again(desk: Desk) -> None:
    await desk.send(TOPICS[0])
    desk.clock.advance(CLOSED_FOR.total_seconds() - 1)
    assert len(await desk.send(TOPICS[0])) == 1
    desk.clock.advance(1)
    assert len(await desk.send(TOPICS[0])) == 2
    assert desk.calls == ["55", "", "", "55", ""]


async def test_a_topic_that_is_found_again_gets_its_messages(desk: Desk) -> None:
    await desk.send(TOPICS[0])
    desk.telegram.world.rooms[-100].closed_topics.clear()
    desk.outbox.lost.clear()
    await desk.send(TOPICS[0])
    assert [shown.thread for shown in desk.telegram.shown(-100)] == [None, 55]


async def test_a_deleted_topic_is_told_as_such(desk: Desk) -> None:
    room = desk.telegram.world.rooms[-100]
    room.topics.discard(55)
    room.closed_topics.discard(55)
    assert await desk.send(*TOPICS, *TOPICS) == [(TOPICS[0], DELETED), (TOPICS[1], CLOSED)]
    desk.clock.advance(DELETED_FOR.total_seconds() - 1)
    assert len(await desk.send(TOPICS[0])) == 2, "it does not come back"


async def test_a_reply_in_a_lost_topic_stands_alone_in_general(desk: Desk) -> None:
    alert = desk.telegram.world.new_message(-100, "alert", thread=55)
    await desk.send(TOPICS[0])
    assert isinstance(await desk.courier.reply(desk.chat(TOPICS[0]), str(alert.id), HELLO, "2.0"), Delivered)
    shown = desk.telegram.shown(-100)[-1]
    assert (shown.thread, shown.reply_to) == (None, None)


async def test_a_topic_that_is_open_tells_nobody(desk: Desk) -> None:
    desk.telegram.world.rooms[-100].closed_topics.clear()
    assert await desk.send(*TOPICS) == []


async def test_of_messages_at_the_same_time_one_tells(desk: Desk) -> None:
    await asyncio.gather(*(desk.send(TOPICS[0]) for _ in range(5)))
    assert desk.outbox.notices == [(TOPICS[0], CLOSED)]


async def test_what_the_store_could_not_take_is_told_at_the_next_message(desk: Desk) -> None:
    desk.outbox.down = True
    assert await desk.send(TOPICS[0]) == []
    desk.outbox.down = False
    assert len(await desk.send(TOPICS[0])) == 1


async def test_a_topic_without_memory_still_goes_to_general(desk: Desk) -> None:
    desk.courier.topics = None
    await desk.send(replace(TOPICS[0]))
    assert [shown.thread for shown in desk.telegram.shown(-100)] == [None]
