"""The sockets: what the doing floors need of the outside world, and nothing about who provides it.

Every time is timezone-aware UTC. Methods that reach a database raise ``StoreUnavailable`` when it cannot be reached, and
``Fenced`` when the caller's lease was taken over meanwhile; anything else they raise is a defect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.alert import Delivery, DeliveryKind, Finding, Member, Notice, Outcome, Reason, Told, Triage
from bot.model.backup import Backup, BackupByHand
from bot.model.bundle import Adoption, Reversal
from bot.model.chat import Address, Chat, ChatKind, Person, Place, Platform, Role
from bot.model.listing import FeedList, Found, ListedFeed, OpmlFault
from bot.model.message import Message
from bot.model.mute import Mute, Muted
from bot.model.news import Article, Broken, DueSource, Entry, Inspection, Language, Reading, Source, Validators
from bot.model.plot import Plot
from bot.model.quotas import Allowance
from bot.model.register import Appointment, AuditEntry, Backlog, Grant, Invitation, Letter, Mailbag, Silence, Standing
from bot.model.seeking import Sighting, Tally, Wanted
from bot.model.trace import Spotted, StoryTrace
from bot.model.watch import Severity, TaughtName, Watch


class StoreUnavailable(Exception):
    """The database did not answer (down, full, locked for too long); nothing was changed."""


class Fenced(Exception):
    """The lease under which this was done is somebody else's now; nothing was changed."""


class Clock(Protocol):
    """The time that decides policy."""

    def now(self) -> datetime:
        """The current time, UTC."""
        ...


class SourceReader(Protocol):
    """Reads one source over the network."""

    async def read(self, source: Source, since: Validators) -> Reading:
        """What the source says now. Failures are values (``Broken``); never raises for what a server does."""
        ...


class PageReader(Protocol):
    """Reads the pages that entries of feeds lead to."""

    async def text_of(self, url: str) -> str | Broken:
        """The article on a page, its paragraphs parted by empty lines; why there is none otherwise.

        Never raises for what a server does.
        """
        ...


class Checks(Protocol):
    """Shows how a source would be read."""

    async def check(self, source: Source) -> Checked:
        """Reads a source once, for a person to look at; nothing is stored and no poll is moved."""
        ...


class Discovery(Protocol):
    """Finds the feeds behind addresses."""

    async def find(self, url: str, *, credentials: bool = False) -> Found:
        """What the address leads to, within half a minute; every feed named has been read.

        ``credentials``: the address may hold a user name and password. Never raises for what a server does.
        """
        ...


class SubscriptionLists(Protocol):
    """Lists of feeds, as other readers write and read them."""

    async def fetch(self, url: str, *, credentials: bool = False) -> FeedList | OpmlFault | Broken:
        """The list at an address, each of its feeds' addresses looked at and none of them fetched; or why there is none.

        ``credentials``: the feeds' addresses may hold user names and passwords. Never raises for what a server does.
        """
        ...

    async def read(self, content: bytes, media_type: str, *, credentials: bool = False) -> FeedList | OpmlFault | Broken:
        """The list that a file is, as ``fetch`` gives one. Never raises for what it holds."""
        ...

    def written(self, feeds: Iterable[ListedFeed], title: str, now: datetime) -> str:
        """A list of these feeds as text, without any user names and passwords."""
        ...


@dataclass(frozen=True, slots=True)
class StoryHit:
    """A stored story found by a query: its newest report first in ``reports``."""

    story: int
    reports: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Poll:
    """What a finished poll leaves behind: when to come back, and why."""

    next_due: datetime
    because: Reason


@dataclass(frozen=True, slots=True)
class Checked:
    """A source as it was just seen, and when it would be polled next after that, and why."""

    seen: Inspection
    poll: Poll


