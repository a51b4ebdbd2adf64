"""Turns at the one connection that writes to SQLite: acknowledgements first, otherwise first come, first served."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """One at a time; those who ask ``ahead`` pass the others."""

    def __init__(self) -> None:
        self._taken = False
        self._ahead: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, *, ahead: bool = False) -> AsyncIterator[None]:
        """Waits for a turn and holds it."""
        if self._taken:
            await self._wait(self._ahead if ahead else self._others)
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, queue: deque[asyncio.Future[None]]) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.cancelled():
                queue.remove(waiter)
            else:
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """Hands the turn to whoever is next; it stays taken meanwhile, so that nobody slips in between."""
        for queue in (self._ahead, self._others):
            while queue:
                waiter = queue.popleft()
                if not waiter.done():
                    waiter.set_result(None)
                    return
        self._taken = False
