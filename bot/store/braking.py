"""Entries that are held back because too much of their feed was new at once, and entries met after an absence of ours.

What is held stands among the articles, found by every search, and waits for nothing but a person: released it is triaged,
dropped it counts as old. What decides stands in ``bot.pipeline.brake`` and ``bot.pipeline.absence``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Notice
from bot.model.chat import Person
from bot.model.health import OUTAGE
from bot.pipeline.absence import away_since, is_caught_up
from bot.pipeline.brake import FEWEST, HOLD, Fate, Newcomer, Standing, is_much, judge
from bot.store.database import Database
from bot.store.noticing import queue, responsible
from bot.store.revising import note
from bot.store.schema import articles, sources

# Parameters of one statement; SQLite takes 32,766 and PostgreSQL 32,767.
_CHUNK: Final = 10_000
_NO_NEWS: Final = {"baseline": True, "triaged": True}

is_held: Final = and_(articles.c.held, articles.c.triaged, articles.c.baseline.is_(False))
"""The condition that an article is held back."""

_is_dropped: Final = and_(articles.c.held, articles.c.triaged, articles.c.baseline)


async def sift(
    connection: AsyncConnection, source: Row[Any], listed: int, fresh: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Decides what the rows to be stored, new to the source, are: news, no news, or held back; changes them accordingly.

    ``listed``: how many entries the document has.
    """
    for values in fresh:
        values.update(held=False, away_since=None)
    news = [values for values in fresh if not values["baseline"]]
    if not news or source.last_success is None:
        return
    await _brake(connection, source, listed, news, now)
    since = _absent_since(source, now)
    if since is not None:
        for values in [each for each in news if not each["triaged"]]:
            caught_up = is_caught_up(values["published"], min(since, source.last_success))
            values.update({"away_since": since} if caught_up else _NO_NEWS)


def _absent_since(source: Row[Any], now: datetime) -> datetime | None:
    """Since when we did not read a source: nobody polled it, or no feed at all was in our reach."""
    if source.told.startswith(OUTAGE) and source.failures:
        return datetime.fromisoformat(source.told.removeprefix(OUTAGE).strip())
    return away_since(source.next_due, timedelta(seconds=source.interval), now)


async def tell_held(connection: AsyncConnection, source: Row[Any], new: int, owners: Collection[str], now: datetime) -> None:
    """Tells those who are responsible for a source, once, when articles of it have come to be held.

    ``source``: its row as it was before a reading that brought ``new`` articles.
    """
    if source.held_since is not None or new < FEWEST:
        return
    found = select(func.count()).where(articles.c.source_id == source.id, is_held)
    held = (await connection.execute(found)).scalar_one()
    if not held:
        return
    await connection.execute(update(sources).where(sources.c.number == source.number).values(held_since=now))
    told = [source.owner_chat] if source.owner_chat is not None else await responsible(connection, owners, source.id)
    facts = {"count": str(held), "name": source.name or source.id, "number": str(source.number)}
    await queue(connection, told, Notice("feed_held", tuple(facts.items())), now)


async def release(connection: AsyncConnection, number: int, person: Person, now: datetime) -> int:
    """Lets go what is held of a source, to be told as one list; returns how many articles."""
    return await _end(connection, number, person, now, "feed released", {"triaged": False})


async def drop(connection: AsyncConnection, number: int, person: Person, now: datetime) -> int:
    """Makes what is held of a source count as old; returns how many articles."""
    return await _end(connection, number, person, now, "feed dropped", {"baseline": True})


async def hold_again(connection: AsyncConnection, number: int, person: Person, now: datetime) -> int:
    """Takes back what was dropped of a source last; returns how many articles are held again."""
    source = await _locked(connection, number)
    if source is None:
        return 0
    dropped = update(articles).where(articles.c.source_id == source.id, _is_dropped)
    back = (await connection.execute(dropped.values(baseline=False))).rowcount
    if back:
        await connection.execute(update(sources).where(sources.c.number == number).values(held_since=now))
        await note(connection, now, person, "feed held again", detail=f"{source.id}: {back}")
    return back


