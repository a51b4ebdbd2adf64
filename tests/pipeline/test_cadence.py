from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Broken, DueSource, Fresh, PollAdvice, Reading, Source, Trouble, Unchanged, Validators
from bot.pipeline.cadence import CEILING, FLOOR, next_poll

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOURCE = Source("a", "https://a.example/", "A", interval=timedelta(minutes=5))


def waits(reading: Reading, failures: int = 0, jitter: float = 0.0) -> tuple[float, str]:
    poll = next_poll(DueSource(SOURCE, Validators(), 3, failures), reading, NOW, jitter)
    return (poll.next_due - NOW).total_seconds(), poll.because.code


def test_a_quiet_feed_is_polled_at_its_interval() -> None:
    assert waits(Unchanged()) == (300, "interval")


def test_jitter_adds_at_most_a_tenth() -> None:
    assert waits(Unchanged(), jitter=1.0) == (330, "interval")


def test_a_server_may_ask_for_more_patience_but_not_for_less() -> None:
    assert waits(Fresh((), advice=PollAdvice(wait=timedelta(minutes=60)))) == (3600, "server-asks")
    assert waits(Fresh((), advice=PollAdvice(wait=timedelta(seconds=1)))) == (300, "interval")


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


@given(
    seconds=st.none() | st.integers(min_value=-(10**9), max_value=10**9),
    failures=st.integers(min_value=0, max_value=10**6),
    broken=st.booleans(),
    jitter=st.floats(min_value=0, max_value=1),
)
def test_no_advice_moves_a_poll_out_of_bounds(seconds: int | None, failures: int, broken: bool, jitter: float) -> None:
    asked = None if seconds is None else timedelta(seconds=seconds)
    advice = PollAdvice(wait=asked, retry_after=asked)
    reading: Reading = Broken(Trouble.TIMEOUT, advice=advice) if broken else Unchanged(advice=advice)
    waited, _ = waits(reading, failures, jitter)
    assert FLOOR.total_seconds() <= waited <= CEILING.total_seconds() + 30
