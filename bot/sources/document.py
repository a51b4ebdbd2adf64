"""One document, as it came over the network or from a file, read as a feed of whatever kind.

Pure work on bytes, without network and clock, and slow for large or hostile documents: inside the running bot it is called
through ``bot.sources.parsing``.
"""

from __future__ import annotations

from bot.model.news import Broken, Trouble
from bot.sources.decoding import decode
from bot.sources.feed import read_feed
from bot.sources.items import MOST_ENTRIES, ParsedFeed
from bot.sources.jsonfeed import read_json_feed
from bot.sources.markup import root_of


def parse_document(body: bytes, content_type: str = "", base: str = "", limit: int = MOST_ENTRIES) -> ParsedFeed | Broken:
    """The feed in a document, or why there is none. Dates are as written: the future is for ``dated`` to judge.

    ``content_type`` is the header's value, ``base`` the address relative links are resolved against. Never raises.
    """
    text = decode(body, content_type)
    start = text[:1000].lstrip("\ufeff \t\r\n\0")[:1]
    if not start and not text.strip("\ufeff \t\r\n\0"):
        return Broken(Trouble.NOT_A_FEED, "empty body")
    if start in {"{", "["}:
        return read_json_feed(text.lstrip("\ufeff \t\r\n\0"), base, limit)
    root = root_of(text)
    if root is None:
        return Broken(Trouble.NOT_A_FEED, "neither XML nor JSON")
    if root.name == "html":
        return Broken(Trouble.NOT_A_FEED, "HTML page")
    return read_feed(text, root, base, limit)
