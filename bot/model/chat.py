"""Chats, the people in them, and where both are reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.model.news import Language
from bot.model.preferences import Preferences
from bot.model.quotas import Allowance


class Platform(StrEnum):
    """Where a chat lives."""

    TELEGRAM = "telegram"
    SLACK = "slack"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Address:
    """How a platform reaches a chat: its channel id, and the topic or thread inside it ("" for none)."""

    platform: Platform
    channel: str
    thread: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.platform, self.channel, self.thread) if part)


class ChatKind(StrEnum):
    """Private with one person, a group whose members talk, or a channel that is only read."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class ChatState(StrEnum):
    """ACTIVE gets alerts; PAUSED keeps them until resumed (asked for by its people); SUSPENDED cannot be reached."""

    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat and its settings. ``admitted``: somebody with the right to has opened the bot to it, or to another topic of it.

    ``closed``: an owner has closed it to the bot; until they open it again it is not admitted, whoever asks.

    ``because`` says why it is suspended; ``time_zone`` is an IANA key; ``person``: the platform's id of whoever a private chat
    is with, "" until their first command; ``preferences``: when and how it is told; ``allowance``: how much it may have;
    ``acts_for``: the chat that commands given here are about, None for this one. ``paused_until``: when a pause ends by itself
    (UTC), None for one that lasts until somebody resumes. ``general_until``: until when (UTC) its messages
    go to the forum's General, since its topic was found closed or deleted; None for one that can be written to.
    """

    id: int
    address: Address
    kind: ChatKind
    title: str = ""
    language: Language = Language.ENGLISH
    time_zone: str = "UTC"
    state: ChatState = ChatState.ACTIVE
    because: str = ""
    admitted: bool = False
    person: str = ""
    preferences: Preferences = field(default_factory=Preferences)
    allowance: Allowance = field(default_factory=Allowance)
    acts_for: int | None = None
    paused_until: datetime | None = None
    closed: bool = False
    general_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A group or channel as its platform shows it now, to the bot and as far as one person is concerned.

    ``theirs``: whether that person is an admin of it who may post there, None when the bot is not shown that; ``present``:
    the bot is an admin of it; ``writable``: the bot may post there.
    """

    address: Address
    kind: ChatKind
    title: str
    theirs: bool | None
    present: bool
    writable: bool


class Role(IntEnum):
    """What a person may do; each role may do all that the lower ones may."""

    NOBODY = 0
    READER = 1
    EDITOR = 2
    ADMIN = 3
    OWNER = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform; ``id`` is the platform's own."""

    platform: Platform
    id: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"
