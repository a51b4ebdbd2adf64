"""How a source would be read and polled: one inspection, and the poll planner's answer to it."""

from __future__ import annotations

from bot.model.news import DueSource, Fresh, PollAdvice, Source, Validators
from bot.pipeline.cadence import next_poll
from bot.ports import Checked, Clock
from bot.sources.reading import FeedReader

_NO_JITTER = 0.0


class Checkups:
    """The port ``Checks`` over the reader and the poll planner."""

    def __init__(self, reader: FeedReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def check(self, source: Source) -> Checked:
        """Reads a source once, as it would be polled for the first time."""
        seen = await self._reader.inspect(source)
        hints = seen.reading.hints if isinstance(seen.reading, Fresh) else PollAdvice()
        due = DueSource(source, Validators(), hints=hints)
        return Checked(seen, next_poll(due, seen.reading, self._clock.now(), _NO_JITTER))
