"""``rasid bench chat`` in its smallest size: every figure is measured and has its place; how large it is is not tested."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.bench_chat import QUICK, bench_chat
from bot.app.catalogue import load_phrases
from bot.app.chat_rounds import ELSEWHERE, a_round
from bot.app.chat_table import Filled, Flood, Waits, report
from bot.app.settings import default_config
from bot.chat.command import ORDER, Call, Request, parse
from bot.model.chat import Address, ChatKind, Person, Platform

TINY = replace(
    QUICK,
    articles=300,
    command_articles=300,
    watches=60,
    searches=6,
    rounds=1,
    flood=70,
    flood_seconds=0.5,
    rate=20.0,
    seconds=0.5,
)


def test_every_figure_has_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_chat(TINY, default_config(), keep=tmp_path) == 0
    out, err = capsys.readouterr()
    assert "command.failed" not in out + err, "what fails is no answer, and its time no figure"
    rows = [line.strip("| ").split(" | ") for line in out.splitlines() if re.match(r"\| .* \| \d", line)]
    assert [row[0].partition(",")[0] for row in rows] == [
        "`search` in 300 articles",
        "all commands",
        "`trend` with its picture",
        "`watches` and `search` of others",
        "`watches` and `search` of others",
        "Slack's request (acknowledgement) at 20 commands/s",
    ]
    assert all(int(row[1]) > 0 and float(row[3]) > 0 for row in rows)
    assert "SQLite: 300 articles and 60 watches, made in" in out
    assert "Of 70 commands that one chat gave as fast as it could, 60 were answered, 1 told" in out


def test_a_round_gives_every_command_but_those_that_say_why_not() -> None:
    lines = a_round(("one", "two", "three", "four"), 1)
    assert {name for name, _ in lines}.isdisjoint(ELSEWHERE)
    assert {name for name, _ in lines} | set(ELSEWHERE) == set(ORDER)
    phrases = load_phrases()
    for name, text in lines:
        call = parse(
            Request(Address(Platform.TELEGRAM, "1"), ChatKind.PRIVATE, Person(Platform.TELEGRAM, "1"), text, "1"), phrases
        )
        assert isinstance(call, Call), text
        assert call.name == name, text


def test_a_mark_is_met_by_99_of_100() -> None:
    fast = Waits("fast", (10.0,) * 99 + (900.0,), 300.0)
    slow = Waits("slow", (10.0,) * 90 + (900.0,) * 10, 300.0)
    assert (fast.at(0.5), fast.at(0.99), slow.at(0.99)) == (10.0, 900.0, 900.0)
    assert fast.at(0.98) == 10.0
    lines = list(report((Filled("SQLite", 1000, 0, 2.0, 0.0),), (Waits("quick", (1.0, 2.0), 5.0), slow), Flood(3, 2, 1)))
    assert any("| quick | 2 |" in line and line.endswith("met |") for line in lines)
    assert any(line.endswith("missed |") for line in lines)
