"""What the last document of a source held, so that of the next one only the entries that are new need to be parsed.

A busy feed lists thirty entries and changes one. Parsing costs more than all else that is done with it, so the document is cut
into its entries as bytes, and those that are byte for byte as before are taken from memory: as entries without their texts,
which are stored already. Nothing is guessed: a document that cannot be cut cleanly, or whose entries cannot be told apart, is
parsed whole. What is remembered may be lost at any time.
"""

from __future__ import annotations

import hashlib
import marshal
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model.news import Entry, Language
from bot.sources.items import MOST_ENTRIES, ParsedFeed

_EDGE = re.compile(rb"<(/?)(?:\w{1,20}:)?(item|entry)(?=[\s/>])[^<>]*>")
_PAIRS = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"))
CHANGES_BY_ITSELF = re.compile(
    rb"<(lastBuildDate|pubDate|updated|(?:dc|atom|a10|syn):(?:date|updated|updateBase))(?:\s[^<>]{0,200})?>[^<]{0,200}</\1\s*>"
    rb"|<!--[^<>]{0,500}-->"
)
"""What a feed says around its entries that may be different every time it is asked: its dates, and comments."""

_CONTENTS = re.compile(rb"<items\b.*?</items\s*>", re.DOTALL)
# Arabic that was taken for Latin once too often; how to undo that is judged by the whole document.
_TWICE_ENCODED = (b"\xc3\x98\xc2", b"\xc3\x99\xc2")
_DIGEST = 8


@dataclass(frozen=True, slots=True)
class Cut:
    """A document in pieces: ``head + b"".join(entries) + tail`` says what it says."""

    head: bytes
    entries: tuple[bytes, ...]
    tail: bytes


@dataclass(frozen=True, slots=True)
class Recalled:
    """A document of which some entries are known: ``body`` is what is left without them; ``entries``: None for each new one."""

    body: bytes
    entries: tuple[Entry | None, ...]
    marks: bytes

    def completed(self, parsed: ParsedFeed) -> ParsedFeed | None:
        """The whole document's feed, given what ``body`` was parsed into; None when that does not fit."""
        known = [entry for entry in self.entries if entry is not None]
        if len(parsed.entries) != len(self.entries) - len(known):
            return None
        plainest = {entry.rungs[:1] for entry in known}
        if any(entry.rungs[:1] in plainest for entry in parsed.entries):
            # Two entries of one id: only together do they show what tells them apart.
            return None
        new = iter(parsed.entries)
        return replace(parsed, entries=tuple(next(new) if entry is None else entry for entry in self.entries))


@dataclass(frozen=True, slots=True)
class _Memory:
    """The last document of a source: where it was, its hash, digests of its frame and of each entry, the entries packed."""

    base: str
    body_hash: str
    marks: bytes
    packed: bytes


class Recollection:
    """Holds the last document of each of ``most`` sources, some 5 kB each; who was read longest ago is forgotten first."""

    def __init__(self, most: int = 20_000) -> None:
        self._most = most
        self._memories: dict[str, _Memory] = {}

    def recall(self, place: tuple[str, str], body_hash: str, body: bytes) -> Recalled | None:
        """The document of which half or more is as it was in the one with this hash; None when it is to be parsed whole.

        ``place``: the source's id, and the address that the document's links are relative to.
        """
        memory = self._memories.get(place[0])
        if memory is None or (memory.base, memory.body_hash) != (place[1], body_hash):
            return None
        cut = cut_up(body)
        if cut is None:
            return None
        marks = _marks(cut)
        frame, *digests = _split(marks)
        frame_before, *digests_before = _split(memory.marks)
        if frame != frame_before or len(set(digests)) < len(digests):
            return None
        known = dict(zip(digests_before, _unpacked(memory.packed), strict=True))
        entries = tuple(known.get(digest) for digest in digests)
        new = [piece for piece, entry in zip(cut.entries, entries, strict=True) if entry is None]
        if len(new) * 2 > len(entries):
            return None
        return Recalled(cut.head + b"".join(new) + cut.tail, entries, marks)

    def remember(self, place: tuple[str, str], body_hash: str, marks: bytes, feed: ParsedFeed) -> None:
        """Takes in what a document with these ``marks`` was parsed into, in place of the one before."""
        self._memories.pop(place[0], None)
        if len(set(_split(marks)[1:])) != len(feed.entries) or len(marks) != _DIGEST * (1 + len(feed.entries)):
            return
        self._memories[place[0]] = _Memory(place[1], body_hash, marks, _packed(feed.entries))
        while len(self._memories) > self._most:
            self._memories.pop(next(iter(self._memories)))


def marks_of(body: bytes) -> bytes:
    """A digest of what stands around a document's entries and one of each; nothing when it cannot be cut."""
    cut = cut_up(body)
    return b"" if cut is None else _marks(cut)


def cut_up(body: bytes) -> Cut | None:
    """The document cut between its entries; None when it is no UTF-8, or when where an entry ends could be doubted."""
    spans: list[tuple[int, int]] = []
    opened: tuple[int, bytes] | None = None
    for edge in _EDGE.finditer(body):
        closes, name = bool(edge[1]), edge[2]
        if edge[0].endswith(b"/>") or closes is (opened is None) or (opened is not None and opened[1] != name):
            return None
        if opened is None:
            if spans and body[spans[-1][1] : edge.start()].strip():
                return None
            opened = edge.start(), name
        else:
            spans.append((opened[0], edge.end()))
            opened = None
    if opened is not None or not 0 < len(spans) <= MOST_ENTRIES or not _is_plain(body):
        return None
    cut = Cut(body[: spans[0][0]], tuple(body[start:end] for start, end in spans), body[spans[-1][1] :])
    return cut if all(map(_is_whole, cut.entries)) else None


def _is_plain(body: bytes) -> bool:
    if any(mark in body for mark in _TWICE_ENCODED):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_whole(piece: bytes) -> bool:
    """Whether every section and comment that begins in a piece ends there."""
    return all(piece.count(begin) == piece.count(end) for begin, end in _PAIRS)


def _marks(cut: Cut) -> bytes:
    frame = CHANGES_BY_ITSELF.sub(b"", _CONTENTS.sub(b"", cut.head) + cut.tail)
    return b"".join(map(_digest, (frame, *cut.entries)))


def _digest(piece: bytes) -> bytes:
    return hashlib.blake2b(piece, digest_size=_DIGEST).digest()


def _split(marks: bytes) -> list[bytes]:
    return [marks[at : at + _DIGEST] for at in range(0, len(marks), _DIGEST)]


def _packed(entries: Sequence[Entry]) -> bytes:
    rows = [
        (entry.key, entry.title, entry.url, entry.published and entry.published.isoformat(), entry.language.value, entry.rungs)
        for entry in entries
    ]
    return zlib.compress(marshal.dumps(rows), 1)


def _unpacked(packed: bytes) -> list[Entry]:
    return [
        Entry(
            key, title, "", url, published and datetime.fromisoformat(published), Language(language), "", rungs, as_before=True
        )
        for key, title, url, published, language, rungs in marshal.loads(zlib.decompress(packed))  # noqa: S302 (our own)
    ]
