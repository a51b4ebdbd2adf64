"""Parsing off the event loop: small clean documents in a thread, the rest in a process that can be killed.

feedparser is Python from end to end: in the loop it would stall it, and a hostile document may keep it busy for minutes. One
process parses one document at a time; when it takes too long or too much memory it is killed, and the next document gets a
new one.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from bot.model.news import Broken, Trouble
from bot.sources.document import parse_document
from bot.sources.items import MOST_ENTRIES, ParsedFeed
from bot.sources.killable import KillableProcess
from bot.sources.repair import is_well_formed
from bot.sources.worker import Job

__all__ = ["Parser", "parse_document"]

_SMALL = 32 * 1024


class Parser:
    """Holds the parsing process and one thread; both start when they are first needed.

    ``seconds``: of processor time that one document may take; ``patience``: seconds by the clock, for a busy machine;
    ``megabytes``: the address space of the process; ``limit``: entries kept.
    """

    def __init__(
        self, *, seconds: float = 5.0, patience: float = 30.0, megabytes: int = 192, limit: int = MOST_ENTRIES
    ) -> None:
        self._limit = limit
        self._process = KillableProcess(seconds=seconds, patience=patience, megabytes=megabytes)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="small-feeds")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def process_id(self) -> int | None:
        """The parsing process, while there is one."""
        return self._process.process_id

    async def parse(self, body: bytes, content_type: str, url: str) -> ParsedFeed | Broken:
        """What ``parse_document`` gives; ``PARSER_STOPPED`` when the process had to be stopped or died."""
        if len(body) < _SMALL:
            loop = asyncio.get_running_loop()
            small = await loop.run_in_executor(self._thread, _parse_if_clean, body, content_type, url, self._limit)
            if small is not None:
                return small
        answer = await self._process.run(Job.FEED, body, content_type, url, self._limit)
        return answer if isinstance(answer, ParsedFeed | Broken) else Broken(Trouble.PARSER_STOPPED, "no proper answer")

    async def close(self) -> None:
        """Ends the process and the thread; a document being parsed is given up."""
        await self._process.close()
        self._thread.shutdown(wait=False, cancel_futures=True)


def _parse_if_clean(body: bytes, content_type: str, url: str, limit: int) -> ParsedFeed | Broken | None:
    """The parsed document; None for one that may keep the thread busy: not well-formed, or with entities of its own."""
    json_or_nothing = body[:100].lstrip()[:1] in {b"{", b""}
    if not json_or_nothing and (b"<!" in body.replace(b"<![CDATA[", b"") or not is_well_formed(body)):
        return None
    return parse_document(body, content_type, url, limit)
