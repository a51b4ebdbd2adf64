"""When the bot was away, and what is news after that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.absence import NOTICED, away_since, is_caught_up

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("late", "interval", "away"),
    [
        (-5 * MINUTE, 5 * MINUTE, False),
        (5 * MINUTE, MINUTE, False),
        (15 * MINUTE, MINUTE, False),
        (16 * MINUTE, 5 * MINUTE, True),
        (40 * MINUTE, 15 * MINUTE, False),
        (50 * MINUTE, 15 * MINUTE, True),
        (6 * HOUR, HOUR, True),
        (2 * HOUR, HOUR, False),
    ],
)
def test_a_poll_is_late_by_an_absence_if_it_is_late_by_much(late: timedelta, interval: timedelta, *, away: bool) -> None:
    due = NOW - late
    assert away_since(due, interval, NOW) == (due if away else None)


@given(st.integers(-9999, 9999), st.integers(1, 9999))
def test_nobody_was_away_who_comes_soon(late: int, interval: int) -> None:
    since = away_since(NOW - late * MINUTE, interval * MINUTE, NOW)
    assert since is None or (NOW - since > NOTICED and NOW - since > 3 * interval * MINUTE)


@pytest.mark.parametrize(
    ("published", "news"),
    [
        (None, True),
        (NOW - 7 * HOUR - MINUTE, False),
        (NOW - 6 * HOUR - 30 * MINUTE, True),
        (NOW - HOUR, True),
        (NOW + 24 * HOUR, True),
        (datetime(2026, 11, 21, tzinfo=UTC), True),
        (datetime(2026, 11, 20, tzinfo=UTC), False),
    ],
)
def test_what_has_no_date_or_one_from_the_absence_is_news(published: datetime | None, *, news: bool) -> None:
    assert is_caught_up(published, NOW - 6 * HOUR) is news
