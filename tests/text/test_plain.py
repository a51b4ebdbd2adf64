"""HTML to plain text."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import plain
from bot.text.plain import clean, looks_like_markup, one_line, paragraphs, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>أولا</p><p>ثانيا</p>", "أولا\n\nثانيا"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("a <b>bold</b>, <i>x</i>.", "a bold, x."),
        ("  many \n\t spaces&nbsp;here ", "many\nspaces here"),
        ("<p>line\nbreak in a paragraph</p>", "line break in a paragraph"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("no tags\n\n\n\nbut paragraphs", "no tags\n\nbut paragraphs"),
        ("before<script>if (a < b) { x('</p>') }</script>after", "beforeafter"),
        ("<STYLE>p{}</STYLE>t", "t"),
        ("a<!-- <p>hidden</p> -->b", "ab"),
        ("a<!-->b", "ab"),
        ("<![CDATA[x &amp; y]]>", "x & y"),
        ("<a href=\"x>y\" title='>'>link</a>", "link"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ("a <", "a <"),
        ('<p title="open>text</p>', "text"),
        ("<div>a<div>b</div></div>c", "a\n\nb\n\nc"),
        ("", ""),
    ],
)
def test_reads_as_a_browser_shows_it(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("AT&amp;T", "AT&T"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&amp;amp;", "&amp;"),
        ("&lt;b&gt;kept&lt;/b&gt;", "<b>kept</b>"),
        ("&#1575;&#x644;", "ال"),
        ("&copy 2026 &unknown;", "© 2026 &unknown;"),
        ("&#" + "9" * 6000 + ";", "\ufffd"),
        ("&#x" + "f" * 6000 + ";", "\ufffd"),
        ("&#" + "0" * 6000 + "65;", "A"),
    ],
)
def test_decodes_entities_exactly_once(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_strips_control_and_bidi_characters_and_lone_surrogates() -> None:
    hostile = "a\x00b\x1b[31m\u202e\u2066\u200f\u061c\u200bx\u00ad\ufeff\U000e0041\ud83dz\x85n"
    assert plain_text(f"<p>{hostile}</p>") == "ab[31mx\ufffdz n"
    assert clean("a\r\nb\u2028c") == "a\nb\nc"


def test_looking_for_unclean_characters_finds_all_of_them() -> None:
    assert {code for code in range(sys.maxunicode + 1) if plain._DIRTY.match(chr(code))} == set(plain._CLEAN)


def test_keeps_what_joins_letters() -> None:
    assert clean("می\u200cخواهم 👩\u200d🚒") == "می\u200cخواهم 👩\u200d🚒"


def test_one_line_and_paragraphs() -> None:
    assert one_line(" a\n\n b\t c ") == "a b c"
    assert paragraphs("a  b \n\n\n c") == "a b\n\nc"


@pytest.mark.parametrize(
    ("text", "markup"), [("a < b > c", False), ("x<br>y", True), ("<p class='a'>", True), ("<b and c>", False)]
)
def test_tells_markup_from_text(text: str, *, markup: bool) -> None:
    assert looks_like_markup(text) is markup


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<a ",
        '<a "',
        "<a \"'",
        "<svg>",
        "<script>",
        "<![CDATA[",
        "<",
        "</",
        "<div>",
        "&#0",
        "<a '>",
        '<a ">" ',
        "<?",
        "<!",
        "&",
        "<br ",
        "<svg/ <",
    ],
)
def test_hostile_markup_costs_no_more_than_its_length(piece: str) -> None:
    # Quadratic work on this much would take minutes; the margin is for slow machines.
    started = time.process_time()
    plain_text(piece * (400_000 // len(piece)))
    assert time.process_time() - started < 10


@given(st.text())
def test_any_text_becomes_clean_text(text: str) -> None:
    plain = plain_text(text)
    assert plain == paragraphs(plain)
    plain.encode()


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<", ">", '"', "'", "a", " ", "<!--", "-->", "&amp;", "&#65;", "<script>", "</script>"])
    )
)
def test_no_order_of_tags_breaks_it(pieces: list[str]) -> None:
    plain_text("".join(pieces)).encode()
