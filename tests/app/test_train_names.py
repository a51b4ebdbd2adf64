"""``rasid train names`` as it is called; what it learns is ``test_training``'s affair."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.cli import main
from bot.app.evidence.tables import read_table, written
from bot.app.labelled import is_held_out
from bot.matching.letters import Step
from tests.matching.conftest import PAIRS

_HEADER = "arabic\tenglish"


def _file(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((_HEADER, *rows, "")), encoding="utf-8")
    return path


def _rows() -> list[str]:
    return [f"{arabic}\t{latin.title()}" for arabic, latin in PAIRS]


def _trained(pairs: Path, out: Path, *options: str) -> str:
    assert main(["train", "names", str(pairs), "--out", str(out), *options]) == 0
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("train")
    return _trained(_file(folder / "pairs.tsv", *_rows()), folder / "letters.tsv")


def test_it_says_what_it_learned_and_how_far_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "letters.tsv"
    lines = _trained(_file(tmp_path / "pairs.tsv", *_rows()), out).splitlines()
    said, told = capsys.readouterr()
    steps = sum(not line.startswith(("#", "arabic\t", "latin\t")) for line in lines)
    assert said == f"{out}: {steps:,} pairs of steps from {len(PAIRS)} pairs of names\n"
    assert told.startswith("\rlearning: 0 of ")
    assert told.endswith(" rounds\n")
    assert lines[0].startswith(f"# Which letters render which, learned from {len(PAIRS)} pairs of names")


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_same_pairs_always_give_the_same_bytes(seed: str, table: str, tmp_path: Path) -> None:
    rows = _rows()
    random.Random(seed).shuffle(rows)
    pairs, out = _file(tmp_path / "pairs.tsv", *rows), tmp_path / "letters.tsv"
    subprocess.run(
        [sys.executable, "-m", "bot", "train", "names", str(pairs), "--out", str(out)],
        env=os.environ | {"PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
    )
    assert out.read_text(encoding="utf-8") == table


def test_a_table_that_is_read_and_written_again_is_the_same(table: str) -> None:
    heading, *lines = table.splitlines()
    read = read_table([heading, *lines])
    assert [*written(read, heading.removeprefix("# "))] == [heading, *lines]
    assert read.counts[None, Step("م", "m")] > 0
    assert read.arabic
    assert read.latin


def test_what_is_no_pair_of_single_words_in_the_two_scripts_is_left_out(table: str, tmp_path: Path) -> None:
    odd = ["بن سلمان\tBin Salman", "باسم\tباسم", "Basim\tBasim", "\tBasim", "باسم\t", "باسم\tB4sim", "سلمى\tسلمى\u200f"]
    assert _trained(_file(tmp_path / "pairs.tsv", *odd, *_rows()), tmp_path / "letters.tsv") == table


def test_names_are_learned_as_they_are_folded(table: str, tmp_path: Path) -> None:
    vowelled = [f"{arabic[0]}\u064e{arabic[1:]}\t{latin.upper()}" for arabic, latin in PAIRS]
    assert _trained(_file(tmp_path / "pairs.tsv", *vowelled), tmp_path / "letters.tsv") == table


def test_the_tuning_part_leaves_out_what_is_held_out(table: str, tmp_path: Path) -> None:
    kept = [f"{arabic}\t{latin}" for arabic, latin in PAIRS if not is_held_out(latin)]
    assert 0 < len(kept) < len(PAIRS)
    of_part = _trained(_file(tmp_path / "pairs.tsv", *_rows()), tmp_path / "part.tsv", "--split", "tuning")
    of_kept = _trained(_file(tmp_path / "kept.tsv", *kept), tmp_path / "letters.tsv")
    assert of_part == of_kept != table


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "holds no pairs of names"),
        (("بن سلمان\tBin Salman",), "holds no pairs of names"),
        (("باسم\tBasim\tmore",), ", line 2: has 3 columns instead of 2"),
    ],
)
def test_pairs_that_cannot_be_learned_from(
    rows: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs, out = _file(tmp_path / "pairs.tsv", *rows), tmp_path / "letters.tsv"
    assert main(["train", "names", str(pairs), "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"rasid: {pairs}")
    assert told.endswith(f"{said}\n")
    assert not out.exists()


def test_a_file_of_other_data_holds_no_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.tsv").write_text("first\tsecond\nباسم\tباسيم\n", encoding="utf-8")
    assert main(["train", "names", str(tmp_path / "a.tsv"), "--out", str(tmp_path / "letters.tsv")]) == 2
    assert "holds no pairs of names" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "said"), [("none.tsv", "no such file or folder"), ("pairs.csv", "is none of .tsv, .tsv.gz")])
def test_a_file_that_is_not_there_or_of_another_kind_is_named(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _file(tmp_path / "pairs.csv")
    assert main(["train", "names", str(tmp_path / name)]) == 2
    assert f"rasid: {tmp_path / name}: {said}" in capsys.readouterr().err


@pytest.mark.parametrize(("out", "said"), [("", "Is a directory"), ("none/letters.tsv", "No such file or directory")])
def test_a_file_that_cannot_be_written_is_named(
    out: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = _file(tmp_path / "pairs.tsv", *_rows())
    assert main(["train", "names", str(pairs), "--out", str(tmp_path / out)]) == 2
    assert capsys.readouterr().err.endswith(f"rasid: {tmp_path / out}: {said}\n")
