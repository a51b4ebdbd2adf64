"""Request URLs: what Slack has for the app comes as signed HTTP requests to one address of ours.

Slash commands, interactivity, events and menus all come to ``PATH``; a proxy in front brings TLS. Nothing of a request is read
before its signature holds, but for Slack's own check of the certificate.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack (``v0=`` and an HMAC-SHA256 over
``v0:timestamp:body``, five minutes); https://docs.slack.dev/apis/events-api (three seconds for an answer, three retries).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot.ports import Clock, PlatformDown

PATH = "/slack/events"
_MOST_BYTES = 1024 * 1024
_SHUTDOWN_SECONDS = 5.0
_READ_SECONDS = 10.0


class _Now(SignatureClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


class Signatures:
    """Whether a request is Slack's."""

    def __init__(self, signing_secret: str, clock: Clock) -> None:
        self._verifier = SignatureVerifier(signing_secret, _Now(clock))

    def hold(self, body: bytes, timestamp: str, signature: str) -> bool:
        """Whether the signature is of this very body, and at most five minutes old. Compared in constant time."""
        if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii()):
            return False
        try:
            return bool(self._verifier.is_valid(body, timestamp, signature))
        except ValueError:
            # Slack signs UTF-8 alone.
            return False


class RequestUrls:
    """The HTTP server of one process, listening at ``host`` and ``port`` (0: any free one, see ``port`` once open)."""

    def __init__(self, host: str, port: int, signatures: Signatures) -> None:
        self._host = host
        self.port = port
        self._signatures = signatures
        self._app: AsyncApp | None = None
        self._runner: web.AppRunner | None = None

    async def open(self, app: AsyncApp) -> None:
        """Returns once the port listens. Raises PlatformDown when it is taken."""
        self._app = app
        server = web.Application(client_max_size=_MOST_BYTES)
        server.router.add_post(PATH, self._take)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self.port).start()
        except OSError as error:
            await runner.cleanup()
            raise PlatformDown(f"{self._host}:{self.port} cannot be listened at: {error.strerror}") from None
        self._runner = runner
        self.port = runner.addresses[0][1]

    async def close(self) -> None:
        """Closes the port; requests under way get their answer."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await asyncio.wait_for(request.read(), _READ_SECONDS)
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        if body.startswith(b"ssl_check=1"):
            # Slack looks whether the certificate is good; nothing is asked for.
            return web.Response()
        headers = request.headers
        if not self._signatures.hold(body, headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")):
            return web.Response(status=HTTPStatus.UNAUTHORIZED, text="the signature does not hold")
        if self._app is None:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        told: dict[str, str | Sequence[str]] = {
            name: value
            for name, value in headers.items()
            if name.lower() == "content-type" or name.lower().startswith("x-slack-")
        }
        try:
            asked = AsyncBoltRequest(body=body.decode("utf-8"), query=request.query_string, headers=told)
        except (ValueError, TypeError, AttributeError):
            # slack-bolt takes it for granted that there is an object in it.
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return await to_aiohttp_response(await self._app.async_dispatch(asked))
