"""What the next shift must know of a chat: the stories told, what is muted, what fails, waits and was changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.audit import entry_line, since
from bot.chat.command import Call, Caller, Desk
from bot.chat.feeds import named
from bot.chat.saying import bullets, example, line, moment, say, small, title, typed
from bot.chat.wording import span_in
from bot.model.message import Block, Isolate, Line, Message, Piece
from bot.ports import SourceState, StoryHit

SPAN, LONGEST = timedelta(hours=8), timedelta(days=7)
"""How far back it looks when nothing is said, and at most."""

STORIES, OTHERS = 10, 5
"""How many stories, and how many of anything else, are named; the rest is counted."""

_LOOKED_AT = 200
# The command that lists all of what a section names the first of.
_LISTED_BY = {"stories": "latest", "mutes": "mutes", "feeds": "feeds", "queue": "deliveries", "changes": "audit"}


async def handover(call: Call, caller: Caller, desk: Desk) -> Message:
    """The last hours of this chat, told for whoever takes over."""
    span = span_in(call.argument, desk) if call.argument else SPAN
    if span is None:
        return say(call.language, line(call, desk, "handover.how", command=example(call, desk, "handover")))
    now = desk.clock.now()
    begin = now - min(span, LONGEST)
    days = line(call, desk, "days.span", count=LONGEST.days)
    most = [small(line(call, desk, "handover.most", days=days))] if span > LONGEST else []
    place = Piece(desk.phrases.place(call.language, caller.chat.time_zone))
    times = {"since": moment(call, caller, desk, begin), "now": moment(call, caller, desk, now)}
    head = title(line(call, desk, "handover.title", place=place, **times))
    sections = (
        await _stories(call, caller, desk, begin),
        await _mutes(call, caller, desk, now),
        await _feeds(call, caller, desk),
        await _queue(call, caller, desk),
        await _changes(call, caller, desk, begin),
    )
    return say(call.language, head, *(block for section in sections for block in section), *most)


async def _stories(call: Call, caller: Caller, desk: Desk, begin: datetime) -> list[Block]:
    told = await desk.logbook.told(caller.chat.id, begin)
    hits = [hit for hit in await desk.articles.alerted(caller.chat.id, _LOOKED_AT) if hit.story in told and hit.reports]
    items = [_story(call, caller, desk, hit) for hit in hits[:STORIES]]
    return _section(call, desk, "stories", items, len(hits))


def _story(call: Call, caller: Caller, desk: Desk, hit: StoryHit) -> Line:
    newest = hit.reports[0]
    headline = newest.title.strip() or desk.phrases.text(call.language, "story.untitled")
    reports = line(call, desk, "handover.reports", count=len(hit.reports))
    shown = Piece(headline, Isolate.AUTO, url=newest.url)
    return line(call, desk, "handover.story", headline=shown, reports=reports, time=moment(call, caller, desk, newest.seen))


async def _mutes(call: Call, caller: Caller, desk: Desk, now: datetime) -> list[Block]:
    silences = await desk.logbook.silences(caller.chat.id, now)
    items = []
    for each in silences[:OTHERS]:
        values = {"what": Piece(each.what, Isolate.AUTO), "who": Piece(each.who, Isolate.AUTO)}
        if each.until is None:
            items.append(line(call, desk, "handover.mute_for_good", **values))
        else:
            items.append(line(call, desk, "handover.mute", until=moment(call, caller, desk, each.until), **values))
    return _section(call, desk, "mutes", items, len(silences))


async def _feeds(call: Call, caller: Caller, desk: Desk) -> list[Block]:
    """The feeds that cannot be read, and those of which something is held back."""
    states = [state for state in await desk.chats.sources(caller.chat.id) if not state.paused]
    bad = [state for state in states if state.health or state.held_since is not None]
    return _section(call, desk, "feeds", [_feed(call, caller, desk, state) for state in bad[:OTHERS]], len(bad))


def _feed(call: Call, caller: Caller, desk: Desk, state: SourceState) -> Line:
    number = Piece(str(state.number))
    if not state.health and state.held_since is not None:
        begun = moment(call, caller, desk, state.held_since)
        return line(call, desk, "handover.feed_held", number=number, name=named(state), since=begun)
    key = f"trouble.{state.health}"
    known = desk.phrases.has(call.language, key)
    trouble = line(call, desk, key) if known else (Piece(state.health, Isolate.LTR),)
    if state.failing_since is None:
        return line(call, desk, "handover.feed", number=number, name=named(state), trouble=trouble)
    begun = moment(call, caller, desk, state.failing_since)
    return line(call, desk, "handover.feed_since", number=number, name=named(state), trouble=trouble, since=begun)


async def _queue(call: Call, caller: Caller, desk: Desk) -> list[Block]:
    counts = (await desk.logbook.mail(caller.chat.id, 0)).counts
    states = [state for state in ("pending", "inflight", "held", "doubt", "dead") if counts.get(state)]
    items = [line(call, desk, f"deliveries.{state}", count=counts[state]) for state in states]
    return _section(call, desk, "queue", items, len(items))


async def _changes(call: Call, caller: Caller, desk: Desk, begin: datetime) -> list[Block]:
    entries, _ = await desk.register.entries(chat_id=caller.chat.id, limit=_LOOKED_AT)
    made = since(tuple(entries), begin)
    items = [entry_line(call, caller, desk, each) for each in made[:OTHERS]]
    return _section(call, desk, "changes", items, len(made))


def _section(call: Call, desk: Desk, key: str, items: list[Line], count: int) -> list[Block]:
    """A heading with its points; a line alone when there are none."""
    if not items:
        return [small(line(call, desk, f"handover.no_{key}"))]
    blocks = [title(line(call, desk, f"handover.{key}")), bullets(items)]
    if count > len(items):
        listing = {"command": typed(call, desk, _LISTED_BY[key])}
        blocks.append(small(line(call, desk, "handover.more", count=count - len(items), **listing)))
    return blocks
