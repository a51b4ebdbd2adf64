"""The full text of an article whose feed gives little more than its headline: its page, read as a guest reads it.

The site's robots.txt is asked first, the page comes through the same guarded fetcher as feeds, and its main text is found in a
process of its own, since the library for it takes memory and a hostile page may keep it busy for ever. Which articles are worth
it is the pipeline's to decide.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from bot.model.news import Broken, Trouble
from bot.ports import Clock
from bot.sources.advice import from_headers
from bot.sources.fetching import Fetched, Fetcher, FetchFailed, Wanted
from bot.sources.killable import KillableProcess
from bot.sources.reading import refused
from bot.sources.robots import Robots
from bot.sources.worker import Job
from bot.text.links import canonical, link_key

LARGEST = 3 * 1024 * 1024
"""Bytes of a page after decompression."""

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_WANTED = Wanted(accept="text/html, application/xhtml+xml;q=0.9", kinds=_HTML, largest=LARGEST)
# What is remembered at most: pages, and code points of their texts.
_PAGES = 2000
_POINTS = 4_000_000
_KEPT = timedelta(hours=6)
_TRIED_AGAIN = timedelta(hours=1)
_SITES = 1000
# For one page, its turn and its redirects included.
_SECONDS = 60.0
# How long a site is left alone that says it is asked too much, and not how long.
_ALONE = timedelta(minutes=5)
_OK, _REDIRECT, _TOO_MANY, _UNAVAILABLE = 200, 300, 429, 503


@dataclass(frozen=True, slots=True)
class _Known:
    until: datetime
    text: str | Broken

    @property
    def size(self) -> int:
        return len(self.text) if isinstance(self.text, str) else 0


def page_process() -> KillableProcess:
    """The process that finds main texts: started by the first page, and gone after five minutes without one."""
    return KillableProcess(seconds=5.0, patience=20.0, megabytes=192, idle=300.0, jobs=500)


class WebPages:
    """Reads articles' pages. Owns its process until ``close``; the fetcher is the caller's.

    ``pace``: seconds between two pages of a site at the least.
    """

    def __init__(self, fetcher: Fetcher, clock: Clock, process: KillableProcess | None = None, *, pace: float = 1.0) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._process = process or page_process()
        self._pace = pace
        self._robots = Robots(fetcher, clock)
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._points = 0
        self._reading: dict[str, asyncio.Task[str | Broken]] = {}
        self._free_at: OrderedDict[str, float] = OrderedDict()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Gives up what is being read and ends the process. Idempotent."""
        reading = list(self._reading.values())
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
        await self._robots.close()
        await self._process.close()

    async def text_of(self, url: str) -> str | Broken:
        """The article on this page as plain text, its paragraphs parted by empty lines; why there is none otherwise.

        A page is fetched once for all who ask within six hours (one hour, when it gave nothing). Cancelling gives up waiting
        for a page, not the page. Never raises for what a server does.
        """
        address, key = canonical(url), link_key(url)
        if not address:
            return Broken(Trouble.BAD_URL, "not an address")
        if _is_front(address):
            return Broken(Trouble.MALFORMED, "the front page of a site")
        known = self._known.get(key)
        if known is not None and self._clock.now() < known.until:
            self._known.move_to_end(key)
            return known.text
        if key not in self._reading:
            self._reading[key] = asyncio.create_task(self._read_once(address, key))
            self._reading[key].add_done_callback(lambda _: self._reading.pop(key, None))
        return await asyncio.shield(self._reading[key])

    async def _read_once(self, url: str, key: str) -> str | Broken:
        try:
            async with asyncio.timeout(_SECONDS):
                text = await self._read(url)
        except TimeoutError:
            text = Broken(Trouble.TIMEOUT, f"not read within {_SECONDS:g} s")
        self._remember(key, _Known(self._clock.now() + (_TRIED_AGAIN if isinstance(text, Broken) else _KEPT), text))
        return text

    async def _read(self, url: str) -> str | Broken:
        permission = await self._robots.permission(url)
        if not permission.allowed:
            return Broken(Trouble.REFUSED, permission.why)
        if not await self._turn(url, permission.delay):
            return Broken(Trouble.RATE_LIMITED, "the site has asked to be left alone for a while")
        try:
            answer = await self._fetcher.fetch(url, wanted=_WANTED)
        except FetchFailed as failed:
            return Broken(failed.trouble, str(failed))
        self._heed(url, answer)
        broken = _unfit(answer) or await self._astray(url, answer)
        if broken is not None:
            return broken
        text = await self._process.run(Job.PAGE, answer.body, answer.headers.get("Content-Type", ""))
        return text if isinstance(text, str | Broken) else Broken(Trouble.PARSER_STOPPED, "no proper answer")

    async def _astray(self, url: str, answer: Fetched) -> Broken | None:
        """What is wrong with where redirects have led: a front page in place of an article, or a site that wants no robots."""
        if answer.url == url:
            return None
        if _is_front(answer.url):
            return Broken(Trouble.REDIRECTS, "a redirect to the front page")
        permission = await self._robots.permission(answer.url)
        return None if permission.allowed else Broken(Trouble.REFUSED, permission.why)

    async def _turn(self, url: str, delay: float) -> bool:
        """Waits until the site may be asked for another page; False when that would be too long."""
        site, now = urlsplit(url).netloc, asyncio.get_running_loop().time()
        at = max(self._free_at.get(site, now), now)
        if at - now > _SECONDS:
            return False
        self._set_free(site, at + max(delay, self._pace))
        await asyncio.sleep(at - now)
        return True

    def _heed(self, url: str, answer: Fetched) -> None:
        """Leaves a site alone for as long as it asks, when it says that it has been asked too much."""
        if answer.status not in {_TOO_MANY, _UNAVAILABLE}:
            return
        asked = from_headers(answer.headers, self._clock.now()).retry_after or _ALONE
        self._set_free(urlsplit(url).netloc, asyncio.get_running_loop().time() + asked.total_seconds())

    def _set_free(self, site: str, at: float) -> None:
        self._free_at.pop(site, None)
        self._free_at[site] = at
        while len(self._free_at) > _SITES:
            self._free_at.popitem(last=False)

    def _remember(self, key: str, known: _Known) -> None:
        self._forget(key)
        self._known[key] = known
        self._points += known.size
        while len(self._known) > _PAGES or self._points > _POINTS:
            self._forget(next(iter(self._known)))

    def _forget(self, key: str) -> None:
        gone = self._known.pop(key, None)
        self._points -= gone.size if gone is not None else 0


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _unfit(answer: Fetched) -> Broken | None:
    """Why an answer holds no page; None when it holds one."""
    if _OK <= answer.status < _REDIRECT and not _WANTED.likes(answer.headers.get("Content-Type", "")):
        return Broken(Trouble.MALFORMED, "not an HTML page")
    return refused(answer.status, answer.headers, answer.body, conditional=False)
