"""A neutral message as Telegram's HTML, with Arabic and Latin in the right order: ``to_html``, ``to_plain``.

How a message that is too long is cut stands in ``splitting``; what Telegram answers to it, in ``courier``. Direction marks are
written here and nowhere else: a right-to-left mark opens each line of an Arabic block, inserted values stand in isolates, and
nothing invisible stands inside a link's target or a piece that is there to be copied.

Source: https://www.unicode.org/reports/tr9/ (isolates); https://core.telegram.org/bots/api#html-style (tags).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from urllib.parse import urlsplit

import regex

from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece
from bot.model.news import Language

RLM = "\u200f"
FSI = "\u2068"
LRI = "\u2066"
PDI = "\u2069"
BULLET = "• "

_OPENERS = {Isolate.AUTO: FSI, Isolate.LTR: LRI}
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
# Controls, line ends of all kinds, halves of surrogate pairs and what the server takes out of a message by itself.
_UNSENDABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+")
_VISIBLE = regex.compile(r"[^\p{Z}\p{C}]")
_FROM_RIGHT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=AN}]")
_INVISIBLE = regex.compile(r"[\p{C}\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_LONGEST_URL = 2048
_RAW_URL = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)


def to_html(message: Message) -> str:
    """The message in Telegram's HTML, a line of the message a line of the text."""
    return "\n".join(_lines(message, _as_html))


def to_plain(message: Message) -> str:
    """What a reader sees of ``to_html``, with the same direction marks and no tags; links are lost."""
    return "\n".join(_lines(message, _as_text))


def clean(text: str) -> str:
    """The text without direction controls of its own and without what Telegram cannot carry; line ends become spaces."""
    return _UNSENDABLE.sub(" ", _DIRECTION_MARKS.sub("", text))


def link(url: str) -> str:
    """The URL if it may stand behind a label (http or https, with a host), else "". Nothing invisible is left in it."""
    bare = _SPACES.sub("%20", _INVISIBLE.sub("", url.strip()))
    try:
        parts = urlsplit(bare)
    except ValueError:
        return ""
    good = parts.scheme.lower() in {"http", "https"} and parts.hostname and len(bare) <= _LONGEST_URL
    return bare if good else ""


def tags(piece: Piece, kind: BlockKind) -> tuple[tuple[str, str], ...]:
    """The (opening, closing) tags around a piece, outermost first: each is one entity of Telegram's."""
    if piece.code:
        return (("<code>", "</code>"),)
    target = link(piece.url)
    linked = (f'<a href="{escape(target)}">', "</a>") if target else None
    bold = ("<b>", "</b>") if piece.bold or kind is BlockKind.HEADLINE else None
    return tuple(tag for tag in (linked, bold) if tag)


def isolates(piece: Piece, *, mixed: bool) -> tuple[str, str]:
    """The marks before and after a piece, none unless its line may be ``mixed``.

    None touch a raw URL, which people copy and clients recognise.
    """
    if not mixed or piece.isolate is Isolate.NONE or _RAW_URL.match(clean(piece.text).strip()):
        return "", ""
    return _OPENERS[piece.isolate], PDI


def is_mixed(line: Line, block: Block, message: Message) -> bool:
    """Whether isolates do anything in a line: always in an Arabic block, elsewhere beside letters that run from the right."""
    return is_arabic(block, message) or any(_FROM_RIGHT.search(piece.text) for piece in line)


def is_arabic(block: Block, message: Message) -> bool:
    """Whether the lines of a block run from right to left."""
    return (block.language or message.language) is Language.ARABIC


def opening(block: Block, message: Message) -> str:
    """What stands before each line of a block: the mark that makes an Arabic line run right to left, and the bullet."""
    return (RLM if is_arabic(block, message) else "") + (BULLET if block.kind is BlockKind.BULLETS else "")


def is_spaced(block: Block) -> bool:
    """Whether an empty line stands before a block that is not the first: headlines open something new."""
    return block.kind is BlockKind.HEADLINE


def _as_html(piece: Piece, kind: BlockKind) -> str:
    # A style over nothing but spaces is no entity for Telegram.
    around = tags(piece, kind) if _VISIBLE.search(clean(piece.text)) else ()
    inner = escape(clean(piece.text), quote=False)
    for start, end in reversed(around):
        inner = f"{start}{inner}{end}"
    return inner


def _as_text(piece: Piece, _kind: BlockKind) -> str:
    return clean(piece.text)


def _lines(message: Message, write: Callable[[Piece, BlockKind], str]) -> Iterator[str]:
    first = True
    for block in message.blocks:
        shown = [line for line in block.lines if has_text(line)]
        if shown and not first and is_spaced(block):
            yield ""
        for line in shown:
            first = False
            mixed = is_mixed(line, block, message)
            written = (write(piece, block.kind).join(isolates(piece, mixed=mixed)) for piece in line if piece.text)
            yield opening(block, message) + "".join(written)


def has_text(line: Line) -> bool:
    """Whether a reader would see anything of a line."""
    return any(_VISIBLE.search(clean(piece.text)) for piece in line)
