"""JSON Feed 1.0 and 1.1, which feedparser does not read.

Source: https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from bot.model.news import Broken, Language, Trouble
from bot.sources.dates import read_date
from bot.sources.items import MOST_ENTRIES, Item, ParsedFeed, entries_of
from bot.text.boilerplate import without_boilerplate
from bot.text.links import canonical
from bot.text.plain import looks_like_markup, one_line, paragraphs, plain_text


def read_json_feed(text: str, base: str, limit: int = MOST_ENTRIES) -> ParsedFeed | Broken:
    """The entries of a JSON Feed; Broken when the JSON cannot be read or is no feed."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as defect:
        return Broken(Trouble.MALFORMED, f"not JSON: {one_line(str(defect))[:80]}")
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return Broken(Trouble.NOT_A_FEED, "JSON without a list of items")
    declared = _string(document, "language")
    items = [_item(each, base) for each in _objects(document["items"])]
    return ParsedFeed(
        entries=entries_of(items, declared, limit),
        title=one_line(_string(document, "title")),
        language=Language.of(declared) if declared else Language.OTHER,
        format="json",
    )


def _objects(items: list[object]) -> Iterator[Mapping[str, object]]:
    for item in items:
        if isinstance(item, dict):
            yield item


def _item(item: Mapping[str, object], base: str) -> Item:
    html, text, title = _string(item, "content_html"), _string(item, "content_text"), _string(item, "title")
    return Item(
        id=one_line(_string(item, "id")),
        url=_link(item, base),
        title=one_line(plain_text(title) if looks_like_markup(title) else title),
        text=without_boilerplate(plain_text(html) or paragraphs(text)) or paragraphs(_string(item, "summary")),
        published=read_date(_string(item, "date_published")) or read_date(_string(item, "date_modified")),
        language=_string(item, "language"),
    )


def _link(item: Mapping[str, object], base: str) -> str:
    """Where the item is read: an id is meant to be its address where it looks like one."""
    for name in ("url", "external_url"):
        url = canonical(_string(item, name), base)
        if url:
            return url
    own = _string(item, "id")
    return canonical(own, base) if own.startswith(("http://", "https://")) else ""


def _string(record: Mapping[str, object], key: str) -> str:
    """A string, or a number written as one: the specification asks readers to take numeric ids."""
    value = record.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
