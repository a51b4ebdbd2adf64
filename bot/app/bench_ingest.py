"""``rasid bench ingest``: ten thousand feeds, polled as in life, and what that costs the bot.

The bot and the feeds' server run in processes of their own; this one tells both what to do, reads the bot's processor time and
memory from the system, and compares at the end what was published with what was kept. What lives here: the order of events.
What does not: feeds (``made_feeds``, ``bench_feeds``), the bot (``bench_bot``), the tables (``ingest_table``).
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app.ingest_table import Ingest, Moment, Part, report
from bot.app.load_picture import load_picture
from bot.app.made_feeds import Kind, Plan, changing, first_due, mark, source_id, sources
from bot.app.processes import Usage, usage
from bot.model.news import Validators
from bot.store.chats import Chats
from bot.store.database import Database, open_database
from bot.store.measuring import Standing, all_titles, plan_polls, put_off, standing, take_as_read

_LATER = timedelta(days=30)
_BESIDE = 3600.0
_POLLS_BESIDE = 100.0
_CHANGED_BESIDE = 200
_CHANGES_BESIDE = 10.0
_SETTLED = 2.0
_START, _AT_REST = 60.0, 0.1
_PATIENCE = 1800.0
_LARGEST_ANSWER = 64 * 1024 * 1024


class BenchFailed(Exception):
    """A process of the measurement ended or stood still; the text says which and why."""


def bench_ingest(plan: Plan, *, as_json: bool = False, picture: Path | None = None) -> int:
    """Prints what was measured; returns 0, 1 if an article was lost or kept twice, 2 if this machine cannot measure it."""
    if sys.platform != "linux":
        print("rasid: bench ingest reads /proc and listens on many loopback addresses, which only Linux has", file=sys.stderr)
        return 2
    try:
        found = asyncio.run(measure(plan))
    except BenchFailed as failure:
        print(f"rasid: {failure}", file=sys.stderr)
        return 2
    print(json.dumps(asdict(found)) if as_json else "\n".join(report(plan, found)))
    if picture is not None:
        picture.write_text(load_picture(found.moments), encoding="utf-8")
    return 1 if found.lost or found.twice else 0


async def measure(plan: Plan) -> Ingest:
    """All the figures. Raises BenchFailed."""
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        async with AsyncExitStack() as stack:
            _say(f"writing {plan.feeds:,} feeds")
            server = await stack.enter_async_context(_running("bot.app.bench_feeds", json.dumps(asdict(plan)), Path(folder)))
            greeting = await server.said()
            database = await open_database(f"sqlite:///{folder}/ingest.db")
            stack.push_async_callback(database.close)
            before = time.perf_counter()
            await Chats(database).seed_sources(sources(plan, greeting["port"], _BESIDE))
            await put_off(database, datetime.now(UTC) + _LATER)
            seeding = time.perf_counter() - before
            order = {**greeting, "plan": asdict(plan), "every": _BESIDE, "database": f"sqlite:///{folder}/ingest.db"}
            (Path(folder) / "order.json").write_text(json.dumps(order), encoding="utf-8")
            before = time.perf_counter()
            bot = await stack.enter_async_context(_running("bot.app.bench_bot", f"{folder}/order.json", Path(folder)))
            await bot.said()
            return await _Course(plan, database, server, bot, seeding, time.perf_counter() - before).run()


class _Peer:
    """A process that answers each line it is given with one of its own, as JSON."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, errors: Path) -> None:
        self.name = name
        self._process = process
        self._errors = errors

    @property
    def number(self) -> int:
        return self._process.pid

    async def said(self) -> Any:
        """The next line. Raises BenchFailed."""
        assert self._process.stdout is not None  # noqa: S101 (asked for when it was started)
        line = await self._process.stdout.readline()
        if not line:
            raise BenchFailed(f"{self.name} ended:\n{self._errors.read_text(encoding='utf-8', errors='replace')[-2000:]}")
        return json.loads(line)

    async def ask(self, order: Mapping[str, Any]) -> Any:
        """What it answers."""
        assert self._process.stdin is not None  # noqa: S101 (asked for when it was started)
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self.said()

    async def end(self) -> None:
        """Closes its input and waits for it."""
        assert self._process.stdin is not None  # noqa: S101 (asked for when it was started)
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def _running(module: str, argument: str, folder: Path) -> AsyncIterator[_Peer]:
    errors = folder / f"{module}.log"
    with errors.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, argument),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            limit=_LARGEST_ANSWER,
        )
        try:
            yield _Peer(module, process, errors)
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


