"""Which story a command is about, and how reports, reasons and messages are named in answers about it.

A story's number means something in the chat alone that was told of it; what another chat was told is not found.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered
from bot.chat.saying import example, line, moment, pressed, say, small, title, typed
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Article
from bot.model.trace import StoryTrace

WORDS = 12
"""How many words of its text name a report without a headline."""

_LISTED = 10
_LABEL = 30


async def meant(call: Call, caller: Caller, desk: Desk, *, told: bool = True) -> StoryTrace | Message:
    """The story that is meant: of the number given, of the message replied to, or the one told last; or what to say instead.

    ``told``: only one that the chat was told of will do.
    """
    if call.argument:
        number = numbered(call.argument)
        trace = None if number is None else await desk.traces.story(caller.chat.id, number)
        return trace if trace is not None and (trace.words or not told) else no_story(call, desk, call.argument)
    if call.request.reply_to:
        stories = await desk.traces.told_by(caller.chat.id, call.request.reply_to)
        if not stories:
            return say(call.language, line(call, desk, "recount.reply_none"), private=call.request.button)
        if len(stories) > 1:
            return await _which(call, caller, desk, stories)
        number = stories[0]
    else:
        number = await desk.traces.told_last(caller.chat.id)
    if number is None:
        shown = small(line(call, desk, "help.example", command=example(call, desk, call.name)))
        return say(call.language, line(call, desk, "latest.none"), shown, private=call.request.button)
    return await desk.traces.story(caller.chat.id, number) or no_story(call, desk, str(number))


def no_story(call: Call, desk: Desk, number: str) -> Message:
    """Says that the chat knows no story of this number."""
    where = typed(call, desk, "latest")
    return say(call.language, line(call, desk, "recount.none", number=number[:60], command=where), private=call.request.button)


def headline(call: Call, desk: Desk, report: Article) -> Piece:
    """A report's headline, or else its first words, with its link."""
    text = report.title.strip() or " ".join(report.text.split()[:WORDS])
    return Piece(text or desk.phrases.text(call.language, "story.untitled"), Isolate.AUTO, url=report.url)


def heading(call: Call, desk: Desk, report: Article) -> Block:
    """A report's headline over what is said of it."""
    return Block(BlockKind.HEADLINE, ((headline(call, desk, report),),), report.language)


def item(call: Call, caller: Caller, desk: Desk, report: Article) -> Line:
    """A report in a list: headline, outlet and time."""
    when = moment(call, caller, desk, report.time)
    return line(call, desk, "story.item", headline=headline(call, desk, report), outlet=report.outlet, time=when)


def choice(call: Call, caller: Caller, desk: Desk, report: Article, action: str) -> Button:
    """A button that names a report."""
    text = headline(call, desk, report).text
    shown = text if len(text) <= _LABEL else f"{text[: _LABEL - 1].rstrip()}…"
    return pressed(call, caller, desk, "report", action, headline=shown)


async def _which(call: Call, caller: Caller, desk: Desk, stories: Sequence[int]) -> Message:
    """Asks which of several stories is meant that one message tells of."""
    traces = [await desk.traces.story(caller.chat.id, number) for number in stories[-_LISTED:]]
    known = [(trace.story, trace.opening.article) for trace in traces if trace is not None and trace.opening is not None]
    if not known:
        return say(call.language, line(call, desk, "recount.reply_none"), private=call.request.button)
    items = tuple(
        line(call, desk, "recount.numbered", number=Piece(str(number)), item=item(call, caller, desk, report))
        for number, report in known
    )
    rows = [[choice(call, caller, desk, report, f"{call.name} {number}")] for number, report in known]
    head = title(line(call, desk, "recount.which"))
    return say(call.language, head, Block(BlockKind.TEXT, items), rows=rows, private=call.request.button)
