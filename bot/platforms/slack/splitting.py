"""Cuts a message into parts that each fit what Slack takes.

Slack refuses messages whose blocks exceed an undocumented total; reports put it near 13,200 characters, and what counts is not
only the words. So a part is kept to 10,000, counting the JSON that carries it.

Source: https://github.com/slackapi/bolt-js/issues/2509 and 2867; 50 blocks a message:
https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from bot.model.message import Block, Line, Message, Piece
from bot.platforms.slack.direction import tidy
from bot.platforms.slack.markup import graphemes, units

BUDGET = 10_000
BLOCKS = 38
LINE_COST = 3_000
_PIECE, _LINE, _BLOCK, _BUTTON = 100, 60, 110, 170


def split(message: Message) -> tuple[Message, ...]:
    """The message as parts that each fit; no word is lost, no grapheme cut; buttons stand under the last part.

    The notification line goes with the first part; later parts get their own words as theirs.
    """
    buttons = sum(_BUTTON + 2 * units(button.label) + len(button.action) for row in message.buttons for button in row)
    room = BUDGET - min(buttons, BUDGET // 2)
    gathered = list(_gather(message, room))
    if len(gathered) <= 1:
        return (replace(message, blocks=gathered[0] if gathered else ()),)
    last = len(gathered) - 1
    return tuple(
        replace(
            message,
            blocks=blocks,
            notification=message.notification if number == 0 else "",
            buttons=message.buttons if number == last else (),
        )
        for number, blocks in enumerate(gathered)
    )


def _gather(message: Message, room: int) -> Iterator[tuple[Block, ...]]:
    held: list[Block] = []
    used = 0
    for block in message.blocks:
        fresh = True
        for line in chain.from_iterable(cut_line(tidy(whole)) for whole in block.lines):
            cost = line_cost(line) + (_BLOCK if fresh else 0)
            if held and (used + cost > room or (fresh and len(held) >= BLOCKS)):
                yield tuple(held)
                held, used, fresh = [], 0, True
                cost = line_cost(line) + _BLOCK
            if fresh:
                held.append(Block(block.kind, (line,), block.language))
            else:
                held[-1] = replace(held[-1], lines=(*held[-1].lines, line))
            used, fresh = used + cost, False
    if held:
        yield tuple(held)


def line_cost(line: Line) -> int:
    """The most characters of JSON that a line takes."""
    return _LINE + sum(piece_cost(piece) for piece in line)


def piece_cost(piece: Piece) -> int:
    """The most characters of JSON that a piece takes, its escaped form in mrkdwn included."""
    return _PIECE + _weight(piece.text) + len(piece.url)


def _weight(text: str) -> int:
    return units(json.dumps(text, ensure_ascii=False)) - 2 + 4 * sum(text.count(character) for character in "&<>")


def cut_line(line: Line) -> Iterator[Line]:
    """The line as lines that are each cheap enough to stand in one part, broken at spaces where there are any."""
    held: list[Piece] = []
    used = _LINE
    for piece in chain.from_iterable(map(_cut_piece, line)):
        cost = piece_cost(piece)
        if held and used + cost > LINE_COST:
            yield tuple(held)
            held, used = [], _LINE
        held.append(piece)
        used += cost
    if held:
        yield tuple(held)


def _cut_piece(piece: Piece) -> Iterator[Piece]:
    room = LINE_COST - _LINE - _PIECE - len(piece.url)
    if piece_cost(piece) + _LINE <= LINE_COST:
        yield piece
        return
    held: list[str] = []
    used = space = 0
    for letter in graphemes(piece.text):
        cost = _weight(letter)
        if held and used + cost > room:
            at = space or len(held)
            yield replace(piece, text="".join(held[:at]))
            held = held[at:]
            used, space = _weight("".join(held)), 0
        held.append(letter)
        used += cost
        if letter == " ":
            space = len(held)
    if held:
        yield replace(piece, text="".join(held))
