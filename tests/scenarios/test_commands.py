"""Every command once in both languages on each platform, through the whole bot: what its reader sees, and what comes of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.model.news import Language
from tests.fakes.running import Running, a_running_bot, plain, says
from tests.fakes.slack_world import BOT_USER, Channel
from tests.fakes.world import a_world, rss, settled, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER = {"en": "ar", "ar": "en"}
# What happens to the watched term; no two alike, for alike headlines are one story.
NEWS = {
    ("telegram", "en"): "Rangers of {} count herons at dawn",
    ("telegram", "ar"): "New ferry reaches {} after storm",
    ("slack", "en"): "Choir from {} wins northern prize",
    ("slack", "ar"): "Bakers in {} revive forgotten bread",
    ("console", "en"): "Archive of {} opens to students",
    ("console", "ar"): "Surveyors map caves beneath {}",
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One bot for all of these tests; each has chats and terms of its own."""
    folder = tmp_path_factory.mktemp("commands")
    async with a_world(folder, f"sqlite:///{folder / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        async with a_running_bot(world, RASID_FETCH__INTERVAL="1") as running:
            await world.read_once("/wire.xml")
            yield running


@dataclass(frozen=True)
class Reader:
    """Somebody at one platform who writes in one language. ``seen``: all that their chat shows everybody.

    ``shown_alone``: the same with what is shown to them alone.
    """

    language: str
    ask: Callable[[str], Awaitable[str]]
    seen: Callable[[], list[str]]
    running: Running
    shown_alone: Callable[[], list[str]]

    async def gives(self, command: str, argument: str = "") -> str:
        """The answer to a command, called by its first word in the reader's language."""
        words = self.running.bot.desk.phrases.words(Language(self.language), f"commands.{command}.words")
        return await self.ask(f"{words[0]} {argument}".strip())

    async def sees(self, words: str) -> None:
        """Waits until the chat shows these words."""
        await until(lambda: any(words in text for text in self.seen()))


def reader(running: Running, platform: str, language: str) -> Reader:
    """A reader in a chat of their own; the console has but one."""
    if platform == "telegram":
        chat = running.group()
        return Reader(
            language,
            lambda text: running.ask(f"/rasid {text}", chat),
            lambda: running.told(chat),
            running,
            lambda: running.told(chat),
        )
    if platform == "slack":
        channel = f"C{running.world.slack.world.number()}9"
        running.world.slack.world.add_channel(channel)
        said = running.world.slack.world.said
        visible = running.world.slack.world.visible
        return Reader(
            language,
            lambda text: running.ask_slack(text, channel),
            lambda: [plain(text) for text in said(channel)],
            running,
            lambda: [plain(message.plain) for message in visible(channel, user="U1")],
        )
    shown = lambda: [plain(text) for text in running.screen]  # noqa: E731
    return Reader(language, running.type, shown, running, shown)


async def number_of(person: Reader, feed: str) -> str:
    """The number that a feed has in a chat's list."""
    listed = re.search(rf"(\d+)\. {feed}", await person.gives("feeds"))
    assert listed
    return listed[1]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("platform", ["telegram", "slack", "console"])
async def test_every_command_is_answered(running: Running, platform: str, language: str) -> None:
    person, term = reader(running, platform, language), f"Saltmarsh{platform}{language}"
    witness = reader(running, "telegram", "en")

    async def check(command: str, argument: str, *keys: str, **values: str) -> str:
        answer = await person.gives(command, argument)
        for key in keys:
            assert says(answer, language, key, **values), (key, answer)
        return answer

    await check("language", language)
    await check("start", "", "start.about", "start.first", "start.help")
    assert (await check("help", "", "help.title", "help.more")).count("\n") >= 15
    await check("help", "watch", "help.example", "help.words")
    await check("watches", "", "watches.none")
    if platform != "console":
        # The console has but one chat for all these tests.
        await check("latest", "", "latest.none")
    await check("latest", term, "latest.none_term", term=term)
    await check("search", term, "search.none")
    await check("watch", term, "watch.saved", "watch.catches", "watch.since", term=term)
    await check("watches", "", "watches.title", "watches.item", "watches.remove", term=term, count="1")
    await check("feeds", "", "feeds.title", "feeds.commands", count="1")

    # Paused, alerts are kept; resumed, they arrive.
    await witness.gives("watch", term)
    await check("pause", "", "pause.done")
    await check("status", "", "status.paused", "status.here", "status.polled", "status.stored")
    headline = NEWS[platform, language].format(term)
    running.world.publish("/wire.xml", (headline, headline, "They wade."))
    await witness.sees(headline)
    await settled(lambda: len(person.seen()), 0.5)
    assert not any(headline in text for text in person.seen())
    # What was kept may come before the answer does.
    resumed = await person.gives("resume")
    await until(lambda: any(says(text, language, "resume.done") for text in (resumed, *person.shown_alone())))
    await person.sees(headline)
    await check("status", "", "status.active", "status.sent")
    assert headline in await check("latest", "", "latest.title")
    assert headline in await check("latest", term, "latest.term", term=term)
    assert headline in await check("search", headline.split()[-1], "search.title")

    # A feed of one's own: added, paused, resumed, removed.
    path = f"/own-{platform}-{language}.xml"
    url = running.world.feeds.publish(path, rss(f"Own {platform}", [("o1", "An old report", "")], language))
    await check("feed_add", url, "feed_add.done", name=f"Own {platform}")
    await check("feed_add", url, "feed_add.again", name=f"Own {platform}")
    number = await number_of(person, f"Own {platform}")
    assert "Own" not in await witness.gives("feeds")
    await check("feed_pause", number, "feed_pause.done")
    assert says(await person.gives("feeds"), language, "feeds.paused")
    await check("feed_resume", number, "feed_resume.done")
    await check("feed_remove", number, "feed_remove.done")
    assert "Own" not in await person.gives("feeds")

    await check("unwatch", term, "unwatch.done", term=term)
    await check("watches", "", "watches.none")
    changed = await person.gives("language", OTHER[language])
    assert says(changed, OTHER[language], "language.changed")
    # A platform's own word for beginning says nothing of the language, so the chat's is taken.
    assert says(await person.ask("start"), OTHER[language], "start.about")


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_watch_is_undone_with_its_button(running: Running, language: str) -> None:
    telegram, slack = reader(running, "telegram", language), reader(running, "slack", language)
    phrases = running.bot.desk.phrases
    word = phrases.words(Language(language), "commands.watch.words")[0]
    undo = phrases.text(Language(language), "button.undo")
    chat = -5000 - len(running._groups)
    message = await running.asked(f"/rasid {word} Greenland", chat)
    assert says(await running.press(message, undo), language, "unwatch.done", term="Greenland")
    assert says(await telegram.gives("watches"), language, "watches.none")

    await slack.gives("watch", "Greenland")
    channel = next(id_ for id_ in reversed(running.world.slack.world.channels) if id_.endswith("9"))
    [posted] = running.world.slack.world.visible(channel)
    await running.world.slack.press(posted, undo)
    await until(lambda: posted.edits)
    assert says(plain(posted.plain), language, "unwatch.done", term="Greenland")
    assert says(await slack.gives("watches"), language, "watches.none")

    typed = await running.type(f"{word} Greenland")
    action = re.search(rf"\[{undo}: (.+?)\]", typed)
    assert action
    assert says(await running.type(action[1]), "en", "unwatch.done", term="Greenland")


async def test_a_token_makes_an_owner_once(running: Running) -> None:
    chats = running.bot.desk.chats
    first, second = 7771, 7772
    assert says(await running.ask("/watches", first, user=first), "en", "refused.private")
    token = await chats.new_claim(timedelta(hours=1))
    assert says(await running.ask("/start claim-wrong", first, user=first), "en", "claim.wrong")
    assert says(await running.ask(f"/start claim-{token}", first, user=first), "en", "claim.done")
    assert says(await running.ask(f"ملكية {token}", second, user=second, language="ar"), "ar", "claim.wrong")
    assert says(await running.ask("ملكية", second, user=second, language="ar"), "ar", "claim.empty")
    assert says(await running.ask("/watches", first, user=first), "en", "watches.none")
    token = await chats.new_claim(timedelta(hours=1))
    assert says(await running.ask(f"ملكية {token}", second, user=second, language="ar"), "ar", "claim.done")
    assert says(await running.ask("القائمة", second, user=second, language="ar"), "ar", "watches.none")

    world = running.world.slack.world
    world.add_user("U7", name="Rana")
    world.channels["D7"] = Channel("D7", partner="U7")
    token = await chats.new_claim(timedelta(hours=1))
    await until(lambda: running.world.slack.sockets.open)
    await running.world.slack.say(f"claim {token}", channel="D7", user="U7")
    await until(lambda: [message for message in world.visible("D7") if message.user == BOT_USER])
    assert says(plain(world.said("D7")[-1]), "en", "claim.done")


async def test_a_feed_that_a_chat_adds_is_that_chats_alone(running: Running) -> None:
    mine, other = reader(running, "telegram", "en"), reader(running, "slack", "ar")
    for person in (mine, other):
        await person.gives("language", person.language)
        await person.gives("watch", "Ladakh")
    url = running.world.feeds.publish("/private.xml", rss("Valley Post", [("p0", "Old news of Ladakh", "")]))
    await mine.gives("feed_add", url)
    await until(lambda: len(running.world.feeds.asked("/private.xml")) >= 3)
    entries = [("p0", "Old news of Ladakh", ""), ("p1", "Ladakh opens an ice museum", "It is cold inside.")]
    running.world.feeds.publish("/private.xml", rss("Valley Post", entries))
    await mine.sees("Ladakh opens an ice museum")
    assert not any("Old news" in text for text in mine.seen())
    running.world.publish("/wire.xml", ("l1", "Herders of Ladakh vote on a road", "It is long."))
    await other.sees("Herders of Ladakh")
    assert not any("museum" in text for text in other.seen())
    for command in ("latest", "search"):
        assert "museum" in await mine.gives(command, "Ladakh")
        assert "museum" not in await other.gives(command, "Ladakh")
    assert "Valley Post" not in await other.gives("feeds")


async def test_a_feed_is_paused_and_removed_for_one_chat_alone(running: Running) -> None:
    mine, other = reader(running, "telegram", "ar"), reader(running, "slack", "en")
    for person in (mine, other):
        await person.gives("language", person.language)
        await person.gives("watch", "Patagonia")
    number = await number_of(mine, "Gulf Wire")
    await mine.gives("feed_pause", number)
    running.world.publish("/wire.xml", ("g1", "Patagonia counts its condors", "From the air."))
    await other.sees("Patagonia counts")
    await mine.gives("feed_resume", number)
    running.world.publish("/wire.xml", ("g2", "Sheep shearers of Patagonia compete", "By hand."))
    await mine.sees("Sheep shearers")
    await mine.gives("feed_remove", number)
    running.world.publish("/wire.xml", ("g3", "Glacier walk in Patagonia reopens", "With ropes."))
    await other.sees("Glacier walk")
    await settled(lambda: len(mine.seen()), 0.5)
    assert not any("condors" in text or "Glacier walk" in text for text in mine.seen())
    assert says(await mine.gives("feeds"), "ar", "feeds.none")
    assert "Gulf Wire" in await other.gives("feeds")


async def test_a_routed_watch_is_told_in_the_other_chat_alone(running: Running) -> None:
    mine, target, witness = (reader(running, "telegram", "en") for _ in range(3))
    for person in (mine, target, witness):
        await person.gives("language", "en")
    await mine.gives("watch", "Borneo")
    await witness.gives("watch", "Borneo")
    chats = {chat.address.channel: chat.id for chat in await running.bot.desk.chats.chats()}
    here, there, _ = (chats[str(group)] for group in running._groups[-3:])
    [watch] = await running.bot.desk.chats.watches(here)
    assert says(await mine.gives("route", f"{watch.id} {there}"), "en", "route.done", term="Borneo")
    running.world.publish("/wire.xml", ("r1", "Orangutans of Borneo cross a rope bridge", "One by one."))
    await asyncio.gather(target.sees("Orangutans"), witness.sees("Orangutans"))
    await settled(lambda: len(mine.seen()), 0.5)
    assert not any("Orangutans" in text for text in mine.seen())
    assert says(await target.gives("watches"), "en", "watches.none")
    assert sum("Orangutans" in text for text in target.seen()) == 1
