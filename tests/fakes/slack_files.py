"""Files on the fake Slack: the three steps of an upload, and the files that people send."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.slack_blocks import Refused
from tests.fakes.slack_world import BOT_USER, Message, World

_TITLE = 255


@dataclass
class Held:
    """A file. ``content`` None: not uploaded yet; ``size``: what Slack says of it, where that is not so."""

    name: str
    content: bytes | None = None
    media_type: str = ""
    alt: str = ""
    length: int = 0
    size: int = 0
    external: bool = False
    hidden: bool = False
    title: str = ""

    def as_json(self, id_: str, base: str) -> dict[str, Any]:
        url = "https://drive.example/file" if self.external else f"{base}files/{id_}"
        size = self.size or len(self.content or b"")
        told = {"id": id_, "name": self.name, "mimetype": self.media_type, "size": size, "mode": "hosted"}
        if self.external:
            told |= {"mode": "external", "is_external": True}
        return told | {"url_private": url, "url_private_download": url}


def upload_address(world: World, arguments: dict[str, Any]) -> dict[str, Any]:
    world.need("files:write")
    name, length = str(arguments.get("filename") or ""), int(arguments.get("length") or 0)
    if not name or length <= 0:
        raise Refused("invalid_arguments", "a name and a length are needed")
    alt = str(arguments.get("alt_txt") or "")
    if len(alt) > 1000:
        raise Refused("invalid_arguments", "alt_txt is too long")
    id_ = f"F{world.number():06d}"
    world.files[id_] = Held(name, alt=alt, length=length)
    return {"file_id": id_, "upload_url": f"{world.files_base}upload/{id_}"}


def complete_upload(world: World, arguments: dict[str, Any]) -> dict[str, Any]:
    world.need("files:write")
    files = arguments.get("files") or []
    for file in files:
        held = world.files.get(str(file.get("id")))
        if held is None or held.content is None:
            raise Refused("file_not_found", str(file.get("id")))
        held.title = str(file.get("title") or held.name)[:_TITLE]
    channel = str(arguments.get("channel_id") or "")
    if channel:
        place = world.may_post(channel)
        if not place.member:
            raise Refused("not_in_channel", "files are shared by members alone")
        thread = str(arguments.get("thread_ts") or "")
        ids = [str(file["id"]) for file in files]
        world.post(Message(place.id, world.stamp(), BOT_USER, "", thread_ts=thread, files=ids))
    return {"files": [{"id": file["id"], "title": file.get("title")} for file in files]}


def file_info(world: World, arguments: dict[str, Any]) -> dict[str, Any]:
    world.need("files:read")
    id_ = str(arguments.get("file") or "")
    if id_ not in world.files:
        raise Refused("file_not_found", id_)
    return {"file": world.files[id_].as_json(id_, world.files_base)}


def add_files(app: web.Application, slack: Any) -> None:
    """Where files are uploaded to and fetched from."""

    async def upload(request: web.Request) -> web.Response:
        held = slack.world.files.get(request.match_info["id"])
        content = await request.read()
        if held is None or len(content) != held.length or request.headers.get("Authorization"):
            return web.Response(status=400, text="the file is not what was announced")
        held.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {slack.bot_token}":
            raise web.HTTPFound("/login")
        held = slack.world.files.get(request.match_info["id"])
        if held is None or held.content is None:
            return web.Response(status=404)
        return web.Response(body=io.BytesIO(held.content))

    async def login(_request: web.Request) -> web.Response:
        return web.Response(text="<html>Sign in</html>", content_type="text/html")

    app.router.add_post("/upload/{id}", upload)
    app.router.add_get("/files/{id}", download)
    app.router.add_get("/login", login)


def hand_over(slack: Any, held: Held, text: str, channel: str, user: str) -> dict[str, Any]:
    """The event of a message with a file; a ``hidden`` one is named by its id alone."""
    world: World = slack.world
    id_ = f"F{world.number():06d}"
    world.files[id_] = held
    mention = not world.channel(channel).partner
    said = world.post(Message(channel, world.stamp(), user, f"<@{BOT_USER}> {text}" if mention else text, files=[id_]))
    file = {"id": id_, "file_access": "check_file_info"} if held.hidden else held.as_json(id_, world.files_base)
    kind = {"type": "app_mention"} if mention else {"type": "message", "channel_type": "im"}
    told = {"subtype": "file_share", "user": user, "text": said.text, "ts": said.ts, "event_ts": said.ts, "channel": channel}
    return {**kind, **told, "files": [file]}
