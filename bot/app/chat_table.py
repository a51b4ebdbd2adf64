"""What ``rasid bench chat`` measured, and how it is put: a Markdown table with the marks beside it. Measures nothing."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.evaluating import Mark


@dataclass(frozen=True, slots=True)
class Waits:
    """How long answers took, in milliseconds, by what was asked; ``most``: the mark that 99 of 100 are to keep."""

    name: str
    each: tuple[float, ...]
    most: float

    def at(self, share: float) -> float:
        """The time within which this share of the answers came; 0 without any."""
        ordered = sorted(self.each)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Filled:
    """A database that was made: how many articles and watches, the seconds that took, and its size in MiB (0: not known)."""

    kind: str
    articles: int
    watches: int
    seconds: float
    size: float


@dataclass(frozen=True, slots=True)
class Flood:
    """What became of the commands of a chat that gave very many: ``answered`` as asked, ``told`` that it is enough."""

    given: int
    answered: int
    told: int


def report(databases: Sequence[Filled], waits: Sequence[Waits], flood: Flood | None) -> Iterator[str]:
    """The lines of the table."""
    yield f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}; one process"
    for made in databases:
        size = f", {made.size:,.0f} MiB" if made.size else ""
        yield f"{made.kind}: {made.articles:,} articles and {made.watches:,} watches, made in {made.seconds:,.0f} s{size}"
    yield "\n| answers to | number | p50, ms | p99, ms | most, ms | mark, p99 | |"
    yield "|---|---|---|---|---|---|---|"
    for each in waits:
        p99 = each.at(0.99)
        mark = Mark(most=each.most)
        met = "met" if p99 <= each.most else "missed"
        yield (
            f"| {each.name} | {len(each.each):,} | {each.at(0.5):.0f} | {p99:.0f} | {max(each.each, default=0.0):.0f} "
            f"| {mark.most:,.0f} | {met} |"
        )
    if flood is not None:
        yield (
            f"\nOf {flood.given:,} commands that one chat gave as fast as it could, {flood.answered:,} were answered, "
            f"{flood.told:,} told that it is enough for now, the others passed over in silence."
        )
