"""``rasid train names PAIRS``: learns the table of letters anew from pairs of names."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.app.evidence.tables import write_table
from bot.app.labelled import BadData, Pair, Split, read_labelled
from bot.matching.training import learn
from bot.text.arabic import is_arabic
from bot.text.english import is_latin
from bot.text.folding import folded_words

_HEADING = "Which letters render which, learned from {count} pairs of names by `rasid train names`. See ATTRIBUTION.md."


def train_names(options: argparse.Namespace) -> int:
    """Writes the table; returns 0, or 2 for pairs that cannot be read or a file that cannot be written."""
    try:
        data = read_labelled([options.pairs]).part(Split(options.split))
    except BadData as error:
        print(f"rasid: {error}", file=sys.stderr)
        return 2
    pairs = [pair for pair in map(_folded, data.pairs) if pair is not None]
    if not pairs:
        print(f"rasid: {options.pairs}: holds no pairs of names", file=sys.stderr)
        return 2
    table = learn(pairs, _say)
    try:
        write_table(table, Path(options.out), _HEADING.format(count=f"{len(pairs):,}"))
    except OSError as error:
        print(f"rasid: {options.out}: {error.strerror}", file=sys.stderr)
        return 2
    print(f"{options.out}: {len(table.counts):,} pairs of steps from {len(pairs):,} pairs of names")
    return 0


def _folded(pair: Pair) -> tuple[str, str] | None:
    """The pair folded, if both names are single words, each in its script."""
    arabic, latin = (folded_words(name) for name in (pair.arabic, pair.english))
    if len(arabic) == len(latin) == 1 and is_arabic(arabic[0]) and is_latin(latin[0]):
        return arabic[0], latin[0]
    return None


def _say(done: int, of: int) -> None:
    print(f"\rlearning: {done} of {of} rounds", end="" if done < of else "\n", file=sys.stderr, flush=True)
