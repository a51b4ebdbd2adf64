"""Cutting by any scale: every part fits, nothing that can be seen is lost, nothing is torn that need not be."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.model.message import Block, BlockKind, Button, Message, Piece
from bot.model.news import Language
from bot.text.cutting import Scale, Size, cut, letters, parts, utf16_length

EN = Language.ENGLISH
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@dataclass(frozen=True, slots=True)
class Letters:
    """A small platform: code points, of which a line's opening and a bold piece take one; a thing is a bold piece."""

    part: Size = Size(20, 3)
    line: Size = Size(12, 2)

    def text(self, text: str) -> int:
        return len(text)

    def frame(self, piece: Piece, block: Block, *, isolated: bool) -> Size:
        del block, isolated
        return Size(1, 1) if piece.bold else Size()

    def opening(self, block: Block) -> Size:
        return Size(1 if block.kind is BlockKind.BULLETS else 0)

    def gap(self, block: Block, *, first: bool, joins: bool) -> Size:
        del block, joins
        return Size(0 if first else 1)


SCALE: Scale = Letters()


def message(*lines: str, kind: BlockKind = BlockKind.TEXT) -> Message:
    return Message(EN, (Block(kind, tuple((Piece(line),) for line in lines)),))


def rows(part: Message) -> list[str]:
    return ["".join(piece.text for piece in line) for block in part.blocks for line in block.lines]


def test_length_counts_pairs_of_surrogates_as_two() -> None:
    assert [utf16_length(text) for text in ("", "aب", "\U0001f4f0", "\ud800")] == [0, 2, 2, 1]


def test_letters_are_what_a_reader_counts() -> None:
    assert list(letters(f"مُّa\u0301{FAMILY}b")) == ["مُّ", "a\u0301", FAMILY, "b"]
    buried = list(letters("a" + "\u0301" * 130))
    assert [len(letter) for letter in buried] == [60, 60, 11]


@pytest.mark.parametrize(
    ("text", "room", "words_only", "head"),
    [
        ("one two", 7, False, "one two"),
        ("one two", 6, False, "one "),
        ("one two", 3, False, "one"),
        ("one two", 3, True, ""),
        ("one\u00a0two", 5, False, "one\u00a0t"),
        ("abcdef", 4, False, "abcd"),
        ("abcdef", 4, True, ""),
        ("abcdef", 0, False, "a"),
        (f"a{FAMILY}", 3, False, "a"),
        (FAMILY, 3, False, FAMILY),
        ("", 0, True, ""),
    ],
)
def test_a_text_is_cut_behind_a_space_else_behind_a_letter(text: str, room: int, words_only: bool, head: str) -> None:
    assert cut(text, room, SCALE, words_only=words_only) == (head, text[len(head) :])


def test_parts_are_cut_between_lines_first() -> None:
    made = parts(message("first line", "second one", "third"), SCALE)
    assert [rows(part) for part in made] == [["first line"], ["second one", "third"]]


def test_what_goes_with_the_first_part_and_what_with_the_last() -> None:
    whole = replace(message("first line", "second one"), notification="n", replaces=True, silent=True)
    whole = replace(whole, buttons=((Button("Undo", "undo 1"),),))
    first, last = parts(whole, SCALE)
    assert (first.notification, first.replaces, first.buttons, first.silent) == ("n", True, (), True)
    assert (last.notification, last.replaces, last.buttons, last.silent) == ("", False, whole.buttons, True)


def test_a_message_of_nothing_to_see_is_one_part_without_blocks() -> None:
    assert [part.blocks for part in parts(message(" ", "\u200f"), SCALE)] == [()]
    assert [part.blocks for part in parts(Message(EN, ()), SCALE)] == [()]


def test_a_bullet_is_not_repeated_before_what_continues_it() -> None:
    made = parts(message("one two three", "four", kind=BlockKind.BULLETS), Letters(part=Size(99, 9)))
    assert [(block.kind, block.lines[0][0].text) for block in made[0].blocks] == [
        (BlockKind.BULLETS, "one two "),
        (BlockKind.TEXT, "three"),
        (BlockKind.BULLETS, "four"),
    ]


def test_a_line_with_too_many_things_is_cut_between_them() -> None:
    line = tuple(Piece(text, bold=True) for text in ("a ", "b ", "c"))
    made = parts(Message(EN, (Block(BlockKind.TEXT, (line,)),)), SCALE)
    assert [rows(part) for part in made] == [["a b ", "c"]]


def test_a_word_too_long_for_the_rest_of_a_line_begins_the_next() -> None:
    line = (Piece("seven b "), Piece("eleven", bold=True))
    made = parts(Message(EN, (Block(BlockKind.TEXT, (line,)),)), SCALE)
    assert [row for part in made for row in rows(part)] == ["seven b ", "eleven"]


TEXTS = st.text("aب \n\u0301\u200f😀", max_size=40)
PIECES = st.builds(Piece, TEXTS, bold=st.booleans())
BLOCKS = st.builds(Block, st.sampled_from(BlockKind), st.lists(st.lists(PIECES, max_size=4).map(tuple), max_size=4).map(tuple))


@given(st.lists(BLOCKS, max_size=4).map(tuple))
def test_every_part_fits_and_together_they_say_it_all(blocks: tuple[Block, ...]) -> None:
    whole = Message(EN, blocks)
    made = parts(whole, SCALE)
    for part in made:
        sizes = [
            SCALE.opening(block) + Size(sum(len(piece.text) + piece.bold for piece in line), sum(piece.bold for piece in line))
            for block in part.blocks
            for line in block.lines
        ]
        assert all(size.fits(SCALE.line) for size in sizes)
        assert sum(size.text for size in sizes) + max(0, len(sizes) - 1) <= SCALE.part.text
        assert sum(size.things for size in sizes) <= SCALE.part.things
    said = regex.sub(r"[\s\u200f]", "", "".join("".join(rows(part)) for part in [whole]))
    assert regex.sub(r"\s", "", "".join("".join(rows(part)) for part in made)) == said
