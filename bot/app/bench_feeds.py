"""The server of ``rasid bench ingest``: ten thousand feeds on loopback addresses (``python -m bot.app.bench_feeds PLAN``).

It is told by lines of JSON on standard input what to do, answers each with one on standard output, and ends with its input.
What a feed shows is ``made_feeds``' affair; here stands how it is served, well and badly, and what has been served.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import resource
import socket
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.app.catalogue import load_names
from bot.app.made_feeds import Kind, Plan, Press, Shelf, addresses, changes
from bot.app.made_text import MadeArticle, MadeText
from bot.app.settings import default_config
from bot.sources.reading import body_hash

_STOCK = 150
_TERMS = 20
_SPARE_FILES = 1000
_TRIES = 20
_LONGEST_REQUEST = 16_384
_REASONS = {200: "OK", 304: "Not Modified", 404: "Not Found", 500: "Internal Server Error"}
_PAGE = b"<!doctype html><html><head><title>Welcome</title></head><body><p>Please log in.</p></body></html>"
_MODES = ("quiet", "changing", "run")


@dataclass(slots=True)
class Stand:
    """What all connections share. ``mode``: whether feeds change never, at every request, or as the plan has it."""

    plan: Plan
    press: Press
    mode: str = "quiet"
    shelves: dict[int, Shelf] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    asked: Counter[int] = field(default_factory=Counter)
    served: dict[int, list[int]] = field(default_factory=dict)

    def shelf(self, number: int) -> Shelf:
        """The feed as it is now."""
        return self.shelves.setdefault(number, Shelf(self.plan.entries))

    def visit(self, number: int) -> Shelf:
        """The feed as this request finds it."""
        shelf = self.shelf(number)
        if self.mode == "changing" or (self.mode == "run" and changes(self.plan, number, shelf.asked)):
            self.press.publish(number, shelf)
        shelf.asked += self.mode == "run"
        return shelf

    def handed_out(self, number: int, newest: int) -> None:
        """A whole document has left with entries up to ``newest``."""
        first = newest - self.plan.entries + 1
        span = self.served.setdefault(number, [first, newest])
        span[:] = min(span[0], first), max(span[1], newest)


class Connection(asyncio.Protocol):
    """One connection, one request after another."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the connection."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers once the head of a request is complete."""
        self._received += data
        if b"\r\n\r\n" in self._received:
            head, self._received = self._received, b""
            self._answer(head.decode("latin-1"))
        elif len(self._received) > _LONGEST_REQUEST and self._transport is not None:
            self._transport.close()

    def _answer(self, head: str) -> None:
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if not path[1:].isdigit():
            self._send(404, {})
            return
        number = int(path[1:])
        kind = Kind.of(number)
        self._stand.asked[number] += 1
        if kind.fails:
            self._stand.answers[kind.value] += 1
            self._fail(kind)
        elif kind is Kind.SLOW:
            delay = random.uniform(*self._stand.plan.slow)  # noqa: S311 (no secret)
            asyncio.get_running_loop().call_later(delay, self._feed, number, headers)
        else:
            self._feed(number, headers)

    def _fail(self, kind: Kind) -> None:
        if self._transport is None:
            return
        if kind is Kind.ERROR:
            self._send(500, {"Content-Type": "text/plain"}, b"out of order")
        elif kind is Kind.PAGE:
            self._send(200, {"Content-Type": "text/html; charset=utf-8"}, _PAGE)
        elif kind is Kind.GARBAGE:
            self._transport.write(b"\x16\x03\x01\x00 hardly a protocol\r\n\r\n")
            self._transport.close()
        elif kind is Kind.RESET:
            plug = self._transport.get_extra_info("socket")
            # A close without waiting is a reset.
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()

    def _feed(self, number: int, headers: dict[str, str]) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        shelf, kind = self._stand.visit(number), Kind.of(number)
        etag, modified = validators(self._stand, number)
        offered = ({"ETag": etag} if etag else {}) | ({"Last-Modified": modified} if modified else {})
        same = headers.get("if-none-match") == etag if etag else bool(modified) and headers.get("if-modified-since") == modified
        if same:
            self._stand.answers["304"] += 1
            self._send(304, offered)
            return
        body = self._stand.press.document(number, shelf)
        # Most servers compress.
        if number % 4 and "gzip" in headers.get("accept-encoding", ""):
            body, offered = gzipped(body), offered | {"Content-Encoding": "gzip"}
        self._stand.answers["same body" if kind is Kind.PLAIN and self._stand.mode == "quiet" else "200"] += 1
        self._send(200, offered | {"Content-Type": "application/xml; charset=utf-8"}, body)
        self._stand.handed_out(number, shelf.newest)

    def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        if self._transport is None or self._transport.is_closing():
            return
        sized = headers if status == 304 else headers | {"Content-Length": str(len(body))}  # noqa: PLR2004 (HTTP's own number)
        lines = "".join(f"{name}: {value}\r\n" for name, value in sized.items())
        self._transport.write(f"HTTP/1.1 {status} {_REASONS[status]}\r\n{lines}\r\n".encode("latin-1") + body)


def validators(stand: Stand, number: int) -> tuple[str, str]:
    """The ETag and the Last-Modified of a feed as it is now; empty for what its server does not give."""
    shelf, kind = stand.shelf(number), Kind.of(number)
    if kind is Kind.PLAIN or kind.fails:
        return "", ""
    return ("" if kind is Kind.MODIFIED else f'"{number}-{shelf.newest}"'), stand.press.modified(shelf)


def gzipped(body: bytes) -> bytes:
    """The body in gzip's format, quickly."""
    packing = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packing.compress(body) + packing.flush()


