"""Copies of an SQLite database while it is in use, and how PostgreSQL's own tools make one.

A copy is the state of one moment: it is read in one go beside the writers, whom it does not hold up.
Source: https://www.sqlite.org/backup.html
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from bot.model.backup import Backup, BackupByHand
from bot.model.chat import Person
from bot.ports import StoreUnavailable
from bot.store.database import Database
from bot.store.revising import note

FOLDER: Final = "backups"
KEPT: Final = 7
"""How many copies are kept."""

EVERY: Final = timedelta(days=1)

_STAMP: Final = "%Y%m%d-%H%M%S"
_NAMED: Final = re.compile(r"-(\d{8}-\d{6})\.db\Z")


class Backups:
    """Makes copies of one database, one at a time, in a folder beside it; the oldest go when there are more than ``kept``."""

    def __init__(self, database: Database, kept: int = KEPT) -> None:
        self._database = database
        self._kept = kept
        self._turn = asyncio.Lock()

    async def make(self, now: datetime, person: Person | None = None) -> Backup | BackupByHand:
        """A new copy, named for ``now``, or how one is made by hand. Raises StoreUnavailable when it cannot be written."""
        url = self._database.writer.url
        if self._database.dialect != "sqlite":
            return _by_hand(url, now)
        async with self._turn:
            try:
                made = await asyncio.to_thread(_copied, url.database or "", now, self._kept)
            except (sqlite3.Error, OSError) as error:
                raise StoreUnavailable(f"no backup: {error}") from error
        await self._database.write(lambda c: note(c, now, person or "rasid", "backup", detail=Path(made.path).name))
        return made

    async def copies(self) -> tuple[str, ...]:
        """The file names of the copies that are kept, the latest first."""
        if self._database.dialect != "sqlite":
            return ()
        found = await asyncio.to_thread(_beside, self._database.writer.url.database or "")
        return tuple(path.name for _, path in found)

    async def make_daily(self, now: datetime) -> Backup | None:
        """A new copy if the latest is a day old; None when it is not, or the database has tools of its own."""
        if self._database.dialect != "sqlite":
            return None
        latest = await asyncio.to_thread(_latest, self._database.writer.url.database or "")
        if latest is not None and now - latest < EVERY:
            return None
        made = await self.make(now)
        return made if isinstance(made, Backup) else None


def _copied(database: str, now: datetime, kept: int) -> Backup:
    source = Path(database).absolute()
    folder = source.parent / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{source.stem}-{now.astimezone(UTC):{_STAMP}}.db"
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    try:
        # All that every chat has entrusted to the bot: for the bot's own user alone.
        os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))
        _copy(source, unfinished)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    copies = _copies(folder)
    for _, path in copies[kept:]:
        path.unlink(missing_ok=True)
    return Backup(str(target), target.stat().st_size, min(len(copies), kept))


def _copy(source: Path, target: Path) -> None:
    """Reads all of it in one step: page by page, each write of the bot's would make it begin anew."""
    reading = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
    try:
        writing = sqlite3.connect(target)
        try:
            reading.backup(writing, pages=-1)
            # A copy is one file, whatever reads it next.
            writing.execute("PRAGMA journal_mode=DELETE")
            (word,) = writing.execute("PRAGMA quick_check(1)").fetchone()
            if word != "ok":
                raise sqlite3.DatabaseError(f"the copy is damaged: {word}")
        finally:
            writing.close()
    finally:
        reading.close()


def _copies(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies there, the latest first."""
    found = ((path, _NAMED.search(path.name)) for path in folder.glob("*.db"))
    dated = [(datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC), path) for path, named in found if named]
    return sorted(dated, reverse=True)


def _latest(database: str) -> datetime | None:
    return next((when for when, _ in _beside(database)), None)


def _beside(database: str) -> list[tuple[datetime, Path]]:
    return _copies(Path(database).absolute().parent / FOLDER)


def _by_hand(url: URL, now: datetime) -> BackupByHand:
    named = URL.create("postgresql", url.username, host=url.host, port=url.port, database=url.database)
    bare = named.render_as_string(hide_password=False)
    file = f"rasid-{now.astimezone(UTC):{_STAMP}}.dump"
    return BackupByHand(
        f"pg_dump --format=custom --file={file} {shlex.quote(bare)}",
        f"pg_restore --clean --if-exists --dbname={shlex.quote(bare)} {file}",
    )
