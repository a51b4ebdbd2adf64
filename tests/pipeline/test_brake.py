"""Behaviour 18: what of a document that is new almost throughout is news, is held, and is old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.brake import FEWEST, Fate, Newcomer, Standing, is_much, judge

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEWS, HELD, OLD = Fate.NEWS, Fate.HELD, Fate.OLD


def feed(
    listed: int, pace: float = 24, gap: timedelta = 5 * MINUTE, known_for: timedelta = 30 * DAY, vanished: float = 1.0
) -> Standing:
    return Standing(listed, pace, known_for, NOW - gap, newest=NOW - gap - 10 * MINUTE, vanished=vanished)


def undated(count: int, *, repeated: bool = False) -> list[Newcomer]:
    return [Newcomer(None, repeated) for _ in range(count)]


def dated(count: int, newest: timedelta, apart: timedelta = MINUTE) -> list[Newcomer]:
    """Newcomers the youngest of which is ``newest`` old."""
    return [Newcomer(NOW - newest - number * apart) for number in range(count)]


def fates(standing: Standing, newcomers: Sequence[Newcomer]) -> set[Fate]:
    return set(judge(standing, newcomers, NOW))


@pytest.mark.parametrize(
    ("standing", "newcomers"),
    [
        pytest.param(feed(30), undated(9), id="few"),
        pytest.param(feed(200), undated(110), id="less than most"),
        pytest.param(feed(50, pace=1500, gap=30 * MINUTE), undated(40), id="a busy wire"),
        pytest.param(feed(50, pace=20), dated(40, 2 * MINUTE, timedelta(seconds=5)), id="an hour of breaking news"),
        pytest.param(feed(20, pace=20, gap=DAY), undated(20), id="not polled for a day"),
        pytest.param(feed(20, pace=0, gap=10 * DAY, known_for=10 * DAY), dated(20, HOUR, 9 * HOUR), id="back after a silence"),
        pytest.param(feed(20, pace=2), dated(15, HOUR, 5 * MINUTE), id="dated a little before the last reading"),
        pytest.param(feed(40, known_for=HOUR, pace=0, vanished=0.0), undated(39), id="a young feed that grows"),
        pytest.param(replace(feed(20), newest=NOW - 8 * DAY), dated(14, DAY, 6 * HOUR), id="a week's batch after the last"),
        pytest.param(
            feed(20), [Newcomer(datetime(2026, 11, 21, tzinfo=UTC)) for _ in range(20)], id="days for dates, and it is this day"
        ),
    ],
)
def test_what_is_no_flood(standing: Standing, newcomers: Sequence[Newcomer]) -> None:
    assert fates(standing, newcomers) == {NEWS}


@pytest.mark.parametrize(
    ("standing", "newcomers", "expected"),
    [
        pytest.param(feed(200), undated(200), {HELD}, id="other guids, titles and links"),
        pytest.param(feed(30, pace=48, gap=HOUR), undated(30), {HELD}, id="more than the pace explains"),
        pytest.param(feed(200), undated(200, repeated=True), {OLD}, id="known titles"),
        pytest.param(feed(200), dated(200, 3 * DAY), {OLD}, id="a backup of old entries"),
        pytest.param(feed(30), dated(30, 3 * HOUR), {HELD}, id="dated some hours before the last reading"),
        pytest.param(feed(30), [Newcomer(NOW + 400 * DAY)] * 30, {HELD}, id="dated in another year to come"),
        pytest.param(feed(30), [Newcomer(NOW - MINUTE)] * 30, {HELD}, id="all stamped with one moment"),
        pytest.param(feed(30, known_for=HOUR, pace=0), undated(30), {HELD}, id="a young feed exchanged for another"),
        pytest.param(feed(60), undated(45) + dated(15, MINUTE), {HELD, NEWS}, id="what is plausible goes through"),
        pytest.param(feed(60), undated(45) + dated(15, 9 * DAY), {HELD, OLD}, id="what proves old goes out"),
    ],
)
def test_what_is_a_flood(standing: Standing, newcomers: Sequence[Newcomer], expected: set[Fate]) -> None:
    assert fates(standing, newcomers) == expected


def test_a_pace_that_explains_some_of_it_does_not_excuse_what_is_dated_before() -> None:
    wire = feed(100, pace=1500, gap=30 * MINUTE)
    assert fates(wire, undated(90)) == {NEWS}
    assert fates(wire, dated(90, 3 * HOUR)) == {HELD}


newcomers = st.lists(
    st.builds(
        Newcomer,
        st.none() | st.integers(-90 * 1440, 400 * 1440).map(lambda minutes: NOW + minutes * MINUTE),
        st.booleans(),
    ),
    max_size=120,
)
standings = st.builds(
    feed,
    st.integers(1, 200),
    st.floats(0, 5000),
    st.integers(0, 20_000).map(lambda minutes: minutes * MINUTE),
    st.integers(0, 100_000).map(lambda minutes: minutes * MINUTE),
    st.floats(0, 1),
)


@given(standings, newcomers)
def test_each_newcomer_has_one_fate_and_few_are_never_a_flood(standing: Standing, entries: list[Newcomer]) -> None:
    found = judge(standing, entries, NOW)
    assert len(found) == len(entries)
    if len(entries) < FEWEST or not is_much(standing.listed, len(entries)):
        assert set(found) <= {NEWS}


@given(standings, st.integers(0, 120), st.integers(0, 120))
def test_what_the_pace_explains_is_never_a_flood(standing: Standing, count: int, fresh: int) -> None:
    """Undated entries, no more than the feed brings in the time, beside any number dated since the last reading."""
    since = NOW - standing.last_success
    count = min(count, int(standing.pace * (since / DAY)))
    since_then = [Newcomer(standing.last_success + since * (number / (fresh + 1))) for number in range(fresh)]
    spread = [each for number, each in enumerate(since_then) if number == 0 or each != since_then[number - 1]]
    assert fates(standing, undated(count) + spread) <= {NEWS}


@given(standings, newcomers)
def test_what_is_dated_since_the_last_reading_is_never_held_or_old(standing: Standing, entries: list[Newcomer]) -> None:
    stamps = [each.published for each in entries]
    for newcomer, fate in zip(entries, judge(standing, entries, NOW), strict=True):
        date = newcomer.published
        if date is not None and standing.last_success <= date <= NOW and not newcomer.repeated and stamps.count(date) < FEWEST:
            assert fate is NEWS


@given(standings, newcomers)
def test_what_repeats_a_known_article_is_never_held(standing: Standing, entries: list[Newcomer]) -> None:
    fates_of = zip(entries, judge(standing, entries, NOW), strict=True)
    assert all(fate is not HELD for newcomer, fate in fates_of if newcomer.repeated)
