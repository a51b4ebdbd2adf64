"""The port ``Discovery``: from any address to the feeds behind it, each of them read once before it is offered.

The fetcher is the one that feeds are polled with, so its guard, its turns and its limits hold here as well. What a page says
of feeds is read in ``leads``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol
from urllib.parse import urlsplit

from bot.model.listing import Candidate, Found
from bot.model.news import Broken, Page, Trouble, spoken
from bot.sources.fetching import Fetched, FetchFailed
from bot.sources.items import ParsedFeed
from bot.sources.leads import Lead, Leads, guesses, is_of_comments, known_feed, leads_of
from bot.sources.reading import is_login_page, refused
from bot.text.links import link_key
from bot.text.sites import dead_end

SECONDS = 25.0
"""How long one search may take."""

_MOST_REQUESTS = 12
_MOST_DECLARED = 8
_MOST_LINKED = 5


class Fetches(Protocol):
    """What discovery asks of the fetcher."""

    async def fetch(self, url: str, *, credentials: bool = False) -> Fetched:
        """The answer to a GET. Raises ``FetchFailed``."""
        ...


class Parses(Protocol):
    """What discovery asks of the parser."""

    async def parse(self, body: bytes, content_type: str, url: str) -> ParsedFeed | Broken:
        """The feed in a document, or why there is none."""
        ...


class Discovery:
    """Finds feeds; the fetcher and the parser are the caller's.

    ``seconds``: of one search, after which what is found by then counts.
    """

    def __init__(self, fetcher: Fetches, parser: Parses, *, seconds: float = SECONDS) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._seconds = seconds

    async def find(self, url: str, *, credentials: bool = False, page: Page | None = None) -> Found:
        """What the address leads to; see ``bot.ports.Discovery``."""
        dead = dead_end(url)
        if dead is not None:
            return Found(dead=dead)
        search = _Search(self._fetcher, self._parser)
        try:
            async with asyncio.timeout(self._seconds):
                return await search.run(url, credentials=credentials, page=page)
        except TimeoutError:
            late = Broken(Trouble.TIMEOUT, f"no feed found in {self._seconds:g} s")
            return search.found() if search.verified else Found(broken=late)


async def _leads(page: Page) -> Leads:
    return await asyncio.to_thread(leads_of, page.body, page.content_type, page.url)


class _Search:
    """One search: what was asked for already, what was found, and how many requests are left."""

    def __init__(self, fetcher: Fetches, parser: Parses) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._left = _MOST_REQUESTS
        self._tried: set[str] = set()
        self._contents: set[frozenset[str]] = set()
        self._lists: list[Page] = []
        self.verified: dict[int, Candidate] = {}

    async def run(self, url: str, *, credentials: bool, page: Page | None) -> Found:
        """Looks where feeds are likeliest first, and no further once there is one; ``page``: what the address gave just now."""
        self._tried.add(link_key(url))
        direct = known_feed(url)
        if direct and await self._try([Lead(direct)]):
            return self.found()
        opened = page or await self._open(url, credentials=credentials)
        if isinstance(opened, Broken):
            return Found(broken=opened)
        if isinstance(opened, Candidate):
            return Found((opened,), itself=True)
        if not await self._from_links(opened):
            if is_login_page(opened.url, opened.body):
                return Found(broken=Broken(Trouble.LOGIN_PAGE))
            await self._from_guesses(opened.url)
        return self.found()

    async def _from_links(self, page: Page) -> bool:
        leads = await _leads(page)
        if await self._try(leads.declared[:_MOST_DECLARED]) or await self._try(leads.linked[:_MOST_LINKED]):
            return True
        # A link called "RSS" often leads to a page that lists the feeds.
        for listing in self._lists[:1]:
            listed = await _leads(listing)
            return await self._try((*listed.declared, *listed.linked)[:_MOST_DECLARED])
        return False

    async def _from_guesses(self, url: str) -> None:
        for guess in guesses(url):
            if await self._try([Lead(guess)]):
                return

    def found(self) -> Found:
        """What was verified so far: in the order in which the page names it, comments and empty feeds last."""
        ordered = [self.verified[place] for place in sorted(self.verified)]
        return Found(tuple(sorted(ordered, key=lambda each: (each.comments, not each.entries))))

    async def _try(self, leads: Sequence[Lead]) -> bool:
        """Verifies leads, those on one host one after the other; whether any of them is a feed."""
        new = []
        for lead in leads:
            if link_key(lead.url) not in self._tried and self._left:
                self._tried.add(link_key(lead.url))
                self._left -= 1
                new.append((len(self._tried), lead))
        hosts: dict[str, list[tuple[int, Lead]]] = {}
        for place, lead in new:
            hosts.setdefault(urlsplit(lead.url).netloc, []).append((place, lead))
        async with asyncio.TaskGroup() as group:
            for host in hosts.values():
                group.create_task(self._verify(host))
        return any(place in self.verified for place, _ in new)

    async def _verify(self, leads: Iterable[tuple[int, Lead]]) -> None:
        for place, lead in leads:
            opened = await self._open(lead.url, lead.title)
            if isinstance(opened, Candidate):
                self.verified[place] = opened
            elif isinstance(opened, Page):
                self._lists.append(opened)

    async def _open(self, url: str, title: str = "", *, credentials: bool = False) -> Candidate | Page | Broken:
        try:
            answer = await self._fetcher.fetch(url, credentials=credentials)
        except FetchFailed as failed:
            return Broken(failed.trouble, str(failed))
        broken = refused(answer.status, answer.headers, answer.body, conditional=False)
        if broken is not None:
            return broken
        kind = answer.headers.get("Content-Type", "")
        parsed = await self._parser.parse(answer.body, kind, answer.url)
        if isinstance(parsed, ParsedFeed):
            return self._candidate(parsed, answer.moved_to or url, title)
        return Page(answer.url, kind, answer.body) if parsed.trouble is Trouble.NOT_A_FEED else parsed

    def _candidate(self, feed: ParsedFeed, url: str, title: str) -> Candidate | Broken:
        """The feed as it is offered; Broken for one that only says the same as another in other words (Atom beside RSS)."""
        links = frozenset(link_key(entry.url) for entry in feed.entries if entry.url)
        if links and links in self._contents:
            return Broken(Trouble.NOT_A_FEED, "the same entries once more")
        self._contents.add(links)
        name = feed.title or title or urlsplit(url).hostname or url
        language = spoken(feed.language, feed.entries)
        return Candidate(url, name, feed.format, len(feed.entries), language, is_of_comments(url, feed.title))
