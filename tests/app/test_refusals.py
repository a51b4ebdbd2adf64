from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.app.catalogue import load_phrases, load_seeds
from bot.app.pipes import BadTerm, match, read_lines
from bot.app.refusals import said
from bot.app.settings import ConfigProblem
from bot.matching.marks import FAULTS
from bot.matching.query import Fault
from bot.model.news import Language


@pytest.mark.parametrize("key", sorted(FAULTS))
def test_every_fault_is_said_everywhere(key: str) -> None:
    fault = Fault(key, 12, "foo")
    assert said(fault).startswith("at 12: ")
    assert "{" not in said(fault)
    phrases = load_phrases()
    for language in (Language.ARABIC, Language.ENGLISH):
        text = phrases.text(language, f"reject.{key}", at=12, piece="foo", term="foo bar", command="watch x")
        assert ("12" in text) == (key not in {"empty", "no_letters", "too_long"})


def test_a_term_on_the_command_line_is_refused_with_its_place() -> None:
    lines = read_lines(io.StringIO(json.dumps({"id": 1, "title": "a", "text": ""})))
    with pytest.raises(BadTerm) as problem:
        match(lines, ['bitcoin +"the'], (), lambda _: None, explain=False)
    assert str(problem.value) == "the term 'bitcoin +\"the', at 10: the quote is not closed"


def test_a_term_of_the_operator_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "watchlist.toml").write_text('[[watch]]\nchat = "console:local"\nterm = "oil lang:fr"\n', encoding="utf-8")
    with pytest.raises(ConfigProblem) as problem:
        load_seeds(tmp_path)
    assert "at 10: there is no language 'fr'" in str(problem.value)
