"""What a chat does not want to hear of for a while, or for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Muted:
    """What is muted: a story, a watch, or (``watch_id`` and ``source``) what one source reports for a watch.

    ``source`` is the source's id, "" for none.
    """

    watch_id: int | None = None
    story: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Mute:
    """A mute as it was set. ``until``: UTC, None for good; ``who``: a person such as ``telegram:7``, and their ``name``.

    ``term``, ``headline`` and ``outlet`` name what is muted, as far as it is still there; ``chat_id`` is where it was set.
    """

    number: int
    chat_id: int
    what: Muted
    who: str
    name: str
    at: datetime
    until: datetime | None = None
    term: str = ""
    headline: str = ""
    outlet: str = ""
