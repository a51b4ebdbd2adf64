"""What a message is proposed to be watched for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.suggesting import MOST_LETTERS, MOST_WORDS, Suggestion, first_words, suggested
from bot.model.alert import AlertKind, Placement, PlacementKind, Reason
from bot.model.chat import Address, ChatKind, Platform
from bot.model.news import Language
from bot.model.trace import Placed, StoryTrace, Word
from tests.fakes.desk import NOON, Front, article

PLACE = Address(Platform.SLACK, "C1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Riyadh Season", "Riyadh Season"),
        ("Osprey climbs out of bankruptcy in court &", "Osprey climbs"),
        ("https://x.example/a\nOsprey falls", "Osprey falls"),
        ("Look at https://x.example/a about it", "Look"),
        ("Osprey, the airline, is back", "Osprey"),
        ("«مجموعة الأفق» في المحكمة", "مجموعة الأفق"),
        ("شركة الأفق في المحكمة منذ أمس", "شركة الأفق في المحكمة"),
        ("فندق الأفق الكبير في الرياض", "فندق الأفق الكبير"),
        ("Bank of England says", "Bank of England says"),
        ("@lina C++ wins", "C++ wins"),
        ("*Osprey* — what now?", "Osprey"),
        ("the", "the"),
        ("& - …", ""),
        ("x" * 200, "x" * MOST_LETTERS),
    ],
)
def test_the_first_words_that_can_stand_as_a_phrase(text: str, words: str) -> None:
    assert first_words(text) == words


@given(st.text(max_size=300))
def test_first_words_are_few_and_bare(text: str) -> None:
    words = first_words(text)
    assert len(words) <= MOST_LETTERS
    assert len(words.split()) <= MOST_WORDS
    assert "://" not in words


async def test_names_come_before_words() -> None:
    front = Front()
    found = await suggested(PLACE, "1.1", "Look at https://x.example/Iran about CENTCOM & Bitcoin, وسنتكوم", front.desk)
    assert found == Suggestion(("CENTCOM", "Bitcoin"))
    assert await suggested(PLACE, "1.1", "قالت القيادة المركزية الأميركية إن إيران", front.desk) == Suggestion(
        ("القيادة المركزية الأميركية", "إيران")
    )


async def test_of_an_alert_its_own_terms_come_first() -> None:
    front = Front()
    chat = await front.chats.open_chat(PLACE, ChatKind.GROUP, "news", Language.ENGLISH)
    report = article(1, "Osprey climbs out of bankruptcy in Iran")
    word = Word(1, AlertKind.NEW, ("Osprey | Kestrel", "Iran"), Reason("new"), NOON)
    placed = Placed(report, Placement(PlacementKind.NEW, 1, Reason("new")))
    front.traces.stories[(chat.id, 1)] = StoryTrace(1, (placed,), (word,))
    front.traces.messages[(chat.id, "1.1")] = (1,)
    alert = (PLACE, "1.1", "Osprey climbs out of bankruptcy in Iran, Reuters", front.desk)
    assert (await suggested(*alert)).terms == ("Iran",), "a chat that is closed to the bot says nothing"
    await front.chats.save(replace(chat, admitted=True))
    assert (await suggested(*alert)).terms == ("Osprey | Kestrel", "Iran")
    front.chats.down = True
    assert (await suggested(*alert)).terms, "names are known without the store"
