from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.crossing import Crossing
from tests.matching.conftest import EVIDENCE

_ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويء", min_size=1, max_size=10)
_LATIN = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=10)
_CROSSING = Crossing(EVIDENCE)


def _both_ways(arabic: str, latin: str) -> tuple[float, float]:
    return (
        _CROSSING.in_arabic(latin, arabic, EVIDENCE.arabic.log(arabic)),
        _CROSSING.in_latin(arabic, latin, EVIDENCE.english.log(latin)),
    )


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("لافروف", "lavrov"), ("مايفيلد", "mayfield"), ("راسموسن", "rasmussen"), ("شولتس", "scholz"), ("زيلينسكي", "zelensky")],
)
def test_renderings(arabic: str, latin: str) -> None:
    assert all(70 <= score <= 94 for score in _both_ways(arabic, latin))


@pytest.mark.parametrize(("arabic", "latin"), [("لافروف", "lavrovsky"), ("مرتين", "mayfield"), ("بوتين", "bitcoin")])
def test_what_is_no_rendering(arabic: str, latin: str) -> None:
    assert _both_ways(arabic, latin) == (0, 0)


def test_a_frequent_word_needs_surer_letters() -> None:
    rare, frequent = (_CROSSING.in_arabic("lavrov", "لافروف", commonness) for commonness in (-16.0, -6.0))
    assert rare > frequent


@given(_ARABIC, _LATIN)
def test_any_pair_has_a_score(arabic: str, latin: str) -> None:
    assert all(score == 0 or 70 <= score <= 94 for score in _both_ways(arabic, latin))
