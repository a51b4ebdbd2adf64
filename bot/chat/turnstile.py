"""How many commands a chat, and how many refusals a stranger, get in a while; kept in memory, by each process for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

_MOST = 10_000


class Passage(Enum):
    """Come in; be told that it is enough for now; or, told so already, hear nothing."""

    OPEN = auto()
    TOLD = auto()
    SHUT = auto()


@dataclass(slots=True)
class _Count:
    since: datetime
    number: int = 0
    told: bool = False


class Turnstile:
    """Counts who comes in. ``strangers``: how many refusals one person is given in ten minutes."""

    MINUTE = timedelta(minutes=1)
    STRANGERS = timedelta(minutes=10)

    def __init__(self, strangers: int = 5) -> None:
        self._strangers = strangers
        self._counts: dict[str, _Count] = {}
        self._limits: dict[str, int] = {}

    def enter(self, chat: str, now: datetime, usual: int) -> Passage:
        """Whether a chat may give one more command this minute; ``usual``: how many, until ``allow`` knows better."""
        count = self._counted(f"chat {chat}", now, self.MINUTE)
        if count.number <= self.limit(chat, usual):
            return Passage.OPEN
        told, count.told = count.told, True
        return Passage.SHUT if told else Passage.TOLD

    def is_shut(self, chat: str, now: datetime, usual: int) -> bool:
        """Whether a chat has had its commands of this minute and been told so; this counts as none."""
        count = self._counts.get(f"chat {chat}")
        if count is None or not count.told or not count.since <= now < count.since + self.MINUTE:
            return False
        return count.number > self.limit(chat, usual)

    def again(self, chat: str, now: datetime) -> datetime:
        """From when on the chat may go on."""
        count = self._counts.get(f"chat {chat}")
        return (count.since if count is not None else now) + self.MINUTE

    def limit(self, chat: str, usual: int) -> int:
        """How many commands in a minute the chat may give."""
        return self._limits.get(chat, usual)

    def allow(self, chat: str, limit: int, usual: int) -> None:
        """Remembers how many commands a chat may give, where that is not what every chat may."""
        if limit != usual:
            self._limits[chat] = limit
        else:
            self._limits.pop(chat, None)

    def refuse(self, person: str, now: datetime) -> bool:
        """Whether a stranger is told once more that they may not."""
        return self._counted(f"stranger {person}", now, self.STRANGERS).number <= self._strangers

    def _counted(self, key: str, now: datetime, span: timedelta) -> _Count:
        count = self._counts.get(key)
        if count is None or now - count.since >= span or now < count.since:
            self._forget(now)
            count = self._counts[key] = _Count(now)
        count.number += 1
        return count

    def _forget(self, now: datetime) -> None:
        """Makes room when there are very many: whoever has been away longest comes anew."""
        if len(self._counts) < _MOST:
            return
        fresh = {key: count for key, count in self._counts.items() if now - count.since < self.STRANGERS}
        kept = sorted(fresh, key=lambda key: fresh[key].since)[-_MOST // 2 :]
        self._counts = {key: fresh[key] for key in kept}
