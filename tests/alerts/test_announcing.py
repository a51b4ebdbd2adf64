"""How the bot's own notices about feeds read, in both languages: who, since when, why, and what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.alerts.announcing import announce
from bot.model.alert import Notice
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.news import Language, Trouble
from bot.platforms.console import to_text
from tests.fakes import three_platforms
from tests.fakes.desk import PHRASES

AR, EN = Language.ARABIC, Language.ENGLISH
NOW = datetime(2026, 11, 21, 12, 5, tzinfo=UTC)
THIS_MORNING = (NOW - timedelta(hours=6)).isoformat()
BEFORE = (NOW - timedelta(days=2, hours=3)).isoformat()
WHO = (("name", "الجزيرة"), ("number", "12"))
OTHERS = (("name", "Gulf Wire"), ("number", "7"))

NOTICES = {
    "failing": Notice("feed_failing", (*WHO, ("since", THIS_MORNING), ("trouble", "not_found"), ("detail", "HTTP 404"))),
    "failing-certificate": Notice(
        "feed_failing", (*OTHERS, ("since", BEFORE), ("trouble", "certificate_expired"), ("detail", ""))
    ),
    "host-failing": Notice(
        "host_failing",
        (
            ("count", "11"),
            ("host", "feeds.example"),
            ("since", THIS_MORNING),
            ("trouble", "server_error"),
            ("detail", "HTTP 503"),
        ),
    ),
    "host-recovered": Notice("host_recovered", (("host", "feeds.example"), ("since", BEFORE), ("until", NOW.isoformat()))),
    "recovered": Notice("feed_recovered", (*WHO, ("since", BEFORE), ("until", NOW.isoformat()))),
    "gone": Notice("feed_gone", (*OTHERS, ("since", NOW.isoformat()), ("trouble", "gone"), ("detail", "HTTP 410"))),
    "moved": Notice("feed_moved", (*WHO, ("address", "https://new.example/feeds/arabic.xml"))),
    "silent": Notice("feed_silent", (*WHO, ("since", BEFORE), ("pace", "24"))),
    "route-waits": Notice("notice.route_waits", (("term", "CENTCOM"), ("chat", "غرفة الأخبار"))),
    "route-ended": Notice("notice.route_ended", (("term", "بيتكوين"), ("chat", "Newsroom"))),
    "topic-closed": Notice("topic_closed"),
    "topic-deleted": Notice("topic_deleted"),
    "unheard-of": Notice("unheard_of", (("a", "1"), ("b", "2"))),
    "speaking": Notice("feed_speaking", (*OTHERS, ("since", BEFORE))),
    "platform-refused": Notice(
        "platform_refused", (("platform", "slack"), ("because", "token_revoked"), ("since", THIS_MORNING))
    ),
    "platform-accepted": Notice("platform_accepted", (("platform", "slack"), ("since", BEFORE), ("until", NOW.isoformat()))),
    "unreachable": Notice("feeds_unreachable", (("count", "38"), ("total", "42"), ("since", THIS_MORNING))),
    "reachable": Notice(
        "feeds_reachable", (("count", "41"), ("total", "42"), ("since", THIS_MORNING), ("until", NOW.isoformat()))
    ),
}


def chat(language: Language) -> Chat:
    return Chat(
        1, Address(Platform.TELEGRAM, "111"), ChatKind.PRIVATE, language=language, time_zone="Asia/Beirut", admitted=True
    )


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", NOTICES)
def test_notices_read_as_they_should(name: str, language: Language) -> None:
    PHRASES.forget()
    message = announce(NOTICES[name], chat(language), PHRASES, NOW)
    assert message.language is language
    assert message.notification
    assert "\n" not in message.notification
    three_platforms.check(f"notices/{name}.{language}", message)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_is_told_with_its_reason_and_with_what_can_be_done(trouble: Trouble, language: Language) -> None:
    facts = (*WHO, ("since", BEFORE), ("trouble", trouble.value), ("detail", "HTTP 418"))
    said = to_text(announce(Notice("feed_failing", facts), chat(language), PHRASES, NOW), 1000)
    assert PHRASES.text(language, f"trouble.{trouble}") in said
    assert PHRASES.text(language, f"advice.{trouble}") in said
    assert "HTTP 418" in said
    assert "18 Nov" not in said, "the chat's own day: in Beirut it was the 19th"


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10, 11, 99, 100, 102])
def test_any_number_of_feeds_is_said_with_its_own_plural(count: int) -> None:
    facts = (("count", str(count)), ("total", "240"), ("since", BEFORE))
    said = announce(Notice("feeds_unreachable", facts), chat(AR), PHRASES, NOW).notification
    assert "مصدر " in said or "مصدراً" in said or "مصادر" in said or "مصدرين" in said or "المصادر" in said
    assert "{" not in said


def test_buttons_do_what_the_notice_offers_and_fit_every_platform() -> None:
    for notice in NOTICES.values():
        for row in announce(notice, chat(AR), PHRASES, NOW).buttons:
            for button in row:
                assert button.action.isascii()
                assert len(button.action) <= 64
    failing = announce(NOTICES["failing"], chat(EN), PHRASES, NOW)
    assert [button.action for button in failing.buttons[0]] == ["feeds", "feed pause 12"]
    gone = announce(NOTICES["gone"], chat(EN), PHRASES, NOW)
    assert [button.action for button in gone.buttons[0]] == ["feed resume 7", "feed remove 7"]


@pytest.mark.parametrize(
    "facts", [(("since", "yesterday"),), (("count", "many"), ("since", BEFORE)), (("trouble", "gremlins"),)]
)
def test_a_notice_with_facts_that_make_no_sense_is_said_as_it_stands(facts: tuple[tuple[str, str], ...]) -> None:
    said = to_text(announce(Notice("feed_failing", (*WHO, *facts)), chat(EN), PHRASES, NOW), 1000)
    assert said.startswith("feed_failing الجزيرة 12")
