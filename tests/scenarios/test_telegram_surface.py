"""Telegram as its users meet it, on the whole bot: a channel set up from a private chat, webhook mode, a withdrawn token."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest

from bot.app import wiring
from tests.fakes import telegram_faults as faults
from tests.fakes.running import OWNER, Running, a_running_bot
from tests.fakes.telegram_bringing import Bringing
from tests.fakes.telegram_world import BOT_ID, Shown
from tests.fakes.world import World, a_world, until

CHANNEL = -1007


def database(folder: Path) -> str:
    return f"sqlite:///{folder / 'rasid.db'}"


def a_channel(world: World) -> None:
    world.outlet("/wire.xml", "Gulf Wire")
    world.configure([])
    room = world.telegram.world.add_chat(CHANNEL, "Desk channel", kind="channel", admins={OWNER})
    room.username, room.bot = "deskchannel", "left"


async def forwarded(running: Running) -> Shown:
    """The answer to a post of the channel that its admin forwards to the bot."""
    telegram = running.world.telegram
    before = len(telegram.shown(OWNER))
    chat = {"id": CHANNEL, "type": "channel", "title": "Desk channel"}
    origin = {"type": "channel", "date": int(time.time()), "chat": chat, "message_id": 4}
    telegram.world.say(OWNER, "Some news of ours", user=OWNER, forward_origin=origin)
    shown: list[Shown] = await until(lambda: telegram.shown(OWNER)[before:])
    return shown[0]


async def test_a_channel_is_set_up_from_a_private_chat_step_by_step(tmp_path: Path) -> None:
    async with a_world(tmp_path, database(tmp_path)) as world:
        a_channel(world)
        room = world.telegram.world.rooms[CHANNEL]
        async with a_running_bot(world) as running:
            await world.read_once("/wire.xml")
            steps = await running.asked("/channel")
            assert any("startchannel=here&admin=post_messages" in entity.get("url", "") for entity in steps.entities)
            shown = await forwarded(running)
            assert "The bot is no admin of it" in shown.text
            room.bot, room.rights = "administrator", {BOT_ID: {"can_post_messages": False}}
            assert "may not post there" in await running.press(shown, "Try again")
            room.rights = {}
            assert "Desk channel is set up" in await running.press(shown, "Try again")
            assert (await running.ask("/watch CENTCOM")).startswith("For Desk channel\nWatching CENTCOM")
            world.publish("/wire.xml", ("w1", "CENTCOM opens new hospital wing", "The wing has forty beds."))
            await running.alerted("hospital wing", CHANNEL)
            assert await running.ask("/use here") == "What is written here is about this chat."
            assert (await running.ask("/watches")).startswith("Nothing is")
            told = running.told()
    assert not any("hospital wing" in text for text in told)


async def test_updates_may_be_brought_by_webhook(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    public = "https://rasid.example/telegram"
    environment = {"RASID_TELEGRAM__WEBHOOK_URL": public, "RASID_TELEGRAM__WEBHOOK_LISTEN": place}
    async with a_world(tmp_path, database(tmp_path)) as world:
        a_channel(world)
        telegram = world.telegram.world
        async with a_running_bot(world, **environment) as running:
            await until(lambda: telegram.webhook == public)
            # What the proxy before it would do.
            telegram.webhook = f"http://{place}/telegram"
            async with Bringing(telegram):
                watching = await running.asked("/watch CENTCOM")
                assert watching.text.startswith("Watching CENTCOM")
                again = next(number for number, update in telegram.history.items() if "message" in update)
                telegram.updates.append(telegram.history[again])
                await until(lambda: not telegram.updates)
                assert "CENTCOM" in await running.ask("/watches")
            assert len(running.told()) == 2, "what is brought twice is answered once"
    assert world.telegram.polls == 0


async def test_a_token_withdrawn_while_polling_shows_in_the_health(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "_LEASE", 1.5)
    async with a_world(tmp_path, database(tmp_path)) as world:
        a_channel(world)
        async with a_running_bot(world) as running:

            async def vitals() -> dict[str, Any]:
                return await running.bot.health._vitals()

            await until(lambda: _state(running) == "up")
            assert (await vitals())["ok"]
            world.telegram.fault(faults.error(401, "Unauthorized").on("getUpdates", times=1000))
            world.telegram.world.say(OWNER, "/status")
            await until(lambda: _state(running) == "refused")
            told = await vitals()
    assert (told["ok"], told["platforms"]["telegram"]) == (False, "refused")


def _state(running: Running) -> str:
    return next((each.state for each in running.bot.supervisors if each.platform == "telegram"), "")
