"""Time zones as people name them: by offsets, by letters and by what the clocks of a place are called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.cities import city
from bot.text.zones import offset_in, zones_at, zones_called, zones_like

WINTER, SUMMER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)
NEW_YORK = ("America/New_York",)


@pytest.mark.parametrize("name", ["US", "U.S.", "us", "U.S.A.", "USA", "الولايات المتحدة", "توقيت أمريكا"])
def test_a_country_by_its_letters_leaves_the_same_choice(name: str) -> None:
    assert zones_called(name) == zones_called("United States")
    assert "America/Chicago" in zones_called(name)


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("EST", NEW_YORK),
        ("edt", NEW_YORK),
        ("PST", ("America/Los_Angeles",)),
        ("توقيت مكة", ("Asia/Riyadh",)),
        ("بتوقيت بيروت", ("Asia/Beirut",)),
        ("Mecca time", ("Asia/Riyadh",)),
        ("Tokyo standard time", ("Asia/Tokyo",)),
        ("توقيت فلسطين", ("Asia/Gaza", "Asia/Hebron")),
        ("توقيت غرينتش", ("UTC",)),
        ("الخليل", ("Asia/Hebron",)),
        ("أنكوريج", ("America/Anchorage",)),
        ("IST", ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin")),
    ],
)
def test_clocks_go_by_what_people_call_them(name: str, zones: tuple[str, ...]) -> None:
    assert zones_called(name) == zones


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("+3", 3),
        ("UTC+3", 3),
        ("UTC+03:00", 3),
        ("gmt + 3", 3),
        ("GMT-5", -5),
        ("UTC\u22125", -5),
        ("+0330", 3.5),
        ("+٣", 3),
        ("3+", 3),
        ("غرينتش+3", 3),
        ("توقيت غرينتش +3", 3),
        ("UTC+0", 0),
    ],
)
def test_a_difference_to_utc_is_read(text: str, hours: float) -> None:
    assert offset_in(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["3", "UTC", "+15", "+3:75", "Beirut+3", "", "+", "UTC+3+3", "23-7"])
def test_what_is_no_difference_is_none(text: str) -> None:
    assert offset_in(text) is None


@given(st.text())
def test_no_text_makes_reading_fail(text: str) -> None:
    offset_in(text)
    zones_called(text)


def test_the_places_at_a_difference_are_those_of_the_day() -> None:
    assert zones_at(timedelta(hours=3), WINTER, 3) == ("Asia/Riyadh", "Asia/Baghdad", "Asia/Damascus")
    assert "Asia/Beirut" not in zones_at(timedelta(hours=3), WINTER, 50)
    assert "Asia/Beirut" in zones_at(timedelta(hours=3), SUMMER, 50)
    assert zones_at(timedelta(hours=-5), WINTER, 1) == NEW_YORK
    assert len(zones_at(timedelta(hours=5, minutes=45), WINTER, 2)) == 1
    assert zones_at(timedelta(minutes=7), WINTER, 9) == ()


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Hebron", "الخليل"),
        ("Asia/Gaza", "غزة"),
        ("America/Anchorage", "أنكوريج"),
        ("America/Phoenix", "فينيكس"),
        ("Asia/Beirut", "بيروت"),
    ],
)
def test_places_are_called_as_the_press_calls_them(zone: str, name: str) -> None:
    assert city("ar", zone) == name
    assert "(" not in name


def test_what_is_offered_for_a_slip_is_a_place() -> None:
    assert zones_like("توقيت بيروات", 1) == ("Asia/Beirut",)
