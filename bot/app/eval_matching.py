"""``rasid eval matching``: reads labelled data, measures the product's own matching on it, and prints the figures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.app.catalogue import load_names, new_watchlist
from bot.app.evaluating import FIGURES, Figure, NewWatchlist, Plan, measure
from bot.app.figure_table import as_json, examples, table
from bot.app.labelled import BadData, Split, read_labelled

_EXAMPLES = 20


def eval_matching(options: argparse.Namespace) -> int:
    """Prints the figures that the data allows; returns 0, or 2 for data or options that cannot be read."""
    try:
        shown = [_shown(words) for words in options.show]
        only = tuple(_known(beginning) for beginning in options.only)
        data = read_labelled(options.data)
    except (BadData, ValueError) as error:
        print(f"rasid: {error}", file=sys.stderr)
        return 2
    for path in data.skipped:
        _say(f"{path}: holds nothing of this kind, left out")
    plan = Plan(options.sample, options.seed, only, lower=options.lower, false_terms=options.false_terms)
    figures = list(measure(data.part(Split(options.split)), data, product_watchlists(options.config), plan, _say))
    if not figures:
        print(f"rasid: the data has nothing to measure{' for these figures' if options.only else ''}", file=sys.stderr)
        return 2
    _print(figures, options, shown)
    return 0


def product_watchlists(folder: Path) -> NewWatchlist:
    """Makes watchlists as the running bot does, with all it knows and no term; raises ConfigProblem."""
    names = load_names(folder)
    return lambda: new_watchlist(names)


def _print(figures: Sequence[Figure], options: argparse.Namespace, shown: Sequence[tuple[str, int]]) -> None:
    if options.json:
        settings = {"split": options.split, "sample": options.sample, "seed": options.seed, "lower": options.lower}
        print(json.dumps(settings | {"figures": as_json(figures)}, ensure_ascii=False, indent=1))
        return
    for line in table(figures):
        print(line)
    for kind, most in shown:
        for line in examples(figures, kind, most):
            print(line)


def _shown(words: Sequence[str]) -> tuple[str, int]:
    """What examples to show; raises ValueError."""
    kind, *rest = words
    if kind not in {"false", "missed"} or len(rest) > 1 or not all(word.isdecimal() for word in rest):
        raise ValueError(f"--show takes false or missed, and a number: {' '.join(words)!r} is not that")
    return kind, int(rest[0]) if rest else _EXAMPLES


def _known(beginning: str) -> str:
    """The beginning of a figure's key; raises ValueError for one that no figure has."""
    if not any(key.startswith(beginning) for key in FIGURES):
        raise ValueError(f"--only: no figure begins with {beginning!r}; there are {', '.join(FIGURES)}")
    return beginning


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
