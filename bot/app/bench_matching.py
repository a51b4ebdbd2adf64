"""``rasid bench matching``: how fast the matcher is, by how many terms are watched, beside two known ways on the same articles.

Each figure is taken in a process of its own, in CPU time, one after the other. What lives here: preparing, running, the tables.
What does not: the measuring itself (``speed``), the made-up news (``made_text``), the picture (``speed_picture``).
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.app.catalogue import load_names
from bot.app.labelled import BadData, read_labelled
from bot.app.made_text import MadeArticle, MadeText
from bot.app.speed_picture import picture

_NEW_TERMS = 2000
_WAYS = ("watchlist", "exact", "scan")


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured at one number of terms. Rates in articles per CPU second, seconds of CPU, MiB, milliseconds.

    ``edited``: with a change of the watchlist before every article; ``exact`` is None without the library for it.
    """

    terms: int
    cold: float
    warm: float
    edited: float
    exact: float | None
    scan: float
    load: float
    index: float
    memory: float
    add_p50: float
    add_p99: float
    remove_p50: float
    remove_p99: float
    matches: int


def bench_matching(
    sizes: Sequence[int], count: int, given: Path | None, picture_path: Path | None, config: Path, *, as_json: bool = False
) -> int:
    """Prints the figures for each number of terms; returns 0, or 2 for articles that cannot be read.

    ``count`` articles are matched cold and as many, unseen, warm; ``given`` is a file of articles instead of made-up ones.
    """
    try:
        articles = [] if given is None else _given(given, 2 * count)
    except BadData as error:
        print(f"rasid: {error}", file=sys.stderr)
        return 2
    made = MadeText(load_names(config))
    articles = articles or list(made.articles(2 * count))
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        _prepare(Path(folder), articles, made.terms(max(sizes) + _NEW_TERMS), max(sizes))
        rows = [_row(size, folder, config) for size in sorted(sizes)]
    if as_json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
    else:
        print("\n".join(report(rows, articles)))
    if picture_path is not None:
        picture_path.write_text(picture(series(rows)), encoding="utf-8")
    return 0


def _given(path: Path, most: int) -> list[MadeArticle]:
    pieces = read_labelled([path]).pieces
    if len(pieces) < 2:  # noqa: PLR2004 (one cold, one warm)
        raise BadData(path, 0, "holds fewer than two articles")
    random.Random(7).shuffle(pieces)  # noqa: S311 (no secret)
    return [MadeArticle(piece.title, piece.text) for piece in pieces[:most]]


def _prepare(folder: Path, articles: Iterable[MadeArticle], terms: Sequence[str], size: int) -> None:
    lines = (json.dumps([article.title, article.text], ensure_ascii=False) + "\n" for article in articles)
    (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "terms.txt").write_text("".join(f"{term}\n" for term in terms[:size]), encoding="utf-8")
    (folder / "new.txt").write_text("".join(f"{term}\n" for term in terms[size:]), encoding="utf-8")


def _row(size: int, folder: str, config: Path) -> Row:
    found = {way: _measure(way, size, folder, config) for way in _WAYS}
    return Row(size, exact=found["exact"].get("rate"), scan=found["scan"]["rate"], **found["watchlist"])


def _measure(way: str, size: int, folder: str, config: Path) -> dict[str, Any]:
    print(f"measuring {way}, {size:,} terms …", file=sys.stderr, flush=True)
    done = subprocess.run(  # noqa: S603 (our own module)
        [sys.executable, "-m", "bot.app.speed", way, str(size), folder, str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"rasid: measuring {way} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(rows: Sequence[Row], articles: Sequence[MadeArticle]) -> Iterator[str]:
    """The lines of two tables, speed and size, with what more terms cost; ``articles`` are those that were matched."""
    words = sum(len(article.title.split()) + len(article.text.split()) for article in articles) / len(articles)
    yield f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}; one process, one core"
    yield f"{len(articles) // 2:,} articles cold and {len(articles) - len(articles) // 2:,} others warm, mean {words:.0f} words"
    yield "\nArticles per CPU second:\n"
    yield "| terms | cold | warm | an edit before each | exact Aho-Corasick | rapidfuzz cdist | warm / exact | warm / cdist |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        exact = "-" if row.exact is None else f"{row.exact:,.0f}"
        ratio = "-" if row.exact is None else f"{row.warm / row.exact:.2f}"
        yield (
            f"| {row.terms:,} | {row.cold:,.0f} | {row.warm:,.0f} | {row.edited:,.0f} | {exact} | {_rate(row.scan)} "
            f"| {ratio} | {row.warm / row.scan:,.1f} |"
        )
    yield "\n| terms | load, s | index, MiB | index and caches, MiB | add p50 / p99, ms | remove p50 / p99, ms | matches |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows:
        yield (
            f"| {row.terms:,} | {row.load:.2f} | {row.index:.0f} | {row.memory:.0f} | {row.add_p50:.3f} / {row.add_p99:.3f} "
            f"| {row.remove_p50:.3f} / {row.remove_p99:.3f} | {row.matches:,} |"
        )
    for fewer, more in pairwise(rows):
        times = more.terms / fewer.terms
        yield f"\n{times:.3g} times the terms of {fewer.terms:,}: {fewer.warm / more.warm:.1f} times the time, warm."
    if any(row.exact is None for row in rows):
        yield "\nThe column of exact Aho-Corasick needs its library: uv sync --group bench, or pip install ahocorasick_rs"


def _rate(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 (below that a figure behind the point tells)


def series(rows: Sequence[Row]) -> dict[str, list[tuple[int, float]]]:
    """What the picture shows: for each way its articles per CPU second, by number of terms."""
    series = {
        "Rasid, warm": [(row.terms, row.warm) for row in rows],
        "Rasid, cold": [(row.terms, row.cold) for row in rows],
        "exact Aho-Corasick": [(row.terms, row.exact) for row in rows if row.exact is not None],
        "rapidfuzz cdist": [(row.terms, row.scan) for row in rows],
    }
    return {name: points for name, points in series.items() if points}
