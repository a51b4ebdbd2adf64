"""The list of feeds: how each is, the failing ones first, in words and in the chat's own time, and never too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.feeds import PAGE
from bot.model.message import Message
from bot.model.news import Language, Source
from bot.platforms.slack.splitting import split as slack_split
from bot.platforms.telegram.splitting import split as telegram_split
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, Front, as_text

AR, EN = Language.ARABIC, Language.ENGLISH
WORDS = {AR: "مصادر", EN: "feeds"}
READ: dict[str, Any] = {
    "last_success": NOON - timedelta(minutes=3),
    "next_due": NOON + timedelta(minutes=2),
    "last_new": NOON - timedelta(minutes=40),
}
FACTS: dict[int, dict[str, Any]] = {
    1: READ | {"pace": 48.2},
    2: READ | {"pace": 0.3},
    3: {
        "health": "not_found",
        "detail": "HTTP 404",
        "failing_since": NOON - timedelta(days=1, hours=5),
        "last_success": NOON - timedelta(days=1, hours=6),
        "next_due": NOON + timedelta(hours=4),
        "pace": 11.6,
    },
    4: READ | {"pace": 20.0, "silent": True, "last_new": NOON - timedelta(days=2)},
    5: {"health": "gone", "detail": "HTTP 410", "stopped": True, "last_success": NOON - timedelta(hours=9), "pace": 3.0},
    6: READ | {"pace": 30.0, "held_since": NOON - timedelta(hours=1)},
    7: {"next_due": NOON},
    8: READ | {"pace": 12.0, "paused": True},
    9: {"health": "timeout", "failing_since": NOON - timedelta(hours=1), "next_due": NOON + timedelta(minutes=20)},
}
MORE = (
    Source("sada", "https://sada.example/rss", "صدى الميناء", AR),
    Source("gone", "https://gone.example/rss", "Harbour Post", EN),
    Source("flood", "https://flood.example/rss", "Gulf Wire", EN),
    Source("new", "https://new.example/rss", "", EN),
    Source("rest", "https://rest.example/rss", "وكالة النورس", AR),
    Source("slow", "https://slow.example/rss", "Mountain Gazette", EN),
)


def a_front() -> Front:
    made = Front()
    made.chats.seed(*MORE)
    made.chats.facts = dict(FACTS)
    return made


async def listed(made: Front, language: Language, page: str = "") -> Message:
    message = await made.ask(f"{WORDS[language]} {page}".strip(), language=language)
    assert message is not None
    return message


@pytest.mark.parametrize("language", [AR, EN])
async def test_the_list_reads_as_it_should(language: Language) -> None:
    three_platforms.check(f"feeds-states.{language}", await listed(a_front(), language))


@pytest.mark.parametrize("language", [AR, EN])
async def test_what_is_not_well_comes_first_and_what_is_paused_last(language: Language) -> None:
    lines = as_text(await listed(a_front(), language)).splitlines()
    order = [int(line.split(".")[0]) for line in lines if line[:1].isdigit() and ". " in line[:4]]
    assert order == [3, 5, 9, 6, 4, 1, 2, 7, 8]


@pytest.mark.parametrize("language", [AR, EN])
async def test_a_page_of_troubled_feeds_with_long_names_is_one_message_on_each_platform(language: Language) -> None:
    made = Front()
    long = "وكالة أنباء الخليج والشرق الأوسط" if language is AR else "Gulf and Middle East News Agency (World)"
    made.chats.feeds = {
        number: Source(f"s{number}", f"https://{number}.example/rss", f"{long} {number}", language)
        for number in range(101, 131)
    }
    made.chats.facts = {number: FACTS[3] | {"health": "certificate_unknown"} for number in made.chats.feeds}
    message = replace(await listed(made, language), buttons=())
    assert as_text(message).count("HTTP 404") == PAGE
    assert len(telegram_split(message)) == 1
    assert len(slack_split(message)) == 1


async def test_a_feed_whose_server_says_it_is_gone_can_be_taken_up_again() -> None:
    made = a_front()
    assert "read for this chat again" in await made.say("feed resume 5")
    assert "is being read" in await made.say("feed resume 1")
