"""How messages look on Telegram: golden texts, the visual order of mixed lines, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from bot.model.message import Block, BlockKind, Isolate, Message, Piece
from bot.model.news import Language
from bot.platforms.telegram.markup import to_html, to_plain
from bot.text.direction import FSI, LRI, PDI, RLM
from tests.fakes.telegram_markup import parse_html
from tests.platforms.telegram import samples
from tests.platforms.telegram.samples import auto, ltr

GOLDEN = Path(__file__).parent / "golden"
CONTROLS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def seen(message: Message) -> list[str]:
    """The lines from left to right as a screen lays them out, without the marks; brackets keep the shape they are typed in."""
    laid_out = [get_display(line) for line in parse_html(to_html(message))[0].split("\n")]
    return ["".join(character for character in line if character not in CONTROLS) for line in laid_out]


def mirrored(text: str) -> str:
    """Arabic words as they stand on a screen, read from the left."""
    return text[::-1]


@pytest.mark.parametrize(
    ("name", "message"),
    [("alert_ar", samples.ARABIC_ALERT), ("alert_en", samples.ENGLISH_ALERT), ("help_ar", samples.ARABIC_HELP)],
)
def test_real_messages_look_as_agreed(name: str, message: Message) -> None:
    spelled = to_html(message)
    for mark, word in ((RLM, "{RLM}"), (FSI, "{FSI}"), (LRI, "{LRI}"), (PDI, "{PDI}")):
        spelled = spelled.replace(mark, word)
    assert spelled + "\n" == (GOLDEN / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "value",
    [
        "+3.5%",
        "-12",
        "2026-11-21",
        "02:14",
        "$1,200",
        "C++",
        "+961 1 123456",
        "BTC-USD",
        "/watch CENTCOM",
        "U.S. Central Command",
    ],
)
def test_values_stand_in_their_own_order_inside_an_arabic_line(value: str) -> None:
    line = seen(samples.text("ارتفع إلى ", ltr(value), " اليوم"))[0]
    assert line == f"{mirrored('اليوم')} {value} {mirrored('ارتفع إلى')}"


def test_the_screen_would_get_a_bare_percent_wrong() -> None:
    assert "%3.5+" in seen(samples.text("ارتفع +3.5% اليوم"))[0]


def test_an_inserted_english_headline_keeps_its_full_stop_and_an_arabic_one_its_own() -> None:
    line = seen(samples.text("الخبر: ", auto("Oil up 3% (Brent)."), " ثم ", auto("النفط (برنت)."), " انتهى"))[0]
    assert "Oil up 3% (Brent)." in line
    assert mirrored("النفط (برنت).") in line
    assert line.startswith(mirrored("انتهى"))


def test_the_alert_reads_right_to_left_with_times_and_names_in_place() -> None:
    lines = seen(samples.ARABIC_ALERT)
    assert lines[2] == f"{mirrored('(بيروت)')} 02:15 {mirrored('وصل')} ،02:14 {mirrored('نُشر')} ،{mirrored('رويترز')}"
    assert lines[3].index("02:22") < lines[3].index("BBC") < lines[3].index("02:19") < lines[3].index(mirrored("الجزيرة"))
    assert lines[4] == f"CENTCOM {mirrored('الرصد:')}"


def test_an_arabic_name_in_an_english_line_disturbs_no_time() -> None:
    assert f"BBC 02:22, {mirrored('الجزيرة')} 02:19 (Arabic), 2 Reuters copies" in seen(samples.ENGLISH_ALERT)[3]


def test_every_line_of_an_arabic_message_opens_with_the_mark_and_bullets_come_after_it() -> None:
    lines = to_html(samples.ARABIC_HELP).split("\n")
    assert all(line.startswith(RLM) for line in lines if line)
    assert lines[1].startswith(f"{RLM}• ")
    assert "" in lines


def test_a_block_in_another_language_has_its_own_direction() -> None:
    blocks = (
        Block(BlockKind.HEADLINE, ((Piece("Oil up"),),), Language.ENGLISH),
        Block(BlockKind.TEXT, ((Piece("نفط"),),)),
    )
    assert to_html(Message(Language.ARABIC, blocks)) == f"<b>Oil up</b>\n{RLM}نفط"


def test_an_english_line_with_nothing_from_the_right_has_no_marks() -> None:
    assert to_html(samples.text("Watch ", auto("CENTCOM"), language=Language.ENGLISH)) == "Watch CENTCOM"


def test_incoming_marks_are_taken_out() -> None:
    assert to_plain(samples.text("\u202eقال\u2066", auto("a\u200fb\u2069"))) == f"{RLM}قال{FSI}ab{PDI}"


def test_nothing_invisible_stands_in_what_people_copy() -> None:
    html = to_html(samples.ARABIC_HELP)
    assert "<code>رصد بيتكوين</code>" in html
    assert f"{LRI}<code>/watch CENTCOM</code>{PDI}" in html
    assert "العنوان: https://news.example/feed.xml" in html


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    html = to_html(samples.text(Piece("x", url='https://a.example/"><b>')))
    text, entities = parse_html(html)
    assert text == f"{RLM}x"
    assert [(entity.type, entity.url) for entity in entities] == [("text_link", "https://a.example/%22%3E%3Cb%3E")]


ANY_TEXT = st.text(st.characters(codec=None), max_size=40) | st.text(alphabet="<>&\"'/ab \nبت١%+" + CONTROLS, max_size=40)
PIECES = st.builds(
    Piece,
    ANY_TEXT,
    st.sampled_from(Isolate),
    bold=st.booleans(),
    code=st.booleans(),
    url=st.sampled_from(("", "https://a.example/?q=<\"'>&x")) | ANY_TEXT,
)
LINES = st.lists(PIECES, max_size=5).map(tuple)
BLOCKS = st.builds(
    Block, st.sampled_from(BlockKind), st.lists(LINES, max_size=4).map(tuple), st.none() | st.sampled_from(Language)
)
MESSAGES = st.builds(Message, st.sampled_from(Language), st.lists(BLOCKS, max_size=4).map(tuple))


@given(MESSAGES)
def test_any_message_is_markup_that_telegram_reads_and_says_the_same_plainly(message: Message) -> None:
    text, _ = parse_html(to_html(message))
    assert text == to_plain(message)
    text.encode()


@given(MESSAGES)
def test_isolates_are_balanced_on_every_line(message: Message) -> None:
    for line in to_plain(message).split("\n"):
        depth = 0
        for character in line:
            depth += (character in {FSI, LRI}) - (character == PDI)
            assert 0 <= depth <= 1
        assert depth == 0
        assert line.find(RLM, 1) == -1
        assert not set(line) & set("\u200e\u061c\u202a\u202b\u202c\u202d\u202e\u2067")
