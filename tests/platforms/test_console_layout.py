from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from bidi import get_display
from bidi.mirror import MIRRORED
from hypothesis import assume, given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth

from bot.model.message import Block, BlockKind, Button, Isolate, Message, Piece
from bot.model.news import Language
from bot.platforms.console import to_text
from bot.platforms.console_layout import laid_out
from tests.fakes import golden
from tests.fakes.sample_messages import AR, EN, SAMPLES

STYLE = re.compile("\x1b\\[\\d+m")
MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")
ARABIC = re.compile("[\u0600-\u06ff]")


def said(*pieces: Piece, language: Language = AR, kind: BlockKind = BlockKind.TEXT) -> Message:
    return Message(language, (Block(kind, (pieces,)),))


def seen(*pieces: Piece, from_right: bool = True) -> str:
    return "".join(text for text, _ in laid_out([(piece.text, piece) for piece in pieces], from_right=from_right))


def read(shown: str) -> str:
    """What an eye reads that goes over a row of Arabic from right to left: the letters' common form, in that order."""
    clusters = re.findall("[^\u064b-\u0652][\u064b-\u0652]*", shown)
    return "".join(unicodedata.normalize("NFKC", cluster) for cluster in reversed(clusters))


# Joining


def test_letters_take_the_forms_in_which_they_join() -> None:
    assert seen(Piece("سنتكوم")) == "ﻡﻮﻜﺘﻨﺳ"


def test_lam_with_alef_is_one_sign_and_marks_follow_their_letter() -> None:
    assert seen(Piece("الآن")) == "ﻥﻵﺍ"
    assert seen(Piece("تعذّر")) == "ﺭﺬّﻌﺗ"
    assert read(seen(Piece("تتعذّر الآن قراءةً"))) == "تتعذّر الآن قراءةً"


def test_letters_join_across_pieces_of_a_word_but_not_into_an_isolate() -> None:
    assert seen(Piece("سنت"), Piece("كوم", bold=True)) == seen(Piece("سنتكوم"))
    assert seen(Piece("بـ"), Piece("5")) == "5ـﺑ"
    assert seen(Piece("ب"), Piece("سنتكوم", Isolate.AUTO)) == "ﻡﻮﻜﺘﻨﺳ" + "ﺏ"


def test_no_phrase_is_drawn_together_into_one_sign() -> None:
    assert read(seen(Piece("بسم الله، ريال"))) == "بسم الله، ريال"
    assert "ﷲ" not in seen(Piece("الله"))


# Order


def test_a_row_from_the_right_begins_there_and_latin_and_figures_keep_their_own_order() -> None:
    assert seen(Piece("وصل 19:05 إلى BBC News.")) == ".BBC News ﻰﻟﺇ 19:05 ﻞﺻﻭ"


def test_an_arabic_name_in_a_row_from_the_left_is_turned_and_the_row_is_not() -> None:
    assert seen(Piece("Also: "), Piece("الجزيرة", Isolate.AUTO), Piece(" 02:19."), from_right=False) == "Also: ﺓﺮﻳﺰﺠﻟﺍ 02:19."


def test_brackets_face_what_they_hold() -> None:
    assert seen(Piece("وصل (بيروت)")) == "(ﺕﻭﺮﻴﺑ) ﻞﺻﻭ"
    assert seen(Piece("وصل (BBC)")) == "(BBC) ﻞﺻﻭ"
    assert seen(Piece("قال ABC (US) ذلك")) == "ﻚﻟﺫ ABC (US) ﻝﺎﻗ"


@pytest.mark.parametrize("value", ["+3.5%", "2026-11-21", "C++", "-12", "/rasid watch C++", "https://x.example/?a=(1)"])
def test_isolated_figures_and_commands_stay_as_typed(value: str) -> None:
    assert value in seen(Piece("سعر "), Piece(value, Isolate.LTR), Piece(" اليوم"))
    assert value in seen(Piece("سعر "), Piece(value, code=True), Piece(" اليوم"))


