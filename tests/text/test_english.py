from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.english import is_latin, is_surname, singulars


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("drones", "drone"),
        ("fields", "field"),
        ("waters", "water"),
        ("leaves", "leaf"),
        ("35s", "35"),
        ("35b", "35"),
        ("72b3", "72"),
        ("batteries", "battery"),
        ("crashes", "crash"),
        ("boxes", "box"),
        ("houthis", "houthi"),
        ("viruses", "virus"),
        ("gases", "gas"),
        ("crises", "crisis"),
        ("bases", "base"),
        ("bases", "basis"),
        ("knives", "knife"),
        ("vetoes", "veto"),
        ("shoes", "shoe"),
        ("gunmen", "gunman"),
        ("policewomen", "policewoman"),
        ("men", "man"),
        ("children", "child"),
        ("referenda", "referendum"),
    ],
)
def test_singulars(plural: str, singular: str) -> None:
    assert singular in singulars(plural)


@pytest.mark.parametrize(
    "word",
    ["drone", "press", "crisis", "virus", "paris", "gas", "us", "s", "", "williams", "edwards", "yemen", "bremen", "specimen"],
)
def test_what_is_no_plural(word: str) -> None:
    assert singulars(word) == ()


@pytest.mark.parametrize("word", ["striking", "strikes", "strike", "bombed", "traded"])
def test_verbs_stay_as_written_but_for_what_looks_like_a_plural(word: str) -> None:
    assert set(singulars(word)) <= {"strike"}


@given(st.text())
def test_a_singular_is_another_word_and_long_enough(text: str) -> None:
    assert all(len(stem) >= 3 and stem != text for stem in singulars(text))


def test_is_latin() -> None:
    assert is_latin("bitcoin")
    assert not is_latin("f35")
    assert not is_latin("بيتكوين")


@pytest.mark.parametrize("word", ["35bx", "2025", "19th", "3x30"])
def test_a_number_with_more_is_no_model(word: str) -> None:
    assert singulars(word) == ()


def test_some_plurals_are_surnames() -> None:
    assert is_surname("water")
    assert not is_surname("bank")


@pytest.mark.parametrize("word", ["35s", "35b", "35as", "72b3"])
def test_the_letter_of_a_model_comes_off_its_number(word: str) -> None:
    assert singulars(word) == (word[:2],)
