"""What a bot cannot do with messages older than 48 hours, and what it does instead.

Source: https://core.telegram.org/bots/api#deletemessage, #inaccessiblemessage, #editmessagetext.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.command import Request
from bot.model.alert import Rejected
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.message import Message
from bot.model.news import Language
from bot.platforms.telegram import TelegramConnection
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import REACH_SECONDS, Shown
from tests.platforms.telegram import samples
from tests.platforms.telegram.intake_bench import Bench, started

FORUM = Address(Platform.TELEGRAM, "-100")
HELLO = samples.text("hello", language=Language.ENGLISH)


@pytest.fixture
def bench(telegram: TelegramServer, connection: TelegramConnection) -> Bench:
    telegram.world.add_chat(7)
    telegram.world.add_chat(-100, "Desk", forum=True, admins={9}).topics.add(55)
    return Bench(telegram, connection)


def old(bench: Bench, chat: int, *, thread: int | None = None) -> Shown:
    """A message of the bot's that is older than 48 hours."""
    shown = bench.telegram.world.new_message(chat, "alert", thread=thread, buttons=[[("Mute", "mute 42 @en")]])
    shown.at -= REACH_SECONDS + 60
    return shown


async def test_an_edit_of_an_older_message_has_lost_its_target(bench: Bench) -> None:
    private = Chat(1, Address(Platform.TELEGRAM, "7"), ChatKind.PRIVATE)
    outcome = await bench.connection.courier.edit(private, str(old(bench, 7).id), HELLO, "1.0")
    assert isinstance(outcome, Rejected)
    assert outcome.target_lost


async def test_an_answer_in_place_of_an_older_message_is_a_new_one(bench: Bench) -> None:
    async def undone(_request: Request) -> Message:
        return replace(HELLO, replaces=True)

    bench.reply = undone
    pressed = old(bench, 7)
    async with started(bench):
        bench.telegram.world.press(pressed, "undo 4")
        await bench.telegram.until(lambda: len(bench.telegram.shown(7)) == 2)
    assert [shown.text for shown in bench.telegram.shown(7)] == ["alert", "hello"]
    assert bench.telegram.called("deleteMessage") == [], "what cannot be deleted is not tried to be"


async def test_a_press_of_an_older_alert_is_about_the_topic_it_was_sent_to(bench: Bench) -> None:
    pressed = old(bench, -100, thread=55)
    bench.pace.sent[FORUM, str(pressed.id)] = replace(FORUM, thread="55")
    async with started(bench):
        bench.telegram.world.press(pressed, "mute 42 @en", user=9)
        await bench.telegram.until(lambda: len(bench.telegram.shown(-100)) == 2)
    assert bench.asked[0].address == replace(FORUM, thread="55")
    assert bench.telegram.shown(-100)[1].thread == 55
    assert list(bench.telegram.world.queries.values()) == [""]


@pytest.mark.parametrize(("language", "said"), [("en", "Send /mute 42"), ("ar", "أرسل /mute 42"), ("fr", "Send /mute 42")])
async def test_a_press_of_an_older_message_of_no_known_topic_says_so_and_opens_nothing(
    bench: Bench, language: str, said: str
) -> None:
    pressed = old(bench, -100, thread=55)
    async with started(bench):
        bench.telegram.world.press(pressed, "mute 42 @en", user=9, language=language)
        await bench.telegram.until(lambda: any(bench.telegram.world.queries.values()))
    (told,) = bench.telegram.world.queries.values()
    assert said in str(told).translate({0x200F: None, 0x2066: None, 0x2069: None})
    assert bench.asked == []
    assert len(bench.telegram.shown(-100)) == 1
    assert str(bench.telegram.called("answerCallbackQuery")[0].params["show_alert"]).lower() == "true"


async def test_where_there_are_no_topics_an_older_message_is_pressed_as_any_other(bench: Bench) -> None:
    bench.telegram.world.add_chat(-101, "Talk")
    async with started(bench):
        for chat in (7, -101):
            bench.telegram.world.press(old(bench, chat), "why 7")
            await bench.telegram.until(lambda chat=chat: len(bench.telegram.shown(chat)) == 2)
    assert [request.address.channel for request in bench.asked] == ["7", "-101"]


async def test_a_database_that_is_away_leaves_an_older_press_without_effect(bench: Bench) -> None:
    bench.pace.down = True
    async with started(bench):
        bench.telegram.world.press(old(bench, -100, thread=55), "mute 42 @en", user=9)
        await bench.telegram.until(lambda: any(bench.telegram.world.queries.values()))
    assert bench.asked == []
