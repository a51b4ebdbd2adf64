"""Keeps the chats' states true to what happens to their channels: archived, left, renamed, brought back, the app removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.model.chat import Address, ChatState, Platform
from bot.ports import ChatStore, StoreUnavailable

log = structlog.get_logger()

REMOVED = "app_uninstalled"
ENDS = frozenset({REMOVED, "tokens_revoked"})
"""The events after which the app may have no rights left."""

PASSAGES = frozenset({"member_joined_channel", "member_left_channel"})
"""The events that tell who comes into a channel and who leaves it."""

_LEFT = {
    "member_left_channel": "left_channel",
    "channel_left": "left_channel",
    "group_left": "left_channel",
    "channel_archive": "is_archived",
    "group_archive": "is_archived",
    "channel_deleted": "channel_deleted",
    "group_deleted": "channel_deleted",
}
_BACK = frozenset({"member_joined_channel", "channel_unarchive", "group_unarchive"})
_RENAMED = frozenset({"channel_rename", "group_rename"})


class ChannelEvents:
    """Tells the store of chats what Slack tells of channels."""

    def __init__(self, chats: ChatStore) -> None:
        self._chats = chats

    async def note(self, kind: str, event: Mapping[str, Any], me: str) -> None:
        """One event of this kind. ``me``: the bot's user id; the comings and goings of others are their own affair."""
        try:
            await self._note(kind, event, me)
        except StoreUnavailable:
            # The next delivery to the channel finds out by itself.
            log.warning("slack.event_not_kept", event=kind)

    async def welcome_back(self) -> None:
        """Chats that went with the app come back with it."""
        try:
            for chat in await self._chats.chats():
                gone = chat.state is ChatState.SUSPENDED and chat.because == REMOVED
                if chat.address.platform is Platform.SLACK and gone:
                    await self._chats.restore(chat.address)
        except StoreUnavailable:
            log.warning("slack.chats_not_read")

    async def _note(self, kind: str, event: Mapping[str, Any], me: str) -> None:
        channel = event.get("channel")
        address = Address(Platform.SLACK, str(channel.get("id") if isinstance(channel, dict) else channel or ""))
        about_me = event.get("user") == me or kind not in PASSAGES
        if kind == REMOVED or (kind == "tokens_revoked" and _is_of_the_bot(event)):
            for chat in await self._chats.chats():
                if chat.address.platform is Platform.SLACK:
                    await self._chats.suspend(chat.address, REMOVED)
        elif kind in _LEFT and about_me and address.channel:
            await self._chats.suspend(address, _LEFT[kind])
        elif kind in _BACK and about_me and address.channel:
            await self._chats.restore(address)
        elif kind in _RENAMED and isinstance(channel, dict) and channel.get("name"):
            await self._rename(address.channel, str(channel["name"]))

    async def _rename(self, channel: str, name: str) -> None:
        for chat in await self._chats.chats():
            same = chat.address.platform is Platform.SLACK and chat.address.channel == channel
            if same and chat.title != name:
                await self._chats.save(replace(chat, title=name))


def _is_of_the_bot(event: Mapping[str, Any]) -> bool:
    """Whether revoked tokens include the bot's; one that stays silent on whose they are is taken to."""
    tokens = event.get("tokens") or {}
    return not tokens or bool(tokens.get("bot"))