class ArticleStore(Protocol):
    """Sources' polling state, articles, stories and what chats were told of them."""

    async def due_sources(self, limit: int) -> Sequence[DueSource]:
        """Claims up to ``limit`` sources whose poll is due; a claim runs out by itself after two minutes.

        Beyond them, those that have the address of one of them (of other chats, as a rule): one fetch serves them all.
        """
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest source that is not claimed or paused is due; None without sources."""
        ...

    async def keep(self, due: DueSource, reading: Reading, poll: Poll, now: datetime) -> Sequence[Article]:
        """Stores a reading's new entries and the poll's outcome in one transaction; returns the articles that are new.

        The first reading of a source that holds entries is its baseline: stored as already triaged. What is
        one article for its feed, under whatever key and link it comes, is never new again; what its feed edits in it is
        stored, and when that is news the article waits for triage once more, with what it said before as its ``former``.
        """
        ...

    async def tell_surges(self, now: datetime) -> int:
        """Tells of watched terms that are mentioned far more than usual, each once a day; returns how many notices."""
        ...

    async def unknown(self, source: Source, entries: Sequence[Entry]) -> frozenset[str]:
        """The keys of those entries of a source's document that are none of its articles: what ``keep`` would find new."""
        ...

    async def untriaged(self, limit: int) -> Sequence[Article]:
        """Up to ``limit`` articles waiting for triage, in arrival order."""
        ...

    async def window(self, since: datetime) -> Sequence[Member]:
        """All members of stories whose article time is not before ``since``, in arrival order."""
        ...

    async def told(self, stories: Sequence[int]) -> Mapping[int, Sequence[Told]]:
        """What each chat has been told of each of these stories (stories nobody was told of are absent)."""
        ...

    async def audience(self, sources: Sequence[str]) -> Mapping[str, frozenset[int] | None]:
        """For each source the chats that may see it and have not unsubscribed; None means every chat.

        A shared source that some chat has removed or paused for itself maps to the set of the remaining chats.
        """
        ...

    async def commit(self, triage: Triage) -> int:
        """Stories, matches, alerts and deliveries of a batch, in ONE transaction; returns how many deliveries are due now.

        Per chat, ``seq`` is taken under the lane's lock. An ALSO joins a pending edit, an unsent first message or an unsent
        update of its story; an UPDATE joins a pending reply or an unsent first message. Raises Fenced if the triage lease with
        ``triage.fence`` is not the current one.
        """
        ...

    async def words_under(self, keys: Collection[str]) -> Sequence[tuple[str, str]]:
        """The words of stored articles that stand under these keys (``bot.matching.sounds``), each with its key."""
        ...

    async def holding(self, chat_id: int, wanted: Wanted, since: datetime, limit: int) -> Sequence[Sighting]:
        """Up to ``limit`` articles this chat may see that hold what is wanted, those that came last first."""
        ...

    async def counted(self, chat_id: int, wanted: Wanted, bounds: Sequence[datetime]) -> Sequence[Tally]:
        """How many articles this chat may see hold what is wanted, by language, from each bound to the next."""
        ...

    async def read(self, chat_id: int, ids: Sequence[int]) -> Sequence[Article]:
        """Those of these articles that this chat may see, in the order asked for."""
        ...

    async def reports_of(self, chat_id: int, ids: Sequence[int]) -> Sequence[StoryHit]:
        """These stories with the reports that this chat may see, in the order asked for."""
        ...

    async def recent(self, chat_id: int, since: datetime, limit: int) -> Sequence[Article]:
        """The newest articles seen since then that this chat may see, newest first."""
        ...

    async def alerted(self, chat_id: int, limit: int) -> Sequence[StoryHit]:
        """Stories this chat was alerted to, newest first."""
        ...

    async def prune(self, before: datetime) -> int:
        """Forgets articles seen before ``before`` that no pending delivery needs; returns how many."""
        ...


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
        """The chat at this address, created (not admitted) if there is none; a changed title is stored.

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


class Traces(Protocol):
    """What became of reports and stories, as far as one chat may know: nothing of other chats' feeds, watches or messages."""

    async def story(self, chat_id: int, story: int) -> StoryTrace | None:
        """A story as a chat may know it; None when there is nothing of it that the chat may see."""
        ...

    async def told_by(self, chat_id: int, message: str) -> Sequence[int]:
        """The stories that a message in the chat tells of, by the platform's id of it."""
        ...

    async def told_last(self, chat_id: int) -> int | None:
        """The story that the chat was told of last; None when it was told of none."""
        ...

    async def spotted(self, chat_id: int, url: str) -> Sequence[Spotted]:
        """The stored articles at an address that the chat may see, the newest first, at most a few."""
        ...

    async def carriers(self, chat_id: int, url: str) -> Sequence[int]:
        """The numbers of the chat's sources that have brought articles from the site of an address."""
        ...

    async def part(self, chat_id: int, story: int, article_id: int, person: Person, now: datetime) -> StoryTrace | None:
        """Takes a report, with those placed by it, out of a story that the chat was told of, for this chat alone.

        Returns the story that they make there, which is told at once; what is placed with them later is in it too. None when
        the story has no such report, or that is the one it was told by first.
        """
        ...

    async def rejoin(self, chat_id: int, story: int, person: Person, now: datetime) -> StoryTrace | None:
        """Puts parted reports back where they were; returns the story they are in then. None when this story is no such."""
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


