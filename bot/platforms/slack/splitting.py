"""How Slack counts what a message takes; where a message is cut stands in ``bot.text.cutting``.

Slack refuses messages whose blocks exceed an undocumented total; reports put it near 13,200 characters, and what counts is not
only the words. So a part is kept to 10,000, counting the JSON that carries it; as a block costs 237 at least, no part has
more than 42.

Source: https://github.com/slackapi/bolt-js/issues/2509 and 2867; 50 blocks a message:
https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from bot.model.message import Block, Message, Piece
from bot.text.cutting import Size, parts, utf16_length

BUDGET = 10_000
LONGEST_LINE = Size(3_000)
_LINE, _BLOCK, _BUTTON = 60, 140, 170
_PLAIN, _BOLD, _CODE, _LINK = 36, 64, 140, 14


# A line is measured several times on its way into a part.
@lru_cache(maxsize=1024)
def _taken(text: str) -> int:
    """The characters of JSON that a text takes, its escaped form in mrkdwn included."""
    return utf16_length(json.dumps(text, ensure_ascii=False)) - 2 + 4 * (text.count("&") + text.count("<") + text.count(">"))


@dataclass(frozen=True, slots=True)
class _Scale:
    """The most characters of JSON that something takes, its escaped form in mrkdwn included."""

    part: Size
    line: Size = LONGEST_LINE

    def text(self, text: str) -> int:
        return _taken(text)

    def frame(self, piece: Piece, block: Block, *, isolated: bool) -> Size:
        # What is to be copied has the marks around it in elements of their own.
        element = _CODE if piece.code else _BOLD if piece.bold else _PLAIN
        return Size(element + (_LINK + len(piece.url) if piece.url else 0))

    def opening(self, block: Block) -> Size:
        return Size(_LINE)

    def gap(self, block: Block, *, first: bool, joins: bool) -> Size:
        return Size(0 if joins else _BLOCK)


def split(message: Message) -> tuple[Message, ...]:
    """The message as parts that each fit; no word is lost, no letter cut; buttons stand under the last part.

    The notification line goes with the first part; later parts get their own words as theirs.
    """
    buttons = sum(
        _BUTTON + 2 * utf16_length(button.label) + len(button.action + button.url) for row in message.buttons for button in row
    )
    return parts(message, _Scale(Size(BUDGET - min(buttons, BUDGET // 2))))
