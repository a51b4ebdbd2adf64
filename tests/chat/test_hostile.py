from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.vocabulary import command_words
from bot.model.chat import ChatKind
from bot.platforms.console import to_text
from tests.fakes.desk import PHRASES, Front

ODD = st.text(max_size=120) | st.sampled_from(
    ["", "0", "-1", "٤٢", "9" * 40, "%s", "' OR 1=1 --", "<b>", "{x}", "\u202e", "\x00", "👩‍👩‍👧", "x" * 4096]
)
LINES = st.builds(lambda word, rest: f"{word} {rest}", st.sampled_from(command_words(PHRASES)) | st.text(max_size=12), ODD)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=5), st.booleans())
async def test_no_line_of_an_owner_breaks_an_answer(lines: list[str], pressed: bool) -> None:
    made = Front()
    for text in lines:
        message = await made.ask(text, button=pressed)
        assert message is not None
        assert message.notification.strip()
        assert to_text(message, marks=True)
        assert all(len(button.action.encode()) <= 64 for row in message.buttons for button in row)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=5), st.sampled_from([ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.CHANNEL]))
async def test_no_line_of_a_stranger_changes_anything(lines: list[str], kind: ChatKind) -> None:
    made = Front()
    feeds = dict(made.chats.feeds)
    for text in lines:
        assert await made.ask(text, "7", "7", kind) is not None
    assert made.chats.feeds == feeds
    assert made.reader.read_urls == []
    changed = [made.chats.terms, made.chats.roles, made.chats.hidden, made.chats.paused]
    assert not any(changed)
    assert not any(chat.admitted for chat in made.chats.rows.values())
