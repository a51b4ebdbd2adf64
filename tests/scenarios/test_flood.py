"""A feed that turns new throughout, and a night without the bot: one line and one list, whatever is killed in between."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import lists
from tests.fakes.running import OWNER, a_running_bot, plain, says
from tests.fakes.telegram_world import Shown
from tests.fakes.world import GROUP, World, a_world, rss, settled, until

COUNT = 200
WIRE = "/wire.xml"
HEADLINES = (
    "Harbour strike ends after CENTCOM mediates over pay",
    "CENTCOM opens hospital wing in border town",
    "Wheat convoy with CENTCOM escort reaches mountain villages",
    "Museum borrows old maps from CENTCOM archive",
    "CENTCOM names spokeswoman for Gulf exercises",
    "Fishermen thank CENTCOM crew for tow in storm",
    "Court hears contractor in CENTCOM fuel dispute",
    "Railway bridge repaired with CENTCOM engineers",
    "School choir sings at CENTCOM ceremony",
    "Budget office questions CENTCOM radar purchase",
    "Veterans meet CENTCOM chief over pensions",
)
URGENT = "Samoa closes its airport after a storm"


def entries(name: str, count: int = COUNT) -> list[tuple[str, str, str]]:
    return [(f"{name}-{number}", f"{HEADLINES[number % 11]} ({name} {number})", "Words.") for number in range(count)]


def replaced(world: World, *listed: tuple[str, str, str]) -> None:
    """The feed as a document of these entries alone."""
    world.feeds.publish(WIRE, rss("Gulf Wire", listed))


def with_words(world: World, words: str, chat: int) -> list[Shown]:
    return [shown for shown in world.telegram.shown(chat) if words in plain(shown.text)]


def articles(folder: Path, condition: str) -> int:
    with sqlite3.connect(folder / "rasid.db") as database:
        (count,) = database.execute(f"SELECT count(*) FROM articles WHERE {condition}").fetchone()  # noqa: S608
    return int(count)


async def test_a_flood_is_one_line_and_released_one_list_through_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_LAST_CALL", timedelta(seconds=1))
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet(WIRE, "Gulf Wire")
        replaced(world, *entries("first"))
        world.configure([(f"telegram:{GROUP}", "CENTCOM")])
        world.telegram.world.say(OWNER, "/start", user=OWNER)
        first = await world.start()
        await world.read_once(WIRE)
        await until(lambda: world.telegram.shown(OWNER))
        replaced(world, *entries("second"))
        (line,) = await until(lambda: with_words(world, "200", OWNER))
        assert says(plain(line.text), "en", "notice.feed_held.other", count="200", name="Gulf Wire")
        assert world.telegram.shown(GROUP) == []
        release = next(data for row in line.buttons for label, data in row if "Release" in label)
        world.telegram.world.press(line, release, user=OWNER)
        await until(lambda: articles(tmp_path, "held AND triaged AND NOT baseline") == 0)
        first.kill()
        await first.ended()
        async with a_running_bot(world):
            await until(lambda: with_words(world, "Released from Gulf Wire", GROUP))
            told = await settled(lambda: len(world.telegram.shown(GROUP)), 1.0)
        assert told == 1, [shown.text for shown in world.telegram.shown(GROUP)]
        assert articles(tmp_path, "held OR NOT triaged") == 0
        assert len(world.telegram.shown(OWNER)) == 2


async def test_after_a_night_away_a_critical_story_comes_singly_and_the_others_as_one_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_LAST_CALL", timedelta(seconds=1))
    commands = {
        "en": ("language English", "watch CENTCOM", "watch Samoa", "severity Samoa critical"),
        "ar": ("لغة العربية", "رصد CENTCOM", "رصد Samoa", "أولوية Samoa قصوى"),
    }
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet(WIRE, "Gulf Wire")
        world.outlet("/post.xml", "Harbour Post")
        world.configure([])
        async with a_running_bot(world) as running:
            await world.read_once(WIRE, "/post.xml")
            chats = {language: running.group() for language in commands}
            for language, chat in chats.items():
                for command in commands[language]:
                    await running.ask(f"/rasid {command}", chat)
        before = {chat: len(world.telegram.shown(chat)) for chat in chats.values()}
        away(tmp_path, timedelta(hours=6))
        world.publish(WIRE, ("urgent", URGENT, "All flights."), *entries("night", 6))
        world.publish("/post.xml", *entries("night", 11)[6:])
        async with a_running_bot(world):

            def shown() -> dict[int, int]:
                return {chat: len(world.telegram.shown(chat)) - known for chat, known in before.items()}

            await until(lambda: min(shown().values()) >= 2)
            await settled(lambda: sum(shown().values()), 1.0)
            assert shown() == dict.fromkeys(before, 2)
        for language, chat in chats.items():
            single, listed = (plain(each.text) for each in world.telegram.shown(chat)[before[chat] :])
            assert says(single, language, "alert.late_undated")
            assert URGENT in single
            assert says(listed, language, "alert.away.other" if language == "en" else "alert.away.many")
            assert all(any(headline in line for line in listed.splitlines()) for headline in HEADLINES)


def away(folder: Path, absence: timedelta) -> None:
    """Makes the store of a bot that is not running look as if it had last run so long ago."""
    since = (datetime.now(UTC) - absence).replace(tzinfo=None).isoformat(" ", "microseconds")
    with sqlite3.connect(folder / "rasid.db") as database:
        database.execute("UPDATE sources SET next_due = ?, last_success = ?, lease_until = NULL", (since, since))
