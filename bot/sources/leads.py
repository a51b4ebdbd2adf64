"""Where a web page says, or its address suggests, that feeds are: addresses worth trying, none of them tried here.

Pure work on an address and the bytes behind it; slow for a large page, so the running bot calls ``leads_of`` in a thread.

Source: https://html.spec.whatwg.org/multipage/links.html#rel-alternate and #the-base-element;
https://www.jsonfeed.org/version/1.1/ for discovery of JSON feeds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from bot.sources.decoding import decode
from bot.text.links import canonical, link_key
from bot.text.plain import one_line
from bot.text.sites import dead_end, host_of

_LOOKED_AT = 1_500_000
_MOST_TAGS = 200_000
_MOST_LEADS = 100
_LONGEST_TEXT = 100

_TYPES = frozenset({"rss+xml", "atom+xml", "rdf+xml", "feed+json", "json", "xml"})
# WordPress declares its programming interface as JSON, other programs declare oEmbed.
_NO_FEED = re.compile(r"/wp-json/|/oembed|sitemap|opensearch|\.webmanifest|manifest\.json|/xmlrpc", re.IGNORECASE)
_FEED_PATH = re.compile(r"\.(?:rss|xml|rdf|atom)$|(?:^|[/._-])(?:feeds?|rss2?|atom)/?$|/feeds?\.json$", re.IGNORECASE)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type|output|alt)=(?:rss2?|atom|feed|xml)(?:&|$)", re.IGNORECASE)
_FEED_TEXT = re.compile(r"\b(?:rss|atom|feeds?)\b|خلاص(?:ات|ة|ه)(?!\w)", re.IGNORECASE)
_COMMENTS = re.compile(r"(?:^|[/._-])comments?(?:$|[/._-])|feed=comments", re.IGNORECASE)
_COMMENT_TITLE = re.compile(r"^(?:comments? (?:on|for)\b|تعليقات على|التعليقات على)", re.IGNORECASE)

_GUESSES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
_GUESSES_BELOW = ("/feed", "/rss.xml")


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be a feed's, and what the page calls it ("" for nothing)."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Leads:
    """What a page leads to: the feeds it declares in its head, and links among its text that look like feeds."""

    declared: tuple[Lead, ...] = ()
    linked: tuple[Lead, ...] = ()


def known_feed(url: str) -> str:
    """The address of the feed of a page whose site has a rule for it (YouTube's channels and playlists); "" for all others.

    Source: https://support.google.com/youtube/answer/6224202.
    """
    if host_of(url).removeprefix("www.").removeprefix("m.") != "youtube.com":
        return ""
    parts = urlsplit(url)
    channel = re.match(r"/channel/(UC[\w-]{22})(?:/|$)", parts.path)
    if channel:
        return f"https://www.youtube.com/feeds/videos.xml?channel_id={channel[1]}"
    playlist = parse_qs(parts.query).get("list", [""])[0] if parts.path == "/playlist" else ""
    return f"https://www.youtube.com/feeds/videos.xml?playlist_id={playlist}" if re.fullmatch(r"[\w-]{10,64}", playlist) else ""


def guesses(url: str) -> tuple[str, ...]:
    """Addresses where sites commonly have their feed: first below the page's own path, then at the root of its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    root = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    path = parts.path.rstrip("/")
    last = path.rpartition("/")[2]
    # A page such as /news/today.html is no folder.
    below = tuple(f"{root}{path}{guess}" for guess in _GUESSES_BELOW) if path and "." not in last else ()
    return (*below, *(f"{root}{guess}" for guess in _GUESSES))


def is_of_comments(url: str, title: str) -> bool:
    """Whether a feed is one of readers' comments, by its address or its own title."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_COMMENT_TITLE.match(title) or _COMMENTS.search(parts.path) or _COMMENTS.search(parts.query))


def leads_of(body: bytes, content_type: str, url: str) -> Leads:
    """What the page at ``url`` leads to; each address once, in the page's order, none of them the page's own. Never raises."""
    tags = _Tags()
    parser = etree.HTMLParser(target=tags, recover=True, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        parser.feed(decode(body[:_LOOKED_AT], content_type).encode("utf-8", "replace"))
        parser.close()
    except (etree.LxmlError, OverflowError):
        # What came before it still counts.
        pass
    return tags.leads(url)


class _Tags:
    """Takes a page's tags in and keeps those that may lead to feeds. Its methods are those of a target of lxml's parsers."""

    def __init__(self) -> None:
        self._count = 0
        self._based = ""
        self._declared: list[Lead] = []
        self._linked: list[Lead] = []
        self._href = ""
        self._text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An opening tag. Raises ``OverflowError`` when there were too many."""
        self._count += 1
        if self._count > _MOST_TAGS:
            raise OverflowError
        if tag == "base":
            self._based = self._based or attributes.get("href", "")
        elif tag == "link" and _declares(attributes):
            self._declared.append(Lead(attributes["href"], one_line(attributes.get("title", ""))[:_LONGEST_TEXT]))
        elif tag == "a":
            self._href = attributes.get("href", "")
            self._text = [attributes.get("title", "")]
        elif tag == "img" and self._href:
            self._text.append(attributes.get("alt", ""))

    def end(self, tag: str) -> None:
        """A closing tag."""
        if tag == "a" and self._href:
            text = one_line(" ".join(self._text))[:_LONGEST_TEXT]
            if _looks_like_feed(self._href) or _FEED_TEXT.search(text):
                self._linked.append(Lead(self._href, text))
            self._href = ""

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._href and len(self._text) < _LONGEST_TEXT:
            self._text.append(text[:_LONGEST_TEXT])

    def close(self) -> None:
        """The end of the document."""

    def leads(self, url: str) -> Leads:
        """What was taken in, on the page at ``url``."""
        base = canonical(self._based, url) or url
        seen = {link_key(url)}
        declared = _resolved(self._declared, base, seen)
        # What is named like a feed comes before what only speaks of feeds.
        linked = sorted(self._linked, key=lambda lead: not _looks_like_feed(lead.url))
        return Leads(declared, _resolved(linked, base, seen))


def _declares(attributes: Mapping[str, str]) -> bool:
    """Whether a link tag declares a feed, and neither a translation nor a programming interface."""
    relations = attributes.get("rel", "").lower().split()
    kind = attributes.get("type", "").partition(";")[0].strip().lower().rpartition("/")[2]
    href = attributes.get("href", "")
    if not href or _NO_FEED.search(href) or "stylesheet" in relations:
        return False
    return "feed" in relations or ("alternate" in relations and kind in _TYPES)


def _looks_like_feed(href: str) -> bool:
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    if _NO_FEED.search(href):
        return False
    named = _FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query)
    return bool(named or (parts.hostname or "").startswith(("feeds.", "rss.")))


def _resolved(leads: list[Lead], base: str, seen: set[str]) -> tuple[Lead, ...]:
    """The leads with whole addresses, without those ``seen``, which grows by them."""
    found = []
    for lead in leads[: _MOST_LEADS * 4]:
        url = _whole(lead.url, base)
        if url and link_key(url) not in seen and dead_end(url) is None:
            seen.add(link_key(url))
            found.append(Lead(url, lead.title))
    return tuple(found[:_MOST_LEADS])


def _whole(href: str, base: str) -> str:
    """The address as the page means it, tracking and all (a feed may need its query); "" for no http or https address."""
    try:
        url = urljoin(base, href.strip().removeprefix("feed:")).partition("#")[0]
    except ValueError:
        return ""
    return url if canonical(url) else ""
