"""Arabic lines as a screen lays them out: what ``screen`` would find turned over, and the golden files that it does not render.

Every message that goes through ``three_platforms`` is looked at there, in either digits, while its golden file is checked. What
a single line must carry for that stands in ``test_direction``.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.model.message import Block, BlockKind, Button, Isolate, Message, Piece
from bot.model.news import Language
from tests.fakes import screen
from tests.fakes.screen import ARABIC, broken

TESTS = Path(__file__).parent.parent
MARKS = {"{LRM}": "\u200e", "{RLM}": "\u200f", "{LRI}": "\u2066", "{RLI}": "\u2067", "{FSI}": "\u2068", "{PDI}": "\u2069"}
FILES = [
    *sorted((TESTS / "platforms").rglob("golden/*ar.*")),
    *sorted((TESTS / "data" / "golden" / "slack-views").glob("*.ar.*")),
]


def shown(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8").partition("—— sentences")[0]
    for word, mark in MARKS.items():
        text = text.replace(word, mark)
    if path.suffix == ".html":
        text = html.unescape(re.sub(r"</?[a-z][^>]*>", "", text))
    for each in [text] if path.suffix == ".html" else _texts(json.loads(text)):
        yield from html.unescape(re.sub(r"<[^<>|]+\|([^<>]*)>", r"\1", each)).splitlines()


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        for each in found:
            yield from _texts(each)
    elif isinstance(found, dict):
        if found.get("type") in {"rich_text_section", "rich_text_preformatted"}:
            yield "".join(each.get("text", "") for each in found["elements"])
        elif found.get("type") in {"mrkdwn", "plain_text"}:
            yield found["text"]
        else:
            yield from _texts(list(found.values()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_no_line_of_a_form_or_a_sample_turns_a_figure_or_a_name_over(path: Path) -> None:
    lines = [line for line in shown(path) if ARABIC.search(line)]
    assert lines
    assert [(line, broken(line)) for line in lines if broken(line)] == []


@pytest.mark.parametrize(
    "value",
    [
        "+3.5%",
        "-12",
        "C++",
        "/watch",
        "@newsroom",
        "https://",
        "23:00-07:00",
        "2026-11-21",
        "٣٫٥%",
        "+٣٫٥",
    ],
)
def test_a_value_without_its_isolate_is_found(value: str) -> None:
    assert broken(f"\u200fسعر {value} اليوم")
    assert broken(f"\u200fسعر \u2066{value}\u2069 اليوم") == []


def test_a_range_in_arabic_digits_is_found_however_it_is_isolated() -> None:
    assert broken("\u200fمن ١٢-١٤ اليوم")
    assert broken("\u200fمن \u2066١٢-١٤\u2069 اليوم")
    assert broken("\u200fمن ١٢ إلى ١٤ اليوم") == []


@pytest.mark.parametrize("value", ["02:14", "1,200", "BBC", "U.S.", "٠٢:١٤", "١٬٢٠٠", "12", "12%"])
def test_what_the_algorithm_keeps_whole_by_itself_is_no_finding(value: str) -> None:
    assert broken(f"\u200fسعر \u2068{value}\u2069 اليوم") == []


def arabic(*line: Piece, label: str = "نعم") -> Message:
    return Message(Language.ARABIC, (Block(BlockKind.TEXT, (line,)),), "تمّ", ((Button(label, "yes"),),))


def test_messages_are_looked_at_in_either_digits_and_with_their_buttons() -> None:
    screen.check(arabic(Piece("ارتفع إلى "), Piece("+3.5%", Isolate.LTR), Piece(" عند 02:14"), label="رصد CENTCOM"))
    with pytest.raises(AssertionError, match="07:00"):
        screen.check(arabic(Piece("هدوء 23:00-07:00")))
    with pytest.raises(AssertionError, match="١٢-١٤"):
        screen.check(arabic(Piece("سعر BBC 12-14")))
    with pytest.raises(AssertionError, match="/watch"):
        screen.check(arabic(Piece("ارتفع"), label="رصد /watch"))
