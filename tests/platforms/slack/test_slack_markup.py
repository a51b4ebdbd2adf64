"""How messages look on Slack: golden blocks, direction as a screen lays it out, escaping."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from bot.model.message import Block, BlockKind, Button, Isolate, Message, Piece
from bot.model.news import Language
from bot.platforms.slack.markup import notification, shorten, to_blocks, to_plain
from bot.text.cutting import utf16_length
from tests.fakes.slack_blocks import buttons, check_message, is_rich, seen
from tests.platforms.slack.samples import ARABIC_ALERT, AUTO, ENGLISH_ALERT, LTR, words

GOLDEN = Path(__file__).parent / "golden"
MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OPEN, CLOSE = "\u2066\u2067\u2068", "\u2069"


def laid_out(line: str) -> str:
    """The line as a screen shows it from left to right, its base direction taken from its own first mark."""
    return MARKS.sub("", get_display(line))


def lines_of(message: Message) -> list[str]:
    blocks, text = to_blocks(message)
    check_message(blocks, text)
    return seen(blocks, text).split("\n")


def balanced(line: str) -> bool:
    depth = 0
    for character in line:
        depth += (character in OPEN) - (character == CLOSE)
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize(("name", "message"), [("alert_ar", ARABIC_ALERT), ("alert_en", ENGLISH_ALERT)])
def test_an_alert_looks_as_agreed(name: str, message: Message) -> None:
    blocks, text = to_blocks(message)
    check_message(blocks, text)
    assert {"text": text, "blocks": blocks} == json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


def test_an_arabic_alert_reads_in_the_right_order() -> None:
    headline, said, prices, outlet, also, watch, _buttons = lines_of(ARABIC_ALERT)
    for line in (headline, said, prices, outlet, also, watch):
        assert line.startswith("\u200f")
        assert balanced(line)
    shown = laid_out(prices)
    for value in ("+3.5%", "$74.20", "2026-11-21", "BRK.B", "C++"):
        assert value in shown
    assert shown.index("C++") < shown.index("BRK.B") < shown.index("2026-11-21") < shown.index("$74.20") < shown.index("+3.5%")
    assert "02:14" in laid_out(outlet)
    assert laid_out(outlet).index("02:15") < laid_out(outlet).index("02:14")
    shown = laid_out(also)
    assert shown.index("02:22") < shown.index("BBC & Co") < shown.index("02:19")
    assert laid_out(watch).startswith("CENTCOM")


def test_without_its_marks_the_same_line_would_be_wrong() -> None:
    prices = MARKS.sub("", lines_of(ARABIC_ALERT)[2])
    assert "+3.5%" not in laid_out(prices)
    assert "2026-11-21" not in laid_out(prices)


def test_an_english_line_carries_marks_only_beside_arabic() -> None:
    lines = lines_of(ENGLISH_ALERT)
    assert not MARKS.search(lines[2])
    assert "\u2068الجزيرة\u2069 \u206602:19\u2069" in lines[3]
    shown = laid_out(lines[3])
    assert shown.index("02:22") < shown.index("02:19")


def test_the_headline_is_a_bold_link() -> None:
    (link,) = to_blocks(ARABIC_ALERT)[0][0]["elements"][0]["elements"]
    assert link["type"] == "link"
    assert link["style"] == {"bold": True}
    assert link["url"] == "https://reuters.example/a?x=1&y=2"


def test_nothing_invisible_stands_in_urls_or_in_what_people_copy() -> None:
    message = Message(
        Language.ARABIC,
        (
            Block(
                BlockKind.TEXT,
                ((Piece("اكتب "), Piece("\u202e/rasid رصد\u200f", code=True), Piece("x", url="https://a.example/\u200fb")),),
            ),
        ),
    )
    elements = to_blocks(message)[0][0]["elements"][0]["elements"]
    code = next(element for element in elements if element.get("style") == {"code": True})
    assert code["text"] == "/rasid رصد"
    assert next(element["url"] for element in elements if element["type"] == "link") == "https://a.example/b"


def test_incoming_direction_marks_and_line_breaks_go() -> None:
    said = lines_of(words("a\u202eb\u2067c\u2069d\u200fe\nf\u2028g\x00h"))
    assert said == ["abcde f gh"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a/b", "//a/b", "", "https://", "mailto:a@b", "https://a/" + "x" * 3_000]
)
def test_only_web_links_are_links(url: str) -> None:
    assert "link" not in json.dumps(
        to_blocks(Message(Language.ENGLISH, (Block(BlockKind.TEXT, ((Piece("x", url=url),),)),)))[0]
    )


def test_a_url_cannot_leave_its_brackets() -> None:
    context = Block(BlockKind.CONTEXT, ((Piece("a|b>c", url='https://x.example/a|b>c<d e"&f'),),))
    blocks, text = to_blocks(Message(Language.ENGLISH, (Block(BlockKind.TEXT, ((Piece("x"),),)), context)))
    check_message(blocks, text)
    assert blocks[1]["elements"][0]["text"] == "<https://x.example/a%7Cb%3Ec%3Cd%20e%22&amp;f|a|b&gt;c>"


def test_mentions_are_inert_everywhere() -> None:
    evil = "<!everyone> <@U1> & *bold* :smile:"
    message = Message(
        Language.ENGLISH,
        (
            Block(BlockKind.HEADLINE, ((Piece(evil),),)),
            Block(BlockKind.CONTEXT, ((Piece(evil),),)),
            Block(BlockKind.CONTEXT, ((Piece(evil), Piece("x", url="https://x.example")),)),
        ),
        notification=evil,
    )
    blocks, text = to_blocks(message)
    check_message(blocks, text)
    assert text == "&lt;!everyone&gt; &lt;@U1&gt; &amp; *bold* :smile:"
    assert blocks[1]["elements"][0] == {"type": "plain_text", "text": evil, "emoji": False}
    assert blocks[2]["type"] == "rich_text", "words that mrkdwn would format do not pass through it"


def test_a_message_of_small_print_alone_still_has_rich_text() -> None:
    blocks, _ = to_blocks(Message(Language.ENGLISH, (Block(BlockKind.CONTEXT, ((Piece("x"),),)),)))
    assert is_rich(blocks)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7, 8, 13, 30])
def test_every_button_is_there_once(count: int) -> None:
    message = words("x", buttons=tuple((Button(f"label {n}", f"do {n}"),) for n in range(count)))
    blocks, text = to_blocks(message)
    check_message(blocks, text)
    assert [button["value"] for button in buttons(blocks)] == [f"do {n}" for n in range(count)]


def test_the_last_two_of_four_buttons_are_in_the_menu() -> None:
    actions = to_blocks(ENGLISH_ALERT)[0][-1]["elements"]
    assert [element["type"] for element in actions] == ["button", "button", "overflow"]
    assert [option["text"]["text"] for option in actions[2]["options"]] == ["Mute", "Off topic"]


def test_arabic_bullets_are_written_out() -> None:
    message = Message(Language.ARABIC, (Block(BlockKind.BULLETS, ((Piece("أول"),), (Piece("BTC", AUTO),))),))
    assert lines_of(message) == ["\u200f• أول", "\u200f• \u2068BTC\u2069"]


def test_a_block_may_run_the_other_way() -> None:
    message = Message(Language.ARABIC, (Block(BlockKind.TEXT, ((Piece("English"),),), Language.ENGLISH),))
    assert lines_of(message) == ["English"]


def test_text_is_never_empty() -> None:
    assert notification(Message(Language.ENGLISH, ())) == "…"
    assert notification(words("hello")) == "hello"
    assert notification(words("x", notification="\u202e")) == "x"


def test_a_notification_keeps_the_order_of_the_line_that_it_repeats() -> None:
    line = (Piece("مثال: "), Piece("/rasid رصد", Isolate.LTR, code=True))
    first = Block(BlockKind.CONTEXT, ((Piece("لمحادثة"),),))
    message = Message(Language.ARABIC, (first, Block(BlockKind.TEXT, (line,))), "مثال: /rasid رصد")
    assert notification(message) == "\u200fمثال: \u2066/rasid رصد\u2069"
    assert notification(words("x", notification="مثال: /rasid رصد")) == "مثال: /rasid رصد"


ANY = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=60)
PIECES = st.builds(
    Piece,
    ANY,
    st.sampled_from(Isolate),
    bold=st.booleans(),
    code=st.booleans(),
    url=st.sampled_from(["", "", "https://a.example/?a=1&b=<2>", "javascript:x"]) | ANY.map("https://".__add__),
)
BLOCKS = st.builds(
    Block,
    st.sampled_from(BlockKind),
    st.lists(st.lists(PIECES, max_size=4).map(tuple), max_size=3).map(tuple),
    st.sampled_from([None, *Language]),
)
MESSAGES = st.builds(
    Message,
    st.sampled_from(Language),
    st.lists(BLOCKS, max_size=4).map(tuple),
    ANY,
    st.lists(st.builds(Button, ANY, st.just("do 1")), max_size=8).map(lambda row: (tuple(row),)),
)


@given(MESSAGES)
def test_slack_takes_whatever_the_words_are(message: Message) -> None:
    blocks, text = to_blocks(message)
    check_message(blocks, text)
    for line in seen(blocks, text).split("\n"):
        assert balanced(line)
    check_message([], to_plain(message) or "…")


@given(st.text(max_size=300), st.integers(20, 200))
def test_shortening_keeps_the_beginning_and_the_limit(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert utf16_length(short) <= limit
    assert short == text or text.startswith(short.rstrip("\u2069").removesuffix("…"))


def test_shortening_closes_what_it_opened_and_cuts_no_entity() -> None:
    short = shorten("\u2068" + "ن" * 50 + "\u2069" + "&amp;" * 10, 30)
    assert balanced(short)
    assert shorten("ab&amp;cd", 6) == "ab…"
    assert LTR is Isolate.LTR
