"""Who may do what: roles over the whole bot, and the one-time token that makes the first owner."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.chat import Person, Role
from bot.store.appointing import follow
from bot.store.database import Database
from bot.store.revising import note
from bot.store.schema import claims, roles


async def role(connection: AsyncConnection, person: Person) -> Role:
    """The role stored for this person."""
    found = select(roles.c.role).where(roles.c.platform == person.platform.value, roles.c.person == person.id)
    return Role((await connection.execute(found)).scalar() or 0)


async def grant(database: Database, connection: AsyncConnection, person: Person, given: Role, by: str, now: datetime) -> None:
    """Stores a person's role."""
    before = await _put(database, connection, person, given, by, now)
    changes = [("role", before.name.lower(), given.name.lower())]
    await note(connection, now, by, "grant", detail=f"{person} {person.name}".strip(), changes=changes)


async def _put(database: Database, connection: AsyncConnection, person: Person, given: Role, by: str, now: datetime) -> Role:
    """Stores a person's role; returns the one they had."""
    before = await role(connection, person)
    values = {"name": person.name, "role": given.value, "by": by, "at": now}
    row = {"platform": person.platform.value, "person": person.id, **values}
    merged = (
        database.insert(roles).values(row).on_conflict_do_update(index_elements=[roles.c.platform, roles.c.person], set_=values)
    )
    await connection.execute(merged)
    await follow(connection, person, now)
    return before


async def has_owner(connection: AsyncConnection) -> bool:
    """Whether anybody is an owner."""
    return bool((await connection.execute(select(exists().where(roles.c.role == Role.OWNER.value)))).scalar())


async def new_claim(database: Database, connection: AsyncConnection, lifetime: timedelta) -> str:
    """A new token; of it only the hash is stored, and older ones end."""
    now = await database.moment(connection)
    token = secrets.token_urlsafe(24)
    await connection.execute(delete(claims))
    await connection.execute(claims.insert().values(hash=_hash(token), expires=now + lifetime))
    await note(connection, now, "rasid", "claim token")
    return token


async def redeem(database: Database, connection: AsyncConnection, token: str, person: Person, now: datetime) -> bool:
    """Makes the person an owner if the token is the live one, which then is used up."""
    moment = max(await database.moment(connection), now)
    wanted = _hash(token)
    live = [
        row.hash
        for row in await connection.execute(select(claims).with_for_update())
        if hmac.compare_digest(row.hash, wanted) and row.expires > moment
    ]
    if not live:
        return False
    await connection.execute(delete(claims))
    before = await _put(database, connection, person, Role.OWNER, "claim token", now)
    await note(connection, now, person, "claim", changes=[("role", before.name.lower(), "owner")])
    return True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
