"""Builds every part once, by hand, and joins them; ``Bot`` is the result, to be started and stopped.

No decision of the product stands here: only who is given what.
"""

from __future__ import annotations

import os
import random
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.app.catalogue import Seed
from bot.app.health import HealthServer, beat
from bot.app.schedule import Clocks, Stage, Supervisor
from bot.app.settings import Settings
from bot.chat.command import Answer, Desk, Request
from bot.chat.reception import COMMANDS, answer
from bot.matching.watchlist import Watchlist
from bot.model.chat import ChatKind, Platform
from bot.model.message import Message
from bot.model.news import Language, Source
from bot.model.watch import Name
from bot.pipeline.collect import Newsstand, collect
from bot.pipeline.deliver import DoubtPolicy, Mailroom, deliver
from bot.pipeline.inflight import InFlight
from bot.pipeline.newsroom import Newsroom
from bot.pipeline.triage import Triagist
from bot.platforms.slack import connect_slack
from bot.platforms.telegram import connect_telegram
from bot.ports import Clock, Courier, Directory, Intake, SourceReader, StoreUnavailable
from bot.store.database import Database, open_database
from bot.text.phrases import Phrases

log = structlog.get_logger()

_CLAIM_LIFETIME = timedelta(hours=1)
_PATIENCE = 30.0
_LEASE = 30.0


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current time, UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Tables:
    """What the roof loaded from files."""

    sources: tuple[Source, ...]
    names: tuple[Name, ...]
    seeds: tuple[Seed, ...]
    phrases: Phrases


@dataclass(frozen=True, slots=True)
class Line:
    """One platform as the bot holds it. ``role``: the lease without which its intake must not run."""

    courier: Courier
    directory: Directory
    intake: Intake | None
    role: str = ""


@dataclass
class Bot:
    """Everything that runs, in the order in which it starts."""

    database: Database
    newsroom: Newsroom
    desk: Desk
    reader: SourceReader
    clocks: Clocks
    supervisors: list[Supervisor]
    under_way: tuple[InFlight, ...]
    health: HealthServer
    holder: str
    closers: list[Callable[[], Any]] = field(default_factory=list)

    async def start(self) -> None:
        """Starts platforms, stages and /health; returns at once, whatever is down."""
        for supervisor in self.supervisors:
            supervisor.start()
        self.clocks.start()
        await self.health.start()

    async def stop(self) -> None:
        """Takes nothing new in, finishes what is under way, and lets go of everything."""
        for supervisor in self.supervisors:
            await supervisor.stop()
        await self.clocks.stop(_PATIENCE)
        for work in self.under_way:
            cut = await work.drain(_PATIENCE)
            if cut:
                log.warning("stop.cut_short", pieces=cut)
        await self.health.stop()
