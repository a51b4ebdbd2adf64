"""What a mute silences, and until when "tomorrow" is."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from bot.alerts.muting import Heard, hushed_sources, reason, silencing, tomorrow
from bot.model.mute import Mute, Muted

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def mute(number: int, chat: int = 1, name: str = "", **what: object) -> Mute:
    return Mute(number, chat, Muted(**what), "telegram:7", name, NOW)  # type: ignore[arg-type]


def heard(*watches: int, story: int = 5, source: str = "bbc", chat: int = 1) -> Heard:
    return Heard(chat, story, source, frozenset(watches))


@pytest.mark.parametrize(
    ("alert", "mutes", "by"),
    [
        (heard(1), (), None),
        (heard(1), (mute(1, watch_id=1),), 1),
        (heard(1), (mute(1, watch_id=2),), None),
        (heard(1, 2), (mute(1, watch_id=1),), None),
        (heard(1, 2), (mute(1, watch_id=1), mute(2, watch_id=2)), 1),
        (heard(1), (mute(1, story=5),), 1),
        (heard(1, 2), (mute(1, story=5),), 1),
        (heard(1), (mute(1, story=6),), None),
        (heard(1), (mute(1, chat=2, story=5),), None),
        (heard(1, chat=2), (mute(1, watch_id=1),), 1),
        (heard(1), (mute(1, watch_id=1, source="bbc"),), 1),
        (heard(1), (mute(1, watch_id=1, source="reuters"),), None),
        (heard(1, 2), (mute(1, watch_id=1, source="bbc"),), None),
        (heard(1, 2), (mute(1, watch_id=1, source="bbc"), mute(2, watch_id=2)), 1),
        (heard(), (mute(1, watch_id=1),), None),
        (heard(source=""), (mute(1, watch_id=1, source="bbc"),), None),
    ],
)
def test_what_a_mute_silences(alert: Heard, mutes: tuple[Mute, ...], by: int | None) -> None:
    for some in permutations(mutes):
        found = silencing(alert, some)
        assert (found is None) is (by is None)
    first = silencing(alert, mutes)
    assert (None if first is None else first.number) == by


def test_a_source_is_hushed_where_no_watch_is_to_hear_of_it() -> None:
    one = mute(1, watch_id=1, source="bbc")
    assert hushed_sources({1}, [one]) == {"bbc"}
    assert hushed_sources({1, 2}, [one]) == set()
    assert hushed_sources({1, 2}, [one, mute(2, watch_id=2, source="bbc")]) == {"bbc"}
    assert hushed_sources(set(), [one]) == set()


def test_the_reason_names_who_muted_it() -> None:
    assert reason(mute(1, name="Salma")).facts == (("who", "Salma"),)
    assert reason(mute(1)).facts == (("who", "telegram:7"),)


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        ("Asia/Beirut", NOW, datetime(2026, 11, 22, 5, tzinfo=UTC)),
        ("America/New_York", NOW, datetime(2026, 11, 22, 12, tzinfo=UTC)),
        # It is the next day there already.
        ("Pacific/Auckland", NOW, datetime(2026, 11, 22, 18, tzinfo=UTC)),
        # Clocks go back in the night between.
        ("Europe/Berlin", datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),
        ("Nowhere/Land", NOW, datetime(2026, 11, 22, 7, tzinfo=UTC)),
    ],
)
def test_tomorrow_is_seven_in_the_morning_by_the_chats_clock(zone: str, now: datetime, until: datetime) -> None:
    assert tomorrow(zone, now) == until
