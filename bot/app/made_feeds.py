"""Made-up feeds for measuring: which kind each one is, when it changes, and its document, the same for the same numbers.

What lives here: plans, chances and bytes. What does not: the server that hands them out (``bench_feeds``), and words
(``made_text``).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from html import escape
from itertools import cycle

from bot.app.made_text import MadeArticle
from bot.model.news import Language, Source

_GOLDEN = 0.6180339887498949
_PARAGRAPH = 4
_SHORTEST = 300
_KINDS = 200
_BLOCK = 250


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: so many feeds, each polled every so many seconds, for so many seconds.

    ``changed``: the share of polls that find something new. ``entries`` in a document; ``slow``: seconds that slow servers
    take, at least and at most; ``timeout``: seconds a fetch may take; ``sample``: feeds in the measurements beside the run;
    ``most_hosts``: addresses there may be.
    """

    feeds: int = 10_000
    seconds: float = 300
    every: float = 300
    changed: float = 0.2
    entries: int = 30
    slow: tuple[float, float] = (5, 20)
    timeout: float = 30
    sample: int = 2000
    most_hosts: int = 1000

    @property
    def hosts(self) -> int:
        """Addresses that the feeds are spread over: one for ten feeds."""
        return min(max(self.feeds // 10, 1), self.most_hosts)


class Kind(StrEnum):
    """How a feed's server behaves."""

    ETAG = "etag"
    MODIFIED = "last-modified"
    PLAIN = "without validators"
    SLOW = "slow"
    ERROR = "HTTP 500"
    SILENT = "no answer"
    RESET = "reset"
    GARBAGE = "no HTTP"
    PAGE = "a web page"

    @classmethod
    def of(cls, number: int) -> Kind:
        """The kind of a feed: of 200, five fail each in its way, two are slow, ten have no validators, twenty no ETag."""
        place = zlib.crc32(b"kind %d" % number) % _KINDS
        failing = (cls.ERROR, cls.SILENT, cls.RESET, cls.GARBAGE, cls.PAGE)
        if place < len(failing):
            return failing[place]
        return cls.SLOW if place < 7 else cls.PLAIN if place < 17 else cls.MODIFIED if place < 37 else cls.ETAG  # noqa: PLR2004

    @property
    def fails(self) -> bool:
        """Whether it never gives a feed."""
        return self in {Kind.ERROR, Kind.SILENT, Kind.RESET, Kind.GARBAGE, Kind.PAGE}


def changes(plan: Plan, number: int, poll: int) -> bool:
    """Whether a feed has something new at its ``poll``-th poll of the run (from 0): the share asked for, evenly spread."""
    if Kind.of(number).fails:
        return False
    return int((number + poll + 1) * plan.changed) > int((number + poll) * plan.changed)


def first_due(plan: Plan, number: int) -> float:
    """Seconds from the start of the run to a feed's first poll."""
    return number * _GOLDEN % 1 * plan.every


def changing(plan: Plan) -> list[int]:
    """The feeds that will have something new within the run, and a few more for what is measured beside it."""
    found = []
    for number in range(plan.feeds):
        # A wait is never shorter than the interval, so these are all the polls that can be.
        polls = int(max(plan.seconds - first_due(plan, number), 0) // plan.every) + 1
        if first_due(plan, number) < plan.seconds and any(changes(plan, number, poll) for poll in range(polls)):
            found.append(number)
    return found


def sources(plan: Plan, port: int, every: float) -> tuple[Source, ...]:
    """The feeds as sources to poll, spread over the hosts; ``every``: seconds between polls."""
    hosts = tuple(addresses(plan.hosts))
    return tuple(
        Source(
            source_id(number),
            f"http://{hosts[number % len(hosts)]}:{port}/{number}",
            f"News {number}",
            language(number),
            interval=timedelta(seconds=every),
        )
        for number in range(plan.feeds)
    )


def source_id(number: int) -> str:
    """The id of a feed's source."""
    return f"feed-{number}"


def addresses(hosts: int) -> Iterator[str]:
    """So many loopback addresses, from 127.0.1.1 on."""
    return (f"127.0.{1 + number // _BLOCK}.{1 + number % _BLOCK}" for number in range(hosts))


def language(number: int) -> Language:
    """The language of a feed: Arabic and English in turn."""
    return Language.ENGLISH if number % 2 else Language.ARABIC


def mark(number: int, entry: int) -> str:
    """What ends the title of an entry, and of no other."""
    return f"#{number}-{entry}"


@dataclass(slots=True)
class Shelf:
    """What a feed shows now: the newest ``entries`` up to ``newest``. ``fresh`` holds those that came in the run."""

    newest: int
    asked: int = 0
    fresh: dict[int, bytes] = field(default_factory=dict)


class Press:
    """Writes the documents. ``articles`` are Arabic and English in turn, without end; ``stock`` of each stand in many feeds."""

    def __init__(self, plan: Plan, articles: Iterator[MadeArticle], stock: int, opened: datetime) -> None:
        self._plan = plan
        self._opened = opened
        self._articles = articles
        self._waiting: dict[Language, list[MadeArticle]] = {Language.ARABIC: [], Language.ENGLISH: []}
        self._stock = {kind: [_parts(self._article(kind)) for _ in range(stock)] for kind in self._waiting}

    def publish(self, number: int, shelf: Shelf) -> None:
        """A new entry on top, which pushes the last one out."""
        shelf.newest += 1
        parts = _parts(self._article(language(number)))
        shelf.fresh[shelf.newest] = _entry(number, shelf.newest, parts, datetime.now(UTC))
        shelf.fresh.pop(shelf.newest - self._plan.entries, None)

    def document(self, number: int, shelf: Shelf) -> bytes:
        """The feed: RSS, and Atom every third one."""
        shown = range(shelf.newest, shelf.newest - self._plan.entries, -1)
        entries = b"".join(shelf.fresh.get(entry) or self._old(number, entry) for entry in shown)
        return _head(number) + entries + (b"</feed>" if _is_atom(number) else b"</channel></rss>")

    def modified(self, shelf: Shelf) -> str:
        """When the feed last changed, as HTTP writes it; every change has another second."""
        return format_datetime(self._opened - timedelta(days=1) + timedelta(seconds=shelf.newest), usegmt=True)

    def _old(self, number: int, entry: int) -> bytes:
        stock = self._stock[language(number)]
        parts = stock[(number * 31 + entry * 7) % len(stock)]
        return _entry(number, entry, parts, self._opened - timedelta(hours=self._plan.entries + 1 - entry))

    def _article(self, wanted: Language) -> MadeArticle:
        while not self._waiting[wanted]:
            for kind in (Language.ARABIC, Language.ENGLISH):
                article = next(self._articles)
                # Full texts only.
                if article.text.count(" ") >= _SHORTEST:
                    self._waiting[kind].append(article)
        return self._waiting[wanted].pop()


def _is_atom(number: int) -> bool:
    return number % 3 == 0


def _parts(article: MadeArticle) -> tuple[str, str, str]:
    """Title, first sentence and the whole text in paragraphs, as HTML."""
    sentences = [f"{sentence.strip('. ')}." for sentence in article.text.split(". ")]
    paragraphs = [" ".join(sentences[at : at + _PARAGRAPH]) for at in range(0, len(sentences), _PARAGRAPH)]
    pictures = cycle(('<p><img src="https://pictures.example/1.jpg" alt=""></p>', "", ""))
    body = "".join(f"{picture}<p>{paragraph}</p>" for picture, paragraph in zip(pictures, paragraphs, strict=False))
    return article.title, sentences[0], body


def _entry(number: int, entry: int, parts: Sequence[str], published: datetime) -> bytes:
    title, lead, body = f"{parts[0]} {mark(number, entry)}", parts[1], parts[2]
    link = f"https://news{number}.example/{entry}"
    if _is_atom(number):
        moment = published.isoformat(timespec="seconds")
        return (
            f'<entry><id>tag:news{number}.example,2026:{entry}</id><title>{title}</title><link href="{link}"/>'
            f'<published>{moment}</published><updated>{moment}</updated><content type="html">{escape(body)}</content></entry>'
        ).encode()
    return (
        f'<item><guid isPermaLink="false">{number}-{entry}</guid><title>{title}</title><link>{link}</link>'
        f"<pubDate>{format_datetime(published, usegmt=True)}</pubDate><description>{lead}</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
    ).encode()


def _head(number: int) -> bytes:
    home, code = f"https://news{number}.example/", language(number).value
    if _is_atom(number):
        return (
            f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{code}">'
            f"<title>News {number}</title><id>{home}</id><updated>2026-01-01T00:00:00Z</updated>"
        ).encode()
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>News {number}</title><link>{home}</link><description/><language>{code}</language>"
    ).encode()
