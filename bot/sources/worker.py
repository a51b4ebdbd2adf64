"""The process that parses: one document after another, until its input closes. Started by ``bot.sources.killable``.

It has its own limits (memory, processor time, and a clock in case its parent is gone), no secrets in its environment, and no
network to speak of: it reads documents from standard input and writes what they were to standard output.
"""

from __future__ import annotations

import pickle
import signal
import struct
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Any, BinaryIO

from bot.model.news import Broken, Trouble
from bot.sources.document import parse_document

LENGTH = struct.Struct(">Q")


class Job(StrEnum):
    """What the process is asked to do; the arguments are those of the function that does it."""

    READY = "ready"
    FEED = "feed"
    PAGE = "page"
    LIST = "list"


def main(megabytes: int, seconds: float, patience: int) -> None:
    """Parses until standard input ends.

    ``seconds`` of processor time on one document end the process, so a busy machine is not held against a document; so do
    ``patience`` seconds by the clock.
    """
    _limit(megabytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (message := _read(source)) is not None:
        _clocks(seconds, patience)
        answer = pickle.dumps(_outcome(*pickle.loads(message)))  # noqa: S301 - from the parent alone
        _clocks(0, 0)
        sink.write(LENGTH.pack(len(answer)))
        sink.write(answer)
        sink.flush()


def _outcome(job: str, arguments: tuple[Any, ...]) -> object:
    try:
        return _JOBS[Job(job)](*arguments)
    except MemoryError:
        return Broken(Trouble.PARSER_STOPPED, "the document takes too much memory")


def _ready() -> None:
    """Says that the process has started."""


def _main_text(*arguments: Any) -> object:
    # What it needs takes as much memory as all the rest: only a process that reads pages has it.
    from bot.sources.maintext import main_text  # noqa: PLC0415

    return main_text(*arguments)


def _outline(*arguments: Any) -> object:
    # Lists are read once in a while, and by a process of their own.
    from bot.sources.opml import read_opml  # noqa: PLC0415

    return read_opml(*arguments)


_JOBS: dict[Job, Callable[..., object]] = {
    Job.READY: _ready,
    Job.FEED: parse_document,
    Job.PAGE: _main_text,
    Job.LIST: _outline,
}


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


def _clocks(seconds: float, patience: int) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(patience)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
