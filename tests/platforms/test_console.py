from __future__ import annotations

import asyncio
import io
import os
import pty
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.utils import get_cwidth

from bot.app.console_app import typed_for
from bot.chat.command import Request
from bot.model.alert import Delivered, Unknowable
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.message import LARGEST_FILE, Attachment, Block, BlockKind, Button, Isolate, Message, Piece, Unread
from bot.model.news import Language
from bot.platforms.console import HERE, ConsoleCourier, ConsoleDirectory, ConsoleIntake, to_text, with_file
from bot.platforms.console_typing import Suggestions, history_in
from bot.ports import Courier, Directory, Intake
from tests.fakes.desk import PHRASES
from tests.fakes.sample_messages import AR, EN, SAMPLES, chat

MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")
STYLE = re.compile("\x1b\\[\\d+m")


def message(*pieces: Piece, language: Language = EN, kind: BlockKind = BlockKind.TEXT) -> Message:
    return Message(language, (Block(kind, (pieces,)),))


# What a message looks like


def test_links_stand_under_their_line_and_bullets_before_it() -> None:
    text = to_text(message(Piece("Headline", url="https://x.example/1"), Piece(" (BBC)"), kind=BlockKind.BULLETS))
    assert text == "• Headline (BBC)\n  https://x.example/1"


def test_buttons_say_what_to_type() -> None:
    made = Message(EN, (), buttons=((Button("Undo", "unwatch 42 @ar"), Button("Next", "watches 2")),))
    assert to_text(made) == "[Undo: unwatch 42]  [Next: watches 2]"


def test_colour_makes_headlines_bold_commands_cyan_and_small_print_dim() -> None:
    assert to_text(message(Piece("H"), kind=BlockKind.HEADLINE), colour=True) == "\x1b[1mH\x1b[0m"
    assert to_text(message(Piece("a "), Piece("help", code=True)), colour=True) == "a \x1b[36mhelp\x1b[0m"
    assert to_text(message(Piece("s"), kind=BlockKind.CONTEXT), colour=True) == "\x1b[2ms\x1b[0m"
    assert to_text(message(Piece("a "), Piece("b", bold=True)), colour=True) == "a \x1b[1mb\x1b[0m"


def test_what_a_feed_says_cannot_steer_the_terminal() -> None:
    text = to_text(message(Piece("a\x1b[2Jb\x07\r\n\u202ec\u2069", url="https://x.example/\x1b]0;t\x07")), colour=True)
    assert STYLE.sub("", text).replace("\n", "|") == "a[2Jb c|https://x.example/]0;t"


@given(st.lists(st.text("ab سنت٣日é ", min_size=0, max_size=30), min_size=1, max_size=5), st.integers(20, 60), st.booleans())
def test_wrapping_loses_no_word_and_stays_within_the_width(texts: list[str], width: int, coloured: bool) -> None:
    pieces = tuple(Piece(text, bold=bool(number % 2)) for number, text in enumerate(texts))
    shown = STYLE.sub("", to_text(message(*pieces), width, colour=coloured))
    assert shown.split() == "".join(texts).split()
    for line in shown.splitlines():
        assert get_cwidth(line) <= width or " " not in line.strip()


def test_marks_are_written_only_when_asked_for() -> None:
    for name, sample in SAMPLES.items():
        assert not MARKS.search(to_text(sample)), name
        marked = to_text(sample, marks=True)
        assert MARKS.sub("", marked) == to_text(sample)
        for line in marked.splitlines():
            assert line.count("\u2066") + line.count("\u2068") == line.count("\u2069")


def test_isolates_are_closed_on_every_line_they_are_wrapped_over() -> None:
    text = to_text(message(Piece("one two three four five six seven", Isolate.AUTO), language=AR), 20, marks=True)
    assert len(text.splitlines()) > 1
    assert all(line.startswith("\u200f\u2068") and line.endswith("\u2069") for line in text.splitlines())


# How an Arabic line lies on a screen that knows both directions


def screen(text: str) -> list[str]:
    """The lines from left to right as the bidi algorithm lays them out."""
    return [MARKS.sub("", str(get_display(line))) for line in text.splitlines()]


