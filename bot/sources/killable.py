"""A process that does one job after another and can be killed in the middle of one.

What the jobs are stands in ``bot.sources.worker``; who asks for them (feeds in ``parsing``, pages in ``pages``) sets the
limits.
"""

from __future__ import annotations

import asyncio
import math
import os
import pickle
import signal
import sys

from bot.model.news import Broken, Trouble
from bot.sources.worker import LENGTH, Job

_SECONDS_TO_START = 30.0
_OUT_OF_TIME = getattr(signal, "SIGPROF", 27)
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")


class KillableProcess:
    """Holds one working process, started when it is first needed and anew after it was killed.

    ``seconds``: of processor time that one job may take; ``patience``: seconds by the clock, for a busy machine;
    ``megabytes``: the address space of the process; ``idle``: seconds without a job after which it ends (0: never);
    ``jobs``: after so many it makes way for a new one, since libraries hold on to memory (0: never).
    """

    def __init__(self, *, seconds: float, patience: float, megabytes: int, idle: float = 0.0, jobs: int = 0) -> None:
        self._seconds = seconds
        self._patience = patience
        self._megabytes = megabytes
        self._idle = idle
        self._jobs = jobs
        self._done = 0
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._resting: asyncio.Task[None] | None = None

    @property
    def process_id(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process is not None else None

    async def run(self, job: Job, *arguments: object) -> object:
        """What the job gave, one at a time; ``Broken`` (``PARSER_STOPPED``) when the process was stopped or died over it."""
        message = pickle.dumps((job.value, arguments))
        async with self._turn:
            self._wake()
            answer = await self._answer(message)
            self._done += 1
            if self._jobs and self._done >= self._jobs:
                await self._kill()
            elif self._idle and self._process is not None:
                self._resting = asyncio.create_task(self._rest())
        return answer

    async def close(self) -> None:
        """Ends the process; a job under way is given up."""
        self._wake()
        await self._kill()

    def _wake(self) -> None:
        resting, self._resting = self._resting, None
        if resting is not None:
            resting.cancel()

    async def _rest(self) -> None:
        """Ends the process when nothing has been asked of it for long."""
        await asyncio.sleep(self._idle)
        async with self._turn:
            self._resting = None
            await self._kill()

    async def _answer(self, message: bytes) -> object:
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
        self._done = 0
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
            await _exchange(self._process, pickle.dumps((Job.READY.value, ())))
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


async def _exchange(process: asyncio.subprocess.Process, message: bytes) -> object:
    """Sends one job and waits for what it gave. Raises ``OSError`` and ``IncompleteReadError`` when the process is gone."""
    if process.stdin is None or process.stdout is None:
        raise BrokenPipeError
    process.stdin.write(LENGTH.pack(len(message)))
    process.stdin.write(message)
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return pickle.loads(await process.stdout.readexactly(length))  # noqa: S301 - from our own process, by a private pipe
