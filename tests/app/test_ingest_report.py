"""What is said of a measurement of reading feeds: the marks, the table, the picture, and the clocks they rest on."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from bot.app.bench_bot import TICK, LateClock
from bot.app.ingest_table import Ingest, Moment, Part, report
from bot.app.load_picture import load_picture
from bot.app.made_feeds import Plan
from bot.app.processes import usage

SVG = "{http://www.w3.org/2000/svg}"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
UNCHANGED = Part("unchanged, by 304", 1000, 10.0, 0.6, 0.2, 0.0, 3.0, 250.0)
RUN = Part("the run", 10_000, 300.0, 30.0, 15.0, 15.0, 12.5, 390.0)
MOMENTS = (Moment(1.0, 0.1, 0.05, 0.2, 300.0), Moment(2.0, 0.2, 0.1, 0.9, 350.0))
FOUND = Ingest(
    *(0.5, 2.5, 0.01, (UNCHANGED,), RUN, {"304": 7900, "200": 2000}, {"p50": 0.5, "p99": 12.5, "max": 80.0, "strokes": 15_000}),
    *(3, 62_000, 0, 0, MOMENTS),
)


def rows(found: Ingest) -> dict[str, tuple[str, str]]:
    cells = [line.strip("|").split("|") for line in report(Plan(), found) if line.startswith("| ")]
    return {cell[0].strip(): (cell[1].strip(), cell[3].strip()) for cell in cells}


def test_figures_stand_beside_their_marks() -> None:
    found = rows(FOUND)
    assert found["processor time of all the bot's processes, % of one core"] == ("20.0", "met")
    assert found["of it: event loop / database and matching threads / parser"] == ("10.0 / 5.0 / 5.0", "")
    assert found["event loop lag p99, ms"] == ("12.5", "met")
    assert found["processor time a feed, unchanged, by 304, ms"] == ("0.80", "met")
    assert found["articles lost"] == ("0", "met")
    assert found["fetches a second"] == ("33.3", "")
    assert found["the run"][0] == "10,000"


def test_marks_can_be_missed() -> None:
    slow = replace(RUN, loop=60.0, memory=401.0)
    found = rows(replace(FOUND, run=slow, lag={**FOUND.lag, "p99": 51.0}, lost=1, twice=2))
    missed = {label for label, (_, met) in found.items() if met == "missed"}
    assert missed == {
        "processor time of all the bot's processes, % of one core",
        "event loop lag p99, ms",
        "memory of all the bot's processes, most, MiB",
        "articles lost",
        "articles kept twice",
    }


def test_the_picture_stacks_the_shares_and_draws_memory() -> None:
    picture = ET.fromstring(load_picture(MOMENTS))  # noqa: S314 (made here)
    areas = [_points(area) for area in picture.iter(f"{SVG}polygon")]
    (memory,) = (_points(line) for line in picture.iter(f"{SVG}polyline"))
    tops = [[y for _, y in area[1:-1]] for area in areas]
    # The largest sum is drawn first, so that what it contains stands on it.
    assert all(first < second < third for first, second, third in zip(*tops, strict=True))
    assert [len(area) for area in areas] == [len(MOMENTS) + 2] * 3
    assert memory[0][1] > memory[1][1]
    assert all(0 <= x <= 720 and 0 <= y <= 400 for x, y in (*memory, *areas[0]))


def _points(element: ET.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (place.split(",") for place in element.get("points", "").split())]


async def test_strokes_that_a_busy_loop_let_pass_count_as_late() -> None:
    clock = LateClock()
    striking = asyncio.create_task(clock.run())
    await asyncio.sleep(2 * TICK)
    clock.told()
    time.sleep(10 * TICK)  # noqa: ASYNC251 (the busy loop)
    await asyncio.sleep(2 * TICK)
    striking.cancel()
    told = clock.told()
    assert told["strokes"] >= 9
    assert told["max"] >= 8 * TICK * 1000
    assert told["p50"] >= TICK * 1000


def test_nobody_has_struck_yet() -> None:
    assert LateClock().told() == {"p50": 0.0, "p99": 0.0, "max": 0.0, "strokes": 1}


BUSY = """
import subprocess, sys, threading, time
def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end: pass
thread = threading.Thread(target=burn, args=(0.2,)); thread.start(); thread.join()
burn(0.1)
command = "import time\\nwhile time.process_time() < 0.25: pass"
subprocess.run([sys.executable, "-c", command])
kept = subprocess.Popen([sys.executable, "-c", command + "\\nprint(flush=True)\\ntime.sleep(60)"], stdout=subprocess.PIPE)
kept.stdout.readline()
print("ready", flush=True)
sys.stdin.readline()
kept.kill()
"""


@contextmanager
def busy() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield process.pid
    finally:
        process.communicate("\n")


@LINUX
def test_time_is_told_apart_by_thread_and_process() -> None:
    with busy() as process:
        found = usage(process)
    tick = 3 / os.sysconf("SC_CLK_TCK")
    assert found.others >= 0.2 - tick
    assert found.first >= 0.1 - tick
    # One child is dead, one lives.
    assert found.children >= 0.5 - 2 * tick
    assert found.total == found.first + found.others + found.children
    assert found.memory > 10


@LINUX
def test_a_process_that_is_gone_is_an_error() -> None:
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    with pytest.raises(OSError, match="No such"):
        usage(process.pid)
