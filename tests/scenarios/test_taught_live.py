"""What a chat teaches, switches and confirms, through the whole bot: live at once, for that chat alone, and after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.running import Running, a_running_bot, plain
from tests.fakes.world import World, a_world, settled, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("taught")
    async with a_world(folder, f"sqlite:///{folder / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        yield world


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(world: World) -> AsyncIterator[Running]:
    async with a_running_bot(world, RASID_FETCH__INTERVAL="1") as running:
        await world.read_once("/wire.xml")
        yield running


def publish(running: Running, key: str, title: str) -> None:
    # Headlines here are as unlike as can be: alike ones are one story.
    running.world.publish("/wire.xml", (key, title, ""))


async def untold(running: Running, chat: int, words: str) -> None:
    await settled(lambda: len(running.told(chat)), 0.5)
    assert not any(words in text for text in running.told(chat))


async def test_a_taught_name_is_found_at_once_by_its_chat_alone(running: Running) -> None:
    mine, other, witness = running.group(), running.group(), running.group()
    for chat in (mine, other):
        await running.ask("/rasid watch Blue Lantern Company", chat)
    await running.ask("/rasid رصد الفانوس", witness)
    publish(running, "a1", "صفقة كبرى: الفانوس تشتري مصنع زجاج قديماً")
    await running.alerted("الفانوس تشتري", witness)
    message = await running.asked("/rasid اسم Blue Lantern Company = الفانوس", mine)
    publish(running, "a2", "استقالة مدير الفانوس بعد تحقيق طويل")
    await running.alerted("مدير الفانوس", mine)
    await running.alerted("مدير الفانوس", witness)
    await untold(running, other, "مدير الفانوس")
    assert not any("تشتري" in text for text in running.told(mine))
    assert "لم تعد هذه" in await running.press(message, "تراجع")
    publish(running, "a3", "عمال يقاضون الفانوس أمام محكمة تجارية")
    await running.alerted("عمال يقاضون", witness)
    await untold(running, mine, "عمال يقاضون")


async def test_a_spelling_that_is_switched_off_is_not_told_of_any_more(running: Running) -> None:
    mine, witness = running.group(), running.group()
    await running.ask("/rasid watch penguins", witness)
    await running.ask("/rasid name Amber Gate = Quorra", mine)
    message = await running.asked("/rasid watch Amber Gate", mine)
    publish(running, "b1", "Quorra opens a museum of penguins")
    await running.alerted("Quorra opens", mine)
    assert "3" not in await running.press(message, "Spellings")
    assert "Quorra no longer counts for Amber Gate" in await running.press(message, "Turn off Quorra")
    publish(running, "b2", "Dock strike strands penguins bound for Quorra")
    await running.alerted("Dock strike", witness)
    await untold(running, mine, "Dock strike")
    assert "Quorra counts for Amber Gate" in await running.press(message, "Undo")
    publish(running, "b3", "Bakers of Quorra win a northern prize")
    await running.alerted("Bakers of Quorra", mine)


async def test_a_term_in_every_report_is_watched_only_when_somebody_insists(running: Running) -> None:
    mine = running.group()
    for number in range(45):
        publish(running, f"c{number}", f"Ordinary tidings number {number} of town {number * 7}")
    await until(lambda: running.world.feeds.asked("/wire.xml"))
    condition = running.bot.desk.chats.condition

    async def stored() -> int:
        return (await condition()).articles

    while await stored() < 45:
        await settled(lambda: 0, 0.2)
    message = await running.asked("/rasid watch tidings", mine)
    assert "It is not watched yet" in plain(message.text)
    assert "Nothing is watched here yet" in await running.ask("/rasid watches", mine)
    assert "Watching tidings here" in await running.press(message, "Watch it anyway")
    publish(running, "d1", "Late tidings of the harbour")
    await running.alerted("Late tidings", mine)


async def test_what_was_taught_is_known_after_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("restart")
    async with a_world(folder, f"sqlite:///{folder / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        async with a_running_bot(world, RASID_FETCH__INTERVAL="1") as running:
            await world.read_once("/wire.xml")
            chat = running.group()
            await running.ask("/rasid watch Blue Lantern Company", chat)
            await running.ask("/rasid name Blue Lantern Company = الفانوس", chat)
        async with a_running_bot(world, RASID_FETCH__INTERVAL="1") as running:
            publish(running, "a1", "الفانوس تشتري مصنعاً للزجاج")
            await running.alerted("الفانوس تشتري", chat)
            assert "Blue Lantern Company = الفانوس" in await running.ask("/rasid names", chat)
