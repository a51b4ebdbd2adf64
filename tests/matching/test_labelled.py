from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.matching.matcher import find_matches
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import Name

_FILE = Path(__file__).parent.parent / "data" / "matching" / "cases.tsv"
_CASES = [tuple(line.split("\t")) for line in _FILE.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("kind", "term", "text", "span"), _CASES, ids=lambda value: value or "silent")
def test_labelled_case(
    kind: str, term: str, text: str, span: str, names: tuple[Name, ...], article: Callable[..., Article]
) -> None:
    watchlist = Watchlist(names)
    watchlist.add(term)
    for field, written in (("title", article(text)), ("text", article("", text))):
        matches = [match for match in find_matches(written, watchlist) if not match.off]
        assert all(match.text == text[match.start : match.end] and match.field == field for match in matches)
        if span:
            assert span in [match.text for match in matches], kind
        else:
            assert matches == [], kind


def test_set_is_large_and_balanced() -> None:
    silent = sum(not span for *_, span in _CASES)
    assert len(_CASES) >= 150
    assert silent >= len(_CASES) * 0.45
    assert {kind for kind, *_ in _CASES} == {"clitic", "spelling", "noise", "near", "cross", "phrase", "mixed"}
