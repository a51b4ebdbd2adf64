"""A clock that stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """``Clock`` for tests. It starts on a Saturday evening, UTC, unless told otherwise."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 11, 21, 18, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The time it shows."""
        return self._now

    def advance(self, seconds: float = 0, **more: float) -> datetime:
        """Goes on by so many seconds, and by what else ``timedelta`` takes; returns the new time."""
        self._now += timedelta(seconds=seconds, **more)
        return self._now