class Undos(Protocol):
    """How people's latest changes are taken back: the actions of their answers' undo buttons, for half an hour."""

    async def remember(self, chat_id: int, person: Person, action: str, now: datetime) -> None:
        """Keeps the action that takes a person's change back."""
        ...

    async def recall(self, chat_id: int, person: Person, now: datetime) -> str | None:
        """Takes out the latest action kept for this person in this chat; None when there is none."""
        ...

    async def done(self, chat_id: int, action: str) -> bool:
        """Forgets an action whose button somebody in the chat has pressed; whether it was kept for anybody."""
        ...


class Register(Protocol):
    """Who may do what, the rules of the house, invitations, and the audit of all changes."""

    async def standing(self, person: Person, address: Address) -> Standing:
        """The roles stored for a person, over the whole bot and in the chat at this address."""
        ...

    async def grants(self, chat_id: int | None) -> Sequence[Grant]:
        """The roles given over the whole bot (None), or in one chat; the highest first."""
        ...

    async def appoint(
        self, person: Person, role: Role, chat_id: int | None, by: Person, place: int | None, now: datetime, *, spare: bool
    ) -> Appointment:
        """Gives a person a role over the whole bot (None) or in one chat, or takes it (NOBODY).

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


class Outbox(Protocol):
    """Deliveries: claimed one per chat at a time, in order, at the platform's pace, with intent written first."""

    async def claim(self, limit: int, platforms: Sequence[Platform]) -> Sequence[Delivery]:
        """Claims due deliveries of active chats on these platforms, at most one per chat, and commits their intent.

        A delivery whose earlier claim ran out comes back with ``doubtful`` set. Takes the platform's tokens first, so what is
        claimed may be sent at once.
        """
        ...

    async def part_sent(self, delivery: Delivery, ordinal: int, message: str) -> None:
        """Records that one part is out (a late acknowledgement counts even when the lease was lost)."""
        ...

    async def intend(self, delivery: Delivery) -> bool:
        """Renews the claim, also while a send is under way; False when it is somebody else's now. ``intent_at`` stays."""
        ...

    async def settle(self, delivery: Delivery, outcome: Outcome, rendered: str = "") -> None:
        """Ends the claim with its outcome; ``rendered`` is the digest of the text that the message now shows.

        Delivered: sent, recorded even when the lease was lost. Retry: pending again at now + after, the chat's lane parked.
        Doubt: due again as doubtful. Gone: chat suspended, delivery kept. Moved: chat and queue readdressed, due again.
        Rejected: dead, shown in status.
        """
        ...

    async def hold(self, delivery: Delivery, until: datetime, because: Reason, title: Notice | None = None) -> None:
        """Puts a claimed delivery back until ``until``; with a ``title`` into the one list of all that is held under it."""
        ...

    async def drop(self, delivery: Delivery, because: Reason) -> None:
        """Ends a claimed delivery unsent."""
        ...

    async def list_doubt(self, delivery: Delivery, because: str) -> None:
        """Ends a claimed delivery as a doubt that an admin can look at; it is not sent again."""
        ...

    async def notify(self, chat_id: int, notice: Notice, now: datetime) -> None:
        """Queues a sentence of the bot's own, after what is queued already."""
        ...

    async def reserve(self, address: Address, kind: ChatKind) -> float:
        """Takes the tokens for one command answer, ahead of all alerts; returns the seconds to wait before sending it."""
        ...

    async def next_due(self) -> float | None:
        """Seconds until the earliest pending delivery may be claimed (0 when one may now); None when nothing is pending."""
        ...


