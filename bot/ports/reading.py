"""Reading what others publish: feeds, pages, and lists of feeds.

Every time is timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.alert import Reason
from bot.model.listing import FeedList, Found, ListedFeed, OpmlFault
from bot.model.news import Broken, Inspection, Page, Reading, Source, Validators


class SourceReader(Protocol):
    """Reads one source over the network."""

    async def read(self, source: Source, since: Validators) -> Reading:
        """What the source says now. Failures are values (``Broken``); never raises for what a server does."""
        ...


class PageReader(Protocol):
    """Reads the pages that entries of feeds lead to."""

    async def text_of(self, url: str) -> str | Broken:
        """The article on a page, its paragraphs parted by empty lines; why there is none otherwise.

        Never raises for what a server does.
        """
        ...


class Checks(Protocol):
    """Shows how a source would be read."""

    async def check(self, source: Source) -> Checked:
        """Reads a source once, for a person to look at; nothing is stored and no poll is moved."""
        ...


class Discovery(Protocol):
    """Finds the feeds behind addresses."""

    async def find(self, url: str, *, credentials: bool = False, page: Page | None = None) -> Found:
        """What the address leads to, within half a minute; every feed named has been read.

        ``credentials``: the address may hold a user name and password. ``page``: what it gave just now, so that it is not asked
        again. Never raises for what a server does.
        """
        ...


class SubscriptionLists(Protocol):
    """Lists of feeds, as other readers write and read them."""

    async def fetch(self, url: str, *, credentials: bool = False) -> FeedList | OpmlFault | Broken:
        """The list at an address, each of its feeds' addresses looked at and none of them fetched; or why there is none.

        ``credentials``: the feeds' addresses may hold user names and passwords. Never raises for what a server does.
        """
        ...

    async def read(self, content: bytes, media_type: str, *, credentials: bool = False) -> FeedList | OpmlFault | Broken:
        """The list that a file is, as ``fetch`` gives one. Never raises for what it holds."""
        ...

    def written(self, feeds: Iterable[ListedFeed], title: str, now: datetime) -> str:
        """A list of these feeds as text, without any user names and passwords."""
        ...


@dataclass(frozen=True, slots=True)
class Poll:
    """What a finished poll leaves behind: when to come back, and why."""

    next_due: datetime
    because: Reason


@dataclass(frozen=True, slots=True)
class Checked:
    """A source as it was just seen, and when it would be polled next after that, and why."""

    seen: Inspection
    poll: Poll
