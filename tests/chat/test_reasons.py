from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.command import Call, Request
from bot.chat.reasons import failing, reasoned, span
from bot.chat.saying import plain
from bot.model.alert import Reason
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.message import Isolate, Line
from bot.model.news import Language
from tests.fakes.desk import Front

AR, EN = Language.ARABIC, Language.ENGLISH
LATIN = re.compile("[A-Za-z]")


@pytest.fixture(scope="module")
def desk() -> Any:
    return Front().desk


def call(language: Language) -> Call:
    address = Address(Platform.CONSOLE, "local")
    return Call("why", "", language, Request(address, ChatKind.PRIVATE, Person(Platform.CONSOLE, "local"), "why", "1"))


def own_words(line: Line) -> str:
    """The line without what stands in isolates."""
    return "".join(piece.text for piece in line if piece.isolate is Isolate.NONE)


# What the couriers and the outbox say, and which sentence that is.
SAID = {
    "flood control": "the platform asks for fewer messages (flood control)",
    "slack: ratelimited": "the platform asks for fewer messages (ratelimited)",
    "Telegram refuses the token": "the platform does not accept the bot's token or rights (Telegram refuses the token)",
    "slack: missing_scope (the app's own rights in the workspace)": (
        "the platform does not accept the bot's token or rights (missing_scope)"
    ),
    "conflict": "another process of the bot uses the same token (conflict)",
    "not reached: ConnectError": "the platform could not be reached (ConnectError)",
    "not tried": "the platform could not be reached (not tried)",
    "interrupted every time": "sending was interrupted each time (interrupted every time)",
    "no answer in time": "no clear answer came from the platform (no answer in time)",
    "slack: HTTP 503": "no clear answer came from the platform (HTTP 503)",
    "ReadTimeout": "no clear answer came from the platform (ReadTimeout)",
    "slack: msg_too_long": "the message is longer than the platform takes (msg_too_long)",
    "Message to edit not found": "the earlier message is not there (Message to edit not found)",
    "message_too_strange": "a reason of the platform's own (message_too_strange)",
    "slack: is_archived": "the channel is archived",
    "blocked": "the bot was blocked",
}


@pytest.mark.parametrize("because", SAID)
def test_what_a_platform_says_is_a_sentence_with_its_own_word_behind(because: str, desk: Any) -> None:
    assert plain(failing(call(EN), desk, because)) == SAID[because]


@pytest.mark.parametrize("because", SAID)
@pytest.mark.parametrize("code", ["retry", "gave_up", "rejected", "suspended"])
def test_arabic_sentences_hold_foreign_letters_only_in_isolates(code: str, because: str, desk: Any) -> None:
    line = reasoned(call(AR), desk, Reason(code, (("because", because),)))
    assert not LATIN.search(own_words(line))
    assert all(piece.isolate is Isolate.LTR for piece in line if LATIN.search(piece.text))


def test_a_reason_that_is_not_in_the_catalogue_is_admitted_and_shown(desk: Any) -> None:
    assert plain(reasoned(call(EN), desk, Reason("unheard_of"))).endswith("(unheard_of)")
    assert not LATIN.search(own_words(reasoned(call(AR), desk, Reason("unheard_of"))))


@pytest.mark.parametrize(
    ("seconds", "english", "arabic"),
    [
        (1, "1 second", "ثانية واحدة"),
        (45, "45 seconds", "45 ثانية"),
        (60, "1 minute", "دقيقة واحدة"),
        (90, "90 seconds", "90 ثانية"),
        (120, "2 minutes", "دقيقتين"),
        (300, "5 minutes", "5 دقائق"),
        (1200, "20 minutes", "20 دقيقة"),
        (3600, "60 minutes", "60 دقيقة"),
        (7200, "2 hours", "ساعتين"),
        (86_400, "24 hours", "24 ساعة"),
        (3 * 86_400, "3 days", "3 أيام"),
    ],
)
def test_seconds_are_told_as_people_say_them(seconds: int, english: str, arabic: str, desk: Any) -> None:
    assert plain(span(call(EN), desk, timedelta(seconds=seconds))) == english
    assert plain(span(call(AR), desk, timedelta(seconds=seconds))) == arabic
    poll = Reason("interval", (("seconds", str(seconds)),))
    assert plain(reasoned(call(AR), desk, poll)) == f"يُقرأ في موعده المعتاد (بعد {arabic})"
