"""Buttons that lead out of a chat: to adding the bot to a group or channel, and to setting one up in private."""

from __future__ import annotations

import re

from bot.chat.command import Call, Desk
from bot.model.chat import ChatKind
from bot.model.message import Button

CHANNEL = "channel"
"""What a link hands to the private chat that it begins; the handle or id of a channel may follow after a ``-``."""

_NAMED = re.compile(r"@?(-?\w{1,50})", re.ASCII)


def adding(call: Call, desk: Desk) -> list[Button]:
    """Buttons that add the bot to a group and to a channel, where the platform has links for that."""
    places = desk.places.get(call.request.address.platform)
    if places is None:
        return []
    links = [(kind, places.adding(kind)) for kind in (ChatKind.GROUP, ChatKind.CHANNEL)]
    return [Button(desk.phrases.text(call.language, f"button.add_{kind}"), "", url=url) for kind, url in links if url]


def in_private(call: Call, desk: Desk, named: str) -> list[Button]:
    """A button that begins setting up the channel of this name, or any for "", in the person's private chat with the bot."""
    link = desk.links.get(call.request.address.platform)
    known = _NAMED.fullmatch(named)
    url = link(f"{CHANNEL}-{known[1]}" if known is not None else CHANNEL) if link is not None else ""
    return [Button(desk.phrases.text(call.language, "button.in_private"), "", url=url)] if url else []
