"""The running process, as its owners ask about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Engine:
    """The running process: since when, the versions of what it is made of, and how each platform stands."""

    started: datetime | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    platforms: Callable[[], Mapping[str, str]] = dict