async def expire(database: Database, connection: AsyncConnection) -> int:
    """Makes what nobody has released for seven days count as old; returns of how many sources."""
    now = await database.moment(connection)
    long_held = (
        select(sources.c.id)
        .where(sources.c.held_since <= now - HOLD)
        .order_by(sources.c.number)
        .with_for_update(skip_locked=True)
    )
    ids = (await connection.execute(long_held)).scalars().all()
    if ids:
        await connection.execute(
            update(articles).where(articles.c.source_id.in_(ids), is_held).values(held=False, baseline=True)
        )
        await connection.execute(update(sources).where(sources.c.id.in_(ids)).values(held_since=None))
        for source in ids:
            await note(connection, now, "rasid", "feed hold over", detail=source)
    return len(ids)


async def _end(
    connection: AsyncConnection, number: int, person: Person, now: datetime, action: str, change: dict[str, bool]
) -> int:
    source = await _locked(connection, number)
    if source is None:
        return 0
    held = update(articles).where(articles.c.source_id == source.id, is_held)
    # What was dropped before can no longer be taken back: the last word holds.
    over = update(articles).where(articles.c.source_id == source.id, _is_dropped).values(held=False)
    await connection.execute(over)
    count = (await connection.execute(held.values(**change))).rowcount
    await connection.execute(update(sources).where(sources.c.number == number).values(held_since=None))
    if count:
        await note(connection, now, person, action, detail=f"{source.id}: {count}")
    return count


async def _locked(connection: AsyncConnection, number: int) -> Row[Any] | None:
    found = select(sources.c.id).where(sources.c.number == number).with_for_update()
    return (await connection.execute(found)).one_or_none()


async def _brake(
    connection: AsyncConnection, source: Row[Any], listed: int, news: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Marks what is no news, and what is held."""
    if not is_much(listed, len(news)):
        return
    repeated = await _repeated(connection, source.id, news)
    newcomers = [Newcomer(values["published"], values["key"] in repeated) for values in news]
    standing = await _standing(connection, source, listed, len(news), now)
    for values, fate in zip(news, judge(standing, newcomers, now), strict=True):
        if fate is Fate.OLD:
            values.update(_NO_NEWS)
        elif fate is Fate.HELD:
            values.update(held=True, triaged=True)


async def _standing(connection: AsyncConnection, source: Row[Any], listed: int, new: int, now: datetime) -> Standing:
    """What is known of the source; what is held of it counts for nothing."""
    was_listed = articles.c.listed >= (source.listed_from or now)
    found = select(
        func.min(articles.c.seen).label("first"),
        func.max(case((articles.c.published <= now, articles.c.published), else_=None), type_=articles.c.published.type).label(
            "newest"
        ),
        func.count().filter(was_listed).label("before"),
    ).where(articles.c.source_id == source.id, ~is_held)
    row = (await connection.execute(found)).one()
    still = max(listed - new, 0)
    return Standing(
        listed=listed,
        pace=source.pace,
        known_for=now - (row.first or now),
        last_success=source.last_success,
        newest=row.newest,
        vanished=1 - min(still / row.before, 1) if row.before else 0.0,
    )


async def _repeated(connection: AsyncConnection, source: str, news: Sequence[dict[str, Any]]) -> frozenset[str]:
    """The keys of those whose title or link only one article of the source known before has, and none else among them."""
    repeated: set[str] = set()
    for name in ("title", "url"):
        places = Counter(values[name] for values in news)
        own = {values[name]: values["key"] for values in news if values[name] and places[values[name]] == 1}
        for value in await _once(connection, source, articles.c[name], own):
            repeated.add(own[value])
    return frozenset(repeated)


async def _once(connection: AsyncConnection, source: str, column: ColumnElement[str], values: Iterable[str]) -> Sequence[str]:
    """Those of the values that one article of the source has, and no more than one."""
    wanted = list(values)
    found: list[str] = []
    for start in range(0, len(wanted), _CHUNK):
        chunk = column.in_(wanted[start : start + _CHUNK])
        known = select(column).where(articles.c.source_id == source, chunk).group_by(column).having(func.count() == 1)
        found += (await connection.execute(known)).scalars()
    return found
