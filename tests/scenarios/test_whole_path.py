"""The whole bot, real libraries against servers on loopback: what each chat sees in the end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.catalogue import load_names, load_phrases
from bot.app.running import load
from bot.app.settings import default_config
from bot.app.wiring import Bot, Terminal, assemble
from bot.platforms.console import ConsoleCourier
from tests.fakes.world import CHANNEL, GROUP, World, a_world, settled, until

ENGLISH = (
    "U.S. Central Command said three sailors were injured at dawn when a fire broke out in the engine room of a cargo ship in "
    "the Gulf of Aden. A destroyer on patrol nearby sent a boat with medics, and the crew put the fire out within an "
    "hour. The ship goes on to its next harbour under its own power. "
    "The cause of the fire is being looked into, the statement said."
)
ENGLISH_TOO = (
    "A blaze on board a freighter hurt three of its crew on Saturday morning, according to CENTCOM. American medics came "
    "across from a warship close by. Nobody had to leave the vessel, whose owner expects it in port by the end of the week."
)
ARABIC = (
    "قالت القيادة المركزية الأميركية إن ثلاثة بحارة أصيبوا فجراً عندما شبّ حريق في غرفة محركات سفينة شحن في خليج عدن. "
    "وأرسلت مدمرة كانت في دورية قريبة زورقاً ومسعفين، وأخمد الطاقم الحريق خلال ساعة. "
    "وتواصل السفينة رحلتها إلى مينائها التالي بمحركاتها، ويجري البحث عن سبب الحريق بحسب البيان."
)
ARABIC_TOO = (
    "أفادت سنتكوم بأن ناراً اندلعت صباح السبت على متن ناقلة بضائع جرحت ثلاثة من أفراد طاقمها. "
    "ووصل مسعفون أميركيون من سفينة حربية مجاورة، ولم يضطر أحد إلى مغادرة الناقلة المتوقع وصولها نهاية الأسبوع."
)
HEADLINES = (
    "Harbour strike ends after CENTCOM mediates over pay",
    "CENTCOM opens hospital wing in border town",
    "Wheat convoy with CENTCOM escort reaches mountain villages",
    "Museum borrows old maps from CENTCOM archive",
    "CENTCOM names spokeswoman for Gulf exercises",
    "Fishermen thank CENTCOM crew for tow in storm",
    "Court hears contractor in CENTCOM fuel dispute",
    "Railway bridge repaired with CENTCOM engineers",
    "CENTCOM warns shipping of drifting mine",
    "School choir sings at CENTCOM ceremony",
    "Budget office questions CENTCOM radar purchase",
    "Veterans meet CENTCOM chief over pensions",
)
OUTLETS = {
    "/wire.xml": ("Gulf Wire", "en"),
    "/post.xml": ("Harbour Post", "en"),
    "/sada.xml": ("صدى الميناء", "ar"),
    "/nawras.xml": ("وكالة النورس", "ar"),
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("RASID_"):
            monkeypatch.delenv(name)


@asynccontextmanager
async def a_bot(world: World, monkeypatch: pytest.MonkeyPatch, screen: list[str]) -> AsyncIterator[Bot]:
    """The bot in this process, on all three platforms, with its own settings and tables."""
    for name, value in world.environment().items():
        if name.startswith("RASID_"):
            monkeypatch.setenv(name, value)
    settings, tables = load(world.folder)
    async with assemble(settings, tables, Terminal(ConsoleCourier(screen.append))) as bot:
        await bot.start()
        try:
            yield bot
        finally:
            await bot.stop()


async def test_one_event_four_outlets_two_languages_three_chats(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen: list[str] = []
    # The wait in which outlets gather for one edit, shortened.
    monkeypatch.setattr("bot.alerts.routing.ALSO_WAIT", timedelta(seconds=1))
    async with a_world(tmp_path, database_url) as world:
        for path, (name, language) in OUTLETS.items():
            world.outlet(path, name, language)
        chats = (f"telegram:{GROUP}", f"slack:{CHANNEL}", "console:local")
        world.configure([(chat, "CENTCOM") for chat in chats])
        async with a_bot(world, monkeypatch, screen):
            await world.read_once(*OUTLETS)
            world.publish("/wire.xml", ("w1", "CENTCOM: 3 sailors injured in cargo ship fire in Gulf of Aden", ENGLISH))
            world.publish("/sada.xml", ("s1", "سنتكوم: إصابة 3 بحارة في حريق سفينة شحن في خليج عدن", ARABIC))
            await until(lambda: len(world.telegram.shown(GROUP)) == 2 and len(world.slack.world.visible(CHANNEL)) == 2)
            world.publish("/post.xml", ("p1", "Cargo ship fire in Gulf of Aden injures 3 sailors, CENTCOM says", ENGLISH_TOO))
            world.publish("/nawras.xml", ("n1", "القيادة المركزية: إصابة 3 بحارة في حريق سفينة شحن بخليج عدن", ARABIC_TOO))
            await until(lambda: all(shown.edits for shown in world.telegram.shown(GROUP)))
            await until(lambda: all(message.edits for message in world.slack.world.visible(CHANNEL)))
            await until(lambda: sum("*]" in text for text in screen) == 2)
            await settled(lambda: len(world.telegram.calls) + len(world.slack.calls) + len(screen), 2)
        telegram = [shown.text for shown in world.telegram.shown(GROUP)]
        slack = [message.plain for message in world.slack.world.visible(CHANNEL)]
    first = [text for text in screen if not text.split("]")[0].endswith("*")]
    assert len(telegram) == len(slack) == len(first) == 2
    last = [text for text in screen if text.split("]")[0].endswith("*")]
    for seen in (telegram, slack, last):
        [english] = [text for text in seen if "CENTCOM: 3 sailors" in text]
        [arabic] = [text for text in seen if "سنتكوم: إصابة 3 بحارة" in text]
        assert "Gulf Wire" in english
        assert "Harbour Post" in english
        assert "صدى الميناء" in arabic
        assert "وكالة النورس" in arabic
    assert world.slack.refusals == []


async def test_a_story_that_is_old_for_the_world_is_new_for_a_chat_that_begins_to_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen: list[str] = []
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        for path in ("/wire.xml", "/post.xml"):
            world.outlet(path, *OUTLETS[path])
        world.configure([(f"telegram:{GROUP}", "CENTCOM")])
        async with a_bot(world, monkeypatch, screen):
            await world.read_once("/wire.xml", "/post.xml")
            world.publish("/wire.xml", ("w1", "CENTCOM: 3 sailors injured in cargo ship fire in Gulf of Aden", ENGLISH))
            await until(lambda: len(world.telegram.shown(GROUP)) == 1)
            await world.slack.slash("watch CENTCOM", channel=CHANNEL)
            await until(lambda: world.slack.called("chat.postMessage") or world.slack.called("response_url"))
            before = len(world.slack.world.visible(CHANNEL))
            world.publish("/post.xml", ("p1", "Cargo ship fire in Gulf of Aden injures 3 sailors, CENTCOM says", ENGLISH_TOO))
            await until(lambda: len(world.slack.world.visible(CHANNEL)) > before)
            await settled(lambda: len(world.telegram.called("sendMessage")))
        assert "Harbour Post" in world.slack.world.visible(CHANNEL)[-1].plain
        assert len(world.telegram.shown(GROUP)) == 1


async def test_one_platform_that_refuses_or_is_down_disturbs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen: list[str] = []
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([(f"telegram:{GROUP}", "CENTCOM"), ("console:local", "CENTCOM")])
        await world.slack.stop()
        async with a_bot(world, monkeypatch, screen):
            await world.read_once("/wire.xml")
            world.publish("/wire.xml", ("w1", "CENTCOM opens new hospital wing", "The wing has forty beds."))
            await until(lambda: len(world.telegram.shown(GROUP)) == 1 and len(screen) == 1)


async def test_the_tables_that_ship_can_be_loaded() -> None:
    assert len(load_names(default_config())) >= 150
    assert load_phrases().languages


async def test_sigterm_ends_with_0_and_leaves_no_doubt(tmp_path: Path) -> None:
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([(f"telegram:{GROUP}", "CENTCOM"), (f"slack:{CHANNEL}", "CENTCOM")])
        process = await world.start()
        await world.read_once("/wire.xml")
        stories = [(f"w{number}", headline, "") for number, headline in enumerate(HEADLINES)]
        world.publish("/wire.xml", *stories)
        await until(lambda: len(world.telegram.shown(GROUP)) >= 2)
        assert await process.stop() == 0, process.words()
        sent = len(world.telegram.shown(GROUP))
        again = await world.start()
        await until(lambda: len(world.telegram.shown(GROUP)) >= 12 and len(world.slack.world.visible(CHANNEL)) >= 12)
        await asyncio.sleep(2)
        assert await again.stop() == 0, again.words()
        assert sent <= 12
        assert len(world.telegram.shown(GROUP)) == 12
        assert len(world.slack.world.visible(CHANNEL)) == 12


async def test_a_wrong_token_is_said_once_and_the_other_platform_goes_on(tmp_path: Path) -> None:
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([(f"slack:{CHANNEL}", "CENTCOM")])
        wrong = "987654321:canarycanarycanarycanarycanarycana"
        process = await world.start(world.environment(RASID_TELEGRAM__TOKEN=wrong))
        await world.read_once("/wire.xml")
        world.publish("/wire.xml", ("w1", "CENTCOM opens new hospital wing", "The wing has forty beds."))
        await until(lambda: len(world.slack.world.visible(CHANNEL)) == 1)
        assert await process.stop() == 0
        assert process.words().count("platform.refused") == 1
        assert "canary" not in process.words()
