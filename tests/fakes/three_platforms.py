"""A message as each of the three platforms shows it, in one golden file: made once, rendered three times, read as a whole.

Direction marks stand there by name. Below the message stand the keys of the sentences that it is made of; from them
``test_golden_complete`` knows which sentences no golden file shows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.model.message import Message
from bot.platforms.console import to_text
from bot.platforms.slack.markup import to_blocks
from bot.platforms.telegram.markup import to_html
from tests.fakes import golden, screen
from tests.fakes.desk import PHRASES
from tests.fakes.slack_blocks import check_message
from tests.fakes.telegram_markup import parse_html

SENTENCES = "—— sentences"
_MARKS = {"\u200e": "{LRM}", "\u200f": "{RLM}", "\u2066": "{LRI}", "\u2067": "{RLI}", "\u2068": "{FSI}", "\u2069": "{PDI}"}
_STYLES = {"bold": "*", "italic": "_", "strike": "~", "code": "`", "underline": "__"}


def check(name: str, message: Message) -> None:
    """The message looks on every platform as the golden file of this name says; a name without a folder is an answer's."""
    golden.check(name if "/" in name else f"answers/{name}", "\n".join(_shown(message)))


def check_all(name: str, messages: Mapping[str, Message]) -> None:
    """As ``check``, for several short messages in one file, each under its own heading."""
    parts = [f"==== {head}\n" + "\n".join(_shown(message)) for head, message in messages.items()]
    golden.check(name if "/" in name else f"answers/{name}", "\n\n".join(parts))


def _shown(message: Message) -> Iterator[str]:
    screen.check(message)
    yield f"—— lock screen\n{_spelled(message.notification)}"
    yield f"—— console\n{_spelled(to_text(message))}"
    yield f"—— telegram\n{telegram(message)}"
    yield f"—— slack\n{slack(message)}"
    if message.unless_posted:
        yield f"—— where it is not posted\n{''.join(piece.text for piece in message.unless_posted)}"
    if message.attachment is not None:
        yield f"—— file\n{message.attachment.name}\n{message.attachment.alt}".rstrip()
    yield sentences(PHRASES.heard(message))


def sentences(keys: Sequence[str]) -> str:
    """How a golden file names the sentences that it shows."""
    return f"{SENTENCES}\n{textwrap.fill(', '.join(keys), 120, break_on_hyphens=False)}"


def telegram(message: Message) -> str:
    """The HTML, and a line for each row of buttons."""
    html = to_html(message)
    parse_html(html)
    rows = ["  ".join(f"[{button.label}: {button.url or button.action}]" for button in row) for row in message.buttons]
    return _spelled("\n".join([html, *rows]))


def slack(message: Message) -> str:
    """The text for clients without blocks, then each block: its kind, and its words as mrkdwn would write them."""
    blocks, text = to_blocks(message)
    check_message(blocks, text)
    return _spelled("\n".join([f"text: {text}", *(line for block in blocks for line in _block(block))]))


def _block(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind == "rich_text":
        for element in block["elements"]:
            if element["type"] == "rich_text_list":
                yield from (f"{kind} {element['style']}: {_rich(item)}" for item in element["elements"])
            else:
                yield from (f"{kind}: {line}" for line in _rich(element).split("\n"))
    elif kind == "actions":
        yield f"{kind}: {'  '.join(_pressed(element) for element in block['elements'])}"
    else:
        for text in block.get("elements") or [block["text"]]:
            yield from (f"{kind} {text['type']}: {line}" for line in text["text"].split("\n"))


def _rich(section: dict[str, Any]) -> str:
    return "".join(_styled(element) for element in section["elements"])


def _styled(element: dict[str, Any]) -> str:
    around = "".join(_STYLES[style] for style in element.get("style", ()))
    text = f"<{element['url']}|{element['text']}>" if element["type"] == "link" else element["text"]
    return f"{around}{text}{around[::-1]}"


def _pressed(element: dict[str, Any]) -> str:
    if element["type"] == "button":
        return f"[{element['text']['text']}: {element.get('value') or element['url']}]"
    return " ".join(f"[… {option['text']['text']}: {option['value']}]" for option in element["options"])


def _spelled(text: str) -> str:
    for mark, word in _MARKS.items():
        text = text.replace(mark, word)
    return text
