from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.houses import other_house


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("defence", "defense"),
        ("defences", "defenses"),
        ("centre", "center"),
        ("labour", "labor"),
        ("programme", "program"),
        ("organisation", "organization"),
        ("unauthorised", "unauthorized"),
        ("criticising", "criticizing"),
        ("paralysed", "paralyzed"),
        ("travelled", "traveled"),
        ("manoeuvres", "maneuvers"),
        ("sceptics", "skeptics"),
        ("enquiry", "inquiry"),
    ],
)
def test_either_house_is_told_from_the_other(british: str, american: str) -> None:
    assert other_house(british) == american
    assert other_house(american) == british


@pytest.mark.parametrize(
    "word",
    [
        "promise",
        "exercise",
        "surprised",
        "advertising",
        "rise",
        "prize",
        "prise",
        "size",
        "Louise",
        "tyre",
        "storey",
        "four",
        "war",
    ],
)
def test_words_of_one_spelling_have_no_other(word: str) -> None:
    assert other_house(word.lower()) is None


@given(st.from_regex(r"[a-z]{1,6}(is|iz)(e|ed|ing|ation)", fullmatch=True))
def test_the_other_house_s_other_house_is_the_first(word: str) -> None:
    other = other_house(word)
    assert other is None or (other != word and other_house(other) == word)
