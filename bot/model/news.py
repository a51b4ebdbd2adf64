"""News as it comes in: sources, what reading one gave, entries and stored articles.

All times are timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Language(StrEnum):
    """The language of a text: Arabic, English, or one that Rasid does not read (``und``)."""

    ARABIC = "ar"
    ENGLISH = "en"
    OTHER = "und"

    @classmethod
    def of(cls, code: str) -> Language:
        """The language of a code such as ``ar``, ``ar-LB`` or ``EN_gb``; OTHER for any other text."""
        head = code.strip().lower().replace("_", "-").split("-")[0]
        return cls(head) if head in {"ar", "en"} else cls.OTHER


@dataclass(frozen=True, slots=True)
class Source:
    """One feed. ``id`` is stable; ``owner_chat`` names the only chat that sees it (None: shared).

    ``full_text``: the pages of entries that say little more than a headline are read for their text.
    """

    id: str
    url: str
    name: str
    language: Language = Language.OTHER
    region: str = ""
    interval: timedelta = timedelta(minutes=5)
    owner_chat: int | None = None
    paused: bool = False
    full_text: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last good answer of a source gave to ask again with; an empty string means none."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class PollAdvice:
    """What a server and a feed ask of whoever polls them.

    ``wait``: the least time to the next poll (ttl, max-age, Expires), ``retry_after``: a server's explicit delay after a
    refusal, ``skip_hours``: hours of the day in UTC (0-23), ``skip_days``: weekdays (Monday is 0).
    """

    wait: timedelta | None = None
    retry_after: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()

    def with_hints(self, hints: PollAdvice) -> PollAdvice:
        """This advice of a server and what a document asks for, in one: the longer wait, and every hour to be skipped."""
        waits = [wait for wait in (self.wait, hints.wait) if wait is not None]
        hours, days = self.skip_hours | hints.skip_hours, self.skip_days | hints.skip_days
        return PollAdvice(max(waits) if waits else None, self.retry_after, hours, days)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed as read: plain text, canonical link, UTC date or None.

    ``key`` is the entry's identity within its document; ``rungs`` are the keys it may go by in its feed, from the plainest to
    the most telling (see ``bot.stories.identity``; without any, its ``key`` is the only one). ``page``: the text of its page,
    which is what is kept where that was read; ``text`` stays what the feed says. ``as_before``: the entry is byte for byte as
    it was in the document before, which has been kept; its ``text`` is not given then.
    """

    key: str
    title: str
    text: str
    url: str = ""
    published: datetime | None = None
    language: Language = Language.OTHER
    page: str = ""
    rungs: tuple[str, ...] = ()
    as_before: bool = False


class Trouble(StrEnum):
    """Why a source could not be read; each has a sentence in every catalogue (``trouble.<value>``)."""

    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    CERTIFICATE_HOST = "certificate_host"
    FORBIDDEN_ADDRESS = "forbidden_address"
    BAD_URL = "bad_url"
    LOGIN_NEEDED = "login_needed"
    LOGIN_PAGE = "login_page"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    RATE_LIMITED = "rate_limited"
    GONE = "gone"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    CHALLENGE = "challenge"
    NOT_A_FEED = "not_a_feed"
    MALFORMED = "malformed"
    PARSER_STOPPED = "parser_stopped"


@dataclass(frozen=True, slots=True)
class Fresh:
    """A source had something to read.

    ``title`` is the feed's own name; ``moved_to`` is set after a 301 or 308; ``hints`` is what the document itself asks of
    pollers, which holds until there is another, and ``advice`` that and the server's together.
    """

    entries: tuple[Entry, ...]
    validators: Validators = field(default_factory=Validators)
    advice: PollAdvice = field(default_factory=PollAdvice)
    title: str = ""
    moved_to: str = ""
    language: Language = Language.OTHER
    hints: PollAdvice = field(default_factory=PollAdvice)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A source is as it was: a 304, or a body already seen. ``moved_to`` as with ``Fresh``."""

    validators: Validators = field(default_factory=Validators)
    advice: PollAdvice = field(default_factory=PollAdvice)
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A document that is no feed, as it was just read from its address."""

    url: str
    content_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Broken:
    """A source could not be read; ``detail`` is technical, English, and free of secrets (e.g. ``HTTP 404``).

    ``page``: what stands there instead of a feed, where that was asked for anew, so that nobody has to ask for it again.
    """

    trouble: Trouble
    detail: str = ""
    advice: PollAdvice = field(default_factory=PollAdvice)
    page: Page | None = field(default=None, compare=False, repr=False)


Reading = Fresh | Unchanged | Broken


class Note(StrEnum):
    """What was mended or left out in reading a document; each has words in every catalogue (``feed_check.<name>``)."""

    MENDED = "not well-formed; its broken entries were read field by field"
    CUT_OFF = "the document breaks off; its complete entries were read"
    BROKEN_OFF = "the connection broke off inside the document"
    SHORTENED = "more entries than are read at once; the newest were read"


def spoken(stated: Language, entries: Sequence[Entry]) -> Language:
    """The language of a feed: the one it states, or else that of most of its entries."""
    if stated is not Language.OTHER or not entries:
        return stated
    languages = [entry.language for entry in entries]
    return max(dict.fromkeys(languages), key=languages.count)


@dataclass(frozen=True, slots=True)
class Inspection:
    """A source read once for a person to look at.

    ``status``: of the HTTP answer, 0 without one; ``url``: where the answer came from; ``size``: of its body after
    decompression, bytes; ``format``: of the document (``rss20``, ``atom10``, ``json``), "" when it was not read; ``notes``: in
    English, what was mended or left out in reading it: a ``Note``, or the parser's own words.
    """

    reading: Reading
    status: int = 0
    url: str = ""
    size: int = 0
    format: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source whose poll is due, claimed by this process.

    ``polls`` counts good reads since the first that held entries: 0 makes the next one a baseline. ``failures`` counts failed
    reads in a row, since ``failing_since``. ``due``: when this poll was to be. ``pace``: new entries a day, of late;
    ``last_new``: when one last came; ``last_success``: the last good read. ``told``: what people were told last of the feed's
    health ("" when it is well as far as they know). ``identity``: how its entries are told apart ("" until it has shown).
    ``hints``: what its last document asked of pollers.
    """

    source: Source
    validators: Validators
    polls: int = 0
    failures: int = 0
    due: datetime | None = None
    pace: float = 0.0
    last_new: datetime | None = None
    last_success: datetime | None = None
    failing_since: datetime | None = None
    told: str = ""
    identity: str = ""
    hints: PollAdvice = field(default_factory=PollAdvice)


@dataclass(frozen=True, slots=True)
class Former:
    """What an article said when it was last placed in a story, and in which; ``text`` is the beginning of its text."""

    story: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """A stored entry. ``id`` grows with arrival; ``source`` is the source's id and ``outlet`` its name.

    ``baseline`` marks what a source held when it was first read: kept for queries, never alerted. ``away_since``: it came
    while the bot was away, which had been so since then. ``revisions``: how often a change of it was told as news. ``former``:
    what it said before its feed edited it, for one that is triaged again. ``released``: it was held back, and somebody let it
    go.
    """

    id: int
    source: str
    outlet: str
    key: str
    title: str
    text: str
    url: str
    language: Language
    published: datetime | None
    seen: datetime
    baseline: bool = False
    away_since: datetime | None = None
    revisions: int = 0
    former: Former | None = None
    released: bool = False

    @property
    def time(self) -> datetime:
        """When the article counts as having happened: its own date unless that is missing or lies after ``seen``."""
        return self.published if self.published is not None and self.published <= self.seen else self.seen
