"""A small HTTP server on loopback that says whether the bot is well, and the heartbeat to a watcher outside.

No chat's data stands here: counts, times, states.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import aiohttp
import structlog
from aiohttp import web

log = structlog.get_logger()

Vitals = Callable[[], Awaitable[dict[str, Any]]]


class HealthServer:
    """Answers GET /health: 200 with ``{"ok": true, …}``, 503 when not well."""

    def __init__(self, host: str, port: int, vitals: Vitals) -> None:
        self._host, self._port, self._vitals = host, port, vitals
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listens; a taken port is logged and costs nothing else."""
        if not self._port:
            return
        app = web.Application()
        app.router.add_get("/health", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            log.warning("health.port_taken", host=self._host, port=self._port, error=error.strerror)

    async def stop(self) -> None:
        """Closes the port."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, _request: web.Request) -> web.Response:
        vitals = await self._vitals()
        return web.json_response(vitals, status=200 if vitals["ok"] else 503)


async def beat(url: str, vitals: Vitals, proxy: str) -> int:
    """Fetches the heartbeat address if all is well, so that a watcher outside notices silence; returns 0."""
    if not url or not (await vitals())["ok"]:
        return 0
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=False) as session,
            session.get(url, proxy=proxy or None, allow_redirects=False) as response,
        ):
            response.release()
    except (aiohttp.ClientError, TimeoutError) as error:
        # The address itself is a secret of the watcher's service.
        log.warning("heartbeat.failed", error=type(error).__name__)
    return 0


def ask_health(host: str, port: int) -> tuple[bool, dict[str, Any]]:
    """What a running bot on this machine says of itself; raises OSError when there is none."""
    try:
        with build_opener(ProxyHandler({})).open(f"http://{host}:{port}/health", timeout=5) as response:
            return True, json.load(response)
    except URLError as error:
        body = getattr(error, "fp", None)
        if body is None:
            raise OSError(str(error.reason)) from error
        return False, json.load(body)
