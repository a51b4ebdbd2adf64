"""Stories, what a chat is told of them, and how the telling goes.

All times are timezone-aware UTC; scores run 0-100 unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.chat import Address, Chat
from bot.model.news import Article, Language
from bot.model.watch import Match, Severity


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a code (``reason.<code>`` in every catalogue) and the facts its sentence names."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join((self.code, *(f"{name}={value}" for name, value in self.facts)))


class PlacementKind(StrEnum):
    """NEW opens a story; UPDATE changes what is known of one; REPEAT says again what is known."""

    NEW = "new"
    UPDATE = "update"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Change:
    """What an update changes: ``before`` and ``after`` are numbers or words as a reader would say them.

    ``about`` is the thing counted, in the article's language, or "".
    """

    before: str
    after: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs. ``story`` is the id of the story's first article (the article's own when NEW).

    ``with_article`` is the member it was placed with; ``how`` names the signal: exact, copy, headline or none.
    """

    kind: PlacementKind
    story: int
    because: Reason
    with_article: int | None = None
    how: str = "none"
    score: float = 0.0
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A few of an article's own sentences; ``spans`` are (start, end) code points in ``text`` to highlight.

    ``fuller``: the same article in more sentences, where it has them.
    """

    text: str
    sentences: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    fuller: Summary | None = None


class AlertKind(StrEnum):
    """NEW: the chat's first word of a story. ALSO: another outlet has it. UPDATE: the story has moved."""

    NEW = "new"
    ALSO = "also"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert about to be committed: what ``route`` decided.

    ``due``: not to be sent before. ``severity``: of the watch among ``watch_ids`` that matters most.
    """

    chat_id: int
    story: int
    kind: AlertKind
    article_id: int
    watch_ids: tuple[int, ...]
    terms: tuple[str, ...]
    due: datetime
    because: Reason
    change: Change | None = None
    summary: Summary = field(default_factory=lambda: Summary(""))
    severity: Severity = Severity.NORMAL


@dataclass(frozen=True, slots=True)
class Told:
    """What a chat has been told of a story.

    The watches it was told for, the articles alerted so far (in order), when the last UPDATE was or will be sent, and the ids
    of the sources of those articles, as far as they are known.
    """

    chat_id: int
    watch_ids: frozenset[int]
    articles: tuple[int, ...]
    last_update: datetime | None = None
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Triaged:
    """All that triage found out about one article, to be stored at once. ``signature`` is the fingerprint's own bytes."""

    article: Article
    placement: Placement
    names: frozenset[str]
    matches: tuple[Match, ...]
    alerts: tuple[NewAlert, ...]
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class Triage:
    """A batch of triaged articles in arrival order, and the number of the lease under which it was done."""

    items: tuple[Triaged, ...]
    fence: int


@dataclass(frozen=True, slots=True)
class Member:
    """A stored article of the story window, for rebuilding it at start: what grouping needs, without the text."""

    article_id: int
    story: int
    source: str
    title: str
    language: Language
    time: datetime
    names: frozenset[str]
    signature: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """One outlet's report of a story. ``how`` is how it joined (``copy`` and ``exact`` are the same text again).

    ``away_since``: it came while the bot was away, which had been so since then.
    """

    article_id: int
    outlet: str
    language: Language
    title: str
    url: str
    published: datetime | None
    seen: datetime
    how: str = "none"
    away_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as it is told: ``reports`` are all of the story's that this chat may see, in arrival order.

    ``lead`` is the one to open with. ``severity``: what the watches it is for matter now, the one that matters most.
    """

    id: int
    chat_id: int
    story: int
    kind: AlertKind
    lead: Report
    reports: tuple[Report, ...]
    terms: tuple[str, ...]
    summary: Summary
    because: Reason
    created: datetime
    change: Change | None = None
    severity: Severity = Severity.NORMAL


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence of the bot's own to a chat: a catalogue key and its values. Of a DIGEST it is the title."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


class DeliveryKind(StrEnum):
    """SEND: a new message.

    EDIT: the story's first message again. REPLY: to that message. DIGEST: a list. NOTICE: the bot's own words.
    """

    SEND = "send"
    EDIT = "edit"
    REPLY = "reply"
    DIGEST = "digest"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed delivery, its intent already committed.

    ``sent`` are the platform's ids of the parts that are known to be out, in order. ``doubtful``: the part after them may be
    out as well (an earlier attempt ended without an answer after ``intent_at``). ``target``: the id of the story's first
    message in this chat, for EDIT and REPLY. ``fence`` proves the claim when it is settled.
    """

    id: int
    chat: Chat
    seq: int
    kind: DeliveryKind
    fence: int
    created: datetime
    intent_at: datetime
    alerts: tuple[Alert, ...] = ()
    notice: Notice | None = None
    target: str = ""
    attempts: int = 0
    doubtful: bool = False
    sent: tuple[str, ...] = ()
    rendered: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has it. ``message`` is the id it gave."""

    message: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Not sent; try again after ``after``. ``counted``: whether the try counts as a failure (a 429 does not)."""

    after: timedelta
    because: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nobody knows whether it was sent."""

    because: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat cannot be reached any more (blocked, kicked, archived): suspend it, keep its settings."""

    because: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat lives at another address now; the send has not happened."""

    to: Address


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform will never take this message. ``target_lost``: an edit or reply whose target is not there."""

    because: str
    target_lost: bool = False


Outcome = Delivered | Retry | Doubt | Gone | Moved | Rejected


@dataclass(frozen=True, slots=True)
class Found:
    """The delivery's message is in the chat, under this id."""

    message: str


@dataclass(frozen=True, slots=True)
class Absent:
    """The chat's history shows that the message is not there."""


@dataclass(frozen=True, slots=True)
class Unknowable:
    """This platform cannot tell. ``after``: it may when asked again then; None when asking again is of no use."""

    after: timedelta | None = None


Finding = Found | Absent | Unknowable


@dataclass(frozen=True, slots=True)
class SendNow:
    """Send it."""

    because: Reason


@dataclass(frozen=True, slots=True)
class HoldUntil:
    """Keep it and look again at ``until``; with a ``title``, in one list with all that is kept under the same."""

    until: datetime
    because: Reason
    title: Notice | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Never send it."""

    because: Reason


Verdict = SendNow | HoldUntil | Drop
