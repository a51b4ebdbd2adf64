"""Work that goes one after the other within a chat and side by side between chats."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

LONGEST = 50
"""How much may wait in one lane; what a chat asks beyond that is passed over."""

_log = structlog.get_logger(__name__)
_Work = Coroutine[Any, Any, None]


class Lanes:
    """Running work by lane. A failure ends its own piece of work, is logged, and disturbs nothing else."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._waiting: dict[str, int] = {}
        self._running: set[asyncio.Task[None]] = set()

    def put(self, lane: str, work: _Work, *, always: bool = False) -> bool:
        """Starts work after what is in its lane already; False when the lane is full, unless it ``always`` has to be done."""
        if self._waiting.get(lane, 0) >= LONGEST and not always:
            work.close()
            _log.warning("lane_full", lane=lane)
            return False
        self._waiting[lane] = self._waiting.get(lane, 0) + 1
        task = self.aside(self._after(self._last.get(lane), work))
        self._last[lane] = task
        task.add_done_callback(lambda done: self._leave(lane, done))
        return True

    def aside(self, work: _Work) -> asyncio.Task[None]:
        """Starts work that waits for nothing."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def drain(self) -> None:
        """Waits until all work is done."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _after(self, earlier: asyncio.Task[None] | None, work: _Work) -> None:
        try:
            if earlier is not None:
                await asyncio.wait((earlier,))
        except asyncio.CancelledError:
            work.close()
            raise
        await work

    def _leave(self, lane: str, task: asyncio.Task[None]) -> None:
        self._waiting[lane] -= 1
        if self._last.get(lane) is task:
            del self._last[lane], self._waiting[lane]

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("update_failed", error=type(error).__name__, exc_info=error)
