"""What ``rasid bench ingest`` measured, and how it is put: a Markdown table with the marks beside it. Measures nothing."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.app.evaluating import Mark
from bot.app.made_feeds import Plan

_CPU = Mark(most=25)
_LAG = Mark(most=50)
_MEMORY = Mark(most=400)
_UNCHANGED = Mark(most=1)
_NONE = Mark(most=0)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the measurement: requests in so many seconds, and the processor time they took.

    Seconds of processor time of the event loop's thread, of the process's other threads (database, matching) and of its
    children (the parser); ``lag``: of the event loop at 99 of 100, in milliseconds; ``memory``: the most, in MiB.
    """

    name: str
    requests: int
    seconds: float
    loop: float
    threads: float
    worker: float
    lag: float
    memory: float

    def each(self, spent: float) -> float:
        """Milliseconds a request."""
        return spent * 1000 / max(self.requests, 1)

    def share(self, spent: float) -> float:
        """Percent of one core."""
        return spent * 100 / max(self.seconds, 1e-9)

    @property
    def spent(self) -> float:
        """All of it, in seconds."""
        return self.loop + self.threads + self.worker


@dataclass(frozen=True, slots=True)
class Moment:
    """One second of the run: ``at`` seconds from its start, the shares of one core (0-1), and memory in MiB."""

    at: float
    loop: float
    threads: float
    worker: float
    memory: float


@dataclass(frozen=True, slots=True)
class Ingest:
    """Everything measured. Seconds, but ``idle`` is a share of one core and ``lag`` in milliseconds.

    ``late``: polls that were due and not begun when the run ended; ``lost``: articles published and not kept; ``twice``: kept
    once too often.
    """

    seeding: float
    starting: float
    idle: float
    parts: tuple[Part, ...]
    run: Part
    answers: Mapping[str, int]
    lag: Mapping[str, float]
    late: int
    published: int
    lost: int
    twice: int
    moments: tuple[Moment, ...]


def report(plan: Plan, found: Ingest) -> Iterator[str]:
    """The lines of the report."""
    run = found.run
    yield f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}"
    yield f"{plan.feeds:,} feeds every {plan.every:g} s for {plan.seconds:g} s, {plan.changed:.0%} of polls with something new"
    yield "\n| figure | value | mark | |\n|---|---|---|---|"
    yield _row("processor time of all the bot's processes, % of one core", run.share(run.spent), _CPU)
    shares = (run.share(run.loop), run.share(run.threads), run.share(run.worker))
    yield _text("of it: event loop / database and matching threads / parser", " / ".join(f"{share:.1f}" for share in shares))
    yield _text("with nothing due, % of one core", f"{found.idle * 100:.1f}")
    yield _text("fetches a second", f"{run.requests / run.seconds:.1f}")
    lag = found.lag
    yield _row("event loop lag p99, ms", lag["p99"], _LAG)
    yield _text("event loop lag p50 / max, ms", f"{lag['p50']:.1f} / {lag['max']:.0f}")
    yield _row("memory of all the bot's processes, most, MiB", run.memory, _MEMORY)
    yield from _each(found)
    yield _text("articles published and kept", f"{found.published - found.lost:,} of {found.published:,}")
    yield _row("articles lost", found.lost, _NONE)
    yield _row("articles kept twice", found.twice, _NONE)
    yield _text("polls due and not begun at the end", str(found.late))
    yield _text(f"taking over {plan.feeds:,} new feeds, s", f"{found.seeding:.1f}")
    yield _text(f"start with {plan.feeds:,} feeds, s", f"{found.starting:.1f}")
    yield f"\nAnswers in the run: {', '.join(f'{kind} {count:,}' for kind, count in sorted(found.answers.items()))}."
    yield "\n| one by one | requests | a second | loop, ms | threads, ms | parser, ms | all, ms | lag p99, ms | MiB |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for part in (*found.parts, run):
        spent = " | ".join(f"{part.each(value):.2f}" for value in (part.loop, part.threads, part.worker, part.spent))
        rate = part.requests / part.seconds
        yield f"| {part.name} | {part.requests:,} | {rate:.0f} | {spent} | {part.lag:.1f} | {part.memory:.0f} |"


def _each(found: Ingest) -> Iterator[str]:
    for part in found.parts:
        mark = _UNCHANGED if "304" in part.name else None
        yield _row(f"processor time a feed, {part.name}, ms", part.each(part.spent), mark)


def _row(label: str, value: float, mark: Mark | None) -> str:
    shown = f"{value:,.0f}" if isinstance(value, int) else f"{value:,.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004
    if mark is None:
        return _text(label, shown)
    met = "met" if mark.met(value) else "missed"
    return f"| {label} | {shown} | <= {mark.most:g} | {met} |"


def _text(label: str, value: str) -> str:
    return f"| {label} | {value} | | |"
