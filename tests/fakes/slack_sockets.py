"""Socket Mode: the WebSockets of an app, the envelopes pushed through them, and whether they were acknowledged in time."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack_world import APP

ACK_SECONDS = 3.0
SOCKETS = 10


@dataclass(eq=False)
class Socket:
    """One WebSocket. ``silent``: it neither answers pings nor passes anything on, as a dead network does."""

    stream: web.WebSocketResponse
    silent: bool = False


@dataclass
class Envelope:
    """One payload pushed. ``acked``: acknowledged within three seconds; ``answer``: what came with the acknowledgement."""

    id: str
    kind: str
    payload: dict[str, Any]
    acked: bool = False
    answer: Any = None


@dataclass
class Sockets:
    """The open WebSockets, in turn."""

    open: list[Socket] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    refused: int = 0
    opened: int = 0
    ack_seconds: float = ACK_SECONDS
    _waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: itertools.count[int] = field(default_factory=itertools.count)

    def ticket(self) -> str:
        ticket = uuid.uuid4().hex
        self.tickets.add(ticket)
        return ticket

    @property
    def missed(self) -> list[Envelope]:
        """Payloads that were not acknowledged in time."""
        return [envelope for envelope in self.envelopes if not envelope.acked]

    async def link(self, request: web.Request) -> web.StreamResponse:
        """One WebSocket's life. A ticket is good once; an eleventh socket is sent away."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            self.refused += 1
            return web.Response(status=408, text="ticket expired")
        self.tickets.discard(ticket)
        stream = web.WebSocketResponse(autoping=False)
        await stream.prepare(request)
        if len(self.open) >= SOCKETS:
            await stream.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await stream.close()
            return stream
        socket = Socket(stream)
        self.open.append(socket)
        self.opened += 1
        self._arrived.set()
        try:
            hello = {"type": "hello", "num_connections": len(self.open), "connection_info": {"app_id": APP}, "debug_info": {}}
            await stream.send_json(hello)
            await self._listen(socket)
        except ConnectionError:
            pass
        finally:
            self._forget(socket)
        return stream

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.stream:
            if socket.silent:
                continue
            if message.type is WSMsgType.PING:
                await socket.stream.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                ack = message.json()
                waiting = self._waiting.get(ack.get("envelope_id"))
                if waiting is not None and not waiting.done():
                    waiting.set_result(ack.get("payload"))

    async def push(self, kind: str, payload: dict[str, Any], *, attempt: int = 0, wait_for_socket: float = 10.0) -> Envelope:
        """Sends a payload to one socket, and waits for its acknowledgement as long as Slack does."""
        envelope = Envelope(uuid.uuid4().hex, kind, payload)
        socket = await self._next(wait_for_socket)
        frame = {
            "envelope_id": envelope.id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            frame |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        self.envelopes.append(envelope)
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope.id] = waiting
        try:
            if not socket.silent:
                await socket.stream.send_json(frame)
            envelope.answer = await asyncio.wait_for(waiting, self.ack_seconds)
            envelope.acked = True
        except (TimeoutError, ConnectionError):
            pass
        finally:
            del self._waiting[envelope.id]
        return envelope

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every socket to reconnect, as Slack does every few hours."""
        for socket in list(self.open):
            await socket.stream.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})

    def silence(self) -> None:
        """Every open socket goes deaf and dumb without closing."""
        for socket in self.open:
            socket.silent = True

    def kill(self) -> None:
        """Every open socket breaks without a closing handshake."""
        for socket in list(self.open):
            self._abort(socket)

    async def close(self) -> None:
        for socket in list(self.open):
            self._abort(socket)
        await asyncio.sleep(0)

    def _abort(self, socket: Socket) -> None:
        self._forget(socket)
        transport = socket.stream._req.transport if socket.stream._req is not None else None
        if transport is not None:
            transport.abort()

    def _forget(self, socket: Socket) -> None:
        if socket in self.open:
            self.open.remove(socket)
        if not self.open:
            self._arrived.clear()

    async def _next(self, patience: float) -> Socket:
        await asyncio.wait_for(self._arrived.wait(), patience)
        return self.open[next(self._turn) % len(self.open)]
