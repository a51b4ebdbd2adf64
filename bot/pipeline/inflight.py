"""Work under way that does not wait for its neighbours: one slow server or chat holds up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any


class InFlight:
    """At most ``cap`` pieces of work at once. ``finished`` is called after each, ``failed`` with what one raised."""

    def __init__(self, cap: int, finished: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        self._cap = cap
        self._finished = finished
        self._failed = failed
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def room(self) -> int:
        """How many more pieces may be launched now."""
        return self._cap - len(self._tasks)

    def launch(self, work: Coroutine[Any, Any, object]) -> None:
        """Starts a piece of work."""
        task = asyncio.create_task(self._watch(work))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def drain(self, patience: float) -> int:
        """Waits up to ``patience`` seconds for what is under way, then cancels the rest; returns how many were cancelled."""
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(set(self._tasks), timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    async def _watch(self, work: Awaitable[object]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 (handed to the stage runner's net, see app.schedule)
            self._failed(error)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._finished()
