"""A fence around a test: every connect that leaves the loopback is refused and written down, and no name server is asked.

It stands at the socket and at the event loop's own way to connect, below any guard or client that it is the witness of.
"""

from __future__ import annotations

import errno
import socket
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import pytest

_INTERNET = {socket.AF_INET, socket.AF_INET6}


@dataclass
class Fence:
    """What was tried. ``escapes``: addresses beyond the loopback that a connect was made to, as ``(host, port)``, each refused.

    ``reached``: those on it, which were let through. ``names``: what each name resolves to, the last of several answers for
    ever; any other name does not exist. ``questions``: the names that were asked for.
    """

    escapes: list[tuple[str, int]] = field(default_factory=list)
    reached: list[tuple[str, int]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    names: dict[str, list[Sequence[str]]] = field(default_factory=dict)

    def refuse(self, connecting: socket.socket, place: Any) -> bool:
        """Whether the place is on the loopback. Raises ConnectionRefusedError for one that is beyond the fence."""
        if connecting.family not in _INTERNET or not isinstance(place, tuple):
            return False
        if not _is_loopback(str(place[0])):
            self.escapes.append((str(place[0]), int(place[1])))
            raise ConnectionRefusedError(errno.ECONNREFUSED, "beyond the fence")
        return True

    def pass_through(self, connecting: socket.socket, place: Any) -> None:
        """As ``refuse``, and writes down what is let through."""
        if self.refuse(connecting, place):
            self.reached.append((str(place[0]), int(place[1])))

    def resolve(self, host: str) -> Sequence[str]:
        """The addresses of a name; one that is an address is its own."""
        try:
            ip_address(host.partition("%")[0])
        except ValueError:
            self.questions.append(host)
        else:
            return [host]
        answers = self.names.get(host, [["127.0.0.1"]] if host == "localhost" else [[]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def fenced(names: Mapping[str, Sequence[str]] | None = None) -> Iterator[Fence]:
    """Puts up the fence; ``names`` are those that exist."""
    fence = Fence(names={name: [addresses] for name, addresses in (names or {}).items()})
    sock_connect, connect, connect_ex, sendto = (
        BaseSelectorEventLoop.sock_connect,
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.socket.sendto,
    )

    async def by_loop(self: BaseSelectorEventLoop, sock: socket.socket, address: Any) -> None:
        fence.refuse(sock, address)
        await sock_connect(self, sock, address)

    def by_socket(self: socket.socket, address: Any) -> None:
        fence.pass_through(self, address)
        connect(self, address)

    def by_number(self: socket.socket, address: Any) -> int:
        try:
            fence.pass_through(self, address)
        except ConnectionRefusedError:
            return errno.ECONNREFUSED
        return connect_ex(self, address)

    def by_datagram(self: socket.socket, data: Any, *place: Any) -> int:
        fence.pass_through(self, place[-1])
        return sendto(self, data, *place)

    def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> list[Any]:  # noqa: A002
        found = fence.resolve(host.decode() if isinstance(host, bytes) else str(host or "127.0.0.1"))
        rows = [_row(address, int(port or 0), type or socket.SOCK_STREAM) for address in found]
        rows = [row for row in rows if family in {0, row[0]}]
        if not rows:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseSelectorEventLoop, "sock_connect", by_loop)
        patch.setattr(socket.socket, "connect", by_socket)
        patch.setattr(socket.socket, "connect_ex", by_number)
        patch.setattr(socket.socket, "sendto", by_datagram)
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield fence


def _row(address: str, port: int, kind: int) -> tuple[Any, ...]:
    if ":" in address:
        return (socket.AF_INET6, kind, socket.IPPROTO_TCP, "", (address, port, 0, 0))
    return (socket.AF_INET, kind, socket.IPPROTO_TCP, "", (address, port))
