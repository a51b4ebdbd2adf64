"""What a group hears when the bot is added to it: one greeting, however that was done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.command import Request
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.message import Message
from bot.platforms.telegram import TelegramConnection
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples
from tests.platforms.telegram.intake_bench import Bench, started

GROUP = -100


@pytest.fixture
def bench(telegram: TelegramServer, connection: TelegramConnection) -> Bench:
    telegram.world.add_chat(7)
    telegram.world.add_chat(GROUP, "Desk", admins={9})
    return Bench(telegram, connection)


async def after(bench: Bench, count: int) -> list[str]:
    """What was asked of the bot once somebody has asked it something at the end, without that."""
    bench.telegram.world.say(GROUP, "/status end", user=9)
    await bench.telegram.until(lambda: bench.asked and bench.asked[-1].text == "status end")
    assert len(bench.telegram.shown(GROUP)) >= count
    return [request.text for request in bench.asked[:-1]]


@pytest.mark.parametrize("standing", ["member", "administrator", "restricted"])
async def test_a_group_that_the_bot_is_added_to_is_greeted(bench: Bench, standing: str) -> None:
    async with started(bench):
        bench.telegram.world.membership(GROUP, standing, user=9, was="left")
        assert await bench.texts(GROUP) == ["تم: start"]
    (request,) = bench.asked
    assert request.address == Address(Platform.TELEGRAM, str(GROUP))
    assert (request.kind, request.person) == (ChatKind.GROUP, Person(Platform.TELEGRAM, "9", "Layla"))
    assert (request.title, request.addressed_only) == ("Desk", standing != "administrator")


@pytest.mark.parametrize(
    ("was", "standing", "rights"),
    [
        ("member", "administrator", {}),
        ("administrator", "member", {}),
        ("restricted", "member", {}),
        ("left", "restricted", {"can_send_messages": False}),
        ("left", "restricted", {"is_member": False}),
        ("member", "left", {}),
    ],
)
async def test_no_other_change_of_its_standing_is_one_to_greet_for(
    bench: Bench, was: str, standing: str, rights: dict[str, bool]
) -> None:
    async with started(bench):
        bench.telegram.world.membership(GROUP, standing, user=9, was=was, **rights)
        bench.telegram.world.say(7, "/status")
        await bench.texts(7)
        await bench.telegram.until(lambda: bench.chats.log)
    assert [request.text for request in bench.asked] == ["status"]


@pytest.mark.parametrize("first", ["membership", "start"])
async def test_whoever_adds_it_by_the_link_is_greeted_once(bench: Bench, first: str) -> None:
    async with started(bench):
        doings = [
            lambda: bench.telegram.world.membership(GROUP, "member", user=9, was="left"),
            lambda: bench.telegram.world.say(GROUP, "/start@RasidBot here", user=9),
        ]
        for doing in doings if first == "membership" else reversed(doings):
            doing()
        assert len(await after(bench, 1)) == 1


async def test_who_starts_by_hand_is_answered_after_the_greeting(bench: Bench) -> None:
    async with started(bench):
        bench.telegram.world.membership(GROUP, "member", user=9, was="left")
        bench.telegram.world.say(GROUP, "/start", user=9)
        assert await after(bench, 2) == ["start", "start"]


async def test_the_greeting_comes_before_what_has_waited(bench: Bench) -> None:
    async def greeting(request: Request) -> Message:
        bench.chats.log.append(("asked", request.text))
        return replace(samples.text("hello"), unless_posted=samples.line("x"))

    bench.reply = greeting
    async with started(bench):
        bench.telegram.world.membership(GROUP, "member", user=9, was="kicked")
        await bench.telegram.until(lambda: len(bench.chats.log) > 1)
    assert bench.chats.log[:2] == [("asked", "start"), ("restore", f"telegram:{GROUP}")]


async def test_a_group_that_has_become_a_supergroup_is_not_greeted_anew(bench: Bench) -> None:
    async with started(bench):
        bench.telegram.world.migrate(-5, GROUP)
        bench.telegram.world.membership(GROUP, "member", user=9, was="left")
        assert await after(bench, 0) == []
