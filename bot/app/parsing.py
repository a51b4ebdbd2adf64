"""``rasid parse``: one feed, from a file, an address or standard input, as articles in JSON lines."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.app.pipes import write_line
from bot.app.settings import load_settings
from bot.app.wiring import feed_reader
from bot.model.news import Broken, Entry, Fresh, Source, Validators
from bot.sources.parsing import parse_document


def parse(document: str, base: str, content_type: str, folder: Path) -> int:
    """Prints the entries; 0 when it is a feed, 1 when it cannot be read as one, 2 when a file is not there."""
    if document.startswith(("http://", "https://")):
        return _show(asyncio.run(_fetch(document, folder)), document)
    try:
        body = sys.stdin.buffer.read() if document == "-" else Path(document).read_bytes()
    except OSError as error:
        print(f"rasid: {document}: {error.strerror}", file=sys.stderr)
        return 2
    return _show(parse_document(body, content_type, base), document)
