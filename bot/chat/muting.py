"""Muting a story, a watch, or what one source reports for a watch: asked for, set, listed and taken back.

What a mute silences is decided in ``bot.alerts.muting``, when an alert is about to be sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.alerts.muting import tomorrow
from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered, paged, turning
from bot.chat.recounting import heading, meant
from bot.chat.referring import leading_watch, meant_watch, named_feed, named_watch
from bot.chat.saying import example, line, moment, pressed, say, small, title, typed
from bot.chat.wording import means, span_in
from bot.model.chat import ChatKind
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.mute import Mute, Muted
from bot.model.trace import StoryTrace
from bot.model.watch import Watch
from bot.ports import SourceState
from bot.text.phrases import Value

PAGE = 5
"""How many mutes a page lists, each with its button."""

AGAIN: Final = "again"
"""Stands in a button before the number of a mute that is to be put back."""

UNDONE: Final = "undone"
"""Stands in a button behind the number of a mute that is to be as if it had never been."""

_WHEN = "when"
_OFFERED = ("1h", "8h", "tomorrow", "always")
_TERMS = 3
_LABEL = 30
_LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Lasting:
    """How long a mute is to last: ``until``, None for good."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is to be muted, in words, and how a button names it: ``story 42``, ``7`` or ``source 3 for 7``."""

    what: Muted
    shown: Line
    action: str


async def mute(call: Call, caller: Caller, desk: Desk) -> Message:
    """Mutes what is named; asks what is meant, and for how long, where that is not said."""
    head, _, rest = call.argument.partition(" ")
    watched = await desk.chats.watches(caller.chat.id)
    whole = named_watch(call.argument, watched)
    if whole is None and head == AGAIN and numbered(rest) is not None:
        return await _again(call, caller, desk, rest)
    # A term may itself end in a span of time.
    named, lasting = (call.argument, None) if whole is not None else _split(call, caller, desk)
    words = named.split()
    if not words or (means(words[0], "mute.words_story", desk) and len(words) <= _TERMS):
        return await _of_story(call, caller, desk, words[1:], lasting)
    subject = await _subject(call, caller, desk, named, watched)
    if isinstance(subject, Message):
        return subject
    return _ask_how_long(call, caller, desk, subject) if lasting is None else await _set(call, caller, desk, subject, lasting)


async def mutes(call: Call, caller: Caller, desk: Desk) -> Message:
    """What is muted here, by whom and until when, a page at a time."""
    known = await desk.mutes.of_chat(caller.chat.id, desk.clock.now())
    if not known:
        none = line(call, desk, "mutes.none", command=example(call, desk, "mute"))
        return say(call.language, none, replaces=call.request.button)
    page, pages = paged(call.argument, len(known), PAGE)
    shown = known[(page - 1) * PAGE : page * PAGE]
    items = tuple(_item(call, caller, desk, each) for each in shown)
    ends = [pressed(call, caller, desk, "unmute", f"unmute {each.number}", number=Piece(str(each.number))) for each in shown]
    foot = [line(call, desk, "watches.page", page=page, pages=pages)] if pages > 1 else []
    foot.append(line(call, desk, "mutes.end", command=typed(call, desk, "unmute", str(shown[0].number))))
    return say(
        call.language,
        title(line(call, desk, "mutes.title", count=len(known))),
        Block(BlockKind.TEXT, items),
        small(*foot),
        rows=[ends, turning(call, caller, desk, "mutes", page, pages)],
        replaces=call.request.button,
    )


async def unmute(call: Call, caller: Caller, desk: Desk) -> Message:
    """Ends a mute, named by its number or by the term that is muted."""
    if not call.argument:
        return say(call.language, line(call, desk, "unmute.empty", command=typed(call, desk, "mutes")))
    head, _, rest = call.argument.partition(" ")
    number = numbered(head) if not rest or rest == UNDONE else None
    known = await desk.mutes.of_chat(caller.chat.id, desk.clock.now())
    if number is None or number not in {each.number for each in known}:
        watch = named_watch(call.argument, await desk.chats.watches(caller.chat.id))
        found = (each.number for each in known if watch is not None and each.what == Muted(watch_id=watch.id))
        number = next(found, None)
    end = desk.mutes.withdraw if rest == UNDONE else desk.mutes.unmute
    gone = None if number is None else await end(caller.chat.id, number, call.request.person, desk.clock.now())
    if gone is None:
        none = line(call, desk, "unmute.none", number=call.argument[:60], command=typed(call, desk, "mutes"))
        return say(call.language, none, replaces=call.request.button)
    done = line(call, desk, "unmute.done", what=_named(call, desk, gone))
    undo = [] if rest == UNDONE else [pressed(call, caller, desk, "undo", f"mute {AGAIN} {gone.number}")]
    return say(call.language, done, buttons=undo, replaces=call.request.button)


