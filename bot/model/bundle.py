"""What one chat has set up, as one file: its watches, names, feeds and settings; and what taking such a file in changes.

Reading and writing the file stands in ``bot.text.bundles``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.model.news import Language
from bot.model.preferences import Preferences
from bot.model.watch import Severity


@dataclass(frozen=True, slots=True)
class BundledWatch:
    """A watch. ``switched``: spellings whose default is turned over; ``route``: the address its alerts go to, "" for here."""

    term: str
    severity: Severity = Severity.NORMAL
    switched: frozenset[str] = frozenset()
    route: str = ""


@dataclass(frozen=True, slots=True)
class BundledFeed:
    """A feed that the chat reads, or has paused."""

    url: str
    name: str = ""
    language: Language = Language.OTHER
    paused: bool = False


@dataclass(frozen=True, slots=True)
class BundledSettings:
    """What a chat has chosen."""

    language: Language = Language.ENGLISH
    time_zone: str = "UTC"
    preferences: Preferences = field(default_factory=Preferences)


@dataclass(frozen=True, slots=True)
class Bundle:
    """All of it. ``left_out``: the names of feeds whose addresses hold a password; None of settings: they stay as they are."""

    watches: tuple[BundledWatch, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    feeds: tuple[BundledFeed, ...] = ()
    settings: BundledSettings | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleFault:
    """Why a file cannot be taken in: not_json, not_ours, newer or damaged; ``where`` names the place."""

    code: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class WatchAsWas:
    """A watch before it was changed."""

    id: int
    severity: Severity
    switched: frozenset[str]
    route_to: int | None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What is to be taken over by a chat. Of a watch, the id of the chat that its route means stands in ``routes``.

    ``names``: the spellings of each with those of the known names that they belong to.
    """

    watches: tuple[BundledWatch, ...] = ()
    routes: tuple[int | None, ...] = ()
    names: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    feeds: tuple[BundledFeed, ...] = ()
    settings: BundledSettings | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """What takes an adoption back: the numbers of what was added, and what changed as it was before.

    ``feeds_before``: numbers of feeds, with whether they were paused.
    """

    watches: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    feeds: tuple[int, ...] = ()
    watches_before: tuple[WatchAsWas, ...] = ()
    feeds_before: tuple[tuple[int, bool], ...] = ()
    settings_before: BundledSettings | None = None
