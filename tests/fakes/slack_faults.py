"""Things that go wrong between the bot and Slack, queued per method and channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset({"error", "http", "delay", "drop", "lose", "limit", "truncate", "stall", "kill"})


@dataclass
class Fault:
    """One fault.

    ``error``: Slack's error ``code``, after applying the call when ``applied``. ``http``: a page of HTML with ``status``.
    ``delay``: the answer comes ``seconds`` late. ``drop``: the connection breaks before the call is applied. ``lose``: it is
    applied and the answer lost. ``limit``: 429, Retry-After ``seconds``. ``truncate``: applied, half of the JSON comes.
    ``stall``: applied, no answer ever. ``kill``: process ``pid`` is killed at ``stage`` (before, applied, answered).
    """

    kind: str
    method: str = "*"
    channel: str = "*"
    times: int = 1
    code: str = "internal_error"
    status: int = 503
    seconds: float = 1.0
    applied: bool = False
    stage: str = "applied"
    pid: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind!r}")
        if self.kind == "kill" and self.pid <= 1:
            raise ValueError("a kill names the one process to kill")

    def fits(self, method: str, channel: str) -> bool:
        return self.method in {"*", method} and self.channel in {"*", channel}


@dataclass
class Faults:
    """The queue. Each fault is used up after ``times`` calls that it fits (0: never)."""

    queue: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault | None = None, **how: Any) -> Fault:
        fault = fault or Fault(**how)
        self.queue.append(fault)
        return fault

    def take(self, method: str, channel: str) -> Fault | None:
        for fault in self.queue:
            if fault.fits(method, channel):
                if fault.times == 1:
                    self.queue.remove(fault)
                elif fault.times > 1:
                    fault.times -= 1
                return fault
        return None

    def clear(self) -> None:
        self.queue.clear()
