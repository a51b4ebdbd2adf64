"""Who may do what, how much a chat may have, and what is written down of changes. All times are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.alert import DeliveryKind, Reason
from bot.model.chat import Chat, Person, Role


class Access(StrEnum):
    """Who may start using the bot in a new chat.

    OPEN: everybody in private, and the admins of groups and channels. INVITED: whoever holds an invitation, or a role.
    CLOSED: whoever holds a role.
    """

    OPEN = "open"
    INVITED = "invited"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles stored for a person: over the whole bot, and in one chat alone."""

    whole: Role = Role.NOBODY
    here: Role = Role.NOBODY


@dataclass(frozen=True, slots=True)
class Grant:
    """A role as it was given. ``chat_id``: where it holds, None for the whole bot; ``by``: who gave it."""

    person: Person
    role: Role
    chat_id: int | None
    by: str
    at: datetime


class Appointed(StrEnum):
    """What became of a grant: DONE, SAME (it was so already), or refused, since a bot needs an owner (LAST_OWNER)."""

    DONE = "done"
    SAME = "same"
    LAST_OWNER = "last_owner"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A grant asked for, what came of it, and the role that the person had before."""

    outcome: Appointed
    before: Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """A word that lets its holder in once, with a role in their chat. Of the word itself nothing is kept."""

    number: int
    role: Role
    by: str
    at: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change as the audit has it.

    ``who``: a person such as ``telegram:7`` or a part of the bot, ``name`` as people know them; ``chat``: the one that was
    changed, ``place`` the one it was ordered from where that is another; ``changes``: what was set, with before and after.
    """

    number: int
    at: datetime
    who: str
    name: str
    action: str
    detail: str
    changes: tuple[tuple[str, str, str], ...] = ()
    chat: Chat | None = None
    place: Chat | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is not out, or not surely: ``state`` is pending, inflight, held, doubt or dead.

    ``number``: of its delivery; ``headline``: of the story it tells first, "" for none; ``since``: when it got into this
    state; ``due``: not before.
    """

    number: int
    chat: Chat
    kind: DeliveryKind
    state: str
    headline: str
    since: datetime
    due: datetime
    because: Reason


@dataclass(frozen=True, slots=True)
class Mailbag:
    """How many messages are in each state, and some of them."""

    counts: dict[str, int]
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """A mute that is on: what it is of (a term, a headline, a source), who set it, and until when (None: for good)."""

    what: str
    who: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """Since when the oldest due message is due (None: none is); the database's size in bytes, and its version."""

    message: datetime | None
    size: int
    version: str
