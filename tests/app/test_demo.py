"""``rasid demo`` as people run it: the tour without a terminal, and a conversation in one."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
SCRIPT: dict[str, Any] = tomllib.loads(
    (resources.files("bot.app") / "demo_feeds" / "script.toml").read_text(encoding="utf-8"),
)
ENTRIES: list[dict[str, Any]] = SCRIPT["entry"]
SPOKEN: dict[str, str] = {outlet["id"]: outlet["language"] for outlet in SCRIPT["outlet"]}
# What tells of an event that another entry of its language told before.
LATER = {"copy", "rewrite", "rise", "older-toll", "edit"}
SILENT = {"baseline", "near-miss"}
# Titles after and before they were mended.
MENDED = {
    entry["title"]: next(each["title"] for each in ENTRIES if each["guid"] == entry["edit_of"])
    for entry in ENTRIES
    if "edit_of" in entry
}
ARABIC = re.compile("[\u0621-\u064a]")
STYLE = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[=>])|\r")


@dataclass(frozen=True)
class Tour:
    """What the tour wrote, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def blocks(self) -> list[str]:
        """What stands between empty lines; typed commands by themselves, for an alert may come before their answer."""
        return re.sub("^(> .*)$", r"\1\n", self.out, flags=re.MULTILINE).split("\n\n")

    @property
    def firsts(self) -> list[tuple[str, str]]:
        """The story and the headline of first messages."""
        heads = (re.match(r"\[(\d+)\]\n(.*)", block) for block in self.blocks)
        return [(found[1], found[2]) for found in heads if found]

    @property
    def replies(self) -> list[tuple[str, str, str]]:
        """(headline, text, story) of each reply."""
        heads = ((re.match(r"\[(\d+)\+\]\n(.*)", block), block) for block in self.blocks)
        return [(found[2], block, found[1]) for found, block in heads if found]

    def answer(self, command: str) -> str:
        """What a typed command was answered."""
        blocks = self.blocks
        later = blocks[blocks.index(f"> {command}") + 1 :]
        return next(block for block in later if not re.match(r"\[[\d•]+[*+]?\]\n", block))


def environment() -> dict[str, str]:
    base = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    bare = {name: value for name, value in base.items() if not re.search("TERM|VTE|TMUX|STY|KONSOLE", name)}
    return bare | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100", "LINES": "50"}


@pytest.fixture(scope="module")
def tour() -> Tour:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--pace", "2"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env=environment(),
        cwd=ROOT,
    )
    return Tour(done.returncode, done.stdout, done.stderr)


def titles(*devices: str) -> list[str]:
    return [entry["title"] for entry in ENTRIES if entry["device"] in devices]


def language_of(title: str) -> str:
    return next(SPOKEN[entry["outlet"]] for entry in ENTRIES if entry["title"] == title)


def test_the_tour_ends_with_0_and_without_a_complaint(tour: Tour) -> None:
    assert tour.code == 0, tour.err
    assert tour.err == ""
    assert tour.out.rstrip().splitlines()[-1].startswith("That was the tour.")


def test_every_story_is_told_once_in_each_of_its_languages(tour: Tour) -> None:
    opening = [entry["title"] for entry in ENTRIES if entry["device"] not in LATER | SILENT]
    assert Counter(MENDED.get(title, title) for _, title in tour.firsts) == Counter(opening)


def test_what_was_there_before_and_what_only_looks_alike_is_not_told(tour: Tour) -> None:
    told = {title for _, title in tour.firsts} | {headline for headline, _, _ in tour.replies}
    assert told.isdisjoint(titles(*SILENT))
    for title in titles("near-miss"):
        assert title not in tour.out


def test_each_rise_answers_the_first_message_of_its_language(tour: Tour) -> None:
    assert sorted(headline for headline, _, _ in tour.replies) == sorted(titles("rise"))
    for headline, text, target in tour.replies:
        assert re.search("from 3 to 7", text), text
        first = next(title for story, title in tour.firsts if story == target and language_of(title) == language_of(headline))
        assert "3" in first.split()


def test_an_edited_entry_comes_once(tour: Tour) -> None:
    told = [*(title for _, title in tour.firsts), *(headline for headline, _, _ in tour.replies)]
    for edited, original in MENDED.items():
        assert told.count(original) + told.count(edited) == 1


def test_the_commands_are_answered_in_the_language_they_are_typed_in(tour: Tour) -> None:
    for command in SCRIPT["command"]:
        answer = tour.answer(command["text"])
        first = re.sub("«[^»]*»", "", answer.partition("\n")[0])
        assert bool(ARABIC.search(first)) == bool(ARABIC.search(command["text"])), answer
    assert all(term in tour.answer("watches") for term in SCRIPT["watches"])
    assert "Zaporizhzhia" in tour.answer("بحث زابوريجيا")
    assert "Feeds last read" in tour.answer("status")
    assert "آخر قراءة للمصادر" in tour.answer("حالة")
    assert "بدأ رصد الميناء" in tour.answer("رصد الميناء")


class Screen:
    """The demo in a pseudo-terminal, which somebody types into and reads."""

    def __init__(self) -> None:
        self._end, other = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--pace", "2"], stdin=other, stdout=other, stderr=other,
            env=environment(), cwd=ROOT, close_fds=True,
        )  # fmt: skip
        os.close(other)
        self._raw = b""

    @property
    def raw(self) -> bytes:
        """All that was written."""
        return self._raw

    @property
    def text(self) -> str:
        """All that was written, without what steers the terminal."""
        return STYLE.sub("", self._raw.decode(errors="replace"))

    def type(self, line: str) -> None:
        os.write(self._end, f"{line}\r".encode())

    def read_until(self, words: str, seconds: float = 60.0) -> None:
        """Reads on until these words are there."""
        until = time.monotonic() + seconds
        while words not in self.text:
            assert self._read(until), f"{words!r} did not come:\n{self.text}"

    def ended(self, seconds: float = 60.0) -> int:
        """Reads to the end; returns the exit code."""
        until = time.monotonic() + seconds
        while self._process.poll() is None and time.monotonic() < until:
            self._read(time.monotonic() + 0.2)
        return self._process.wait(0.1)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._end)

    def _read(self, until: float) -> bool:
        """One read; False when the time is over or the other end is closed."""
        ready, _, _ = select.select([self._end], [], [], max(0.0, until - time.monotonic()))
        try:
            piece = os.read(self._end, 65536) if ready else b""
        except OSError:
            piece = b""
        # A terminal that is asked where its cursor stands says so.
        if b"\x1b[6n" in piece:
            os.write(self._end, b"\x1b[1;1R")
        self._raw += piece
        return bool(piece)


def test_in_a_terminal_one_types_and_quits() -> None:
    screen = Screen()
    try:
        screen.read_until("quit ends.")
        screen.type("watches")
        screen.read_until("3 terms are watched here")
        screen.type("رصد الرياض")
        # This terminal has not said that it lays Arabic out.
        screen.read_until("ﺽﺎﻳﺮﻟﺍ ﺪﺻﺭ ﺃﺪﺑ")
        screen.type("quit")
        assert screen.ended() == 0, screen.text
        assert "Traceback" not in screen.text
        assert screen.raw.startswith(b"\x1b[8l")
        assert screen.raw.endswith(b"\x1b[8h")
    finally:
        screen.close()