class Backups(Protocol):
    """Copies of the database."""

    async def make(self, now: datetime, person: Person | None = None) -> Backup | BackupByHand:
        """A new copy, or how one is made by hand. Raises StoreUnavailable when it cannot be written."""
        ...


class Pictures(Protocol):
    """Draws figures."""

    async def plotted(self, plot: Plot) -> bytes:
        """The plot as a PNG."""
        ...


class Leases(Protocol):
    """Roles that one process holds at a time: ``triage``, ``telegram-polling``."""

    async def acquire(self, role: str, holder: str, seconds: float) -> int | None:
        """Takes or renews a role.

        Returns its fencing number (the same while one holder keeps it), or None when another holds it.
        """
        ...

    async def release(self, role: str, holder: str) -> None:
        """Gives a role up, so that another process need not wait for it to run out."""
        ...


class Courier(Protocol):
    """Carries messages to one platform. Never raises for what the platform does, never retries by itself."""

    platform: Platform

    def split(self, message: Message) -> tuple[Message, ...]:
        """The message as parts that each fit the platform's limits; buttons stand under the last one."""
        ...

    async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
        """Sends one part as a new message; ``key`` identifies it where the platform can store one."""
        ...

    async def edit(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Makes message ``target`` say this; "not modified" is Delivered; Rejected(target_lost=True) when it is not there."""
        ...

    async def reply(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Sends one part in reply to message ``target``; when the target is gone it is sent on its own."""
        ...

    async def find(self, chat: Chat, key: str, since: datetime) -> Finding:
        """Whether the part with this key is in the chat, looking at messages from ``since`` on."""
        ...


class Directory(Protocol):
    """Who is who on one platform, asked at the time of use."""

    async def is_admin(self, address: Address, person: Person) -> bool:
        """Whether the person administers this group, channel or workspace; False when the platform cannot say."""
        ...

    async def is_member(self, address: Address, person: Person) -> bool | None:
        """Whether the person is in this group, channel or workspace; None when the platform cannot say."""
        ...


class Places(Protocol):
    """Groups and channels of one platform, by what people call them."""

    async def look(self, named: str, person: Person) -> Place | None:
        """The group or channel of this id, handle (``@news``) or link; None when there is none that the platform shows."""
        ...

    def adding(self, kind: ChatKind) -> str:
        """The link that adds the bot to a group or channel of the person's choice; "" when it is not known yet."""
        ...


class Intake(Protocol):
    """Takes commands in from one platform, and notices what happens to its chats."""

    platform: Platform

    async def start(self) -> None:
        """Returns once updates are taken in.

        Raises ``PlatformRefused`` for what trying again cannot mend, any other ``PlatformDown``.
        """
        ...

    async def stop(self) -> None:
        """Stops taking updates in, and waits for the answers under way."""
        ...


class PlatformDown(Exception):
    """The platform does not answer; trying again later makes sense."""


class PlatformRefused(Exception):
    """The platform refuses us: a wrong token, a missing scope. The text says what, without the secret."""


__all__ = [
    "ArticleStore",
    "Backups",
    "ChatStore",
    "Checked",
    "Checks",
    "Clock",
    "Condition",
    "Courier",
    "Directory",
    "Discovery",
    "Fenced",
    "Intake",
    "Leases",
    "Mutes",
    "Outbox",
    "PageReader",
    "Pictures",
    "Places",
    "PlatformDown",
    "PlatformRefused",
    "Poll",
    "SourceReader",
    "SourceState",
    "StoreUnavailable",
    "StoryHit",
    "SubscriptionLists",
    "Traces",
    "Undos",
    "WatchEdits",
]