LETTERS = st.text("abXسنلاو19٣+-.,:/%$() []{}«»!؟،", max_size=12)
PIECES = st.lists(st.builds(Piece, LETTERS, st.sampled_from(Isolate)), min_size=1, max_size=5)
# The other implementation leaves brackets as they were written: which way they face is not compared.
_FACELESS = {ord(sign): min(sign, other) for sign, other in MIRRORED.items()}
_MARKED = {Isolate.NONE: "{}", Isolate.AUTO: "\u2068{}\u2069", Isolate.LTR: "\u2066{}\u2069"}


@given(PIECES, st.booleans())
def test_the_order_is_that_of_the_algorithm_as_others_implement_it(pieces: list[Piece], from_right: bool) -> None:
    wanted = [piece for piece in pieces if piece.text]
    # Rows are cut free of spaces at their end.
    assume(not "".join(piece.text for piece in wanted).endswith(" "))
    marked = "".join(_MARKED[piece.isolate].format(piece.text) for piece in wanted)
    plain = MARKS.sub("", str(get_display(marked, base_dir="R" if from_right else "L")))
    mine = "".join(unicodedata.normalize("NFKC", sign)[::-1] for sign in seen(*wanted, from_right=from_right))
    assert mine.translate(_FACELESS) == plain.translate(_FACELESS)


@given(st.text("abc d-1.2+/@é", max_size=30))
def test_a_row_of_latin_alone_stays_as_it_is(text: str) -> None:
    assert seen(Piece(text), from_right=False) == text


# Whole messages


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", ["new", "also", "update", "digest", "surge", "overload", "late"])
def test_messages_as_a_terminal_of_one_direction_shows_them(name: str, language: Language) -> None:
    message = SAMPLES[f"{name}.{language}"]
    shown = to_text(message, 72, visual=True)
    assert not MARKS.search(shown)
    assert not re.search("[\u0621-\u063a\u0641-\u064a]", shown), "a letter in its bare form"
    golden.check(f"console-visual/{name}.{language}", shown)


def test_arabic_rows_end_at_the_right_edge_and_are_broken_before_they_are_turned() -> None:
    words = "قالت القيادة المركزية الأميركية إن سفينة أسقطتهما فجراً ولا إصابات"
    rows = to_text(said(Piece(words)), 30, visual=True).splitlines()
    assert len(rows) > 1
    assert all(get_cwidth(row) == 30 for row in rows)
    assert " ".join(read(row.strip()) for row in rows) == words


def test_colours_stay_with_their_words() -> None:
    pieces = Piece("أعلنت "), Piece("سنتكوم", bold=True), Piece(" ذلك: "), Piece("watch CENTCOM", code=True)
    shown = to_text(said(*pieces), visual=True, colour=True)
    assert shown.strip() == "\x1b[36mwatch CENTCOM\x1b[0m :ﻚﻟﺫ \x1b[1mﻡﻮﻜﺘﻨﺳ\x1b[0m ﺖﻨﻠﻋﺃ"
    assert STYLE.sub("", shown) == to_text(said(*pieces), visual=True)
    assert get_cwidth(STYLE.sub("", shown)) == 100


def test_bullets_stand_on_the_right_and_links_on_lines_of_their_own() -> None:
    message = said(Piece("سنتكوم", Isolate.AUTO, url="https://x.example/a-b/1"), kind=BlockKind.BULLETS)
    row, link = to_text(message, 20, visual=True).splitlines()
    assert row == " " * 12 + "ﻡﻮﻜﺘﻨﺳ •"
    assert link.strip() == "https://x.example/a-b/1"


def test_buttons_read_from_the_right_and_what_they_say_to_type_stays_together() -> None:
    made = Message(AR, (), buttons=((Button("تراجع", "unwatch 42 @ar"), Button("لماذا؟", "why 1")),))
    shown = to_text(made, 60, visual=True)
    assert shown.strip() == "[why 1 :؟ﺍﺫﺎﻤﻟ] [unwatch 42 :ﻊﺟﺍﺮﺗ]"
    assert len(to_text(made, 24, visual=True).splitlines()) > 1


def test_english_messages_without_arabic_look_as_ever() -> None:
    message = replace(SAMPLES["new.en"], buttons=())
    assert not ARABIC.search(to_text(message))
    assert to_text(message, visual=True) == to_text(message)
    assert to_text(said(Piece("+3.5%", Isolate.LTR), language=EN), visual=True) == "+3.5%"
