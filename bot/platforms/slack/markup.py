"""A message as Slack takes it: Block Kit blocks, and the ``text`` that notifications and old clients show.

Foreign words stand in ``rich_text`` and ``plain_text``, which have no parser; only links in small print pass through mrkdwn.
How a message is cut to Slack's limits stands in ``splitting``.

Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block and
https://docs.slack.dev/messaging/formatting-message-text (the three characters to escape).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import regex

from bot.model.message import Block, BlockKind, Button, Line, Message, Piece
from bot.model.news import Language
from bot.text.cutting import utf16_length
from bot.text.direction import (
    BULLET,
    FSI,
    LRI,
    PDI,
    RLM,
    inline,
    is_visible,
    isolates,
    isolates_needed,
    opening,
    runs_from_right,
    tidied,
)

TEXT_BUDGET = 3_900
BUTTON_LABEL = 75
BUTTONS = 2
OVERFLOW_OPTIONS = 5
CONTEXT_TEXT = 2_000
ACTION_PREFIX = "rasid:"

_TOKEN = regex.compile(r"<[^<>]*>|&(?:amp|lt|gt);|\X")
_PARSED = regex.compile(r"[*_~`]|:[\w+'-]+:")

Json = dict[str, Any]


def to_blocks(message: Message) -> tuple[list[Json], str]:
    """The message's blocks, and its ``text``: the notification line, or all of it in plain words (at most 3,900 units).

    Every message has a ``rich_text`` block, so that an edit never changes the kind of its blocks (``block_mismatch``).
    """
    rich = any(block.kind is not BlockKind.CONTEXT for block in message.blocks)
    blocks: list[Json] = []
    for block in message.blocks:
        lines = tuple(line for line in map(tidied, block.lines) if line)
        if lines:
            shown = block if rich else Block(BlockKind.TEXT, block.lines, block.language)
            blocks.extend(_block(shown, lines, from_right=runs_from_right(shown, message)))
            rich = True
    blocks.extend(_actions([button for row in message.buttons for button in row]))
    return blocks, notification(message)


def notification(message: Message) -> str:
    """The ``text`` beside the blocks, escaped; never empty."""
    line = inline(message.notification)
    if not is_visible(line):
        return shorten(to_plain(message), TEXT_BUDGET) or "…"
    from_right = message.language is Language.ARABIC
    lines = map(tidied, (each for block in message.blocks for each in block.lines))
    # It mostly repeats a line, whose values have their isolates.
    repeated = next((each for each in lines if line == "".join(piece.text for piece in each)), None)
    if repeated is not None:
        line = _words(repeated, from_right=from_right)
    return shorten(_mark(from_right=from_right) + escape(line), TEXT_BUDGET)


def to_plain(message: Message) -> str:
    """The whole message in mrkdwn-escaped words, line by line, links as ``<url|label>``; buttons are left out."""
    written: list[str] = []
    for block in message.blocks:
        begin, from_right = opening(block, message), runs_from_right(block, message)
        written.extend(begin + _mrkdwn(line, from_right=from_right) for line in map(tidied, block.lines) if line)
    return "\n".join(written)


def words_of(line: Line, *, from_right: bool) -> str:
    """One line as ``plain_text`` shows it, its direction stated."""
    return _mark(from_right=from_right) + _words(tidied(line), from_right=from_right)


def escape(text: str) -> str:
    """Text in which mrkdwn finds no link, mention or entity. Code such as ``<!everyone>`` becomes plain words."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, limit: int) -> str:
    """Text of at most ``limit`` UTF-16 units, cut between graphemes, never inside an entity or a link; isolates are closed."""
    if utf16_length(text) <= limit:
        return text
    kept: list[str] = []
    used = still_open = 0
    for token in _TOKEN.findall(text):
        opens = still_open + (token in {FSI, LRI}) - (token == PDI)
        if used + utf16_length(token) + opens + 1 > limit:
            break
        kept.append(token)
        used, still_open = used + utf16_length(token), opens
    return "".join(kept) + "…" + PDI * still_open


def _mark(*, from_right: bool) -> str:
    return RLM if from_right else ""


def _block(block: Block, lines: Sequence[Line], *, from_right: bool) -> Iterator[Json]:
    if block.kind is BlockKind.CONTEXT and not _needs_rich(lines):
        yield from _context(lines, from_right=from_right)
    elif block.kind is BlockKind.BULLETS and not from_right:
        items = [_section([line], from_right=False) for line in lines]
        yield {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}
    else:
        if block.kind is BlockKind.BULLETS:
            lines = [(Piece(BULLET), *line) for line in lines]
        if block.kind is BlockKind.HEADLINE:
            lines = [tuple(_bold(piece) for piece in line) for line in lines]
        yield {"type": "rich_text", "elements": [_section(lines, from_right=from_right)]}


def _bold(piece: Piece) -> Piece:
    return Piece(piece.text, piece.isolate, bold=True, code=piece.code, url=piece.url)