def _split(call: Call, caller: Caller, desk: Desk) -> tuple[str, _Lasting | None]:
    """What is to be muted and how long, from an argument that may end in a span of time."""
    words = call.argument.split()
    for count in (3, 2, 1):
        tail = " ".join(words[-count:])
        rest = words[:-count]
        lasting = _lasting(tail, caller, desk) if len(words) >= count and not _wants_a_watch(rest, desk) else None
        if lasting is not None:
            if rest and means(rest[-1], "mute.words_until", desk):
                rest.pop()
            return " ".join(rest), lasting
    return call.argument, None


def _wants_a_watch(words: Sequence[str], desk: Desk) -> bool:
    """Whether these words are a source and "for", so that the number behind them is a watch's."""
    if not words or not means(words[0], "mute.words_source", desk):
        return False
    return [at for at, word in enumerate(words) if means(word, "mute.words_for", desk)] == [len(words) - 1]


def _lasting(text: str, caller: Caller, desk: Desk) -> _Lasting | None:
    """How long a text says; a bare number says nothing, since things have numbers."""
    now = desk.clock.now()
    if means(text, "mute.words_always", desk):
        return _Lasting(None)
    if means(text, "mute.words_tomorrow", desk):
        return _Lasting(tomorrow(caller.chat.time_zone, now))
    span = None if text.isdecimal() else span_in(text, desk)
    return None if span is None else _Lasting(now + min(span, _LONGEST))


async def _of_story(call: Call, caller: Caller, desk: Desk, words: Sequence[str], lasting: _Lasting | None) -> Message:
    """Mutes a story: the one of the number, of the message answered to, or the one told last."""
    asks = bool(words) and words[-1] == _WHEN
    trace = await meant(replace(call, argument=words[0] if words else ""), caller, desk)
    if isinstance(trace, Message):
        return trace
    if lasting is None and not asks and (call.request.button or not call.argument):
        return await _ask_what(call, caller, desk, trace)
    subject = _story_of(call, desk, trace)
    return _ask_how_long(call, caller, desk, subject) if lasting is None else await _set(call, caller, desk, subject, lasting)


async def _subject(call: Call, caller: Caller, desk: Desk, named: str, watched: Sequence[Watch]) -> _Subject | Message:
    """The watch, or the source for a watch, that an argument names; else what to say."""
    watch = meant_watch(named, watched, desk)
    if watch is not None:
        return _watch_of(call, desk, watch)
    words = named.split()
    if means(words[0], "mute.words_source", desk):
        return await _subject_source(call, caller, desk, words[1:], watched)
    watch, other = leading_watch(named, watched)
    if watch is not None:
        unknown = line(call, desk, "mute.no_span", words=other[:60])
        return _ask_how_long(call, caller, desk, _watch_of(call, desk, watch), unknown)
    none = line(call, desk, "mute.none", term=named[:60], command=typed(call, desk, "watches"))
    return say(call.language, none)


async def _subject_source(
    call: Call, caller: Caller, desk: Desk, words: Sequence[str], watched: Sequence[Watch]
) -> _Subject | Message:
    """The source for a watch that words name, the source first; else which of the two is not known here."""
    states = await desk.chats.sources(caller.chat.id)
    listed = {"feeds": typed(call, desk, "feeds"), "watches": typed(call, desk, "watches")}
    said = line(call, desk, "mute.no_source", **listed)
    for at in (at for at in range(1, len(words)) if means(words[at], "mute.words_for", desk)):
        source, term = " ".join(words[:at]), " ".join(words[at + 1 :])
        watch, state = named_watch(term, watched), named_feed(source, states)
        if watch is not None and state is not None:
            return _source_of(call, desk, state, watch)
        if watch is not None:
            said = line(call, desk, "mute.unknown_source", source=source[:60], command=listed["feeds"])
        elif state is not None:
            said = line(call, desk, "mute.none", term=term[:60], command=listed["watches"])
    return say(call.language, said)


async def _ask_what(call: Call, caller: Caller, desk: Desk, trace: StoryTrace) -> Message:
    """Asks what of an alert is to be muted: the story, a watch that it came for, or its source for that watch."""
    terms = {term for word in trace.words for term in word.terms}
    watched = [watch for watch in await desk.chats.watches(caller.chat.id) if watch.term in terms][:_TERMS]
    source = trace.opening.article.source if trace.opening is not None else ""
    states = [state for state in await desk.chats.sources(caller.chat.id) if state.source.id == source]
    rows: list[list[Button]] = [[pressed(call, caller, desk, "mute_this", f"mute story {trace.story} {_WHEN}")]]
    rows += [[pressed(call, caller, desk, "mute_term", f"mute {each.id}", term=_short(each.term))] for each in watched]
    for state in states[:1]:
        named = _short(state.source.name)
        rows += [
            [
                pressed(
                    call,
                    caller,
                    desk,
                    "mute_source",
                    f"mute source {state.number} for {each.id}",
                    outlet=named,
                    term=_short(each.term),
                )
            ]
            for each in watched
        ]
    above = [heading(call, desk, trace.opening.article)] if trace.opening is not None else []
    return say(call.language, *above, line(call, desk, "mute.ask"), rows=rows)


