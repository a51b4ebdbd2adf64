"""Random and hostile command lines: no line raises, every answer fits every platform, and nothing changes that may not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.vocabulary import command_words
from bot.model.chat import ChatKind, Role
from bot.model.message import Message
from bot.platforms.console import to_text
from bot.platforms.slack.markup import to_blocks
from bot.platforms.slack.splitting import split as slack_parts
from bot.platforms.telegram.markup import to_html
from bot.platforms.telegram.splitting import split as telegram_parts
from tests.fakes.desk import PHRASES, Front
from tests.fakes.slack_blocks import check_message
from tests.fakes.telegram_markup import parse_html

DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإةىئؤ ًٌٍَُِّـ٠١٢٣٤٥٦٧٨٩،؛؟«»", max_size=60)
ODD = (
    st.text(max_size=120)
    | ARABIC
    | st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp", "So", "Mn"]), max_size=40)
    | st.lists(st.sampled_from(["<!everyone>", "@here", "<@U1>", "*", "_", "`", "<b>", "</a>", "&lt;", "](", "{0}", "%n"])).map(
        " ".join
    )
    | st.integers().map(str)
    | st.sampled_from(
        [
            "",
            "0",
            "-1",
            "٤٢",
            "9" * 40,
            "1e999",
            "%s",
            "' OR 1=1 --",
            '"; DROP TABLE watches; --',
            "<script>alert(1)</script>",
            "{x}",
            "\u202e",
            "\x00",
            "\ud800",
            "👩‍👩‍👧",
            "x" * 4096,
            "س" * 4096,
            "\u0651" * 4096,
            f"a{DIRECTION}b",
            "https://user:pass@[::1]:99999/%00?<>#",
            "http://" + "a" * 300,
            "(" * 500,
            '"' * 501,
            "-" * 300,
            "story 1 when",
            "undo undo undo",
            "for for until 8h 8h",
        ]
    )
)
WORDS = st.sampled_from(command_words(PHRASES))
LINES = st.builds(lambda word, rest, more: f"{word} {rest} {more}", WORDS | st.text(max_size=12), ODD, st.just("") | ODD)
CONVERSATIONS = st.lists(LINES, min_size=2, max_size=5)


def fits(message: Message) -> None:
    """The answer is one that every platform takes, and that a person can read."""
    assert message.notification.strip()
    assert all(button.action.isascii() and len(button.action) <= 64 for row in message.buttons for button in row)
    assert "\x1b" not in to_text(message, marks=True)
    for part in telegram_parts(message):
        parse_html(to_html(part))
    for part in slack_parts(message):
        blocks, text = to_blocks(part)
        check_message(blocks, text)
        assert "<!everyone>" not in text
        assert "<@U1>" not in text


def state(made: Front) -> tuple[Any, ...]:
    """All that a command could change, but for the chats that have been seen."""
    chats = made.chats
    stored = (chats.terms, chats.feeds, chats.hidden, chats.paused, chats.roles, chats.lessons, made.mutes.rows)
    choices = {chat.id: (chat.language, chat.state, chat.time_zone, chat.preferences) for chat in chats.rows.values()}
    return (*(repr(each) for each in stored), choices, repr(made.register.here), repr(made.register.rules))


async def owners_lines(lines: list[str], *, pressed: bool) -> None:
    made = Front()
    for text in lines:
        message = await made.ask(text, button=pressed)
        assert message is not None
        fits(message)


async def others_lines(lines: list[str], kind: ChatKind, role: Role) -> None:
    made = Front()
    await made.ask("start", channel="-100", kind=ChatKind.GROUP)
    made.register.here[1, "telegram:7"] = role
    channel = "-100" if role else "7"
    before = state(made)
    for number, text in enumerate(lines):
        message = await made.ask(text, "7", channel, ChatKind.GROUP if role else kind, button=bool(number % 2))
        assert message is not None
        fits(message)
    after = state(made)
    # A stranger's group is seen, and stays shut.
    assert after[:-3] + after[-2:] == before[:-3] + before[-2:]
    assert {number: after[-3][number] for number in before[-3]} == before[-3]
    assert made.reader.read_urls == []


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(CONVERSATIONS, st.booleans())
async def test_no_line_of_an_owner_breaks_an_answer(lines: list[str], pressed: bool) -> None:
    await owners_lines(lines, pressed=pressed)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(CONVERSATIONS, st.sampled_from([ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.CHANNEL]), st.sampled_from([0, 1]))
async def test_no_line_of_a_stranger_or_reader_changes_anything(lines: list[str], kind: ChatKind, role: int) -> None:
    await others_lines(lines, kind, Role(role))


@pytest.mark.soak
@settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
@given(CONVERSATIONS, st.booleans())
async def test_ten_thousand_lines_of_an_owner(lines: list[str], pressed: bool) -> None:
    await owners_lines(lines, pressed=pressed)


@pytest.mark.soak
@settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@given(CONVERSATIONS, st.sampled_from([ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.CHANNEL]), st.sampled_from([0, 1]))
async def test_ten_thousand_lines_of_strangers_and_readers(lines: list[str], kind: ChatKind, role: int) -> None:
    await others_lines(lines, kind, Role(role))
