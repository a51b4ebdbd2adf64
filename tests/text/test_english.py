from __future__ import annotations

import pytest

from bot.text.english import is_latin, singulars


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("drones", "drone"), ("batteries", "battery"), ("crashes", "crash"), ("boxes", "box"), ("houthis", "houthi")],
)
def test_singulars(plural: str, singular: str) -> None:
    assert singular in singulars(plural)


@pytest.mark.parametrize("word", ["drone", "press", "crisis", "virus", "paris", "gas", "us", "s", "", "williams", "edwards"])
def test_what_is_no_plural(word: str) -> None:
    assert singulars(word) == ()


def test_is_latin() -> None:
    assert is_latin("bitcoin")
    assert not is_latin("f35")
    assert not is_latin("بيتكوين")
