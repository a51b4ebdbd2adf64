"""Who may do what, what was done by whom, and how that is taken back.

Every time is timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.alert import Delivery
from bot.model.chat import Address, Person, Role
from bot.model.message import Undo
from bot.model.quotas import Allowance
from bot.model.register import Appointment, AuditEntry, Backlog, Grant, Invitation, Letter, Mailbag, Silence, Standing


class Register(Protocol):
    """Who may do what, the rules of the house, invitations, and the audit of all changes."""

    async def standing(self, person: Person, address: Address) -> Standing:
        """The roles stored for a person, over the whole bot and in the channel of this address, whatever the topic."""
        ...

    async def grants(self, chat_id: int | None) -> Sequence[Grant]:
        """The roles given over the whole bot (None), or in the channel of one chat; the highest first, each person's once."""
        ...

    async def private_grants(self) -> Sequence[Grant]:
        """The roles given in private chats alone; the highest first."""
        ...

    async def appoint(
        self, person: Person, role: Role, chat_id: int | None, by: Person, place: int | None, now: datetime, *, spare: bool
    ) -> Appointment:
        """Gives a person a role over the whole bot (None) or in the channel of one chat, or takes it (NOBODY).

        Refused when it would leave the bot without an owner; ``spare``: one is named elsewhere. ``place``: the chat it was
        ordered from.
        """
        ...

    async def rule(self, name: str) -> str:
        """What the owners have decided under this name; "" for nothing."""
        ...

    async def set_rule(self, name: str, value: str, by: Person, place: int | None, now: datetime) -> str:
        """Decides something for the whole bot; returns what was decided before."""
        ...

    async def allow(self, chat_id: int, allowance: Allowance, by: Person, place: int | None, now: datetime) -> Allowance | None:
        """Sets how much a chat may have; returns how much it was before, None when there is no such chat."""
        ...

    async def close(self, chat_id: int, by: Person, place: int | None, now: datetime, *, closed: bool) -> bool:
        """Closes a chat, in all its topics, to the bot, or opens it again; False if it was so already.

        A closed one is answered and told nothing; what it was not told goes out when it is open again.
        """
        ...

    async def invite(
        self, role: Role, by: Person, place: int | None, now: datetime, lifetime: timedelta
    ) -> tuple[Invitation, str]:
        """A new invitation and its word, of which only the hash is stored."""
        ...

    async def invitations(self, now: datetime) -> Sequence[Invitation]:
        """Those that still let somebody in, the newest first."""
        ...

    async def withdraw(self, number: int, by: Person, place: int | None, now: datetime) -> Invitation | None:
        """Makes an invitation worthless; None when there is no open one of this number."""
        ...

    async def invited(self, token: str, now: datetime) -> bool:
        """Whether this word still lets somebody in."""
        ...

    async def redeem(self, token: str, person: Person, chat_id: int, now: datetime) -> Role | None:
        """Opens the chat with this word, and gives the person its role there; None when the word is worth nothing."""
        ...

    async def entries(
        self, *, chat_id: int | None = None, who: str = "", limit: int = 10, offset: int = 0
    ) -> tuple[Sequence[AuditEntry], int]:
        """The latest changes, the newest first, and how many there are: of or from one chat, by one person."""
        ...


class Logbook(Protocol):
    """What waits to be sent, what was, and what is behind. ``chat_id`` None: of all chats."""

    async def mail(self, chat_id: int | None, limit: int, offset: int = 0) -> Mailbag:
        """How many messages are in each state, and some of them: what went wrong first."""
        ...

    async def letter(self, number: int, chat_id: int | None) -> Delivery | None:
        """A message that is not surely out, with all that it says; None when there is none of this number."""
        ...

    async def listed(self, number: int, chat_id: int | None) -> Letter | None:
        """How a message stands that is not surely out; None when there is none of this number."""
        ...

    async def drop(self, number: int, by: Person, chat_id: int | None, now: datetime) -> Letter | None:
        """Leaves a message unsent; None when there is none of this number, or it is being sent."""
        ...

    async def restore(self, number: int, by: Person, chat_id: int | None, now: datetime) -> Letter | None:
        """Takes back that a message was left unsent; None when it was not."""
        ...

    async def told(self, chat_id: int, since: datetime) -> Mapping[int, datetime]:
        """The stories that a chat was told of since then, each with when it was told of it last."""
        ...

    async def silences(self, chat_id: int, now: datetime) -> Sequence[Silence]:
        """What is muted in a chat, the latest first."""
        ...

    async def backlog(self, now: datetime) -> Backlog:
        """What is behind, and the database's size and version."""
        ...


class Undos(Protocol):
    """How people's latest changes are taken back: the actions of their answers' undo buttons, for half an hour."""

    async def remember(self, chat_id: int, person: Person, undo: Undo, now: datetime) -> None:
        """Keeps how a person's change is taken back."""
        ...

    async def recall(self, chat_id: int, person: Person, now: datetime) -> Undo | None:
        """Takes out the latest that is kept for this person in this chat, None for nothing; what is final stays."""
        ...

    async def since(self, chat_id: int, person: Person, now: datetime) -> Sequence[str]:
        """How the person's latest change here is taken back, and all that others have changed here after it; none: nothing."""
        ...

    async def done(self, chat_id: int, action: str) -> bool | None:
        """Forgets an action whose button somebody in the chat has pressed, where it is somebody's latest.

        Returns whether it was; None when it is kept for nobody.
        """
        ...
