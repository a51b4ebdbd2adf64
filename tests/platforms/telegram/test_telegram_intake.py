"""The intake against a Telegram on loopback: starting, answering, noticing, stopping."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.chat.command import Request
from bot.model.chat import Address, ChatKind, Platform
from bot.model.message import Block, BlockKind, Button, Message
from bot.model.news import Language
from bot.platforms.telegram import TelegramConnection, connect_telegram
from bot.ports import PlatformDown, PlatformRefused
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples
from tests.platforms.telegram.intake_bench import Bench, started


@pytest.fixture
def bench(telegram: TelegramServer, connection: TelegramConnection) -> Bench:
    telegram.world.add_chat(7)
    telegram.world.add_chat(-100, "Desk", forum=True, admins={9}).topics.add(55)
    return Bench(telegram, connection)


# -- answering --


async def test_a_command_is_answered_in_its_chat(bench: Bench) -> None:
    async with started(bench):
        bench.telegram.world.say(7, "/watch الرياض", language="ar")
        assert await bench.texts(7) == ["تم: watch الرياض"]
    assert bench.asked[0].language is Language.ARABIC
    assert bench.pace.reserved == [(Address(Platform.TELEGRAM, "7"), ChatKind.PRIVATE)]


async def test_in_a_group_the_answer_replies_in_the_topic_it_was_asked_in(bench: Bench) -> None:
    async with started(bench):
        bench.telegram.world.say(-100, "/rasid رصد بيتكوين", user=9, thread=55)
        assert await bench.texts(-100) == ["تم: رصد بيتكوين"]
    (shown,) = bench.telegram.shown(-100)
    assert (shown.thread, shown.reply_to) == (55, bench.telegram.world.last_message - 1)


async def test_silence_is_an_answer_too(bench: Bench) -> None:
    async def nothing(_request: Request) -> None:
        return None

    bench.reply = nothing
    async with started(bench):
        bench.telegram.world.say(7, "/watch x")
        await bench.telegram.until(lambda: bench.asked)
    assert bench.telegram.shown(7) == []


async def test_a_press_is_acknowledged_at_once_and_may_rewrite_its_message(bench: Bench) -> None:
    free = asyncio.Event()

    async def undone(_request: Request) -> Message:
        await free.wait()
        return Message(Language.ARABIC, samples.text("تم التراجع").blocks, replaces=True)

    bench.reply = undone
    world = bench.telegram.world
    pressed = world.new_message(7, "بدأ الرصد", buttons=[[("تراجع", "undo 4")]])
    async with started(bench):
        world.press(pressed, "undo 4")
        await bench.telegram.until(lambda: bench.telegram.called("answerCallbackQuery"))
        assert pressed.edits == []
        free.set()
        await bench.telegram.until(lambda: pressed.edits)
    assert bench.asked[0].button
    assert pressed.text.endswith("تم التراجع")
    assert len(bench.telegram.shown(7)) == 1


async def test_a_press_of_a_message_that_is_gone_is_answered_with_a_new_one(bench: Bench) -> None:
    async def undone(_request: Request) -> Message:
        return Message(Language.ARABIC, samples.text("تم التراجع").blocks, replaces=True)

    bench.reply = undone
    pressed = bench.telegram.world.new_message(7, "x")
    pressed.deleted = True
    bench.telegram.fault(faults.error(400, "Bad Request: query is too old").on("answerCallbackQuery"))
    async with started(bench):
        bench.telegram.world.press(pressed, "undo 4")
        assert await bench.texts(7) == ["تم التراجع"]


async def test_answers_keep_their_order_in_a_chat_and_chats_do_not_wait_for_each_other(bench: Bench) -> None:
    slow = asyncio.Event()

    async def by_chat(request: Request) -> Message:
        if request.text == "one":
            await slow.wait()
        return samples.text(request.text)

    bench.reply = by_chat
    world = bench.telegram.world
    world.add_chat(8)
    async with started(bench):
        for said in ("one", "two", "three"):
            world.say(7, said)
        world.say(8, "other")
        assert await bench.texts(8) == ["other"]
        assert bench.telegram.shown(7) == []
        slow.set()
        assert await bench.texts(7, 3) == ["one", "two", "three"]


async def test_one_answer_that_fails_takes_none_with_it(bench: Bench) -> None:
    async def at_times(request: Request) -> Message:
        if request.text == "boom":
            raise ZeroDivisionError
        return samples.text(request.text)

    bench.reply = at_times
    async with started(bench):
        bench.telegram.world.say(7, "boom")
        bench.telegram.world.say(7, "fine")
        assert await bench.texts(7) == ["fine"]


async def test_an_answer_that_was_not_sent_is_tried_again_and_one_in_doubt_is_not(bench: Bench) -> None:
    async with started(bench):
        bench.telegram.fault(faults.too_many(1).on("sendMessage"))
        bench.telegram.world.say(7, "one")
        await bench.texts(7)
        bench.telegram.fault(faults.applied_then_dropped().on("sendMessage"))
        bench.telegram.world.say(7, "two")
        bench.telegram.world.say(7, "three")
        assert await bench.texts(7, 3) == ["تم: one", "تم: two", "تم: three"]
    assert len(bench.telegram.shown(7)) == 3


async def test_a_long_answer_comes_in_parts_with_the_buttons_last(bench: Bench) -> None:
    async def long(_request: Request) -> Message:
        lines = tuple(samples.line("كلمة " * 100) for _ in range(20))
        return Message(Language.ARABIC, (Block(BlockKind.BULLETS, lines),), buttons=((Button("x", "x 1"),),))

    bench.reply = long
    async with started(bench):
        bench.telegram.world.say(7, "list")
        await bench.texts(7, 3)
    assert [bool(shown.buttons) for shown in bench.telegram.shown(7)] == [False, False, True]
    assert len(bench.pace.reserved) == 3


async def test_a_repeated_update_keeps_its_name_and_an_edited_message_is_let_be(bench: Bench) -> None:
    async with started(bench):
        number = bench.telegram.world.say(7, "/status")
        await bench.texts(7)
        bench.telegram.world.edit_by_user(7, "/watch x")
        bench.telegram.world.repeat(number)
        await bench.texts(7, 2)
    assert [request.update for request in bench.asked] == [f"telegram:{number}"] * 2


# -- what happens to chats --


@pytest.mark.parametrize(
    ("chat", "status", "rights", "logged"),
    [
        (7, "kicked", {}, ("suspend", "telegram:7", "blocked")),
        (7, "member", {}, ("restore", "telegram:7")),
        (-100, "kicked", {}, ("suspend", "telegram:-100", "kicked")),
        (-100, "left", {}, ("suspend", "telegram:-100", "not_member")),
        (-100, "restricted", {"can_send_messages": False}, ("suspend", "telegram:-100", "no_rights")),
        (-100, "restricted", {}, ("restore", "telegram:-100")),
        (-100, "administrator", {}, ("restore", "telegram:-100")),
        (-200, "administrator", {}, ("restore", "telegram:-200")),
    ],
)
async def test_the_bots_standing_suspends_and_restores(
    bench: Bench, chat: int, status: str, rights: dict[str, bool], logged: tuple[str, ...]
) -> None:
    bench.telegram.world.add_chat(-200, "News", kind="channel")
    async with started(bench):
        bench.telegram.world.membership(chat, status, **rights)
        await bench.telegram.until(lambda: bench.chats.log)
    assert bench.chats.log == [logged]


async def test_a_group_that_becomes_a_supergroup_moves(bench: Bench) -> None:
    async with started(bench):
        bench.telegram.world.migrate(-5, -1005)
        await bench.telegram.until(lambda: bench.chats.log)
    assert bench.chats.log == [("move", "telegram:-5", "telegram:-1005")]


async def test_an_answer_follows_a_group_that_moved_meanwhile(bench: Bench) -> None:
    world = bench.telegram.world
    world.add_chat(-5, "Desk", kind="group")
    async with started(bench):
        number = world.say(-5, "/status", user=9)
        world.rooms[-5].moved_to = -1005
        world.add_chat(-1005, "Desk")
        assert await bench.texts(-1005) == ["تم: status"]
    assert number
    assert bench.chats.log == [("move", "telegram:-5", "telegram:-1005")]


async def test_a_chat_that_cannot_be_answered_is_suspended_and_start_restores_it(bench: Bench) -> None:
    bench.telegram.world.rooms[7].gone = "bot was blocked by the user"
    async with started(bench):
        bench.telegram.world.say(7, "/status")
        await bench.telegram.until(lambda: bench.chats.log)
        bench.telegram.world.rooms[7].gone = ""
        bench.telegram.world.say(7, "/start claim-AbC")
        assert await bench.texts(7) == ["تم: start claim-AbC"]
    assert bench.chats.log == [("suspend", "telegram:7", "blocked"), ("restore", "telegram:7")]


OUT_OF_REACH = replace(samples.text("watching"), unless_posted=samples.line("but nothing arrives"))


@pytest.mark.parametrize("chat", [7, -100])
async def test_a_suspended_chat_that_can_be_answered_is_restored_by_that(bench: Bench, chat: int) -> None:
    async def watching(_request: Request) -> Message:
        return OUT_OF_REACH

    bench.reply = watching
    async with started(bench):
        bench.telegram.world.say(chat, "/watch Kestrel", user=9, thread=55 if chat == -100 else None)
        assert await bench.texts(chat) == ["watching"]
        await bench.telegram.until(lambda: bench.chats.log)
    assert bench.chats.log == [("restore", f"telegram:{chat}")]


async def test_an_answer_in_place_of_a_message_restores_nothing_and_says_what_would(bench: Bench) -> None:
    async def watching(_request: Request) -> Message:
        return replace(OUT_OF_REACH, replaces=True)

    bench.reply = watching
    pressed = bench.telegram.world.new_message(7, "x")
    async with started(bench):
        bench.telegram.world.press(pressed, "undo 4")
        await bench.telegram.until(lambda: pressed.edits)
    assert pressed.text.endswith("but nothing arrives")
    assert bench.chats.log == []


async def test_an_answer_stands_though_the_chat_cannot_be_restored_just_now(bench: Bench) -> None:
    async def watching(_request: Request) -> Message:
        return OUT_OF_REACH

    bench.reply = watching
    bench.chats.down = 1
    async with started(bench):
        for count in (1, 2):
            bench.telegram.world.say(7, "/watch Kestrel")
            await bench.texts(7, count)
        await bench.telegram.until(lambda: bench.chats.log)
    assert bench.chats.log == [("restore", "telegram:7")]


# -- starting and stopping --


async def test_what_was_said_while_the_bot_was_away_is_answered(bench: Bench) -> None:
    bench.telegram.world.say(7, "/status")
    async with started(bench):
        assert await bench.texts(7) == ["تم: status"]
    deleted = bench.telegram.called("deleteWebhook")[0]
    assert deleted.params.get("drop_pending_updates") in (None, "False", "false")


async def test_stopping_waits_for_the_answers_under_way_and_starting_again_works(bench: Bench) -> None:
    bench.pace.wait = 0.3
    intake = bench.intake()
    await intake.start()
    bench.telegram.world.say(7, "/status")
    await bench.telegram.until(lambda: bench.asked)
    await intake.stop()
    assert len(bench.telegram.shown(7)) == 1
    await intake.start()
    bench.telegram.world.say(7, "/watch x")
    assert len(await bench.texts(7, 2)) == 2
    await intake.stop()
    assert len(bench.asked) == 2


async def test_the_courier_goes_on_after_the_intake_has_stopped(bench: Bench) -> None:
    async with started(bench):
        pass
    await bench.connection.courier.post(Address(Platform.TELEGRAM, "7"), samples.text("x"))
    assert len(bench.telegram.shown(7)) == 1


def others() -> set[asyncio.Task[object]]:
    return {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_a_wrong_token_is_refused_once_and_leaves_nothing_running(bench: Bench, method: str) -> None:
    bench.telegram.fault(faults.error(401, "Unauthorized").on(method))
    intake = bench.intake()
    with pytest.raises(PlatformRefused) as refused:
        await intake.start()
    assert bench.telegram.token not in repr(refused.value)
    assert refused.value.__context__ is None
    await bench.connection.close()
    await bench.telegram.stop()
    assert others() == set()


@pytest.mark.parametrize("fault", [faults.html(502), faults.dropped(), faults.too_many(3), faults.truncated()])
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_a_platform_that_is_down_can_be_tried_again(bench: Bench, fault: faults.Fault, method: str) -> None:
    bench.telegram.fault(fault.on(method))
    intake = bench.intake()
    with pytest.raises(PlatformDown):
        await intake.start()
    await intake.start()
    bench.telegram.world.say(7, "/status")
    await bench.texts(7)
    await intake.stop()
    assert len(bench.asked) == 1


async def test_no_network_is_down_and_leaves_nothing_running(bench: Bench) -> None:
    await bench.telegram.stop()
    intake = bench.intake()
    with pytest.raises(PlatformDown):
        await intake.start()
    await intake.stop()
    assert others() == set()


async def test_a_start_that_is_cut_short_leaves_nothing_running(bench: Bench) -> None:
    bench.telegram.fault(faults.delay(30).on("deleteWebhook"))
    intake = bench.intake()
    start = asyncio.create_task(intake.start())
    await bench.telegram.until(lambda: bench.telegram.called("deleteWebhook"))
    start.cancel()
    await asyncio.gather(start, return_exceptions=True)
    await bench.connection.close()
    await bench.telegram.stop()
    assert others() == set()


async def test_a_token_that_cannot_be_one_is_refused_at_once() -> None:
    for token in ("", "  ", "a b", "../etc", "123:توكن"):
        with pytest.raises(PlatformRefused):
            connect_telegram(token)


async def test_a_second_poller_is_reported_once(bench: Bench) -> None:
    async with started(bench):
        await bench.telegram.until(lambda: bench.telegram.polls)
        other = connect_telegram(bench.telegram.token, base_url=bench.telegram.base_url)
        second = Bench(bench.telegram, other)
        async with started(second):
            await bench.telegram.until(lambda: bench.telegram.conflicts >= 2)
        await other.close()
    assert len(second.conflicts) == 1
    assert bench.conflicts == []


async def test_a_poll_that_fails_for_a_while_goes_on_afterwards(bench: Bench) -> None:
    async with started(bench):
        bench.telegram.fault(faults.html(502).on("getUpdates"), faults.dropped().on("getUpdates"))
        bench.telegram.world.say(7, "/status")
        await bench.texts(7)


async def test_a_token_withdrawn_meanwhile_still_lets_the_intake_stop(bench: Bench) -> None:
    async with started(bench):
        bench.telegram.fault(faults.error(401, "Unauthorized").on("getUpdates"))
        bench.telegram.world.say(7, "/status")
        await bench.telegram.until(lambda: not bench.telegram.faults.waiting)
        await asyncio.sleep(0.1)


async def test_a_token_withdrawn_meanwhile_is_noticed(bench: Bench) -> None:
    async with started(bench):
        await bench.connection.check()
        bench.telegram.fault(faults.error(401, "Unauthorized").on("getUpdates"))
        bench.telegram.world.say(7, "/status")
        await bench.telegram.until(lambda: not bench.telegram.faults.waiting)
        await bench.telegram.until(lambda: bench.connection.refused)
        with pytest.raises(PlatformRefused):
            await bench.connection.check()
