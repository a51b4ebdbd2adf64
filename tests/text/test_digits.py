"""Numbers in a chat's digits: the bot's own words change, what is quoted, typed or linked does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.text.digits import in_arabic_digits

AR, EN = Language.ARABIC, Language.ENGLISH
pieces = st.builds(
    Piece,
    st.text("a0 1٣:.é", max_size=6),
    st.sampled_from(Isolate),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "https://x.example/1")),
)
blocks = st.builds(
    Block,
    st.sampled_from(BlockKind),
    st.lists(st.lists(pieces, max_size=3).map(tuple), max_size=3).map(tuple),
    st.sampled_from((None, AR, EN)),
)
messages = st.builds(Message, st.sampled_from((AR, EN)), st.lists(blocks, max_size=3).map(tuple), st.text("a1", max_size=3))


def said(*line: Piece, language: Language = AR, block: Language | None = None) -> str:
    message = in_arabic_digits(Message(language, (Block(BlockKind.TEXT, (line,), block),)))
    return "".join(piece.text for piece in message.blocks[0].lines[0])


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (Piece("وصل 02:15"), "وصل ٠٢:١٥"),
        (Piece("30", Isolate.AUTO), "٣٠"),
        (Piece("1,200", Isolate.AUTO), "١٬٢٠٠"),
        (Piece("1,234,567 مقالة"), "١٬٢٣٤٬٥٦٧ مقالة"),
        (Piece("4.3"), "٤٫٣"),
        (Piece("في 1.5 ثانية، ثم 2."), "في ١٫٥ ثانية، ثم ٢."),
        (Piece("3.45.1", Isolate.AUTO), "٣.٤٥.١"),
        (Piece("1, 2, 3"), "١, ٢, ٣"),
        (Piece("×11", Isolate.LTR), "×١١"),
        (Piece("G20 تجتمع", Isolate.AUTO), "G20 تجتمع"),
        (Piece("/rasid هدوء 23:00-07:00", Isolate.LTR, code=True), "/rasid هدوء 23:00-07:00"),
        (Piece("12 قتيلاً", url="https://x.example/12"), "12 قتيلاً"),
    ],
)
def test_only_the_bots_own_numbers_change(piece: Piece, expected: str) -> None:
    assert said(piece) == expected


def test_quotations_and_other_languages_stay_as_they_are() -> None:
    assert said(Piece("30 قتيلاً"), block=AR) == "30 قتيلاً"
    assert said(Piece("at 02:15"), language=EN) == "at 02:15"


def test_a_notification_changes_with_the_line_it_repeats_and_not_as_a_headline() -> None:
    line: Line = (Piece("حدثان منذ 02:15"),)
    own = Message(AR, (Block(BlockKind.HEADLINE, (line,)),), "حدثان منذ 02:15")
    assert in_arabic_digits(own).notification == "حدثان منذ ٠٢:١٥"
    quoted = Message(AR, (Block(BlockKind.HEADLINE, ((Piece("12 قتيلاً"),),), AR),), "12 قتيلاً")
    assert in_arabic_digits(quoted) == quoted


def test_labels_change_but_for_what_they_quote_and_what_is_pressed() -> None:
    mute = Button("كتم خبر 24 من France 24", "mute 24", shown=(Piece("كتم خبر 24 من "), Piece("France 24", Isolate.AUTO)))
    sample = Button("الأرقام: 123", "digits western", shown=(Piece("الأرقام: "), Piece("123", code=True)))
    bare = Button("24 ساعة", "mute 1 24h")
    (row,) = in_arabic_digits(Message(AR, (), buttons=((mute, sample, bare),))).buttons
    assert [button.label for button in row] == ["كتم خبر ٢٤ من France 24", "الأرقام: 123", "24 ساعة"]
    assert [button.action for button in row] == ["mute 24", "digits western", "mute 1 24h"]
    assert in_arabic_digits(Message(EN, (), buttons=((mute,),))).buttons == ((mute,),)


@given(messages)
def test_nothing_but_digits_ever_changes(message: Message) -> None:
    changed = in_arabic_digits(message)
    assert in_arabic_digits(changed) == changed
    back = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.")
    assert repr(changed).translate(back) == repr(message).translate(back)
    for before, after in zip(message.blocks, changed.blocks, strict=True):
        for line, other in zip(before.lines, after.lines, strict=True):
            for piece, now in zip(line, other, strict=True):
                assert piece == now or not (piece.code or piece.url or before.language)
