"""A night in which a group wants quiet, over Telegram: what is critical comes, answers come, the rest is one list at seven."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.app import wiring
from bot.store.database import open_database
from tests.fakes import running
from tests.fakes.running import a_running_bot, plain, says
from tests.fakes.world import a_world, settled, until

WIRE = "/wire.xml"
STORIES = (
    ("harbour", "Harbour strike ends after CENTCOM mediates over pay", "Cranes move again."),
    ("museum", "Museum borrows old maps from CENTCOM archive", "They show forgotten wells."),
    ("wheat", "Wheat convoy with CENTCOM escort reaches mountain villages", "Roads had been closed."),
)
COMMANDS = {
    "en": (
        "language English",
        "timezone Beirut",
        "quiet 11pm to 7am",
        "watch CENTCOM",
        "watch Samoa",
        "severity Samoa critical",
    ),
    "ar": ("لغة العربية", "توقيت بيروت", "هدوء من ١١ مساءً إلى ٧ صباحاً", "رصد CENTCOM", "رصد Samoa", "أولوية Samoa قصوى"),
}


class MovedClock:
    """A clock that goes on as the machine's does, from another moment on."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, to: datetime) -> None:
        self._ahead = to - datetime.now(UTC)


async def test_a_night_over_telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Half past eleven in Beirut.
    clock = MovedClock(datetime(2026, 11, 21, 21, 30, tzinfo=UTC))
    monkeypatch.setattr(wiring, "SystemClock", lambda: clock)
    monkeypatch.setattr(running, "open_database", partial(open_database, clock=clock))
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet(WIRE, "Gulf Wire")
        world.configure([])
        async with a_running_bot(world) as bot:
            await world.read_once(WIRE)
            chats = {language: bot.group() for language in COMMANDS}
            for language, chat in chats.items():
                for command in COMMANDS[language]:
                    await bot.ask(f"/rasid {command}", chat)
            before = {chat: len(world.telegram.shown(chat)) for chat in chats.values()}

            def came(chat: int) -> list[str]:
                return [plain(each.text) for each in world.telegram.shown(chat)[before[chat] :]]

            world.publish(WIRE, *STORIES, ("storm", "Samoa closes its airport after a storm", "All flights."))
            await until(lambda: all(came(chat) for chat in chats.values()))
            await settled(lambda: sum(len(came(chat)) for chat in chats.values()), 1.0)
            for chat in chats.values():
                (urgent,) = came(chat)
                assert "Samoa closes its airport" in urgent
            assert "CENTCOM" in await bot.ask("/rasid watches", chats["en"]), "an answer never waits"
            before[chats["en"]] += 2
            before[chats["ar"]] += 1
            clock.move(datetime(2026, 11, 22, 5, 0, tzinfo=UTC) + timedelta(seconds=1))
            await until(lambda: all(came(chat) for chat in chats.values()))
            await settled(lambda: sum(len(came(chat)) for chat in chats.values()), 1.0)
            for language, chat in chats.items():
                (listed,) = came(chat)
                form = "alert.quiet.few" if language == "ar" else "alert.quiet.other"
                assert says(listed, language, form, since="23:00", until="07:00", count="3"), listed
                assert all(headline in listed for _, headline, _ in STORIES)
