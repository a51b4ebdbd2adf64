"""``rasid bench matching`` in its smallest size: every figure is measured and has its place; how large it is is not tested."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from bot.app.bench_matching import Row, report, series
from bot.app.cli import main
from bot.app.made_text import MadeArticle
from bot.app.settings import default_config
from bot.app.speed import measure_exact, measure_scan, measure_watchlist

DATA = Path(__file__).parent.parent / "data" / "labelled"
ROW = Row(1000, 300.4, 1500.4, 900.0, 3000.0, 49.96, 0.41, 20.2, 31.0, 0.01, 0.12, 0.02, 0.2, 77)


def test_every_figure_has_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = tmp_path / "speed.svg"
    assert main(["bench", "matching", "--terms", "60", "20", "--count", "6", "--picture", str(drawn)]) == 0
    out, err = capsys.readouterr()
    rows = [line.strip("| ").split(" | ") for line in out.splitlines() if re.match(r"\| [26]0 \|", line)]
    assert [row[0] for row in rows] == ["20", "60", "20", "60"]
    assert [len(row) for row in rows] == [8, 8, 7, 7]
    assert "6 articles cold and 6 others warm" in out
    assert "3 times the terms of 20: " in out
    assert "measuring scan, 60 terms …" in err
    assert drawn.read_text("utf-8").count("<polyline") >= 3


def test_given_articles_are_matched_and_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--articles", str(DATA / "articles.jsonl"), "--terms", "10", "--json"]
    assert main(["bench", "matching", *given]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["terms"] == 10
    assert set(row) == set(Row.__dataclass_fields__)
    assert all(row[rate] > 0 for rate in ("cold", "warm", "edited", "scan", "load"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", '{"text": "x", "language": "ar"}\n', "a.jsonl: holds fewer than two articles"),
        ("a.jsonl", "{}\n", "a.jsonl, line 1: is no article"),
        ("a.txt", "", "a.txt: is none of"),
    ],
)
def test_articles_that_cannot_be_read_end_with_2(
    tmp_path: Path, name: str, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert main(["bench", "matching", "--articles", str(path), "--terms", "10"]) == 2
    assert said in capsys.readouterr().err


def test_the_report_has_ratios() -> None:
    more = Row(10_000, 200.0, 750.2, 400.0, None, 5.0, 1.4, 50.0, 80.0, 0.01, 0.12, 0.02, 0.2, 770)
    said = "\n".join(report([ROW, more], [MadeArticle("one two", "three four five six")] * 4))
    assert "| 1,000 | 300 | 1,500 | 900 | 3,000 | 50 | 0.50 | 30.0 |" in said
    assert "| 10,000 | 200 | 750 | 400 | - | 5.0 | - | 150.0 |" in said
    assert "| 1,000 | 0.41 | 20 | 31 | 0.010 / 0.120 | 0.020 / 0.200 | 77 |" in said
    assert "10 times the terms of 1,000: 2.0 times the time, warm." in said
    assert "mean 6 words" in said
    assert said.endswith("pip install ahocorasick_rs")
    assert "pip install" not in "\n".join(report([ROW], [MadeArticle("a", "b")] * 2))


def test_a_way_that_was_not_measured_has_no_line() -> None:
    assert set(series([ROW])) == {"Rasid, warm", "Rasid, cold", "exact Aho-Corasick", "rapidfuzz cdist"}
    assert series([ROW])["Rasid, warm"] == [(1000, 1500.4)]


ARTICLES = [MadeArticle("Rain", "Old Kestrelton and old Kestrelton again."), MadeArticle("مطر", "كسترلتون وكسترلتون")] * 2


def test_the_watchlist_is_measured_with_its_edits() -> None:
    found = measure_watchlist(ARTICLES, ["Kestrelton"], ["Beirutland", "Madridland"], default_config())
    # Twice in each of the two English articles, at least.
    assert found["matches"] >= 4
    assert set(found) == set(Row.__dataclass_fields__) - {"terms", "exact", "scan"}
    assert 0 < found["add_p50"] <= found["add_p99"]
    # Of a process that is not new, memory may shrink meanwhile.
    assert {type(found["memory"]), type(found["index"])} == {float}


def test_without_its_library_the_automaton_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ahocorasick_rs", None)
    assert measure_exact(ARTICLES, ["Kestrelton"]) == {}


def test_the_automaton_finds_whole_words() -> None:
    pytest.importorskip("ahocorasick_rs")
    assert measure_exact(ARTICLES, ["kestrelton", "Kestrel", "كسترلتون"])["matches"] == 6


def test_the_scan_is_measured_over_fewer_articles_with_more_terms() -> None:
    assert measure_scan(ARTICLES * 100, ["Kestrelton"] * 1000)["articles"] == 300
    assert measure_scan(ARTICLES, ["Kestrelton"] * 10)["rate"] > 0
