"""The first stage: due sources -> new articles kept. What is fetched and how stands behind ``SourceReader``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.model.news import DueSource
from bot.pipeline.cadence import next_poll
from bot.pipeline.fulltext import with_full_text
from bot.pipeline.inflight import InFlight
from bot.ports import ArticleStore, Clock, PageReader, SourceReader


@dataclass(frozen=True, slots=True)
class Newsstand:
    """What collecting needs. ``jitter`` gives numbers in 0..1; ``arrived`` is called when a source had new articles.

    ``pages``: for the sources whose entries are wanted in full.
    """

    reader: SourceReader
    store: ArticleStore
    clock: Clock
    jitter: Callable[[], float]
    arrived: Callable[[], None]
    pages: PageReader | None = None


async def collect(stand: Newsstand, under_way: InFlight) -> int:
    """Starts polling every due source there is room for; returns how many were started."""
    if under_way.room <= 0:
        return 0
    due = await stand.store.due_sources(under_way.room)
    for one in due:
        under_way.launch(poll(one, stand))
    return len(due)


async def poll(due: DueSource, stand: Newsstand) -> int:
    """Reads one source and keeps what it says; returns how many articles are new."""
    reading = await stand.reader.read(due.source, due.validators)
    if stand.pages is not None:
        reading = await with_full_text(due, reading, stand.store, stand.pages)
    now = stand.clock.now()
    kept = await stand.store.keep(due, reading, next_poll(due, reading, now, stand.jitter()), now)
    if kept:
        stand.arrived()
    return len(kept)
