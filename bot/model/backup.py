"""A copy of the database: where it lies and how large it is, or how to make one that the bot cannot make by itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made. ``size``: bytes; ``kept``: how many copies there are now, this one included."""

    path: str
    size: int
    kept: int


@dataclass(frozen=True, slots=True)
class BackupByHand:
    """The database server's own tool makes it: the lines that make a copy and that restore one, without any password."""

    command: str
    restore: str
