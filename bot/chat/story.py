"""All reports of one story, and taking one out that tells of something else.

What follows a report that is taken out is decided where stories are stored.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.alerts.changes import said
from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered, paged, turning
from bot.chat.recounting import choice, heading, headline, item, meant, no_story
from bot.chat.saying import line, moment, pressed, say, small, title, typed
from bot.model.alert import PlacementKind
from bot.model.message import Block, BlockKind, Line, Message, Piece
from bot.model.trace import Placed, StoryTrace
from bot.text.phrases import Value

PAGE = 10
"""How many reports a page lists."""

CHOICES = 5
"""How many reports are offered to be taken out of a story, the newest."""

TOGETHER = "together"
"""Stands in a button before the number of a parted story that is to be put back."""

_COPIES = frozenset({"copy", "exact"})


async def story(call: Call, caller: Caller, desk: Desk) -> Message:
    """All reports of a story that this chat may see, the oldest first, a page at a time; updates say what they change."""
    head, _, page_asked = call.argument.partition(" ")
    found = await meant(_with(call, head), caller, desk, told=False)
    if isinstance(found, Message):
        return found
    page, pages = paged(page_asked, len(found.reports), PAGE)
    shown = found.reports[(page - 1) * PAGE : page * PAGE]
    foot = [line(call, desk, "watches.page", page=page, pages=pages)] if pages > 1 else []
    foot.append(line(call, desk, "feeds.place", place=Piece(desk.phrases.place(call.language, caller.chat.time_zone))))
    return say(
        call.language,
        title(line(call, desk, "coverage.title", count=len(found.reports), number=Piece(str(found.story)))),
        Block(BlockKind.TEXT, tuple(_report(call, caller, desk, each) for each in shown)),
        small(*foot),
        buttons=turning(call, caller, desk, f"story {found.story}", page, pages),
        replaces=call.request.button and bool(page_asked),
        private=call.request.button,
    )


async def apart(call: Call, caller: Caller, desk: Desk) -> Message:
    """Shows the reports that were put into a story; the one named behind its number, or the only one, is told by itself."""
    head, _, rest = call.argument.partition(" ")
    if head == TOGETHER:
        return await _together(call, caller, desk, rest)
    found = await meant(_with(call, head), caller, desk)
    if isinstance(found, Message):
        return found
    if rest:
        return await _part(call, caller, desk, found, rest, replaces=call.request.button)
    joined = [each for each in found.reports if each != found.opening]
    if not joined or found.opening is None:
        return say(call.language, line(call, desk, "apart.alone"), private=call.request.button)
    offered = await _news(caller, desk, found, joined)
    if len(offered) == 1:
        # The press was on the alert, which stays as it is.
        return await _part(call, caller, desk, found, str(offered[0].article.id), replaces=False)
    return _ask(call, caller, desk, found, offered[: -CHOICES - 1 : -1])


async def _news(caller: Caller, desk: Desk, found: StoryTrace, joined: Sequence[Placed]) -> Sequence[Placed]:
    """Those of the reports that are news here: what came before the watch was set, or stood in a new feed, is none."""
    terms = {term for word in found.words for term in word.terms}
    begun = [watch.added for watch in await desk.chats.watches(caller.chat.id) if watch.term in terms and watch.added]
    first = min(begun, default=None)
    return [each for each in joined if not each.article.baseline and (first is None or each.article.seen >= first)]


def _ask(call: Call, caller: Caller, desk: Desk, found: StoryTrace, offered: Sequence[Placed]) -> Message:
    if not offered:
        all_of_it = typed(call, desk, "story", str(found.story))
        return say(call.language, line(call, desk, "apart.older", command=all_of_it), private=call.request.button)
    items = tuple(
        line(call, desk, "recount.numbered", number=Piece(str(each.article.id)), item=item(call, caller, desk, each.article))
        for each in offered
    )
    rows = [[choice(call, caller, desk, each.article, f"apart {found.story} {each.article.id}")] for each in offered]
    more = typed(call, desk, "apart", f"{found.story} {offered[0].article.id}")
    return say(
        call.language,
        *([heading(call, desk, found.opening.article)] if found.opening else []),
        line(call, desk, "apart.ask"),
        Block(BlockKind.TEXT, items),
        small(line(call, desk, "apart.how", command=more)),
        rows=rows,
        private=call.request.button,
    )


async def _part(call: Call, caller: Caller, desk: Desk, found: StoryTrace, which: str, *, replaces: bool) -> Message:
    number = numbered(which)
    made = None
    if number is not None:
        made = await desk.traces.part(caller.chat.id, found.story, number, call.request.person, desk.clock.now())
    if made is None or made.opening is None:
        again = typed(call, desk, "story", str(found.story))
        return say(call.language, line(call, desk, "apart.gone", number=which[:20], command=again), private=call.request.button)
    done = line(call, desk, "apart.done", headline=headline(call, desk, made.opening.article))
    undo = pressed(call, caller, desk, "undo", f"apart {TOGETHER} {made.story}")
    return say(call.language, done, buttons=[undo], replaces=replaces, private=call.request.button)


async def _together(call: Call, caller: Caller, desk: Desk, which: str) -> Message:
    number = numbered(which)
    parted = back = None
    if number is not None:
        parted = await desk.traces.story(caller.chat.id, number)
        back = await desk.traces.rejoin(caller.chat.id, number, call.request.person, desk.clock.now())
    if back is None or parted is None or parted.opening is None:
        return no_story(call, desk, which)
    named = headline(call, desk, parted.opening.article)
    return say(
        call.language,
        line(call, desk, "apart.undone", headline=named),
        replaces=call.request.button,
        private=call.request.button,
    )


def _report(call: Call, caller: Caller, desk: Desk, report: Placed) -> Line:
    article, placement = report.article, report.placement
    values: dict[str, Value] = {
        "time": moment(call, caller, desk, article.time),
        "headline": headline(call, desk, article),
        "outlet": article.outlet,
    }
    mark: Line = ()
    if placement.kind is PlacementKind.UPDATE:
        mark = said(placement.change, article.language, call.language, desk.phrases)
    elif placement.how in _COPIES:
        mark = line(call, desk, "coverage.copy")
    if not mark:
        return line(call, desk, "coverage.item", **values)
    return line(call, desk, "coverage.marked", mark=mark, **values)


def _with(call: Call, argument: str) -> Call:
    return Call(call.name, argument, call.language, call.request)
