"""What there is to tell people of a feed's health; when there is, ``pipeline.health`` decides.

All times are timezone-aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.news import Trouble

OUTAGE = "outage"
"""What people have been told of each of the feeds that an outage of ours has put out of reach."""


class FeedNewsKind(StrEnum):
    """FAILING: unreadable for long. RECOVERED: no longer. GONE: for good, by its server. MOVED: read at another address now.

    SILENT: usually busy, and nothing new for long. SPEAKING: no longer silent.
    """

    FAILING = "failing"
    RECOVERED = "recovered"
    GONE = "gone"
    MOVED = "moved"
    SILENT = "silent"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class FeedNews:
    """A change of a feed's health that its people are to hear of, once.

    ``since``: when it began to fail or last had something new; ``trouble`` and ``detail``: why it fails; ``address``: where it
    is read now; ``pace``: its usual number of entries a day.
    """

    kind: FeedNewsKind
    since: datetime | None = None
    trouble: Trouble | None = None
    detail: str = ""
    address: str = ""
    pace: int = 0

    @property
    def told(self) -> str | None:
        """What people know of the feed's health after this, "" for well; None when this changes nothing in that."""
        if self.kind is FeedNewsKind.MOVED:
            return None
        return "" if self.kind in {FeedNewsKind.RECOVERED, FeedNewsKind.SPEAKING} else self.kind.value


@dataclass(frozen=True, slots=True)
class Reach:
    """How many feeds are polled, and since when each of those is ``out`` that no connection can be made to.

    ``known``: how many of the latter people were told of by themselves.
    """

    feeds: int
    out: tuple[datetime, ...] = ()
    known: int = 0
