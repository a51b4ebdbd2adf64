"""Feeds that are not well-formed, made so entry by entry: a broken one is reduced to its known fields, the others stay.

Left to itself a lenient parser lets one unclosed tag swallow the entries behind it. Nothing here goes over the text twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.parsers import expat

from bot.sources.markup import ITEM_END, ITEM_START, Root

_OPENING = re.compile(r"<[^<>\"']*(?:\"[^\"<>]*\"[^<>\"']*|'[^'<>]*'[^<>\"']*)*>")
_FIELDS = "title|link|guid|id|pubDate|published|updated|issued|description|summary|content|content:encoded|dc:date|language|ttl"
_FIELD = re.compile(
    rf"<(?P<name>{_FIELDS})(?P<rest>(?:\s[^<>]{{0,2000}})?)(?:(?<=/)>|>(?P<inner>.*?)(?:</(?P=name)\s*>|(?=<(?:{_FIELDS})[\s>])|\Z))",
    re.DOTALL,
)
_ABOUT = re.compile(r"\srdf:about\s*=\s*\"[^\"<>&]*\"")
_CDATA_EDGES = re.compile(r"<!\[CDATA\[|\]\]>")


def is_well_formed(text: str | bytes) -> bool:
    """Whether an XML parser that knows namespaces reads it to the end."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, ValueError):
        return False
    return True


def too_deep(text: str, deepest: int = 300) -> bool:
    """Whether elements stand more than ``deepest`` inside one another: no feed needs that, and parsing it takes for ever."""
    depth = 0

    def down(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > deepest:
            raise OverflowError

    def up(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = down, up
    try:
        parser.Parse(text, True)  # noqa: FBT003
    except OverflowError:
        return True
    except (expat.ExpatError, ValueError):
        return False
    return False


def repaired(text: str, root: Root) -> tuple[str, bool]:
    """The document, and whether it had to be repaired. Unchanged when it is well-formed or its first tag is beyond help."""
    opening = _OPENING.match(text)
    end = f"</{root.written}>"
    if opening is None or is_well_formed(text) or not is_well_formed(opening[0] + end):
        return text, False
    pieces = list(_pieces(text, opening.end()))
    body = "".join(
        piece if is_well_formed(f"{opening[0]}{piece}{end}") else _rescued(piece, opening[0]) for piece in pieces[1:]
    )
    whole = f"{opening[0]}{_head(pieces[0], root, opening[0])}{body}{'</channel>' if root.name == 'rss' else ''}{end}"
    return whole, True


def _pieces(text: str, start: int) -> Iterator[str]:
    """What stands before the first entry, then each entry: it ends at its end tag, or where the next one starts."""
    starts = [found.start() for found in ITEM_START.finditer(text, start)]
    yield text[start : starts[0] if starts else len(text)]
    for at, following in pairwise([*starts, len(text)]):
        closing = ITEM_END.search(text, at, following)
        yield text[at : closing.end() if closing else following]


def _head(piece: str, root: Root, opening: str) -> str:
    """The feed's own fields; the rest of what stands before the entries is not missed."""
    fields = _fields(piece, opening)
    if root.name == "feed":
        return fields
    return f"<channel>{fields}" + ("</channel>" if root.name == "rdf" else "")


def _rescued(piece: str, opening: str) -> str:
    """An entry of its known fields alone. Its own tag keeps its attributes (RDF's entries have their address there)."""
    name = ITEM_START.match(piece)
    tag = _OPENING.match(piece)
    written = name[0].removeprefix("<").rpartition(":")[2] if name else "item"
    about = _ABOUT.search(tag[0]) if tag and "xmlns:rdf=" in opening else None
    return f"<{written}{about[0] if about else ''}>{_fields(piece[tag.end() if tag else 0 :], opening)}</{written}>"


def _fields(piece: str, opening: str) -> str:
    return "".join(_field(found, opening) for found in _FIELD.finditer(piece))


def _field(found: re.Match[str], opening: str) -> str:
    """One field: as it is when that is well-formed, else with all inside it taken literally."""
    name = found["name"]
    if ":" in name and f"xmlns:{name.partition(':')[0]}=" not in opening:
        name = "description" if name.startswith("content") else "pubDate"
    rest = found["rest"].rstrip("/") if is_well_formed(f"<x{found['rest'].rstrip('/')}/>") else ""
    inner = found["inner"] or ""
    # Entities of its own are escaped already; only what would not parse is taken literally.
    if not is_well_formed(f"<x>{inner}</x>"):
        inner = f"<![CDATA[{_CDATA_EDGES.sub('', inner)}]]>"
        rest = rest.replace("xhtml", "html")
    return f"<{name}{rest}>{inner}</{name}>"
