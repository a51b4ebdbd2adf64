"""How a line lies on a screen: the order of the bidirectional algorithm, which clients of all platforms follow.

``broken`` finds what such a screen turns over in Arabic lines: figures, percentages, dates, ranges, names and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bidi import get_display

from bot.model.message import Message
from bot.platforms.console import to_text
from bot.platforms.slack.markup import to_blocks
from bot.platforms.telegram.markup import to_html
from bot.text.digits import in_arabic_digits
from tests.fakes.slack_blocks import buttons, seen
from tests.fakes.telegram_markup import parse_html

UNSEEN = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
ARABIC = re.compile("[\u0621-\u064a]")
# A Latin word or name, a figure in either digits with its sign, a percentage, a date, a time or a range of them, an address
# or a slash command.
WHOLE = re.compile(r"[A-Za-z0-9٠-٩$€£+/@#_-](?:[A-Za-z0-9٠-٩$€£+/@#_.,:٫٬٪%'=?&-]*[A-Za-z0-9٠-٩%٪+/])?")
# A chat's number behind an Arabic command is copied with it, and lies as it does where it is typed.
CHAT_NUMBER = re.compile("(/rasid قناة )-\\d+")
SIGNS = re.compile(r"[-+/@#_$€£]+")


def broken(line: str) -> list[str]:
    """The figures, names and commands of a line that a screen would not show in one piece and in their order."""
    shown = UNSEEN.sub("", str(get_display(line)))
    read = CHAT_NUMBER.sub(r"\1", UNSEEN.sub("", line))
    wholes = [each for each in WHOLE.findall(read) if not SIGNS.fullmatch(each)]
    return [each for each in wholes if each not in shown]


def lines(message: Message) -> Iterator[str]:
    """The lines of a message as each platform gives them to a screen, and what stands on its buttons and the lock screen."""
    yield from parse_html(to_html(message))[0].split("\n")
    blocks, text = to_blocks(message)
    yield from seen(blocks, text).split("\n")
    yield from (button["label"] for button in buttons(blocks))
    yield from to_text(message, 10_000, marks=True, spoken=lambda _action: "").split("\n")
    yield from (button.label for row in message.buttons for button in row)
    yield seen([], text)


def check(message: Message) -> None:
    """No line of the message, in either digits, is turned over on a screen."""
    for each in dict.fromkeys((message, in_arabic_digits(message))):
        found = [(line, wrong) for line in dict.fromkeys(lines(each)) if ARABIC.search(line) and (wrong := broken(line))]
        assert found == [], found
