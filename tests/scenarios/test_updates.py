"""A story that goes on, through the whole bot: what is told in reply, what is only added, and what is left unsaid."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fakes.running import Running, a_running_bot, plain
from tests.fakes.world import CHANNEL, GROUP, a_world, settled, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLATFORMS = ("telegram", "slack", "console")
OUTLETS = {
    "/wire.xml": ("Gulf Wire", "en"),
    "/post.xml": ("Harbour Post", "en"),
    "/lamp.xml": ("The Eastern Lamp", "en"),
    "/sada.xml": ("صدى الميناء", "ar"),
    "/nawras.xml": ("وكالة النورس", "ar"),
}
FROM_TO = {"en": "from {} to {}", "ar": "من {} إلى {}"}
CHANGED = re.compile(r"\bfrom \d+ to \d+|من \d+ إلى \d+")
TOLL = {
    "en": {
        "first": "CENTCOM: {} sailors injured in ferry collision in Gulf of Aden",
        "later": "Ferry collision in Gulf of Aden: {} sailors now injured, CENTCOM says",
    },
    "ar": {
        "first": "سنتكوم: إصابة {} بحارة في تصادم عبّارة في خليج عدن",
        "later": "سنتكوم: ارتفاع عدد المصابين إلى {} بحارة في تصادم العبّارة في خليج عدن",
    },
}
WIRE_TEXT = (
    "U.S. Central Command lent an icebreaker on Friday to a museum ship that has been stuck in pack ice for nine days with "
    "its three curators and two hundred harpoons on board. The icebreaker is to arrive on Sunday with flour and diesel, and "
    "will tow the museum to the nearest harbour if the wind turns. Nobody on board is ill, the statement said."
)


@dataclass(frozen=True)
class Said:
    """A message as its chat shows it now. ``answers``: the message it replies to, or ""; ``edits``: how often it was edited."""

    id: str
    text: str
    answers: str
    edits: int


def said(running: Running, platform: str) -> list[Said]:
    """All that the bot shows in a platform's chat, oldest first."""
    if platform == "telegram":
        shown = running.world.telegram.shown(GROUP)
        return [Said(str(each.id), plain(each.text), str(each.reply_to or ""), len(each.edits)) for each in shown]
    if platform == "slack":
        # In the channel itself, so that of a thread's replies only those that are also shown to the channel are here.
        seen = running.world.slack.world.visible(CHANNEL)
        return [Said(each.ts, plain(each.plain), each.thread_ts, len(each.edits)) for each in seen]
    return on_screen(running.screen)


def on_screen(screen: list[str]) -> list[Said]:
    """A console's messages, those written again in the place of what they were; each known by its story and its first line.

    What comes after a message answers the first of its story in its language.
    """
    messages: dict[str, Said] = {}
    for text in screen:
        head = re.match(r"\[(\d+)([*+]?)\]\n(.*)", text)
        assert head, text
        name = f"{head[1]} {plain(head[3])}"
        earlier = [each for each in messages if each.startswith(f"{head[1]} ") and is_arabic(each) == is_arabic(name)]
        edits = messages[name].edits + 1 if head[2] == "*" else 0
        messages[name] = Said(name, plain(text.partition("\n")[2]), earlier[0] if head[2] == "+" else "", edits)
    return list(messages.values())


def is_arabic(text: str) -> bool:
    return re.search("[\u0621-\u064a]", text) is not None


def holding(running: Running, platform: str, words: str) -> list[Said]:
    return [each for each in said(running, platform) if words in each.text]


async def all_show(running: Running, words: str, count: int = 1) -> dict[str, list[Said]]:
    """Each platform's messages with these words, once there are ``count`` of them everywhere."""
    await until(lambda: all(len(holding(running, platform, words)) >= count for platform in PLATFORMS))
    return {platform: holding(running, platform, words) for platform in PLATFORMS}


def visible(running: Running) -> int:
    """Everything that anybody saw happen: messages and edits."""
    return sum(1 + each.edits for platform in PLATFORMS for each in said(running, platform))


