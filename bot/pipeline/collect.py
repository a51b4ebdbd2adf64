"""The first stage: due sources -> new articles kept. What is fetched and how stands behind ``SourceReader``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.model.news import DueSource, Reading, Validators
from bot.pipeline.cadence import next_poll
from bot.pipeline.fulltext import with_full_text
from bot.pipeline.inflight import InFlight
from bot.ports import ArticleStore, Clock, PageReader, SourceReader
from bot.text.addresses import has_credentials


@dataclass(frozen=True, slots=True)
class Newsstand:
    """What collecting needs. ``jitter`` gives numbers in 0..1; ``arrived`` is called when a source had new articles.

    ``pages``: for the sources whose entries are wanted in full. ``under_way``: the ids of the sources being polled.
    """

    reader: SourceReader
    store: ArticleStore
    clock: Clock
    jitter: Callable[[], float]
    arrived: Callable[[], None]
    pages: PageReader | None = None
    under_way: set[str] = field(default_factory=set)


async def collect(stand: Newsstand, under_way: InFlight) -> int:
    """Starts polling every due source there is room for; returns how many were started.

    A source that is still being polled is not polled a second time, though its claim may have run out.
    """
    if under_way.room <= 0:
        return 0
    due = [one for one in await stand.store.due_sources(under_way.room) if one.source.id not in stand.under_way]
    stand.under_way.update(one.source.id for one in due)
    for alike in _alike(due):
        under_way.launch(_poll_together(alike, stand))
    return len(due)


async def poll(due: DueSource, stand: Newsstand) -> int:
    """Reads one source and keeps what it says; returns how many articles are new."""
    return await _keep(due, await stand.reader.read(due.source, due.validators), stand)


def _alike(due: Sequence[DueSource]) -> Iterable[Sequence[DueSource]]:
    """The sources in groups of one address, which are fetched once; an address with a name and password is its owner's."""
    groups: dict[str, list[DueSource]] = {}
    for one in due:
        own = has_credentials(one.source.url)
        groups.setdefault(f"{one.source.id} {one.source.url}" if own else one.source.url, []).append(one)
    return groups.values()


async def _poll_together(alike: Sequence[DueSource], stand: Newsstand) -> None:
    try:
        # What only one of them has read already is new to the others.
        known = {one.validators for one in alike}
        reading = await stand.reader.read(alike[0].source, known.pop() if len(known) == 1 else Validators())
        kept = await asyncio.gather(*(_keep(one, reading, stand) for one in alike), return_exceptions=True)
        for failure in kept:
            if isinstance(failure, BaseException):
                raise failure
    finally:
        stand.under_way.difference_update(one.source.id for one in alike)


async def _keep(due: DueSource, reading: Reading, stand: Newsstand) -> int:
    if stand.pages is not None:
        reading = await with_full_text(due, reading, stand.store, stand.pages)
    now = stand.clock.now()
    kept = await stand.store.keep(due, reading, next_poll(due, reading, now, stand.jitter()), now)
    if kept:
        stand.arrived()
    return len(kept)
