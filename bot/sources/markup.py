"""A feed's text before it is parsed as XML: what kind of document it is, and the mending of what commonly breaks one.

Everything here is one pass over the text. The parsing itself is not done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from itertools import pairwise

from bot.sources.dates import read_date

_ROOTS = frozenset({"rss", "feed", "rdf"})
_QNAME = re.compile(r"<((?:[\w.-]{1,60}:)?([\w.-]{1,60}))(?=[\s/>])")
_FEED_START = re.compile(r"<(?:rss|feed|(?:\w{1,20}:)?rdf)(?=[\s>])", re.IGNORECASE)
_OPAQUE_ID = re.compile(
    r"<(guid|id)(?:\s+isPermaLink\s*=\s*[\"']true[\"'])?\s*>(?!\s*(?:<!\[CDATA\[)?\s*(?:https?:|/))", re.IGNORECASE
)
_INSIDE = r"(?:\s[^<>]{0,400})?(?:(?<=/)>|>(?:\s{0,20}<!\[CDATA\[[^<>\]]*\]\]>\s{0,20}|[^<>]*)</\1>)\s{0,40}"
_UNREAD = re.compile(
    r"<(category|comments|generator|author|name|email|managingEditor|webMaster|dc:(?:creator|contributor|publisher|subject|rights)|slash:\w{1,20}|wfw:\w{1,20}|post-id"
    r"|itunes:(?:author|block|duration|episode|episodeType|explicit|image|keywords|order|season)"
    rf"|media:(?:credit|rating|keywords|category|copyright|hash|text)){_INSIDE}"
)
_SECOND_TEXT = re.compile(rf"<(itunes:summary|itunes:subtitle|media:description){_INSIDE}")
_SECOND_TITLE = re.compile(rf"<(itunes:title|media:title){_INSIDE}")
_OWN_TEXT = re.compile(r"<(?:description|summary|content|content:encoded)(?:\s[^<>]{0,400})?(?<!/)>\s{0,40}(?!\s|</)")
_OWN_TITLE = re.compile(r"<title(?:\s[^<>]{0,400})?(?<!/)>\s{0,40}(?!\s|</)")
_LOOKED_AT = 65_536

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31};|#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});))?")
_NUMERIC = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,6})|0*(\d{1,7}));(?:&#(?:[xX]0*([0-9a-fA-F]{1,6})|0*(\d{1,7}));)?")
_TOO_LONG = re.compile(r"&#(?:[xX]0*[1-9a-fA-F][0-9a-fA-F]{6,}|0*[1-9]\d{7,});")
_SUSPECT = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|5[5-7]\d{3}|\d{7,})|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[dD][89a-fA-F]..|[0-9a-fA-F]{6,}));"
)
_XML_NAMES = frozenset({"lt;", "gt;", "amp;", "quot;", "apos;"})
_ESCAPES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&apos;"}

ITEM_START = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)(?=[\s>])")
ITEM_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>")
_DATE = re.compile(r"<(?:\w{1,20}:)?(?:pubDate|published|updated|date)>([^<]{4,60})<")


@dataclass(frozen=True, slots=True)
class Root:
    """A document's first element: its local name in lower case, its name as written, and where it starts."""

    name: str
    written: str
    start: int

    @property
    def is_feed(self) -> bool:
        """Whether feeds begin like this."""
        return self.name in _ROOTS


def root_of(text: str) -> Root | None:
    """The root element; what stands before a feed (a server's warnings) is passed over. None when there is no element."""
    found = _QNAME.match(text, _prologue(text))
    if found is not None and (found[2].lower() in _ROOTS or found[2].lower() == "html"):
        return Root(found[2].lower(), found[1], found.start())
    if "<html" not in text[:_LOOKED_AT].lower():
        late = _FEED_START.search(text, 0, _LOOKED_AT)
        late = _QNAME.match(text, late.start()) if late else None
        if late is not None:
            return Root(late[2].lower(), late[1], late.start())
    return Root(found[2].lower(), found[1], found.start()) if found else None


def _prologue(text: str) -> int:
    """Where the first element stands, behind white space, instructions, comments and the document type."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text.startswith("<!", at):
            end = _doctype_end(text, at)
        else:
            return at
        if end < 0:
            return len(text)
        at = text.index(">", end) + 1


def _doctype_end(text: str, at: int) -> int:
    bracket, close = text.find("[", at), text.find(">", at)
    return text.find("]", bracket) if 0 <= bracket < close else close


def mended(text: str) -> str:
    """The text without what XML forbids: control characters, references to them, HTML's names for characters, a lone ``&``."""
    text = _FORBIDDEN.sub("", text)
    if "&" not in text:
        return text
    if _SUSPECT.search(text):
        text = _NUMERIC.sub(_by_number, _TOO_LONG.sub("\ufffd", text))
    if "<!ENTITY" in text:
        return text
    return "".join(piece if is_cdata else _AMPERSAND.sub(_by_name, piece) for piece, is_cdata in by_cdata(text))


