"""Who and what is in the workspace: people, rooms, and the bot itself; remembered for a minute at most."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model.news import Language
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.outcomes import Failure

MEMORY_SECONDS = 60.0
MEMORY_ENTRIES = 1_000

MOST_PAGES = 50
"""How far the people of a channel are read, to find one of them: five thousand where Slack gives a hundred at a time."""

_PAGE = 999
_LOOK_SECONDS = 8.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot in its workspace."""

    team: str
    user: str
    bot: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the workspace knows them. ``runs_it``: an admin or owner of the workspace, and not deactivated (``gone``).

    ``time_zone``: an IANA key, "" when Slack gives none that is known here.
    """

    id: str
    name: str = ""
    language: Language = Language.OTHER
    runs_it: bool = False
    time_zone: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A channel. ``creator``: who made it."""

    id: str
    name: str = ""
    creator: str = ""


class Memory(Generic[T]):
    """The last answers, at most ``MEMORY_ENTRIES`` of them, none older than ``MEMORY_SECONDS``."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def get(self, key: str) -> T | None:
        """What is remembered, if it is fresh."""
        held = self._held.get(key)
        return held[1] if held is not None and self._clock() - held[0] < MEMORY_SECONDS else None

    def put(self, key: str, value: T) -> T:
        """Remembers, and forgets the oldest when there are too many."""
        self._held[key] = (self._clock(), value)
        self._held.move_to_end(key)
        while len(self._held) > MEMORY_ENTRIES:
            self._held.popitem(last=False)
        return value

    def drop(self, key: str) -> None:
        """Forgets what is known not to be so any more."""
        self._held.pop(key, None)


class Workspace:
    """Looks people and rooms up. Every method gives None when Slack cannot or will not say.

    With ``fresh`` nothing remembered counts.
    """

    def __init__(self, api: SlackApi, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._members: Memory[Member] = Memory(clock)
        self._rooms: Memory[Room] = Memory(clock)
        self._own: Memory[str] = Memory(clock)
        self._inside: Memory[bool] = Memory(clock)

    async def identity(self) -> Identity | Failure:
        """The bot itself (``auth.test``), never remembered: it is how a token is tried."""
        answer = await self._api.call("auth.test")
        if isinstance(answer, Failure):
            return answer
        return Identity(*(str(answer.get(key, "")) for key in ("team_id", "user_id", "bot_id")))

    async def member(self, user: str, *, fresh: bool = False) -> Member | None:
        """The person with this id, their language included."""
        known = None if fresh else self._members.get(user)
        if known is not None or not user:
            return known
        answer = await self._api.ask("users.info", user=user, include_locale=True)
        return None if isinstance(answer, Failure) else self._members.put(user, _member(user, answer.get("user") or {}))

    async def room(self, channel: str) -> Room | None:
        """The channel with this id; of direct messages the app's scopes tell nothing."""
        known = self._rooms.get(channel)
        if known is not None:
            return known
        answer = await self._api.ask("conversations.info", channel=channel)
        if isinstance(answer, Failure):
            return None
        info = answer.get("channel") or {}
        return self._rooms.put(channel, Room(channel, str(info.get("name") or ""), str(info.get("creator") or "")))

    def known(self, user: str) -> Member | None:
        """The person with this id as far as they are remembered; nothing is asked."""
        return self._members.get(user)

    async def is_inside(self, channel: str, user: str, *, fresh: bool = False) -> bool | None:
        """Whether somebody is in a channel; nobody is who was deactivated, whatever lists they still stand in."""
        key = f"{channel} {user}"
        known = None if fresh else self._inside.get(key)
        if known is None:
            try:
                async with asyncio.timeout(_LOOK_SECONDS):
                    known = await self._is_listed(channel, user)
            except TimeoutError:
                known = None
            if known is None:
                return None
            self._inside.put(key, known)
        member = await self.member(user, fresh=fresh) if known else None
        return known and not (member is not None and member.gone)

    def moved(self, channel: str, user: str) -> None:
        """Somebody came into a channel, or left it: what is remembered of that may be wrong."""
        self._inside.drop(f"{channel} {user}")

    async def _is_listed(self, channel: str, user: str) -> bool | None:
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._api.ask("conversations.members", channel=channel, cursor=cursor, limit=_PAGE)
            if isinstance(page, Failure):
                return None
            if user in (page.get("members") or ()):
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return False
        return None

    async def direct_message(self, user: str) -> str | None:
        """The channel id of the bot's direct message with a person, opened if need be."""
        known = self._own.get(user)
        if known is not None:
            return known
        answer = await self._api.call("conversations.open", users=user)
        channel = None if isinstance(answer, Failure) else str((answer.get("channel") or {}).get("id") or "")
        return self._own.put(user, channel) if channel else None


def _member(user: str, info: Mapping[str, Any]) -> Member:
    profile = info.get("profile") or {}
    rights = any(info.get(right) for right in ("is_admin", "is_owner", "is_primary_owner"))
    return Member(
        user,
        str(profile.get("display_name") or info.get("real_name") or info.get("name") or ""),
        Language.of(str(info.get("locale") or "")),
        runs_it=rights and not info.get("deleted"),
        time_zone=_zone(str(info.get("tz") or "")),
        gone=bool(info.get("deleted")),
    )


def _zone(key: str) -> str:
    try:
        return str(ZoneInfo(key)) if key else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
