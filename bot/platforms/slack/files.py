"""Files on Slack: a file shared in a channel, and a file fetched that somebody has sent.

Source: https://docs.slack.dev/messaging/working-with-files (three steps: an address to upload to, the bytes, the sharing), and
https://docs.slack.dev/reference/objects/file-object (``url_private`` wants the bot token; external files lie elsewhere).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.model.message import LARGEST_FILE, Attachment, Unread
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.outcomes import Failure

log = structlog.get_logger()

_EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a message as Slack describes it; ``url`` is "" where that is to be asked for."""

    id: str
    name: str
    media_type: str
    size: int
    url: str
    external: bool = False


def first_file(event: Mapping[str, Any]) -> SentFile | None:
    """The first file of a message; None when it has none."""
    files = event.get("files") or []
    return _described(files[0]) if files and isinstance(files[0], dict) else None


async def fetched(api: SlackApi, sent: SentFile) -> Attachment | Unread:
    """A file that somebody has sent, at most 5 MiB of it; or why it cannot be had."""
    if not sent.url and sent.id:
        told = await api.ask("files.info", file=sent.id)
        sent = sent if isinstance(told, Failure) else _described(told.get("file") or {})
    if sent.size > LARGEST_FILE:
        return Unread.TOO_LARGE
    if sent.external or not api.is_slacks(sent.url):
        # The token goes to nobody else.
        return Unread.LOST
    content = await api.download(sent.url, LARGEST_FILE)
    if isinstance(content, Failure):
        log.warning("slack.file_not_fetched", because=content.because)
        return Unread.LOST
    return Unread.TOO_LARGE if content is None else Attachment(sent.name, sent.media_type, content)


async def shared(api: SlackApi, attachment: Attachment, channel: str, thread: str = "") -> Failure | None:
    """Shares a file in a channel, in a thread if one is named; None when Slack took it."""
    words = {"alt_txt": attachment.alt[:1000] or None} if attachment.is_picture else {}
    place = await api.ask("files.getUploadURLExternal", filename=attachment.name, length=len(attachment.content), **words)
    if isinstance(place, Failure):
        return place
    lost = await api.upload(str(place.get("upload_url") or ""), attachment.content)
    if lost is not None:
        return lost
    done = await api.call(
        "files.completeUploadExternal",
        files=[{"id": place.get("file_id"), "title": attachment.name}],
        channel_id=channel,
        thread_ts=thread or None,
    )
    return done if isinstance(done, Failure) else None


def _described(file: Mapping[str, Any]) -> SentFile:
    size = file.get("size")
    return SentFile(
        id=str(file.get("id") or ""),
        name=str(file.get("name") or ""),
        media_type=str(file.get("mimetype") or ""),
        size=size if isinstance(size, int) else 0,
        url=str(file.get("url_private_download") or file.get("url_private") or ""),
        external=file.get("mode") == _EXTERNAL or bool(file.get("is_external")),
    )
