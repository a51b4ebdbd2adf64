"""Socket Mode: what Slack has for the app comes through a WebSocket that the app opens, so that nothing need be reachable.

What the payloads say stands in ``payloads``; what is done about them, in ``intake``.
"""

from __future__ import annotations

import asyncio

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.outcomes import Failure, trouble_of
from bot.ports import PlatformDown

_CONNECT_SECONDS = 20.0


class SocketMode:
    """The WebSocket of one process. ``ping_seconds`` bounds how long a dead one goes unseen."""

    def __init__(self, api: SlackApi, ping_seconds: float) -> None:
        self._api = api
        self._ping_seconds = ping_seconds
        self._socket: AsyncSocketModeHandler | None = None
        self._watch: asyncio.Task[None] | None = None

    async def open(self, app: AsyncApp) -> None:
        """Returns once the WebSocket stands. Raises PlatformRefused for a refused token, PlatformDown otherwise."""
        address = await self._api.socket_address()
        if isinstance(address, Failure):
            raise trouble_of(address, "the app-level token (xapp-…)")
        socket = AsyncSocketModeHandler(
            app,
            self._api.app_token,
            logger=self._api.log,
            web_client=self._api.client(),
            proxy=self._api.proxy or None,
            ping_interval=self._ping_seconds,
        )
        socket.client.wss_uri = address
        self._socket = socket
        try:
            await asyncio.wait_for(socket.client.connect(), _CONNECT_SECONDS)  # type: ignore[no-untyped-call]
        except TimeoutError:
            await self.close()
            raise PlatformDown("Slack's WebSocket does not open") from None
        self._watch = asyncio.create_task(self._keep_address_fresh(), name="slack-socket-address")

    async def close(self) -> None:
        """Closes the WebSocket, if there is one."""
        socket, self._socket = self._socket, None
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        if socket is None:
            return
        client = socket.client
        await client.close()  # type: ignore[no-untyped-call]
        tasks = (client.message_processor, client.current_session_monitor, client.message_receiver)
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)

    async def _keep_address_fresh(self) -> None:
        """A WebSocket address is good for one use and a short time, but slack_sdk's reconnecting tries the same one for ever.

        So the address is taken away from it whenever the socket is down; it then asks for another.
        """
        while self._socket is not None:
            await asyncio.sleep(self._ping_seconds)
            if not await self._socket.client.is_connected():
                self._socket.client.wss_uri = None
