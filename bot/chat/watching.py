"""Watching: saving a term at once and saying what it catches, ending a watch, listing what is watched.

How terms are matched is the matching floor's; this one only shows its spellings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.saying import example, line, pressed, say, small, title, typed
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.model.watch import Spelling, Watch
from bot.ports import SourceState, StoryHit
from bot.text.folding import folded

PAGE = 10
"""How many watches a page lists."""

_COUNTED = 200
_SHOWN = 12
_PAGE_DIGITS = 5


async def watch(call: Call, caller: Caller, desk: Desk) -> Message:
    """Saves the watch, then says which spellings it catches, in how many feeds, and how many stored stories it meets."""
    term = call.argument
    fault = desk.watchlist.reject(term)
    if fault is not None:
        return _rejected(call, desk, term, fault)
    saved, new = await desk.chats.add_watch(caller.chat.id, term, call.request.person, desk.clock.now())
    feeds = [state for state in await desk.chats.sources(caller.chat.id) if not state.paused]
    spellings = desk.watchlist.preview(saved.term)
    lines = [_opening(call, desk, saved.term, feeds, new=new), *_spelled(call, desk, spellings)]
    lines.append(await _look_back(call, caller, desk, spellings))
    return say(call.language, *lines, buttons=[pressed(call, caller, desk, "undo", f"unwatch {saved.id}")] if new else ())


async def unwatch(call: Call, caller: Caller, desk: Desk) -> Message:
    """Ends a watch, named by its number or its term; what was pending for it is cancelled."""
    if not call.argument:
        return say(call.language, line(call, desk, "unwatch.empty", command=typed(call, desk, "watches")))
    found = _named(call.argument, await desk.chats.watches(caller.chat.id))
    gone = None
    if found is not None:
        gone = await desk.chats.remove_watch(caller.chat.id, found.id, call.request.person, desk.clock.now())
    if gone is None:
        where = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "unwatch.none", term=call.argument, command=where))
    done = line(call, desk, "unwatch.done", term=gone.term)
    again = line(call, desk, "unwatch.again", command=typed(call, desk, "watch", gone.term))
    return say(call.language, done, small(again), replaces=call.request.button)


async def watches(call: Call, caller: Caller, desk: Desk) -> Message:
    """The chat's watches with their numbers, a page at a time."""
    watched = await desk.chats.watches(caller.chat.id)
    if not watched:
        return say(call.language, line(call, desk, "watches.none", command=example(call, desk, "watch")))
    page, pages = paged(call.argument, len(watched), PAGE)
    shown = watched[(page - 1) * PAGE : page * PAGE]
    items = [line(call, desk, "watches.item", number=Piece(str(each.id)), term=each.term) for each in shown]
    foot = [line(call, desk, "watches.page", page=page, pages=pages)] if pages > 1 else []
    foot.append(line(call, desk, "watches.remove", command=typed(call, desk, "unwatch", str(shown[0].id))))
    head = title(line(call, desk, "watches.title", count=len(watched)))
    turns = turning(call, caller, desk, "watches", page, pages)
    return say(
        call.language, head, Block(BlockKind.TEXT, tuple(items)), small(*foot), buttons=turns, replaces=call.request.button
    )


