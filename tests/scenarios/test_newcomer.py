"""A newcomer who has nothing but README, in either language, on both platforms: owner, first watches, asking, tuning, handing
over to a second admin, and the chat's set-up taken along to another chat.

Every line that is sent here is read out of the README in the newcomer's language.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from bot.app.running import print_claim
from bot.model.news import Language
from tests.fakes.running import Running, a_running_bot, plain, says
from tests.fakes.slack_files import Held
from tests.fakes.slack_world import BOT_USER, Channel
from tests.fakes.telegram_files import hand_over
from tests.fakes.world import ROOT, a_world, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

README = {"en": "README.md", "ar": "README.ar.md"}
HEADINGS = {("telegram", "en"): "Connect Telegram", ("telegram", "ar"): "الربط بتلغرام", ("slack", "en"): "Connect Slack",
            ("slack", "ar"): "الربط بـ Slack"}  # fmt: skip
NEWCOMER, SECOND = {"en": 7001, "ar": 7002}, {"en": 7101, "ar": 7102}
# No two alike, for alike headlines are one story.
NEWS = {
    ("telegram", "en"): "CENTCOM escorts wheat ships through strait",
    ("telegram", "ar"): "Veterans of CENTCOM open mountain museum",
    ("slack", "en"): "Choir of CENTCOM wins northern prize",
    ("slack", "ar"): "Divers hired by CENTCOM map sunken harbour",
}
COINS = {
    ("telegram", "en"): "Bitcoin slips below old record in Tokyo",
    ("telegram", "ar"): "Miners of Bitcoin leave Siberian town",
    ("slack", "en"): "Farmers swap Bitcoin for barley seeds",
    ("slack", "ar"): "Court returns stolen Bitcoin to widow",
}


@dataclass(frozen=True)
class Page:
    """A README in one language, and the lines that stand in it."""

    text: str

    def section(self, heading: str) -> str:
        """What stands under a heading."""
        found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## )", self.text, re.MULTILINE | re.DOTALL)
        assert found, heading
        return found[1]

    def typed(self, heading: str, *words: str) -> str:
        """The first thing to be typed in a section that has these words in it."""
        typed = [
            first or second for first, second in re.findall(r"`([^`\n]+)`|<code[^>]*>([^<]+)</code>", self.section(heading))
        ]
        line = next((each for each in typed if all(word in each for word in words)), None)
        assert line is not None, (heading, words)
        return line

    def command(self, word: str, behind: str = "", **values: str) -> str:
        """A line of the command table that begins with a word and has ``behind`` in it, its places filled with values."""
        rows = [row.split("|")[1] for row in self.text.splitlines() if row.startswith("| `")]
        lines = [line for row in rows for line in re.findall(r"`([^`]+)`", row)]
        line = next((each for each in lines if f"{each} ".startswith(f"{word} ") and behind in each), None)
        assert line is not None, f"the table has no line that begins with {word}"
        for place, value in values.items():
            assert place in line, (line, place)
            line = line.replace(place, value)
        return line


@dataclass(frozen=True)
class Desk:
    """One platform as the newcomer meets it. ``here`` and ``there`` are two rooms, ``private`` their own chat with the bot.

    ``ask`` takes words, a room and a person, and gives what is shown there; ``send`` takes a file, words for it and a room.
    """

    platform: str
    language: str
    page: Page
    running: Running
    newcomer: str
    second: str
    private: str
    here: str
    there: str

    async def ask(self, text: str, room: str = "", user: str = "") -> str:
        """What is shown after a command, written as README says it is written here."""
        room, user = room or self.here, user or self.newcomer
        if self.platform == "slack":
            return await self.running.ask_slack(text.removeprefix("/rasid "), room, user=user)
        said = text if text.startswith("/") or room == self.private else f"/rasid {text}"
        return await self.running.ask(said, int(room), user=int(user), language=self.language)

    async def claim(self, line: str) -> str:
        """What the bot says in private to the line that the server has printed."""
        if self.platform == "telegram":
            return await self.ask(line, self.private)
        slack = self.running.world.slack
        await until(lambda: slack.sockets.open)
        await slack.say(line, channel=self.private, user=self.newcomer)
        await until(lambda: slack.world.said(self.private))
        return plain(slack.world.said(self.private)[-1])

    async def comes_in(self, room: str) -> None:
        """The bot is added to a room."""
        world = self.running.world
        if self.platform == "telegram":
            world.telegram.world.membership(int(room), "member", user=int(self.newcomer))
            # An owner who adds it has opened the group by that, and is told so.
            await until(
                lambda: any(says(text, "en", "start.opened") or says(text, "ar", "start.opened") for text in self.seen(room))
            )
        else:
            world.slack.world.channels[room].member = True
            await world.slack.come(room, BOT_USER)

    def seen(self, room: str = "") -> list[str]:
        """All that a room shows of the bot."""
        room = room or self.here
        if self.platform == "telegram":
            return self.running.told(int(room))
        return [plain(text) for text in self.running.world.slack.world.said(room)]

    async def sees(self, words: str) -> None:
        await until(lambda: any(words in text for text in self.seen()))

    async def file(self, room: str = "") -> tuple[str, bytes]:
        """The name and content of the last file that has come to a room, fetched as it lies on the platform."""
        found: tuple[str, bytes] = await until(lambda: next(reversed(self._files(room or self.here)), None))
        return found

    def _files(self, room: str) -> list[tuple[str, bytes]]:
        world = self.running.world
        if self.platform == "telegram":
            uploads = world.telegram.world.uploads
            return [(file.name, file.content) for (chat, _), file in uploads.items() if chat == int(room)]
        held = [world.slack.world.files[each] for message in world.slack.world.visible(room) for each in message.files]
        return [(file.name, file.content) for file in held if file.content is not None]

    async def take_in(self, name: str, content: bytes, words: str) -> None:
        """Sends a file with a command to the other room, and presses what the answer offers."""
        apply = self.running.bot.desk.phrases.text(Language(self.language), "button.apply")
        world = self.running.world
        if self.platform == "telegram":
            hand_over(world.telegram.world, int(self.there), name, content, f"/rasid {words}", user=int(self.newcomer))
            shown = await until(lambda: [each for each in world.telegram.shown(int(self.there)) if each.buttons])
            await self.running.press(shown[-1], apply, user=int(self.newcomer))
            return
        await world.slack.hand(Held(name, content, "application/json"), words, channel=self.there, user=self.newcomer)

        def offered() -> list[Any]:
            return [
                each for each in world.slack.world.visible(self.there) if apply in json.dumps(each.blocks, ensure_ascii=False)
            ]

        [shown] = await until(offered)
        await world.slack.press(shown, apply, user=self.newcomer)
        await until(lambda: shown.edits or not offered())


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One bot that nobody owns yet."""
    folder = tmp_path_factory.mktemp("newcomer")
    async with a_world(folder, f"sqlite:///{folder / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        async with a_running_bot(world, RASID_FETCH__INTERVAL="1", RASID_OWNERS="") as running:
            await world.read_once("/wire.xml")
            yield running


def a_desk(running: Running, platform: str, language: str) -> Desk:
    """A newcomer's own people and rooms, the bot in none of them."""
    page = Page((ROOT / README[language]).read_text("utf-8").replace("\\|", "|"))
    if platform == "telegram":
        here, there = (str(running.group(admins=())) for _ in range(2))
        me = str(NEWCOMER[language])
        return Desk(platform, language, page, running, me, str(SECOND[language]), me, here, there)
    world, mark = running.world.slack.world, language.upper()
    me, second, private, here, there = f"U7{mark}", f"U8{mark}", f"D7{mark}", f"C7{mark}", f"C8{mark}"
    for user in (me, second):
        world.add_user(user, name=user, locale={"en": "en-US", "ar": "ar-SA"}[language])
    for channel in (here, there):
        world.add_channel(channel, member=False)
    world.channels[private] = Channel(private, partner=me)
    return Desk(platform, language, page, running, me, second, private, here, there)


async def printed_claim(running: Running, capsys: pytest.CaptureFixture[str]) -> str:
    """The line that the server's command prints."""
    capsys.readouterr()
    assert await asyncio.to_thread(print_claim, running.world.folder) == 0
    found = re.search(r"^ +(claim \S+)$", capsys.readouterr().out, re.MULTILINE)
    assert found
    return found[1]


WORDS = {
    "en": (
        "watch",
        "TERM",
        "latest",
        "search",
        "WORDS",
        "why",
        "severity",
        "N critical",
        "quiet 23:00-07:00",
        "mute",
        "TERM 8h",
    ),
    "ar": ("رصد", "العبارة", "جديد", "بحث", "الكلمات", "لماذا", "أولوية", "الرقم قصوى", "هدوء من 23:00", "كتم", "العبارة 8س"),
}
HANDING = {
    "en": ("role grant", "ID ROLE", "role revoke", "ID", "handover", "watches", "export", "import", "pause"),
    "ar": ("صلاحية منح", "المعرّف الدور", "صلاحية سحب", "المعرّف", "تسليم", "القائمة", "تصدير", "استيراد", "إيقاف"),
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_a_newcomer_with_only_readme(
    running: Running, platform: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = a_desk(running, platform, language)
    await owns(desk, await printed_claim(running, capsys))
    await begins(desk)
    await asks(desk)
    await tunes(desk)
    await hands_over(desk)
    await takes_along(desk)


async def owns(desk: Desk, printed: str) -> None:
    """The server's line makes its sender an owner, and opens a room to the bot with their first command there."""
    heading = HEADINGS[desk.platform, desk.language]
    assert "claim" in desk.page.typed(heading, "claim")
    assert says(await desk.ask("watches", desk.here), "en", "refused.group")
    # The line itself is the same in both languages, and so says nothing of its sender's.
    answer = await desk.claim(printed)
    assert any(says(answer, language, "claim.done") for language in ("en", "ar")), answer
    first = desk.page.typed(heading, {"en": "CENTCOM", "ar": "سنتكوم"}[desk.language])
    assert says(await desk.ask(first, desk.private), desk.language, "watch.saved")
    await desk.comes_in(desk.here)


async def begins(desk: Desk) -> None:
    """The first watches in the room, by the lines of README, and their news."""
    word, place, *_ = WORDS[desk.language]
    first = await desk.ask(desk.page.command(word, **{place: "بيتكوين"}))
    assert says(first, desk.language, "watch.saved", term="بيتكوين"), first
    assert desk.platform == "telegram" or says(first, desk.language, "start.opened"), first
    assert says(await desk.ask(desk.page.command(word, **{place: "CENTCOM"})), desk.language, "watch.saved", term="CENTCOM")
    for news in (NEWS, COINS):
        headline = news[desk.platform, desk.language]
        desk.running.world.publish("/wire.xml", (headline, headline, "It came before dawn."))
    await asyncio.gather(desk.sees(NEWS[desk.platform, desk.language]), desk.sees(COINS[desk.platform, desk.language]))


async def asks(desk: Desk) -> None:
    """What is new, what is stored, and why an alert came."""
    _, _, latest, search, place, why, *_ = WORDS[desk.language]
    news, coins = NEWS[desk.platform, desk.language], COINS[desk.platform, desk.language]
    assert coins in await desk.ask(f"{desk.page.command(latest)} بيتكوين")
    assert news in await desk.ask(desk.page.command(search, place, **{place: news.split()[-1]}))
    assert says(await desk.ask(desk.page.command(why).split()[0]), desk.language, "why.watch")


async def tunes(desk: Desk) -> None:
    """How much it matters, when it waits, and what is muted."""
    *_, severity, places, quiet, mute, muted = WORDS[desk.language]
    number, _, _ = places.partition(" ")
    answer = await desk.ask(desk.page.command(severity, **{number: "CENTCOM"}))
    assert says(answer, desk.language, "severity.critical"), answer
    assert says(await desk.ask(desk.page.command(quiet)), desk.language, "quiet.done")
    term = muted.split()[0]
    assert "CENTCOM" in await desk.ask(desk.page.command(mute, muted, **{term: "CENTCOM"}))


async def hands_over(desk: Desk) -> None:
    """A second person gets the role of an admin, changes things and takes the shift over, until the role is taken again."""
    grant, places, revoke, place, handover, watches, *_, pause = HANDING[desk.language]
    ask: Callable[[str], Awaitable[str]] = lambda line: desk.ask(line, user=desk.second)  # noqa: E731
    who, which = places.split()
    role = desk.running.bot.desk.phrases.text(Language(desk.language), "role.admin")
    pausing = desk.page.command(pause).split()[0]
    assert says(await ask(pausing), desk.language, "refused.role_here", needed=role)
    granted = await desk.ask(desk.page.command(grant, **{who: desk.second, which: role}))
    assert says(granted, desk.language, "role_grant.done_here", role=role), granted

    word, term, *_ = WORDS[desk.language]
    assert says(await ask(desk.page.command(word, **{term: "Ladakh"})), desk.language, "watch.saved", term="Ladakh")
    assert says(await ask(pausing), desk.language, "pause.done")
    handed = await ask(desk.page.command(handover).split()[0])
    assert NEWS[desk.platform, desk.language] in handed
    assert "CENTCOM" in handed
    assert "Ladakh" in await desk.ask(desk.page.command(watches))

    assert says(await desk.ask(desk.page.command(revoke, **{place: desk.second})), desk.language, "role_revoke.done_here")
    assert says(await ask(pausing), desk.language, "refused.role_here", needed=role)
    assert says(await ask(desk.page.command(word, **{term: "Yemen"})), desk.language, "refused.role_here")
    assert "Yemen" not in await desk.ask(desk.page.command(watches))


async def takes_along(desk: Desk) -> None:
    """The chat's set-up comes as a file, and goes into another room as one."""
    *_, watches, export, import_, _ = HANDING[desk.language]
    assert says(await desk.ask(desk.page.command(export)), desk.language, "export.title")
    name, content = await desk.file()
    assert {each["term"] for each in json.loads(content)["watches"]} == {"بيتكوين", "CENTCOM", "Ladakh"}
    await desk.comes_in(desk.there)
    assert says(await desk.ask(desk.page.command(watches), desk.there), desk.language, "watches.none")
    await desk.take_in(name, content, desk.page.command(import_))
    listed = await desk.ask(desk.page.command(watches), desk.there)
    assert all(term in listed for term in ("بيتكوين", "CENTCOM", "Ladakh")), listed
    assert says(listed, desk.language, "watches.title", count="3")
