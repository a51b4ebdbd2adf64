"""How many commands are answered at once, so that taking new ones in never waits for those that are being answered.

Platforms want each command acknowledged within moments; a hundred answers under way would leave a busy machine no time for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST = 8
"""How many answers are worked out at once; the others wait their turn, first come, first served."""

PATIENCE = 1.0
"""Seconds that an answer is counted: one that waits for the network longer keeps nobody back."""


class Gate:
    """Lets so many in at once; each counts for so many seconds at most."""

    def __init__(self, most: int = MOST, patience: float = PATIENCE) -> None:
        self._free = asyncio.Semaphore(most)
        self._patience = patience

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for a turn; gives it back at the end, or when it has been held for long."""
        await self._free.acquire()
        held = [self._free]

        def give() -> None:
            while held:
                held.pop().release()

        timer = asyncio.get_running_loop().call_later(self._patience, give)
        try:
            yield
        finally:
            timer.cancel()
            give()
