"""Arabic and Latin in one line: what a line and its pieces carry so that every client lays them out alike.

A right-to-left mark opens each line of an Arabic block; inserted values stand in isolates where the line could turn them over.
Direction marks are written here and nowhere else: foreign text comes in without its own, and none stands inside what is
there to be copied or opened. Tags, blocks and limits are the platforms' own.

Source: https://www.unicode.org/reports/tr9/ (isolates); RFC 3986, 2 (what a URL may hold unescaped).
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

import regex

from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.text.plain import clean

RLM = "\u200f"
LRI = "\u2066"
FSI = "\u2068"
PDI = "\u2069"
BULLET = "• "

LONGEST_URL = 2_000

_BREAKS = re.compile(r"[\t\n]+")
_FROM_RIGHT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=AN}]")
_VISIBLE = regex.compile(r"[^\p{Z}\p{C}]")
_BARE_URL = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)
_ILLEGAL_IN_URL = regex.compile(r'[\s\p{Cf}\ufffd<>|"\\^`{}]')


def inline(text: str) -> str:
    """Foreign text made fit to stand inside a line: nothing unseen, no direction marks; line breaks and tabs are spaces."""
    return _BREAKS.sub(" ", clean(text))


def link(url: str) -> str:
    """The URL if it may stand behind a label (http or https, with a host, at most 2,000 code points), else "".

    What is unseen is taken out; what may not stand in a URL as it is, is percent-encoded.
    """
    if not url:
        return ""
    bare = _ILLEGAL_IN_URL.sub(_percent, clean(url).replace("\t", "").replace("\n", "").strip())
    try:
        parts = urlsplit(bare)
    except ValueError:
        return ""
    return bare if parts.scheme in {"http", "https"} and parts.hostname and len(bare) <= LONGEST_URL else ""


def _percent(found: regex.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def is_visible(text: str) -> bool:
    """Whether a reader would see anything of the text."""
    return _VISIBLE.search(text) is not None


def tidied(line: Line) -> Line:
    """The line with each piece's text fit for it and each link good or gone; no pieces if nothing of it would be seen."""
    pieces = tuple(map(_tidied, line))
    return tuple(piece for piece in pieces if piece.text) if any(is_visible(piece.text) for piece in pieces) else ()


def _tidied(piece: Piece) -> Piece:
    text, url = inline(piece.text), link(piece.url)
    return piece if text == piece.text and url == piece.url else replace(piece, text=text, url=url)


def runs_from_right(block: Block, message: Message) -> bool:
    """Whether the lines of a block begin on the right."""
    return (block.language or message.language) is Language.ARABIC


def opening(block: Block, message: Message) -> str:
    """What stands before each line of a block: the mark that makes it run from the right, and the bullet."""
    return (RLM if runs_from_right(block, message) else "") + (BULLET if block.kind is BlockKind.BULLETS else "")


def isolates_needed(line: Line, *, from_right: bool) -> bool:
    """Whether a line's isolates do anything: always from the right; from the left only beside letters that run from there."""
    return from_right or any(_FROM_RIGHT.search(piece.text) for piece in line)


def isolates(piece: Piece, *, needed: bool) -> tuple[str, str]:
    """The marks before and after a piece: two empty strings where none are ``needed``, or the piece is part of the sentence.

    A literal to be typed is not part of the sentence; its marks stand outside of it. None touch a bare URL, which people copy
    and clients recognise.
    """
    if not needed or (piece.isolate is Isolate.NONE and not piece.code) or _BARE_URL.match(piece.text.strip()):
        return "", ""
    return (LRI if piece.isolate is Isolate.LTR else FSI), PDI
