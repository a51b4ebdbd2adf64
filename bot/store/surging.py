"""Terms that are mentioned far more than usual: counted by the hour, and told to whoever watches them, once in a day and night.

Each watch's count is of the sources that its chat sees, by the spellings that are on for it, less what is muted. What is far
more than usual, ``bot.alerts.surging`` decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, case, distinct, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.muting import Heard, silencing
from bot.alerts.surging import FEWEST, surge
from bot.model.alert import DeliveryKind, Notice
from bot.model.chat import ChatState
from bot.model.mute import Mute
from bot.model.watch import Watch
from bot.store.database import Database
from bot.store.lanes import lock
from bot.store.muting import concerning
from bot.store.noticing import queue
from bot.store.records import as_watch
from bot.store.schema import articles, chats, deliveries, matches, taught_names, watches
from bot.store.teaching import lessons
from bot.store.telling import audience

_SURGES: Final = frozenset({"surge", "surge_rare"})
_HOUR: Final = timedelta(hours=1)
_SPAN: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)
_NO_STORY: Final = 0

_Form = tuple[str, bool]
_Audience = Mapping[str, frozenset[int] | None]


@dataclass(frozen=True, slots=True)
class _Count:
    """The articles of a source that match a term: in the last hour, and in the days before it."""

    hour: int
    before: int


@dataclass(frozen=True, slots=True)
class _Mentions:
    """What is known of a term. ``forms``: its spellings that were found, each with whether it is off by default.

    ``counts``: by spellings and source, as far as they were asked for, with who gets each source; ``hours``: how long its usual
    is known.
    """

    term: str
    first: int
    hours: float
    forms: frozenset[_Form]
    counts: dict[frozenset[_Form], tuple[Mapping[str, _Count], _Audience]] = field(default_factory=dict)


async def tell_surges(database: Database, now: datetime) -> int:
    """Queues a notice for each chat and watch whose term is mentioned far more than usual; returns how many."""
    hot = await database.read(lambda c: _hot(c, now))
    return await database.write(lambda c: _tell(c, hot, now)) if hot else 0


async def _hot(connection: AsyncConnection, now: datetime) -> Sequence[str]:
    """The terms that enough articles of the last hour match, by whatever spellings."""
    first = await _first_since(connection, now - _HOUR)
    if first is None:
        return ()
    many = func.count(distinct(matches.c.article_id))
    found = select(matches.c.term).where(matches.c.article_id >= first)
    return tuple((await connection.execute(found.group_by(matches.c.term).having(many >= FEWEST))).scalars())


async def _first_since(connection: AsyncConnection, since: datetime) -> int | None:
    found: int | None = (await connection.execute(select(func.min(articles.c.id)).where(articles.c.seen > since))).scalar()
    return found


async def _tell(connection: AsyncConnection, terms: Sequence[str], now: datetime) -> int:
    start = now - _HOUR - _SPAN
    first = await _first_since(connection, start) or 0
    oldest = (await connection.execute(select(func.min(articles.c.seen)))).scalar()
    told = 0
    for term in terms:
        watching = await _watching(connection, term)
        if not watching:
            continue
        # No match of a term is kept from before anybody watched it.
        known = max(start, oldest or now, min(watch.added or now for watch in watching))
        forms = select(matches.c.form, matches.c.off).where(matches.c.term == term, matches.c.article_id >= first).distinct()
        found = frozenset((row.form, row.off) for row in await connection.execute(forms))
        mentions = _Mentions(term, first, (now - _HOUR - known) / _HOUR, found)
        places, numbers = {watch.told_in for watch in watching}, {watch.id for watch in watching}
        mutes = await concerning(connection, places, numbers, now)
        for watch in watching:
            told += await _tell_one(connection, mentions, watch, mutes, now)
    return told


async def _tell_one(
    connection: AsyncConnection, mentions: _Mentions, watch: Watch, mutes: Sequence[Mute], now: datetime
) -> int:
    on = frozenset(form for form in mentions.forms if watch.has_on(form[0], off=form[1]))
    if on not in mentions.counts:
        found = await _counts(connection, mentions, on, now)
        mentions.counts[on] = found, await audience(connection, sorted(found))
    counts, seen = mentions.counts[on]
    mine = [
        count
        for source, count in counts.items()
        if ((chats_of := seen[source]) is None or watch.chat_id in chats_of)
        and silencing(Heard(watch.told_in, _NO_STORY, source, frozenset({watch.id})), mutes) is None
    ]
    hour, before = sum(count.hour for count in mine), sum(count.before for count in mine)
    times = surge(hour, before, mentions.hours)
    await lock(connection, [watch.told_in])
    if times is None or await _was_told(connection, watch.told_in, mentions.term, now):
        return 0
    usual = round(before / mentions.hours)
    values = (("term", mentions.term), ("times", str(times)), ("count", str(hour)), ("usual", str(usual)))
    await queue(connection, [watch.told_in], Notice("surge", values) if usual else Notice("surge_rare", values), now)
    return 1


async def _watching(connection: AsyncConnection, term: str) -> Sequence[Watch]:
    """The live watches of a term in chats that can be reached."""
    open_ = and_(watches.c.removed_at.is_(None), chats.c.state != ChatState.SUSPENDED.value, chats.c.admitted)
    found = select(watches).join(chats, chats.c.id == watches.c.chat_id).where(watches.c.term == term, open_)
    rows = (await connection.execute(found.order_by(watches.c.id))).all()
    names = await lessons(connection, taught_names.c.chat_id.in_({row.chat_id for row in rows})) if rows else {}
    return [as_watch(row, names.get(row.chat_id, ())) for row in rows]


async def _counts(
    connection: AsyncConnection, mentions: _Mentions, forms: frozenset[_Form], now: datetime
) -> Mapping[str, _Count]:
    """By source how many articles match a term by these spellings. What came while the bot was away came in no last hour."""
    late: ColumnElement[bool] = articles.c.away_since.is_not(None)
    in_hour = and_(articles.c.seen > now - _HOUR, ~late)
    by_off = {off: [form for form, each in forms if each is off] for off in (False, True)}
    spelled = [and_(matches.c.off.is_(off), matches.c.form.in_(each)) for off, each in by_off.items() if each]
    found = (
        select(
            articles.c.source_id,
            func.count(distinct(case((in_hour, articles.c.id)))).label("hour"),
            func.count(distinct(articles.c.id)).label("every"),
        )
        .join(matches, matches.c.article_id == articles.c.id)
        .where(matches.c.term == mentions.term, matches.c.article_id >= mentions.first, or_(false(), *spelled))
        .group_by(articles.c.source_id)
    )
    return {row.source_id: _Count(row.hour, row.every - row.hour) for row in await connection.execute(found)}


async def _was_told(connection: AsyncConnection, chat_id: int, term: str, now: datetime) -> bool:
    """Whether the chat has been told of this term in the last 24 hours: midnight makes the same surge no news."""
    found = select(deliveries.c.notice).where(
        deliveries.c.chat_id == chat_id,
        deliveries.c.kind == DeliveryKind.NOTICE.value,
        deliveries.c.created > now - _DAY,
    )
    notices = (await connection.execute(found)).scalars()
    return any(each["key"] in _SURGES and dict(each["values"]).get("term") == term for each in notices)
