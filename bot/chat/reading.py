"""Reading: the latest alerts of a chat or the latest on a term, and a search through what is stored, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.lookup import Look, look, told_of
from bot.chat.pressing import is_press
from bot.chat.saying import STORIES, example, line, pressed, say, small, stories, title, typed
from bot.chat.spans import readings
from bot.matching.query import Query, parse
from bot.model.message import Block, Button, Isolate, Line, Message, Piece
from bot.model.watch import Watch

_LONGEST = 200
_WORDS = 8
_PAGES = 20
# Spans up to this long are said in hours.
_IN_HOURS = 24
# How a button names the words, which are kept under a number, the page, and of a search how far it goes back in hours.
_TURNED = re.compile(r"~(\d{1,9}) (\d{1,3})(?: (\d{1,4})h)?")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What to look for: the words, how far back (None: all that is stored), which page."""

    words: str
    span: timedelta | None
    page: int
    otherwise: _Asked | None = None
    """What else may be meant, if nothing is found of this."""


async def latest(call: Call, caller: Caller, desk: Desk) -> Message:
    """The newest stories that this chat was alerted to; with a term, the newest stored ones it may see on it."""
    asked = await _asked(call, caller, desk)
    if asked.words:
        return await _latest_on(call, caller, desk, asked)
    hits = await desk.articles.alerted(caller.chat.id, asked.page * STORIES + 1)
    if not hits:
        first = small(line(call, desk, "start.first", command=example(call, desk, "watch")))
        return say(call.language, line(call, desk, "latest.none"), first)
    page = min(asked.page, -(-len(hits) // STORIES))
    shown = stories(call, caller, desk, hits[(page - 1) * STORIES : page * STORIES])
    turns = []
    if page > 1:
        turns.append(pressed(call, caller, desk, "previous", f"latest ~0 {page - 1}"))
    if len(hits) > page * STORIES and page < _PAGES:
        turns.append(pressed(call, caller, desk, "next", f"latest ~0 {page + 1}"))
    head = title(line(call, desk, "latest.title"))
    return say(call.language, head, shown, buttons=turns, replaces=call.request.button)


async def search(call: Call, caller: Caller, desk: Desk) -> Message:
    """Stored stories with these words: as a term in any spelling of it, or else with each of the words.

    A span behind the words (``24h``, ``7 days``) says how far to go back.
    """
    asked = await _asked(call, caller, desk)
    if not asked.words:
        return say(call.language, line(call, desk, "search.empty", command=example(call, desk, "search")))
    asked, found = await _either(caller, desk, asked)
    quoted = line(call, desk, "form.quoted", text=asked.words)
    within = _within(call, desk, asked.span)
    if not found.catches:
        key = "search.none" if asked.span is None else "search.none_within"
        return say(call.language, line(call, desk, key, words=quoted, days=within))
    key = "search.title" if asked.span is None else "search.title_within"
    head = title(line(call, desk, key, words=quoted, days=within))
    return await _paged(call, caller, desk, asked, found, head)


async def _latest_on(call: Call, caller: Caller, desk: Desk, asked: _Asked) -> Message:
    found = await _found(caller, desk, asked)
    watch = line(call, desk, "latest.watch", command=typed(call, desk, "watch", asked.words))
    shown = Piece(asked.words, Isolate.AUTO, bold=True)
    if not found.catches:
        none = line(call, desk, "latest.none_term", term=shown, days=_within(call, desk, None))
        return say(call.language, none, small(watch))
    head = title(line(call, desk, "latest.term", term=shown))
    return await _paged(call, caller, desk, asked, found, head, watch)


async def _asked(call: Call, caller: Caller, desk: Desk) -> _Asked:
    """What a person typed, or a button says."""
    turned = _TURNED.fullmatch(call.argument) if is_press(call) else None
    if turned is not None:
        number, page, hours = turned.groups()
        words = await desk.chats.proposed(caller.chat.id, int(number)) or ""
        span = timedelta(hours=int(hours)) if hours else None
        return _Asked(words, span, min(max(int(page), 1), _PAGES))
    asked: _Asked | None = None
    for words, span in reversed([(call.argument, None)] if call.name == "latest" else readings(call.argument, desk)):
        # A span of any length is one of all that is stored.
        within = span and min(span, timedelta(days=desk.retention_days))
        asked = _Asked(unquoted(words)[:_LONGEST], within, 1, asked)
    return asked or _Asked("", None, 1)


async def _either(caller: Caller, desk: Desk, asked: _Asked) -> tuple[_Asked, Look]:
    """What was asked for with what is found of it, or of what else may be meant."""
    found = await _found(caller, desk, asked)
    if found.catches or asked.otherwise is None:
        return asked, found
    other = await _found(caller, desk, asked.otherwise)
    return (asked.otherwise, other) if other.catches else (asked, found)


async def _found(caller: Caller, desk: Desk, asked: _Asked) -> Look:
    """What is stored of the words as one term, or, if nothing is, of each of them."""
    since = desk.clock.now() - (asked.span or timedelta(days=desk.retention_days))
    enough = asked.page * STORIES + 1
    found = Look((), since)
    for term in _terms(asked.words):
        if desk.watchlist.fault(term) is None:
            found = await look(desk, caller.chat.id, Watch(0, caller.chat.id, term), since, stories=enough)
            if found.catches:
                break
    return found


def _terms(words: str) -> Sequence[str]:
    query = parse(words)
    each = list(dict.fromkeys(words.split()))[:_WORDS]
    if isinstance(query, Query) and query.plain is not None and len(each) > 1:
        return words, " +".join(each)
    return (words,)


async def _paged(call: Call, caller: Caller, desk: Desk, asked: _Asked, found: Look, head: Block, *foot: Line) -> Message:
    """A page of what was found, with buttons to the others."""
    ids = found.stories
    page = min(asked.page, -(-len(ids) // STORIES))
    here = set(ids[(page - 1) * STORIES : page * STORIES])
    hits = await told_of(desk, caller.chat.id, [catch for catch in found.catches if catch.story in here])
    further = len(ids) > page * STORIES and page < _PAGES
    turns = await _turns(call, caller, desk, asked, page, further=further)
    shown = stories(call, caller, desk, hits)
    return say(call.language, head, shown, *([small(*foot)] if foot else []), buttons=turns, replaces=call.request.button)


async def _turns(call: Call, caller: Caller, desk: Desk, asked: _Asked, page: int, *, further: bool) -> list[Button]:
    if page == 1 and not further:
        return []
    number = await desk.chats.propose(caller.chat.id, asked.words, desk.clock.now())
    span = f" {max(1, asked.span // timedelta(hours=1))}h" if asked.span else ""
    turns = []
    if page > 1:
        turns.append(pressed(call, caller, desk, "previous", f"{call.name} ~{number} {page - 1}{span}"))
    if further:
        turns.append(pressed(call, caller, desk, "next", f"{call.name} ~{number} {page + 1}{span}"))
    return turns


def _within(call: Call, desk: Desk, span: timedelta | None) -> Line:
    """How far back was looked, in words."""
    if span is None:
        return line(call, desk, "days.span", count=desk.retention_days)
    hours = max(1, round(span / timedelta(hours=1)))
    if hours % 24 or hours <= _IN_HOURS:
        return line(call, desk, "hours.span", count=hours)
    return line(call, desk, "days.span", count=hours // 24)
