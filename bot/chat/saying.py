"""How an answer is put together: lines, lists, buttons and commands to be typed. What is said stands with each command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat.command import ORDER, Call, Caller, Desk
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece, Undo
from bot.model.news import Article, Language
from bot.ports import StoryHit
from bot.text.phrases import Value

STORIES = 5
"""How many stories a list shows."""


def say(
    language: Language,
    *blocks: Block | Line,
    buttons: Sequence[Button] = (),
    rows: Sequence[Sequence[Button]] = (),
    replaces: bool = False,
    private: bool = False,
    undo: Undo | None = None,
) -> Message:
    """A message of these blocks; lines standing alone make one block of sentences each run.

    ``buttons`` stand in one row, ``rows`` below it; empty ones are left out. ``undo``: where no button of it takes back what it
    tells of.
    """
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Block):
            made.append(block)
        elif made and made[-1].kind is BlockKind.TEXT:
            made[-1] = replace(made[-1], lines=(*made[-1].lines, block))
        else:
            made.append(Block(BlockKind.TEXT, (block,)))
    first = made[0].lines[0] if made and made[0].lines else ()
    shown = tuple(tuple(row) for row in (buttons, *rows) if row)
    return Message(language, tuple(made), plain(first), shown, replaces=replaces, private=private, undo=undo)


def title(line: Line) -> Block:
    """A line in bold over what follows."""
    return Block(BlockKind.HEADLINE, (tuple(replace(piece, bold=True) for piece in line),))


def bullets(lines: Sequence[Line]) -> Block:
    """One point a line."""
    return Block(BlockKind.BULLETS, tuple(lines))


def small(*lines: Line) -> Block:
    """Small print."""
    return Block(BlockKind.CONTEXT, lines)


def plain(line: Line) -> str:
    """The line's text alone."""
    return "".join(piece.text for piece in line)


def typed(call: Call, desk: Desk, name: str, argument: str = "") -> Piece:
    """A command to be typed in the call's language, as it is typed on the caller's platform; with ``argument`` after it."""
    return _literal(call, desk, name, f"{_word(call, desk, name)} {argument}".strip())


def example(call: Call, desk: Desk, name: str) -> Piece:
    """A command's example as it is typed on the caller's platform."""
    return _literal(call, desk, name, desk.phrases.text(call.language, f"commands.{name}.example"))


def usage(call: Call, desk: Desk, name: str) -> Piece:
    """A command and what goes after it, as it is typed on the caller's platform."""
    return _literal(call, desk, name, desk.phrases.text(call.language, f"commands.{name}.usage"))


def _word(call: Call, desk: Desk, name: str) -> str:
    return desk.phrases.words(call.language, f"commands.{name}.words")[0]


def _literal(call: Call, desk: Desk, name: str, text: str) -> Piece:
    prefix = desk.prefixes.get((call.request.address.platform, call.language), "")
    word = _word(call, desk, name)
    if prefix == "/" and text.startswith(word):
        text = _slashed(call, desk, name) + text.removeprefix(word)
    isolate = Isolate.AUTO if call.language is Language.ARABIC and not prefix else Isolate.LTR
    return Piece(f"{prefix}{text}", isolate, code=True)


def _slashed(call: Call, desk: Desk, name: str) -> str:
    """The command's first words that begin with a command's own name, as a slash wants it: ``/feeds add``."""
    words = desk.phrases.words(call.language, f"commands.{name}.words")
    return next((word for word in words if word.split()[0] in ORDER), words[0])


def pressed(call: Call, caller: Caller, desk: Desk, label: str, action: str, **values: Value) -> Button:
    """A button in the call's language; ``label`` is its catalogue key. Its answer comes in the same language."""
    mark = "" if call.language is caller.chat.language else f" @{call.language}"
    shown = desk.phrases.line(call.language, f"button.{label}", **values)
    return Button(plain(shown), f"{action}{mark}", undoes=label == "undo", shown=shown)


def line(call: Call, desk: Desk, key: str, /, **values: Value) -> Line:
    """A sentence of the catalogue in the call's language."""
    return desk.phrases.line(call.language, key, **values)


def moment(call: Call, caller: Caller, desk: Desk, when: datetime) -> Piece:
    """A time in the chat's zone, with its date unless it is today."""
    return Piece(desk.phrases.moment(call.language, when, caller.chat.time_zone, desk.clock.now()))


def stories(call: Call, caller: Caller, desk: Desk, hits: Sequence[StoryHit]) -> Block:
    """Stories as a list: the newest headline with its link, the outlet, the time, and how many reports more there are."""
    return bullets([_story(call, caller, desk, hit) for hit in hits if hit.reports])


def _story(call: Call, caller: Caller, desk: Desk, hit: StoryHit) -> Line:
    report = hit.reports[0]
    headline = Piece(_headline(report, call, desk), Isolate.AUTO, url=report.url)
    when = moment(call, caller, desk, report.time)
    more = len(hit.reports) - 1
    if not more:
        return line(call, desk, "story.item", headline=headline, outlet=report.outlet, time=when)
    others = line(call, desk, "story.others", count=more)
    return line(call, desk, "story.item_more", headline=headline, outlet=report.outlet, time=when, others=others)


def _headline(report: Article, call: Call, desk: Desk) -> str:
    if report.title.strip():
        return report.title.strip()
    words = report.text.split()
    return " ".join(words[:12]) or desk.phrases.text(call.language, "story.untitled")