def order(line: str, *right_to_left: str) -> None:
    """The words stand in this order from the right; Latin ones and numbers as they are, Arabic ones mirrored."""
    at = len(line)
    for word in right_to_left:
        seen = word if word.isascii() else word[::-1]
        assert seen in line, f"{seen!r} not in {line!r}"
        assert line.rindex(seen, 0, at) < at, f"{word!r} is out of order in {line!r}"
        at = line.rindex(seen, 0, at)


def test_times_and_outlets_of_both_directions_stand_in_reading_order() -> None:
    lines = screen(to_text(SAMPLES["also.ar"], marks=True))
    order(lines[-5], "رويترز", "نُشر", "02:14", "وصل", "02:15", "بيروت")
    order(lines[-4], "أيضاً", "الجزيرة", "02:19", "BBC", "02:22", "بالإنكليزية", "رويترز")
    order(lines[-3], "الرصد", "CENTCOM")


def test_an_update_reads_from_before_to_after() -> None:
    lines = screen(to_text(SAMPLES["update.ar"], marks=True))
    order(lines[2], "تحديث", "قتلى", "من", "3", "إلى", "30")


@pytest.mark.parametrize("value", ["+3.5%", "2026-11-21", "C++", "-12", "$5.2", "/watch C++", "+961 1 234", "BTC-USD"])
def test_figures_dates_tickers_and_commands_are_not_turned_over(value: str) -> None:
    line = message(Piece("سعر "), Piece(value, Isolate.LTR), Piece(" اليوم"), language=AR)
    (shown,) = screen(to_text(line, marks=True))
    order(shown, "سعر", value, "اليوم")


def test_without_isolation_they_would_be() -> None:
    line = message(Piece("سعر "), Piece("+3.5%"), Piece(" اليوم"), language=AR)
    assert "+3.5%" not in screen(to_text(line, marks=True))[0]


def test_a_latin_headline_in_an_arabic_list_keeps_its_own_order() -> None:
    line = next(row for row in screen(to_text(SAMPLES["digest.ar"], marks=True)) if "Reuters" in row)
    assert "CENTCOM says it downed two drones over Red Sea" in line
    order(line, "CENTCOM says it downed two drones over Red Sea", "Reuters", "تشرين", "02:14")


# The courier, the directory


async def test_the_courier_counts_its_messages_and_shows_the_number_of_their_story() -> None:
    written: list[str] = []
    courier = ConsoleCourier(written.append)
    port: Courier = courier
    here, part = chat(EN), replace(message(Piece("text")), story=7)
    assert port.split(part) == (part,)
    assert await port.send(here, part, "1.0") == Delivered("1")
    assert await port.edit(here, "1", part, "2.0") == Delivered("1")
    assert await port.reply(here, "1", part, "3.0") == Delivered("2")
    assert [text.splitlines()[0] for text in written] == ["[7]", "[7*]", "[7+]"]
    assert all(text.splitlines()[1] == "text" for text in written)
    assert await courier.find(here, "1.0", None) == Unknowable()
    assert await port.send(here, message(Piece("2 stories")), "4.0") == Delivered("3")
    assert written[-1].splitlines()[0] == "[•]"


async def test_the_person_at_the_console_is_its_admin_and_nobody_else_is() -> None:
    directory: Directory = ConsoleDirectory()
    assert await directory.is_admin(HERE, Person(Platform.CONSOLE, "local"))
    assert not await directory.is_admin(HERE, Person(Platform.TELEGRAM, "local"))
    assert not await directory.is_admin(Address(Platform.TELEGRAM, "-100"), Person(Platform.CONSOLE, "local"))


# The intake


