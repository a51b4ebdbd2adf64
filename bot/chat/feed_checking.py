"""``feed check``: one feed as the bot sees it right now, with nothing changed by looking."""

from __future__ import annotations

from datetime import datetime

from bot.chat.admission import refusal
from bot.chat.command import Call, Caller, Desk
from bot.chat.feed_adding import address_in, advice, may_carry
from bot.chat.feeds import host_of, no_such_feed
from bot.chat.paging import numbered
from bot.chat.reasons import reasoned
from bot.chat.referring import named_feed
from bot.chat.saying import bullets, example, line, moment, say, small, title, typed
from bot.model.chat import Role
from bot.model.message import Block, Isolate, Line, Message, Piece
from bot.model.news import Broken, Fresh, Inspection, Language, Note, Source, spoken
from bot.ports import Checked
from bot.text.addresses import without_credentials

SAMPLES = 3
"""How many of the newest entries are shown."""

_CHECKED = "check"
_FORMATS = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed", "cdf": "CDF"}
_KILO = 1024


async def check_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """What the server and the feed say, what was found in it, and when it would be asked again and why."""
    if not call.argument:
        return say(call.language, line(call, desk, "feed_check.empty", command=example(call, desk, "feed_check")))
    source = await _source(call, caller, desk)
    if source is None:
        return (
            no_such_feed(call, desk)
            if numbered(call.argument) is not None
            else say(call.language, line(call, desk, "feed_check.no_address"))
        )
    if not may_carry(source.url, caller):
        return refusal(call, caller, Role.OWNER, desk)
    checked = await desk.checks.check(source)
    seen = checked.seen
    if isinstance(seen.reading, Broken):
        return say(call.language, title(_name(source)), bullets(_failure(call, caller, desk, checked)))
    return say(
        call.language,
        title(_name(source, seen)),
        bullets(_facts(call, caller, desk, checked)),
        *_samples(call, desk, seen),
        *await _adding(call, caller, desk, source, seen),
    )


async def _source(call: Call, caller: Caller, desk: Desk) -> Source | None:
    """The feed of a number in this chat's list, or the one at an address; None for neither."""
    state = named_feed(call.argument, await desk.chats.sources(caller.chat.id))
    if state is not None or numbered(call.argument) is not None:
        return None if state is None else state.source
    url = address_in(call.argument)
    # As a feed of this chat's own, so that a name and password are sent.
    return None if url is None else Source(_CHECKED, url, name="", owner_chat=caller.chat.id)


def _name(source: Source, seen: Inspection | None = None) -> Line:
    found = " ".join(seen.reading.title.split())[:100] if seen is not None and isinstance(seen.reading, Fresh) else ""
    return (Piece(found or source.name or host_of(source.url), Isolate.AUTO),)


def _failure(call: Call, caller: Caller, desk: Desk, checked: Checked) -> list[Line]:
    seen = checked.seen
    broken = seen.reading
    lines = []
    if isinstance(broken, Broken):
        trouble = line(call, desk, f"trouble.{broken.trouble}")
        if broken.detail:
            trouble = line(call, desk, "feeds.failing", trouble=trouble, detail=Piece(broken.detail, Isolate.LTR))
        lines += [line(call, desk, "feed_check.trouble", trouble=trouble), *advice(call, desk, broken)]
    return [*lines, _next(call, caller, desk, checked)]


def _facts(call: Call, caller: Caller, desk: Desk, checked: Checked) -> list[Line]:
    seen, reading = checked.seen, checked.seen.reading
    if not isinstance(reading, Fresh):
        return []
    form = next((name for start, name in _FORMATS.items() if seen.format.startswith(start)), seen.format.upper() or "XML")
    answer = Piece(f"HTTP {seen.status} · {form} · {max(1, round(seen.size / _KILO)):,} KB", Isolate.LTR)
    lines = [line(call, desk, "feed_check.answer", answer=answer)]
    if reading.moved_to:
        lines.append(line(call, desk, "feed_check.moved", address=Piece(without_credentials(reading.moved_to), Isolate.LTR)))
    offered = [
        name
        for name, value in (("ETag", reading.validators.etag), ("Last-Modified", reading.validators.last_modified))
        if value
    ]
    if offered:
        lines.append(line(call, desk, "feed_check.validators", validators=Piece(", ".join(offered), Isolate.LTR)))
    else:
        lines.append(line(call, desk, "feed_check.no_validators"))
    lines.append(_next(call, caller, desk, checked))
    lines.append(_held(call, caller, desk, reading))
    lines += [line(call, desk, "feed_check.note", note=_note(call, desk, note)) for note in seen.notes]
    return lines


def _note(call: Call, desk: Desk, note: str) -> Line:
    """A note in the reader's language; the parser's own words are left as they are."""
    known = next((each for each in Note if each == note), None)
    return (Piece(note, Isolate.LTR),) if known is None else line(call, desk, f"feed_check.{known.name.lower()}")


def _held(call: Call, caller: Caller, desk: Desk, reading: Fresh) -> Line:
    entries = line(call, desk, "feed_add.entries", count=len(reading.entries))
    dates = [entry.published for entry in reading.entries if entry.published is not None]
    main = spoken(reading.language, reading.entries)
    language = line(call, desk, f"feed_check.{'no_language' if main is Language.OTHER else main}")
    if not dates:
        return line(call, desk, "feed_check.undated", entries=entries, language=language)
    newest = moment(call, caller, desk, max(dates))
    return line(call, desk, "feed_check.entries", entries=entries, language=language, time=newest)


def _next(call: Call, caller: Caller, desk: Desk, checked: Checked) -> Line:
    because = reasoned(call, desk, checked.poll.because)
    return line(call, desk, "feed_check.next", time=moment(call, caller, desk, checked.poll.next_due), because=because)


def _samples(call: Call, desk: Desk, seen: Inspection) -> list[Block]:
    reading = seen.reading
    if not isinstance(reading, Fresh) or not reading.entries:
        return []
    first = sorted(reading.entries, key=lambda entry: _time(entry.published), reverse=True)[:SAMPLES]
    told = []
    for entry in first:
        words = " ".join((entry.title or entry.text).split())[:140]
        told.append((Piece(words or entry.url, Isolate.AUTO, url=entry.url),))
    return [title(line(call, desk, "feed_check.newest")), bullets(told)]


async def _adding(call: Call, caller: Caller, desk: Desk, source: Source, seen: Inspection) -> list[Block]:
    """How to have a feed with entries read for this chat, unless it is."""
    reading = seen.reading
    if not isinstance(reading, Fresh) or not reading.entries:
        return []
    addresses = {without_credentials(url) for url in (source.url, seen.url)}
    states = await desk.chats.sources(caller.chat.id)
    if any(without_credentials(state.source.url) in addresses for state in states):
        return []
    add = typed(call, desk, "feed_add", without_credentials(seen.url))
    return [small(line(call, desk, "feed_check.add", command=add))]


def _time(published: datetime | None) -> float:
    return published.timestamp() if published is not None else 0.0
