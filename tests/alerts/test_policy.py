from __future__ import annotations

from dataclasses import replace

from bot.alerts.policy import LOOK_AGAIN, decide
from bot.model.alert import DeliveryKind, Drop, HoldUntil, Notice, Reason, SendNow
from bot.model.chat import ChatState
from bot.model.news import Language
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
    notice = delivery(DeliveryKind.NOTICE, HERE, notice=Notice("topic_lost"))
    assert isinstance(decide(notice, HERE, NOON), SendNow)


def test_every_reason_has_a_sentence() -> None:
    for code, facts in (("due", {}), ("paused", {}), ("suspended", {"because": "x"}), ("unwatched", {})):
        for language in (Language.ARABIC, Language.ENGLISH):
            assert PHRASES.text(language, f"reason.{code}", **facts)
