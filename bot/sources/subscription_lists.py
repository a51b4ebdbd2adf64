"""The port ``SubscriptionLists``: lists of feeds fetched and looked at address by address, and lists written.

The format is read in ``opml``, the rules for addresses are the guard's. Nothing of what a list names is fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from yarl import URL

from bot.model.listing import FeedList, ListedFeed, OpmlFault, Outline, RefusedFeed
from bot.model.news import Broken, Trouble
from bot.sources.fetching import Fetched, FetchFailed
from bot.sources.guard import Guard, Refused
from bot.sources.killable import KillableProcess
from bot.sources.opml import read_opml, write_opml
from bot.sources.reading import refused
from bot.sources.worker import Job
from bot.text.addresses import without_credentials
from bot.text.links import link_key

_SHORT = 64 * 1024
# Of processor time for one list, and by the clock; how long the process waits for another list.
_SECONDS, _PATIENCE, _IDLE = 10.0, 60.0, 10.0


class Fetches(Protocol):
    """What is asked of the fetcher."""

    async def fetch(self, url: str) -> Fetched:
        """The answer to a GET. Raises ``FetchFailed``."""
        ...


class OpmlLists:
    """Lists in OPML. The fetcher is the caller's; ``guard`` has the rules that their feeds are to keep.

    A long list is read by a process that can be killed; it ends by itself soon after, or with ``close``.
    """

    def __init__(self, fetcher: Fetches, guard: Guard, process: KillableProcess | None = None) -> None:
        self._fetcher = fetcher
        self._guard = guard
        self._process = process or KillableProcess(seconds=_SECONDS, patience=_PATIENCE, megabytes=512, idle=_IDLE)

    async def close(self) -> None:
        """Ends the process, if there is one. Idempotent."""
        await self._process.close()

    async def fetch(self, url: str, *, credentials: bool = False) -> FeedList | OpmlFault | Broken:
        """The list at an address; see ``bot.ports.SubscriptionLists``."""
        try:
            answer = await self._fetcher.fetch(url)
        except FetchFailed as failed:
            return Broken(failed.trouble, str(failed))
        broken = refused(answer.status, answer.headers, answer.body, conditional=False)
        if broken is not None and broken.trouble is not Trouble.NOT_A_FEED:
            return broken
        return await self.read(answer.body, answer.headers.get("Content-Type", ""), credentials=credentials)

    async def read(self, content: bytes, media_type: str, *, credentials: bool = False) -> FeedList | OpmlFault | Broken:
        """The list that a file is; see ``bot.ports.SubscriptionLists``."""
        outline = await self._outline(content, media_type)
        if not isinstance(outline, Outline):
            return outline
        return await asyncio.to_thread(screened, outline, self._guard, credentials=credentials)

    async def _outline(self, data: bytes, content_type: str) -> Outline | OpmlFault | Broken:
        if len(data) < _SHORT:
            return await asyncio.to_thread(read_opml, data, content_type)
        read = await self._process.run(Job.LIST, data, content_type)
        if not isinstance(read, Outline | OpmlFault | Broken):
            raise TypeError(type(read))
        return read

    def written(self, feeds: Iterable[ListedFeed], title: str, now: datetime) -> str:
        """A list as text; see ``bot.ports.SubscriptionLists``."""
        return write_opml(feeds, title, now).decode()


def read_list(data: bytes, guard: Guard, content_type: str = "", *, credentials: bool = False) -> FeedList | OpmlFault:
    """The feeds of a list whose addresses the guard allows, each once, and those that it refuses; or why it is no list.

    ``credentials``: addresses may hold a user name and password. Slow for a large list. Never raises.
    """
    outline = read_opml(data, content_type)
    return outline if isinstance(outline, OpmlFault) else screened(outline, guard, credentials=credentials)


def screened(outline: Outline, guard: Guard, *, credentials: bool = False) -> FeedList:
    """The same list, with what the guard says to each address. Of addresses that lead to one page the first counts."""
    feeds: dict[str, ListedFeed] = {}
    refusals: list[RefusedFeed] = []
    for feed in outline.feeds:
        try:
            guard.check(_address(feed.url), credentials=credentials)
        except Refused as because:
            refusals.append(RefusedFeed(feed.title or without_credentials(feed.url), because.trouble, str(because)))
        else:
            feeds.setdefault(link_key(feed.url), feed)
    named = tuple(_named(feed) for feed in feeds.values())
    return FeedList(outline.title, named, tuple(refusals), outline.left_out, outline.damaged)


def _address(url: str) -> URL:
    """Raises ``Refused`` for what is no address."""
    try:
        return URL(url)
    except ValueError:
        raise Refused(Trouble.BAD_URL, "not an address") from None


def _named(feed: ListedFeed) -> ListedFeed:
    """The feed with its host for a name, where the list has none."""
    if feed.title:
        return feed
    return ListedFeed(feed.url, urlsplit(feed.url).hostname or "", feed.categories, feed.page, feed.language)