def _section(lines: Sequence[Line], *, from_right: bool) -> Json:
    elements: list[Json] = []
    for number, line in enumerate(lines):
        begin = _mark(from_right=from_right)
        if number:
            _add(elements, "\n" + begin)
            begin = ""
        needed = isolates_needed(line, from_right=from_right)
        for piece in line:
            before, after = isolates(piece, needed=needed)
            _add_piece(elements, piece, begin + before, after)
            begin = ""
    return {"type": "rich_text_section", "elements": elements}


def _add_piece(elements: list[Json], piece: Piece, before: str, after: str) -> None:
    if piece.code:
        # Nothing invisible may stand inside what people copy.
        _add(elements, before)
        elements.append(_element(piece, piece.text))
        _add(elements, after)
    elif piece.url or piece.bold:
        elements.append(_element(piece, before + piece.text + after))
    else:
        _add(elements, before + piece.text + after)


def _add(elements: list[Json], text: str) -> None:
    """Adds unstyled text, joined to unstyled text before it."""
    if not text:
        return
    if elements and elements[-1]["type"] == "text" and "style" not in elements[-1]:
        elements[-1]["text"] += text
    else:
        elements.append({"type": "text", "text": text})


def _element(piece: Piece, text: str) -> Json:
    element: Json = {"type": "link", "url": piece.url, "text": text} if piece.url else {"type": "text", "text": text}
    style = {name: True for name, on in (("bold", piece.bold), ("code", piece.code)) if on}
    return {**element, "style": style} if style else element


def _needs_rich(lines: Sequence[Line]) -> bool:
    """Whether only rich_text can show this small print: links beside what mrkdwn takes for formatting, or an endless line."""
    pieces = [piece for line in lines for piece in line]
    if any(utf16_length(_mrkdwn(line, from_right=True)) + 1 > CONTEXT_TEXT for line in lines):
        return True
    return any(piece.url for piece in pieces) and any(_PARSED.search(piece.text) for piece in pieces)


def _context(lines: Sequence[Line], *, from_right: bool) -> Iterator[Json]:
    linked = any(piece.url for line in lines for piece in line)
    write = _mrkdwn if linked else _words
    texts = [_mark(from_right=from_right) + write(line, from_right=from_right) for line in lines]
    for text in _gather(texts):
        element: Json = {"type": "mrkdwn", "text": text, "verbatim": True} if linked else plain_text(text)
        yield {"type": "context", "elements": [element]}


def _gather(texts: Sequence[str]) -> Iterator[str]:
    """The lines joined into as few texts as a context element's limit allows."""
    held = ""
    for text in texts:
        joined = f"{held}\n{text}" if held else text
        if held and utf16_length(joined) > CONTEXT_TEXT:
            yield held
            held = text
        else:
            held = joined
    if held:
        yield held


def _words(line: Line, *, from_right: bool) -> str:
    needed = isolates_needed(line, from_right=from_right)
    return "".join(f"{before}{piece.text}{after}" for piece in line for before, after in [isolates(piece, needed=needed)])


def _mrkdwn(line: Line, *, from_right: bool) -> str:
    needed = isolates_needed(line, from_right=from_right)
    written = []
    for piece in line:
        before, after = isolates(piece, needed=needed)
        label = escape(piece.text)
        written.append(f"{before}<{escape(piece.url)}|{label}>{after}" if piece.url else before + label + after)
    return "".join(written)


def plain_text(text: str) -> Json:
    """A text object that nothing is looked for in."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _actions(buttons: Sequence[Button]) -> Iterator[Json]:
    if not buttons:
        return
    # Whoever chooses a link in a menu would be answered as well.
    links, buttons = [each for each in buttons if each.url], [each for each in buttons if not each.url]
    # A menu of one says nothing that its button would not.
    shown = len(buttons) if len(buttons) <= BUTTONS + 1 else BUTTONS
    elements: list[Json] = [
        {
            "type": "button",
            "text": plain_text(_label(button.label)),
            "value": button.action,
            "action_id": f"{ACTION_PREFIX}{number}",
        }
        for number, button in enumerate(buttons[:shown])
    ]
    for button in links:
        said = {"type": "button", "text": plain_text(_label(button.label)), "url": button.url}
        elements.append(said | {"action_id": f"{ACTION_PREFIX}{len(elements)}"})
    for menu in _menus(buttons[shown:]):
        options = [{"text": plain_text(_label(button.label)), "value": button.action} for button in menu]
        elements.append({"type": "overflow", "action_id": f"{ACTION_PREFIX}{len(elements)}", "options": options})
    yield {"type": "actions", "elements": elements}


def _menus(buttons: Sequence[Button]) -> Iterator[Sequence[Button]]:
    """Menus of two to five options."""
    rest = list(buttons)
    while rest:
        take = OVERFLOW_OPTIONS - 1 if len(rest) == OVERFLOW_OPTIONS + 1 else OVERFLOW_OPTIONS
        yield rest[:take]
        rest = rest[take:]


def _label(text: str) -> str:
    return shorten(inline(text), BUTTON_LABEL) or "…"
