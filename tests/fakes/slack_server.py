"""A Slack of one's own on loopback for the real slack-bolt: Web API, response URLs, Socket Mode, HTTP mode (``requests.url``).

In a test: ``async with FakeSlack() as slack`` and ``base_url=slack.base_url``. As a process of its own:
``python -m tests.fakes.slack_server --port N``, steered through ``/_control`` (see ``slack_control``).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from bot.platforms.slack.manifest import manifest
from tests.fakes import slack_payloads as payloads
from tests.fakes.slack_blocks import buttons
from tests.fakes.slack_control import add_control
from tests.fakes.slack_faults import Fault, Faults
from tests.fakes.slack_files import Held, add_files, hand_over
from tests.fakes.slack_methods import FORM_ONLY, METHODS, Refused, respond
from tests.fakes.slack_requests import Requests
from tests.fakes.slack_sockets import Envelope, Sockets
from tests.fakes.slack_world import BOT_USER, TEAM, Message, World

BOT_TOKEN = "xoxb-1111-2222-canarybotcanary"
APP_TOKEN = "xapp-1-A0RASID-3333-canaryappcanary"
RESPONSE_USES = 5
MESSAGES = {"im": "message.im", "mpim": "message.mpim", "channel": "message.channels", "group": "message.groups"}

Hook = Callable[[str, str, dict[str, Any]], Awaitable[None]]


@dataclass
class Call:
    """One call of the Web API. ``at``: monotonic seconds; ``error``: what it was refused with."""

    method: str
    arguments: dict[str, Any]
    at: float
    error: str = ""
    why: str = ""


@dataclass
class FakeSlack:
    """The server and its workspace.

    ``on_call(stage, method, arguments)`` is awaited at the stages before, applied and answered of each call; a ConnectionError
    that it raises before leaves the call unapplied and unanswered.
    """

    port: int = 0
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    command: str = "/rasid"
    world: World = field(default_factory=World)
    faults: Faults = field(default_factory=Faults)
    sockets: Sockets = field(default_factory=Sockets)
    requests: Requests = field(default_factory=Requests)
    calls: list[Call] = field(default_factory=list)
    on_call: Hook | None = None
    manifest: dict[str, Any] = field(default_factory=manifest)
    _responses: dict[str, dict[str, Any]] = field(default_factory=dict)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=8 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._serve)
        app.router.add_post("/respond/{ticket}", self._respond)
        add_files(app, self)
        app.router.add_get("/link", self.sockets.link)
        add_control(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        if self.port == 0:
            self.port = self._runner.addresses[0][1]
        self.world.files_base = f"http://127.0.0.1:{self.port}/"

    async def stop(self) -> None:
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    # What people do.

    async def slash(self, text: str, *, channel: str = "C1", user: str = "U1", command: str = "") -> Envelope:
        place = self.world.channels.get(channel) or self.world.add_channel(channel, member=False)
        url = self.response_url(channel, user)
        body = payloads.slash(command or self.command, text, place, user, self.world.trigger(user), url)
        return await self.push("slash_commands", body)

    async def mention(
        self, text: str, *, channel: str = "C1", user: str = "U1", thread: str = "", event_id: str = ""
    ) -> Envelope:
        said = Message(channel, self.world.stamp(), user, f"<@{BOT_USER}> {text}", thread_ts=thread)
        self.world.post(said)
        inner = {"type": "app_mention", "user": user, "text": said.text, "ts": said.ts, "channel": channel, "event_ts": said.ts}
        return await self.event({**inner, "thread_ts": thread} if thread else inner, event_id=event_id)

    async def say(self, text: str, *, channel: str = "D1", user: str = "U1", event_id: str = "") -> Envelope:
        """A direct message to the bot."""
        said = self.world.post(Message(channel, self.world.stamp(), user, text))
        inner = {"type": "message", "channel_type": "im", "user": user, "text": text, "ts": said.ts, "channel": channel}
        return await self.event({**inner, "event_ts": said.ts}, event_id=event_id)

    async def hand(self, held: Held, text: str = "", *, channel: str = "D1", user: str = "U1") -> Envelope:
        """A direct message to the bot with a file, or in a channel a mention."""
        return await self.event(hand_over(self, held, text, channel, user))

    async def press(self, message: Message, label: str, *, user: str = "U1") -> Envelope:
        """Presses the button, or chooses the menu entry, with this label."""
        action = next(button["action"] for button in buttons(message.blocks) if button["label"] == label)
        url = self.response_url(message.channel, user, message_ts=message.ts)
        place = self.world.channel(message.channel)
        body = payloads.press(message, action, place, user, self.world.trigger(user), url)
        return await self.push("interactive", body)

    async def kick(self, channel: str, *, actor: str = "U2") -> Envelope:
        """Takes the bot out of a channel. Slack tells it so by the event that is its own, and tells only the others who left.

        Source: https://github.com/slackapi/node-slack-sdk/issues/931 and https://github.com/slackapi/bolt-js/issues/1847
        """
        place = self.world.channel(channel)
        place.member = False
        kind = "group_left" if place.private else "channel_left"
        return await self.event({"type": kind, "channel": channel, "actor_id": actor, "event_ts": self.world.stamp()})

    async def leave(self, channel: str, user: str = "U1") -> Envelope:
        """Somebody leaves a channel."""
        self.world.channel(channel).outside.add(user)
        return await self.event({"type": "member_left_channel", "user": user, "channel": channel, "team": TEAM})

    async def come(self, channel: str, user: str = "U1") -> Envelope:
        """Somebody comes into a channel, again or for the first time."""
        self.world.channel(channel).outside.discard(user)
        return await self.event({"type": "member_joined_channel", "user": user, "channel": channel, "team": TEAM})

    async def event(self, inner: dict[str, Any], *, event_id: str = "", attempt: int = 0) -> Envelope:
        """Any event; the same ``event_id`` again is what Slack does when an ack was lost.

        Raises ValueError for one that Slack would not send: to which the app has not subscribed, or that the bot itself left.
        """
        if not self.sends(inner):
            raise ValueError(f"Slack sends the app no {inner['type']}")
        body = payloads.event(inner, event_id or f"Ev{self.world.number():08d}")
        return await self.push("events_api", body, attempt=attempt)

    async def push(self, kind: str, body: dict[str, Any], *, attempt: int = 0) -> Envelope:
        """Any payload, the way that the app takes them."""
        way = self.requests if self.requests.url else self.sockets
        return await way.push(kind, body, attempt=attempt)

    def response_url(self, channel: str, user: str, message_ts: str = "") -> str:
        ticket = f"r{self.world.number()}"
        self._responses[ticket] = {"channel": channel, "user": user, "message_ts": message_ts, "uses": RESPONSE_USES}
        return f"http://127.0.0.1:{self.port}/respond/{ticket}"

    def sends(self, inner: dict[str, Any]) -> bool:
        """Whether Slack would send this event to an app that was made from ``manifest``."""
        name = MESSAGES[inner["channel_type"]] if inner["type"] == "message" else inner["type"]
        about_the_bot = inner["type"] == "member_left_channel" and inner.get("user") == BOT_USER
        return name in self.manifest["settings"]["event_subscriptions"]["bot_events"] and not about_the_bot

    # What tests ask.

    @property
    def refusals(self) -> list[Call]:
        """Calls that were refused on their own account, not by a fault."""
        return [call for call in self.calls if call.error and call.why != "fault"]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    # The wire.

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        call = Call(method, arguments, time.monotonic())
        self.calls.append(call)
        try:
            await self._reached("before", method, arguments)
        except ConnectionError:
            return _cut(request)
        fault = self.faults.take(method, str(arguments.get("channel") or ""))
        if fault is not None:
            early = await _early(fault, request)
            if early is not None:
                call.error, call.why = fault.code if fault.kind == "error" else fault.kind, "fault"
                return early
        answer = self._apply(call, request)
        await self._reached("applied", method, arguments)
        if fault is not None:
            late = await _late(fault, request, answer)
            if late is not None:
                return late
        response = web.json_response(answer)
        await response.prepare(request)
        await response.write_eof()
        await self._reached("answered", method, arguments)
        if fault is not None and fault.kind == "kill" and fault.stage == "answered":
            _kill(fault)
        return response

    def _apply(self, call: Call, request: web.Request) -> dict[str, Any]:
        try:
            self._check_form(call.method, request)
            self._check_token(call.method, request)
            if call.method == "apps.connections.open":
                return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket={self.sockets.ticket()}&app_id=A0RASID"}
            return {"ok": True, **METHODS[call.method](self.world, call.arguments)}
        except Refused as refused:
            call.error, call.why = refused.code, refused.why or refused.code
            return {"ok": False, "error": refused.code, "response_metadata": {"messages": [refused.why]}}

    def _check_form(self, method: str, request: web.Request) -> None:
        if method not in METHODS and method != "apps.connections.open":
            raise Refused("unknown_method", method)
        if method in FORM_ONLY and request.content_type == "application/json":
            raise Refused("invalid_arguments", "this method reads no JSON")

    def _check_token(self, method: str, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        wanted = self.app_token if method == "apps.connections.open" else self.bot_token
        if not given:
            raise Refused("not_authed")
        if given != wanted:
            raise Refused("not_allowed_token_type" if given in {self.app_token, self.bot_token} else "invalid_auth")

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        call = Call("response_url", body, time.monotonic())
        self.calls.append(call)
        fault = self.faults.take("response_url", "")
        if fault is not None:
            early = await _early(fault, request)
            if early is not None:
                call.error, call.why = fault.kind, "fault"
                return early
        asked = self._responses.get(request.match_info["ticket"])
        if asked is None:
            return web.Response(status=404, text="expired_url")
        try:
            respond(self.world, asked, body)
        except Refused as refused:
            call.error, call.why = refused.code, refused.why or refused.code
            return web.json_response({"ok": False, "error": refused.code}, status=404)
        return web.Response(text="ok")

    async def _reached(self, stage: str, method: str, arguments: dict[str, Any]) -> None:
        if self.on_call is not None:
            await self.on_call(stage, method, arguments)


async def _arguments(request: web.Request) -> dict[str, Any]:
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        found.update(await request.json())
    elif request.can_read_body:
        form = await request.post()
        found.update({name: _loaded(str(value)) for name, value in form.items()})
    return found


def _loaded(value: str) -> Any:
    return json.loads(value) if value[:1] in {"[", "{"} else value


async def _early(fault: Fault, request: web.Request) -> web.StreamResponse | None:
    """What a fault does before the call is applied; None lets it go on."""
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    elif fault.kind == "drop":
        return _cut(request)
    elif fault.kind == "kill" and fault.stage == "before":
        _kill(fault)
        return _cut(request)
    elif fault.kind == "http" and not fault.applied:
        return _page(fault)
    elif fault.kind == "limit":
        headers = {"Retry-After": str(int(fault.seconds))}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    elif fault.kind == "error" and not fault.applied:
        return web.json_response({"ok": False, "error": fault.code})
    return None


async def _late(fault: Fault, request: web.Request, answer: dict[str, Any]) -> web.StreamResponse | None:
    """What a fault does to the answer of an applied call; None lets it through."""
    if fault.kind == "kill" and fault.stage == "applied":
        _kill(fault)
    elif fault.kind == "lose":
        return _cut(request)
    elif fault.kind == "truncate":
        words = json.dumps(answer)
        return web.Response(text=words[: len(words) // 2], content_type="application/json")
    elif fault.kind == "stall":
        await asyncio.sleep(3_600)
    elif fault.kind == "http":
        return _page(fault)
    elif fault.kind == "error":
        return web.json_response({"ok": False, "error": fault.code})
    return None


def _page(fault: Fault) -> web.Response:
    return web.Response(status=fault.status, text="<html><h1>Something is wrong</h1></html>", content_type="text/html")


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _kill(fault: Fault) -> None:
    os.kill(fault.pid, signal.SIGKILL)


async def _run(port: int) -> None:
    async with FakeSlack(port=port) as slack:
        print(slack.base_url, flush=True)  # noqa: T201 - the caller reads the address
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await stop.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_run(parser.parse_args().port))
