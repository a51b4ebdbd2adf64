"""Articles and stories as they are stored, and what chats were told of them.

Every time is timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.alert import Member, Told, Triage
from bot.model.chat import Person
from bot.model.news import Article, DueSource, Entry, Reading, Source
from bot.model.seeking import Sighting, Tally, Wanted
from bot.model.trace import Spotted, StoryTrace
from bot.model.watch import Watch
from bot.ports.reading import Poll


@dataclass(frozen=True, slots=True)
class StoryHit:
    """A stored story found by a query: its newest report first in ``reports``."""

    story: int
    reports: tuple[Article, ...]


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
        """Up to ``limit`` articles this chat may see that hold what is wanted, the latest time first."""
        ...

    async def estimate(self, wanted: Wanted, since: datetime) -> int:
        """About how many articles of a time from ``since`` on hold what is wanted, whoever may see them."""
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

    async def narrow(
        self, chat_id: int, story: int, before: Watch, after: Watch, person: Person, now: datetime
    ) -> Watch | None:
        """Makes a watch of the chat what ``after`` is, and has it let go of a story that it caught.

        Of that it hears no more, unless a later report matches it as it is then. Returns the watch; None when it is not what
        ``before`` is any more, or another watch of the chat has that term.
        """
        ...

    async def widen(self, chat_id: int, story: int, before: Watch, after: Watch, person: Person, now: datetime) -> Watch | None:
        """Takes ``narrow`` back: the watch is what ``after`` is, and hears of the story again. None as there."""
        ...
