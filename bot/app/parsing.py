"""``rasid parse``: one feed, from a file, an address or standard input, as articles in JSON lines."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from bot.app.pipes import write_line
from bot.app.settings import load_settings
from bot.app.wiring import feed_reader
from bot.model.news import Broken, Entry, Fresh, Reading, Source, Unchanged, Validators
from bot.sources.document import parse_document
from bot.sources.items import ParsedFeed
from bot.text.addresses import without_credentials


def parse(document: str, base: str, content_type: str, folder: Path) -> int:
    """Prints the entries; 0 when it is a feed, 1 when it cannot be read as one, 2 when a file is not there."""
    if document.startswith(("http://", "https://")):
        return _show(asyncio.run(_fetch(document, folder)), without_credentials(document))
    try:
        body = sys.stdin.buffer.read() if document == "-" else Path(document).read_bytes()
    except OSError as error:
        print(f"rasid: {document}: {error.strerror}", file=sys.stderr)
        return 2
    return _show(parse_document(body, content_type, base), document)


async def _fetch(url: str, folder: Path) -> Reading:
    async with feed_reader(load_settings(folder)) as reader:
        # Whoever can start the program owns it, so the address may hold a user name and password.
        return await reader.read(Source("parse", url, "", owner_chat=0), Validators())


def _show(feed: ParsedFeed | Reading, document: str) -> int:
    if isinstance(feed, Broken):
        print(f"rasid: {document}: {feed.trouble.replace('_', ' ')}: {feed.detail}", file=sys.stderr)
        return 1
    if isinstance(feed, Unchanged):
        return 1
    for entry in feed.entries:
        write_line(_row(entry, feed))
    print(f"{document}: {feed.title or 'untitled'}, {len(feed.entries)} entries", file=sys.stderr)
    return 0


def _row(entry: Entry, feed: ParsedFeed | Fresh) -> dict[str, Any]:
    return {
        "id": entry.key,
        "title": entry.title,
        "text": entry.text,
        "language": entry.language.value,
        "source": feed.title,
        "url": entry.url,
        "published": entry.published.isoformat() if entry.published else None,
    }
