"""Labelled data for measuring the matcher: what the files hold, which is told by their columns, and what is held out.

What lives here: reading and splitting. What does not: the sentences that names are put into (``carriers``) and the figures
(``evaluating``).
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2s
from pathlib import Path
from typing import Any

from bot.model.news import Language

_HELD_OUT_NAMES, _HELD_OUT_ARTICLES = 4, 2
_SUFFIXES = (".tsv", ".tsv.gz", ".jsonl", ".jsonl.gz")
# What a list of names leaves at the ends of one: stops, commas, direction marks, a tatweel.
_EDGES = " .,،ـ\u200e\u200f\u202a\u202b\u202c"
_KINDS = (
    "arabic + english (names; with population: cities), first + second (Arabic spellings), kind + term + text + span (cases)"
)


class Split(StrEnum):
    """Which part of the data is measured."""

    ALL = "all"
    TUNING = "tuning"
    HELD_OUT = "held-out"


@dataclass(eq=False)
class BadData(Exception):
    """A file that cannot be read as labelled data; ``line`` counts from 1, 0 for the file as a whole."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}{f', line {self.line}' if self.line else ''}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Pair:
    """One name in both scripts, as listed."""

    arabic: str
    english: str


@dataclass(frozen=True, slots=True)
class Variants:
    """Two Arabic spellings of one name."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Case:
    """A term and a text; ``span`` is what must be found in it, "" if nothing may be."""

    kind: str
    term: str
    text: str
    span: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of running text."""

    id: str
    title: str
    text: str
    language: Language


@dataclass(slots=True)
class Labelled:
    """All that was read. ``skipped`` lists files of a folder that hold something else."""

    pairs: list[Pair] = field(default_factory=list)
    cities: list[Pair] = field(default_factory=list)
    variants: list[Variants] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)

    def part(self, split: Split) -> Labelled:
        """The part of names, spellings and articles that a split stands for; the cases are always whole."""
        if split is Split.ALL:
            return self
        held_out = split is Split.HELD_OUT

        def kept(key: str, among: int = _HELD_OUT_NAMES) -> bool:
            return is_held_out(key, among) == held_out

        return Labelled(
            [pair for pair in self.pairs if kept(pair.english)],
            [pair for pair in self.cities if kept(pair.english)],
            # Both orders of a pair fall on one side.
            [pair for pair in self.variants if kept(min(pair.first, pair.second))],
            self.cases,
            [piece for piece in self.pieces if kept(piece.id, _HELD_OUT_ARTICLES)],
            self.skipped,
        )


def is_held_out(name: str, among: int = _HELD_OUT_NAMES) -> bool:
    """Whether a name (for a pair of names: the English one) is of the one in ``among`` that nothing is learned from."""
    return int.from_bytes(blake2s(name.casefold().encode(), digest_size=4).digest(), "big") % among == 0


def read_labelled(paths: Iterable[Path]) -> Labelled:
    """What these files and folders hold; raises BadData for a file named that holds none of it, or a line that cannot be."""
    found = Labelled()
    for path in paths:
        for file in _files(path):
            if not _read(file, found):
                if not path.is_dir():
                    raise BadData(file, 1, f"these columns are none of {_KINDS}")
                found.skipped.append(file)
    return found


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise BadData(path, 0, "no such file or folder")
    if not path.is_dir():
        if not path.name.endswith(_SUFFIXES):
            raise BadData(path, 0, f"is none of {', '.join(_SUFFIXES)}")
        return [path]
    files = sorted(file for file in path.iterdir() if file.name.endswith(_SUFFIXES))
    if not files:
        raise BadData(path, 0, f"holds no file that ends in {', '.join(_SUFFIXES)}")
    return files


def _read(file: Path, into: Labelled) -> bool:
    lines = _lines(file)
    if ".jsonl" in file.name:
        into.pieces += _pieces(file, lines)
        return True
    header = tuple(lines[0].split("\t")) if lines else ()
    put = _KEEPERS.get(header)
    if put is None:
        return False
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if not line.strip():
            continue
        if len(cells) != len(header):
            raise BadData(file, number, f"has {len(cells)} columns instead of {len(header)}")
        put(into, cells)
    return True


def _lines(file: Path) -> list[str]:
    try:
        content = file.read_bytes()
        return (
            (gzip.decompress(content) if file.suffix == ".gz" else content)
            .decode("utf-8-sig")
            .replace("\r\n", "\n")
            .split("\n")
        )
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadData(file, 0, f"cannot be read: {error}") from None


def _pieces(file: Path, lines: Sequence[str]) -> Iterator[Piece]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _piece(file, number, line)


def _piece(file: Path, number: int, line: str) -> Piece:
    try:
        value: Any = json.loads(line)
    except ValueError as error:
        raise BadData(file, number, f"is no JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise BadData(file, number, 'is no article: {"id": …, "title": …, "text": …, "language": "ar" or "en"}')
    language = Language.of(str(value.get("language", "")))
    if language is Language.OTHER:
        raise BadData(file, number, '"language" must be "ar" or "en"')
    return Piece(str(value.get("id", f"{file.name}:{number}")), str(value.get("title") or ""), value["text"], language)


def _pair(cells: Sequence[str]) -> Pair:
    return Pair(cells[0].strip(_EDGES), cells[1].strip(_EDGES))


_KEEPERS: dict[tuple[str, ...], Callable[[Labelled, Sequence[str]], None]] = {
    ("arabic", "english"): lambda into, cells: into.pairs.append(_pair(cells)),
    ("arabic", "english", "population"): lambda into, cells: into.cities.append(_pair(cells)),
    ("first", "second"): lambda into, cells: into.variants.append(Variants(cells[0].strip(_EDGES), cells[1].strip(_EDGES))),
    ("kind", "term", "text", "span"): lambda into, cells: into.cases.append(Case(*cells)),
}
