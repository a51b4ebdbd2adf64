"""The numbers of a finished message in the digits that a chat reads: 123 or ١٢٣.

Only the bot's own words change. What is quoted (headlines, names, what an article says), what is to be typed, and addresses
stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.model.message import Block, Button, Isolate, Line, Message, Piece
from bot.model.news import Language

_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# One dot alone: a version has several.
_FRACTION: Final = re.compile(r"(?<![\d.])(\d+(?:٬\d{3})*)\.(\d+)(?![\d.]*\d)")
# An inserted value that is a number and nothing else.
_NUMBER: Final = re.compile(r"[×+]?\d+(?:[.,:٫٬]\d+)*")


def in_arabic_digits(message: Message) -> Message:
    """An Arabic message with its numbers in Arabic-Indic digits; one in another language as it is."""
    if message.language is not Language.ARABIC:
        return message
    blocks = tuple(_block(block) for block in message.blocks)
    first = _first(message.blocks)
    said = "".join(piece.text for piece in first)
    # The notification repeats the first line, or it is a headline.
    mine = bool(first) and message.notification == said and _is_own(message.blocks[0])
    shown = "".join(piece.text for piece in _first(blocks)) if mine else message.notification
    buttons = tuple(tuple(map(_button, row)) for row in message.buttons)
    return replace(message, blocks=blocks, notification=shown, buttons=buttons)


def _first(blocks: tuple[Block, ...]) -> Line:
    return blocks[0].lines[0] if blocks and blocks[0].lines else ()


def _is_own(block: Block) -> bool:
    """Whether a block holds the bot's words; one that states a language quotes somebody."""
    return block.language is None


def _block(block: Block) -> Block:
    return replace(block, lines=tuple(tuple(map(_piece, line)) for line in block.lines)) if _is_own(block) else block


def _button(button: Button) -> Button:
    """A button with the numbers of its label changed; what its press sends stays."""
    shown = tuple(map(_piece, button.shown))
    return replace(button, label="".join(piece.text for piece in shown), shown=shown) if shown != button.shown else button


def _piece(piece: Piece) -> Piece:
    own = piece.isolate is Isolate.NONE or _NUMBER.fullmatch(piece.text)
    return replace(piece, text=_written(piece.text)) if own and not piece.code and not piece.url else piece


def _written(text: str) -> str:
    """The text with its numbers as Arabic writes them, with its own marks for thousands and for the fraction."""
    marked = _FRACTION.sub("\\1٫\\2", _THOUSANDS.sub("٬", text))
    return marked.translate(_ARABIC)