def _ask_how_long(call: Call, caller: Caller, desk: Desk, subject: _Subject, *above: Line) -> Message:
    buttons = [pressed(call, caller, desk, f"mute_{each}", f"mute {subject.action} {each}") for each in _OFFERED]
    asked = line(call, desk, "mute.how_long", what=subject.shown)
    way = small(line(call, desk, "mute.typed", command=example(call, desk, "mute")))
    return say(call.language, *above, asked, way, rows=[buttons[:2], buttons[2:]], replaces=call.request.button)


async def _set(call: Call, caller: Caller, desk: Desk, subject: _Subject, lasting: _Lasting) -> Message:
    now, person = desk.clock.now(), call.request.person
    made = await desk.mutes.mute(caller.chat.id, subject.what, lasting.until, person, now)
    if made is None:
        none = line(call, desk, "mute.none", term=call.argument[:60], command=typed(call, desk, "watches"))
        return say(call.language, none)
    return _said(call, caller, desk, made, f"unmute {made.number} {UNDONE}")


async def _again(call: Call, caller: Caller, desk: Desk, which: str) -> Message:
    number = numbered(which)
    back = None
    if number is not None:
        back = await desk.mutes.restore(caller.chat.id, number, call.request.person, desk.clock.now())
    if back is None:
        none = line(call, desk, "unmute.none", number=which[:60], command=typed(call, desk, "mutes"))
        return say(call.language, none, replaces=call.request.button)
    return _said(call, caller, desk, back, f"unmute {back.number}")


def _said(call: Call, caller: Caller, desk: Desk, made: Mute, undo: str) -> Message:
    """That something is muted, until when, in groups by whom, and what that means."""
    done = line(call, desk, f"mute.done{_suffix(made)}", what=_named(call, desk, made), **_until(call, caller, desk, made))
    lines = [done]
    if caller.chat.kind is not ChatKind.PRIVATE:
        lines.append(line(call, desk, "mute.by", who=_who(made)))
    kind = "story" if made.what.story is not None else "source" if made.what.source else "watch"
    foot = small(line(call, desk, f"mute.means_{kind}"), line(call, desk, "mute.list", command=typed(call, desk, "mutes")))
    buttons = [pressed(call, caller, desk, "undo", undo), pressed(call, caller, desk, "mutes", "mutes")]
    return say(call.language, *lines, foot, buttons=buttons, replaces=call.request.button)


def _item(call: Call, caller: Caller, desk: Desk, mute: Mute) -> Line:
    values: dict[str, Value] = {"number": Piece(str(mute.number)), "what": _named(call, desk, mute), "who": _who(mute)}
    return line(call, desk, f"mutes.item{_suffix(mute)}", **values, **_until(call, caller, desk, mute))


def _suffix(mute: Mute) -> str:
    return "" if mute.until is not None else "_always"


def _until(call: Call, caller: Caller, desk: Desk, mute: Mute) -> dict[str, Piece]:
    return {} if mute.until is None else {"until": moment(call, caller, desk, mute.until)}


def _who(mute: Mute) -> Piece:
    return Piece(mute.name[:60], Isolate.AUTO) if mute.name else Piece(mute.who, Isolate.LTR)


def _named(call: Call, desk: Desk, mute: Mute) -> Line:
    if mute.what.story is not None:
        headline = mute.headline.strip() or desk.phrases.text(call.language, "story.untitled")
        return line(call, desk, "mute.story", headline=headline)
    if mute.what.source:
        return line(call, desk, "mute.source", outlet=mute.outlet or mute.what.source, term=mute.term)
    return (Piece(mute.term, Isolate.AUTO, bold=True),)


def _story_of(call: Call, desk: Desk, trace: StoryTrace) -> _Subject:
    article = trace.opening.article if trace.opening is not None else None
    headline = article.title.strip() if article is not None else ""
    named = headline or desk.phrases.text(call.language, "story.untitled")
    return _Subject(Muted(story=trace.story), line(call, desk, "mute.story", headline=named), f"story {trace.story}")


def _watch_of(call: Call, desk: Desk, watch: Watch) -> _Subject:
    del call, desk
    return _Subject(Muted(watch_id=watch.id), (Piece(watch.term, Isolate.AUTO, bold=True),), str(watch.id))


def _source_of(call: Call, desk: Desk, state: SourceState, watch: Watch) -> _Subject:
    shown = line(call, desk, "mute.source", outlet=state.source.name, term=watch.term)
    return _Subject(Muted(watch.id, None, state.source.id), shown, f"source {state.number} for {watch.id}")


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1].rstrip()}…"
