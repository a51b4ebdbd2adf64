"""Files on the fake Telegram: those that the bot sends, and those that people send, with where they are fetched."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.telegram_markup import utf16
from tests.fakes.telegram_world import Shown, World

CAPTION_LIMIT = 1024
LARGEST_FETCHED = 20 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Upload:
    """A file as a multipart form holds it."""

    name: str
    media_type: str
    content: bytes


def uploaded(params: Mapping[str, Any]) -> dict[str, Any]:
    """A call's parameters with the files of its form read."""
    return {
        name: Upload(value.filename, value.content_type, value.file.read()) if isinstance(value, web.FileField) else value
        for name, value in params.items()
    }


def described(params: Mapping[str, Any]) -> dict[str, Any]:
    """A call's parameters for a log in JSON."""
    return {name: f"<{value.name}>" if isinstance(value, Upload) else value for name, value in params.items()}


def send(world: World, params: Mapping[str, Any], kind: str, post: Callable[[str], Shown], bad: Callable[[str], Any]) -> Shown:
    """Posts a photo or document with ``post``, its caption given; ``bad`` makes the error of a description."""
    upload = params.get(kind)
    if isinstance(upload, str):
        upload = _sent_before(world, upload, kind, bad)
    if not isinstance(upload, Upload) or not upload.content:
        raise bad("file must be non-empty")
    if kind == "photo" and not _is_photo(upload.content):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    message = post(str(params.get("caption") or ""))
    if utf16(message.text) > CAPTION_LIMIT:
        del world.messages[message.chat, message.id]
        raise bad("message caption is too long")
    message.file = upload.name
    message.picture = kind == "photo"
    world.uploads[message.chat, message.id] = upload
    return message


def _sent_before(world: World, file_id: str, kind: str, bad: Callable[[str], Any]) -> Upload:
    """The file that the bot has sent under this id, as the same kind."""
    for (chat, number), upload in world.uploads.items():
        shown = world.messages[chat, number]
        if file_id == f"f{number}" and shown.picture == (kind == "photo") and isinstance(upload, Upload):
            return upload
    raise bad("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")


def _is_photo(content: bytes) -> bool:
    """A PNG whose sides are together at most 10,000 and not too unequal."""
    if not content.startswith(_PNG):
        return False
    wide, high = struct.unpack(">II", content[16:24])
    return bool(wide + high <= 10_000 and max(wide, high) <= 20 * min(wide, high))


def get_file(world: World, params: Mapping[str, Any], bad: Callable[[str], Any]) -> dict[str, Any]:
    upload = world.documents.get(str(params.get("file_id")))
    if upload is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(upload.content) > LARGEST_FETCHED:
        raise bad("file is too big")
    found = str(params["file_id"])
    return {"file_id": found, "file_unique_id": found, "file_size": len(upload.content), "file_path": f"documents/{found}"}


def hand_over(
    world: World, chat: int, name: str, content: bytes, caption: str = "", *, media_type: str = "", size: int = 0, **more: Any
) -> int:
    """Somebody sends a document; ``more`` as for ``World.say``, ``size`` another than it has."""
    file_id = f"doc{world.last_update + 1}"
    world.documents[file_id] = Upload(name, media_type, content)
    update = world.say(chat, caption, **more)
    message = next(iter(part for key, part in world.updates[-1].items() if key != "update_id"))
    del message["text"]
    entities = message.pop("entities", None)
    if caption:
        message |= {"caption": caption} | ({"caption_entities": entities} if entities else {})
    told = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": size or len(content)}
    message["document"] = told | ({"mime_type": media_type} if media_type else {})
    return update


async def serve(world: World, request: web.Request) -> web.StreamResponse:
    """What stands under the address of a file."""
    upload = world.documents.get(request.match_info["file"].removeprefix("documents/"))
    return web.Response(status=404) if upload is None else web.Response(body=io.BytesIO(upload.content))
