from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.pace import MEMORY, first_pace, pace_after

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)


@pytest.mark.parametrize("each_day", [2, 24, 288])
def test_a_steady_feed_comes_to_its_true_pace(each_day: int) -> None:
    pace, polls = 0.0, 288
    for poll in range(polls * 35):
        new = (poll + 1) * each_day // polls - poll * each_day // polls
        pace = pace_after(pace, new, FIVE)
    assert pace == pytest.approx(each_day, rel=0.1)


def test_a_feed_that_falls_silent_is_forgotten_by_and_by() -> None:
    assert pace_after(100, 0, MEMORY) == pytest.approx(36.8, abs=0.1)
    assert pace_after(100, 0, timedelta(days=60)) < 0.1


def test_how_often_it_is_polled_makes_no_difference() -> None:
    slow = fast = 10.0
    for _ in range(24):
        slow = pace_after(slow, 12, timedelta(hours=1))
        for _ in range(12):
            fast = pace_after(fast, 1, FIVE)
    assert fast == pytest.approx(slow, rel=0.01)


def test_the_dates_of_a_first_reading_tell_its_pace() -> None:
    hourly = [NOW - timedelta(hours=hour) for hour in range(24)]
    assert first_pace([*hourly, None, NOW + timedelta(days=1)], NOW) == pytest.approx(25, abs=1.5)
    assert first_pace([None, None], NOW) == 0
    assert first_pace([NOW], NOW) == 0
    assert first_pace([NOW, NOW], NOW) < 5000


@given(st.floats(0, 1e5), st.integers(0, 1000), st.floats(-100, 1e7))
def test_a_pace_is_never_negative_and_never_without_end(pace: float, new: int, seconds: float) -> None:
    after = pace_after(pace, new, timedelta(seconds=seconds))
    assert 0 <= after <= pace + new / 7 + 1e-6
