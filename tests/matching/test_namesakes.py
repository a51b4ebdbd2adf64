from __future__ import annotations

import pytest

from bot.matching.namesakes import is_namesake, is_understated
from bot.matching.terms import form_of


@pytest.mark.parametrize("text", ["China", "CHINA", "Target", "FED", "AIDS", "WHO", "White House", "WEST BANK"])
def test_a_name_that_in_lower_case_is_another_word(text: str) -> None:
    assert form_of(text).capital
    assert not form_of(text.lower()).capital


@pytest.mark.parametrize("text", ["Drone", "DRONES", "Inflation", "Bitcoin", "NATO", "White house", "الصين", "Interest Rates"])
def test_a_capital_that_says_nothing(text: str) -> None:
    assert not form_of(text).capital


def test_a_single_capital_letter_is_no_acronym() -> None:
    assert not is_namesake(("A",), ("a",))


def test_only_the_lower_case_of_a_name_is_understated() -> None:
    assert is_understated("visa", ("visa",))
    assert not is_understated("Visa", ("visa",))
    assert not is_understated("drone", ("drone",))
