"""What a mute silences, and how long it lasts. Pure; where mutes are kept is the store's.

It is asked when an alert is about to be sent, so that a late mute counts, and one that has run out lets later news through.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.alerts.timing import moment_of, zone_of
from bot.model.alert import Reason
from bot.model.mute import Mute

MORNING: Final = 7 * 60
"""When "until tomorrow" ends, in minutes after midnight by the chat's clock."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An alert as mutes look at it: the chat it goes to, its story there, the source of its report, and its live watches."""

    chat_id: int
    story: int
    source: str
    watch_ids: frozenset[int]


def silencing(heard: Heard, mutes: Collection[Mute]) -> Mute | None:
    """The mute that silences an alert; None when it may be told. ``mutes``: those that are on.

    A muted story is silent in the chat that muted it. A muted watch, or source for a watch, says nothing; an alert that another
    watch asks for as well is told for that one.
    """
    for mute in mutes:
        if mute.what.story is not None and (mute.chat_id, mute.what.story) == (heard.chat_id, heard.story):
            return mute
    found = [_of_watch(watch, heard.source, mutes) for watch in sorted(heard.watch_ids)]
    return found[0] if found and all(found) else None


def hushed_sources(watch_ids: Collection[int], mutes: Collection[Mute]) -> frozenset[str]:
    """The sources whose reports none of these watches is to hear of."""
    named = {mute.what.source for mute in mutes if mute.what.source}
    return frozenset(
        source
        for source in named
        if watch_ids and all(any(_is_of(mute, watch, source) for mute in mutes if mute.what.source) for watch in watch_ids)
    )


def tomorrow(time_zone: str, now: datetime) -> datetime:
    """Seven in the morning of the day after, by the chat's clock; UTC."""
    zone = zone_of(time_zone)
    return moment_of(now.astimezone(zone).date() + timedelta(days=1), MORNING, zone)


def reason(mute: Mute) -> Reason:
    """Why a silenced alert was not told."""
    return Reason("muted", (("who", mute.name or mute.who),))


def _of_watch(watch: int, source: str, mutes: Collection[Mute]) -> Mute | None:
    return next((mute for mute in mutes if _is_of(mute, watch, source)), None)


def _is_of(mute: Mute, watch: int, source: str) -> bool:
    return mute.what.watch_id == watch and mute.what.source in {"", source}
