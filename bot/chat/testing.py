"""Trying out, with nothing saved: what a term would have caught lately and nearly caught, or which watches a text meets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.grounds import is_near, refusal_line
from bot.chat.lookback import EXAMPLES, headlines, story_count
from bot.chat.lookup import Look, look, nearly
from bot.chat.pressing import is_press
from bot.chat.saying import bullets, example, line, pressed, say, small, title
from bot.chat.spelling import choices
from bot.chat.watching import rejected, spelled
from bot.matching.explaining import Explanation
from bot.matching.query import Query, parse
from bot.model.message import Block, Isolate, Line, Message, Piece
from bot.model.news import Article
from bot.model.watch import Match, Watch
from bot.text.languages import language_of

DAYS = 7
"""How many days back a term is tried on."""

WATCHES = 10
"""How many watches that a text meets are named."""

# What is longer than a term usually is, or holds a line break or an address, is a text.
_LONGEST_TERM = 120
_TEXT = 4000
_QUOTES = ("«»", "“”", '""')
_REFUSED = 3
_SHOWN = 3
# Of so many words, what is tried is likelier a headline than a term.
_HEADLINE = 5
# How a button names the term to be tried.
_KEPT = re.compile(r"~(\d{1,9})")
_AT_ONCE = 40


async def test(call: Call, caller: Caller, desk: Desk) -> Message:
    """Tries a term on what is stored, or a text on what is watched; nothing is saved."""
    if not call.argument:
        return say(call.language, line(call, desk, "test.empty", command=example(call, desk, "test")))
    kept = _KEPT.fullmatch(call.argument) if is_press(call) else None
    if kept is not None:
        call = replace(call, argument=await desk.chats.proposed(caller.chat.id, int(kept[1])) or "")
        if not call.argument:
            return say(call.language, line(call, desk, "test.empty", command=example(call, desk, "test")))
    text = None if kept is not None else _text(call)
    if text is not None:
        return await _text_tried(call, caller, desk, text[:_TEXT])
    if kept is None and _may_be_text(call.argument):
        return await _headline_tried(call, caller, desk)
    fault = desk.watchlist.fault(call.argument)
    if fault is not None:
        return rejected(call, desk, call.argument, fault)
    return await _term_tried(call, caller, desk, call.argument)


def _text(call: Call) -> str | None:
    """The text to be tried; None if it is a term."""
    written = call.request.text
    shape = call.argument
    quoted = any(shape.startswith(pair[0]) and shape.endswith(pair[1]) and len(shape.split()) > _SHOWN for pair in _QUOTES)
    if "\n" in written.strip() or "://" in shape or len(shape) > _LONGEST_TERM or (quoted and len(shape) > _LONGEST_TERM // 2):
        return shape
    return None


def _may_be_text(argument: str) -> bool:
    """Whether a term is as long as a headline, and says nothing that only a term says."""
    query = parse(argument)
    plain = isinstance(query, Query) and query.plain is not None
    return plain and len(argument.split()) >= _HEADLINE


async def _headline_tried(call: Call, caller: Caller, desk: Desk) -> Message:
    """Which watches a headline meets; and a button to have it tried as a term, which it may be as well."""
    number = await desk.chats.propose(caller.chat.id, call.argument, desk.clock.now())
    button = pressed(call, caller, desk, "as_term", f"test ~{number}")
    tried = await _text_tried(call, caller, desk, unquoted(call.argument))
    return replace(tried, buttons=((button,), *tried.buttons))


async def _term_tried(call: Call, caller: Caller, desk: Desk, term: str) -> Message:
    now, watch = desk.clock.now(), Watch(0, caller.chat.id, term)
    found = await look(desk, caller.chat.id, watch, now - timedelta(days=DAYS))
    named = Piece(term, Isolate.AUTO, bold=True)
    days = line(call, desk, "days.span", count=DAYS)
    lines = spelled(call, desk, choices(watch, desk.watchlist.preview(term)))
    stories = story_count(call, desk, found) if found.about else line(call, desk, "test.no_stories")
    lines.append(line(call, desk, "test.within", days=days, stories=stories))
    if found.catches and found.whole:
        lines.append(_by_day(call, caller, desk, found))
    blocks: list[Block | Line] = [title(line(call, desk, "test.head", term=named)), *lines]
    if found.catches:
        blocks += [small(line(call, desk, "test.examples")), *headlines(call, caller, desk, found.catches, EXAMPLES)]
    blocks += await _refused(call, caller, desk, watch, found)
    number = await desk.chats.propose(caller.chat.id, term, now)
    button = pressed(call, caller, desk, "watch_it", f"confirm {number} new")
    return say(call.language, *blocks, buttons=[button], replaces=call.request.button)


def _by_day(call: Call, caller: Caller, desk: Desk, found: Look) -> Line:
    """How many stories there were on each day that had any, the latest first."""
    zone, now = caller.chat.time_zone, desk.clock.now()
    newest: dict[int, datetime] = {}
    for catch in found.catches:
        newest.setdefault(catch.story, catch.article.time)
    days = Counter(desk.phrases.day(call.language, when, zone, now) for when in newest.values())
    each = [line(call, desk, "test.day", day=Piece(day), count=count) for day, count in days.items()]
    return line(call, desk, "test.per_day", days=desk.phrases.joined(call.language, each))


async def _refused(call: Call, caller: Caller, desk: Desk, watch: Watch, found: Look) -> list[Block]:
    """A few of the stored articles that came near, and why they do not count."""
    caught = {catch.article.id for catch in found.catches}
    near = await nearly(desk, caller.chat.id, watch, found.since, caught)
    explained = await desk.watchlist.explained(watch, near)
    shown: dict[str, Line] = {}
    for article, explanation in zip(near, explained, strict=True):
        if explanation.refused and is_near(explanation.refused[0]):
            refusal = explanation.refused[0]
            headline = Piece(article.title or article.text[:80], Isolate.AUTO, url=article.url)
            why = refusal_line(call, desk, refusal)
            shown.setdefault(refusal.text or article.title, line(call, desk, "test.refusal", headline=headline, why=why))
    if not shown:
        return []
    return [small(line(call, desk, "test.refused")), bullets(list(shown.values())[:_REFUSED])]


async def _text_tried(call: Call, caller: Caller, desk: Desk, text: str) -> Message:
    watched = await desk.chats.watches(caller.chat.id)
    if not watched:
        return say(call.language, line(call, desk, "test.no_watches"))
    now = desk.clock.now()
    article = Article(0, "", "", "", "", text, "", language_of(text), None, now)
    met: list[tuple[Watch, Sequence[Match]]] = []
    for start in range(0, len(watched), _AT_ONCE):
        here = watched[start : start + _AT_ONCE]
        found = await desk.watchlist.met(here, article)
        met += [(watch, matches) for watch, matches in zip(here, found, strict=True) if matches]
    if met:
        head = title(line(call, desk, "test.met", count=len(met)))
        items = [_met(call, desk, watch, matches) for watch, matches in met[:WATCHES]]
        more = [small(line(call, desk, "test.met_more", count=len(met) - WATCHES))] if len(met) > WATCHES else []
        return say(call.language, head, bullets(items), *more)
    nearest = [
        (watch, explanation)
        for watch in watched[:_AT_ONCE]
        for explanation in await desk.watchlist.explained(watch, [article])
        if explanation.refused and is_near(explanation.refused[0])
    ]
    none = line(call, desk, "test.none")
    if not nearest:
        return say(call.language, none)
    nearest.sort(key=lambda pair: -(pair[1].refused[0].score or 0.0))
    items = [_near(call, desk, watch, explanation) for watch, explanation in nearest[:_REFUSED]]
    return say(call.language, none, small(line(call, desk, "test.nearest")), bullets(items))


def _met(call: Call, desk: Desk, watch: Watch, matches: Sequence[Match]) -> Line:
    """A watch and where the text meets it."""
    written = list(dict.fromkeys(match.text for match in matches))[:_SHOWN]
    found = desk.phrases.joined(call.language, [Piece(text, Isolate.AUTO, bold=True) for text in written])
    return line(call, desk, "test.met_item", number=Piece(str(watch.id)), term=watch.term, found=found)


def _near(call: Call, desk: Desk, watch: Watch, explanation: Explanation) -> Line:
    why = refusal_line(call, desk, explanation.refused[0])
    return line(call, desk, "test.nearest_item", number=Piece(str(watch.id)), term=watch.term, why=why)
