"""Measures how fast the matcher is, and two known ways beside it: one figure in one process (``python -m bot.app.speed``).

What lives here: the measuring, in seconds of CPU time. What does not: articles and terms (they come as files), and the tables
(``bench_matching``).
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bot.app.eval_matching import product_watchlists
from bot.app.made_text import MadeArticle
from bot.matching.matcher import find_matches
from bot.matching.watchlist import Watchlist
from bot.model.news import Article, Language
from bot.text.folding import folded, folded_words

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EDITED_ARTICLES = 100
_SCAN_CUTOFF = 85
# So many comparisons of an article with a term a scan is measured over.
_SCANNED = 300_000

Seconds = float


def measure_watchlist(
    articles: Sequence[MadeArticle], terms: Sequence[str], new: Sequence[str], config: Path
) -> dict[str, Any]:
    """Rates of articles per CPU second (cold: the first half, warm: the second), edits in milliseconds, memory in MiB."""
    written = [_article(number, article) for number, article in enumerate(articles)]
    first, second = written[: len(written) // 2], written[len(written) // 2 :]
    gc.collect()
    before = _resident()
    started = time.process_time()
    watchlist = product_watchlists(config)()
    for term in terms:
        watchlist.add(term)
    found: dict[str, Any] = {"load": time.process_time() - started}
    gc.collect()
    found["index"] = _resident() - before
    found["matches"] = 0

    def match(part: Iterable[Article]) -> None:
        for article in part:
            found["matches"] += len(find_matches(article, watchlist))

    found["cold"] = len(first) / _seconds(lambda: match(first))
    found["warm"] = len(second) / _seconds(lambda: match(second))
    gc.collect()
    found["memory"] = _resident() - before
    edited = second[:_EDITED_ARTICLES]
    found["edited"] = len(edited) / _seconds(lambda: _match_edited(match, edited, watchlist, new))
    found |= _edits(watchlist, new)
    return found


def _match_edited(
    match: Callable[[Iterable[Article]], None], part: Iterable[Article], watchlist: Watchlist, new: Sequence[str]
) -> None:
    """Each article after a change of the watchlist."""
    for number, article in enumerate(part):
        if number % 2:
            watchlist.remove(new[number - 1])
        else:
            watchlist.add(new[number])
        match((article,))
    for term in new:
        if term in watchlist:
            watchlist.remove(term)


def _edits(watchlist: Watchlist, new: Sequence[str]) -> dict[str, float]:
    added = sorted(_seconds(lambda term=term: watchlist.add(term)) for term in new)  # type: ignore[misc]
    removed = sorted(_seconds(lambda term=term: watchlist.remove(term)) for term in new)  # type: ignore[misc]
    return {
        f"{name}_{label}": times[int(len(times) * share)] * 1000
        for name, times in (("add", added), ("remove", removed))
        for label, share in (("p50", 0.5), ("p99", 0.99))
    }


def measure_exact(articles: Sequence[MadeArticle], terms: Sequence[str]) -> dict[str, Any]:
    """Folded text against folded terms, whole words, by Aho-Corasick; nothing if the library for it is missing."""
    try:
        from ahocorasick_rs import AhoCorasick
    except ImportError:
        return {}
    started = time.process_time()
    automaton = AhoCorasick([form for term in terms if (form := folded(term).strip())])
    found: dict[str, Any] = {"load": time.process_time() - started}
    matches = [0]

    def match() -> None:
        for article in articles:
            text = folded(f"{article.title}\n{article.text}")
            hits = automaton.find_matches_as_indexes(text, overlapping=True)
            matches[0] += sum(_is_whole(text, start, end) for _, start, end in hits)

    found["rate"] = len(articles) / _seconds(match)
    return found | {"matches": matches[0]}


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def measure_scan(articles: Sequence[MadeArticle], terms: Sequence[str]) -> dict[str, Any]:
    """Each different word of an article against each term by rapidfuzz ``cdist``, on as many articles as take seconds."""
    import numpy as np
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist

    forms = [folded(term) for term in terms]
    part = articles[: max(2, min(len(articles), _SCANNED // len(forms)))]

    def match() -> None:
        for article in part:
            words = list(dict.fromkeys(folded_words(f"{article.title}\n{article.text}")))
            scores = cdist(words, forms, scorer=fuzz.ratio, score_cutoff=_SCAN_CUTOFF, workers=1)
            np.argwhere(scores)

    return {"rate": len(part) / _seconds(match), "articles": len(part)}


def _article(number: int, made: MadeArticle) -> Article:
    return Article(number, "bench", "Bench", str(number), made.title, made.text, "", Language.OTHER, None, _EPOCH)


def _seconds(work: Callable[[], object]) -> Seconds:
    started = time.process_time()
    work()
    # A clock that stands still between two ticks must not divide by nothing.
    return max(time.process_time() - started, 1e-9)


def _resident() -> float:
    """The memory this process holds now, in MiB; where the system does not say, the most it has held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * 4096 / 2**20


def _read_articles(path: Path) -> Iterator[MadeArticle]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield MadeArticle(*json.loads(line))


def _read_terms(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def main() -> None:
    """Takes what to measure, how many terms, and the folder of the files; prints the figures as JSON."""
    figure, size, folder, config = sys.argv[1:]
    articles = list(_read_articles(Path(folder) / "articles.jsonl"))
    terms = list(islice(_read_terms(Path(folder) / "terms.txt"), int(size)))
    if figure == "watchlist":
        found = measure_watchlist(articles, terms, list(_read_terms(Path(folder) / "new.txt")), Path(config))
    elif figure == "exact":
        found = measure_exact(articles[len(articles) // 2 :], terms)
    else:
        found = measure_scan(articles[len(articles) // 2 :], terms)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
