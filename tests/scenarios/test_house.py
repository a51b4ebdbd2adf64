"""The house rules: the import contracts find what they are there to find, files stay small, time comes in from outside."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.world import ROOT

LAYERS = "Arrows go down, and no folder stands outside a floor"
PURE = "Thinking and ground are pure: no clock, no input, no output"
TELEGRAM = "python-telegram-bot has one home"
LONGEST = 400
# Tables, one row a line.
LONGER = ("bot/store/migrations/versions/", "bot/matching/common.py")
# The roof, which holds the clocks, and two classes that take a clock and have one by default.
CLOCKS = ("bot/app/", "bot/sources/reading.py", "bot/platforms/slack/workspace.py")
READS_TIME = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime"},
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its contracts, to be spoiled."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the tree in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    command = [sys.executable, "-c", program, "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def planted(folder: Path, path: str, line: str) -> Iterator[None]:
    """A line more at the end of a file, for a while; the file is new or as it was afterwards."""
    file = folder / path
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    yield
    if before is None:
        shutil.rmtree(file.parent)
    else:
        file.write_text(before, encoding="utf-8")


def test_the_contracts_are_kept(copy: Path) -> None:
    told = contracts(copy)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 broken" in told.stdout


@pytest.mark.parametrize(
    ("path", "line", "broken"),
    [
        pytest.param("bot/text/plain.py", "import bot.matching.matcher", LAYERS, id="an arrow that goes up"),
        pytest.param("bot/stories/grouping.py", "import bot.matching.matcher", LAYERS, id="thinking knows its neighbour"),
        pytest.param("bot/utils/__init__.py", "", LAYERS, id="a stray folder"),
        pytest.param("bot/platforms/slack/courier.py", "import telegram", TELEGRAM, id="one platform's library in another"),
        pytest.param("bot/stories/grouping.py", "import asyncio", PURE, id="thinking that waits"),
        pytest.param("bot/platforms/slack/courier.py", "import bot.platforms.telegram.courier", "No platform knows another"),
    ],
)
def test_a_fault_in_the_house_is_found(copy: Path, path: str, line: str, broken: str) -> None:
    plant = planted(copy, path, line)
    next(plant)
    try:
        told = contracts(copy)
    finally:
        next(plant, None)
    assert told.returncode == 1, told.stdout + told.stderr
    assert any(broken in row and "BROKEN" in row for row in told.stdout.splitlines()), told.stdout


def files() -> list[Path]:
    """Every file of the package."""
    found = sorted((ROOT / "bot").rglob("*.py"))
    assert len(found) > 50
    return found


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_one_can_read() -> None:
    long = {name(file): length for file in files() if (length := len(file.read_text("utf-8").splitlines())) > LONGEST}
    assert {path: length for path, length in long.items() if not path.startswith(LONGER)} == {}


def test_time_comes_in_from_outside() -> None:
    read = {name(file) for file in files() if reads_time(file)}
    assert {path for path in read if not path.startswith(CLOCKS)} == set()
    assert {path for path in CLOCKS if not any(each.startswith(path) for each in read)} == set()


def reads_time(file: Path) -> bool:
    """Whether a file names a way to ask the machine for the time, such as ``datetime.now``."""
    nodes = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
    return any(isinstance(node.value, ast.Name) and node.attr in READS_TIME.get(node.value.id, ()) for node in nodes)
