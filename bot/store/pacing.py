"""How fast each platform may be written to, and the buckets that all processes share to keep to it.

A bucket is one moment: when it would be full again, were nothing more sent (GCRA).
Source: ITU-T I.371, generic cell rate algorithm; the platforms' own limits stand at the defaults.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Address, ChatKind, Platform
from bot.store.database import Database
from bot.store.schema import buckets

LONGEST_PAUSE: Final = timedelta(minutes=5)
"""The most to wait after tries in vain, unless the platform asks for more."""


def vain_pause(attempts: int) -> timedelta:
    """How long to wait after so many tries of unknown end: nothing, then 4, 8, 16 … seconds."""
    return timedelta(0) if attempts <= 1 else min(timedelta(seconds=2 ** min(attempts, 16)), LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Pace:
    """One message every ``seconds``, of which ``burst`` may go at once."""

    seconds: float
    burst: int = 1

    def ready(self, level: datetime) -> datetime:
        """From when on a bucket of this level gives a token."""
        return level - timedelta(seconds=self.seconds * (self.burst - 1))

    def taken(self, level: datetime, now: datetime) -> datetime:
        """The bucket's level after a token is taken."""
        return max(level, now) + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Pacing:
    """The pace of each platform, and how much one chat may have waiting.

    Telegram takes about 30 messages a second, one a second per chat and 20 a minute per group or channel; Slack about one a
    second per channel. Source: https://core.telegram.org/bots/faq, https://api.slack.com/apis/rate-limits.
    ``queue``: first messages that may wait in a chat before further ones join one digest; ``overload``: messages that a
    chat gets one by one ``within`` a span before further ones join a list that grows (0: as many as come); ``attempts``:
    counted failures of one delivery before it is given up.
    """

    telegram: Pace = Pace(1 / 25, 5)
    telegram_chat: Pace = Pace(1.05)
    telegram_group: Pace = Pace(60 / 18, 2)
    slack_channel: Pace = Pace(1.1)
    queue: int = 30
    overload: int = 20
    within: timedelta = timedelta(minutes=10)
    attempts: int = 20

    def overall(self, platform: Platform) -> dict[str, Pace]:
        """The buckets that all chats of a platform share."""
        return {platform.value: self.telegram} if platform is Platform.TELEGRAM else {}

    def of(self, address: Address, kind: ChatKind) -> dict[str, Pace]:
        """The buckets that a message to this address is taken from; its threads share their channel's."""
        channel = f"{address.platform}:{address.channel}"
        if address.platform is Platform.SLACK:
            return {channel: self.slack_channel}
        if address.platform is Platform.CONSOLE:
            return {}
        group = {} if kind is ChatKind.PRIVATE else {f"{channel}:minute": self.telegram_group}
        return {**self.overall(address.platform), channel: self.telegram_chat, **group}


async def levels(database: Database, connection: AsyncConnection, names: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Locks these buckets, made if need be, and returns their levels."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    fresh = [{"name": name, "full_at": now} for name in wanted]
    await connection.execute(database.insert(buckets).on_conflict_do_nothing(), fresh)
    found = select(buckets).where(buckets.c.name.in_(wanted)).order_by(buckets.c.name).with_for_update()
    return {row.name: row.full_at for row in await connection.execute(found)}


async def store_levels(connection: AsyncConnection, changed: Mapping[str, datetime]) -> None:
    """Writes locked buckets back."""
    if changed:
        level = update(buckets).where(buckets.c.name == bindparam("bucket")).values(full_at=bindparam("level"))
        await connection.execute(level, [{"bucket": name, "level": at} for name, at in sorted(changed.items())])


def take(paces: Mapping[str, Pace], held: dict[str, datetime], now: datetime) -> None:
    """Takes one token from each of these buckets."""
    held.update({name: pace.taken(held[name], now) for name, pace in paces.items()})


def ready_at(paces: Mapping[str, Pace], held: Mapping[str, datetime], now: datetime) -> datetime:
    """From when on each of these buckets gives a token."""
    return max((pace.ready(held[name]) for name, pace in paces.items()), default=now)
