"""Feeds of one host that fail together told as one: a server that breaks takes all its feeds with it, and brings all back.

What is told of single feeds stands in ``feed_notices``, which asks here first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Notice
from bot.model.health import FeedNews, FeedNewsKind
from bot.pipeline.health import SURE_TRIES
from bot.store.schema import sources

FEWEST: Final = 3
"""So many feeds of a host that fail together are one notice."""

_TOGETHER: Final = timedelta(hours=1)
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class HostNews:
    """What is told of a host's feeds in place of one of them: the notice, and what people know of that one from then on."""

    notice: Notice
    told: str


async def of_host(connection: AsyncConnection, row: Row[Any], news: FeedNews, now: datetime) -> HostNews | None:
    """What is to be told of all feeds of this one's host, which are marked so; None to tell of this one by itself.

    ``row``: the source as it was before the reading that brought ``news``.
    """
    host = _host(row.url)
    if news.kind is FeedNewsKind.FAILING and news.trouble is not None:
        alike = await _alike(connection, row, host, news)
        if len(alike) + 1 < FEWEST:
            return None
        told = f"{FeedNewsKind.FAILING} {host}"
        await connection.execute(update(sources).where(sources.c.number.in_(alike)).values(told=told))
        facts = {"count": str(len(alike) + 1), "host": host, "since": _written(news.since, now), "trouble": news.trouble.value}
        return HostNews(Notice("host_failing", (*facts.items(), ("detail", news.detail))), told)
    if news.kind is FeedNewsKind.RECOVERED and " " in row.told:
        # What still fails of them is told of by itself.
        await connection.execute(update(sources).where(sources.c.told == row.told, _owned_as(row)).values(told=""))
        known = row.told.partition(" ")[2]
        facts = {"host": known, "since": _written(news.since, now), "until": now.isoformat()}
        return HostNews(Notice("host_recovered", tuple(facts.items())), "")
    return None


async def _alike(connection: AsyncConnection, row: Row[Any], host: str, news: FeedNews) -> Sequence[int]:
    """The numbers of the other feeds of this host that fail as this one does, since about the same time, untold."""
    since = row.failing_since
    if since is None or not host:
        return ()
    found = (
        select(sources.c.number, sources.c.url)
        .where(
            _owned_as(row),
            sources.c.listed,
            sources.c.number != row.number,
            sources.c.url.icontains(host, autoescape=True),
            sources.c.health == (news.trouble.value if news.trouble else ""),
            sources.c.failures >= SURE_TRIES,
            sources.c.failing_since.between(since - _TOGETHER, since + _TOGETHER),
            sources.c.last_success.is_not(None),
            sources.c.told == "",
        )
        .order_by(sources.c.number)
        .limit(_MOST)
        .with_for_update()
    )
    return [each.number for each in await connection.execute(found) if _host(each.url) == host]


def _host(url: str) -> str:
    """The host of an address, with its port if it names one."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _owned_as(row: Row[Any]) -> Any:
    """The condition that a source is shared if this one is, or else the same chat's own and not paused."""
    if row.owner_chat is None:
        return and_(sources.c.owner_chat.is_(None), sources.c.paused.is_(False), sources.c.stopped.is_(False))
    return sources.c.owner_chat == row.owner_chat


def _written(moment: datetime | None, now: datetime) -> str:
    return (moment or now).isoformat()