class Heard:
    """Answers each request with its own words, and remembers it."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.written: list[str] = []
        self.finished = asyncio.Event()

    async def answer(self, request: Request) -> Message | None:
        self.requests.append(request)
        return None if request.text == "silence" else message(Piece(f"heard {request.text}"))

    def intake(self, **options: Any) -> ConsoleIntake:
        return ConsoleIntake(self.answer, ConsoleCourier(self.written.append), ("watch", "رصد"), self.finished.set, **options)


async def test_lines_of_a_pipe_are_answered_until_it_ends() -> None:
    heard = Heard()
    intake: Intake = heard.intake(stdin=io.StringIO("watch x\n\n  رصد س  \nsilence\n"))
    await intake.start()
    await asyncio.wait_for(heard.finished.wait(), 10)
    await intake.stop()
    assert [request.text for request in heard.requests] == ["watch x", "رصد س", "silence"]
    assert heard.written == ["heard watch x\n", "heard رصد س\n"]
    first = heard.requests[0]
    assert (first.address, first.kind, first.person.platform) == (HERE, ChatKind.PRIVATE, Platform.CONSOLE)
    assert len({request.update for request in heard.requests}) == 3


@pytest.mark.parametrize("word", ["quit", "EXIT", "خروج"])
async def test_quit_ends_it_and_nothing_after_is_answered(word: str) -> None:
    heard = Heard()
    intake = heard.intake(stdin=io.StringIO(f"one\n{word}\ntwo\n"))
    await intake.start()
    await asyncio.wait_for(heard.finished.wait(), 10)
    await intake.stop()
    assert [request.text for request in heard.requests] == ["one"]


async def test_stopping_does_not_wait_for_input_that_never_comes() -> None:
    reading, writing = os.pipe()
    heard = Heard()
    with os.fdopen(reading, encoding="utf-8") as stdin:
        intake = heard.intake(stdin=stdin)
        await intake.start()
        await asyncio.sleep(0.05)
        await asyncio.wait_for(intake.stop(), 10)
        os.close(writing)
        await asyncio.sleep(0.05)
    assert not heard.finished.is_set()


async def test_stopping_lets_the_answer_under_way_finish() -> None:
    heard = Heard()
    going, release = asyncio.Event(), asyncio.Event()

    async def slow(request: Request) -> Message | None:
        going.set()
        await release.wait()
        return await heard.answer(request)

    intake = ConsoleIntake(slow, ConsoleCourier(heard.written.append), stdin=io.StringIO("watch x\n"))
    await intake.start()
    await asyncio.wait_for(going.wait(), 10)
    stopping = asyncio.create_task(intake.stop())
    await asyncio.sleep(0)
    release.set()
    await asyncio.wait_for(stopping, 10)
    assert heard.written == ["heard watch x\n"]


async def test_a_terminal_has_a_prompt_with_completion() -> None:
    main, side = pty.openpty()
    heard = Heard()
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()), os.fdopen(side) as terminal:
        intake = heard.intake(stdin=terminal)
        await intake.start()
        keys.send_text("watch CENTCOM\r")
        keys.send_text("رصد بيتكوين\r")
        keys.send_text("quit\r")
        await asyncio.wait_for(heard.finished.wait(), 20)
        await intake.stop()
    os.close(main)
    assert [request.text for request in heard.requests] == ["watch CENTCOM", "رصد بيتكوين"]


async def test_the_end_of_a_terminals_input_ends_it() -> None:
    main, side = pty.openpty()
    heard = Heard()
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()), os.fdopen(side) as terminal:
        intake = heard.intake(stdin=terminal)
        await intake.start()
        keys.send_text("\x04")
        await asyncio.wait_for(heard.finished.wait(), 20)
        await intake.stop()
    os.close(main)
    assert heard.requests == []


def test_a_file_is_saved_under_a_free_name_and_its_path_said(tmp_path: Path) -> None:
    written: list[str] = []
    courier = ConsoleCourier(written.append, folder=tmp_path / "files")
    sent = replace(message(Piece("done")), attachment=Attachment("../rasid 1.json", "application/json", b"{}"))
    courier.show(sent)
    courier.show(sent)
    courier.show(replace(sent, attachment=Attachment("", "", b"x")))
    paths = [text.splitlines()[1].strip("[]") for text in written]
    assert [Path(path).name for path in paths] == ["_rasid_1.json", "_rasid_1-2.json", "file"]
    assert [Path(path).read_bytes() for path in paths] == [b"{}", b"{}", b"x"]
    assert {Path(path).parent for path in paths} == {tmp_path / "files"}


def test_a_file_that_cannot_be_saved_says_why(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    written: list[str] = []
    ConsoleCourier(written.append, folder=tmp_path / "taken").show(
        replace(message(Piece("done")), attachment=Attachment("a.json", "", b"{}"))
    )
    assert "a.json: " in written[0]


def test_a_line_that_ends_in_a_path_brings_that_file(tmp_path: Path) -> None:
    kept = tmp_path / "my feeds.opml"
    kept.write_bytes(b"<opml/>")
    assert with_file(f"feed import {kept}") == ("feed import", Attachment("my feeds.opml", "", b"<opml/>"))
    assert with_file(f"feed import '{kept}'") == ("feed import", Attachment("my feeds.opml", "", b"<opml/>"))
    assert with_file(f"import {tmp_path / 'none.json'}")[1] is None
    assert with_file("watch رويترز") == ("watch رويترز", None)
    (tmp_path / "secret.txt").write_bytes(b"x")
    assert with_file(f"import {tmp_path / 'secret.txt'}")[1] is None
    large = tmp_path / "large.json"
    large.write_bytes(b"x" * (LARGEST_FILE + 1))
    assert with_file(f"import {large}") == ("import", Unread.TOO_LARGE)


# A NUL, half a surrogate, and what the console itself prints as a button's command.
HOSTILE = [
    "search ~3 2",
    "trend ~3 168h",
    "edit 3 ~1",
    "~",
    "~nobody/x.json",
    "~root",
    "import \x00.json",
    "import \ud800.opml",
]


@pytest.mark.parametrize("text", [*HOSTILE, "import " + "a" * 5000 + ".xml"])
async def test_no_line_keeps_the_next_one_from_being_answered(text: str) -> None:
    heard = Heard()
    await heard.intake().take(text)
    assert [request.text for request in heard.requests] == [text]
    assert heard.requests[0].attached is None


@given(st.text(max_size=80))
def test_any_line_may_be_typed(text: str) -> None:
    assert with_file(text) == (text, None)


def test_the_path_may_begin_at_ones_own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "rasid.json").write_bytes(b"{}")
    assert with_file("import ~/rasid.json") == ("import", Attachment("rasid.json", "", b"{}"))


# What helps typing


async def test_completion_shows_words_and_then_what_a_chat_has() -> None:
    async def offers(typed: str) -> list[tuple[str, str]]:
        return [(f"{typed}CENTCOM", "42")]

    made = Suggestions(["watch", "unwatch"], offers)
    document = Document("unwatch ")
    found = [each async for each in made.get_completions_async(document, CompleteEvent())]
    assert [(each.text, each.start_position, each.display_meta_text) for each in found] == [("unwatch CENTCOM", -8, "42")]
    assert [each.text for each in made.get_completions(Document("unw"), CompleteEvent())] == ["unwatch"]


async def test_what_was_typed_is_there_in_the_next_session_but_for_secrets(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    for line in ("watch CENTCOM", "claim t0ken", "feed add https://me:s3cret@x.example/", "انضمام w0rd", "start claim-t0ken"):
        history.append_string(line)
    file = tmp_path / "console-history"
    assert file.stat().st_mode & 0o077 == 0
    assert [line async for line in history_in(tmp_path).load()] == ["watch CENTCOM"]
    assert not any(secret in file.read_text("utf-8") for secret in ("t0ken", "s3cret", "w0rd"))


def test_without_a_place_for_it_the_history_lasts_as_long_as_the_session(tmp_path: Path) -> None:
    assert isinstance(history_in(None), InMemoryHistory)
    assert isinstance(history_in(tmp_path / "nowhere"), InMemoryHistory)


def test_the_buttons_of_an_arabic_message_are_said_in_arabic_words() -> None:
    made = Message(AR, (), buttons=((Button("تراجع", "unwatch 42"), Button("x", "watches 2 @en")),))
    written: list[str] = []
    ConsoleCourier(written.append, spoken=typed_for(PHRASES)).show(made)
    assert written == ["[تراجع: حذف 42]  [x: watches 2]\n"]
