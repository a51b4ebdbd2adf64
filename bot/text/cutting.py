"""Cuts a message into parts that a platform takes: between lines, else between words, else between letters.

How much a platform takes, and how it counts, is its own: a ``Scale``. A letter here is a grapheme, what a reader counts as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import regex

from bot.model.message import Block, BlockKind, Line, Message, Piece
from bot.text.direction import is_visible, isolates_needed, runs_from_right, tidied

_GRAPHEME = regex.compile(r"\X")
_LONGEST_LETTER = 60


@dataclass(frozen=True, slots=True)
class Size:
    """What something takes: ``text`` in the platform's units of length, ``things`` of what it counts one by one."""

    text: int = 0
    things: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.text + other.text, self.things + other.things)

    def fits(self, room: Size) -> bool:
        """Whether this much has room there."""
        return self.text <= room.text and self.things <= room.things


class Scale(Protocol):
    """How a platform counts. Lines and pieces come tidied, a block with one line of its own."""

    @property
    def part(self) -> Size:
        """What one part takes at the most."""
        ...

    @property
    def line(self) -> Size:
        """What one line takes at the most, its opening included."""
        ...

    def text(self, text: str) -> int:
        """The length of a text: that of two texts together is the sum of both."""
        ...

    def frame(self, piece: Piece, block: Block, *, isolated: bool) -> Size:
        """What a piece takes beside its text; ``isolated``: isolates are needed in its line."""
        ...

    def opening(self, block: Block) -> Size:
        """What stands before a line of this block."""
        ...

    def gap(self, block: Block, *, first: bool, joins: bool) -> Size:
        """What comes between a line and what is before it: ``first`` in its part, or ``joins`` the lines of the same block."""
        ...


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def letters(text: str) -> Iterator[str]:
    """The text letter by letter; one buried under marks, of more than 60 code points, counts as several."""
    for grapheme in _GRAPHEME.finditer(text):
        for at in range(grapheme.start(), grapheme.end(), _LONGEST_LETTER):
            yield text[at : min(at + _LONGEST_LETTER, grapheme.end())]


def parts(message: Message, scale: Scale) -> tuple[Message, ...]:
    """The message, tidied, as parts that each fit, at least one; nothing that can be seen is lost.

    Notification, ``replaces`` and what is said aside go with the first part, buttons stand under the last.
    """
    gathered = list(_gathered(message, scale)) or [()]
    last = len(gathered) - 1
    return tuple(
        replace(
            message,
            blocks=blocks,
            notification=message.notification if number == 0 else "",
            replaces=message.replaces and number == 0,
            unless_posted=message.unless_posted if number == 0 else (),
            buttons=message.buttons if number == last else (),
        )
        for number, blocks in enumerate(gathered)
    )


def _gathered(message: Message, scale: Scale) -> Iterator[tuple[Block, ...]]:
    held: list[Block] = []
    used = Size()
    for row, begins in _rows(message, scale):
        joins = bool(held) and not begins and held[-1].kind is row.kind
        size = scale.gap(row, first=not held, joins=joins) + _line_size(row, message, scale)
        if held and not (used + size).fits(scale.part):
            yield tuple(held)
            held, used, joins = [], Size(), False
            size = scale.gap(row, first=True, joins=False) + _line_size(row, message, scale)
        used = used + size
        if joins:
            held[-1] = replace(held[-1], lines=held[-1].lines + row.lines)
        else:
            held.append(row)
    if held:
        yield tuple(held)


def _rows(message: Message, scale: Scale) -> Iterator[tuple[Block, bool]]:
    """Every line, cut where it must be, as a block of its own, and whether it is the first of the message's block."""
    for block in message.blocks:
        begins = True
        for line in filter(None, map(tidied, block.lines)):
            for row in _cut_line(replace(block, lines=(line,)), message, scale):
                yield row, begins
                begins = False


def _cut_line(whole: Block, message: Message, scale: Scale) -> Iterator[Block]:
    """The line of a block in lines that each fit; a bullet is not repeated before what continues it."""
    if _line_size(whole, message, scale).fits(scale.line):
        yield whole
        return
    kind = whole.kind
    for line in _cut_pieces(whole, message, scale):
        if any(is_visible(piece.text) for piece in line):
            yield replace(whole, lines=(line,), kind=kind)
            kind = BlockKind.TEXT if kind is BlockKind.BULLETS else kind


def _cut_pieces(whole: Block, message: Message, scale: Scale) -> Iterator[Line]:
    (line,) = whole.lines
    isolated = isolates_needed(line, from_right=runs_from_right(whole, message))
    held: list[Piece] = []
    used = empty = scale.opening(whole)
    for piece in line:
        frame = scale.frame(piece, whole, isolated=isolated)
        rest = piece.text
        while rest:
            taken = used + frame
            room = scale.line.text - taken.text if taken.fits(scale.line) else 0
            head, rest = cut(rest, room, scale, words_only=bool(held))
            if head:
                held.append(replace(piece, text=head))
                used = taken + Size(scale.text(head))
            if rest:
                yield tuple(held)
                held, used = [], empty
    if held:
        yield tuple(held)


def cut(text: str, room: int, scale: Scale, *, words_only: bool = False) -> tuple[str, str]:
    """What of a text has ``room``, and the rest: cut behind a space if there is one in reach, else behind a letter.

    ``words_only``: rather nothing than part of a word. Without it at least one letter is taken.
    """
    end = space = used = 0
    for letter in letters(text):
        used += scale.text(letter)
        if used > room and (end or words_only):
            at = space if space or words_only else end
            return text[:at], text[at:]
        end += len(letter)
        space = end if letter == " " else space
    return text, ""


def _line_size(row: Block, message: Message, scale: Scale) -> Size:
    (line,) = row.lines
    isolated = isolates_needed(line, from_right=runs_from_right(row, message))
    size = scale.opening(row)
    for piece in line:
        size = size + scale.frame(piece, row, isolated=isolated) + Size(scale.text(piece.text))
    return size
