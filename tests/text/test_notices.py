"""The bot's own sentences: each that the code sends stands in both catalogues, and each that stands there is sent."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.model.news import Language
from tests.fakes.desk import PHRASES

PACKAGE = Path(bot.__file__).parent


def sent(tree: ast.AST) -> Iterator[str]:
    """The keys of the notices that a module makes, and those that it names whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Notice" and node.args:
            (key, *_) = node.args
            if isinstance(key, ast.Constant):
                yield str(key.value).removeprefix("notice.")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("notice."):
            yield node.value.removeprefix("notice.")


USED = {key for path in PACKAGE.rglob("*.py") for key in sent(ast.parse(path.read_text(encoding="utf-8")))} - {""}


def test_notices_are_found_in_code_however_they_are_written() -> None:
    text = 'Notice("one"), alert.Notice("notice.two", ()), say("notice.three"), Notice(row["key"]), f"notice.{four}"'
    assert set(sent(ast.parse(text))) - {""} == {"one", "two", "three"}


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
def test_the_catalogues_hold_the_notices_that_are_sent_and_no_others(language: Language) -> None:
    assert {key.removeprefix("notice.") for key in PHRASES.keys(language) if key.startswith("notice.")} == USED
