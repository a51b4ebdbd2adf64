"""A web server on the loopback that serves whatever a test wants to be read, well-behaved or not, and writes down who asked."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

RSS = "application/rss+xml; charset=utf-8"
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Page:
    """What one path answers.

    ``etag`` and ``last_modified`` are sent, and a request that brings either back gets a 304. ``delay``: seconds before the
    headers. ``trickle``: seconds between single bytes of the body. ``endless``: the body is repeated for ever.
    ``breaks_after``: bytes of the body after which the connection is dropped. ``gate``: nothing is answered before it is set.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = RSS
    etag: str = ""
    last_modified: str = ""
    delay: float = 0.0
    trickle: float = 0.0
    endless: bool = False
    breaks_after: int | None = None
    gate: asyncio.Event | None = None


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]


def gzip_bomb(megabytes: int) -> Page:
    """A page of zeros that is a thousand times larger once unpacked."""
    return Page(gzip.compress(b"\0" * 1024 * 1024 * megabytes, 1, mtime=0), headers={"Content-Encoding": "gzip"})


def redirect(to: str, status: int = 302) -> Page:
    """A page that sends its reader to another address."""
    return Page(status=status, headers={"Location": to})


class FeedServer:
    """The server; an async context manager. Pages are set and replaced by path at any time; unknown ones are 404.

    ``tls``: what it speaks HTTPS with.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.pages: dict[str, Page] = {}
        self.requests: list[Asked] = []
        self.sent = 0
        self.under_way = 0
        self.most_under_way = 0
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def host(self) -> str:
        """``127.0.0.1:port``, as an allow-list takes it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"{'https' if self._tls else 'http'}://{self.host}{path}"

    def serve(self, path: str, body: bytes | str | Page, **more: object) -> str:
        """Sets what a path answers and returns its address; with no validators given, none are sent."""
        page = body if isinstance(body, Page) else Page(body.encode() if isinstance(body, str) else body, **more)
        self.pages[path] = page
        return self.url(path)

    def publish(self, path: str, body: bytes | str, content_type: str = RSS) -> str:
        """Sets a well-behaved feed, with the ETag of its content, and returns its address."""
        raw = body.encode() if isinstance(body, str) else body
        return self.serve(path, Page(raw, content_type=content_type, etag=f'"{hashlib.sha256(raw).hexdigest()[:16]}"'))

    def asked(self, path: str) -> list[Asked]:
        """The requests for one path, in order."""
        return [request for request in self.requests if request.path == path]

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self._tls)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Asked(request.path_qs, request.headers.copy()))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await self._page(request, self.pages.get(request.path_qs, Page(b"not here", 404, content_type="text/plain")))
        finally:
            self.under_way -= 1

    async def _page(self, request: web.Request, page: Page) -> web.StreamResponse:
        if page.gate is not None:
            await page.gate.wait()
        if page.delay:
            await asyncio.sleep(page.delay)
        headers = dict(page.headers)
        if page.etag:
            headers["ETag"] = page.etag
        if page.last_modified:
            headers["Last-Modified"] = page.last_modified
        if page.status == 200 and _unchanged(request, page):
            return web.Response(status=304, headers=headers)
        headers.setdefault("Content-Type", page.content_type)
        if page.endless or page.trickle or page.breaks_after is not None:
            return await self._streamed(request, page, headers)
        self.sent += len(page.body)
        return web.Response(status=page.status, headers=headers, body=page.body)

    async def _streamed(self, request: web.Request, page: Page, headers: dict[str, str]) -> web.StreamResponse:
        if page.breaks_after is not None:
            headers["Content-Length"] = str(len(page.body))
        response = web.StreamResponse(status=page.status, headers=headers)
        try:
            await response.prepare(request)
            async for piece in _pieces(page):
                await response.write(piece)
                self.sent += len(piece)
            if page.breaks_after is not None and request.transport is not None:
                request.transport.close()
        except ConnectionError:
            pass
        return response


def _unchanged(request: web.Request, page: Page) -> bool:
    tag = request.headers.get("If-None-Match", "")
    if page.etag and tag:
        return tag == page.etag
    return bool(page.last_modified) and request.headers.get("If-Modified-Since") == page.last_modified


async def _pieces(page: Page) -> AsyncIterator[bytes]:
    body = page.body if page.breaks_after is None else page.body[: page.breaks_after]
    size = 1 if page.trickle else _PIECE
    while True:
        for start in range(0, len(body), size):
            yield body[start : start + size]
            if page.trickle:
                await asyncio.sleep(page.trickle)
        if not page.endless:
            return
