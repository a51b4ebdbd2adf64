"""Copies of a database in use, restored while the bot goes on; what PostgreSQL's own tools are told."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.model.backup import Backup, BackupByHand
from bot.model.chat import Address, ChatKind, Platform
from bot.model.news import Language
from bot.ports import StoreUnavailable
from bot.store.backups import Backups, _by_hand
from bot.store.chats import Chats
from bot.store.database import open_database
from bot.store.schema import audit, watches
from tests.fakes.clock import FakeClock
from tests.store.house import SOMEBODY, House

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HERE = Address(Platform.TELEGRAM, "-100")


async def test_a_copy_made_under_load_is_whole_and_the_bot_goes_on(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}")
    chats = Chats(database)
    chat = await chats.open_chat(HERE, ChatKind.GROUP, "desk", Language.ENGLISH)
    stop = asyncio.Event()
    added = 0

    async def busy() -> None:
        nonlocal added
        while not stop.is_set():
            await chats.add_watch(chat.id, f"term {added}", SOMEBODY, NOW)
            added += 1

    work = asyncio.create_task(busy())
    while added < 20:
        await asyncio.sleep(0.01)
    made = await Backups(database).make(NOW, SOMEBODY)
    meanwhile = added
    while added < meanwhile + 5:
        await asyncio.sleep(0.01)
    stop.set()
    await work
    assert isinstance(made, Backup)
    assert made.path == str(tmp_path / "backups" / "rasid-20261121-120000.db")
    assert made.size == len(_bytes(made))

    restored = await open_database(f"sqlite:///{made.path}")
    again = Chats(restored)
    terms = [watch.term for watch in await again.watches(chat.id)]
    assert terms == [f"term {number}" for number in range(len(terms))], "one moment, not a mixture"
    assert 20 <= len(terms) <= meanwhile
    house = House(restored, FakeClock())
    assert await house.number_of(watches) == len(terms)
    # The audit was written in the same transactions.
    notes = [row.action for row in await house.rows(audit)]
    assert notes.count("watch") == len(terms)
    await again.add_watch(chat.id, "after the restore", SOMEBODY, NOW)
    assert len(await again.watches(chat.id)) == len(terms) + 1
    await restored.close()
    assert [row.who for row in await House(database, FakeClock()).rows(audit) if row.action == "backup"] == [str(SOMEBODY)]
    await database.close()


async def test_the_oldest_copies_go_and_other_files_stay(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}")
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "mine.db").write_text("x", encoding="utf-8")
    backups = Backups(database, kept=3)
    made = [await backups.make(NOW + timedelta(days=day)) for day in range(5)]
    assert [each.kept for each in made if isinstance(each, Backup)] == [1, 2, 3, 3, 3]
    left = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert left == ["mine.db", *(f"rasid-202611{day}-120000.db" for day in (23, 24, 25))]
    await database.close()


async def test_a_copy_is_for_the_bots_own_user_and_of_one_file(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}")
    made = await Backups(database).make(NOW)
    assert isinstance(made, Backup)
    assert _mode(made) == 0o600
    with sqlite3.connect(made.path) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    copy.close()
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["rasid-20261121-120000.db"]
    await database.close()


async def test_a_copy_that_cannot_be_written_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}")
    (tmp_path / "backups").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="no backup"):
        await Backups(database).make(NOW)
    await database.close()


async def test_the_daily_copy_is_made_once_a_day(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}")
    backups = Backups(database)
    times = [NOW + timedelta(hours=hour) for hour in (0, 1, 23, 24, 25, 48)]
    assert [await backups.make_daily(when) is not None for when in times] == [True, False, False, True, False, True]
    await database.close()


def test_postgresqls_tools_are_told_without_the_password() -> None:
    url = make_url("postgresql+asyncpg://rasid:s3cret@db.example:5433/news?ssl=verify-full")
    told = _by_hand(url, NOW)
    assert told == BackupByHand(
        "pg_dump --format=custom --file=rasid-20261121-120000.dump postgresql://rasid@db.example:5433/news",
        "pg_restore --clean --if-exists --dbname=postgresql://rasid@db.example:5433/news rasid-20261121-120000.dump",
    )


async def test_postgresql_is_left_to_its_own_tools(house: House) -> None:
    made = await Backups(house.database).make(NOW)
    assert isinstance(made, BackupByHand) == (house.database.dialect == "postgresql")
    if house.database.dialect == "postgresql":
        assert await Backups(house.database).make_daily(NOW) is None


def _bytes(made: Backup) -> bytes:
    return Path(made.path).read_bytes()


def _mode(made: Backup) -> int:
    return stat.S_IMODE(Path(made.path).stat().st_mode)
