"""``rasid parse``: one feed, from a file, an address or standard input, as articles in JSON lines.

For an address, what there is to know of the answer goes to standard error, so that the lines stay lines.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.app.checkups import Checkups
from bot.app.pipes import write_line
from bot.app.settings import load_settings
from bot.app.wiring import SystemClock, feed_reader
from bot.model.news import Broken, Entry, Fresh, Source
from bot.ports import Checked
from bot.sources.document import parse_document
from bot.sources.items import ParsedFeed
from bot.text.addresses import without_credentials

WHY = {
    "interval": "the usual interval",
    "busy": "it brings something new that often",
    "server-asks": "the server or the feed asks for it",
    "retry-after": "the server asks for it",
    "back-off": "it fails, and is asked less and less often",
    "gone": "the server says it is gone",
    "skipped": "the feed asks to be left alone until then",
}
"""Why the next poll comes when it does, by the code of its reason."""


def parse(document: str, base: str, content_type: str, folder: Path) -> int:
    """Prints the entries; 0 when it is a feed, 1 when it cannot be read as one, 2 when a file is not there."""
    if document.startswith(("http://", "https://")):
        checked = asyncio.run(_check(document, folder))
        for row in _report(checked):
            print(row, file=sys.stderr)
        reading = checked.seen.reading
        # Nothing was asked conditionally, so the answer is a feed or a failure.
        return _show(reading if isinstance(reading, Fresh | Broken) else Fresh(()), without_credentials(document))
    try:
        body = sys.stdin.buffer.read() if document == "-" else Path(document).read_bytes()
    except OSError as error:
        print(f"rasid: {document}: {error.strerror}", file=sys.stderr)
        return 2
    return _show(parse_document(body, content_type, base), document)


async def _check(url: str, folder: Path) -> Checked:
    async with feed_reader(load_settings(folder)) as reader:
        return await Checkups(reader, SystemClock()).check(Source("parse", url, url, owner_chat=0))


def _report(checked: Checked) -> Iterator[str]:
    """What the server said and when the bot would come back, a line each."""
    seen = checked.seen
    reading = seen.reading
    if seen.status:
        form, place = seen.format or "no feed", without_credentials(seen.url)
        yield f"answer: HTTP {seen.status}, {seen.size:,} bytes, {form}, from {place}"
    if isinstance(reading, Fresh):
        if reading.moved_to:
            yield f"moved for good to: {without_credentials(reading.moved_to)}"
        yield f"ETag: {reading.validators.etag or 'none'}"
        yield f"Last-Modified: {reading.validators.last_modified or 'none'}"
    code = checked.poll.because.code
    yield f"next poll: {checked.poll.next_due:%Y-%m-%d %H:%M:%S} UTC, {WHY[code]} ({code})"
    yield from (f"note: {note}" for note in seen.notes)


def _show(feed: ParsedFeed | Fresh | Broken, document: str) -> int:
    if isinstance(feed, Broken):
        print(f"rasid: {document}: {feed.trouble.replace('_', ' ')}: {feed.detail}", file=sys.stderr)
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
