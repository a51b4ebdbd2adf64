"""A forum's topic is closed while it is watched from: its alerts go to General, whose readers are told why, once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.app.running import load
from bot.app.wiring import assemble
from tests.fakes.world import a_world, settled, until

FORUM = -1002
TOPIC = 55


async def test_alerts_of_a_closed_topic_come_to_general_with_one_word_of_explanation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("RASID_")]:
        monkeypatch.delenv(name)
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        room = world.telegram.world.add_chat(FORUM, "Newsroom", forum=True)
        room.topics.add(TOPIC)
        room.closed_topics.add(TOPIC)
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([(f"telegram:{FORUM}:{TOPIC}", "CENTCOM")])
        for name, value in world.environment().items():
            if name.startswith("RASID_") and "SLACK" not in name:
                monkeypatch.setenv(name, value)
        settings, tables = load(world.folder)
        async with assemble(settings, tables) as bot:
            await bot.start()
            await world.read_once("/wire.xml")
            world.publish("/wire.xml", ("w1", "CENTCOM opens hospital wing in border town", "It has forty beds."))
            world.publish("/wire.xml", ("w2", "Museum borrows old maps from CENTCOM archive", "They are from 1948."))
            await until(lambda: len(world.telegram.shown(FORUM)) == 3)
            await settled(lambda: len(world.telegram.shown(FORUM)), 2)
            await bot.stop()
        shown = world.telegram.shown(FORUM)
    assert [message.thread for message in shown] == [None] * 3
    assert sum("topic of these alerts is closed;" in message.text for message in shown) == 1
    assert sum("CENTCOM" in message.text for message in shown) == 2
