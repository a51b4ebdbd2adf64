from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.routing import ALSO_WAIT, UPDATE_PAUSE, route
from bot.model.alert import AlertKind, Change, NewAlert, Placement, PlacementKind, Reason, Summary, Told
from bot.model.news import Article
from bot.model.watch import How, Match, Watch
from tests.fakes.desk import NOON, article

NEW, UPDATE, REPEAT = PlacementKind.NEW, PlacementKind.UPDATE, PlacementKind.REPEAT


def match(term: str, *, off: bool = False, form: str = "", start: int = 0) -> Match:
    return Match(term, form or term, "title", start, start + len(term), term, How.EXACT, 100, off)


def place(kind: PlacementKind, change: Change | None = None) -> Placement:
    return Placement(kind, 1, Reason("none"), change=change)


def summarize(matches: tuple[Match, ...]) -> Summary:
    return Summary("|".join(found.term for found in matches))


def routed(
    kind: PlacementKind,
    *watches: Watch,
    matches: tuple[Match, ...] = (match("CENTCOM"),),
    told: tuple[Told, ...] = (),
    audience: frozenset[int] | None = None,
    change: Change | None = None,
    report: Article | None = None,
) -> tuple[NewAlert, ...]:
    report = report or article(9, "CENTCOM says", "BBC")
    return route(report, place(kind, change), matches, watches, told, audience, NOON, summarize)


WATCH = Watch(42, 1, "CENTCOM")
TOLD = Told(1, frozenset({42}), (1,), sources=frozenset({"reuters"}))


@pytest.mark.parametrize("kind", [NEW, UPDATE, REPEAT])
def test_a_chat_that_was_told_nothing_hears_of_it_now_whatever_the_placement(kind: PlacementKind) -> None:
    (alert,) = routed(kind, WATCH)
    assert (alert.kind, alert.due, alert.chat_id, alert.watch_ids, alert.terms) == (AlertKind.NEW, NOON, 1, (42,), ("CENTCOM",))
    assert alert.because == Reason("first_match", (("terms", "CENTCOM"),))
    assert alert.summary == Summary("CENTCOM")
    assert alert.change is None


def test_a_watch_of_another_term_hears_nothing() -> None:
    assert routed(NEW, Watch(42, 1, "Bitcoin")) == ()


def test_a_spelling_that_is_off_counts_only_for_a_watch_that_switched_it_on() -> None:
    off = (match("CENTCOM", off=True, form="القيادة المركزية"),)
    switched = Watch(43, 2, "CENTCOM", frozenset({"القيادة المركزية"}))
    assert [alert.chat_id for alert in routed(NEW, WATCH, switched, matches=off)] == [2]


def test_a_baseline_article_is_never_routed() -> None:
    report = article(9, "CENTCOM says")
    old = Article(
        report.id,
        report.source,
        report.outlet,
        report.key,
        report.title,
        "",
        "",
        report.language,
        None,
        report.seen,
        baseline=True,
    )
    assert routed(NEW, WATCH, report=old) == ()


def test_only_chats_that_see_the_source_are_told() -> None:
    other = Watch(43, 2, "CENTCOM")
    assert [alert.chat_id for alert in routed(NEW, WATCH, other, audience=frozenset({2}))] == [2]
    assert routed(NEW, WATCH, audience=frozenset()) == ()


def test_several_watches_of_a_chat_make_one_alert_with_all_terms() -> None:
    second = Watch(50, 1, "Red Sea")
    (alert,) = routed(NEW, WATCH, second, matches=(match("CENTCOM"), match("Red Sea", start=9)))
    assert alert.watch_ids == (42, 50)
    assert alert.terms == ("CENTCOM", "Red Sea")
    assert alert.summary == Summary("CENTCOM|Red Sea")


def test_a_repeat_from_another_outlet_is_an_also_half_a_minute_later() -> None:
    (alert,) = routed(REPEAT, WATCH, told=(TOLD,))
    assert (alert.kind, alert.due) == (AlertKind.ALSO, NOON + ALSO_WAIT)
    assert alert.because == Reason("also_reported", (("outlet", "BBC"),))


def test_a_repeat_from_a_source_that_told_it_already_is_no_news() -> None:
    assert routed(REPEAT, WATCH, told=(TOLD,), report=article(9, "CENTCOM says", "Reuters")) == ()


def test_a_report_without_the_term_still_joins_a_story_that_the_chat_was_told() -> None:
    (alert,) = routed(REPEAT, WATCH, told=(TOLD,), matches=())
    assert alert.kind is AlertKind.ALSO
    assert alert.watch_ids == (42,)
    assert routed(REPEAT, Watch(77, 1, "CENTCOM"), told=(TOLD,), matches=()) == (), "a watch it was not told for"


