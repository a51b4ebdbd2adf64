"""Cuts a message into parts that Telegram takes: 4,096 UTF-16 units of visible text and 100 entities each.

Cuts fall between lines, else between words, else between graphemes; never inside a tag, an entity or a grapheme (except one
grapheme that is longer than a whole message).

Source: https://core.telegram.org/bots/api#sendmessage; https://core.telegram.org/api/entities#entity-length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from bot.model.message import Block, BlockKind, Line, Message, Piece
from bot.platforms.telegram.markup import clean, has_text, is_mixed, is_spaced, isolates, opening, tags

TEXT_LIMIT = 4096
ENTITY_LIMIT = 100

_GRAPHEMES = regex.compile(r"\X")


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class _Size:
    units: int = 0
    entities: int = 0

    def __add__(self, other: _Size) -> _Size:
        return _Size(self.units + other.units, self.entities + other.entities)

    def fits(self, room: _Size) -> bool:
        return self.units <= room.units and self.entities <= room.entities


_WHOLE = _Size(TEXT_LIMIT, ENTITY_LIMIT)


def split(message: Message) -> tuple[Message, ...]:
    """The message as parts that each fit, at least one; buttons stand under the last, ``replaces`` holds for the first."""
    parts = [part for part in _parts(message) if part] or [()]
    last = len(parts) - 1
    return tuple(
        replace(
            message,
            blocks=blocks,
            buttons=message.buttons if number == last else (),
            replaces=message.replaces and number == 0,
        )
        for number, blocks in enumerate(parts)
    )


def _parts(message: Message) -> Iterator[tuple[Block, ...]]:
    current: list[Block] = []
    used = _Size()
    for block in message.blocks:
        opens = True
        for line in (
            line for whole in block.lines if has_text(whole) for line in _fitting(whole, block, message) if has_text(line.line)
        ):
            only = replace(block, lines=(line.line,), kind=line.kind)
            size = _size(line.line, only, message)
            gap = _Size(int(bool(current)) + int(bool(current) and opens and is_spaced(block)))
            if current and not (used + gap + size).fits(_WHOLE):
                yield tuple(current)
                current, used, gap = [], _Size(), _Size()
            used = used + gap + size
            _take(current, only, joins=not opens)
            opens = False
    yield tuple(current)


def _take(current: list[Block], block: Block, *, joins: bool) -> None:
    """Adds a line to the part, to its last block when it continues that."""
    if current and joins and current[-1].kind is block.kind:
        current[-1] = replace(current[-1], lines=current[-1].lines + block.lines)
    else:
        current.append(block)


@dataclass(frozen=True, slots=True)
class _Fitting:
    line: Line
    kind: BlockKind


def _fitting(line: Line, block: Block, message: Message) -> Iterator[_Fitting]:
    """The line, or pieces of it that each fit a message; a bullet is not repeated before what continues it."""
    if _size(line, block, message).fits(_WHOLE):
        yield _Fitting(line, block.kind)
        return
    kind = block.kind
    room = replace(_WHOLE, units=TEXT_LIMIT - utf16(opening(block, message)))
    mixed = is_mixed(line, block, message)
    current: list[Piece] = []
    used = _Size()
    for piece in line:
        rest = replace(piece, text=clean(piece.text))
        while rest.text:
            left = room.units - used.units - _frame(rest, mixed=mixed)
            full = used.entities + len(tags(rest, kind)) > ENTITY_LIMIT
            head, tail = ("", rest.text) if full else _cut(rest.text, left, fresh=not current)
            if head:
                current.append(replace(rest, text=head))
                used = used + _piece_size(current[-1], kind, mixed=mixed)
            if tail:
                yield _Fitting(tuple(current), kind)
                current, used = [], _Size()
                kind = BlockKind.TEXT if kind is BlockKind.BULLETS else kind
            rest = replace(rest, text=tail)
    if current:
        yield _Fitting(tuple(current), kind)


def _cut(text: str, units: int, *, fresh: bool) -> tuple[str, str]:
    """What of a text fits ``units``, and the rest; a word is cut only where a message is otherwise empty (``fresh``)."""
    if utf16(text) <= units:
        return text, ""
    end = used = space = 0
    for grapheme in _GRAPHEMES.finditer(text):
        used += utf16(grapheme[0])
        if used > units:
            break
        end = grapheme.end()
        space = end if grapheme[0].isspace() else space
    if fresh and not space:
        space = end or _longest(text, units)
    return text[:space], text[space:]


def _longest(text: str, units: int) -> int:
    """How many code points of a grapheme longer than a message fit."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


def _frame(piece: Piece, *, mixed: bool) -> int:
    return sum(map(utf16, isolates(piece, mixed=mixed)))


def _piece_size(piece: Piece, kind: BlockKind, *, mixed: bool) -> _Size:
    return _Size(utf16(clean(piece.text)) + _frame(piece, mixed=mixed), len(tags(piece, kind)))


def _size(line: Line, block: Block, message: Message) -> _Size:
    size = _Size(utf16(opening(block, message)))
    mixed = is_mixed(line, block, message)
    for piece in line:
        size = size + _piece_size(piece, block.kind, mixed=mixed)
    return size
