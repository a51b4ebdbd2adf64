"""Terms and articles that nobody should write: each gives a clear error or a bounded answer, and never a hang.

Through the watchlist, the matcher, and ``rasid match`` with all the names that ship.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app import pipes
from bot.app.catalogue import load_names
from bot.app.cli import main
from bot.app.evidence.tables import load_evidence
from bot.matching.explaining import explain
from bot.matching.marks import FAULTS
from bot.matching.matcher import find_matches
from bot.matching.watchlist import Watchlist
from tests.matching.conftest import NAMES, write_article

Piped = Callable[..., tuple[int, list[dict[str, Any]], str]]

_CONFIG = Path(__file__).parent.parent.parent / "config"
_MARKS = "\u064b" * 10_000

REFUSED = {
    "empty": ("", "empty"),
    "spaces": (" \t\u00a0 ", "empty"),
    "punctuation": ("؟!…—،", "no_letters"),
    "a dash": ("-", "no_letters"),
    "emoji": ("🚀🔥🇱🇧", "no_letters"),
    "500 letters": ("ب" * 500, "too_long"),
    "500 letters in words": ("بيت " * 125, "too_long"),
    "10,000 marks on a letter": ("ب" + _MARKS, "too_long"),
    "marks alone": ("\u064b\u0651", "no_letters"),
    "direction marks alone": ("\u200f\u202b\u2067", "no_letters"),
    "a quote that stays open": ('"Bitcoin', "quote_open"),
    "an Arabic quote that stays open": ("بيتكوين «سعر", "quote_open"),
    "a quote closed twice": ('"Bitcoin""', "quote_open"),
    "NUL": ("\x00", "no_letters"),
    "half of a surrogate pair": ("\ud800", "no_letters"),
}
"""Terms that cannot be watched, and why."""

TAKEN = {
    "one Latin letter": ("x", "plan x and xx", ["x"]),
    "one Arabic letter": ("ع", "ع وعلى", ["ع"]),
    "one digit": ("5", "5 and 55", ["5"]),
    "200 letters": ("ب" * 200, "ب" * 200, ["ب" * 200]),
    "mixed direction": ("\u202bBitcoin سعر\u202c", "Bitcoin سعر", ["Bitcoin سعر"]),
    "mixed direction, a minus on either side": ("سعر -scam", "سعر بيتكوين", ["سعر"]),
    "an emoji beside a word": ("🚀 Bitcoin 🚀", "Bitcoin", ["Bitcoin"]),
    "NUL in a word": ("Bit\x00coin", "Bit\x00coin", ["Bit\x00coin"]),
    "half of a surrogate pair beside a word": ("\ud800Oslo", "Oslo\udfff", ["Oslo"]),
    "marks on every letter": ("ب\u064bي\u0651ت", "بيت", ["بيت"]),
    "quotes within quotes": ("«Oslo “fish”»", "Oslo fish", ["Oslo fish"]),
}
"""Odd terms that can be watched, with a text and what they find in it."""

_MEGABYTE = 1_000_000
ARTICLES = {
    "1 MB of words": ("سعر بيتكوين Bitcoin price " + "كلمة أخرى of no note " * 10) * (_MEGABYTE // 240),
    "1 MB of one word": "و" * _MEGABYTE,
    "1 MB of new words": " ".join(f"{number:x}بيت" for number in range(_MEGABYTE // 8)),
    "10,000 marks on one letter": "بيت" + _MARKS + "كوين " + "Bitcoin",
    "NUL between letters": "B\x00i\x00t\x00c\x00oin Bitcoin\x00",
    "halves of surrogate pairs": "\ud800Bitcoin\udfff \udc00 price" * 1000,
    "emoji": "🚀" * 100_000,
    "direction marks": "\u202e\u2067\u200f" * 100_000,
    "nothing": "",
}
"""Texts of articles that feeds should not have."""
_HOLDING = {"1 MB of words", "10,000 marks on one letter", "NUL between letters", "halves of surrogate pairs"}


@pytest.fixture(scope="module")
def watchlist() -> Watchlist:
    return Watchlist(NAMES, load_evidence())


@pytest.fixture
def piped(capsys: pytest.CaptureFixture[str]) -> Piped:
    """Runs ``rasid match`` over articles, with few names known: its exit code, its rows, its complaint."""

    def run(terms: list[str], *articles: dict[str, Any], explain: bool = False) -> tuple[int, list[dict[str, Any]], str]:
        lines = pipes.read_lines(io.StringIO("".join(json.dumps(article) + "\n" for article in articles)))
        code = pipes.through(lambda: pipes.match(lines, terms, NAMES, pipes.write_line, explain=explain))
        said = capsys.readouterr()
        said.out.encode("utf-8")
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    return run


@pytest.mark.parametrize("name", REFUSED)
def test_a_term_that_cannot_be_watched_is_refused_with_its_reason(name: str, watchlist: Watchlist, piped: Piped) -> None:
    term, reason = REFUSED[name]
    assert watchlist.reject(term) == reason
    assert reason in FAULTS
    for refusing in (watchlist.add, lambda term: explain(write_article("Oslo"), term, watchlist)):
        with pytest.raises(ValueError, match=reason):
            refusing(term)
    assert len(watchlist) == 0
    code, rows, complaint = piped([term], {"id": 1, "title": "Oslo", "text": ""})
    assert (code, rows) == (2, [])
    assert complaint.startswith("rasid: the term ")
    assert len(complaint) < 600
    assert complaint.isprintable() or complaint.endswith("\n")


@pytest.mark.parametrize("name", TAKEN)
def test_an_odd_term_finds_what_it_says(name: str, watchlist: Watchlist, piped: Piped) -> None:
    term, text, spans = TAKEN[name]
    watchlist.add(term)
    try:
        assert [match.text for match in find_matches(write_article("", text), watchlist)] == spans
    finally:
        watchlist.remove(term)
    assert explain(write_article("", text), term, watchlist).counts
    code, [row], complaint = piped([term], {"id": 1, "title": "", "text": text}, explain=True)
    assert (code, complaint) == (0, "")
    assert [match["text"] for match in row["matches"]] == spans
    assert row["explain"][0]["counts"]


@pytest.mark.parametrize("name", ARTICLES)
def test_a_monstrous_article_is_answered(name: str, piped: Piped) -> None:
    text = ARTICLES[name]
    terms = ["Bitcoin price", "بيتكوين", "x", "Zanzibar -Bitcoin"]
    article = {"id": name, "title": text[:1000], "text": text}
    code, rows, complaint = piped(terms, article, {"id": 2, "title": "سعر بيتكوين", "text": ""}, explain=True)
    assert (code, complaint) == (0, "")
    assert [row["id"] for row in rows] == [name, 2]
    for match in rows[0]["matches"]:
        assert article[match["field"]][match["start"] : match["end"]] == match["text"]
    assert len(rows[0]["explain"]) == len(terms)
    assert bool(rows[0]["matches"]) == (name in _HOLDING)
    assert {match["text"] for match in rows[1]["matches"]} == {"بيتكوين"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"id": ' + "1" * 5000 + "}", "too long"),
        ("[" * 100_000, "nested"),
        ('{"id": 1, "title": "\x00"}', "no valid JSON"),
        ("\ufeff{}", "no valid JSON"),
    ],
    ids=["a long number", "deep nesting", "a bare NUL", "a byte order mark"],
)
def test_a_line_that_is_no_article_is_named(line: str, complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = pipes.read_lines(io.StringIO(line + "\n"))
    assert pipes.through(lambda: pipes.match(lines, ["Oslo"], NAMES, pipes.write_line, explain=False)) == 2
    said = capsys.readouterr().err
    assert said.startswith("rasid: line 1: ")
    assert complaint in said


def test_the_whole_command_refuses_and_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text('Oslo\n\n  \n"Bergen\n', encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "title": "Oslo \\ud800 rain", "text": ""}\n'))
    assert main(["match", "--config", str(_CONFIG), "--terms", str(terms)]) == 2
    assert "the quote is not closed" in capsys.readouterr().err
    terms.write_text("Oslo rain\n", encoding="utf-8")
    assert main(["match", "--config", str(_CONFIG), "--terms", str(terms), "--explain"]) == 0
    [row] = map(json.loads, capsys.readouterr().out.splitlines())
    assert [match["text"] for match in row["matches"]] == ["Oslo \ud800 rain"]
    assert load_names(_CONFIG)
