"""Quiet hours and digests by the clock on the wall, above all where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.alerts.timing import Span, moment_of, next_digest, quiet_span, zone_of
from bot.model.preferences import Digest, QuietHours

# A day on which clocks go forward and one on which they go back, near each of which something odd may happen.
CHANGES = {
    "Africa/Cairo": (date(2026, 4, 24), date(2026, 10, 30)),
    "Asia/Beirut": (date(2026, 3, 29), date(2026, 10, 25)),
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "Asia/Gaza": (date(2026, 3, 28), date(2026, 10, 24)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
}
zones = st.sampled_from(sorted(CHANGES))
minutes = st.integers(0, 1439)


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[str, date]:
    zone = draw(zones)
    day = draw(st.sampled_from(CHANGES[zone])) + timedelta(days=draw(st.integers(-2, 2)))
    return zone, day


def wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def midnight(day: date, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("zone", "day", "minute", "expected"),
    [
        ("Africa/Cairo", date(2026, 4, 24), 30, "2026-04-23T22:00"),
        ("Asia/Beirut", date(2026, 3, 29), 0, "2026-03-28T22:00"),
        ("Europe/London", date(2026, 3, 29), 90, "2026-03-29T01:00"),
        ("Asia/Gaza", date(2026, 3, 28), 150, "2026-03-28T00:00"),
        ("America/New_York", date(2026, 3, 8), 179, "2026-03-08T07:00"),
        ("America/New_York", date(2026, 11, 1), 90, "2026-11-01T05:30"),
        ("Asia/Beirut", date(2026, 10, 24), 23 * 60 + 30, "2026-10-24T20:30"),
    ],
)
def test_a_time_skipped_begins_after_the_gap_and_one_that_comes_twice_the_first_time(
    zone: str, day: date, minute: int, expected: str
) -> None:
    assert moment_of(day, minute, zone_of(zone)) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(near_a_change(), minutes)
def test_a_moment_is_the_first_at_which_the_clock_has_reached_the_time(where: tuple[str, date], minute: int) -> None:
    zone, day = where
    moment = moment_of(day, minute, zone_of(zone))
    wanted = midnight(day, minute)
    assert wall(moment, zone) >= wanted
    # Never before on that day had the clock shown it.
    at = moment - timedelta(hours=6)
    while at < moment:
        assert wall(at, zone) < wanted
        at += timedelta(minutes=1)


@given(near_a_change(), minutes, minutes, st.integers(0, 1439))
def test_quiet_is_what_lies_between_its_ends_on_the_wall(where: tuple[str, date], start: int, end: int, at: int) -> None:
    zone, day = where
    now = moment_of(day, at, zone_of(zone))
    span = quiet_span(QuietHours(start, end), zone, now)
    clock = wall(now, zone)
    minute = clock.hour * 60 + clock.minute
    inside = start <= minute < end if start < end else start != end and (minute >= start or minute < end)
    # Where an hour comes twice, the first counts as its time; what is asked for here never lies in the second.
    assert (span is not None) == inside
    if span is not None:
        assert span.since <= now < span.until <= now + timedelta(hours=25)


@given(near_a_change(), minutes, minutes)
@example(("Africa/Cairo", date(2026, 4, 23)), 1, 0)
def test_quiet_hours_end_when_they_say(where: tuple[str, date], start: int, end: int) -> None:
    zone, day = where
    quiet = QuietHours(start, end)
    span = quiet_span(quiet, zone, moment_of(day, start, zone_of(zone)))
    if span is not None:
        following = quiet_span(quiet, zone, span.until)
        # An hour that the clock leaves out may hold both the end and the next start: then the next begins at once.
        assert following is None or following.since == span.until == moment_of(
            wall(span.until, zone).date(), start, zone_of(zone)
        )
        assert quiet_span(quiet, zone, span.until - timedelta(seconds=1)) == span


@pytest.mark.parametrize("minute", [0, 420, 1439])
def test_equal_ends_mean_no_quiet_at_all(minute: int) -> None:
    for hour in range(24):
        assert quiet_span(QuietHours(minute, minute), "Asia/Beirut", datetime(2026, 11, 21, hour, tzinfo=UTC)) is None


def test_no_quiet_hours_are_never_quiet() -> None:
    assert quiet_span(None, "UTC", datetime(2026, 11, 21, tzinfo=UTC)) is None


def test_a_night_of_a_change_is_shorter_or_longer_by_an_hour() -> None:
    def night(day: int, month: int) -> timedelta:
        span = quiet_span(QuietHours(23 * 60, 7 * 60), "Europe/London", datetime(2026, month, day, 5, tzinfo=UTC))
        assert isinstance(span, Span)
        return span.until - span.since

    assert (night(29, 3), night(25, 10), night(1, 10)) == (timedelta(hours=7), timedelta(hours=9), timedelta(hours=8))


@given(near_a_change(), st.lists(minutes, min_size=1, max_size=4), minutes, st.none() | st.integers(0, 6))
def test_a_digest_is_the_next_of_its_times(where: tuple[str, date], times: list[int], at: int, weekday: int | None) -> None:
    zone, day = where
    now = moment_of(day, at, zone_of(zone))
    found = next_digest(Digest(tuple(sorted(times)), weekday), zone, now)
    assert found is not None
    days = [day + timedelta(days=ahead) for ahead in range(-2, 12)]
    every = [moment_of(each, minute, zone_of(zone)) for each in days if weekday in {None, each.weekday()} for minute in times]
    assert found == min(moment for moment in every if moment > now)


@given(near_a_change(), minutes)
def test_an_hourly_digest_comes_at_the_next_full_hour_by_the_wall(where: tuple[str, date], at: int) -> None:
    zone, day = where
    now = moment_of(day, at, zone_of(zone))
    found = next_digest(Digest(hourly=True), zone, now)
    assert found is not None
    assert timedelta(0) < found - now <= timedelta(hours=1)
    assert wall(found, zone).minute == 0


def test_hours_are_full_by_the_wall_where_zones_are_half_an_hour_off() -> None:
    now = datetime(2026, 11, 21, 12, 10, tzinfo=UTC)
    assert next_digest(Digest(hourly=True), "Asia/Kolkata", now) == datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
    # Lord Howe's clocks change by half an hour.
    assert next_digest(Digest(hourly=True), "Australia/Lord_Howe", datetime(2026, 4, 4, 14, 45, tzinfo=UTC)) == datetime(
        2026, 4, 4, 15, 30, tzinfo=UTC
    )


def test_a_digest_without_times_never_comes() -> None:
    assert next_digest(Digest(), "UTC", datetime(2026, 11, 21, tzinfo=UTC)) is None


def test_an_unknown_zone_is_read_as_utc() -> None:
    assert zone_of("Mars/Olympus") is UTC
    assert zone_of("../etc") is UTC
