"""Chats as they are stored: settings, watches, feeds and mutes.

Every time is timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.alert import DeliveryKind, Reason
from bot.model.bundle import Adoption, Reversal
from bot.model.chat import Address, Chat, ChatKind, Person, Role
from bot.model.listing import ListedFeed
from bot.model.mute import Mute, Muted
from bot.model.news import Language, Source
from bot.model.watch import Severity, TaughtName, Watch


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as one chat sees it. ``health`` is a ``Trouble`` value or "" when the last poll was good.

    ``stopped``: its server has said that it is gone for good, and it is not polled; ``silent``: usually busy, and nothing new
    for long; ``pace``: new entries a day, of late; ``held_since``: since when new entries of it are held back.
    """

    source: Source
    number: int
    paused: bool
    health: str
    detail: str
    failures: int
    last_success: datetime | None
    next_due: datetime | None
    articles: int
    stopped: bool = False
    silent: bool = False
    pace: float = 0.0
    failing_since: datetime | None = None
    last_new: datetime | None = None
    held_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One chat's reading of a feed: the number of the source there, and whether the chat has paused it."""

    number: int
    paused: bool


@dataclass(frozen=True, slots=True)
class WatchEdits:
    """The edits of all chats' watches since a revision: apply ``removed`` first, then ``added``.

    A watch whose spellings were switched or taught is among those added, to take the place of what it was.
    """

    revision: int
    added: tuple[Watch, ...]
    removed: tuple[Watch, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """How the bot is, for /status and /health: counts over the whole store.

    ``first_article``: when the oldest article that is kept was seen.
    """

    articles: int
    sources: int
    failing: int
    chats: int
    watches: int
    pending: int
    doubts: int
    dead: int
    last_poll: datetime | None
    last_delivery: datetime | None
    database: str
    first_article: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mishap:
    """A message that was given up, or (``doubt``) of which nobody knows whether it arrived; ``number`` is its delivery's id.

    ``headline``: of the story it tells first; "" when it tells of none, or what it told of is forgotten.
    """

    number: int
    chat: Chat
    kind: DeliveryKind
    headline: str
    at: datetime
    because: Reason
    doubt: bool


class ChatStore(Protocol):
    """Chats, their settings, watches, sources and the rights of people."""

    async def first_time(self, update: str) -> bool:
        """Records a platform's update id (``telegram:123``, ``slack:Ev1``); False when it was recorded before."""
        ...

    async def open_chat(self, address: Address, kind: ChatKind, title: str, language: Language, time_zone: str = "") -> Chat:
        """The chat at this address, created if there is none (admitted if its channel is); a changed title is stored.

        ``language`` and ``time_zone`` (an IANA key, "" for the operator's) are those of a new chat.
        """
        ...

    async def chat(self, chat_id: int) -> Chat | None:
        """The chat with this id."""
        ...

    async def chats(self) -> Sequence[Chat]:
        """All chats, oldest first."""
        ...

    async def save(self, chat: Chat, person: Person | None = None) -> None:
        """Stores a chat's settings and state; leaving PAUSED or SUSPENDED makes its held deliveries due.

        So does another time zone, other quiet hours or another digest: whoever claims them looks again.

        ``person``: who wants it so, for the audit; None for what the bot finds out by itself.
        """
        ...

    async def adopt(self, chat_id: int, adoption: Adoption, person: Person, now: datetime) -> Reversal:
        """Takes a set-up over, in one transaction, deleting nothing; returns what takes that back."""
        ...

    async def revert(self, chat_id: int, reversal: Reversal, person: Person, now: datetime) -> None:
        """Takes an adoption back, in one transaction; what is gone since stays gone."""
        ...

    async def forget(self, chat_id: int) -> bool:
        """Deletes a chat and everything of it, for good; False when there is none.

        Of the audit the bare facts stay, without whom, where or what about.
        """
        ...

    async def suspend(self, address: Address, because: str) -> None:
        """Marks every chat at this channel (all its threads) as unreachable; settings and queue stay."""
        ...

    async def restore(self, address: Address) -> None:
        """Undoes ``suspend`` for every chat at this channel."""
        ...

    async def move(self, old: Address, new: Address) -> None:
        """A channel has a new address: chats of all its threads and their queued deliveries follow.

        A chat that exists at the new address already is merged.
        """
        ...

    async def add_watch(self, chat_id: int, term: str, person: Person, now: datetime) -> tuple[Watch, bool]:
        """The chat's watch for this term, and whether it is new; bumps the revision."""
        ...

    async def wants_seeds(self, address: Address, terms: Sequence[str]) -> bool:
        """Whether a chat is to be given these terms of the operator's file: not if it was forgotten since it had just them."""
        ...

    async def seed_watch(self, chat_id: int, term: str, now: datetime) -> None:
        """Adds a watch that the operator's file asks for, unless this chat has or ever had it."""
        ...

    async def remove_watch(self, chat_id: int, watch_id: int, person: Person, now: datetime) -> Watch | None:
        """Removes a watch and cancels its pending deliveries; None when this chat has no such watch."""
        ...

    async def restore_watch(self, chat_id: int, watch_id: int, person: Person, now: datetime) -> Watch | None:
        """Gives the chat a watch back that it has removed, as it was; what was cancelled with it stays so.

        One of the same term that it has since takes its place. None when it never had such a watch.
        """
        ...

    async def switch(
        self, chat_id: int, watch_id: int, spellings: Sequence[str], person: Person, now: datetime, *, switched: bool
    ) -> Watch | None:
        """Turns the default of spellings of a watch over, or back; None when this chat has no such watch.

        Bumps the revision when that changes anything.
        """
        ...

    async def set_severity(
        self, chat_id: int, watch_id: int, severity: Severity, person: Person, now: datetime
    ) -> Watch | None:
        """How much a watch matters from now on; None when this chat has no such watch. Bumps the revision."""
        ...

    async def edit_watch(
        self, chat_id: int, watch_id: int, term: str, switched: Collection[str], person: Person, now: datetime
    ) -> Watch | None:
        """Gives a watch another term and these switches; all else of it stays. Bumps the revision.

        None when this chat has no such watch, or another one of that term.
        """
        ...

    async def route_watch(self, chat_id: int, watch_id: int, target: int | None, person: Person, now: datetime) -> Watch | None:
        """Has a watch's alerts go to another chat, or with None to its own. Bumps the revision.

        None when this chat has no such watch.
        """
        ...

    async def teach(
        self, chat_id: int, spellings: Sequence[str], kin: Sequence[str], person: Person, now: datetime
    ) -> TaughtName:
        """Stores a new name of the chat; the watches that get spellings by it come with the next edits."""
        ...

    async def forget_name(self, chat_id: int, number: int, person: Person, now: datetime) -> TaughtName | None:
        """Takes a name away from the chat; None when it has none of this number."""
        ...

    async def recall_name(self, chat_id: int, number: int, person: Person, now: datetime) -> TaughtName | None:
        """Gives the chat a name back that was taken away in the last 30 days; None when there is none of this number."""
        ...

    async def taught_names(self, chat_id: int) -> Sequence[TaughtName]:
        """The names that the chat has taught, oldest first."""
        ...

    async def propose(self, chat_id: int, term: str, now: datetime) -> int:
        """Keeps a term for seven days, until the chat says whether to watch it; returns its number."""
        ...

    async def proposed(self, chat_id: int, number: int) -> str | None:
        """The term that the chat was asked about under this number; None when it was not, or too long ago."""
        ...

    async def watches(self, chat_id: int) -> Sequence[Watch]:
        """The chat's watches, oldest first."""
        ...

    async def watch_edits(self, since: int) -> WatchEdits:
        """All edits after revision ``since`` (0: every live watch)."""
        ...

    async def seed_sources(self, sources: Sequence[Source]) -> None:
        """Takes over the operator's sources by stable id.

        What chats changed or removed wins; sources no longer listed stop being polled but keep their articles. A source that
        is listed again, no longer paused or at a new address begins with a baseline again.
        """
        ...

    async def sources(self, chat_id: int) -> Sequence[SourceState]:
        """The sources this chat sees, with a number that stays the same while it exists."""
        ...

    async def add_source(
        self, chat_id: int, url: str, name: str, language: Language, person: Person, now: datetime
    ) -> tuple[SourceState, bool]:
        """Subscribes the chat to a feed: an existing shared one of this URL, or a new one that it alone sees.

        And whether it is new to it.
        """
        ...

    async def add_sources(self, chat_id: int, feeds: Sequence[ListedFeed], person: Person, now: datetime) -> Sequence[bool]:
        """Subscribes the chat to many feeds as ``add_source`` does to one; for each whether it is new to the chat.

        What the chat has paused stays paused. Not one transaction, so a few hundred may be in when it raises.
        """
        ...

    async def remove_source(self, chat_id: int, number: int, person: Person, now: datetime) -> SourceState | None:
        """Takes a source from this chat (a shared one stays for the others); None when it has none of this number."""
        ...

    async def restore_source(
        self, chat_id: int, number: int, person: Person, now: datetime, *, paused: bool
    ) -> SourceState | None:
        """Gives the chat a source back that it has removed, paused or not; None when it has removed none of this number.

        Of one that only it reads, what came meanwhile is news, unless that is long ago.
        """
        ...

    async def remove_sources(self, chat_id: int, numbers: Collection[int], person: Person, now: datetime) -> int:
        """Takes many sources from this chat; returns how many of them it had."""
        ...

    async def readers(self, url: str) -> Mapping[int, Subscription]:
        """The chats that read a feed of this address, by their ids."""
        ...

    async def pause_source(
        self, chat_id: int, number: int, person: Person, now: datetime, *, paused: bool
    ) -> SourceState | None:
        """Stops or resumes a source for this chat alone; None when it has none of this number."""
        ...

    async def read_in_full(self, chat_id: int, number: int, person: Person, now: datetime, *, full: bool) -> SourceState | None:
        """Chooses whether the pages of a source's entries are read for their text, by whoever it is shared with.

        The choice wins over the operator's file. None when this chat sees no source of this number.
        """
        ...

    async def release_held(self, number: int, person: Person, now: datetime) -> int:
        """Lets go what is held of the source of this number, to be triaged and told as one list; returns how many articles."""
        ...

    async def drop_held(self, number: int, person: Person, now: datetime) -> int:
        """Makes what is held of a source count as old; returns how many articles."""
        ...

    async def hold_again(self, number: int, person: Person, now: datetime) -> int:
        """Holds again what was dropped of a source last; returns how many articles."""
        ...

    async def role(self, person: Person) -> Role:
        """The role stored for this person over the whole bot (NOBODY for none)."""
        ...

    async def grant(self, person: Person, role: Role, by: str, now: datetime) -> None:
        """Stores a person's role."""
        ...

    async def has_owner(self) -> bool:
        """Whether anybody holds the OWNER role."""
        ...

    async def new_claim(self, lifetime: timedelta) -> str:
        """A new one-time token that makes whoever redeems it an owner; only its hash is stored; older ones end."""
        ...

    async def redeem_claim(self, token: str, person: Person, now: datetime) -> bool:
        """Makes the person an owner if the token is the live one; a token works once."""
        ...

    async def condition(self) -> Condition:
        """Counts for /status and /health."""
        ...

    async def troubles(self, limit: int, chat_id: int | None = None) -> Sequence[Mishap]:
        """The latest messages given up or in doubt, of one chat or of all, the newest first."""
        ...

    async def retry(self, number: int, person: Person, chat_id: int | None = None) -> Mishap | None:
        """Makes such a message, of this chat or of any, due again as if it had never been tried.

        None when there is none of this number.
        """
        ...


class Mutes(Protocol):
    """What chats do not want to hear of; what that silences is decided when an alert is about to be sent."""

    async def mute(self, chat_id: int, what: Muted, until: datetime | None, person: Person, now: datetime) -> Mute | None:
        """Mutes something of a chat, in place of an earlier mute of the same; None when it has no such watch or story."""
        ...

    async def unmute(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        """Ends a mute that is on; None when the chat has none of this number."""
        ...

    async def withdraw(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        """Makes a mute undone: what it took the place of is on again. None when the chat has none of this number."""
        ...

    async def restore(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        """Puts a mute back that was ended in the last 30 days; None when the chat has none of this number."""
        ...

    async def of_chat(self, chat_id: int, now: datetime) -> Sequence[Mute]:
        """What is muted in a chat, the latest first."""
        ...
