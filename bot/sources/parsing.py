"""Parsing off the event loop: small clean documents in a thread, the rest in a process that can be killed.

feedparser is Python from end to end: in the loop it would stall it, and a hostile document may keep it busy for minutes. One
process parses one document at a time; when it takes too long or too much memory it is killed, and the next document gets a
new one.
"""

from __future__ import annotations

import asyncio
import math
import os
import pickle
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from bot.model.news import Broken, Trouble
from bot.sources.document import parse_document
from bot.sources.items import MOST_ENTRIES, ParsedFeed
from bot.sources.repair import is_well_formed
from bot.sources.worker import LENGTH

__all__ = ["Parser", "parse_document"]

_SMALL = 32 * 1024
_SECONDS_TO_START = 30.0
_OUT_OF_TIME = getattr(signal, "SIGPROF", 27)
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")


class Parser:
    """Holds the parsing process and one thread; both start when they are first needed.

    ``seconds``: of processor time that one document may take; ``patience``: seconds by the clock, for a busy machine;
    ``megabytes``: the address space of the process; ``limit``: entries kept.
    """

    def __init__(
        self, *, seconds: float = 5.0, patience: float = 30.0, megabytes: int = 512, limit: int = MOST_ENTRIES
    ) -> None:
        self._seconds = seconds
        self._patience = patience
        self._megabytes = megabytes
        self._limit = limit
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="small-feeds")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def process_id(self) -> int | None:
        """The parsing process, while there is one."""
        return self._process.pid if self._process is not None else None

    async def parse(self, body: bytes, content_type: str, url: str) -> ParsedFeed | Broken:
        """What ``parse_document`` gives; ``PARSER_STOPPED`` when the process had to be stopped or died."""
        if len(body) < _SMALL:
            loop = asyncio.get_running_loop()
            small = await loop.run_in_executor(self._thread, _parse_if_clean, body, content_type, url, self._limit)
            if small is not None:
                return small
        message = pickle.dumps((body, content_type, url, self._limit))
        async with self._turn:
            return await self._in_process(message)

    async def close(self) -> None:
        """Ends the process and the thread; a document being parsed is given up."""
        await self._kill()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _in_process(self, message: bytes) -> ParsedFeed | Broken:
        finished = False
        try:
            process = await self._running()
            async with asyncio.timeout(self._patience):
                answer = await _exchange(process, message)
            finished = True
        except TimeoutError:
            return Broken(Trouble.PARSER_STOPPED, f"not parsed within {self._patience:g} s")
        except (OSError, asyncio.IncompleteReadError):
            return Broken(Trouble.PARSER_STOPPED, await self._epitaph())
        finally:
            # Cancelled, late or dead: what it still has to say belongs to nobody.
            if not finished:
                await self._kill()
        return answer

    async def _epitaph(self) -> str:
        """Why the process is no more."""
        stopped = self._process is not None and await self._process.wait() == -_OUT_OF_TIME
        return f"more than {self._seconds:g} s of processor time" if stopped else "the parsing process died"

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        limits = (str(self._megabytes), str(self._seconds), str(math.ceil(self._patience) + 1))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", "bot.sources.worker"),
            *limits,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
        )
        async with asyncio.timeout(_SECONDS_TO_START):
            await _exchange(self._process, pickle.dumps((b"", "", "", 1)))
        return self._process

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        # Reads the other pipe to its end, so that nothing of it is left behind.
        await process.communicate()


async def _exchange(process: asyncio.subprocess.Process, message: bytes) -> ParsedFeed | Broken:
    """Sends one document and waits for what it was. Raises ``OSError`` and ``IncompleteReadError`` when the process is gone."""
    if process.stdin is None or process.stdout is None:
        raise BrokenPipeError
    process.stdin.write(LENGTH.pack(len(message)))
    process.stdin.write(message)
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    answer = pickle.loads(await process.stdout.readexactly(length))  # noqa: S301 - from our own process, by a private pipe
    if not isinstance(answer, ParsedFeed | Broken):
        raise BrokenPipeError
    return answer


def _parse_if_clean(body: bytes, content_type: str, url: str, limit: int) -> ParsedFeed | Broken | None:
    """The parsed document; None for one that may keep the thread busy: not well-formed, or with entities of its own."""
    json_or_nothing = body[:100].lstrip()[:1] in {b"{", b""}
    if not json_or_nothing and (b"<!" in body.replace(b"<![CDATA[", b"") or not is_well_formed(body)):
        return None
    return parse_document(body, content_type, url, limit)
