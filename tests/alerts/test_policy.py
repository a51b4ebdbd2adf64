from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.alerts.policy import LOOK_AGAIN, decide
from bot.model.alert import DeliveryKind, Drop, HoldUntil, Notice, Reason, SendNow
from bot.model.chat import ChatState
from bot.model.news import Language
from bot.model.preferences import Digest, Preferences, QuietHours
from bot.model.watch import Severity
from tests.fakes.desk import NOON, PHRASES
from tests.fakes.sample_messages import ENGLISH_ALERT, chat, delivery

HERE = chat(Language.ENGLISH)
DUE = delivery(DeliveryKind.SEND, HERE, ENGLISH_ALERT)


def test_an_active_chat_is_told_now() -> None:
    assert decide(DUE, HERE, NOON) == SendNow(Reason("due"))


def test_a_paused_chat_keeps_its_alerts() -> None:
    paused = replace(HERE, state=ChatState.PAUSED)
    assert decide(DUE, paused, NOON) == HoldUntil(NOON + LOOK_AGAIN, Reason("paused"))


def test_an_unreachable_chat_keeps_them_too_and_says_why() -> None:
    lost = replace(HERE, state=ChatState.SUSPENDED, because="blocked")
    verdict = decide(DUE, lost, NOON)
    assert verdict == HoldUntil(NOON + LOOK_AGAIN, Reason("suspended", (("because", "blocked"),)))


def test_what_nobody_watches_any_more_is_dropped_whatever_the_chat_is_like() -> None:
    empty = replace(DUE, alerts=())
    for state in ChatState:
        assert decide(empty, replace(HERE, state=state), NOON) == Drop(Reason("unwatched"))


def test_a_notice_needs_no_alert() -> None:
    notice = delivery(DeliveryKind.NOTICE, HERE, notice=Notice("topic_closed"))
    assert isinstance(decide(notice, HERE, NOON), SendNow)


NIGHT = replace(HERE, preferences=Preferences(quiet=QuietHours(23 * 60, 7 * 60)), time_zone="Asia/Beirut")
LATE = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def test_quiet_hours_hold_an_alert_until_they_end_in_the_list_of_that_night() -> None:
    verdict = decide(DUE, NIGHT, LATE)
    assert verdict == HoldUntil(
        datetime(2026, 11, 22, 5, tzinfo=UTC),
        Reason("quiet", (("until", "07:00"),)),
        Notice("quiet", (("since", "2026-11-21T21:00:00+00:00"), ("until", "2026-11-22T05:00:00+00:00"))),
    )
    assert decide(DUE, NIGHT, datetime(2026, 11, 22, 5, tzinfo=UTC)) == SendNow(Reason("due"))


def test_critical_alerts_and_edits_pass_quiet_hours_and_digests() -> None:
    busy = replace(NIGHT, preferences=replace(NIGHT.preferences, digest=Digest(hourly=True)))
    urgent = replace(ENGLISH_ALERT, severity=Severity.CRITICAL)
    for kind in (DeliveryKind.SEND, DeliveryKind.REPLY):
        assert isinstance(decide(delivery(kind, busy, urgent), busy, LATE), SendNow)
        assert isinstance(decide(delivery(kind, busy, ENGLISH_ALERT), busy, LATE), HoldUntil)
    assert isinstance(decide(delivery(DeliveryKind.EDIT, busy, ENGLISH_ALERT), busy, LATE), SendNow)


def test_the_bots_own_notices_wait_in_quiet_hours_but_for_no_digest() -> None:
    notice = delivery(DeliveryKind.NOTICE, NIGHT, notice=Notice("topic_closed"))
    verdict = decide(notice, NIGHT, LATE)
    assert isinstance(verdict, HoldUntil)
    assert verdict.title is None
    digests = replace(HERE, preferences=Preferences(digest=Digest((0,))))
    assert isinstance(decide(notice, digests, LATE), SendNow)


def test_a_digest_holds_from_the_making_of_a_delivery_to_the_first_time_after_it() -> None:
    daily = replace(HERE, preferences=Preferences(digest=Digest((8 * 60,))))
    made = replace(DUE, created=LATE)
    verdict = decide(made, daily, LATE)
    assert isinstance(verdict, HoldUntil)
    assert (verdict.until, verdict.because.code) == (datetime(2026, 11, 22, 6, tzinfo=UTC), "digest")
    for later in (verdict.until, verdict.until + timedelta(hours=3)):
        assert isinstance(decide(made, daily, later), SendNow), "a digest that is late still goes"


def test_a_list_that_says_where_its_stories_come_from_keeps_its_title() -> None:
    listed = delivery(DeliveryKind.DIGEST, NIGHT, ENGLISH_ALERT, notice=Notice("released", (("name", "BBC"),)))
    verdict = decide(listed, NIGHT, LATE)
    assert isinstance(verdict, HoldUntil)
    assert verdict.title is None
    growing = replace(listed, notice=Notice("overload"))
    assert isinstance(verdict := decide(growing, NIGHT, LATE), HoldUntil)
    assert verdict.title is not None


def test_every_reason_has_a_sentence() -> None:
    for code, facts in (("due", {}), ("paused", {}), ("suspended", {"because": "x"}), ("unwatched", {})):
        for language in (Language.ARABIC, Language.ENGLISH):
            assert PHRASES.text(language, f"reason.{code}", **facts)
