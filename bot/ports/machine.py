"""What the bot needs of the machine it runs on: the time, copies of its data, pictures.

Every time is timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model.backup import Backup, BackupByHand
from bot.model.chat import Person
from bot.model.plot import Plot


class Clock(Protocol):
    """The time that decides policy."""

    def now(self) -> datetime:
        """The current time, UTC."""
        ...


class Backups(Protocol):
    """Copies of the database."""

    async def make(self, now: datetime, person: Person | None = None) -> Backup | BackupByHand:
        """A new copy, or how one is made by hand. Raises StoreUnavailable when it cannot be written."""
        ...

    async def copies(self) -> Sequence[str]:
        """The file names of the copies that lie beside the database, the latest first; none where it has tools of its own."""
        ...


class Pictures(Protocol):
    """Draws figures."""

    async def plotted(self, plot: Plot) -> bytes:
        """The plot as a PNG."""
        ...
