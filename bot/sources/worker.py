"""The process that parses: one document after another, until its input closes. Started by ``bot.sources.parsing``.

It has its own limits (memory, and a clock in case its parent is gone), no secrets in its environment, and no network to speak
of: it reads documents from standard input and writes what they were to standard output.
"""

from __future__ import annotations

import pickle
import signal
import struct
import sys
from typing import BinaryIO

from bot.model.news import Broken, Trouble
from bot.sources.document import parse_document
from bot.sources.items import ParsedFeed

LENGTH = struct.Struct(">Q")


def main(megabytes: int, seconds: int) -> None:
    """Parses until standard input ends. ``seconds``: after that long on one document the process ends itself."""
    _limit(megabytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (message := _read(source)) is not None:
        _alarm(seconds)
        answer = pickle.dumps(_parsed(*pickle.loads(message)))  # noqa: S301 - from the parent alone
        _alarm(0)
        sink.write(LENGTH.pack(len(answer)))
        sink.write(answer)
        sink.flush()


def _parsed(body: bytes, content_type: str, base: str, limit: int) -> ParsedFeed | Broken:
    try:
        return parse_document(body, content_type, base, limit)
    except MemoryError:
        return Broken(Trouble.PARSER_STOPPED, "the document takes too much memory")


def _read(source: BinaryIO) -> bytes | None:
    header = source.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(header)
    message = source.read(length)
    return message if len(message) == length else None


def _limit(megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
