"""Random and hostile command lines: no line raises, every answer fits every platform, and nothing changes that may not."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.chat.command import Call, Request, parse
from bot.chat.elsewhere import bound
from bot.chat.vocabulary import command_words
from bot.model.chat import Address, ChatKind, Person, Platform, Role
from bot.model.message import Message
from bot.model.mute import Muted
from bot.model.news import Language
from bot.platforms.console import to_text
from bot.platforms.slack.markup import to_blocks
from bot.platforms.slack.splitting import split as slack_parts
from bot.platforms.telegram.markup import to_html
from bot.platforms.telegram.splitting import split as telegram_parts
from tests.fakes.desk import PHRASES, Front
from tests.fakes.real_desk import RealFront
from tests.fakes.slack_blocks import check_message
from tests.fakes.telegram_markup import parse_html
from tests.fakes.three_chats import ADMINS, EDITOR_OF_TWO, PLACES, READER, STRANGERS, Speaker, a_front, furnish, rows_of

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
TEN_LINES = st.lists(LINES, min_size=10, max_size=10)
MANY = list(HealthCheck)


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


NAMES_OTHERS = frozenset(
    {"use", "channel", "chats", "chat_close", "chat_open", "quota", "route", "roles", "role_grant", "role_revoke"}
    | {"feed_text", "feed_assign", "undo"}
)
"""What an owner may change other chats by, or take such a change back; ``feed_text`` of a shared feed is for all readers."""

OTHERS = (("-100", ChatKind.GROUP), ("22", ChatKind.PRIVATE))


async def furnished() -> Front:
    """A desk with two chats besides the owner's, each with a watch, a mute, a name, a feed and choices of its own."""
    made = Front()
    now = made.clock.now()
    for number, (channel, kind) in enumerate(OTHERS, 1):
        whom = Person(Platform.TELEGRAM, "22")
        chat = await made.chats.open_chat(Address(Platform.TELEGRAM, channel), kind, channel, Language.ENGLISH)
        await made.chats.save(replace(chat, admitted=True, person="22" if kind is ChatKind.PRIVATE else ""))
        watch, _ = await made.chats.add_watch(chat.id, f"term {number}", whom, now)
        await made.mutes.mute(chat.id, Muted(watch.id), None, whom, now)
        await made.chats.teach(chat.id, [f"name {number}", f"alias {number}"], [], whom, now)
        await made.chats.add_source(chat.id, f"https://own-{number}.example/feed", "Own", Language.ENGLISH, whom, now)
        made.chats.paused.add((chat.id, 2))
        made.register.here[chat.id, "telegram:9"] = Role.EDITOR
    return made


def of_others(made: Front) -> dict[int, list[str]]:
    """All that chats have which are not the owner's: watches, mutes, names, feeds, choices and roles."""
    chats, found = made.chats, {}
    for chat in chats.rows.values():
        if chat.address.channel in dict(OTHERS):
            rows = [each for each in (*chats.terms.values(), *made.mutes.rows.values()) if each.chat_id == chat.id]
            lessons = [name for owner, name in chats.lessons.values() if owner == chat.id]
            feeds = [state for number in chats.feeds if (state := chats._seen(chat.id, number)) is not None]
            roles = [each for each in made.register.here.items() if each[0][0] == chat.id]
            ended = [
                number for number, mute in made.mutes.rows.items() if mute.chat_id == chat.id and number in made.mutes.ended
            ]
            found[chat.id] = [repr(each) for each in (chat, rows, lessons, feeds, roles, ended)]
    return found


def names_others(text: str, *, pressed: bool) -> bool:
    """Whether an owner's line may change other chats by what it says."""
    request = Request(Address(Platform.TELEGRAM, "111"), ChatKind.PRIVATE, Person(Platform.TELEGRAM, "111"), text, "t:0")
    read = parse(bound(replace(request, button=pressed)), PHRASES)
    return read.name in NAMES_OTHERS if isinstance(read, Call) else False


