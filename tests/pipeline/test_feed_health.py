"""What is told of a feed's health, and when: a table of cases, and what holds for every course that a feed can take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.health import OUTAGE, FeedNews, FeedNewsKind, Reach
from bot.model.news import Broken, DueSource, Fresh, Reading, Source, Trouble, Unchanged, Validators
from bot.pipeline.health import moved, outage, over, verdict

# A Wednesday.
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OWN = 7


def due(**facts: Any) -> DueSource:
    """A shared feed that has been read for a month, five minutes apart."""
    source = Source("one", "https://one.example/rss", "One", owner_chat=facts.pop("owner_chat", None))
    known = {"polls": 8640, "last_success": NOW - timedelta(minutes=5), "last_new": NOW - HOUR, "pace": 24.0}
    return replace(DueSource(source, Validators(), **known), **facts)


def failed(hours: float, tries: int, **facts: Any) -> DueSource:
    """A feed that has failed so many times before this one, since so many hours ago."""
    return due(failures=tries - 1, failing_since=NOW - hours * HOUR, **facts)


def silent(hours: float, pace: float, now: datetime = NOW, **facts: Any) -> DueSource:
    return due(last_new=now - hours * HOUR, pace=pace, **facts)


def kind(news: FeedNews | None) -> FeedNewsKind | None:
    return None if news is None else news.kind


FAILING, RECOVERED, GONE = FeedNewsKind.FAILING, FeedNewsKind.RECOVERED, FeedNewsKind.GONE
SILENT, SPEAKING = FeedNewsKind.SILENT, FeedNewsKind.SPEAKING
MISSING, EXPIRED = Broken(Trouble.NOT_FOUND, "HTTP 404"), Broken(Trouble.CERTIFICATE_EXPIRED)
NEVER: dict[str, Any] = {"last_success": None, "polls": 0, "last_new": None}

CASES: dict[str, tuple[DueSource, Reading, FeedNewsKind | None]] = {
    "well": (due(), Unchanged(), None),
    "one slip": (due(), MISSING, None),
    "failing, not for long": (failed(5.9, 20), MISSING, None),
    "failing for long, but tried little": (failed(30, 4), MISSING, None),
    "failing for long": (failed(6, 5), MISSING, FAILING),
    "failing for long, told": (failed(9, 9, told="failing"), MISSING, None),
    "a certificate, at its first try": (failed(0, 1), EXPIRED, None),
    "a certificate, at its second": (failed(0.1, 2), EXPIRED, FAILING),
    "a login, at its second try": (failed(0.1, 2), Broken(Trouble.LOGIN_NEEDED, "HTTP 401"), FAILING),
    "in reach again, nobody was told": (failed(5, 9), Unchanged(), None),
    "in reach again": (failed(9, 9, told="failing"), Fresh(()), RECOVERED),
    "unchanged is as good": (failed(9, 9, told="failing"), Unchanged(), RECOVERED),
    "gone, at once": (due(), Broken(Trouble.GONE, "HTTP 410"), GONE),
    "gone after failing": (failed(9, 9, told="failing"), Broken(Trouble.GONE), GONE),
    "gone, told": (due(told="gone"), Broken(Trouble.GONE), None),
    "back though it was gone": (failed(30, 3, told="gone"), Fresh(()), RECOVERED),
    "never read, the operator's": (failed(100, 30, **NEVER), MISSING, None),
    "never read, its chat's, new": (failed(23, 30, owner_chat=OWN, **NEVER), EXPIRED, None),
    "never read, its chat's, for a day": (failed(24, 9, owner_chat=OWN, **NEVER), MISSING, FAILING),
    "never read, and gone": (failed(1, 2, **NEVER), Broken(Trouble.GONE), GONE),
    "part of an outage": (failed(9, 9, told=f"{OUTAGE} {NOW.isoformat()}"), Broken(Trouble.DNS), None),
    "in reach again in an outage": (failed(9, 9, told=f"{OUTAGE} {NOW.isoformat()}"), Unchanged(), None),
    "round the clock, quiet": (silent(11.9, 100), Unchanged(), None),
    "round the clock, silent": (silent(12, 100), Unchanged(), SILENT),
    "silent, told": (silent(40, 100, told="silent"), Unchanged(), None),
    "by day, quiet overnight": (silent(20, 20), Unchanged(), None),
    "by day, silent": (silent(24, 20), Unchanged(), SILENT),
    "seldom": (silent(200, 5.9), Unchanged(), None),
    "six a day, for two days": (silent(48, 6), Unchanged(), SILENT),
    "silent, but hardly known": (silent(40, 100, polls=500), Unchanged(), None),
    "silent and failing": (silent(40, 100), MISSING, None),
    "silent, though its document changed": (silent(40, 100), Fresh(()), SILENT),
}


@pytest.mark.parametrize("name", CASES)
def test_cases(name: str) -> None:
    feed, reading, wanted = CASES[name]
    assert kind(verdict(feed, reading, NOW)) is wanted


def test_new_entries_end_a_silence_and_begin_none() -> None:
    assert verdict(silent(40, 100), Fresh(()), NOW, 2) is None
    news = verdict(silent(40, 100, told="silent"), Fresh(()), NOW, 2)
    assert news is not None
    assert (news.kind, news.since) == (SPEAKING, NOW - 40 * HOUR)


def test_the_facts_go_with_the_news() -> None:
    failing = verdict(failed(7, 9), MISSING, NOW)
    assert failing == FeedNews(FAILING, NOW - 7 * HOUR, Trouble.NOT_FOUND, "HTTP 404")
    recovered = verdict(failed(9, 9, told="failing"), Unchanged(), NOW)
    assert recovered is not None
    assert recovered.since == NOW - 9 * HOUR
    quiet = verdict(silent(30, 23.6), Unchanged(), NOW)
    assert quiet is not None
    assert (quiet.since, quiet.pace) == (NOW - 30 * HOUR, 24)


@pytest.mark.parametrize(
    ("last", "now"),
    [
        # From Friday evening to Monday morning, and from Thursday evening to Sunday morning.
        (datetime(2026, 11, 20, 17, 0, tzinfo=UTC), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        (datetime(2026, 11, 19, 17, 0, tzinfo=UTC), datetime(2026, 11, 22, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_newsroom_that_rests_at_the_weekend_raises_no_alarm(last: datetime, now: datetime) -> None:
    assert verdict(due(last_new=last, pace=20), Unchanged(), now) is None
    assert kind(verdict(due(last_new=last, pace=20), Unchanged(), now + 2 * DAY)) is SILENT
    assert kind(verdict(due(last_new=last, pace=60), Unchanged(), now)) is SILENT, "this one writes at weekends, too"


@given(st.lists(st.tuples(st.sampled_from([*Trouble, "unchanged", "new"]), st.floats(0.05, 40)), max_size=60))
def test_nothing_is_told_twice_in_a_row_and_only_what_was_told_is_over(course: list[tuple[Trouble | str, float]]) -> None:
    feed, now, told = due(pace=60.0), NOW, []
    for reading, hours in course:
        now += hours * HOUR
        result = Broken(reading) if isinstance(reading, Trouble) else Unchanged() if reading == "unchanged" else Fresh(())
        news = verdict(feed, result, now, int(reading == "new"))
        if news is not None:
            told.append(news.kind)
            feed = replace(feed, told=news.told)
        feed = after(feed, result, now, new=reading == "new")
    for before, following in zip([None, *told], told, strict=False):
        assert before is not following
        if following is RECOVERED:
            assert before in {FAILING, GONE}
        if following is SPEAKING:
            assert before is SILENT
    assert feed.told in {"", "failing", "gone", "silent"}


def after(feed: DueSource, reading: Reading, now: datetime, *, new: bool) -> DueSource:
    """The feed as the next poll finds it."""
    if isinstance(reading, Broken):
        return replace(feed, failures=feed.failures + 1, failing_since=feed.failing_since or now)
    well = replace(feed, failures=0, failing_since=None, last_success=now)
    return replace(well, last_new=now) if new else well


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("", False),
        ("https://one.example/rss", False),
        ("https://www.one.example/rss/", False),
        ("https://one.example:443/rss", False),
        ("http://One.example/feed", True),
        ("https://two.example/rss", True),
        ("https://one.example/rss?page=2", True),
    ],
)
def test_a_move_is_news_only_to_another_place(new: str, told: bool) -> None:
    news = moved("http://one.example/rss", new)
    assert (news is not None) is told
    if news is not None:
        assert (news.kind, news.address, news.told) == (FeedNewsKind.MOVED, new, None)


def out(*hours: float) -> tuple[datetime, ...]:
    return tuple(NOW - each * HOUR for each in hours)


@pytest.mark.parametrize(
    ("reach", "since"),
    [
        (Reach(10), None),
        (Reach(10, out(*[1] * 5)), None),
        (Reach(10, out(*[1] * 6)), NOW - HOUR),
        (Reach(3, out(1, 1, 1)), None),
        (Reach(4, out(1, 1, 1)), NOW - HOUR),
        (Reach(4, out(0.2, 0.2, 0.2)), None),
        # Three that had died long before, of which people know, are no part of it; one that died unnoticed is none either.
        (Reach(10, out(90, 80, 70, 1, 1, 1), known=3), None),
        (Reach(10, out(90, 80, 70, 1, 1, 1.1, 1.2, 1, 1), known=3), NOW - 1.2 * HOUR),
        (Reach(6, out(90, 70, 50, 30, 10)), None),
    ],
)
def test_an_outage_is_most_feeds_out_of_reach_at_about_the_same_time(reach: Reach, since: datetime | None) -> None:
    assert outage(reach, NOW) == since


def test_an_outage_is_over_when_two_thirds_are_back_or_half_after_a_day() -> None:
    assert not over(9, 4, NOW - HOUR, NOW)
    assert over(9, 3, NOW - HOUR, NOW)
    assert over(9, 4, NOW - DAY, NOW)
    assert not over(9, 5, NOW - DAY, NOW)


@given(st.integers(0, 40), st.lists(st.floats(0, 200), max_size=40), st.integers(0, 10))
def test_an_outage_that_begins_is_not_over_at_once(feeds: int, hours: list[float], known: int) -> None:
    reach = Reach(max(feeds, len(hours)), out(*hours), min(known, len(hours)))
    since = outage(reach, NOW)
    assert since is None or not over(reach.feeds, len(reach.out), since, NOW)
