"""An answer as each of the three platforms shows it, written so that a golden file can hold it: direction marks by name."""

from __future__ import annotations

import json

from bot.model.message import Message
from bot.platforms.console import to_text
from bot.platforms.slack.markup import to_blocks
from bot.platforms.telegram.markup import to_html
from tests.fakes import golden
from tests.fakes.slack_blocks import check_message
from tests.fakes.telegram_markup import parse_html

_MARKS = {"\u200e": "{LRM}", "\u200f": "{RLM}", "\u2066": "{LRI}", "\u2067": "{RLI}", "\u2068": "{FSI}", "\u2069": "{PDI}"}


def check(name: str, message: Message) -> None:
    """The message looks on every platform as the golden files of this name say."""
    golden.check(f"answers/{name}", to_text(message))
    golden.check(f"answers-telegram/{name}", telegram(message))
    golden.check(f"answers-slack/{name}", slack(message))


def telegram(message: Message) -> str:
    """The HTML, and a line for each row of buttons."""
    html = to_html(message)
    parse_html(html)
    rows = ["  ".join(f"[{button.label}: {button.action}]" for button in row) for row in message.buttons]
    return _spelled("\n".join([html, *rows]))


def slack(message: Message) -> str:
    """The blocks and the text for clients without them, as JSON."""
    blocks, text = to_blocks(message)
    check_message(blocks, text)
    return _spelled(json.dumps({"text": text, "blocks": blocks}, ensure_ascii=False, indent=1))


def _spelled(text: str) -> str:
    for mark, word in _MARKS.items():
        text = text.replace(mark, word)
    return text
