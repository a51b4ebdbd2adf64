"""A Telegram channel: its posts show no person, so an owner opens it by making the bot an admin there."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.running import OWNER, a_running_bot
from tests.fakes.world import a_world, settled, until

CHANNEL = -1007
STRANGER = 999


async def test_an_owner_opens_a_channel_by_making_the_bot_an_admin(tmp_path: Path) -> None:
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        world.telegram.world.add_chat(CHANNEL, "Desk channel", kind="channel")
        async with a_running_bot(world):
            await world.read_once("/wire.xml")
            world.telegram.world.membership(CHANNEL, "administrator", user=int(OWNER))
            await until(lambda: len(world.telegram.shown(CHANNEL)) == 1)
            world.telegram.world.say(CHANNEL, "/watch CENTCOM")
            await until(lambda: len(world.telegram.shown(CHANNEL)) == 2)
            assert "CENTCOM" in world.telegram.shown(CHANNEL)[1].text
            world.publish("/wire.xml", ("w1", "CENTCOM opens new hospital wing", "The wing has forty beds."))
            await until(lambda: len(world.telegram.shown(CHANNEL)) == 3)
    assert "hospital wing" in world.telegram.shown(CHANNEL)[2].text


async def test_a_stranger_who_adds_the_bot_to_a_channel_gets_nothing_posted_there(tmp_path: Path) -> None:
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        world.telegram.world.add_chat(CHANNEL, "Somebody's channel", kind="channel")
        async with a_running_bot(world) as running:
            world.telegram.world.membership(CHANNEL, "administrator", user=STRANGER)
            await settled(lambda: len(world.telegram.calls), 2)
            chats = await running.bot.stores.chats.chats()
    assert world.telegram.shown(CHANNEL) == []
    assert not any(chat.admitted and chat.address.channel == str(CHANNEL) for chat in chats)
