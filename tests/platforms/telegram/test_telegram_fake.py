"""The fake Telegram is as strict as the real one where the bot could get something wrong, and can be driven from outside."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Conflict, InvalidToken

from bot.platforms.telegram import TelegramConnection
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_markup import MarkupError, parse_html
from tests.fakes.telegram_server import Call, TelegramServer, in_thread

ROOT = Path(__file__).parents[3]


@pytest.fixture
def bot(telegram: TelegramServer, connection: TelegramConnection) -> Bot:
    telegram.world.add_chat(7)
    telegram.world.add_chat(-100, "Desk", forum=True, admins={9})
    return connection.bot


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("خبر <h1>", 'Unsupported start tag "h1" at byte offset 7'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("<a href=x y>a</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
    ],
)
def test_markup_is_checked_as_the_server_checks_it(html: str, says: str) -> None:
    with pytest.raises(MarkupError) as error:
        parse_html(html)
    assert str(error.value) == says


def test_markup_is_read_with_offsets_in_utf16() -> None:
    text, entities = parse_html(
        '\U0001f4f0 <b>a &amp; <i>b</i></b> &lt;&#1576; &unknown; <a href="https://a.example/?x=1&amp;y">l</a>'
    )
    assert text == "\U0001f4f0 a & b <ب &unknown; l"
    assert [(entity.type, entity.offset, entity.length) for entity in entities] == [
        ("bold", 3, 5),
        ("italic", 7, 1),
        ("text_link", 22, 1),
    ]
    assert entities[-1].url == "https://a.example/?x=1&y"


async def refused(doing: Any) -> str:
    with pytest.raises(BadRequest) as error:
        await doing
    return error.value.message.lower()


async def test_messages_are_checked(bot: Bot) -> None:
    async def send(text: str, mode: str | None = None, data: str = "") -> str:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]]) if data else None
        return await refused(bot.send_message(7, text, parse_mode=mode, reply_markup=keyboard))

    assert await send("\U0001f4f0" * 2049) == "message is too long"
    assert await send(" \u200f\n") == "text must be non-empty"
    assert await send("<b></b>", "HTML") == "text must be non-empty"
    assert await send("<x>", "HTML") == 'can\'t parse entities: unsupported start tag "x" at byte offset 0'
    assert await send("<b>a</b>" * 101, "HTML") == "entities_too_long"
    assert await send("x", data="ب" * 33) == "button_data_invalid"
    assert await refused(bot.send_message(8, "x")) == "chat not found"
    assert await refused(bot.send_message(-100, "x", message_thread_id=1)) == "message thread not found"
    assert await refused(bot.send_message(7, "x", reply_parameters=ReplyParameters(5))) == "message to be replied not found"
    await bot.send_message(7, "\U0001f4f0" * 2048)
    await bot.send_message(7, "<b>a</b>" * 100, parse_mode="HTML")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="ب" * 32)]])
    await bot.send_message(7, "x", reply_markup=keyboard)


async def test_edits_and_deletions_are_checked(telegram: TelegramServer, bot: Bot) -> None:
    sent = await bot.send_message(7, "one")
    assert "message is not modified" in await refused(bot.edit_message_text("one", 7, sent.message_id))
    await bot.edit_message_text("two", 7, sent.message_id)
    await bot.delete_message(7, sent.message_id)
    assert telegram.shown(7) == []
    assert await refused(bot.edit_message_text("three", 7, sent.message_id)) == "message to edit not found"
    assert await refused(bot.delete_message(7, sent.message_id)) == "message to delete not found"
    theirs = telegram.world.new_message(7, "x", by_bot=False)
    assert await refused(bot.edit_message_text("three", 7, theirs.id)) == "message can't be edited"


async def test_commands_are_checked_and_kept_by_place(bot: Bot) -> None:
    assert await refused(bot.set_my_commands([BotCommand("رصد", "x")])) == "bot_command_invalid"
    assert await refused(bot.set_my_commands([BotCommand("watch", "x" * 257)])) == "bot_command_description_invalid"
    await bot.set_my_commands([BotCommand("watch", "x")], language_code="ar")
    assert [command.command for command in await bot.get_my_commands(language_code="ar")] == ["watch"]
    assert await bot.get_my_commands() == ()


async def test_chats_and_members_can_be_asked_for(telegram: TelegramServer, bot: Bot) -> None:
    assert (await bot.get_chat(-100)).title == "Desk"
    assert [member.user.id for member in await bot.get_chat_administrators(-100)] == [9]
    assert (await bot.get_chat_member(-100, 9)).status == "administrator"
    assert await refused(bot.get_chat_member(-100, 10)) == "user not found"
    assert await bot.send_chat_action(7, "typing")
    assert await bot.set_my_description("راصد")
    assert await bot.set_my_short_description("راصد", "ar")
    assert telegram.world.descriptions == {"description": "راصد", "short_description ar": "راصد"}


async def test_a_wrong_token_is_unauthorized(telegram: TelegramServer) -> None:
    bot = Bot("1:wrong", base_url=telegram.base_url)
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_a_token_has_one_poller_and_a_poller_that_hangs_up_makes_room(telegram: TelegramServer, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await telegram.until(lambda: telegram.polls)
    with pytest.raises(Conflict):
        await bot.get_updates(timeout=0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    telegram.world.say(7, "x")
    assert [update.update_id for update in await bot.get_updates(timeout=0)] == [5001]


async def test_updates_are_confirmed_by_their_offset_and_can_be_repeated(telegram: TelegramServer, bot: Bot) -> None:
    first, second = telegram.world.say(7, "x"), telegram.world.edit_by_user(7, "y")
    assert [update.update_id for update in await bot.get_updates(allowed_updates=["message"])] == [first]
    assert [update.update_id for update in await bot.get_updates(offset=second + 1)] == []
    telegram.world.repeat(first)
    assert [update.update_id for update in await bot.get_updates(offset=second + 1)] == [first]


async def test_each_call_is_told_before_after_and_when_it_is_answered() -> None:
    stages: list[tuple[str, str, int]] = []

    def on_call(stage: str, call: Call) -> None:
        stages.append((stage, call.method, len(server.shown(7))))

    async with TelegramServer(on_call=on_call) as server:
        server.world.add_chat(7)
        async with aiohttp.ClientSession() as session:
            await session.post(f"{server.base_url}{server.token}/sendMessage", json={"chat_id": 7, "text": "x"})
        await server.until(lambda: len(stages) == 3)
    assert stages == [("before", "sendMessage", 0), ("applied", "sendMessage", 1), ("responded", "sendMessage", 1)]


async def test_a_call_has_its_effect_even_when_the_caller_dies_meanwhile(telegram: TelegramServer) -> None:
    telegram.world.add_chat(7)
    telegram.fault(faults.delay(0.2).on("sendMessage"))
    async with aiohttp.ClientSession() as session:
        call = session.post(f"{telegram.base_url}{telegram.token}/sendMessage", json={"chat_id": 7, "text": "x"})
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(call, 0.05)
    assert await telegram.until(lambda: telegram.shown(7))


def test_faults_are_taken_in_turn_by_the_calls_they_fit() -> None:
    queue = faults.FaultQueue()
    queue.add(faults.blocked().on("sendMessage", chat=7, times=2), faults.html().on("getMe"))
    assert queue.take("sendMessage", 8) is None
    assert queue.take("SendMessage", 7) is not None
    assert queue.take("getMe", None) == faults.html().on("getMe")
    assert queue.take("sendMessage", 7) is not None
    assert queue.take("sendMessage", 7) is None


def test_it_runs_in_a_thread_of_its_own() -> None:
    with in_thread() as server:
        server.world.add_chat(7)
        asyncio.run(send_hello(server.base_url, server.token))
        assert [shown.text for shown in server.shown(7)] == ["hello"]


async def send_hello(base_url: str, token: str) -> None:
    async with Bot(token, base_url=base_url) as bot:
        await bot.send_message(7, "hello")


async def test_it_runs_as_a_process_of_its_own_and_obeys_its_control() -> None:
    command = (sys.executable, "-m", "tests.fakes.telegram_server", "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    try:
        at = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
        control = f"{at['url']}/_control"
        async with aiohttp.ClientSession() as session:
            await session.post(f"{control}/chat", json={"id": 7})
            await session.post(f"{control}/fault", json={"way": "error", "code": 500, "description": "x", "method": "getMe"})
            said = await (await session.post(f"{control}/update", json={"do": "say", "chat": 7, "text": "/status"})).json()
            api = f"{at['base_url']}{at['token']}"
            assert (await session.post(f"{api}/getMe")).status == 500
            updates = await (await session.post(f"{api}/getUpdates", data={"timeout": 0})).json()
            assert [update["update_id"] for update in updates["result"]] == [said["update_id"]]
            await session.post(f"{api}/sendMessage", data={"chat_id": 7, "text": "hello"})
            log = await (await session.get(f"{control}/log")).json()
            assert [message["text"] for message in log] == ["/status", "hello"]
            calls = await (await session.get(f"{control}/calls")).json()
            assert [call["method"] for call in calls] == ["getMe", "sendMessage"]
    finally:
        process.terminate()
        await process.communicate()
