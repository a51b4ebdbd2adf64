"""What a chat chooses about how it is told: when, how much, and in what form. All times of day are the chat's own.

Its language, time zone and state are the chat's (``chat``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days by ``Digest.weekday``; buttons name them by their first three letters."""


class Style(StrEnum):
    """How much of a story a message says: the headline alone, with a short summary, or with a fuller one."""

    HEADLINE = "headline"
    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A span of each day in which alerts wait; minutes after local midnight, 0-1439. Equal ends mean no quiet at all."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


@dataclass(frozen=True, slots=True)
class Digest:
    """When alerts come as one list instead of one by one.

    ``hourly``: at every full hour; else at ``times`` (minutes after local midnight, ascending), every day or only on
    ``weekday`` (Monday is 0).
    """

    times: tuple[int, ...] = ()
    weekday: int | None = None
    hourly: bool = False

    def __str__(self) -> str:
        if self.hourly:
            return "hourly"
        plan = "daily" if self.weekday is None else WEEKDAYS[self.weekday][:3]
        return " ".join((plan, *map(clock, self.times)))


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices of one chat; the defaults are what a new chat gets.

    ``previews``: whether platforms may show previews of links. ``arabic_digits``: numbers in Arabic messages as ١٢٣.
    """

    quiet: QuietHours | None = None
    digest: Digest | None = None
    style: Style = Style.SHORT
    previews: bool = False
    arabic_digits: bool = False


def clock(minute: int) -> str:
    """Minutes after midnight as the clock on the wall shows them: ``08:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"
