"""Dates as feeds write them."""

# ruff: noqa: E501 - tables read better wide

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.dates import credible, read_date

MOMENT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T10:00:00Z", "2026-11-21T13:00:00+03", "2026-11-21T13:00:00+03:00", "2026-11-21T13:00+0300",
        "2026-11-21T10:00:00.123456Z", "2026-11-21 10:00:00", "2026/11/21 10:00", "20261121T100000Z", "2026-11-21T07:00:00-03:00",
        "Sat, 21 Nov 2026 10:00:00", "Sat, 21 Nov 2026 10:00:00 GMT", "21 Nov 26 10:00 UT", "Sat, 21 Nov 2026 05:00:00 EST",
        "Sat, 21 Nov 2026 05:00:00 -0500 (EST)", "Sat, 21 Nov 2026 13:00:00 GMT+3", "Sat, 21 Nov 2026 14:00:00 GST",
        "21/11/2026 10:00", "11/21/2026 10:00 AM", "21.11.2026 13:00 +03", "21-11-2026 10:00:00", "10:00 21-11-2026",
        "Nov 21, 2026 10:00 am", "Saturday, November 21, 2026 10:00", "Sat Nov 21 10:00:00 2026", "Sat Nov 21 10:00:00 UTC 2026",
        "السبت، 21 نوفمبر 2026 10:00", "٢١ نوفمبر ٢٠٢٦ ١٠:٠٠", "21 تشرين الثاني 2026 - 10:00", "۲۱ نوفمبر ۲۰۲۶ ۱۰:۰۰",
        "21 تشرين الثاني/نوفمبر 2026 10:00 ص", "السبت 21 نونبر 2026 الساعة 10:00 بتوقيت غرينتش", "\u200f21\u200f/11/2026 10:00",
        "1795255200", "1795255200000", "Sat, 21 novembre 2026 10:00:00 +0000",
    ],
)  # fmt: skip
def test_one_moment_in_many_ways(text: str) -> None:
    assert read_date(text) == MOMENT


@pytest.mark.parametrize(
    "text", ["2026-11-21", "21/11/2026", "20261121", "21 نوفمبر 2026", "2026-11-20T24:00:00Z", "November 21, 2026"]
)
def test_a_day_without_a_time_begins_at_midnight(text: str) -> None:
    assert read_date(text) == MIDNIGHT


@pytest.mark.parametrize(
    ("text", "hour"), [("12:00 AM", 0), ("12:30 PM", 12), ("9:05 م", 21), ("9:05 مساءً", 21), ("9:05 صباحًا", 9), ("12:15 ص", 0)]
)
def test_halves_of_the_day(text: str, hour: int) -> None:
    read = read_date(f"21/11/2026 {text}")
    assert read is not None
    assert read.hour == hour


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("كانون الثاني", 1), ("شباط", 2), ("آذار", 3), ("نيسان", 4), ("أيار", 5), ("حزيران", 6), ("تموز", 7), ("آب", 8), ("أيلول", 9),
        ("تشرين الأول", 10), ("تشرين الثاني", 11), ("كانون الأول", 12), ("يناير", 1), ("فبراير", 2), ("مارس", 3), ("أبريل", 4),
        ("مايو", 5), ("يونيو", 6), ("يوليو", 7), ("أغسطس", 8), ("سبتمبر", 9), ("أكتوبر", 10), ("نوفمبر", 11), ("ديسمبر", 12),
        ("جانفي", 1), ("جويلية", 7), ("أوت", 8), ("غشت", 8), ("شتنبر", 9), ("دجنبر", 12),
    ],
)  # fmt: skip
def test_months_of_all_arab_regions(name: str, month: int) -> None:
    assert read_date(f"السبت 3 {name} 2026") == datetime(2026, month, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "yesterday",
        "0000-00-00",
        "2026-13-45",
        "Sat, 31 Feb 2026 10:00:00",
        "25:61",
        "Thu, 01 Jan 1795 00:00:00 GMT",
        "1970-01-01T00:00:00Z",
        "9999-12-31",
        "0",
        "99999999999999999999",
        "١٤٤٨/٦/١١",
        "Sat, 21 Nov 2026 25:00:00 GMT",
    ],
)
def test_nonsense_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_the_future_is_not_believed() -> None:
    assert credible(MOMENT, MOMENT - timedelta(hours=5)) == MOMENT
    assert credible(MOMENT, MOMENT - timedelta(days=2)) is None
    assert credible(None, MOMENT) is None


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S GMT", "%d/%m/%Y %H:%M:%S"]),
)
def test_what_is_written_is_read(moment: datetime, form: str) -> None:
    whole = moment.replace(microsecond=0, tzinfo=UTC)
    assert read_date(whole.strftime(form)) == whole


@given(st.text(max_size=300) | st.text("0123456789:/-+TZ .amص", max_size=40))
def test_never_raises_and_is_always_utc(text: str) -> None:
    read = read_date(text)
    assert read is None or read.utcoffset() == timedelta()
