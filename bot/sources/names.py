"""Looking up host names, in threads that nothing else waits for.

The system's own lookup blocks, for half a minute where a name server is silent. In the loop's common threads a few dead names
would hold up whatever else needs one; here they hold up each other at most. Which addresses may be used is the guard's to say.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

_THREADS = 32


class Names(AbstractResolver):
    """Asks the system for the addresses of names; holds its threads until ``close``."""

    def __init__(self, threads: int = _THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, "names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AddressFamily.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name, in the order of the system. Raises ``OSError`` for a name there is none of."""
        ask = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return [_result(host, kind, protocol, place) for kind, _, protocol, _, place in found]

    async def close(self) -> None:
        """Gives up lookups that have not begun; does not wait for those that have."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _result(host: str, kind: int, protocol: int, place: tuple[Any, ...]) -> ResolveResult:
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=str(place[0]), port=int(place[1]), family=kind, proto=protocol, flags=flags)
