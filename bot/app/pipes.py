"""The commands that other programs pipe: articles in as JSON lines, results out as JSON lines.

Streams and formats only; the work is matching's and stories'. Bad lines end with exit code 2 after what was good is out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from typing import Any, TextIO

from bot.app.catalogue import new_watchlist
from bot.app.explained import as_row
from bot.app.refusals import said
from bot.matching.explaining import explain as explained
from bot.matching.matcher import find_matches, find_names
from bot.matching.query import Fault
from bot.matching.watchlist import Watchlist
from bot.model.alert import Placement
from bot.model.news import Article, Language
from bot.model.watch import Match, Name
from bot.pipeline.newsroom import WINDOW
from bot.sources.dates import read_date
from bot.stories.fingerprint import fingerprint
from bot.stories.grouping import Recent, place
from bot.stories.summary import summarize
from bot.text.languages import language_of

_START = datetime(2000, 1, 1, tzinfo=UTC)

_SHOWN = 40
_SURROGATE = re.compile("[\ud800-\udfff]")

Output = Callable[[dict[str, Any]], None]


@dataclass(eq=False)
class BadLine(Exception):
    """A line that is no article; ``number`` counts from 1."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


@dataclass(eq=False)
class BadTerm(Exception):
    """A term that cannot be watched, and matching's reason."""

    term: str
    fault: Fault

    def __str__(self) -> str:
        return f"the term {self.term[:_SHOWN]!r}, {said(self.fault)}"


@dataclass(frozen=True, slots=True)
class Line:
    """One article as it came in, with the id its writer gave it."""

    id: Any
    article: Article


def read_lines(stream: TextIO) -> Iterator[Line]:
    """The articles of a JSON-lines stream, numbered in order; raises BadLine."""
    for number, text in enumerate(stream, 1):
        if text.strip():
            yield _line(number, text)


def write_line(row: dict[str, Any]) -> None:
    """Writes one row to standard output as a JSON line; halves of surrogate pairs, which are no text, as escapes."""
    text = json.dumps(row, ensure_ascii=False)
    sys.stdout.write(_SURROGATE.sub(lambda half: f"\\u{ord(half.group()):04x}", text) + "\n")


def through(work: Callable[[], None]) -> int:
    """Runs ``work`` over the streams; returns the exit code, 2 after a bad line or a bad term."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        work()
    except (BadLine, BadTerm) as problem:
        sys.stdout.flush()
        print(f"rasid: {problem}", file=sys.stderr)
        return 2
    except UnicodeDecodeError as error:
        sys.stdout.flush()
        print(f"rasid: standard input is not UTF-8: {error.reason} at byte {error.start}", file=sys.stderr)
        return 2
    return 0


def match(lines: Iterable[Line], terms: Sequence[str], names: Iterable[Name], out: Output, *, explain: bool) -> None:
    """``rasid match``: the places where each term stands in each article.

    With ``explain`` also, term by term, why each place counts, or what came nearest and why it was refused.
    """
    watchlist = _watchlist(names, terms)
    for line in lines:
        found = [hit for hit in find_matches(line.article, watchlist) if not hit.off]
        row: dict[str, Any] = {"id": line.id, "matches": [_match(hit, explain=explain) for hit in found]}
        if explain:
            row["explain"] = [as_row(explained(line.article, term, watchlist)) for term in dict.fromkeys(terms)]
        out(row)


def stories(lines: Iterable[Line], names: Iterable[Name], out: Output) -> None:
    """``rasid stories``: which story each article belongs to, in arrival order."""
    watchlist = _watchlist(names, ())
    recent = Recent()
    ids: dict[int, Any] = {}
    for line in lines:
        article = line.article
        ids[article.id] = line.id
        recent.forget(article.time - WINDOW)
        known, signature = find_names(article, watchlist), fingerprint(article)
        placement = place(article, signature, known, recent)
        recent.remember(article, signature, known, placement)
        out(_placement(line.id, placement, ids))


def summaries(lines: Iterable[Line], terms: Sequence[str], names: Iterable[Name], out: Output) -> None:
    """``rasid summarize``: each article in a few of its own sentences, those that hold the terms among them."""
    watchlist = _watchlist(names, terms)
    for line in lines:
        hits = [hit for hit in find_matches(line.article, watchlist) if not hit.off]
        summary = summarize(line.article, hits)
        out({"id": line.id, "summary": summary.text, "sentences": list(summary.sentences)})


def _watchlist(names: Iterable[Name], terms: Sequence[str]) -> Watchlist:
    watchlist = new_watchlist(names)
    for term in terms:
        fault = watchlist.fault(term)
        if fault is not None:
            raise BadTerm(term, fault)
        watchlist.add(term)
    return watchlist


def _match(hit: Match, *, explain: bool) -> dict[str, Any]:
    row = {
        "term": hit.term,
        "field": hit.field,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "how": str(hit.how),
        "score": round(hit.score, 1),
    }
    return row | {"form": hit.form} if explain else row


def _placement(line_id: Any, placement: Placement, ids: dict[int, Any]) -> dict[str, Any]:
    return {
        "id": line_id,
        "story": ids[placement.story],
        "placement": str(placement.kind),
        "with": ids.get(placement.with_article) if placement.with_article is not None else None,
        "because": str(placement.because),
    }


def _line(number: int, text: str) -> Line:
    row = _read(number, text)
    if not isinstance(row, dict) or "id" not in row:
        raise BadLine(number, 'an article is an object with "id", "title" and "text"')
    for key in ("title", "text", "source", "url", "language"):
        if not isinstance(row.get(key) or "", str):
            raise BadLine(number, f'"{key}" must be a text')
    title, body, source = (row.get(key) or "" for key in ("title", "text", "source"))
    language = Language.of(row.get("language") or "")
    if language is Language.OTHER:
        language = language_of(f"{title}\n{body}")
    seen = _seen(number, row)
    article = Article(
        number, source or f"line-{number}", source, str(row["id"]), title, body, row.get("url") or "", language, seen, seen
    )
    return Line(row["id"], article)


def _read(number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadLine(number, f"no valid JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError):
        raise BadLine(number, "a number is too long, or lists are nested too deeply") from None


def _seen(number: int, row: dict[str, Any]) -> datetime:
    minutes = row.get("minutes")
    if isinstance(minutes, int | float) and not isinstance(minutes, bool):
        try:
            return _START + timedelta(minutes=minutes)
        except (OverflowError, ValueError):
            raise BadLine(number, '"minutes" is out of range') from None
    if minutes is not None:
        raise BadLine(number, '"minutes" must be a number')
    published = row.get("published")
    if published is None or published == "":
        return _START
    at = read_date(str(published))
    if at is None:
        raise BadLine(number, f'"published" is no date: {str(published)[:40]!r}')
    return at
