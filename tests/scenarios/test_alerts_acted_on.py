"""An alert and its buttons, through the whole bot on Telegram and on Slack: why, not the same story, off topic, and undo."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.alerts import routing
from tests.fakes.running import OWNER, Running, a_running_bot, plain
from tests.fakes.slack_blocks import buttons
from tests.fakes.telegram_world import Shown
from tests.fakes.world import a_world, settled, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

OUTLETS = {"/wire.xml": "Gulf Wire", "/post.xml": "Harbour Post", "/lamp.xml": "The Eastern Lamp"}
# For each platform a story of its own, so that the two do not meet: what is told first, and what is taken for the same.
STORIES = {
    "telegram": (
        "Kestrel: 3 sailors injured in ferry collision off Aden",
        "3 sailors injured in ferry collision off Aden, Kestrel says",
    ),
    "slack": (
        "Osprey: 4 climbers rescued from glacier above Chamonix",
        "4 climbers rescued from glacier above Chamonix, Osprey says",
    ),
}
STRAYS = {
    "telegram": ("Kestrel nests in a cathedral tower", "Kestrel charity takes railway to court"),
    "slack": ("Osprey nests at a quarry lake", "Osprey society writes to ministers"),
}
TERMS = {"telegram": "Kestrel", "slack": "Osprey"}


@dataclass(frozen=True)
class Seat:
    """A chat as somebody sits before it. Messages are the platform's own."""

    running: Running
    platform: str
    place: Any

    def messages(self) -> Sequence[Any]:
        if self.platform == "telegram":
            return self.running.world.telegram.shown(self.place)
        return self.running.world.slack.world.visible(self.place, user="U1")

    @staticmethod
    def text(message: Any) -> str:
        return plain(message.text if isinstance(message, Shown) else message.plain)

    @staticmethod
    def labels(message: Any) -> list[str]:
        if isinstance(message, Shown):
            return [label for row in message.buttons for label, _ in row]
        return [button["label"] for button in buttons(message.blocks)]

    def with_words(self, words: str) -> list[Any]:
        return [message for message in self.messages() if words in self.text(message)]

    async def shows(self, words: str, count: int = 1) -> Any:
        """The latest message with these words, once there are so many."""
        found: list[Any] = await until(lambda: len(self.with_words(words)) >= count and self.with_words(words))
        return found[-1]

    async def press(self, message: Any, label: str) -> None:
        name = next(each for each in self.labels(message) if label in each)
        if isinstance(message, Shown):
            data = next(data for row in message.buttons for each, data in row if each == name)
            self.running.world.telegram.world.press(message, data, user=OWNER)
        else:
            await self.running.world.slack.press(message, name)

    async def reply(self, message: Any, text: str) -> None:
        """Answers a message, as people do: a reply on Telegram, a mention in its thread on Slack."""
        if isinstance(message, Shown):
            self.running.world.telegram.world.say(self.place, f"/{text}", user=OWNER, reply_to=message.id)
        else:
            await self.running.world.slack.mention(text, channel=self.place, thread=message.ts)

    async def ask(self, text: str) -> str:
        if self.platform == "telegram":
            return await self.running.ask(f"/rasid {text}", self.place)
        return await self.running.ask_slack(text, self.place)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder = tmp_path_factory.mktemp("acted")
    with pytest.MonkeyPatch.context() as patch:
        # Otherwise a further outlet waits half a minute for others.
        patch.setattr(routing, "ALSO_WAIT", timedelta(seconds=0.2))
        async with a_world(folder, f"sqlite:///{folder / 'rasid.db'}") as world:
            for path, name in OUTLETS.items():
                world.outlet(path, name)
            world.configure([])
            async with a_running_bot(world, RASID_FETCH__INTERVAL="1") as running:
                await world.read_once(*OUTLETS)
                yield running


def seat(running: Running, platform: str) -> Seat:
    if platform == "telegram":
        return Seat(running, platform, running.group())
    channel = f"C{running.world.slack.world.number()}9"
    running.world.slack.world.add_channel(channel)
    return Seat(running, platform, channel)


def everything(chat: Seat) -> list[str]:
    """All that anybody sees in the chat, in Slack's threads as well."""
    if chat.platform == "telegram":
        return chat.running.told(chat.place)
    return [plain(each.plain) for each in chat.running.world.slack.world.messages if each.channel == chat.place]


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_an_alert_is_asked_about_taken_apart_and_narrowed(running: Running, platform: str) -> None:
    chat, term, (first, second) = seat(running, platform), TERMS[platform], STORIES[platform]
    await chat.ask(f"watch {term}")
    running.world.publish("/wire.xml", (first, first, "They were flown to safety."))
    alert = await chat.shows(first)
    assert chat.labels(alert) == ["Why?", "Not same story", "Mute", "Off topic"]
    running.world.publish("/post.xml", (second, second, "They were flown to safety, it said."))
    await until(lambda: "Harbour Post" in chat.text(alert))

    await chat.press(alert, "Why?")
    why = await chat.shows("is the term itself")
    assert f"Watch {term}" in chat.text(why)
    assert "2 reports are in this story" in chat.text(why)
    assert chat.labels(alert) == ["Why?", "Not same story", "Mute", "Off topic"], "the alert stays as it is"

    await chat.reply(alert, "why")
    await until(lambda: len([each for each in everything(chat) if "is the term itself" in each]) >= 2)

    await chat.press(alert, "Not same story")
    await chat.shows("is a story of its own here now")
    own = await until(lambda: next((each for each in chat.with_words(second) if "Why?" in chat.labels(each)), None))
    await until(lambda: "Harbour Post" not in chat.text(alert))

    # What is a copy of it goes to it.
    running.world.publish("/lamp.xml", (f"lamp {second}", second, "They were flown to safety, it said."))
    await until(lambda: "The Eastern Lamp" in chat.text(own) or "copy" in chat.text(own))
    assert "Eastern Lamp" not in chat.text(alert)

    stray, later = STRAYS[platform]
    running.world.publish("/wire.xml", (stray, stray, "A pair nests there each May."))
    bird = await chat.shows(stray)
    await chat.press(bird, "Off topic")
    offer = await chat.shows("What would keep a report like this away?")
    await chat.press(offer, "Without nests")
    done = await chat.shows(f"{term} is watched like this from now on: {term} -nests")
    closing = f"{term} closes for repairs"
    running.world.publish("/wire.xml", (later, later, "Trains shook the nests."), (closing, closing, "Until May."))
    await chat.shows(closing)
    assert not chat.with_words(later)
    await chat.press(done, "Undo")
    await chat.shows(f"The watch is as it was: {term}")
    answer = await chat.ask(f"why https://news.example/{later.replace(' ', '%20')}")
    assert "would match it now" in answer
    await settled(lambda: len(chat.messages()), 0.5)
