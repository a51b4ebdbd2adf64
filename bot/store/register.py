"""``Register`` and ``Logbook`` over the database: each method one transaction of the files beside this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Delivery
from bot.model.chat import Address, Person, Role
from bot.model.quotas import Allowance
from bot.model.register import Appointment, AuditEntry, Backlog, Grant, Invitation, Letter, Mailbag, Silence, Standing
from bot.store import admitting, appointing, auditing, handing, inviting, letters
from bot.store.database import Database


class StoredRegister:
    """Roles, the rules of the house, invitations, and the audit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, person: Person, address: Address) -> Standing:
        """The roles stored for a person, over the whole bot and in the channel of this address."""
        return await self._database.read(lambda c: appointing.standing(c, person, address))

    async def grants(self, chat_id: int | None) -> Sequence[Grant]:
        """The roles given over the whole bot, or in the channel of one chat; the highest first."""
        return await self._database.read(lambda c: appointing.grants(c, chat_id))

    async def private_grants(self) -> Sequence[Grant]:
        """The roles given in private chats alone; the highest first."""
        return await self._database.read(appointing.private_grants)

    async def appoint(
        self, person: Person, role: Role, chat_id: int | None, by: Person, place: int | None, now: datetime, *, spare: bool
    ) -> Appointment:
        """Gives a person a role, or takes it (NOBODY), unless that would leave the bot without an owner."""
        return await self._database.write(
            lambda c: appointing.appoint(self._database, c, person, role, chat_id, by, place, now, spare=spare)
        )

    async def rule(self, name: str) -> str:
        """What the owners have decided under this name; "" for nothing."""
        return await self._database.read(lambda c: inviting.rule(c, name))

    async def set_rule(self, name: str, value: str, by: Person, place: int | None, now: datetime) -> str:
        """Decides something for the whole bot; returns what was decided before."""
        return await self._database.write(lambda c: inviting.set_rule(self._database, c, name, value, by, place, now))

    async def allow(self, chat_id: int, allowance: Allowance, by: Person, place: int | None, now: datetime) -> Allowance | None:
        """Sets how much a chat may have; returns how much it was before, None when there is no such chat."""
        return await self._database.write(lambda c: inviting.allow(c, chat_id, allowance, by, place, now))

    async def close(self, chat_id: int, by: Person, place: int | None, now: datetime, *, closed: bool) -> bool:
        """Closes a chat's channel to the bot, or opens it again; False if it was so already."""
        return await self._database.write(lambda c: admitting.close(c, chat_id, by, place, now, closed=closed))

    async def invite(
        self, role: Role, by: Person, place: int | None, now: datetime, lifetime: timedelta
    ) -> tuple[Invitation, str]:
        """A new invitation and its word, of which only the hash is stored."""
        return await self._database.write(lambda c: inviting.invite(c, role, by, place, now, lifetime))

    async def invitations(self, now: datetime) -> Sequence[Invitation]:
        """Those that still let somebody in, the newest first."""
        return await self._database.read(lambda c: inviting.open_invitations(c, now))

    async def withdraw(self, number: int, by: Person, place: int | None, now: datetime) -> Invitation | None:
        """Makes an invitation worthless; None when there is no open one of this number."""
        return await self._database.write(lambda c: inviting.withdraw(c, number, by, place, now))

    async def invited(self, token: str, now: datetime) -> bool:
        """Whether this word still lets somebody in."""
        return await self._database.read(lambda c: inviting.invited(c, token, now))

    async def redeem(self, token: str, person: Person, chat_id: int, now: datetime) -> Role | None:
        """Opens the chat with this word, and gives the person its role there; None when the word is worth nothing."""
        return await self._database.write(lambda c: inviting.redeem(self._database, c, token, person, chat_id, now))

    async def entries(
        self, *, chat_id: int | None = None, who: str = "", limit: int = 10, offset: int = 0
    ) -> tuple[Sequence[AuditEntry], int]:
        """The latest changes, the newest first, and how many there are."""
        return await self._database.read(lambda c: auditing.entries(c, chat_id=chat_id, who=who, limit=limit, offset=offset))


class StoredLogbook:
    """What waits to be sent, what was, and what is behind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mail(self, chat_id: int | None, limit: int, offset: int = 0) -> Mailbag:
        """How many messages of a chat, or of all, are in each state, and some of them."""
        return await self._database.read(lambda c: letters.mail(c, chat_id, limit, offset))

    async def letter(self, number: int, chat_id: int | None) -> Delivery | None:
        """A message with all that it says; None when there is none of this number."""
        return await self._database.read(lambda c: letters.letter(c, number, chat_id))

    async def listed(self, number: int, chat_id: int | None) -> Letter | None:
        """How a message stands that is not surely out; None when there is none of this number."""
        return await self._database.read(lambda c: letters.listed(c, number, chat_id))

    async def drop(self, number: int, by: Person, chat_id: int | None, now: datetime) -> Letter | None:
        """Leaves a message unsent; None when there is none of this number, or it is being sent."""
        return await self._database.write(lambda c: letters.drop(c, number, by, chat_id, now))

    async def restore(self, number: int, by: Person, chat_id: int | None, now: datetime) -> Letter | None:
        """Takes back that a message was left unsent; None when it was not."""
        return await self._database.write(lambda c: letters.restore(c, number, by, chat_id, now))

    async def told(self, chat_id: int, since: datetime) -> Mapping[int, datetime]:
        """The stories that a chat was told of since then, each with when it was told of it last."""
        return await self._database.read(lambda c: handing.told(c, chat_id, since))

    async def silences(self, chat_id: int, now: datetime) -> Sequence[Silence]:
        """What is muted in a chat, the latest first."""
        return await self._database.read(lambda c: handing.silences(c, chat_id, now))

    async def backlog(self, now: datetime) -> Backlog:
        """What is behind, and the database's size and version."""

        async def work(connection: AsyncConnection) -> Backlog:
            size, version = await self._database.measured(connection)
            return Backlog(await letters.oldest_due(connection, now), size, version)

        return await self._database.read(work)
