"""Pausing a chat for a while: how long is read, said, changed and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.choices import chosen, written
from bot.model.chat import ChatState
from bot.model.news import Language
from tests.fakes.desk import NOON, PHRASES, Front, as_text

# Noon UTC is two in the afternoon in Beirut, on a Saturday.
MORNING = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("pause 2h", NOON + timedelta(hours=2)),
        ("pause for 90 minutes", NOON + timedelta(minutes=90)),
        ("pause until tomorrow", MORNING),
        ("pause tomorrow", MORNING),
        ("pause until 18:30", datetime(2026, 11, 21, 16, 30, tzinfo=UTC)),
        ("pause until 8", datetime(2026, 11, 22, 6, 0, tzinfo=UTC)),
        ("pause till noon", datetime(2026, 11, 22, 10, 0, tzinfo=UTC)),
        ("pause 900 days", NOON + timedelta(days=365)),
        ("إيقاف ساعتين", NOON + timedelta(hours=2)),
        ("إيقاف لعشر دقائق", NOON + timedelta(minutes=10)),
        ("إيقاف لمدة ٣ أيام", NOON + timedelta(days=3)),
        ("إيقاف حتى الغد", MORNING),
        ("إيقاف حتى ٨ مساءً", datetime(2026, 11, 21, 18, 0, tzinfo=UTC)),
    ],
)
async def test_a_pause_lasts_as_long_as_is_said(text: str, until: datetime) -> None:
    made = Front()
    said = await made.say(text)
    chat = made.only_chat()
    assert (chat.state, chat.paused_until) == (ChatState.PAUSED, until)
    language = Language.ARABIC if text.startswith("إ") else Language.ENGLISH
    assert PHRASES.moment(language, until, "Asia/Beirut", NOON) in said


@pytest.mark.parametrize("text", ["pause", "pause forever", "إيقاف دائماً"])
async def test_a_pause_of_no_stated_end_lasts_until_somebody_resumes(text: str) -> None:
    made = Front()
    await made.ask(text)
    assert (made.only_chat().state, made.only_chat().paused_until) == (ChatState.PAUSED, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pause a bit", 'How long "a bit" is'),
        ("pause 0h", 'How long "0h" is'),
        ("pause until 25:00", 'How long "until 25:00" is'),
        ("إيقاف قليلا", "لم تتضح مدّة الإيقاف «قليلا»"),
    ],
)
async def test_a_span_that_is_none_gets_a_sentence_and_changes_nothing(text: str, words: str) -> None:
    made = Front()
    assert words in await made.say(text)
    assert made.only_chat().state is ChatState.ACTIVE


async def test_a_pause_can_be_made_longer_and_each_step_is_taken_back() -> None:
    made = Front()
    await made.ask("pause 2h")
    message = await made.ask("pause 8h")
    assert message is not None
    assert made.only_chat().paused_until == NOON + timedelta(hours=8)
    await made.ask("undo")
    assert made.only_chat().paused_until == NOON + timedelta(hours=2)
    await made.ask("resume")
    assert (made.only_chat().state, made.only_chat().paused_until) == (ChatState.ACTIVE, None)
    await made.ask("undo")
    assert (made.only_chat().state, made.only_chat().paused_until) == (ChatState.PAUSED, NOON + timedelta(hours=2))


async def test_a_pause_again_says_until_when_it_is() -> None:
    made = Front()
    await made.ask("pause 2h")
    assert "until 16:00" in await made.say("pause 2h")
    assert "until 16:00" in await made.say("status")
    assert "حتى 16:00" in await made.say("حالة")
    assert "until 16:00" in await made.say("settings")
    await made.ask("pause")
    assert made.only_chat().paused_until is None


async def test_the_panel_takes_a_pause_back_with_its_end() -> None:
    made = Front()
    await made.ask("pause 2h")
    chat = made.only_chat()
    panel = await made.ask("setting alerts on", button=True)
    assert panel is not None
    assert made.only_chat().state is ChatState.ACTIVE
    undo = panel.buttons[-1][-1].action
    assert undo == f"setting alerts {written('alerts', chat)} @en"[: len(undo)]
    assert await chosen("alerts", written("alerts", chat), made.only_chat(), PHRASES) == chat
    panel = await made.ask(undo, button=True)
    assert panel is not None
    assert "until 16:00" in as_text(panel)
    assert made.only_chat() == chat
