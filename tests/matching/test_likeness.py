from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.crossing import crossing, rendering_price
from bot.matching.likeness import likeness
from bot.matching.skeleton import keys

_ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويء", max_size=10)
_LATIN = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=10)


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
    assert set(keys(one)) & set(keys(other))


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


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("لافروف", "lavrov"), ("مايفيلد", "mayfield"), ("راسموسن", "rasmussen"), ("شولتس", "scholz"), ("زيلينسكي", "zelensky")],
)
def test_renderings(arabic: str, latin: str) -> None:
    assert 60 <= crossing(arabic, latin) <= 90
    assert set(keys(arabic)) & set(keys(latin))


@pytest.mark.parametrize(
    ("arabic", "latin"), [("لافروف", "lavrovsky"), ("مرتين", "mayfield"), ("بوتين", "bitcoin"), ("علي", "ali")]
)
def test_what_is_no_rendering_or_too_short_to_tell(arabic: str, latin: str) -> None:
    assert crossing(arabic, latin) == 0


@given(_ARABIC, _LATIN)
def test_any_pair_has_a_price(arabic: str, latin: str) -> None:
    assert rendering_price(arabic, latin) >= 0
    assert 0 <= crossing(arabic, latin) <= 90
    assert len(keys(latin)) <= 32


@given(_ARABIC, _LATIN, st.floats(0, 5))
def test_a_price_that_is_not_wanted_may_stop_short_but_not_come_out_lower(arabic: str, latin: str, most: float) -> None:
    price, stopped = rendering_price(arabic, latin), rendering_price(arabic, latin, most)
    assert stopped == price if price <= most else stopped > most
