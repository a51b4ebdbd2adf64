"""Names that chats teach, and the terms they were asked about before these are watched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.matching.teaching import taught_for
from bot.model.chat import Person
from bot.model.watch import TaughtName
from bot.store.records import as_name
from bot.store.revising import next_revision, note
from bot.store.schema import proposals, taught_names, watches

# How long a name that was taken away can be taken back, and a question be answered.
_REMEMBERED: Final = timedelta(days=30)
_PROPOSED: Final = timedelta(days=7)
_LIVE = taught_names.c.removed.is_(None)

Lessons = Mapping[int, Sequence[TaughtName]]
"""The names that each chat has taught, by its id; a chat without any is absent."""


@dataclass(frozen=True, slots=True)
class _Before:
    """The revision of an edit, and the spellings that each watch of the chat had from its names before it."""

    revision: int
    taught: Mapping[int, frozenset[str]]


async def teach(
    connection: AsyncConnection, chat_id: int, spellings: Sequence[str], kin: Sequence[str], person: Person, now: datetime
) -> TaughtName:
    """Stores a new name of the chat; the watches that it gives spellings to count as changed."""
    old = and_(taught_names.c.chat_id == chat_id, taught_names.c.removed < now - _REMEMBERED)
    await connection.execute(delete(taught_names).where(old))
    values = {"chat_id": chat_id, "spellings": list(spellings), "kin": list(kin), "taught": now}
    before = await _opened(connection, chat_id)
    added = (await connection.execute(taught_names.insert().values(**values).returning(taught_names))).one()
    await _renumbered(connection, chat_id, before)
    await note(connection, now, person, "name taught", chat_id, " = ".join(spellings))
    return as_name(added)


async def forget(connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime) -> TaughtName | None:
    """Takes a name away; None when the chat has none of this number."""
    mine = and_(_LIVE, taught_names.c.chat_id == chat_id, taught_names.c.id == number)
    return await _turn(connection, mine, chat_id, person, now, "name removed", removed=now)


async def recall(connection: AsyncConnection, chat_id: int, number: int, person: Person, now: datetime) -> TaughtName | None:
    """Takes back a name that was taken away; None when the chat never had it, has it, or it is too long ago."""
    gone = and_(~_LIVE, taught_names.c.chat_id == chat_id, taught_names.c.id == number)
    return await _turn(connection, gone, chat_id, person, now, "name restored", removed=None)


async def lessons(connection: AsyncConnection, of: ColumnElement[bool] | None = None) -> Lessons:
    """The names of the chats for which ``of``, a condition on ``taught_names``, is true; of all chats without one."""
    found = select(taught_names).where(_LIVE).order_by(taught_names.c.id)
    by_chat: dict[int, list[TaughtName]] = defaultdict(list)
    for row in await connection.execute(found if of is None else found.where(of)):
        by_chat[row.chat_id].append(as_name(row))
    return by_chat


async def of_chat(connection: AsyncConnection, chat_id: int) -> Sequence[TaughtName]:
    """The names that a chat has taught, oldest first."""
    return tuple((await lessons(connection, taught_names.c.chat_id == chat_id)).get(chat_id, ()))


async def propose(connection: AsyncConnection, chat_id: int, term: str, now: datetime) -> int:
    """Keeps a term until the chat says whether to watch it; returns its number. The same term keeps its number."""
    await connection.execute(delete(proposals).where(proposals.c.at < now - _PROPOSED))
    mine = and_(proposals.c.chat_id == chat_id, proposals.c.term == term)
    number = (await connection.execute(select(func.max(proposals.c.id)).where(mine))).scalar()
    if number is not None:
        await connection.execute(update(proposals).where(proposals.c.id == number).values(at=now))
        return int(number)
    added = proposals.insert().values(chat_id=chat_id, term=term, at=now).returning(proposals.c.id)
    return int((await connection.execute(added)).scalar_one())


async def proposed(connection: AsyncConnection, chat_id: int, number: int) -> str | None:
    """The term of this number; None when the chat was not asked about it, or too long ago."""
    mine = and_(proposals.c.chat_id == chat_id, proposals.c.id == number)
    term: str | None = (await connection.execute(select(proposals.c.term).where(mine))).scalar()
    return term


async def _opened(connection: AsyncConnection, chat_id: int) -> _Before:
    # The revision first, since others wait for it: what is read from here on stays so.
    return _Before(await next_revision(connection), await _taught(connection, chat_id))


async def _renumbered(connection: AsyncConnection, chat_id: int, before: _Before) -> None:
    """Numbers the watches anew that have other taught spellings now."""
    changed = [watch for watch, taught in (await _taught(connection, chat_id)).items() if taught != before.taught[watch]]
    if changed:
        await connection.execute(update(watches).where(watches.c.id.in_(changed)).values(changed_at=before.revision))


async def _taught(connection: AsyncConnection, chat_id: int) -> Mapping[int, frozenset[str]]:
    """The spellings that each of a chat's watches has from its names."""
    names = await of_chat(connection, chat_id)
    mine = and_(watches.c.chat_id == chat_id, watches.c.removed_at.is_(None))
    rows = await connection.execute(select(watches.c.id, watches.c.term).where(mine))
    return {row.id: taught_for(row.term, names) for row in rows}


async def _turn(
    connection: AsyncConnection,
    which: ColumnElement[bool],
    chat_id: int,
    person: Person,
    now: datetime,
    action: str,
    *,
    removed: datetime | None,
) -> TaughtName | None:
    before = await _opened(connection, chat_id)
    turned = update(taught_names).where(which).values(removed=removed).returning(taught_names)
    row = (await connection.execute(turned)).one_or_none()
    if row is None:
        return None
    await _renumbered(connection, chat_id, before)
    name = as_name(row)
    await note(connection, now, person, action, chat_id, " = ".join(name.spellings))
    return name
