"""A workspace that asks much, for ``rasid bench chat``: signed slash commands at a steady pace, and an API that agrees.

Run as a process of its own (``python -m bot.app.slack_load ORDER``), so that it takes no time from the bot it measures. Prints
one line of JSON: the milliseconds that each acknowledgement took, and how many answers arrived.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sys
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web

PATIENCE = 60.0
"""Seconds to wait for an acknowledgement."""

_CONNECTIONS = 200
_SETTLE = 2.0


class Workspace:
    """Slack's side: the methods that the bot calls all succeed; what it says is counted."""

    def __init__(self) -> None:
        self.answers = 0

    async def open(self, port: int) -> tuple[web.AppRunner, int]:
        """Listens on loopback; returns what to close, and the port."""
        server = web.Application()
        server.router.add_route("*", "/{method:.*}", self._take)
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner, runner.addresses[0][1]

    async def _take(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].rpartition("/")[2]
        await request.read()
        if method in {"chat.postMessage", "chat.postEphemeral", "respond"}:
            self.answers += 1
        return web.json_response(
            {
                "ok": True,
                "user_id": "UBOT",
                "bot_id": "BBOT",
                "team_id": "T1",
                "team": "Made",
                "url": "https://made.slack.com/",
                "user": {"id": "U1", "is_admin": True, "locale": "en-US", "tz": "UTC", "name": "maker"},
                "channel": {"id": "C1", "name": "made", "is_member": True, "is_channel": True},
                "members": ["U1", "UBOT"],
                "messages": [],
                "ts": f"{time.time():.6f}",
            }
        )


async def ask(order: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    """Sends ``rate`` commands a second for ``seconds``; returns how long each acknowledgement took, in milliseconds."""
    took: list[float] = []
    failed: list[str] = []
    secret, url, rate = order["secret"].encode(), order["url"], order["rate"]
    timeout = ClientTimeout(total=PATIENCE)
    async with ClientSession(timeout=timeout, connector=TCPConnector(limit=_CONNECTIONS)) as session:

        async def one(number: int) -> None:
            text = order["commands"][number % len(order["commands"])]
            channel = order["channels"][number % len(order["channels"])]
            body = urlencode(_command(number, channel, text, order["api"])).encode()
            stamp = str(int(time.time()))
            signed = hmac.new(secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": f"v0={signed}",
            }
            begun = time.perf_counter()
            async with session.post(url, data=body, headers=headers) as answer:
                await answer.read()
                if answer.status != web.HTTPOk.status_code:
                    failed.append(str(answer.status))
            took.append((time.perf_counter() - begun) * 1000)

        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(rate * order["seconds"])):
                await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
                group.create_task(one(number))
    await asyncio.sleep(_SETTLE)
    return {"took": took, "failed": failed, "answers": workspace.answers}


def _command(number: int, channel: str, text: str, api: str) -> dict[str, str]:
    """The form that Slack posts for a slash command."""
    return {
        "command": "/rasid",
        "text": text,
        "user_id": "U1",
        "user_name": "maker",
        "team_id": "T1",
        "channel_id": channel,
        "channel_name": "made",
        "trigger_id": f"{number}.1.made",
        "response_url": f"{api}respond",
        "api_app_id": "A1",
    }


async def run(order: dict[str, Any]) -> None:
    """Opens the API and says its port; then asks, once a line on standard input says where, and prints what came of it."""
    workspace = Workspace()
    runner, port = await workspace.open(0)
    print(json.dumps({"api": f"http://127.0.0.1:{port}/"}), flush=True)
    loop = asyncio.get_running_loop()
    told = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    found = await ask({**order, **told, "api": f"http://127.0.0.1:{port}/"}, workspace)
    print(json.dumps(found), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