def test_whoever_no_longer_watches_hears_no_more() -> None:
    assert routed(REPEAT, told=(TOLD,)) == ()
    assert routed(UPDATE, Watch(43, 2, "Bitcoin"), told=(TOLD,)) == ()


def test_a_new_watch_of_a_told_chat_carries_on() -> None:
    (alert,) = routed(UPDATE, Watch(77, 1, "CENTCOM"), told=(TOLD,), change=Change("3", "30"))
    assert alert.kind is AlertKind.UPDATE
    assert alert.watch_ids == (77,)


def test_a_first_update_goes_now_and_the_next_waits_its_ten_minutes() -> None:
    change = Change("3", "30")
    (first,) = routed(UPDATE, WATCH, told=(TOLD,), change=change)
    assert (first.due, first.change) == (NOON, change)
    assert first.because == Reason("story_moved", (("before", "3"), ("after", "30")))
    recent = Told(1, frozenset({42}), (1,), NOON - timedelta(minutes=3))
    (second,) = routed(UPDATE, WATCH, told=(recent,))
    assert second.due == NOON + timedelta(minutes=7)
    assert second.because == Reason("story_changed")
    (third,) = routed(UPDATE, WATCH, told=(Told(1, frozenset({42}), (1,), NOON - UPDATE_PAUSE * 2),))
    assert third.due == NOON


def test_an_article_is_told_once() -> None:
    assert routed(UPDATE, WATCH, told=(Told(1, frozenset({42}), (1, 9)),)) == ()
    assert routed(NEW, WATCH, told=(TOLD,)) == (), "a story cannot open twice"


@given(
    st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["CENTCOM", "Bitcoin"])), max_size=12),
    st.lists(st.integers(1, 5), unique=True),
    st.sampled_from([NEW, UPDATE, REPEAT]),
    st.none() | st.frozensets(st.integers(1, 5)),
)
def test_at_most_one_alert_a_chat_and_only_for_those_who_watch_and_may_see(
    watched: list[tuple[int, str]], told_chats: list[int], kind: PlacementKind, audience: frozenset[int] | None
) -> None:
    watches = [Watch(number, chat, term) for number, (chat, term) in enumerate(watched, start=1)]
    told = tuple(Told(chat, frozenset({1, 2}), (1,)) for chat in told_chats)
    alerts = routed(kind, *watches, told=told, audience=audience)
    chats = [alert.chat_id for alert in alerts]
    assert chats == sorted(set(chats))
    owner = {watch.id: watch.chat_id for watch in watches}
    for alert in alerts:
        assert alert.watch_ids
        assert {owner[number] for number in alert.watch_ids} == {alert.chat_id}
        assert audience is None or alert.chat_id in audience
        assert (alert.kind is AlertKind.NEW) == (alert.chat_id not in told_chats)
        assert alert.due >= NOON


ELSEWHERE = Watch(42, 1, "CENTCOM", route_to=7)


def test_a_watch_whose_alerts_go_elsewhere_is_told_there_alone() -> None:
    (alert,) = routed(NEW, ELSEWHERE)
    assert (alert.chat_id, alert.watch_ids, alert.kind) == (7, (42,), AlertKind.NEW)


def test_it_looks_with_the_eyes_of_its_own_chat() -> None:
    assert routed(NEW, ELSEWHERE, audience=frozenset({7})) == ()
    (alert,) = routed(NEW, ELSEWHERE, audience=frozenset({1}))
    assert alert.chat_id == 7


def test_what_counts_as_told_is_what_was_told_where_alerts_go() -> None:
    there = Told(7, frozenset({42}), (1,), sources=frozenset({"reuters"}))
    assert [alert.kind for alert in routed(REPEAT, ELSEWHERE, told=(TOLD,))] == [AlertKind.NEW]
    (also,) = routed(REPEAT, ELSEWHERE, told=(there,))
    assert (also.chat_id, also.kind) == (7, AlertKind.ALSO)


def test_watches_of_two_chats_that_are_told_in_one_make_one_alert_there() -> None:
    (alert,) = routed(NEW, ELSEWHERE, Watch(50, 7, "CENTCOM"))
    assert (alert.chat_id, alert.watch_ids) == (7, (42, 50))
    (seen,) = routed(NEW, ELSEWHERE, Watch(50, 7, "CENTCOM"), audience=frozenset({7}))
    assert seen.watch_ids == (50,)
