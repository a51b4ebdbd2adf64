"""Steers a fake Slack that runs as a process of its own, over HTTP with JSON.

- GET  /_control/log?channel=C1     the messages, as ``Message.as_log`` writes them; all channels without ``channel``
- GET  /_control/state              sockets, missed acknowledgements, calls and refusals by count
- POST /_control/event              {"do": "slash"|"mention"|"say"|"press"|"event", …the method's arguments}
- POST /_control/fault              a ``Fault``'s fields; {"clear": true} empties the queue
- POST /_control/channel, …/user    adds or changes one: {"id": …, …fields}
- POST /_control/sockets            {"do": "disconnect"|"silence"|"kill"}
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.slack_faults import Fault

if TYPE_CHECKING:
    from tests.fakes.slack_server import FakeSlack

SLACK: web.AppKey[Any] = web.AppKey("slack", object)


def add_control(app: web.Application, slack: FakeSlack) -> None:
    app[SLACK] = slack
    app.router.add_get("/_control/log", _log)
    app.router.add_get("/_control/state", _state)
    app.router.add_post("/_control/event", _event)
    app.router.add_post("/_control/fault", _fault)
    app.router.add_post("/_control/channel", _channel)
    app.router.add_post("/_control/user", _user)
    app.router.add_post("/_control/sockets", _sockets)


async def _log(request: web.Request) -> web.Response:
    channel = request.query.get("channel", "")
    messages = [m.as_log() for m in request.app[SLACK].world.messages if channel in {"", m.channel}]
    return web.json_response({"messages": messages})


async def _state(request: web.Request) -> web.Response:
    slack: FakeSlack = request.app[SLACK]
    state = {
        "sockets": len(slack.sockets.open),
        "missed": [envelope.kind for envelope in slack.sockets.missed],
        "calls": Counter(call.method for call in slack.calls),
        "refusals": [{"method": call.method, "error": call.error, "why": call.why} for call in slack.refusals],
    }
    return web.json_response(state)


async def _event(request: web.Request) -> web.Response:
    slack: FakeSlack = request.app[SLACK]
    how = await request.json()
    do = how.pop("do")
    if do == "press":
        how["message"] = slack.world.message(how.pop("channel"), how.pop("ts"))
    doings = {"slash": slack.slash, "mention": slack.mention, "say": slack.say, "press": slack.press, "event": slack.event}
    envelope = await doings[do](**how)
    return web.json_response({"acked": envelope.acked})


async def _fault(request: web.Request) -> web.Response:
    slack: FakeSlack = request.app[SLACK]
    how = await request.json()
    if how.get("clear"):
        slack.faults.clear()
    else:
        slack.faults.add(Fault(**how))
    return web.json_response({"queued": len(slack.faults.queue)})


async def _channel(request: web.Request) -> web.Response:
    how = await request.json()
    _change(request.app[SLACK].world.add_channel(how.pop("id")), how)
    return web.json_response({})


async def _user(request: web.Request) -> web.Response:
    how = await request.json()
    _change(request.app[SLACK].world.add_user(how.pop("id")), how)
    return web.json_response({})


async def _sockets(request: web.Request) -> web.Response:
    sockets = request.app[SLACK].sockets
    do = (await request.json())["do"]
    if do == "disconnect":
        await sockets.disconnect()
    elif do == "silence":
        sockets.silence()
    else:
        sockets.kill()
    return web.json_response({"sockets": len(sockets.open)})


def _change(thing: Any, how: dict[str, Any]) -> None:
    for name, value in how.items():
        setattr(thing, name, value)
