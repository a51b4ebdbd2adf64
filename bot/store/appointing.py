"""Roles given and taken, over the whole bot or in one chat, and what a person's are. Claim tokens stand in ``rights``.

A role in a chat is stored with the chat it was given in, and holds in all chats of its channel, whatever their topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Address, ChatKind, ChatState, Person, Platform, Role
from bot.model.register import Appointed, Appointment, Grant, Standing
from bot.store.admitting import of_channel
from bot.store.database import Database
from bot.store.moving import REVOKED, at_channel, make_due
from bot.store.revising import note
from bot.store.schema import chat_roles, chats, roles

Where = int | None
"""A chat of the channel that a role holds in; None for the whole bot."""


async def standing(connection: AsyncConnection, person: Person, address: Address) -> Standing:
    """The roles stored for a person, over the whole bot and in the channel of this address."""
    whole = (await connection.execute(select(roles.c.role).where(_whose(roles.c, person)))).scalar()
    there = and_(at_channel(address), _whose(chat_roles.c, person))
    found = select(func.max(chat_roles.c.role)).join(chats, chats.c.id == chat_roles.c.chat_id).where(there)
    here = (await connection.execute(found)).scalar()
    return Standing(Role(whole or 0), Role(here or 0))


async def grants(connection: AsyncConnection, where: Where) -> Sequence[Grant]:
    """The roles given over the whole bot, or in the channel of one chat; the highest first, each person's once."""
    given = roles if where is None else chat_roles
    found = select(given).order_by(given.c.role.desc(), given.c.at, given.c.person)
    if where is not None:
        found = found.where(chat_roles.c.chat_id.in_(of_channel(where)))
    highest: dict[Person, Grant] = {}
    for row in await connection.execute(found):
        grant = _grant(row, where)
        highest.setdefault(replace(grant.person, name=""), grant)
    return tuple(highest.values())


async def private_grants(connection: AsyncConnection) -> Sequence[Grant]:
    """The roles given in private chats alone; the highest first."""
    private = select(chats.c.id).where(chats.c.kind == ChatKind.PRIVATE.value)
    found = select(chat_roles).where(chat_roles.c.chat_id.in_(private))
    ordered = found.order_by(chat_roles.c.role.desc(), chat_roles.c.at, chat_roles.c.person)
    return tuple(_grant(row, row.chat_id) for row in await connection.execute(ordered))


async def appoint(
    database: Database,
    connection: AsyncConnection,
    person: Person,
    role: Role,
    where: Where,
    by: Person,
    place: int | None,
    now: datetime,
    *,
    spare: bool,
) -> Appointment:
    """Gives a person a role, or takes it (NOBODY), unless that would leave the bot without an owner.

    ``spare``: there is an owner whom no row names.
    """
    given = roles if where is None else chat_roles
    mine = _whose(given.c, person)
    if where is not None:
        mine = and_(mine, chat_roles.c.chat_id.in_(of_channel(where)))
    owners = await _owners(connection) if where is None else 0
    before = Role((await connection.execute(select(func.max(given.c.role)).where(mine))).scalar() or 0)
    if before is role:
        return Appointment(Appointed.SAME, before)
    if before is Role.OWNER and where is None and owners <= 1 and not spare:
        return Appointment(Appointed.LAST_OWNER, before)
    if role is Role.NOBODY or where is not None:
        await connection.execute(delete(given).where(mine))
    if role is not Role.NOBODY:
        await write(database, connection, person, role, where, str(by), now)
    await follow(connection, person, now)
    change = ("role", before.name.lower(), role.name.lower())
    action = "revoke" if role is Role.NOBODY else "grant"
    await note(connection, now, by, action, where, f"{person} {person.name}".strip(), place=place, changes=[change])
    return Appointment(Appointed.DONE, before)


async def write(
    database: Database, connection: AsyncConnection, person: Person, role: Role, where: Where, by: str, now: datetime
) -> None:
    """Stores a role, without a word of it in the audit."""
    key: dict[str, Any] = {"platform": person.platform.value, "person": person.id}
    values = {"role": role.value, "by": by, "at": now} | ({"name": person.name} if person.name else {})
    given = roles if where is None else chat_roles
    if where is not None:
        key["chat_id"] = where
    stored = database.insert(given).values(**key, **values)
    await connection.execute(stored.on_conflict_do_update(index_elements=[given.c[name] for name in key], set_=values))


async def follow(connection: AsyncConnection, person: Person, now: datetime) -> None:
    """Keeps back what the private chat of a person without any role would be told, and lets it go when they have one again.

    Of one out of reach it is what comes when it is within reach again that is decided here.
    """
    theirs = and_(
        chats.c.platform == person.platform.value, chats.c.kind == ChatKind.PRIVATE.value, chats.c.person == person.id
    )
    for row in (await connection.execute(select(chats).where(theirs))).all():
        held = await standing(connection, person, Address(Platform(row.platform), row.channel))
        values = _kept_back(row) if max(held.whole, held.here) is Role.NOBODY else _let_go(row)
        if values:
            await connection.execute(update(chats).where(chats.c.id == row.id).values(**values))
        if values.get("state") == ChatState.ACTIVE.value:
            await make_due(connection, [row.id], now)


def _kept_back(row: Row[Any]) -> dict[str, Any]:
    """What changes of a private chat whose person has no role any more."""
    paused = {"resumes_to": ChatState.PAUSED.value, "because": REVOKED}
    if row.state == ChatState.ACTIVE.value:
        return {**paused, "state": ChatState.PAUSED.value}
    if row.state == ChatState.SUSPENDED.value and row.resumes_to == ChatState.ACTIVE.value:
        return paused
    # The end of a pause is not to tell them anything.
    return {} if row.paused_until is None else {"paused_until": None}


def _let_go(row: Row[Any]) -> dict[str, Any]:
    """What changes of a private chat whose person has a role: nothing, unless it was kept back."""
    if row.because != REVOKED:
        return {}
    active = {"resumes_to": ChatState.ACTIVE.value, "because": ""}
    return active if row.state == ChatState.SUSPENDED.value else {**active, "state": ChatState.ACTIVE.value}


async def _owners(connection: AsyncConnection) -> int:
    """How many owners are stored; their rows are locked, so that no two of them revoke each other at once."""
    found = select(roles.c.person).where(roles.c.role == Role.OWNER.value).order_by(roles.c.platform, roles.c.person)
    return len((await connection.execute(found.with_for_update())).all())


def _whose(columns: Any, person: Person) -> ColumnElement[bool]:
    return and_(columns.platform == person.platform.value, columns.person == person.id)


def _grant(row: Row[Any], where: Where) -> Grant:
    return Grant(Person(Platform(row.platform), row.person, row.name), Role(row.role), where, row.by, row.at)
