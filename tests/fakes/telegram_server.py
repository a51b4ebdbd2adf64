"""A Bot API server on loopback, good enough that python-telegram-bot runs against it unmodified.

In a test: ``async with TelegramServer() as telegram:`` and give the bot ``telegram.base_url`` and ``telegram.token``;
``telegram.world`` holds chats and messages and makes people act (``say``, ``press``, ``membership`` …), ``telegram.faults``
takes what shall go wrong (``telegram_faults``). On its own: ``python -m tests.fakes.telegram_server --port N`` prints one line
with its address, and obeys ``/_control`` (``GET log``, ``GET calls``, ``POST chat``, ``POST update``, ``POST fault``).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import inspect
import json
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from aiohttp import web

from tests.fakes import telegram_files as files
from tests.fakes.telegram_faults import Fault, FaultQueue
from tests.fakes.telegram_surface import ApiError, carry_out, chat_id, decoded
from tests.fakes.telegram_world import Shown, World

TOKEN = "123456:AAFakeTokenOfTheLoopbackTelegram0000"
Stage = Literal["before", "applied", "responded"]


@dataclass(frozen=True)
class Call:
    """One call as it came in. ``at``: monotonic seconds."""

    method: str
    params: dict[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def chat(self) -> int | None:
        return chat_id(self.params)


OnCall = Callable[[Stage, Call], Awaitable[None] | None]


class TelegramServer:
    """The fake. ``on_call`` (a function or coroutine) is told of each call but getUpdates, at three moments.

    Before it has its effect, after, and when the answer is out. ``calls`` is the log of all calls but getUpdates.
    """

    def __init__(self, token: str = TOKEN, username: str = "RasidBot", on_call: OnCall | None = None) -> None:
        self.token = token
        self.world = World(username)
        self.faults = FaultQueue()
        self.on_call = on_call
        self.calls: list[Call] = []
        self.polls = 0
        self.conflicts = 0
        self.port = 0
        self._changed = asyncio.Condition()
        self._poller: web.Request | None = None
        self._closing = False
        self._obeying: set[asyncio.Task[web.StreamResponse]] = set()
        self._runner: web.AppRunner | None = None

    # -- life --

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as ``base_url``."""
        return f"{self.url}/bot"

    async def start(self, port: int = 0) -> None:
        """Listens on ``port`` (0: a free one)."""
        app = web.Application(client_max_size=20_000_000)
        app.router.add_route("*", "/_control/{what}", self._control)
        app.router.add_route("*", "/bot{token}/{method}", self._api)
        app.router.add_get("/file/bot{token}/{file:.+}", self._file)
        # A long poll must end when its client goes away, so that the next poller finds the place free.
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self.port)
        await site.start()
        self._closing = False
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Closes the port; ``start`` opens the same one again, with everything remembered."""
        self._closing = True
        await self._tell()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        for task in self._obeying:
            task.cancel()
        await asyncio.gather(*self._obeying, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # -- for tests --

    def shown(self, chat: int, *, everyone: bool = False) -> list[Shown]:
        """What a chat shows now (the bot's messages, or everyone's), oldest first."""
        return self.world.shown(chat, everyone=everyone)

    def fault(self, *faults: Fault) -> None:
        """Queues what shall go wrong."""
        self.faults.add(*faults)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def until(self, true: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Waits until something is true of the server; returns what ``true`` then gives."""
        async with asyncio.timeout(seconds):
            while not (found := true()):
                async with self._changed:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), 0.05)
        return found

    # -- the API --

    async def _api(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _answer_json(ApiError(401, "Unauthorized"))
        call = Call(request.match_info["method"], await _params(request))
        if call.method.lower() == "getupdates":
            fault = self.faults.take(call.method, None)
            return await (self._faulty(request, call, fault) if fault else self._poll(request, call))
        # What has come in is carried out even when the caller hangs up or is killed meanwhile.
        task = asyncio.create_task(self._obey(request, call))
        self._obeying.add(task)
        task.add_done_callback(self._obeying.discard)
        return await asyncio.shield(task)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return web.Response(status=404)
        return await files.serve(self.world, request)

    async def _obey(self, request: web.Request, call: Call) -> web.StreamResponse:
        self.calls.append(call)
        await self._hook("before", call)
        fault = self.faults.take(call.method, call.chat)
        if fault is not None and fault.way != "delay":
            return await self._faulty(request, call, fault)
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        return await self._carry_out(request, call)

    async def _carry_out(self, request: web.Request, call: Call) -> web.StreamResponse:
        answer = self._apply(call)
        await self._hook("applied", call)
        response = _answer_json(answer)
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionError:
            return response
        await self._hook("responded", call)
        return response

    def _apply(self, call: Call) -> Any:
        try:
            return carry_out(self.world, call.method, call.params)
        except ApiError as refusal:
            return refusal

    async def _hook(self, stage: Stage, call: Call) -> None:
        await self._tell()
        told = self.on_call(stage, call) if self.on_call else None
        if inspect.isawaitable(told):
            await told

    async def _faulty(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        answer = self._apply(call) if fault.applies else None
        if fault.applies:
            await self._hook("applied", call)
        if fault.way == "drop":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.way == "html":
            page = "<html><head><title>Bad Gateway</title></head><body>nginx</body></html>"
            return web.Response(status=fault.code, text=page, content_type="text/html")
        if fault.way == "truncated":
            whole = json.dumps({"ok": True, "result": answer if not isinstance(answer, ApiError) else None})
            return web.Response(text=whole[: len(whole) // 2], content_type="application/json")
        if fault.way == "delay":
            await asyncio.sleep(fault.seconds)
            return await self._poll(request, call)
        return _answer_json(ApiError(fault.code, fault.description, fault.parameters))

    # -- updates --

    async def _poll(self, request: web.Request, call: Call) -> web.StreamResponse:
        if self.world.webhook:
            return _answer_json(ApiError(409, "Conflict: can't use getUpdates method while webhook is active"))
        if not await self._place_is_free():
            self.conflicts += 1
            return _answer_json(
                ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            )
        self._poller = request
        self.polls += 1
        try:
            return _answer_json(await self._wait_for_updates(call))
        finally:
            if self._poller is request:
                self._poller = None

    async def _place_is_free(self) -> bool:
        """Whether no other poll is open; a client that has just hung up is given a moment to be noticed."""
        for _ in range(15):
            if self._poller is None or self._poller.transport is None or self._poller.transport.is_closing():
                return True
            await asyncio.sleep(0.02)
        return False

    async def _wait_for_updates(self, call: Call) -> list[dict[str, Any]]:
        offset = int(call.params.get("offset") or 0)
        if offset > 0:
            self.world.updates = [update for update in self.world.updates if update["update_id"] >= offset]
        allowed = decoded(call.params, "allowed_updates")
        deadline = time.monotonic() + float(call.params.get("timeout") or 0)
        while True:
            await self._tell()
            again, self.world.repeated = self.world.repeated, []
            if again:
                return again
            ready = [update for update in self.world.updates if not allowed or any(kind in update for kind in allowed)]
            if ready or self._closing or time.monotonic() >= deadline:
                return ready[: int(call.params.get("limit") or 100)]
            await asyncio.sleep(0.01)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # -- control from another process --

    async def _control(self, request: web.Request) -> web.Response:
        what = request.match_info["what"]
        told = await request.json() if request.method == "POST" else {}
        if what == "log":
            return web.json_response([message.as_json() for message in self.world.messages.values()])
        if what == "calls":
            return web.json_response(
                [{"method": call.method, "params": files.described(call.params), "at": call.at} for call in self.calls]
            )
        if what == "fault":
            self.fault(Fault(**told))
            return web.json_response({"waiting": len(self.faults.waiting)})
        if what == "chat":
            return web.json_response(self.world.add_chat(told.pop("id"), **told).as_json())
        if what == "update":
            return web.json_response({"update_id": self._act(told)})
        raise web.HTTPNotFound

    def _act(self, told: dict[str, Any]) -> int:
        """An update as told: ``{"do": "say", "chat": 1, "text": …}``, the names of World's methods, or a raw update."""
        doing = told.pop("do", "push")
        if doing == "press":
            told["message"] = self.world.messages[told.pop("chat"), told["message"]]
        if doing not in {"say", "press", "membership", "migrate", "edit_by_user", "push"}:
            raise web.HTTPBadRequest(text=f"cannot {doing}")
        done = getattr(self.world, doing)(**told)
        return int(done)


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **files.uploaded(await request.post())}


def _answer_json(answer: Any) -> web.Response:
    if not isinstance(answer, ApiError):
        return web.json_response({"ok": True, "result": answer})
    told: dict[str, Any] = {"ok": False, "error_code": answer.code, "description": answer.description}
    return web.json_response(told | ({"parameters": answer.parameters} if answer.parameters else {}), status=answer.code)


@contextlib.contextmanager
def in_thread(token: str = TOKEN) -> Iterator[TelegramServer]:
    """A server in a thread of its own, for tests whose own loop is busy or that have none.

    ``world`` and ``faults`` may be read and moved from outside, one call at a time.
    """
    ready = threading.Event()
    running: list[tuple[TelegramServer, asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        async with TelegramServer(token) as telegram:
            stop = asyncio.Event()
            running.append((telegram, asyncio.get_running_loop(), stop))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    ready.wait(10)
    server, loop, stop = running[0]
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


async def _serve_for_ever(port: int, token: str) -> None:
    server = TelegramServer(token)
    await server.start(port)
    print(json.dumps({"url": server.url, "base_url": server.base_url, "token": server.token}), flush=True)  # noqa: T201
    await asyncio.Event().wait()


def main() -> None:
    """The server as a process of its own, until it is killed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=0)
    asked.add_argument("--token", default=TOKEN)
    given = asked.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve_for_ever(given.port, given.token))


if __name__ == "__main__":
    main()
