"""A neutral message as Telegram's HTML: ``to_html``, and the same without tags: ``to_plain``.

Which marks keep Arabic and Latin in order stands in ``bot.text.direction``; how a message that is too long is cut, in
``splitting``; what Telegram answers to it, in ``courier``.

Source: https://core.telegram.org/bots/api#html-style (tags).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from bot.model.message import Block, BlockKind, Message, Piece
from bot.text.direction import is_visible, isolates, isolates_needed, opening, runs_from_right, tidied


def to_html(message: Message) -> str:
    """The message in Telegram's HTML, a line of the message a line of the text."""
    return "\n".join(_lines(message, _as_html))


def to_plain(message: Message) -> str:
    """What a reader sees of ``to_html``, with the same direction marks and no tags; links are lost."""
    return "\n".join(_lines(message, _as_text))


def tags(piece: Piece, kind: BlockKind) -> tuple[tuple[str, str], ...]:
    """The (opening, closing) tags around a tidied piece, outermost first: each is one entity of Telegram's."""
    if piece.code:
        return (("<code>", "</code>"),)
    linked = (f'<a href="{escape(piece.url)}">', "</a>") if piece.url else None
    bold = ("<b>", "</b>") if piece.bold or kind is BlockKind.HEADLINE else None
    return tuple(tag for tag in (linked, bold) if tag)


def is_spaced(block: Block) -> bool:
    """Whether an empty line stands before a block that is not the first: headlines open something new."""
    return block.kind is BlockKind.HEADLINE


def _as_html(piece: Piece, kind: BlockKind) -> str:
    # A style over nothing but spaces is no entity for Telegram.
    around = tags(piece, kind) if is_visible(piece.text) else ()
    inner = escape(piece.text, quote=False)
    for start, end in reversed(around):
        inner = f"{start}{inner}{end}"
    return inner


def _as_text(piece: Piece, _kind: BlockKind) -> str:
    return piece.text


def _lines(message: Message, write: Callable[[Piece, BlockKind], str]) -> Iterator[str]:
    first = True
    for block in message.blocks:
        shown = [line for line in map(tidied, block.lines) if line]
        if shown and not first and is_spaced(block):
            yield ""
        for line in shown:
            first = False
            needed = isolates_needed(line, from_right=runs_from_right(block, message))
            written = (write(piece, block.kind).join(isolates(piece, needed=needed)) for piece in line)
            yield opening(block, message) + "".join(written)
