from __future__ import annotations

import pytest

from bot.matching.explaining import explain
from bot.matching.matcher import find_matches, find_names
from bot.matching.swallowing import swallowing
from bot.matching.terms import words_of
from bot.matching.watchlist import Watchlist
from bot.model.watch import Name
from tests.matching.conftest import write_article

_NAMES = (
    Name("sudan", "country", en=("Sudan",), ar=("السودان",)),
    Name("south-sudan", "country", en=("South Sudan",), ar=("جنوب السودان",)),
    Name("north-korea", "country", en=("North Korea",), off=("Korea",)),
    Name("korea", "country", en=("South Korea", "Korea")),
    Name("lebanon", "country", en=("Lebanon",), ar=("لبنان",)),
    Name("south-lebanon", "region", en=("South Lebanon",), ar=("جنوب لبنان",)),
    Name("wales", "region", en=("Wales",)),
    Name("jordan", "country", en=("Jordan",), ar=("الأردن",)),
    Name("bardella", "person", en=("Jordan Bardella", "King of Jordan")),
    Name("post", "news outlet", en=("Sudan Post",)),
)


def _found(term: str, text: str) -> list[str]:
    watchlist = Watchlist(_NAMES)
    watchlist.add(term)
    return [match.text for match in find_matches(write_article("", text), watchlist) if not match.off]


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("Sudan", "in South Sudan", []),
        ("Sudan", "South-Sudan", []),
        ("Sudan", "in the south, Sudan", ["Sudan"]),
        ("Sudan", "Sudan and South Sudan", ["Sudan"]),
        ("South Sudan", "in South Sudan", ["South Sudan"]),
        ("السودان", "وفي جنوب السودان", []),
        ("السودان", "لجنوب السودان", []),
        ("السودان", "في جنوبي السودان", ["السودان"]),
        ("Sudan", "في جنوب السودان", []),
        ("Sudan", "the Sudan Post says", []),
        ("Korea", "North Korea", ["Korea"]),
        ("Lebanon", "South Lebanon", ["Lebanon"]),
        ("Wales", "New South Wales", []),
        ("Jordan", "Jordan Bardella", []),
        ("Jordan", "King of Jordan", ["Jordan"]),
        ('"Sudan"', "in South Sudan", ["Sudan"]),
    ],
)
def test_a_name_is_not_found_in_a_longer_one_that_means_another(term: str, text: str, found: list[str]) -> None:
    assert _found(term, text) == found


def test_the_longer_name_explains_why() -> None:
    watchlist = Watchlist(_NAMES)
    [refusal] = explain(write_article("", "in New South Wales"), "Wales", watchlist).refused
    assert (refusal.because, refusal.text, refusal.detail) == ("swallowed", "Wales", "New South Wales")


def test_a_longer_name_alone_is_named() -> None:
    assert find_names(write_article("South Sudan votes"), Watchlist(_NAMES)) == {"south-sudan"}


def test_what_stands_around_a_name_in_a_longer_one() -> None:
    spelled = [words_of(text) for name in _NAMES for text in name.spellings]
    found = swallowing(_NAMES, spelled)
    assert [(each.before, each.after) for each in found["sudan",]] == [(("south",), ()), ((), ("post",))]
    assert ("lebanon",) not in found
    assert ("korea",) not in found
