"""Every Arabic message of a golden file, laid out as a screen lays it out: figures, dates, names and commands stay whole.

The order is that of the bidirectional algorithm, which clients of all platforms follow. What a single line must carry for that
stands in ``test_direction``.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bidi import get_display

TESTS = Path(__file__).parent.parent
MARKS = {"{LRM}": "\u200e", "{RLM}": "\u200f", "{LRI}": "\u2066", "{RLI}": "\u2067", "{FSI}": "\u2068", "{PDI}": "\u2069"}
UNSEEN = re.compile("[\u200e\u200f\u2066-\u2069]")
ARABIC = re.compile("[\u0621-\u064a]")
# A Latin word or name, a figure with its sign, a percentage, a date, a time, an address or a slash command.
WHOLE = re.compile(r"[A-Za-z0-9$€£+/@#_-](?:[A-Za-z0-9$€£+/@#_.,:%'=?&-]*[A-Za-z0-9%+/])?")
CHAT_NUMBER = re.compile("(/rasid قناة )-\\d+")
SIGNS = re.compile(r"[-+/@#_$€£]+")


def telegram_lines(path: Path) -> Iterator[str]:
    """The lines of a message as HTML, its tags taken away, and the labels of its buttons."""
    for line in spelled(path.read_text(encoding="utf-8")).splitlines():
        if re.match(r"\[.+: .+\]$", line):
            yield from re.findall(r"\[(.+?): [^\]]*\]", line)
        else:
            yield html.unescape(re.sub(r"</?[a-z][^>]*>", "", line))


def slack_lines(path: Path) -> Iterator[str]:
    """The lines of a message as blocks, as they are shown."""
    found = json.loads(spelled(path.read_text(encoding="utf-8")))
    for text in _texts(found.get("blocks", found) if isinstance(found, dict) else found):
        yield from html.unescape(re.sub(r"<[^<>|]+\|([^<>]*)>", r"\1", text)).splitlines()


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        for each in found:
            yield from _texts(each)
    elif isinstance(found, dict):
        if found.get("type") in {"rich_text_section", "rich_text_preformatted"}:
            yield "".join(each.get("text", "") for each in found["elements"])
            return
        if found.get("type") in {"mrkdwn", "plain_text"}:
            yield found["text"]
            return
        for each in found.values():
            yield from _texts(each)


def spelled(text: str) -> str:
    for word, mark in MARKS.items():
        text = text.replace(word, mark)
    return text


def broken(line: str) -> list[str]:
    """The figures, names and commands of a line that a screen would not show in one piece and in their order."""
    shown = UNSEEN.sub("", str(get_display(line)))
    # A chat's number behind an Arabic command is copied with it, and lies as it does where it is typed.
    read = CHAT_NUMBER.sub(r"\1", line)
    wholes = [each for each in WHOLE.findall(UNSEEN.sub("", read)) if not SIGNS.fullmatch(each)]
    return [each for each in wholes if each not in shown]


ARABIC_FILES = [
    *((path, telegram_lines) for path in sorted((TESTS / "data" / "golden" / "answers-telegram").glob("*.ar.*"))),
    *((path, telegram_lines) for path in sorted((TESTS / "platforms" / "telegram" / "golden").rglob("*ar*"))),
    *((path, telegram_lines) for path in sorted((TESTS / "data" / "golden" / "alerts-telegram").glob("*.ar.*"))),
    *((path, slack_lines) for path in sorted((TESTS / "data" / "golden" / "alerts-slack").glob("*.ar.*"))),
    *((path, slack_lines) for path in sorted((TESTS / "data" / "golden" / "answers-slack").glob("*.ar.*"))),
    *((path, slack_lines) for path in sorted((TESTS / "platforms" / "slack" / "golden").rglob("*ar*.json"))),
]


@pytest.mark.parametrize("platform", ["telegram", "slack"])
def test_no_line_of_a_message_turns_a_figure_or_a_name_over(platform: str) -> None:
    files = [(path, read) for path, read in ARABIC_FILES if read.__name__.startswith(platform)]
    assert len(files) > 30
    lines = [(path.name, line) for path, read in files for line in read(path) if ARABIC.search(line)]
    assert len(lines) > 200
    assert [(name, line, broken(line)) for name, line in lines if broken(line)] == []


@pytest.mark.parametrize("value", ["+3.5%", "-12", "2026-11-21", "C++", "$5.2"])
def test_a_value_without_its_isolate_would_be_found(value: str) -> None:
    if value in {"2026-11-21", "$5.2"}:
        # These the algorithm keeps whole by itself.
        assert broken(f"\u200fسعر {value} اليوم") in ([], [value])
        return
    assert broken(f"\u200fسعر {value} اليوم") == [value]
    assert broken(f"\u200fسعر \u2066{value}\u2069 اليوم") == []
