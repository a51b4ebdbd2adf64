"""Marks, links and cleaning that every platform shares, and that a screen then lays lines out in reading order."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.text.direction import (
    FSI,
    LONGEST_URL,
    LRI,
    PDI,
    RLM,
    inline,
    is_visible,
    isolates,
    isolates_needed,
    link,
    opening,
    runs_from_right,
    tidied,
)

AUTO, LTR, NONE = Isolate.AUTO, Isolate.LTR, Isolate.NONE
CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANY_TEXT = st.text(st.characters(codec=None), max_size=40) | st.text(alphabet="<>&\"'/ab \t\nبت١%+" + CONTROLS, max_size=40)


def seen(*pieces: Piece, from_right: bool = True) -> str:
    """The line from left to right as a screen shows it, without its marks."""
    needed = isolates_needed(pieces, from_right=from_right)
    written = "".join(piece.text.join(isolates(piece, needed=needed)) for piece in pieces)
    shown = str(get_display((RLM if from_right else "") + written))
    return "".join(letter for letter in shown if letter not in CONTROLS)


# Foreign text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\u202eb\u2067c\u2069d\u200fe\u061c", "abcde"),
        ("one\r\ntwo\u2028three\x85four\tfive\n\n\nsix", "one two three four five six"),
        ("g\x00h\x1b[2J\x9b", "gh[2J"),
        ("\ufeffa\u200bb\u00adc", "abc"),
        ("\ud83d", "\ufffd"),
        (" spaces  stay ", " spaces  stay "),
        ("مى\u200cشود", "مى\u200cشود"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_foreign_text_is_made_fit_for_a_line(text: str, kept: str) -> None:
    assert inline(text) == kept


@given(ANY_TEXT)
def test_no_mark_control_or_line_end_is_left_and_cleaning_twice_changes_nothing(text: str) -> None:
    kept = inline(text)
    assert not set(kept) & set(CONTROLS)
    assert len(kept.splitlines()) <= 1
    assert kept.isprintable() or all(letter.isprintable() or not letter.isascii() for letter in kept)
    assert inline(kept) == kept
    kept.encode()


def test_a_tidied_line_keeps_its_styles_and_drops_what_is_empty() -> None:
    line = (Piece("a\u202e", AUTO, bold=True, url="javascript:x"), Piece("\u200f"), Piece(" "), Piece("b", code=True))
    assert tidied(line) == (Piece("a", AUTO, bold=True), Piece(" "), Piece("b", code=True))


@pytest.mark.parametrize("line", [(), (Piece(""),), (Piece(" \n"), Piece("\u200f\u2069"))])
def test_a_line_of_nothing_to_see_is_no_line(line: Line) -> None:
    assert tidied(line) == ()
    assert not any(is_visible(piece.text) for piece in line)


# Links


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x?a=1&b=2#c", "https://a.example/x?a=1&b=2#c"),
        ("HTTP://a.example", "HTTP://a.example"),
        (" https://a.example/\u200fx\u202e y\n", "https://a.example/x%20y"),
        ("https://a.example/a\tb\r\nc\u2028d", "https://a.example/abcd"),
        ('https://x.example/a|b>c<d e"&f', "https://x.example/a%7Cb%3Ec%3Cd%20e%22&f"),
        ("https://a.example/100%25\u00a0%", "https://a.example/100%25%C2%A0%"),
        ("https://a.example/خبر", "https://a.example/خبر"),
        ("https://fa.example/wiki/مى\u200cشود", "https://fa.example/wiki/مى%E2%80%8Cشود"),
        ("https://[::1]/x", "https://[::1]/x"),
    ],
)
def test_a_web_address_is_made_fit_to_be_a_link(url: str, kept: str) -> None:
    assert link(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "\u200bjavascript:alert(1)//https://a.example",
        "tg://resolve?domain=x",
        "mailto:a@b",
        "//a.example",
        "https://",
        "https:///nowhere",
        "https://[",
        "a.example",
        "https://a.example/" + "x" * LONGEST_URL,
        "https://a.example/" + " " * (LONGEST_URL // 2) + "x",
    ],
)
def test_nothing_else_is_a_link(url: str) -> None:
    assert link(url) == ""


@given(ANY_TEXT | ANY_TEXT.map("https://a.example/".__add__) | ANY_TEXT.map("http:".__add__))
def test_what_is_a_link_is_safe_in_any_markup_and_stays_itself(url: str) -> None:
    kept = link(url)
    assert not set(kept) & set('<>|"\\^`{} \t\n' + CONTROLS)
    assert link(kept) == kept
    assert kept == "" or (urlsplit(kept).scheme in {"http", "https"} and len(kept) <= LONGEST_URL)


# Marks


def test_the_language_of_a_block_or_else_of_the_message_says_where_its_lines_begin() -> None:
    arabic, english = Message(Language.ARABIC, ()), Message(Language.ENGLISH, ())
    plain, bullets = Block(BlockKind.TEXT, ()), Block(BlockKind.BULLETS, ())
    assert [runs_from_right(plain, message) for message in (arabic, english)] == [True, False]
    assert runs_from_right(Block(BlockKind.TEXT, (), Language.ARABIC), english)
    assert not runs_from_right(Block(BlockKind.TEXT, (), Language.ENGLISH), arabic)
    assert [opening(block, arabic) for block in (plain, bullets)] == [RLM, f"{RLM}• "]
    assert [opening(block, english) for block in (plain, bullets)] == ["", "• "]


@pytest.mark.parametrize(
    ("text", "needed"), [("CENTCOM +3%", False), ("Ωμέγα", False), ("الجزيرة", True), ("١٢", True), ("א", True), ("", False)]
)
def test_from_the_left_isolates_are_needed_only_beside_what_runs_from_the_right(text: str, needed: bool) -> None:
    assert isolates_needed((Piece("Also: "), Piece(text)), from_right=False) is needed
    assert isolates_needed((Piece(text),), from_right=True)


@pytest.mark.parametrize(
    ("piece", "marks"),
    [
        (Piece("x"), ("", "")),
        (Piece("x", AUTO), (FSI, PDI)),
        (Piece("x", LTR), (LRI, PDI)),
        (Piece("رصد C++", code=True), (FSI, PDI)),
        (Piece("/watch C++", LTR, code=True), (LRI, PDI)),
        (Piece(" https://a.example/x ", LTR), ("", "")),
        (Piece("WWW.a.example", AUTO), ("", "")),
        (Piece("https://a.example says so", AUTO), (FSI, PDI)),
    ],
)
def test_values_and_literals_stand_isolated_and_bare_addresses_untouched(piece: Piece, marks: tuple[str, str]) -> None:
    assert isolates(piece, needed=True) == marks
    assert isolates(piece, needed=False) == ("", "")


@pytest.mark.parametrize(
    "value", ["+3.5%", "-12", "2026-11-21", "02:14", "$1,200", "C++", "+961 1 123456", "BTC-USD", "/watch CENTCOM"]
)
@pytest.mark.parametrize("code", [False, True])
def test_values_keep_their_own_order_inside_an_arabic_line(value: str, code: bool) -> None:
    line = seen(Piece("ارتفع إلى "), Piece(value, LTR, code=code), Piece(" اليوم"))
    assert line == f"{'اليوم'[::-1]} {value} {'ارتفع إلى'[::-1]}"


def test_without_isolates_the_screen_gets_it_wrong() -> None:
    assert "+3.5%" not in seen(Piece("ارتفع إلى "), Piece("+3.5%"), Piece(" اليوم"))
    assert "++C" in seen(Piece("رصد "), Piece("C++"))
    assert "C++" in seen(Piece("رصد "), Piece("C++", code=True))


def test_an_arabic_name_in_an_english_line_disturbs_no_time() -> None:
    line = seen(Piece("Also: "), Piece("الجزيرة", AUTO), Piece(" "), Piece("02:19", LTR), Piece(", 2 copies"), from_right=False)
    assert line == f"Also: {'الجزيرة'[::-1]} 02:19, 2 copies"


PIECES = st.builds(Piece, ANY_TEXT, st.sampled_from(Isolate), bold=st.booleans(), code=st.booleans(), url=ANY_TEXT)


@given(st.lists(PIECES, max_size=6).map(tuple), st.booleans())
def test_isolates_are_balanced_and_never_nested(line: Line, from_right: bool) -> None:
    kept = tidied(line)
    needed = isolates_needed(kept, from_right=from_right)
    depth = 0
    for letter in "".join(piece.text.join(isolates(piece, needed=needed)) for piece in kept):
        depth += (letter in {FSI, LRI}) - (letter == PDI)
        assert 0 <= depth <= 1
    assert depth == 0
    assert tidied(kept) == kept
