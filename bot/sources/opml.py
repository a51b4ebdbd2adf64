"""Lists of subscriptions in OPML: reading what other readers export, writing what they import.

Bytes in, values out; nothing is fetched, and whether an address may be read is the guard's affair. The tags are read here
(strictly when the document is well-formed, leniently when it is not) and understood by listparser, which knows what programs
write.

Source: https://opml.org/spec2.opml (subscription lists, ``category``), RFC 822 for its dates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from xml.etree import ElementTree as ET
from xml.parsers import expat

import listparser
from lxml import etree

from bot.model.listing import ListedFeed, OpmlFault, OpmlTrouble, Outline
from bot.model.news import Language
from bot.sources.decoding import decode
from bot.sources.markup import mended, root_of
from bot.text.plain import clean, one_line

__all__ = ["LARGEST", "MOST_FEEDS", "read_opml", "write_opml"]

LARGEST = 6 * 1024 * 1024
"""Bytes of a list that is read."""

MOST_FEEDS = 20_000
"""Feeds of one list that are read."""

# Beyond these a document says more about itself than about feeds.
_DEEPEST = 24
_MOST_PLACES = 10
_LONGEST_TITLE = 200
_LOOKED_AT = 65_536
_SEPARATOR = " / "
_START = re.compile(r"<(?:\w{1,20}:)?opml(?=[\s>])", re.IGNORECASE)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_opml(data: bytes, content_type: str = "") -> Outline | OpmlFault:
    """The feeds of a list in its order, each address once with every group it stands in; or why there are none.

    ``content_type`` is the header's value, if there is one. Slow for a large list: the running bot calls it in a thread.
    Never raises.
    """
    if len(data) > LARGEST:
        return OpmlFault(OpmlTrouble.TOO_LARGE, f"{len(data)} bytes")
    text = decode(data, content_type)
    if not text.strip("\ufeff \t\r\n\0"):
        return OpmlFault(OpmlTrouble.EMPTY)
    start = _start(text)
    if start is None:
        return OpmlFault(OpmlTrouble.NOT_OPML, _instead(text))
    if "<!ENTITY" in text[:start]:
        # No program that exports lists needs entities of its own.
        return OpmlFault(OpmlTrouble.ENTITIES)
    tags, damaged = _tags(mended(text[start:]))
    outline = tags.outline(damaged=damaged)
    return outline if outline.feeds else OpmlFault(OpmlTrouble.NO_FEEDS)


def write_opml(feeds: Iterable[ListedFeed], title: str, now: datetime) -> bytes:
    """An OPML 2.0 document in UTF-8. A feed of several categories stands in each; one of none stands at the top.

    User names and passwords are taken out of the addresses, and characters that XML forbids out of all.
    """
    root = ET.Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = one_line(title)
    ET.SubElement(head, "dateCreated").text = format_datetime(now)
    body = ET.SubElement(root, "body")
    groups: dict[tuple[str, ...], ET.Element] = {(): body}
    for feed in feeds:
        attributes = _attributes(feed)
        for path in dict.fromkeys(map(_path, feed.categories)) or [()]:
            ET.SubElement(_group(groups, path), "outline", attributes)
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def without_user(url: str) -> str:
    """The address without the user name and password that may stand in it; "" for one that cannot be taken apart."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


