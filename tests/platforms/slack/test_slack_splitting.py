"""Long messages become parts that each fit, with nothing lost and no letter broken."""

from __future__ import annotations

from dataclasses import replace

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.chat import Platform
from bot.model.message import Block, BlockKind, Button, Message, Piece
from bot.model.news import Language
from bot.platforms.slack.markup import to_blocks
from bot.platforms.slack.splitting import split
from tests.fakes.desk import Front
from tests.fakes.slack_blocks import buttons, check_message, units
from tests.platforms.slack.samples import ARABIC_ALERT, ENGLISH_ALERT, words

WORDS = ["خبر عاجل ", "Zaporizhzhia ", "مُسيّرة", "👩‍👩‍👧‍👦", "&<>", "é", "نص طويل جداً ", 'a"\\b ']
LONG = st.lists(st.sampled_from(WORDS), max_size=40).flatmap(lambda run: st.integers(1, 60).map(lambda n: "".join(run) * n))


def said(message: Message) -> str:
    return "".join(piece.text for block in message.blocks for line in block.lines for piece in line)


def fits(part: Message) -> None:
    blocks, text = to_blocks(part)
    check_message(blocks, text)
    assert len(blocks) <= 45
    assert units(text) <= 3_900


def test_what_fits_is_one_part() -> None:
    assert split(ARABIC_ALERT) == (ARABIC_ALERT,)
    assert split(ENGLISH_ALERT) == (ENGLISH_ALERT,)


def test_a_message_without_blocks_is_one_part() -> None:
    message = Message(Language.ENGLISH, (), "only this")
    assert split(message) == (message,)


def test_buttons_stand_under_the_last_part_and_the_notification_with_the_first() -> None:
    message = words("word " * 8_000, notification="first", buttons=((Button("Undo", "undo 1"),),))
    parts = split(message)
    assert len(parts) > 3
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert [part.notification for part in parts] == ["first"] + [""] * (len(parts) - 1)
    assert all(part.blocks for part in parts)
    assert buttons(to_blocks(parts[-1])[0])[0]["value"] == "undo 1"
    for part in parts:
        fits(part)
    assert said(Message(Language.ENGLISH, tuple(block for part in parts for block in part.blocks))) == "word " * 8_000


def test_words_stay_whole_where_there_are_spaces() -> None:
    for part in split(words("alpha bravo " * 3_000)):
        for block in part.blocks:
            for line in block.lines:
                assert set("".join(piece.text for piece in line).split()) <= {"alpha", "bravo"}


def test_many_short_lines_with_links() -> None:
    line = (Piece("عنوان", url="https://a.example/" + "x" * 900), Piece(" "), Piece("02:14"))
    message = Message(Language.ARABIC, tuple(Block(kind, (line,) * 40) for kind in BlockKind))
    parts = split(message)
    for part in parts:
        fits(part)
    assert sum(len(block.lines) for part in parts for block in part.blocks) == 160


def test_many_blocks() -> None:
    message = Message(Language.ENGLISH, (Block(BlockKind.CONTEXT, ((Piece("x"),),)),) * 200)
    parts = split(message)
    assert len(parts) == 5
    for part in parts:
        fits(part)


def test_a_letter_under_a_heap_of_marks_still_passes() -> None:
    for part in split(words("a" + "\u0301" * 9_000)):
        fits(part)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Block,
            st.sampled_from(BlockKind),
            st.lists(st.lists(st.builds(Piece, LONG, bold=st.booleans()), max_size=3).map(tuple), max_size=3).map(tuple),
        ),
        max_size=5,
    ).map(tuple),
    st.sampled_from([Language.ARABIC, Language.ENGLISH]),
)
def test_every_part_fits_and_nothing_is_lost(blocks: tuple[Block, ...], language: Language) -> None:
    message = Message(language, blocks)
    parts = split(message)
    for part in parts:
        fits(part)
    assert "".join(map(said, parts)) == said(message)
    letters = set(regex.findall(r"\X", said(message)))
    for part in parts:
        for block in part.blocks:
            for line in block.lines:
                for piece in line:
                    assert set(regex.findall(r"\X", piece.text)) <= letters


@pytest.mark.parametrize("text", ["help", "مساعدة"])
async def test_the_list_of_all_commands_is_one_message(text: str) -> None:
    front = Front()
    front.desk = replace(front.desk, owners=frozenset({"slack:U1"}))
    listed = await front.ask(text, "U1", "D1", platform=Platform.SLACK)
    assert listed is not None
    assert len(split(listed)) == 1
