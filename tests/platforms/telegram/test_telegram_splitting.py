"""Long messages: every part fits, nothing is lost, nothing is torn."""

from __future__ import annotations

import itertools

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.message import Block, BlockKind, Button, Isolate, Message, Piece
from bot.model.news import Language
from bot.platforms.telegram.markup import to_html, to_plain
from bot.platforms.telegram.splitting import split
from tests.fakes.telegram_markup import ENTITY_LIMIT, TEXT_LIMIT, is_blank, parse_html, utf16
from tests.platforms.telegram import samples

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def words(message: Message) -> str:
    """The text without spaces, marks and bullets."""
    return regex.sub(r"[\s•\p{Cf}]", "", to_plain(message))


def check(message: Message) -> tuple[Message, ...]:
    parts = split(message)
    for part in parts:
        text, entities = parse_html(to_html(part))
        assert utf16(text) <= TEXT_LIMIT
        assert len(entities) <= ENTITY_LIMIT
        assert len(parts) == 1 or not is_blank(text)
    assert "".join(map(words, parts)) == words(message)
    return parts


def test_a_message_that_fits_is_one_part_and_unchanged_to_the_eye() -> None:
    (part,) = split(samples.ARABIC_ALERT)
    assert to_html(part) == to_html(samples.ARABIC_ALERT)
    assert part.buttons == samples.ARABIC_ALERT.buttons


def test_cuts_fall_between_lines_and_buttons_stand_under_the_last_part() -> None:
    lines = tuple(samples.line(f"{number}: " + "كلمة " * 60) for number in range(40))
    message = Message(
        Language.ARABIC, (Block(BlockKind.BULLETS, lines),), buttons=((Button("x", "x 1"),),), replaces=True, silent=True
    )
    parts = check(message)
    assert len(parts) > 2
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert [part.replaces for part in parts] == [True] + [False] * (len(parts) - 1)
    assert all(part.silent for part in parts)
    shown = list(itertools.chain.from_iterable(to_html(part).split("\n") for part in parts))
    assert shown == to_html(message).split("\n")


def test_a_line_longer_than_a_message_is_cut_between_words_and_its_bullet_is_not_repeated() -> None:
    message = Message(Language.ENGLISH, (Block(BlockKind.BULLETS, (samples.line("lighthouse " * 1000),)),))
    parts = check(message)
    assert [to_plain(part).count("•") for part in parts] == [1] + [0] * (len(parts) - 1)
    assert {word for part in parts for word in to_plain(part).strip("• ").split()} == {"lighthouse"}


def test_graphemes_stay_whole() -> None:
    for unit in (FAMILY, "مُّ", "e\u0301", "\U0001f1f1\U0001f1e7"):
        parts = check(samples.text(unit * 3000))
        for part in parts:
            assert set(regex.findall(r"\X", to_plain(part).lstrip("\u200f"))) == {unit}


def test_a_grapheme_longer_than_a_message_is_cut_all_the_same() -> None:
    assert len(check(samples.text("a" + "\u0301" * 9000))) == 3


def test_a_hundred_and_one_entities_make_two_parts() -> None:
    bold = tuple(Piece("x ", bold=True) for _ in range(101))
    assert len(check(Message(Language.ENGLISH, (Block(BlockKind.TEXT, (bold,)),)))) == 2
    linked = tuple((Piece("x", bold=True, url="https://a.example/"),) for _ in range(51))
    assert len(check(Message(Language.ENGLISH, (Block(BlockKind.TEXT, linked),)))) == 2


def test_escapes_and_tags_do_not_count_but_marks_do() -> None:
    assert len(check(samples.text("&" * 4095))) == 1
    assert len(check(samples.text("&" * 4096))) == 2
    assert len(check(samples.text(Piece("x" * 4094, Isolate.AUTO)))) == 2
    assert len(check(samples.text(Piece("x" * 4096, Isolate.AUTO, url="https://a.example"), language=Language.ENGLISH))) == 1


def test_line_ends_count_and_so_does_the_empty_line_before_a_headline() -> None:
    def lines(*lengths: int, kind: BlockKind = BlockKind.TEXT) -> Message:
        blocks = tuple(Block(kind, (samples.line("x" * length),)) for length in lengths)
        return Message(Language.ENGLISH, blocks)

    assert len(check(lines(2048, 2047))) == 1
    assert len(check(lines(2048, 2048))) == 2
    assert len(check(lines(2047, 2047, kind=BlockKind.HEADLINE))) == 1
    assert len(check(lines(2048, 2047, kind=BlockKind.HEADLINE))) == 2


def test_a_message_of_nothing_is_one_empty_part() -> None:
    assert [part.blocks for part in split(Message(Language.ENGLISH, ()))] == [()]


CHUNKS = st.sampled_from(("كلمة ", "lighthouse ", FAMILY, "مُّ", "&<>", " ", "\U0001f4f0 ", "a\u0301", "٣٫٥٪ ", "\n"))
LONG = st.builds(lambda chunk, times: chunk * times, CHUNKS, st.integers(1, 1500))
PIECES = st.builds(
    Piece,
    LONG,
    st.sampled_from(Isolate),
    bold=st.booleans(),
    code=st.booleans(),
    url=st.sampled_from(("", "https://a.example/x")),
)
BLOCKS = st.builds(
    Block,
    st.sampled_from(BlockKind),
    st.lists(st.lists(PIECES, max_size=3).map(tuple), max_size=3).map(tuple),
    st.none() | st.sampled_from(Language),
)


@settings(max_examples=60, deadline=None)
@given(st.builds(Message, st.sampled_from(Language), st.lists(BLOCKS, min_size=1, max_size=4).map(tuple)))
def test_any_parts_fit_and_together_say_it_all(message: Message) -> None:
    check(message)
