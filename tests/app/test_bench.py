"""``rasid bench pipeline`` in its smallest size: every figure is measured and has its row. How large they are is not tested."""

from __future__ import annotations

import re

import pytest

from bot.app.bench import bench_pipeline
from bot.app.settings import default_config

ROWS = (
    (r"entries per second, parsed feed to committed outbox row, SQLite .*", r"[1-9]\d* \(\d+ deliveries\)"),
    (r"event-loop lag .* p50 / p99 / max", r"\d+\.\d / \d+\.\d / \d+\.\d ms"),
    (r"memory after 60 entries .*", r"[1-9]\d* MiB"),
    (r"start of the process to the first poll", r"\d+\.\d\d s"),
)


def test_every_figure_has_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_pipeline(24, "", default_config(), memory=(60,), seconds=6.0) == 0
    said = capsys.readouterr().out
    table = [re.fullmatch(r"\| (.*) \| (.*) \|", line) for line in said.splitlines() if line.startswith("| ")]
    found = [(row[1], row[2]) for row in table if row][1:]
    assert len(found) == len(ROWS), said
    for (label, value), (label_pattern, value_pattern) in zip(found, ROWS, strict=True):
        assert re.fullmatch(label_pattern, label), label
        assert re.fullmatch(value_pattern, value), value
