"""What the robots.txt of each site allows the bot: asked for by the bot's own fetcher, and remembered for a day.

Only pages are asked about. A feed is published for programs to read, and is fetched at its subscribers' wish.

Source: RFC 9309 (2.2.1 which group counts, 2.3.1 what an answer means, 2.4 caching, 2.5 limits); Crawl-delay is no part of it,
but widespread.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

from bot.model.news import Trouble
from bot.ports import Clock
from bot.sources.fetching import Fetched, Fetcher, FetchFailed, Wanted

LONGEST_DELAY = 10.0
"""Seconds between two pages of a site; one that asks for more is left alone."""

_LARGEST = 500 * 1024
_WANTED = Wanted(accept="text/plain, */*;q=0.5", largest=_LARGEST, part=True)
_SECONDS = 10.0
# What is remembered at most: sites, and bytes of their files (rules read take some twenty times their bytes).
_SITES = 1000
_BYTES = 1024 * 1024
_SMALL = 4 * 1024
_KEPT = timedelta(days=1)
_ASKED_AGAIN = timedelta(hours=1)
_OK, _REDIRECT, _SERVER, _TOO_MANY = 200, 300, 500, 429


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a page may be read, and if not ``why``; ``delay``: seconds that its site wants between two pages."""

    allowed: bool
    delay: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Rules:
    """One site's rules, good until ``until``. Without ``read`` everything is allowed, or for a ``why`` nothing."""

    until: datetime
    read: Protego | None = None
    why: str = ""
    size: int = 0


class Robots:
    """Remembers the rules of the sites asked about lately. ``agent``: the bot's name as it tells servers, without a version."""

    def __init__(self, fetcher: Fetcher, clock: Clock, agent: str = "rasid") -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._agent = agent
        self._known: OrderedDict[str, _Rules] = OrderedDict()
        self._bytes = 0
        self._asking: dict[str, asyncio.Task[_Rules]] = {}

    async def permission(self, url: str) -> Permission:
        """Whether the bot may read this page; an address that is none may not be read. Never raises."""
        try:
            site = str(URL(url).origin())
        except ValueError:
            return Permission(allowed=False, why="not an address")
        rules = await self._rules(site)
        if rules.why or rules.read is None:
            return Permission(allowed=not rules.why, why=rules.why)
        if not rules.read.can_fetch(url, self._agent):
            return Permission(allowed=False, why="robots.txt does not allow it")
        delay = rules.read.crawl_delay(self._agent) or 0.0
        if not 0 <= delay <= LONGEST_DELAY:
            return Permission(allowed=False, why=f"robots.txt asks for {delay:g} s between two pages")
        return Permission(allowed=True, delay=delay)

    async def close(self) -> None:
        """Gives up what is being asked. Idempotent."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _rules(self, site: str) -> _Rules:
        known = self._known.get(site)
        if known is not None and self._clock.now() < known.until:
            self._known.move_to_end(site)
            return known
        if site not in self._asking:
            self._asking[site] = asyncio.create_task(self._asked(site))
            self._asking[site].add_done_callback(lambda _: self._asking.pop(site, None))
        # Whoever gives up waiting leaves the answer to the others.
        return await asyncio.shield(self._asking[site])

    async def _asked(self, site: str) -> _Rules:
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await self._fetcher.fetch(f"{site}/robots.txt", wanted=_WANTED)
        except FetchFailed as failed:
            # Too many redirects are as good as no file; all else may be a site that is down.
            rules = self._without("" if failed.trouble is Trouble.REDIRECTS else f"no robots.txt to be had: {failed}")
        except TimeoutError:
            rules = self._without(f"no robots.txt within {_SECONDS:g} s")
        else:
            rules = await self._answered(answer)
        self._remember(site, rules)
        return rules

    async def _answered(self, answer: Fetched) -> _Rules:
        if answer.status >= _SERVER or answer.status == _TOO_MANY:
            return self._without(f"no robots.txt to be had: HTTP {answer.status}")
        if not _OK <= answer.status < _REDIRECT:
            return self._without("")
        if answer.cut_off:
            return self._without("no robots.txt to be had: the connection broke off")
        text = answer.body.decode("utf-8-sig", "replace")
        # More than a millisecond for each kilobyte.
        read = await asyncio.to_thread(Protego.parse, text) if len(text) > _SMALL else Protego.parse(text)
        return _Rules(self._clock.now() + _KEPT, read, size=len(answer.body))

    def _without(self, why: str) -> _Rules:
        return _Rules(self._clock.now() + (_ASKED_AGAIN if why else _KEPT), why=why)

    def _remember(self, site: str, rules: _Rules) -> None:
        self._forget(site)
        self._known[site] = rules
        self._bytes += rules.size
        while len(self._known) > _SITES or (self._bytes > _BYTES and len(self._known) > 1):
            self._forget(next(iter(self._known)))

    def _forget(self, site: str) -> None:
        gone = self._known.pop(site, None)
        self._bytes -= gone.size if gone is not None else 0