def paged(argument: str, count: int, size: int) -> tuple[int, int]:
    """The page asked for, kept within what there is, and the number of pages; both count from 1."""
    pages = max(1, -(-count // size))
    asked = int(argument[:_PAGE_DIGITS]) if argument.isdecimal() else 1
    return min(max(asked, 1), pages), pages


def numbered(argument: str) -> int | None:
    """The number that an argument is, in either digits, with or without a sign before it and a dot behind."""
    text = folded(argument).strip(".#")
    return int(text) if text.isdecimal() and len(text) <= len("999999999") else None


def turning(call: Call, caller: Caller, desk: Desk, name: str, page: int, pages: int) -> list[Button]:
    """Buttons to the pages before and after."""
    buttons = []
    if page > 1:
        buttons.append(pressed(call, caller, desk, "previous", f"{name} {page - 1}"))
    if page < pages:
        buttons.append(pressed(call, caller, desk, "next", f"{name} {page + 1}"))
    return buttons


def _rejected(call: Call, desk: Desk, term: str, fault: str) -> Message:
    key = f"reject.{fault}" if desk.phrases.has(call.language, f"reject.{fault}") else "reject.other"
    return say(call.language, line(call, desk, key, term=term[:60], command=example(call, desk, "watch")))


def _opening(call: Call, desk: Desk, term: str, feeds: Sequence[SourceState], *, new: bool) -> Line:
    if not feeds:
        return line(call, desk, "watch.unfed", term=term, command=typed(call, desk, "feed_add"))
    read = {state.source.language for state in feeds}
    # A feed of unstated language may hold either.
    if Language.OTHER in read or len(read) > 1:
        languages = "language.both"
    else:
        languages = "language.only_ar" if Language.ARABIC in read else "language.only_en"
    across = line(call, desk, "watch.across", count=len(feeds))
    key = "watch.saved" if new else "watch.again"
    named = Piece(term, Isolate.AUTO, bold=True)
    return line(call, desk, key, term=named, languages=line(call, desk, languages), across=across)


def _spelled(call: Call, desk: Desk, spellings: Sequence[Spelling]) -> list[Line]:
    on = list(dict.fromkeys(spelling.text for spelling in spellings if not spelling.off))
    off = list(dict.fromkeys(spelling.text for spelling in spellings if spelling.off))
    lines = []
    if on:
        lines.append(line(call, desk, "watch.catches", spellings=_listed(call, desk, on)))
    if off:
        alone = [
            line(call, desk, "watch.off_alone", spelling=line(call, desk, "form.quoted", text=text)) for text in off[:_SHOWN]
        ]
        lines.append(line(call, desk, "watch.off", spellings=desk.phrases.joined(call.language, alone)))
    return lines


def _listed(call: Call, desk: Desk, texts: Sequence[str]) -> Line:
    shown: list[str | Piece] = list(texts[:_SHOWN])
    if len(texts) > _SHOWN:
        shown.append(Piece(f"+{len(texts) - _SHOWN}", Isolate.LTR))
    return desk.phrases.joined(call.language, shown)


async def _look_back(call: Call, caller: Caller, desk: Desk, spellings: Sequence[Spelling]) -> Line:
    """How many stored stories the spellings meet, and since when anything is stored."""
    now = desk.clock.now()
    horizon = now - timedelta(days=desk.retention_days)
    words = [spelling.text for spelling in spellings if not spelling.off]
    hits = await desk.articles.find(caller.chat.id, words, horizon, _COUNTED) if words else ()
    first = (await desk.chats.condition()).first_article or _earliest(hits) or now
    since = Piece(desk.phrases.since(call.language, max(first, horizon), caller.chat.time_zone, now))
    return line(call, desk, "watch.since", since=since, stories=_count(call, desk, len(hits)))


def _count(call: Call, desk: Desk, count: int) -> Line:
    if not count:
        return line(call, desk, "watch.stories_none")
    return line(call, desk, "watch.stories" if count < _COUNTED else "watch.stories_or_more", count=count)


def _earliest(hits: Sequence[StoryHit]) -> datetime | None:
    return min((report.seen for hit in hits for report in hit.reports), default=None)


def _named(argument: str, watched: Sequence[Watch]) -> Watch | None:
    """The watch with this number, or else of this term; what folding removes, and quotes, make no difference if need be."""
    by_number = {str(each.id): each for each in watched}
    if folded(argument) in by_number:
        return by_number[folded(argument)]
    exact = [each for each in watched if each.term == argument]
    alike = [each for each in watched if folded(each.term) == folded(argument)]
    bare = [each for each in watched if folded(unquoted(each.term)) == folded(unquoted(argument))]
    return next(iter(exact + alike + bare), None)
