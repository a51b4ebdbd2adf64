"""Who may come in: the rule of the house, invitations, and how much one chat may have."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person, Role
from bot.model.quotas import Allowance
from bot.model.register import Invitation
from bot.store.admitting import admit, of_channel
from bot.store.appointing import follow, write
from bot.store.database import Database
from bot.store.records import as_chat
from bot.store.revising import note
from bot.store.schema import chat_roles, chats, invites, rules

_REMEMBERED: Final = timedelta(days=90)


async def rule(connection: AsyncConnection, name: str) -> str:
    """What the owners have decided under this name; "" for nothing."""
    found = (await connection.execute(select(rules.c.value).where(rules.c.name == name))).scalar()
    return str(found or "")


async def set_rule(
    database: Database, connection: AsyncConnection, name: str, value: str, by: Person, place: int | None, now: datetime
) -> str:
    """Decides something for the whole bot; returns what was decided before."""
    before = await rule(connection, name)
    if before != value:
        stored = database.insert(rules).values(name=name, value=value)
        await connection.execute(stored.on_conflict_do_update(index_elements=[rules.c.name], set_={"value": value}))
        await note(connection, now, by, "rule", place=place, changes=[(name, before, value)])
    return before


async def allow(
    connection: AsyncConnection, chat_id: int, allowance: Allowance, by: Person, place: int | None, now: datetime
) -> Allowance | None:
    """Sets how much a chat may have; returns how much it was before, None when there is no such chat."""
    row = (await connection.execute(select(chats).where(chats.c.id == chat_id).with_for_update())).one_or_none()
    if row is None:
        return None
    before, values = asdict(as_chat(row).allowance), asdict(allowance)
    changes = [(name, _shown(before[name]), _shown(value)) for name, value in values.items() if before[name] != value]
    if changes:
        kept = {name: value for name, value in values.items() if value is not None}
        await connection.execute(update(chats).where(chats.c.id == chat_id).values(quotas=kept or None))
        await note(connection, now, by, "quota", chat_id, place=place, changes=changes)
    return Allowance(**before)


async def invite(
    connection: AsyncConnection, role: Role, by: Person, place: int | None, now: datetime, lifetime: timedelta
) -> tuple[Invitation, str]:
    """A new invitation and its word; of the word only the hash is stored."""
    await connection.execute(delete(invites).where(invites.c.expires < now - _REMEMBERED))
    token = secrets.token_urlsafe(18)
    values = {"hash": _hash(token), "role": role.value, "who": str(by), "at": now, "expires": now + lifetime}
    row = (await connection.execute(invites.insert().values(**values).returning(invites))).one()
    await note(connection, now, by, "invite", detail=str(row.id), place=place, changes=[("role", "", role.name.lower())])
    return _invitation(row), token


async def open_invitations(connection: AsyncConnection, now: datetime) -> Sequence[Invitation]:
    """Those that still let somebody in, the newest first."""
    found = select(invites).where(_open(now)).order_by(invites.c.id.desc())
    return tuple(_invitation(row) for row in await connection.execute(found))


async def withdraw(connection: AsyncConnection, number: int, by: Person, place: int | None, now: datetime) -> Invitation | None:
    """Makes an invitation worthless; None when there is no open one of this number."""
    ended = update(invites).where(_open(now), invites.c.id == number).values(expires=now).returning(invites)
    row = (await connection.execute(ended)).one_or_none()
    if row is None:
        return None
    await note(connection, now, by, "invite withdrawn", detail=str(number), place=place)
    return _invitation(row)


async def invited(connection: AsyncConnection, token: str, now: datetime) -> bool:
    """Whether this word still lets somebody in."""
    found = select(invites.c.id).where(_open(now), invites.c.hash == _hash(token))
    return (await connection.execute(found)).scalar() is not None


async def redeem(
    database: Database, connection: AsyncConnection, token: str, person: Person, chat_id: int, now: datetime
) -> Role | None:
    """Opens the chat with this word and gives the person the role it stands for there; None when the word is worth nothing.

    Nobody loses a higher role by it.
    """
    moment = max(await database.moment(connection), now)
    used = {"used": moment, "used_by": str(person)}
    taken = update(invites).where(_open(moment), invites.c.hash == _hash(token)).values(**used).returning(invites)
    row = (await connection.execute(taken)).one_or_none()
    if row is None:
        return None
    mine = (chat_roles.c.platform == person.platform.value, chat_roles.c.person == person.id)
    held = select(func.max(chat_roles.c.role)).where(chat_roles.c.chat_id.in_(of_channel(chat_id)), *mine)
    before = Role((await connection.execute(held)).scalar() or 0)
    role = max(Role(row.role), before)
    await write(database, connection, person, role, chat_id, row.who, now)
    await admit(connection, chat_id)
    await follow(connection, person, now)
    change = ("role", before.name.lower(), role.name.lower())
    await note(connection, now, person, "invite used", chat_id, str(row.id), changes=[change])
    return role


def _open(now: datetime) -> ColumnElement[bool]:
    return and_(invites.c.used.is_(None), invites.c.expires > now)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(row.id, Role(row.role), row.who, row.at, row.expires)


def _shown(value: int | None) -> str:
    return "" if value is None else str(value)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