async def owners_lines(lines: list[str], *, pressed: bool) -> int:
    """Gives an owner's lines; returns how many were held against the other chats."""
    made = await furnished()
    before, held = of_others(made), 0
    for text in lines:
        message = await made.ask(text, button=pressed)
        assert message is not None
        fits(message)
        if names_others(text, pressed=pressed):
            await made.ask("use here")
            before = of_others(made)
        else:
            assert of_others(made) == before, text
            held += 1
    return held


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


async def stored_lines(front: RealFront, lines: list[str], speaker: Speaker) -> None:
    """Gives lines on the real stores; what is not the speaker's stays as it was, row by row."""
    before = await rows_of(front)
    for number, text in enumerate(lines):
        where = (speaker.person, speaker.channel, speaker.kind)
        message = await front.ask(text, *where, platform=speaker.platform, button=bool(number % 2))
        assert message is not None
        fits(message)
    after = await rows_of(front)
    assert speaker.about is not None or not set(after) - {each.channel for each in (*PLACES, *STRANGERS)}
    for place in PLACES:
        if place is not speaker.about:
            assert after[place.channel] == before[place.channel], lines


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A furnished SQLite file, to copy from."""
    path = tmp_path_factory.mktemp("hostile") / "rasid.db"
    shutil.copy(sqlite_template, path)
    furnish(path)
    return path


@contextmanager
def a_stored_desk(template: Path, folder: Path) -> Iterator[tuple[asyncio.Runner, RealFront]]:
    """A desk over the real stores, and the loop that it lives in: one for all lines, whose changes add up."""
    with asyncio.Runner() as runner:
        desk = a_front(template, folder)
        front = runner.run(desk.__aenter__())
        try:
            yield runner, front
        finally:
            runner.run(desk.__aexit__(None, None, None))


def play_stored(template: Path, folder: Path, conversations: int) -> int:
    """So many conversations on the real stores; returns the number of lines."""
    count = 0
    with a_stored_desk(template, folder) as (runner, front):

        @settings(max_examples=conversations, suppress_health_check=MANY, phases=[Phase.generate])
        @given(TEN_LINES, st.sampled_from((ADMINS[0], ADMINS[1], ADMINS[2], READER, STRANGERS[0], EDITOR_OF_TWO)))
        def given_lines(lines: list[str], speaker: Speaker) -> None:
            nonlocal count
            count += len(lines)
            runner.run(stored_lines(front, lines, speaker))

        given_lines()
    return count


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(CONVERSATIONS, st.booleans())
async def test_no_line_of_an_owner_breaks_an_answer_or_changes_another_chat(lines: list[str], pressed: bool) -> None:
    await owners_lines(lines, pressed=pressed)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(CONVERSATIONS, st.sampled_from([ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.CHANNEL]), st.sampled_from([0, 1]))
async def test_no_line_of_a_stranger_or_reader_changes_anything(lines: list[str], kind: ChatKind, role: int) -> None:
    await others_lines(lines, kind, Role(role))


def test_no_line_changes_another_chat_in_the_database(template: Path, tmp_path: Path) -> None:
    assert play_stored(template, tmp_path, 12) >= 100


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_ten_thousand_lines_of_an_owner() -> None:
    count = held = 0
    with asyncio.Runner() as runner:

        @settings(max_examples=1050, suppress_health_check=MANY, phases=[Phase.generate])
        @given(TEN_LINES, st.booleans())
        def given_lines(lines: list[str], pressed: bool) -> None:
            nonlocal count, held
            count += len(lines)
            held += runner.run(owners_lines(lines, pressed=pressed))

        given_lines()
    assert count >= 10_000
    assert held >= 5_000


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_ten_thousand_lines_of_strangers_and_readers() -> None:
    count = 0
    with asyncio.Runner() as runner:

        @settings(max_examples=1050, suppress_health_check=MANY, phases=[Phase.generate])
        @given(TEN_LINES, st.sampled_from([ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.CHANNEL]), st.sampled_from([0, 1]))
        def given_lines(lines: list[str], kind: ChatKind, role: int) -> None:
            nonlocal count
            count += len(lines)
            runner.run(others_lines(lines, kind, Role(role)))

        given_lines()
    assert count >= 10_000


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_thousands_of_lines_in_the_database(template: Path, tmp_path: Path) -> None:
    assert play_stored(template, tmp_path, 250) >= 2_000