def listening(hosts: int) -> tuple[int, list[socket.socket]]:
    """A port, and sockets that listen on it at so many addresses. Raises OSError."""
    _raise_limit(hosts + _SPARE_FILES)
    for last in (*(False,) * (_TRIES - 1), True):
        sockets: list[socket.socket] = []
        port = 0
        try:
            for address in addresses(hosts):
                plug = socket.socket()
                sockets.append(plug)
                plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                plug.bind((address, port))
                port = plug.getsockname()[1]
                plug.listen(128)
        except OSError:
            # Somebody else has that port on one of the addresses.
            for plug in sockets:
                plug.close()
            if last:
                raise
        else:
            return port, sockets
    raise AssertionError("unreachable")


def _raise_limit(files: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(files, hard)), hard))


async def serve(plan: Plan) -> None:
    """Serves until standard input ends; the first line of output says where."""
    made = MadeText(load_names(default_config()))
    supply = _without_end(made)
    stand = Stand(plan, Press(plan, supply, min(_STOCK, plan.feeds), datetime.now(UTC)))
    port, sockets = listening(plan.hosts)
    loop = asyncio.get_running_loop()
    for plug in sockets:
        await loop.create_server(lambda: Connection(stand), sock=plug)
    _say({"port": port, "terms": made.terms(_TERMS)})
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        order = json.loads(line)
        _say(_ORDERS[order["do"]](stand, order))


def _without_end(made: MadeText) -> Iterator[MadeArticle]:
    return made.articles(sys.maxsize)


def _say(value: Any) -> None:
    print(json.dumps(value), flush=True)


def _set_mode(stand: Stand, order: dict[str, Any]) -> Any:
    stand.mode = _MODES[_MODES.index(order["mode"])]
    stand.answers.clear()
    stand.asked.clear()
    return {}


def _counts(stand: Stand, _: dict[str, Any]) -> Any:
    """Answers by kind since the mode was set, and how many feeds have been asked for, and how often all of them."""
    return {"answers": stand.answers, "feeds": len(stand.asked), "requests": sum(stand.asked.values())}


def _validators(stand: Stand, order: dict[str, Any]) -> Any:
    """What the bot would know of these feeds, had it read them."""
    found = {}
    for number in order["feeds"]:
        plain = Kind.of(number) is Kind.PLAIN
        document = stand.press.document(number, stand.shelf(number)) if plain else b""
        found[number] = (*validators(stand, number), body_hash(document) if plain else "-")
    return found


def _served(stand: Stand, _: dict[str, Any]) -> Any:
    """For each feed the first and the last entry that it has handed out."""
    return stand.served


_ORDERS: dict[str, Callable[[Stand, dict[str, Any]], Any]] = {
    "mode": _set_mode,
    "counts": _counts,
    "validators": _validators,
    "served": _served,
}


def main() -> None:
    """Takes the plan as JSON."""
    values = json.loads(sys.argv[1])
    asyncio.run(serve(Plan(**{**values, "slow": tuple(values["slow"])})))


if __name__ == "__main__":
    main()
