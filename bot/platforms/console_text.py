"""A message as lines of text for a terminal: wrapped, coloured, and in the order that the terminal needs.

Where a terminal lays out both directions itself, lines may carry direction marks; where it does not, they come laid out
(``console_layout``). Which it is, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from prompt_toolkit.utils import get_cwidth

from bot.model.message import BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.platforms.console_layout import Fragment, laid_out
from bot.text.direction import BULLET, RLM, inline, isolates, isolates_needed, runs_from_right, tidied

_BOLD, _DIM, _CYAN, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"
_SPACES = re.compile(r"( +)")
_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class _Screen:
    """How lines are written: in how many columns, in colours, with direction marks or laid out already."""

    width: int
    colour: bool
    marks: bool
    visual: bool


def to_text(
    message: Message,
    width: int = 100,
    *,
    colour: bool = False,
    marks: bool = False,
    visual: bool = False,
    spoken: Callable[[str], str] | None = None,
) -> str:
    """A message as lines of at most ``width`` terminal columns (longer words, such as links, stand on their own).

    ``colour``: with ANSI styles. ``marks``: with direction marks, for terminals that lay out both directions; many do not, and
    would show the marks instead. ``visual``: for those, each line from left to right as it is to be seen, Arabic letters joined
    and Arabic lines aligned right; links stay as they are. Characters that could steer the terminal are left out. ``spoken``:
    what to type for a button's action; the action itself where there is none.
    """
    screen = _Screen(max(width, _NARROWEST), colour, marks and not visual, visual)
    lines: list[str] = []
    for block in message.blocks:
        from_right = runs_from_right(block, message)
        for line in filter(None, map(tidied, block.lines)):
            lines += _rows(line, block.kind, screen, from_right=from_right)
            lines += _links(line, block.kind, colour=colour)
    for row in message.buttons:
        lines += _buttons(row, spoken or _action, screen, from_right=message.language is Language.ARABIC)
    return "\n".join(lines)


def _rows(line: Line, kind: BlockKind, screen: _Screen, *, from_right: bool) -> Iterator[str]:
    bullet = BULLET if kind is BlockKind.BULLETS else ""
    isolated = screen.marks and isolates_needed(line, from_right=from_right)
    for number, row in enumerate(_wrapped(line, screen.width - len(bullet))):
        lead = bullet if number == 0 else " " * len(bullet)
        if screen.visual:
            shown = laid_out([(lead, Piece(lead)), *row] if lead else row, from_right=from_right)
            begin = _indent(shown, screen.width) if from_right else ""
        else:
            shown = row
            begin = (RLM if screen.marks and from_right else "") + lead
        yield begin + "".join(
            _styled("".join(part for part, _ in group), piece, kind, colour=screen.colour, isolated=isolated)
            for piece, group in groupby(shown, key=lambda fragment: fragment[1])
        )


def _indent(row: Sequence[Fragment], width: int) -> str:
    """What moves a row to the right edge."""
    return " " * max(0, width - sum(get_cwidth(text) for text, _ in row))


def _buttons(row: Sequence[Button], spoken: Callable[[str], str], screen: _Screen, *, from_right: bool) -> Iterator[str]:
    """What to type for the buttons of a row."""
    named = [(inline(button.label), button.url or spoken(button.action)) for button in row]
    if not screen.visual:
        yield "  ".join(f"[{label}: {typed}]" for label, typed in named)
        return
    line: list[Piece] = []
    for label, typed in named:
        line += [Piece(" ")] if line else []
        line += [Piece("["), Piece(label, Isolate.AUTO), Piece(": "), Piece(typed, Isolate.AUTO), Piece("]")]
    yield from _rows(tuple(line), BlockKind.TEXT, screen, from_right=from_right)


def _links(line: Line, kind: BlockKind, *, colour: bool) -> Iterator[str]:
    """Where the pieces of a line lead, on lines of their own and free of direction marks."""
    lead = " " * len(BULLET) if kind is BlockKind.BULLETS else ""
    for url in dict.fromkeys(piece.url for piece in line if piece.url):
        yield f"{lead}{_DIM}{url}{_PLAIN}" if colour else f"{lead}{url}"


def _wrapped(pieces: Line, width: int) -> Iterator[list[Fragment]]:
    """The pieces on rows of at most ``width`` columns, broken at spaces."""
    row: list[Fragment] = []
    used = 0
    for word in _words(pieces):
        wide = sum(get_cwidth(text) for text, _ in word)
        if row and used + wide > width and word[0][0] != " ":
            yield _trimmed(row)
            row, used = [], 0
        row += word
        used += wide
    yield _trimmed(row)


def _words(pieces: Line) -> Iterator[list[Fragment]]:
    """Runs without a space, which may cross pieces, and the spaces between them."""
    word: list[Fragment] = []
    for piece in pieces:
        for part in _SPACES.split(piece.text):
            if part.startswith(" "):
                if word:
                    yield word
                yield [(" ", piece)]
                word = []
            elif part:
                word.append((part, piece))
    if word:
        yield word


def _trimmed(row: list[Fragment]) -> list[Fragment]:
    while row and row[-1][0] == " ":
        row.pop()
    return row


def _styled(text: str, piece: Piece, kind: BlockKind, *, colour: bool, isolated: bool) -> str:
    text = text.join(isolates(piece, needed=isolated))
    if not colour:
        return text
    style = (
        _BOLD
        if piece.bold or kind is BlockKind.HEADLINE
        else _CYAN
        if piece.code
        else _DIM
        if kind is BlockKind.CONTEXT
        else ""
    )
    return f"{style}{text}{_PLAIN}" if style else text


def _action(action: str) -> str:
    """What to type for a button: its action without the language it carries."""
    return action.partition(" @")[0]
