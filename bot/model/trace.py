"""What became of a report, as one chat may know it: where it was placed, what was told of it, and how the telling went.

All times are UTC. A story's number is the chat's own: a report that it has parted from a story makes one by itself there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.alert import AlertKind, DeliveryKind, Placement, Reason
from bot.model.news import Article
from bot.model.watch import Match


@dataclass(frozen=True, slots=True)
class Placed:
    """A report in a story. ``parted``: the chat has taken it out of the story that ``placement`` names."""

    article: Article
    placement: Placement
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One alert of a chat; ``terms`` are those of the watches that it was for, ``cancelled``: unwatched before it went out."""

    article_id: int
    kind: AlertKind
    terms: tuple[str, ...]
    because: Reason
    created: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that tells of a story, or was to; ``state`` is as it is stored, ``settled`` when it ended.

    ``articles``: the reports whose alerts it carries.
    """

    number: int
    kind: DeliveryKind
    state: str
    because: Reason
    due: datetime
    settled: datetime | None
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StoryTrace:
    """A story in one chat: its reports in arrival order, its alerts and their messages in order.

    Without ``words`` the chat was told nothing of it.
    """

    story: int
    reports: tuple[Placed, ...]
    words: tuple[Word, ...] = ()
    sendings: tuple[Sending, ...] = ()

    def report(self, article_id: int) -> Placed | None:
        """The report of this article."""
        return next((each for each in self.reports if each.article.id == article_id), None)

    @property
    def opening(self) -> Placed | None:
        """The report that the chat was told of first, or else the earliest."""
        told = self.report(self.words[0].article_id) if self.words else None
        return told or next(iter(self.reports), None)


@dataclass(frozen=True, slots=True)
class Spotted:
    """A stored article that a chat may see.

    ``number``: of its source; ``paused``: the chat has left that out; ``waiting``: it has not been looked through yet;
    ``held``: it is held back, because too much of its source was new at once, or (a baseline) was and is dropped. ``matches``:
    of any term, of whatever chat; only those of the chat's own terms are its business.
    """

    article: Article
    number: int
    paused: bool = False
    waiting: bool = False
    held: bool = False
    story: StoryTrace | None = None
    matches: tuple[Match, ...] = ()
