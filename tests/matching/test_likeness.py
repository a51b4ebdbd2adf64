from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.likeness import likeness

_ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويء", max_size=10)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("زابوريجيا", "زابوروجيا"),
        ("نتنياهو", "نتانياهو"),
        ("بومجارتن", "بومغارتن"),
        ("hezbollah", "hizbullah"),
        ("gaddafi", "qaddafi"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert 60 <= likeness(one, other) < 95


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ايران", "ايراد"),
        ("القدس", "المقدس"),
        ("bitcoin", "litecoin"),
        ("usdt", "usdc"),
        ("hamas", "hama"),
        ("anderson", "andersen"),
        ("arnold", "arnoldo"),
        ("slovakia", "slovenia"),
        ("ميلان", "ميلانو"),
        ("محمد", "محمود"),
    ],
)
def test_neighbours_are_kept_apart(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) == 0


@given(_ARABIC, _ARABIC)
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    assert (likeness(one, other) > 0) == (likeness(other, one) > 0)
