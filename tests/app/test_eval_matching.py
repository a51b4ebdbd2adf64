"""``rasid eval matching`` as it is called; what the figures should be is ``test_evaluating``'s affair."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.app.cli import main

DATA = Path(__file__).parent.parent / "data" / "labelled"


def test_the_table_has_a_row_for_each_figure_the_data_allows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "matching", str(DATA), "--show", "false", "3", "--show", "missed"]) == 0
    out, err = capsys.readouterr()
    rows = [line.split(" | ") for line in out.splitlines() if line.startswith("| ") and "by kind" not in line][1:]
    assert len(rows) == 13
    assert all(re.fullmatch(r"\d+\.\d{3}|\d+\.\d", value) for _, value, *_ in rows)
    assert {row[3] for row in rows} <= {"met", "missed"}
    assert "measuring en-ar-clitic …" in err
    # The case whose label is wrong.
    assert "بيتكوين -> بيتكوين [clitic]; found 'بالبيتكوين'" in out
    assert "false, labelled cases (1 of 1):" in out


def test_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "matching", str(DATA / "cases.tsv"), "--json", "--seed", "3"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["split"], found["seed"], found["sample"]) == ("all", 3, 1000)
    assert [(figure["figure"], figure["value"]) for figure in found["figures"]] == [("cases", 0.5)]


def test_only_the_figures_asked_for_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "matching", str(DATA), "--only", "ar-", "--only", "cases", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["figures"]
    assert [figure["figure"] for figure in found] == ["ar-en", "ar-variants", "cases"]


def test_a_part_of_the_names_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    samples = []
    for split in ("held-out", "tuning"):
        assert main(["eval", "matching", str(DATA / "names.tsv"), "--only", "ar-en", "--split", split, "--json"]) == 0
        samples.append(json.loads(capsys.readouterr().out)["figures"][0]["sample"])
    # cairo, which stands there twice, is held out, and so is one of the others.
    assert samples == ["3 sentences, 3 terms", "1 sentences, 1 terms"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/nowhere.tsv"], "/nowhere.tsv: no such file or folder"),
        ([str(DATA / "cases.tsv"), "--show", "right"], "--show takes false or missed, and a number: 'right'"),
        ([str(DATA / "cases.tsv"), "--show", "false", "many"], "--show takes false or missed, and a number"),
        ([str(DATA / "cases.tsv"), "--only", "speed"], "no figure begins with 'speed'; there are en-ar, "),
        ([str(DATA / "cases.tsv"), "--only", "en-ar"], "the data has nothing to measure for these figures"),
        ([str(DATA / "articles.jsonl")], "the data has nothing to measure"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_says_why(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "matching", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "names.tsv").write_text("arabic\tenglish\nمدريد\n", encoding="utf-8")
    assert main(["eval", "matching", str(tmp_path)]) == 2
    assert "names.tsv, line 2: has 1 columns instead of 2" in capsys.readouterr().err


def test_other_files_of_a_folder_are_mentioned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.tsv").write_text("a\tb\n", encoding="utf-8")
    (tmp_path / "cases.tsv").write_bytes((DATA / "cases.tsv").read_bytes())
    assert main(["eval", "matching", str(tmp_path)]) == 0
    assert "other.tsv: holds nothing of this kind, left out" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--sample", "-1"], ["--sample", "x"], ["--false-terms", "0"], ["--split", "half"]])
def test_bad_options_are_named(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["eval", "matching", str(DATA), *option])
    assert ended.value.code == 2
    assert option[0] in capsys.readouterr().err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["eval", "matching", "--help"])
    out = capsys.readouterr().out
    assert "example:\n  rasid eval matching names.tsv articles.jsonl.gz\n  rasid eval matching data/ --split tuning" in out
