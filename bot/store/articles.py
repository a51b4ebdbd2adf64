"""``ArticleStore`` over the database: each method one transaction; what it does stands in the files it calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.model.alert import Member, Told, Triage
from bot.model.chat import Platform
from bot.model.news import Article, DueSource, Entry, Reading, Source, Unchanged
from bot.model.seeking import Sighting, Tally, Wanted
from bot.pipeline.health import verdict
from bot.ports import Poll, StoryHit
from bot.store import (
    braking,
    filing,
    keeping,
    outages,
    polling,
    pruning,
    refusals,
    seeking,
    surging,
    telling,
    vocabulary,
    waiting,
)
from bot.store.database import Database
from bot.store.flooding import Bearable
from bot.store.outcomes import Outcomes, is_well
from bot.store.pacing import Pacing

SOURCE_LEASE: Final = timedelta(seconds=120)
# Seconds that polls which found nothing new wait for others to be written with.
_GATHER: Final = 0.5


class Articles:
    """Sources' polling state, articles, stories, and what chats were told of them.

    ``gather``: seconds that outcomes of polls without news are gathered for before they are written together. ``owners``:
    people such as ``telegram:111`` who own the bot by configuration, and hear how its feeds are. ``swept``: how many words are
    looked at each time the store is pruned.
    """

    def __init__(
        self,
        database: Database,
        pacing: Pacing | None = None,
        lease: timedelta = SOURCE_LEASE,
        gather: float = _GATHER,
        owners: Collection[str] = (),
        swept: int = pruning.SWEPT,
    ) -> None:
        self._database = database
        self._owners = owners
        self._outcomes = Outcomes(database, gather)
        self._pacing = pacing or Pacing()
        self._lease = lease
        self._swept = swept
        self._last_swept: str | None = None

    async def due_sources(self, limit: int) -> Sequence[DueSource]:
        """Claims up to ``limit`` sources whose poll is due, for the length of a source's lease."""
        return await self._database.write(lambda c: polling.claim_due(self._database, c, limit, self._lease))

    async def next_due(self) -> datetime | None:
        """When the earliest source that is not claimed or paused is due."""
        return await self._database.read(partial(polling.earliest_due, self._database))

    async def keep(self, due: DueSource, reading: Reading, poll: Poll, now: datetime) -> Sequence[Article]:
        """Stores a reading's new entries and the poll's outcome; returns the articles that are new, the oldest first."""
        if isinstance(reading, Unchanged) and not reading.moved_to and is_well(due) and verdict(due, reading, now) is None:
            await self._outcomes.settle(due, reading, poll, now)
            return ()
        return await self._database.write(lambda c: polling.keep_reading(c, due, reading, poll, now, self._owners))

    async def watch_outages(self, now: datetime) -> bool:
        """Tells of most feeds being out of reach at once, or no longer, and says whether there was something to tell."""
        return await outages.watch_outages(self._database, now, self._owners)

    async def tell_refusal(self, platform: Platform, because: str, now: datetime) -> bool:
        """Tells that a platform refuses the bot, or (``because`` is "") takes it again; whether that was news."""
        return await refusals.tell_refusal(self._database, platform, because, now, self._owners)

    async def tell_surges(self, now: datetime) -> int:
        """Tells of watched terms that are mentioned far more than usual, once a day each; returns how many notices."""
        return await surging.tell_surges(self._database, now)

    async def unknown(self, source: Source, entries: Sequence[Entry]) -> frozenset[str]:
        """The keys of those entries of a source that are not stored yet."""
        return await self._database.read(lambda c: keeping.unknown(c, source.id, entries))

    async def untriaged(self, limit: int) -> Sequence[Article]:
        """Up to ``limit`` articles waiting for triage, in arrival order."""
        return await self._database.read(lambda c: waiting.untriaged(self._database, c, limit))

    async def window(self, since: datetime) -> Sequence[Member]:
        """All members of stories whose article time is not before ``since``, in arrival order."""
        return await self._database.read(lambda c: telling.members(c, since))

    async def told(self, stories: Sequence[int]) -> Mapping[int, Sequence[Told]]:
        """What each chat has been told of each of these stories."""
        return await self._database.read(lambda c: telling.told(c, stories))

    async def audience(self, sources: Sequence[str]) -> Mapping[str, frozenset[int] | None]:
        """For each source the chats that get its news; None means every chat."""
        return await self._database.read(lambda c: telling.audience(c, sources))

    async def commit(self, triage: Triage) -> int:
        """Stores a batch in one transaction; returns how many new deliveries are due now. Raises Fenced."""
        bearable = Bearable(self._pacing.overload, self._pacing.within)
        return await self._database.write(
            lambda c: filing.commit_triage(self._database, c, triage, self._pacing.queue, bearable)
        )

    async def words_under(self, keys: Collection[str]) -> Sequence[tuple[str, str]]:
        """The words of stored articles that stand under these keys, each with its key."""
        return await self._database.read(lambda c: vocabulary.under(c, keys))

    async def holding(self, chat_id: int, wanted: Wanted, since: datetime, limit: int) -> Sequence[Sighting]:
        """Up to ``limit`` articles this chat may see that hold what is wanted, the latest time first."""
        return await self._database.read(lambda c: seeking.holding(c, chat_id, wanted, since, limit))

    async def estimate(self, wanted: Wanted, since: datetime) -> int:
        """About how many articles of a time from ``since`` on hold what is wanted, whoever may see them."""
        return await self._database.read(lambda c: seeking.estimate(c, wanted, since))

    async def counted(self, chat_id: int, wanted: Wanted, bounds: Sequence[datetime]) -> Sequence[Tally]:
        """How many articles this chat may see hold what is wanted, by language, from each bound to the next."""
        return await self._database.read(lambda c: seeking.counted(c, chat_id, wanted, bounds))

    async def read(self, chat_id: int, ids: Sequence[int]) -> Sequence[Article]:
        """Those of these articles that this chat may see, in the order asked for."""
        return await self._database.read(lambda c: seeking.read(c, chat_id, ids))

    async def reports_of(self, chat_id: int, ids: Sequence[int]) -> Sequence[StoryHit]:
        """These stories with the reports that this chat may see, in the order asked for."""
        return await self._database.read(lambda c: telling.hits(c, chat_id, ids))

    async def recent(self, chat_id: int, since: datetime, limit: int) -> Sequence[Article]:
        """The newest articles seen since then that this chat may see, newest first."""
        return await self._database.read(lambda c: telling.recent(c, chat_id, since, limit))

    async def alerted(self, chat_id: int, limit: int) -> Sequence[StoryHit]:
        """Stories this chat was alerted to, newest first."""
        return await self._database.read(lambda c: telling.alerted(c, chat_id, limit))

    async def prune(self, before: datetime) -> int:
        """Forgets articles seen, and listed last, before ``before`` that nothing needs; returns how many.

        Entries that nobody has released for seven days count as old from then on. Mutes and watches that ended before then are
        forgotten, and so are, a few at a time, words that no article holds.
        """
        await self._database.write(lambda c: braking.expire(self._database, c))
        gone = await self._database.write(lambda c: telling.prune(c, before))
        await self._database.write(lambda c: pruning.past(c, before))
        self._last_swept = await pruning.sweep(self._database, self._last_swept, self._swept)
        return gone
