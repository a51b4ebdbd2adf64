"""A Slack workspace in memory: people, channels, messages, and what of them can be seen."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack_blocks import Refused, seen

BOT_USER = "U0BOT"
BOT = "B0BOT"
APP = "A0RASID"
TEAM = "T0TEAM"
SCOPES = frozenset({
    "commands", "chat:write", "chat:write.public", "files:read", "files:write", "channels:read", "groups:read",
    "channels:history", "groups:history", "im:write", "im:history", "users:read", "app_mentions:read",
})  # fmt: skip


@dataclass
class User:
    id: str
    name: str = ""
    locale: str = "en-US"
    tz: str = "Asia/Beirut"
    is_admin: bool = False
    is_owner: bool = False
    deleted: bool = False

    def as_json(self, *, locale: bool) -> dict[str, Any]:
        told = {
            "id": self.id,
            "name": self.name or self.id.lower(),
            "real_name": self.name,
            "profile": {"display_name": self.name},
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_bot": self.id == BOT_USER,
            "deleted": self.deleted,
            "tz": self.tz,
        }
        return {**told, "locale": self.locale} if locale else told


@dataclass
class Channel:
    """``member``: whether the bot is in it. ``partner``: of a direct message with the bot. ``outside``: who is not in it."""

    id: str
    name: str = ""
    private: bool = False
    member: bool = True
    archived: bool = False
    read_only: bool = False
    creator: str = ""
    partner: str = ""
    outside: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        if self.partner:
            return {"id": self.id, "is_im": True, "user": self.partner, "created": 1}
        told = {"id": self.id, "name": self.name, "is_channel": not self.private, "is_private": self.private, "is_im": False}
        return {**told, "creator": self.creator, "is_archived": self.archived, "is_member": self.member}


@dataclass
class Message:
    """A message. ``only_for``: the one person who sees it; ``edits``: what it said before, oldest first; ``files``: ids."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str = ""
    broadcast: bool = False
    metadata: dict[str, Any] | None = None
    only_for: str = ""
    edits: list[str] = field(default_factory=list)
    deleted: bool = False
    files: list[str] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """What a person reads."""
        return seen(self.blocks, self.text)

    def as_json(self, *, metadata: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text, "blocks": self.blocks}
        if self.user == BOT_USER:
            told |= {"bot_id": BOT, "app_id": APP}
        if self.thread_ts:
            told["thread_ts"] = self.thread_ts
        if self.broadcast:
            told["subtype"] = "thread_broadcast"
        if self.metadata and metadata:
            told["metadata"] = self.metadata
        return told

    def as_log(self) -> dict[str, Any]:
        names = (
            "channel",
            "ts",
            "user",
            "text",
            "blocks",
            "thread_ts",
            "broadcast",
            "metadata",
            "only_for",
            "edits",
            "deleted",
            "files",
        )
        return {**{name: getattr(self, name) for name in names}, "plain": self.plain}


class World:
    """The workspace. Starts with the channel C1 (the bot in it), the people U1 and U2 (U2 an admin), and D1, U1's own chat."""

    def __init__(self) -> None:
        self.users = {user.id: user for user in (User(BOT_USER, "rasid"), User("U1", "Huda"), User("U2", "Sam", is_admin=True))}
        self.channels = {channel.id: channel for channel in (Channel("C1", "news", creator="U2"), Channel("D1", partner="U1"))}
        self.messages: list[Message] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.modals: dict[str, dict[str, Any]] = {}
        self.triggers: dict[str, tuple[str, float]] = {}
        self.scopes = set(SCOPES)
        self.files: dict[str, Any] = {}
        self.files_base = ""
        self.members_page = 200
        self._count = itertools.count(1)
        self._last = 0

    def add_channel(self, id_: str, **how: Any) -> Channel:
        return self.channels.setdefault(id_, Channel(id_, **{"name": id_.lower(), **how}))

    def add_user(self, id_: str, **how: Any) -> User:
        return self.users.setdefault(id_, User(id_, **how))

    def number(self) -> int:
        """A number never given before."""
        return next(self._count)

    def trigger(self, user: str) -> str:
        """A trigger id of something this person just did."""
        number = self.number()
        given = f"{number}.{number * 7}.deadbeef{number:08d}"
        self.triggers[given] = (user, time.monotonic())
        return given

    def stamp(self) -> str:
        """A message's ts: later than every one before it."""
        self._last = max(self._last + 1, time.time_ns() // 1_000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def channel(self, id_: str) -> Channel:
        try:
            return self.channels[id_]
        except KeyError:
            raise Refused("channel_not_found", id_) from None

    def need(self, *scopes: str) -> None:
        for scope in scopes:
            if scope not in self.scopes:
                raise Refused("missing_scope", scope)

    def may_post(self, id_: str) -> Channel:
        channel = self.channel(id_)
        self.need("chat:write")
        if channel.archived:
            raise Refused("is_archived")
        if channel.read_only:
            raise Refused("restricted_action_read_only_channel")
        if channel.partner and self.users[channel.partner].deleted:
            raise Refused("channel_not_found", "its person is gone")
        if not channel.member and (channel.private or channel.partner):
            raise Refused("channel_not_found", "private, and the bot is not in it")
        if not channel.member and "chat:write.public" not in self.scopes:
            raise Refused("not_in_channel")
        return channel

    def may_read(self, id_: str) -> Channel:
        channel = self.channel(id_)
        self.need("im:history" if channel.partner else "groups:history" if channel.private else "channels:history")
        if not channel.member:
            raise Refused("channel_not_found" if channel.private else "not_in_channel")
        return channel

    def inside(self, id_: str) -> list[str]:
        """Who is in a channel, as far as the bot is shown it. Whoever was deactivated goes on standing there."""
        channel = self.channel(id_)
        self.need("im:read" if channel.partner else "groups:read" if channel.private else "channels:read")
        if channel.private and not channel.member:
            raise Refused("channel_not_found")
        people = [user for user in self.users if user not in channel.outside and user != BOT_USER]
        return [*people, BOT_USER] if channel.member else people

    def message(self, channel: str, ts: str) -> Message:
        for message in self.messages:
            if message.channel == channel and message.ts == ts and not message.deleted and not message.only_for:
                return message
        raise Refused("message_not_found", ts)

    def post(self, message: Message) -> Message:
        self.messages.append(message)
        return message

    def visible(self, channel: str, *, thread: str = "", user: str = "") -> list[Message]:
        """What stands in a channel, oldest first; of a thread, with ``thread``; private answers only for their ``user``."""
        return [
            message
            for message in self.messages
            if message.channel == channel
            and not message.deleted
            and message.only_for in {"", user}
            and (message.thread_ts == thread or (not thread and message.broadcast))
        ]

    def said(self, channel: str) -> list[str]:
        """What the bot has in a channel, as a person reads it."""
        return [message.plain for message in self.visible(channel) if message.user == BOT_USER]
