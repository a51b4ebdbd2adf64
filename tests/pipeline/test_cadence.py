from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Broken, DueSource, Fresh, PollAdvice, Reading, Source, Trouble, Unchanged, Validators
from bot.pipeline.cadence import CEILING, FLOOR, next_poll

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOURCE = Source("a", "https://a.example/", "A", interval=timedelta(minutes=5))
ASKS_NOTHING = PollAdvice()


def waits(
    reading: Reading, failures: int = 0, jitter: float = 0.0, pace: float = 0.0, hints: PollAdvice = ASKS_NOTHING
) -> tuple[float, str]:
    poll = next_poll(DueSource(SOURCE, Validators(), 3, failures, pace=pace, hints=hints), reading, NOW, jitter)
    return (poll.next_due - NOW).total_seconds(), poll.because.code


def test_a_quiet_feed_is_polled_at_its_interval() -> None:
    assert waits(Unchanged()) == (300, "interval")


def test_jitter_adds_at_most_a_tenth() -> None:
    assert waits(Unchanged(), jitter=1.0) == (330, "interval")


def test_a_server_may_ask_for_more_patience_but_not_for_less() -> None:
    assert waits(Fresh((), advice=PollAdvice(wait=timedelta(minutes=60)))) == (3600, "server-asks")
    assert waits(Fresh((), advice=PollAdvice(wait=timedelta(seconds=1)))) == (300, "interval")


def test_a_busy_feed_is_polled_faster_within_what_it_allows() -> None:
    assert waits(Unchanged(), pace=100) == (300, "interval")
    assert waits(Unchanged(), pace=288) == (150, "busy")
    assert waits(Unchanged(), pace=10_000) == (60, "busy")
    assert waits(Unchanged(advice=PollAdvice(wait=timedelta(seconds=200))), pace=288) == (200, "server-asks")
    assert waits(Broken(Trouble.TIMEOUT), pace=288) == (300, "back-off")


def test_what_the_last_document_asked_holds_until_the_next() -> None:
    hints = PollAdvice(wait=timedelta(minutes=30), skip_hours=frozenset({12}))
    assert waits(Unchanged(), hints=hints) == (3600, "skipped")
    assert waits(Unchanged(), hints=PollAdvice(wait=timedelta(minutes=30))) == (1800, "server-asks")
    assert waits(Unchanged(advice=PollAdvice(wait=timedelta(hours=1))), hints=hints)[0] == 3600


def test_errors_back_off_to_a_day() -> None:
    broken = Broken(Trouble.SERVER_ERROR)
    assert [waits(broken, failures)[0] for failures in (0, 1, 2, 3)] == [300, 600, 1200, 2400]
    assert waits(broken, 50) == (86400, "back-off")


def test_retry_after_is_kept_after_a_refusal_and_after_success() -> None:
    advice = PollAdvice(retry_after=timedelta(hours=2))
    assert waits(Broken(Trouble.RATE_LIMITED, advice=advice)) == (7200, "retry-after")
    assert waits(Fresh((), advice=advice)) == (7200, "retry-after")


def test_a_feed_that_is_gone_is_asked_once_a_day() -> None:
    assert waits(Broken(Trouble.GONE)) == (86400, "gone")


def test_skipped_hours_and_days_are_left_alone() -> None:
    hours = PollAdvice(skip_hours=frozenset({12, 13}))
    assert waits(Unchanged(advice=hours))[0] == 2 * 3600
    saturday = PollAdvice(skip_days=frozenset({5}))
    assert waits(Unchanged(advice=saturday))[0] == 12 * 3600


def test_a_feed_that_skips_every_hour_is_polled_all_the_same() -> None:
    assert waits(Unchanged(advice=PollAdvice(skip_hours=frozenset(range(24)))))[0] == 300


waitings = st.none() | st.timedeltas(timedelta(days=-30_000), timedelta(days=30_000))
advice = st.builds(
    PollAdvice,
    waitings,
    waitings,
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.integers(0, 6)),
)
readings: st.SearchStrategy[Reading] = st.one_of(
    st.builds(Unchanged, advice=advice),
    st.builds(Fresh, st.just(()), advice=advice),
    st.builds(Broken, st.sampled_from(Trouble), advice=advice),
)
sources = st.builds(
    DueSource,
    st.just(SOURCE),
    st.just(Validators()),
    failures=st.integers(0, 10**6),
    pace=st.floats(0, 1e6),
    hints=advice,
)


@given(sources, readings, st.floats(0, 1))
def test_no_advice_moves_a_poll_out_of_bounds(due: DueSource, reading: Reading, jitter: float) -> None:
    poll = next_poll(due, reading, NOW, jitter)
    skipping = reading.advice.with_hints(due.hints)
    waited = poll.next_due - NOW
    longest = CEILING + timedelta(seconds=30)
    assert FLOOR <= waited <= (longest if not skipping.skip_hours | skipping.skip_days else longest + timedelta(days=8))


@given(sources, readings, st.floats(0, 1))
def test_no_poll_comes_before_what_anybody_asked_for(due: DueSource, reading: Reading, jitter: float) -> None:
    waited = next_poll(due, reading, NOW, jitter).next_due - NOW
    asked = [reading.advice.retry_after]
    if not isinstance(reading, Broken):
        asked += [reading.advice.wait, due.hints.wait]
    assert waited >= max((min(each, CEILING) for each in asked if each is not None), default=FLOOR)
    if due.pace == 0 or isinstance(reading, Broken):
        assert waited >= due.source.interval


@given(sources, readings, st.floats(0, 1))
def test_hours_to_skip_are_skipped_unless_that_is_always(due: DueSource, reading: Reading, jitter: float) -> None:
    skipping = reading.advice.with_hints(due.hints)
    if len(skipping.skip_hours) < 24 and len(skipping.skip_days) < 7:
        at = next_poll(due, reading, NOW, jitter).next_due
        assert at.hour not in skipping.skip_hours
        assert at.weekday() not in skipping.skip_days


@given(sources, readings)
def test_jitter_only_ever_delays_and_by_little(due: DueSource, reading: Reading) -> None:
    due = replace(due, hints=PollAdvice(due.hints.wait))
    reading = replace(reading, advice=PollAdvice(reading.advice.wait, reading.advice.retry_after))
    first, last = (next_poll(due, reading, NOW, jitter).next_due for jitter in (0.0, 1.0))
    assert timedelta() <= last - first <= timedelta(seconds=30)