@asynccontextmanager
async def a_newsroom(folder: Path, language: str) -> AsyncIterator[Running]:
    """The bot with a chat on each platform that speaks a language and watches CENTCOM and بيتكوين."""
    with pytest.MonkeyPatch.context() as patch:
        # The wait in which outlets gather for one edit, shortened.
        patch.setattr("bot.alerts.routing.ALSO_WAIT", timedelta(seconds=1))
        async with a_world(folder, f"sqlite:///{folder / 'rasid.db'}") as world:
            for path, (name, spoken) in OUTLETS.items():
                world.outlet(path, name, spoken)
            chats = (f"telegram:{GROUP}", f"slack:{CHANNEL}", "console:local")
            world.configure([(chat, term) for chat in chats for term in ("CENTCOM", "بيتكوين")])
            async with a_running_bot(world, RASID_LANGUAGE=language) as running:
                await world.read_once(*OUTLETS)
                yield running


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One bot for the tests whose stories have nothing in common."""
    async with a_newsroom(tmp_path_factory.mktemp("updates"), "en") as running:
        yield running


async def pending(running: Running) -> int:
    return (await running.bot.stores.chats.condition()).pending


async def nothing_more(running: Running, path: str, title: str) -> None:
    """Waits until later news of an outlet is shown everywhere, and then until nothing moves."""
    running.world.publish(path, (f"later-{title}", title, ""))
    await all_show(running, title)
    await settled(lambda: visible(running), 2)


async def waiting(running: Running, count: int) -> None:
    """Waits until this many deliveries wait to be sent."""
    async with asyncio.timeout(40):
        while await pending(running) != count:
            await asyncio.sleep(0.1)


# -- a toll that rises --


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_rising_toll_is_told_in_reply_and_a_further_rise_waits(tmp_path: Path, language: str) -> None:
    first_path, other_path = ("/wire.xml", "/post.xml") if language == "en" else ("/sada.xml", "/nawras.xml")
    title = TOLL[language]
    async with a_newsroom(tmp_path, language) as running:
        running.world.publish(first_path, ("t1", title["first"].format(3), ""))
        first = await all_show(running, title["first"].format(3))
        running.world.publish(first_path, ("t2", title["later"].format(30), ""))
        rise = await all_show(running, title["later"].format(30))
        for platform in PLATFORMS:
            [told], [opened] = rise[platform], first[platform]
            assert told.answers == opened.id, platform
            assert FROM_TO[language].format(3, 30) in told.text, platform
            assert not opened.answers
            assert not CHANGED.search(opened.text)
        before = visible(running)
        running.world.publish(other_path, ("t3", title["later"].format(41), ""))
        await waiting(running, len(PLATFORMS))
        asked = len(running.world.feeds.asked(first_path))
        running.world.publish(first_path, ("t4", title["later"].format(52), ""))
        await until(lambda: len(running.world.feeds.asked(first_path)) >= asked + 3)
        await settled(lambda: visible(running), 2)
        assert visible(running) == before
        assert await pending(running) == len(PLATFORMS)


async def test_a_lower_toll_of_a_slow_outlet_is_only_added_to_the_first_message(newsroom: Running) -> None:
    title = "CENTCOM: {} divers injured in blast at harbour of Port Saman"
    newsroom.world.publish("/wire.xml", ("d1", title.format(4), ""))
    await all_show(newsroom, title.format(4))
    newsroom.world.publish("/wire.xml", ("d2", title.format(19), ""))
    await all_show(newsroom, title.format(19))
    newsroom.world.publish("/lamp.xml", ("d3", "Blast at harbour of Port Saman: 4 divers injured, CENTCOM says", ""))
    await until(lambda: all(holding(newsroom, platform, title.format(4))[0].edits for platform in PLATFORMS))
    await nothing_more(newsroom, "/lamp.xml", "Budget office questions CENTCOM radar purchase")
    for platform in PLATFORMS:
        opened, rise = holding(newsroom, platform, "Port Saman")
        assert "The Eastern Lamp" in opened.text
        assert FROM_TO["en"].format(4, 19) in rise.text
        assert "Lamp" not in rise.text


async def test_an_outlet_that_repeats_its_own_older_toll_is_silent(newsroom: Running) -> None:
    title = "Rockfall on Mount Tarim injures {} climbers, CENTCOM says"
    newsroom.world.publish("/wire.xml", ("c1", title.format(2), ""))
    await all_show(newsroom, title.format(2))
    newsroom.world.publish("/wire.xml", ("c2", title.format(12), ""))
    await all_show(newsroom, title.format(12))
    newsroom.world.publish("/wire.xml", ("c3", "Mount Tarim rockfall injures 2 climbers, CENTCOM says", ""))
    await nothing_more(newsroom, "/wire.xml", "School choir sings at CENTCOM ceremony")
    for platform in PLATFORMS:
        assert [each.edits for each in holding(newsroom, platform, "Mount Tarim")] == [0, 0], platform


# -- what is no news --


async def test_an_entry_whose_typing_error_is_mended_is_silent(newsroom: Running) -> None:
    newsroom.world.publish("/wire.xml", ("m1", "CENTCOM regians contact with weather balloon over Lake Sorun", "It was lost."))
    await all_show(newsroom, "Lake Sorun")
    newsroom.world.publish("/wire.xml", ("m1", "CENTCOM regains contact with weather balloon over Lake Sorun", "It was found."))
    await nothing_more(newsroom, "/wire.xml", "Railway bridge repaired with CENTCOM engineers")
    for platform in PLATFORMS:
        [told] = holding(newsroom, platform, "Lake Sorun")
        assert "regians" in told.text
        assert told.edits == 0


async def test_a_copy_is_added_to_the_message_that_is_there(newsroom: Running) -> None:
    newsroom.world.publish("/wire.xml", ("k1", "CENTCOM lends icebreaker to trapped whaling museum", WIRE_TEXT))
    await all_show(newsroom, "whaling museum")
    newsroom.world.publish("/post.xml", ("k2", "Trapped whaling museum gets CENTCOM icebreaker", WIRE_TEXT))
    await until(lambda: all(holding(newsroom, platform, "whaling museum")[0].edits for platform in PLATFORMS))
    await nothing_more(newsroom, "/post.xml", "Veterans meet CENTCOM chief over pensions")
    for platform in PLATFORMS:
        [told] = holding(newsroom, platform, "whaling museum")
        assert "1 Gulf Wire copy" in told.text
        assert told.edits == 1


async def test_a_near_miss_is_silent(newsroom: Running) -> None:
    newsroom.world.publish(
        "/sada.xml", ("b1", "أسعار البيوت ترتفع وبيت من كل خمسة معروض للإيجار", "ثمن بيت صغير قرب البحر ارتفع.")
    )
    newsroom.world.publish(
        "/sada.xml", ("b2", "بيتكوين تتجاوز 96 ألف دولار في تعاملات الصباح", "ارتفعت العملة بعد هدوء دام أسبوعاً.")
    )
    await all_show(newsroom, "بيتكوين تتجاوز")
    await nothing_more(newsroom, "/wire.xml", "Court hears contractor in CENTCOM fuel dispute")
    for platform in PLATFORMS:
        assert not holding(newsroom, platform, "البيوت")


async def test_the_same_event_in_the_other_language_is_a_message_of_its_own(newsroom: Running) -> None:
    newsroom.world.publish("/wire.xml", ("l1", "CENTCOM: 6 pilots rescued after seaplane capsizes off Socotra", ""))
    await all_show(newsroom, "Socotra")
    newsroom.world.publish("/sada.xml", ("l2", "سنتكوم: إنقاذ 6 طيارين بعد انقلاب طائرة مائية قبالة سقطرى", ""))
    arabic = await all_show(newsroom, "سقطرى")
    await nothing_more(newsroom, "/wire.xml", "Harbour strike ends after CENTCOM mediates over pay")
    for platform in PLATFORMS:
        [english] = holding(newsroom, platform, "Socotra")
        assert english.edits == 0
        assert [each.answers for each in arabic[platform]] == [""]
