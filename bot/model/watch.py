"""What chats look for: watches, names with their spellings, and the matches found.

All offsets are code points in the article's own field, so that ``text == field[start:end]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Name:
    """One entity with its usual spellings in both languages.

    ``off`` lists spellings that other things share, off until a watch switches them on; ``cased`` lists spellings that count
    only in exactly this case (tickers and acronyms that are also words, such as NEAR or WHO). ``adjectives`` are a country's
    or people's (Iranian, إيراني): another word than the name, so off as well, though nothing else shares them.
    """

    id: str
    kind: str
    en: tuple[str, ...] = ()
    ar: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    cased: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """All spellings but the adjectives, the best known English one first, each once."""
        return tuple(dict.fromkeys((*self.en, *self.ar, *self.cased, *self.off)))


class How(StrEnum):
    """How a span matched, from the strictest to the loosest way."""

    EXACT = "exact"
    FOLDED = "folded"
    CLITIC = "clitic"
    INFLECTED = "inflected"
    ALIAS = "alias"
    FUZZY = "fuzzy"
    TRANSLITERATED = "transliterated"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Match:
    """One occurrence of a term in an article.

    ``term`` is the watch's term as written, ``form`` the spelling of it that this occurrence is a form of, ``off`` whether
    that spelling is off by default, ``field`` is ``title`` or ``text``, ``score`` runs 0-100.

    Of a term of several phrases (``a +b``) all must be found: ``needs`` lists for each the spellings that it was found by, with
    whether they are off by default, this match's own phrase by its own alone. ``off`` says that one of them needs a spelling
    that is off. Empty for a term of one phrase.
    """

    term: str
    form: str
    field: str
    start: int
    end: int
    text: str
    how: How
    score: float
    off: bool = False
    needs: tuple[frozenset[tuple[str, bool]], ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling that a term brings in.

    ``off``: off by default; ``name`` is the id of the name it comes from ("" for the term itself); ``reason`` says why it is
    off: ``homograph`` (other things share the spelling), ``adjective`` (إيراني, of Iran), ``doubtful`` (the term may mean
    several things: عمان, Oman or Amman) or "" when it is on.
    """

    text: str
    name: str = ""
    off: bool = False
    reason: str = ""


class Severity(StrEnum):
    """How much a watch matters to its chat. What is CRITICAL never waits to be told in a list."""

    QUIET = "quiet"
    NORMAL = "normal"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Watch:
    """One term that one chat watches. ``switched`` lists spellings whose default the chat has turned over.

    ``taught``: further spellings that this chat alone means by the term, on by default; to all others they are off.
    ``route_to``: the id of the chat that its alerts go to instead of its own.
    """

    id: int
    chat_id: int
    term: str
    switched: frozenset[str] = frozenset()
    added: datetime | None = None
    taught: frozenset[str] = frozenset()
    severity: Severity = Severity.NORMAL
    route_to: int | None = None

    @property
    def told_in(self) -> int:
        """The id of the chat that its alerts go to."""
        return self.chat_id if self.route_to is None else self.route_to

    def accepts(self, match: Match) -> bool:
        """Whether this match counts for this watch, given the spellings it has switched and those taught to its chat.

        Every phrase that the term needs must have been found by a spelling that is on for this watch.
        """
        if match.term != self.term:
            return False
        if not match.needs:
            return self.has_on(match.form, off=match.off)
        return all(any(self.has_on(form, off=off) for form, off in need) for need in match.needs)

    def has_on(self, form: str, *, off: bool) -> bool:
        """Whether a spelling counts here that is off by default, or not."""
        on = not off or form in self.taught
        return on == (form not in self.switched)


@dataclass(frozen=True, slots=True)
class TaughtName:
    """Spellings that a chat has declared to be one name.

    ``number`` stays the same while it exists. ``kin``: the spellings, on by default, of the known names that one of
    ``spellings`` belonged to when the name was taught.
    """

    number: int
    spellings: tuple[str, ...]
    kin: tuple[str, ...] = ()