def by_cdata(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a CDATA section, inside which an ampersand is only an ampersand."""
    at = 0
    while True:
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            yield text[at:], False
            return
        yield text[at:start], False
        yield text[start : end + 3], True
        at = end + 3


def _by_name(ampersand: re.Match[str]) -> str:
    """An HTML name becomes its character; an ampersand that begins no reference is escaped."""
    name = ampersand[1]
    if name is None:
        return "&amp;"
    if name.startswith("#") or name in _XML_NAMES:
        return ampersand[0]
    if name not in html5:
        return f"&amp;{name}"
    return "".join(_ESCAPES.get(letter, letter) for letter in html5[name])


def _by_number(reference: re.Match[str]) -> str:
    """One reference or two in a row, since emoji come as two halves of a UTF-16 pair."""
    first, second = _code(reference[1], reference[2]), _code(reference[3], reference[4])
    if 0xD800 <= first < 0xDC00 <= second < 0xE000:  # noqa: PLR2004 - the two ranges of surrogates
        return chr(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    return _character(first) + (_character(second) if second >= 0 else "")


def _code(hexadecimal: str | None, decimal: str | None) -> int:
    if hexadecimal:
        return int(hexadecimal, 16)
    return int(decimal) if decimal else -1


def _character(code: int) -> str:
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or code in {0xFFFE, 0xFFFF}:  # noqa: PLR2004
        return "\ufffd"
    if code < 0x20:  # noqa: PLR2004 - below the space only these three are allowed
        return chr(code) if code in {9, 10, 13} else ""
    return _ESCAPES.get(chr(code), chr(code))


def without_unread(text: str) -> str:
    """The document without the small elements nobody reads here, which are half of what a parser has to do.

    What podcasts and media say of an entry goes where the entry says it itself: to a parser the last one counts.
    """
    text = _UNREAD.sub("", text)
    if not any(mark in text for mark in ("<itunes:", "<media:title", "<media:description")):
        return text
    edges = [0, *(found.start() for found in ITEM_START.finditer(text)), len(text)]
    return "".join(_without_seconds(text[start:end]) for start, end in pairwise(edges))


def _without_seconds(entry: str) -> str:
    if _OWN_TEXT.search(entry):
        entry = _SECOND_TEXT.sub("", entry)
    return _SECOND_TITLE.sub("", entry) if _OWN_TITLE.search(entry) else entry


def with_opaque_ids(text: str) -> str:
    """The document with every id that is no address marked as such, so that nobody makes an address of it."""
    return _OPAQUE_ID.sub(r'<\1 isPermaLink="false">', text)


def closed(text: str, root: Root) -> tuple[str, bool]:
    """A document from its root on, and whether it had to be closed: one that breaks off ends behind its last complete entry."""
    if text.rfind(f"</{root.written}") > 0:
        return text, False
    ends = [found.end() for found in ITEM_END.finditer(text)]
    first = ITEM_START.search(text)
    cut = ends[-1] if ends else (first.start() if first else len(text))
    kept = text[:cut]
    within = "" if root.name != "rss" or "</channel" in kept or "<channel" not in kept else "</channel>"
    return f"{kept}{within}</{root.written}>", True


def trimmed(text: str, most: int) -> tuple[str, bool]:
    """The document with at most ``most`` entries, and whether some went: from the end with the older dates, else the last."""
    starts = [found.start() for found in ITEM_START.finditer(text)]
    ends = [found.end() for found in ITEM_END.finditer(text)]
    if len(starts) <= most or len(starts) != len(ends) or any(end < start for start, end in zip(starts, ends, strict=True)):
        return text, False
    first = _dated(text[starts[0] : ends[0]])
    last = _dated(text[starts[-1] : ends[-1]])
    if first and last and first < last:
        return text[: starts[0]] + text[starts[-most] :], True
    return text[: ends[most - 1]] + text[ends[-1] :], True


def _dated(item: str) -> float:
    found = _DATE.search(item)
    moment = read_date(found[1]) if found else None
    return moment.timestamp() if moment else 0.0
