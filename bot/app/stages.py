"""The stages of the running bot, how one wakes the next, and how the bot says that it is well.

What a stage does stands in ``pipeline``; how it is kept going, in ``schedule``.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot import __version__
from bot.app.health import beat
from bot.app.schedule import FAILED, REFUSED, Clocks, Stage
from bot.app.settings import Settings
from bot.app.shut_out import ShutOut
from bot.model.news import Article
from bot.pipeline.collect import Newsstand, collect
from bot.pipeline.deliver import Mailroom, deliver
from bot.pipeline.inflight import InFlight
from bot.pipeline.newsroom import Newsroom
from bot.pipeline.triage import Triagist
from bot.ports import Clock, PageReader, StoreUnavailable
from bot.sources.reading import FeedReader
from bot.store.articles import Articles
from bot.store.backups import Backups
from bot.store.chats import Chats
from bot.store.database import Database
from bot.store.leases import RoleLeases
from bot.store.outbox import DatabaseOutbox

log = structlog.get_logger()

TRIAGE = "triage"
_DELIVERIES = 100
# Seconds in which polls become due, and news comes in, before it is seen to together.
_COLLECTED, _TRIAGED = 0.25, 0.4
_LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Stores:
    """The database and the sockets it serves."""

    database: Database
    articles: Articles
    chats: Chats
    outbox: DatabaseOutbox
    leases: RoleLeases
    backups: Backups | None = None


class Stages:
    """The stages and how one wakes the next."""

    def __init__(
        self,
        settings: Settings,
        stores: Stores,
        newsroom: Newsroom,
        reader: FeedReader,
        pages: PageReader,
        mailroom: Mailroom,
        clock: Clock,
        holder: str,
        lease: float,
        shut_out: ShutOut,
    ) -> None:
        self._settings, self._stores, self._clock = settings, stores, clock
        self._holder, self._lease = holder, lease
        self._mailroom = mailroom
        self._shut_out = shut_out
        self.platforms: Callable[[], dict[str, str]] = dict
        self._triagist = Triagist(newsroom, stores.articles, stores.chats, clock, _unread)
        self._deliver = Stage("deliver", self._run_deliver, next_due=lambda: stores.outbox.next_due(tuple(mailroom.couriers)))
        self._triage = Stage("triage", self._run_triage, then=(self._deliver,), rest=_TRIAGED)
        self._collect = Stage("collect", self._run_collect, next_due=self._next_poll, rest=_COLLECTED)
        upkeep = Stage("upkeep", self._run_upkeep)
        reach = Stage("reach", self._run_reach, then=(self._deliver,))
        surges = Stage("surges", self._run_surges, then=(self._deliver,))
        heartbeat = Stage("heartbeat", self._run_heartbeat)
        self.collecting = InFlight(settings.fetch.concurrency, self._collect.wake, _report("collect"))
        self.delivering = InFlight(_DELIVERIES, self._deliver.wake, _report("deliver"))
        self._stand = Newsstand(reader, stores.articles, clock, random.SystemRandom().random, self._triage.wake, pages)
        self.clocks = Clocks(
            {
                self._collect: timedelta(seconds=5),
                self._triage: timedelta(seconds=2),
                self._deliver: timedelta(seconds=1),
                upkeep: timedelta(hours=1),
                reach: timedelta(minutes=1),
                surges: timedelta(minutes=5),
                heartbeat: timedelta(minutes=1),
            }
        )

    async def vitals(self) -> dict[str, Any]:
        """What /health says: well while the database answers, feeds are polled, news is triaged and no platform is lost."""
        try:
            condition = await self._stores.chats.condition()
            due = await self._stores.articles.next_due()
            waiting = await self._stores.articles.untriaged(1)
        except StoreUnavailable as error:
            return {"ok": False, "reason": str(error)}
        polled, now = condition.last_poll, self._clock.now()
        late = due is not None and now - due > _LATE
        stuck = bool(waiting) and now - waiting[0].seen > _LATE
        platforms = self.platforms()
        deaf = 0 < condition.sources <= condition.failing
        return {
            "ok": not late and not stuck and not deaf and not set(platforms.values()) & {REFUSED, FAILED},
            "platforms": platforms,
            "last_poll": polled.isoformat() if polled else None,
            "last_delivery": condition.last_delivery.isoformat() if condition.last_delivery else None,
            "feeds": condition.sources,
            "feeds_failing": condition.failing,
            "pending": condition.pending,
            "doubts": condition.doubts,
            "dead": condition.dead,
            "version": __version__,
        }

    async def _run_collect(self) -> int:
        return await collect(self._stand, self.collecting)

    async def _run_triage(self) -> int:
        fence = await self._stores.leases.acquire(TRIAGE, self._holder, self._lease)
        if fence is None:
            return 0
        renewing = asyncio.create_task(self._keep_triage())
        try:
            return await self._triagist.triage(fence)
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _keep_triage(self) -> None:
        """Renews the lease while a batch takes long, so that nobody else takes it over and both are fenced in turn."""
        while True:
            await asyncio.sleep(self._lease / 3)
            with contextlib.suppress(StoreUnavailable):
                await self._stores.leases.acquire(TRIAGE, self._holder, self._lease)

    async def _run_deliver(self) -> int:
        return await deliver(self._mailroom, self.delivering)

    async def _run_upkeep(self) -> int:
        await self._stores.articles.prune(self._clock.now() - timedelta(days=self._settings.retention_days))
        if self._settings.backup.daily and self._stores.backups is not None:
            made = await self._stores.backups.make_daily(self._clock.now())
            if made is not None:
                log.info("backup.made", path=made.path, size=made.size)
        return 0

    async def _run_reach(self) -> int:
        return int(await self._stores.articles.watch_outages(self._clock.now())) + await self._shut_out.look()

    async def _run_surges(self) -> int:
        return await self._stores.articles.tell_surges(self._clock.now())

    async def _run_heartbeat(self) -> int:
        return await beat(self._settings.health.heartbeat_url, self.vitals, self._settings.fetch.proxy)

    async def _next_poll(self) -> float | None:
        due = await self._stores.articles.next_due()
        return None if due is None or self.collecting.room <= 0 else (due - self._clock.now()).total_seconds()


def _unread(article: Article, error: Exception) -> None:
    log.error("article.not_triaged", article=article.id, source=article.source, exc_info=error)


def _report(stage: str) -> Callable[[Exception], None]:
    def report(error: Exception) -> None:
        known = isinstance(error, StoreUnavailable)
        log.error("work.failed", stage=stage, error=str(error), exc_info=None if known else error)

    return report