class _Tags:
    """Takes tags in, gives them to listparser, and keeps from it what would cost more than it says.

    Its four methods are those of a target of lxml's parsers.
    """

    def __init__(self) -> None:
        self._handler: Any = listparser.Handler()
        self._handler.harvest.update(feeds=[], lists=[], opportunities=[], meta={}, version="")
        # For each open tag the name under which listparser knows it; "" for those that it does not get to see.
        self._passed: list[str] = []
        self._depth = 0
        self._named = False
        self._places: Counter[str] = Counter()
        self._first: dict[str, Mapping[str, str]] = {}
        self.left_out = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An opening tag."""
        tag = tag.lower().rpartition(":")[2]
        if tag != "outline":
            # The first title is the list's own. listparser knows other formats too; their tags are not for it.
            named = tag == "title" and not self._named
            self._named = self._named or named
            self._passed.append(tag if named else "")
            if named:
                self._handler.start(tag, {})
            return
        known = {name.lower(): value for name, value in attributes.items()}
        # A comma-separated list of thousands of categories is no list of categories.
        known["category"] = ",".join(known.get("category", "").split(",", _MOST_PLACES)[:_MOST_PLACES])
        url = known.get("xmlurl", "").strip()
        if not url and self._depth < _DEEPEST:
            self._passed.append(tag)
            self._depth += 1
            self._handler.start(tag, known)
            return
        self._passed.append("")
        if url and self._wanted(url, known):
            # Ended at once: a feed is no group, and thousands of unclosed ones would be thousands of levels.
            self._handler.start(tag, known)
            self._handler.end(tag)

    def end(self, _tag: str) -> None:
        """A closing tag."""
        passed = self._passed.pop() if self._passed else ""
        self._depth -= passed == "outline"
        if passed:
            self._handler.end(passed)

    def data(self, text: str) -> None:
        """Text between tags."""
        self._handler.data(text)

    def close(self) -> None:
        """The end of the document."""

    def outline(self, *, damaged: bool) -> Outline:
        """What was taken in."""
        harvest = self._handler.harvest
        feeds = tuple(self._feed(each) for each in harvest["feeds"])
        return Outline(_titled(harvest["meta"].get("title", "")), feeds, self.left_out, damaged)

    def _wanted(self, url: str, attributes: Mapping[str, str]) -> bool:
        """Whether a line is read: its address is among the first, and has not stood in too many places."""
        if url not in self._places and len(self._places) >= MOST_FEEDS:
            self.left_out += 1
            return False
        self._places[url] += 1
        self._first.setdefault(url, attributes)
        return self._places[url] <= _MOST_PLACES

    def _feed(self, record: Mapping[str, Any]) -> ListedFeed:
        url = str(record["url"])
        paths = [_SEPARATOR.join(filter(None, map(_titled, path))) for path in record.get("categories", ())]
        categories = tuple(dict.fromkeys(path for path in paths if path))
        said = self._first[url]
        title = record.get("title", "")
        return ListedFeed(
            url=_plain_scheme(clean(url)),
            title="" if title == url else _titled(title),
            categories=categories,
            page=said.get("htmlurl", "").strip(),
            language=Language.of(said.get("language", "")),
        )


def _tags(text: str) -> tuple[_Tags, bool]:
    """The document's tags, and whether it is damaged: then a lenient parser reads it, or as much as it can."""
    tags = _Tags()
    parser = expat.ParserCreate()
    parser.StartElementHandler = tags.start
    parser.EndElementHandler = tags.end
    parser.CharacterDataHandler = tags.data
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, ValueError):
        return _leniently(text), True
    return tags, False


def _leniently(text: str) -> _Tags:
    tags = _Tags()
    # Read as HTML is, which minds neither stray quotes nor tags left open.
    parser = etree.HTMLParser(target=tags, recover=True, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        # What came before it still counts.
        pass
    return tags


def _refuse(*_: object) -> None:
    raise ValueError


def _start(text: str) -> int | None:
    """Where the list begins; what a server put before it is passed over. None for a document of another kind."""
    root = root_of(text)
    if root is not None and root.name == "opml":
        return root.start
    if root is not None and root.name == "html":
        return None
    late = _START.search(text, 0, _LOOKED_AT)
    return late.start() if late else None


def _instead(text: str) -> str:
    root = root_of(text)
    return f"a document of type <{root.written[:40]}>" if root else "no XML"


def _titled(text: object) -> str:
    return one_line(str(text))[:_LONGEST_TITLE].rstrip()


def _plain_scheme(url: str) -> str:
    """The address with http for ``feed:``, which stands before or in place of the real scheme."""
    head, mark, rest = url.partition(":")
    if not mark or head.lower() != "feed":
        return url
    return f"http:{rest}" if rest.startswith("//") else rest


def _attributes(feed: ListedFeed) -> dict[str, str]:
    title = one_line(feed.title)
    url = _sound(without_user(feed.url))
    # In the attribute "/" and "," have a meaning, so that names with either stand in the nesting alone.
    plain = [path for path in map(_path, feed.categories) if path and not any(set(name) & {"/", ","} for name in path)]
    optional = {
        "title": title,
        "htmlUrl": _sound(without_user(feed.page)),
        "language": "" if feed.language is Language.OTHER else feed.language.value,
        "category": ",".join("/" + "/".join(path) for path in plain),
    }
    return {"type": "rss", "text": title or url, "xmlUrl": url} | {name: value for name, value in optional.items() if value}


def _path(category: str) -> tuple[str, ...]:
    """The groups of a category, as they are written and read again."""
    names = (_titled(name) for name in category.split(_SEPARATOR))
    return tuple(name for name in names if name)[: _DEEPEST - 2]


def _group(groups: dict[tuple[str, ...], ET.Element], path: tuple[str, ...]) -> ET.Element:
    """The element of a group, made with the groups around it if need be."""
    for level in _prefixes(path):
        if level not in groups:
            groups[level] = ET.SubElement(groups[level[:-1]], "outline", {"text": level[-1], "title": level[-1]})
    return groups[path]


def _prefixes(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (path[: count + 1] for count in range(len(path)))


def _sound(text: str) -> str:
    return _FORBIDDEN.sub("", text)