@dataclass(slots=True)
class _Course:
    """One measurement from its start to the comparison."""

    plan: Plan
    database: Database
    server: _Peer
    bot: _Peer
    seeding: float
    starting: float

    async def run(self) -> Ingest:
        changed = changing(self.plan)
        rest = sorted(set(range(self.plan.feeds)) - set(changed))
        idle = await self._idle(min(5.0, self.plan.seconds))
        first = await self._part("first readings", "quiet", changed, 0)
        await self._take_as_read(rest)
        quick = [number for number in rest if Kind.of(number) in {Kind.ETAG, Kind.MODIFIED}][: self.plan.sample]
        same = [number for number in rest if Kind.of(number) is Kind.PLAIN][: self.plan.sample // 10]
        new = [number for number in changed if Kind.of(number) is not Kind.SLOW][: min(_CHANGED_BESIDE, self.plan.sample)]
        parts = (
            first,
            await self._part("unchanged, by 304", "quiet", quick, _POLLS_BESIDE),
            await self._part("unchanged, by the same body", "quiet", same, _POLLS_BESIDE),
            await self._part("changed", "changing", new, _CHANGES_BESIDE),
        )
        found = await self._whole(idle, parts)
        return await self._compared(found)

    async def _idle(self, seconds: float) -> float:
        """Seconds of processor time a second when nothing is due, once the bot has loaded all it needs."""
        _say("waiting for the bot to have started")
        until, last = time.perf_counter() + _START, self._usage()
        while time.perf_counter() < until:
            await asyncio.sleep(1)
            now = self._usage()
            if now.total - last.total < _AT_REST:
                break
            last = now
        before, started = self._usage(), time.perf_counter()
        await asyncio.sleep(seconds)
        return (self._usage().total - before.total) / (time.perf_counter() - started)

    async def _part(self, name: str, mode: str, feeds: Sequence[int], rate: float) -> Part:
        """Polls these feeds, ``rate`` a second (0: as fast as may be), and waits until all is done with them."""
        _say(f"{name}: {len(feeds):,} feeds")
        await self._mode(mode)
        await self.bot.ask({"do": "lag"})
        before, started = self._usage(), time.perf_counter()
        now = datetime.now(UTC)
        due = {source_id(number): now + timedelta(seconds=at / rate if rate else 0) for at, number in enumerate(feeds)}
        await plan_polls(self.database, due)
        await self.bot.ask({"do": "wake"})
        counts, peak = await self._asked_for(len(feeds))
        spent, seconds = self._usage(), time.perf_counter() - started
        lag = await self.bot.ask({"do": "lag"})
        return _part(name, before, spent, seconds, counts["requests"], lag["p99"], peak)

    async def _asked_for(self, feeds: int) -> tuple[dict[str, Any], float]:
        """Waits until so many feeds have been asked for and everything is settled; counts, and the most memory meanwhile."""
        peak = 0.0
        until = time.perf_counter() + _PATIENCE
        while time.perf_counter() < until:
            await asyncio.sleep(0.25)
            peak = max(peak, self._usage().memory)
            counts: dict[str, Any] = await self.server.ask({"do": "counts"})
            stands = await self._standing()
            if counts["feeds"] >= feeds and not stands.overdue and not stands.claimed and not stands.untriaged:
                return counts, peak
        raise BenchFailed(f"after {_PATIENCE:g} s the bot has asked for {counts['feeds']} of {feeds} feeds; {stands}")

    async def _take_as_read(self, feeds: Sequence[int]) -> None:
        """What does not change in the run need not be read for the first time; the bot knows its validators all the same."""
        known: dict[str, list[str]] = await self.server.ask({"do": "validators", "feeds": list(feeds)})
        rows = {source_id(int(number)): Validators(*has) for number, has in known.items() if not Kind.of(int(number)).fails}
        await take_as_read(self.database, rows, datetime.now(UTC))

    async def _whole(self, idle: float, parts: tuple[Part, ...]) -> Ingest:
        """The run itself: every feed at its own time."""
        plan = self.plan
        _say(f"{plan.feeds:,} feeds every {plan.every:g} s, for {plan.seconds:g} s")
        await asyncio.sleep(min(_SETTLED, plan.seconds))
        await self._mode("run")
        await self.bot.ask({"do": "lag"})
        now = datetime.now(UTC)
        due = {source_id(number): now + timedelta(seconds=first_due(plan, number)) for number in range(plan.feeds)}
        await plan_polls(self.database, due, timedelta(seconds=plan.every))
        await self.bot.ask({"do": "wake"})
        before, started = self._usage(), time.perf_counter()
        moments = await self._watched(before, started)
        spent, seconds = self._usage(), time.perf_counter() - started
        lag, counts, stands = await self.bot.ask({"do": "lag"}), await self.server.ask({"do": "counts"}), await self._standing()
        run = _part("the run", before, spent, seconds, counts["requests"], lag["p99"], max(each.memory for each in moments))
        late = stands.overdue
        return Ingest(self.seeding, self.starting, idle, parts, run, counts["answers"], lag, late, 0, 0, 0, moments)

    async def _watched(self, last: Usage, started: float) -> tuple[Moment, ...]:
        """What the bot used in each second of the run."""
        moments: list[Moment] = []
        before = 0.0
        while before < self.plan.seconds:
            await asyncio.sleep(min(1.0, max(self.plan.seconds - before, 0.05)))
            now, at = self._usage(), time.perf_counter() - started
            passed = at - before
            shares = ((now.first - last.first) / passed, (now.others - last.others) / passed)
            moments.append(Moment(at, *shares, (now.children - last.children) / passed, now.memory))
            if int(at) // 30 > int(before) // 30:
                stands = await self._standing()
                _say(f"  {at:.0f} s: {stands.articles:,} articles, {stands.overdue} polls due, {stands.claimed} under way")
            last, before = now, at
        return tuple(moments)

    async def _compared(self, found: Ingest) -> Ingest:
        """The end: nothing more is published; what is under way ends; what was kept is held against what was published."""
        _say("comparing")
        await put_off(self.database, datetime.now(UTC) + _LATER)
        await self._mode("quiet")
        until = time.perf_counter() + self.plan.timeout + max(self.plan.slow) + 30
        while time.perf_counter() < until:
            await asyncio.sleep(0.5)
            stands = await self._standing()
            if not stands.claimed and not stands.untriaged:
                break
        served: dict[str, list[int]] = await self.server.ask({"do": "served"})
        await self.bot.end()
        # What was taken as read without having been read has no articles to keep.
        spans = [(number, span) for number in changing(self.plan) if (span := served.get(str(number)))]
        published = {mark(number, entry) for number, (oldest, newest) in spans for entry in range(oldest, newest + 1)}
        kept = Counter(title.rpartition(" ")[2] for title in await all_titles(self.database))
        twice = sum(count - 1 for count in kept.values())
        return replace(found, published=len(published), lost=len(published - set(kept)), twice=twice)

    async def _mode(self, mode: str) -> None:
        await self.server.ask({"do": "mode", "mode": mode})

    async def _standing(self) -> Standing:
        return await standing(self.database, datetime.now(UTC))

    def _usage(self) -> Usage:
        try:
            return usage(self.bot.number)
        except OSError:
            raise BenchFailed(f"{self.bot.name} is gone") from None


def _part(name: str, before: Usage, after: Usage, seconds: float, requests: int, lag: float, memory: float) -> Part:
    spent = (after.first - before.first, after.others - before.others, after.children - before.children)
    return Part(name, requests, seconds, *spent, lag, memory)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
