"""A flood as its readers see it on Telegram and on Slack: messages that grow, each story in one, critical ones apart."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.alerts.policy import GROWS_TO
from bot.model.alert import AlertKind
from bot.model.chat import Chat, ChatKind, Platform
from bot.model.watch import Severity
from bot.pipeline.deliver import Mailroom, carry
from bot.platforms.slack import connect_slack
from bot.platforms.telegram import connect_telegram
from bot.ports import Courier
from bot.store.database import open_database
from tests.fakes.clock import FakeClock
from tests.fakes.desk import PHRASES
from tests.fakes.slack_server import FakeSlack
from tests.fakes.telegram_server import TelegramServer
from tests.store.house import AT_ONCE, House, alert, placed

LIMIT = 3


@dataclass(frozen=True)
class Screen:
    """A chat on a platform, with what its people see: each message's text, and how often it was edited."""

    platform: Platform
    channel: str
    courier: Courier
    seen: Callable[[], Sequence[tuple[str, int]]]


@pytest.fixture(params=[Platform.TELEGRAM, Platform.SLACK])
async def screen(request: pytest.FixtureRequest) -> AsyncIterator[Screen]:
    if request.param is Platform.TELEGRAM:
        async with TelegramServer() as telegram:
            telegram.world.add_chat(7)
            connection = connect_telegram(telegram.token, base_url=telegram.base_url)
            yield Screen(
                Platform.TELEGRAM, "7", connection.courier, lambda: [(each.text, len(each.edits)) for each in telegram.shown(7)]
            )
            await connection.close()
    else:
        async with FakeSlack() as slack:
            slack.world.add_channel("C9")
            joined = connect_slack(slack.bot_token, slack.app_token, base_url=slack.base_url)
            yield Screen(
                Platform.SLACK,
                "C9",
                joined.courier,
                lambda: [(each.plain, len(each.edits)) for each in slack.world.visible("C9")],
            )
            await joined.close()


@pytest.fixture
async def house(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[House]:
    path = shutil.copy(sqlite_template, tmp_path / "rasid.db")
    clock = FakeClock()
    database = await open_database(f"sqlite:///{path}", clock=clock)
    made = House(database, clock, replace(AT_ONCE, overload=LIMIT))
    await made.furnish()
    yield made
    await database.close()


async def flood(house: House, chat: Chat, first: int, many: int, severity: Severity = Severity.NORMAL) -> None:
    """So many stories at once, with numbers in their long headlines."""
    word = "critical" if severity is Severity.CRITICAL else "story"
    titles = [f"{word} {number} of a day on which there is very much to tell" for number in range(first, first + many)]
    found = await house.publish(*titles)
    await house.triage(*(placed(each, replace(alert(chat, each, AlertKind.NEW), severity=severity)) for each in found))


async def test_each_story_stands_in_one_message_and_critical_ones_by_themselves(house: House, screen: Screen) -> None:
    chat = await house.open(screen.channel, screen.platform, ChatKind.GROUP)
    room = Mailroom(house.outbox, {screen.platform: screen.courier}, PHRASES, house.clock)

    async def deliver() -> None:
        house.clock.advance(31)
        while claimed := await house.claim():
            for delivery in claimed:
                await carry(room, delivery)

    await flood(house, chat, 1, LIMIT + 4)
    await deliver()
    await flood(house, chat, LIMIT + 5, GROWS_TO - 6)
    await flood(house, chat, 1, 1, Severity.CRITICAL)
    await deliver()
    await flood(house, chat, LIMIT + GROWS_TO - 1, GROWS_TO + 5)
    await deliver()
    last = LIMIT + 2 * GROWS_TO + 3
    texts = [text for text, _ in screen.seen()]
    for number in range(1, last + 1):
        assert sum(bool(re.search(rf"\bstory {number} of", text)) for text in texts) == 1, number
    assert [bool(re.search(r"story \d", text)) for text in texts if "critical 1 of" in text] == [False]
    lists = [text for text in texts if "more stories since" in text]
    assert [len(re.findall(r"story \d+ of", text)) for text in lists] == [GROWS_TO, GROWS_TO, 3]
    assert max(edits for _, edits in screen.seen()) == 2, "a message grows in its place, and only while it has room"
