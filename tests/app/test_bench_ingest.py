"""``rasid bench ingest`` in a small size: every figure is there, nothing is lost, nothing is kept twice. Not how fast it is."""

from __future__ import annotations

import json
import sys

import pytest

from bot.app.bench_ingest import bench_ingest
from bot.app.cli import main
from bot.app.made_feeds import Kind, Plan, changing

PLAN = Plan(feeds=60, seconds=2, every=2, changed=0.5, entries=3, slow=(0.05, 0.1), timeout=1, sample=10)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_everything_is_measured_and_every_article_is_kept_once(capfd: pytest.CaptureFixture[str]) -> None:
    assert bench_ingest(PLAN, as_json=True) == 0
    out, err = capfd.readouterr()
    found = json.loads(out)
    assert (found["lost"], found["twice"]) == (0, 0)
    fed = [number for number in changing(PLAN) if not Kind.of(number).fails]
    # What each of them held at first, and what came since.
    assert found["published"] > 3 * len(fed)
    parts = {part["name"]: part for part in (*found["parts"], found["run"])}
    assert list(parts) == ["first readings", "unchanged, by 304", "unchanged, by the same body", "changed", "the run"]
    assert parts["first readings"]["requests"] >= len(fed)
    assert parts["first readings"]["worker"] + parts["first readings"]["threads"] > 0
    assert all(part["memory"] > 20 for part in parts.values())
    assert found["answers"]["200"] > 0
    assert found["answers"]["304"] > 0
    assert sum(found["answers"].values()) <= parts["the run"]["requests"]
    assert found["lag"]["strokes"] > 10
    assert found["moments"]
    assert "comparing" in err


@pytest.mark.parametrize(
    "wrong", [["--changed", "1.5"], ["--changed", "x"], ["--feeds", "0"], ["--seconds", "9", "--quick"], ["--every", "-1"]]
)
def test_what_makes_no_sense_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "ingest", *wrong])
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_elsewhere_than_on_linux_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert bench_ingest(PLAN) == 2
    assert "only Linux" in capsys.readouterr().err
