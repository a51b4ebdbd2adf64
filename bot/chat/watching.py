"""Watching: saving a term at once and saying what it catches, ending a watch, listing what is watched.

How terms are matched is the matching floor's; this one only shows its spellings. What is asked before a very broad term is
watched stands in ``broadness``, how spellings are switched in ``spelling``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.broadness import question
from bot.chat.command import Call, Caller, Desk
from bot.chat.lookback import looked_back
from bot.chat.paging import numbered, paged, turning
from bot.chat.referring import meant_watch
from bot.chat.saying import example, line, pressed, say, small, title, typed
from bot.chat.spelling import ADJECTIVE, DOUBTFUL, Choice, adjectives, choices
from bot.matching.marks import Fault
from bot.model.chat import Chat
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.model.watch import Severity, Watch
from bot.ports import SourceState
from bot.text.folding import folded
from bot.text.phrases import Value

PAGE = 10
"""How many watches a page lists."""

BACK = "back"
"""Stands in a button before the number of a watch that is to be as it was before it was ended."""

OFFERED = "new"
"""Stands in a button behind the number of a term that is offered, so that it is watched as if it had been typed."""

_SHOWN = 12
_TERM = 60
_SUGGESTED = 2
# The way of the watch language that somebody tried whose term has this fault.
_TRIED = {
    "quote_open": "exact",
    "quote_empty": "exact",
    "nothing_wanted": "without",
    "nothing_behind": "without",
    "empty_alternative": "either",
    "brackets": "either",
    "unknown_field": "title",
    "unknown_language": "lang",
}


# The words of English that a reader may take for operators, what they would ask for, and the signs that do.
_JOINING = {"or": "either", "and": "both"}
_SIGNS = {"either": "| ", "both": "+ "}


async def watch(call: Call, caller: Caller, desk: Desk) -> Message:
    """Saves the watch, then says which spellings it catches, in how many feeds, and how many stored stories it meets.

    A term that matches a great part of what was read lately is asked about first.
    """
    term = call.argument
    fault = desk.watchlist.fault(term)
    if fault is not None:
        return rejected(call, desk, term, fault)
    if not any(folded(each.term) == folded(term) for each in await desk.chats.watches(caller.chat.id)):
        asked = await question(call, caller, desk, term)
        if asked is not None:
            return asked
    return await _saved(call, caller, desk, term)


async def confirm(call: Call, caller: Caller, desk: Desk) -> Message:
    """Watches the term that the chat was asked about, or offered, under a number."""
    if not call.argument:
        return say(call.language, line(call, desk, "confirm.empty", command=example(call, desk, "confirm")))
    head, _, rest = call.argument.partition(" ")
    number = numbered(head)
    term = None if number is None else await desk.chats.proposed(caller.chat.id, number)
    # What was offered as a feed is no term: that holds a tab.
    if term is None or "\t" in term:
        none = line(call, desk, "confirm.none", number=head[:_TERM], command=example(call, desk, "watch"))
        return say(call.language, none)
    if rest == OFFERED:
        return await watch(replace(call, name="watch", argument=term), caller, desk)
    fault = desk.watchlist.fault(term)
    if fault is not None:
        return rejected(call, desk, term, fault)
    return replace(await _saved(call, caller, desk, term), replaces=call.request.button)


async def unwatch(call: Call, caller: Caller, desk: Desk) -> Message:
    """Ends a watch, named by its number or its term; what was pending for it is cancelled."""
    if not call.argument:
        return say(call.language, line(call, desk, "unwatch.empty", command=typed(call, desk, "watches")))
    head, _, rest = call.argument.partition(" ")
    found = meant_watch(call.argument, await desk.chats.watches(caller.chat.id), desk)
    if found is None and head == BACK and numbered(rest) is not None:
        return await _restored(call, caller, desk, rest)
    gone = None
    if found is not None:
        gone = await desk.chats.remove_watch(caller.chat.id, found.id, call.request.person, desk.clock.now())
    if gone is None:
        where = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "unwatch.none", term=call.argument, command=where))
    done = line(call, desk, "unwatch.done", term=gone.term)
    again = line(call, desk, "unwatch.again", command=typed(call, desk, "watch", gone.term))
    undo = pressed(call, caller, desk, "undo", f"unwatch {BACK} {gone.id}")
    return say(call.language, done, small(again), buttons=[undo], replaces=call.request.button)


async def _restored(call: Call, caller: Caller, desk: Desk, which: str) -> Message:
    number, back = numbered(which), None
    if number is not None:
        back = await desk.chats.restore_watch(caller.chat.id, number, call.request.person, desk.clock.now())
    if back is None:
        where = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "unwatch.none", term=which[:_TERM], command=where))
    undo = pressed(call, caller, desk, "undo", f"unwatch {back.id}")
    said = line(call, desk, "unwatch.back", term=Piece(back.term, Isolate.AUTO, bold=True))
    return say(call.language, said, buttons=[undo], replaces=call.request.button)


async def watches(call: Call, caller: Caller, desk: Desk) -> Message:
    """The chat's watches with their numbers, a page at a time."""
    watched = await desk.chats.watches(caller.chat.id)
    if not watched:
        return say(call.language, line(call, desk, "watches.none", command=example(call, desk, "watch")))
    page, pages = paged(call.argument, len(watched), PAGE)
    shown = watched[(page - 1) * PAGE : page * PAGE]
    muted = await muted_terms(caller, desk)
    items = [await _item(call, desk, each, muted=each.term in muted) for each in shown]
    foot = [line(call, desk, "watches.page", page=page, pages=pages)] if pages > 1 else []
    foot.append(line(call, desk, "watches.remove", command=typed(call, desk, "unwatch", str(shown[0].id))))
    head = title(line(call, desk, "watches.title", count=len(watched)))
    turns = turning(call, caller, desk, "watches", page, pages)
    return say(
        call.language, head, Block(BlockKind.TEXT, tuple(items)), small(*foot), buttons=turns, replaces=call.request.button
    )


async def marks(call: Call, desk: Desk, watched: Watch, *, muted: bool) -> Line:
    """What is special about a watch: its priority, where its alerts go, that it is muted. Empty if nothing is."""
    marks: list[Value] = []
    if watched.severity is not Severity.NORMAL and desk.phrases.has(call.language, f"severity.{watched.severity}"):
        severity = line(call, desk, f"severity.{watched.severity}")
        marks.append(line(call, desk, "watches.priority", severity=severity))
    if watched.route_to is not None:
        target = await desk.chats.chat(watched.route_to)
        marks.append(line(call, desk, "watches.routed", chat=chat_name(target, watched.route_to)))
    if muted:
        marks.append(line(call, desk, "watches.muted"))
    return desk.phrases.joined(call.language, marks) if marks else ()


async def muted_terms(caller: Caller, desk: Desk) -> frozenset[str]:
    """The terms of this chat that are muted now."""
    return frozenset(silence.what for silence in await desk.logbook.silences(caller.chat.id, desk.clock.now()))


async def _item(call: Call, desk: Desk, watched: Watch, *, muted: bool) -> Line:
    values: dict[str, Value] = {"number": Piece(str(watched.id)), "term": watched.term}
    special = await marks(call, desk, watched, muted=muted)
    if not special:
        return line(call, desk, "watches.item", **values)
    return line(call, desk, "watches.item_marked", **values, marks=special)


def chat_name(chat: Chat | None, number: int) -> Piece:
    """A chat as people know it: its title, else its address."""
    return Piece((chat.title or str(chat.address)) if chat is not None else str(number), Isolate.AUTO)


async def _saved(call: Call, caller: Caller, desk: Desk, term: str) -> Message:
    saved, new = await desk.chats.add_watch(caller.chat.id, term, call.request.person, desk.clock.now())
    feeds = [state for state in await desk.chats.sources(caller.chat.id) if not state.paused]
    known = choices(saved, desk.watchlist.preview(saved.term))
    said, turn = adjectives(call, caller, desk, saved, known)
    lines = [_opening(call, desk, saved.term, feeds, new=new), *spelled(call, desk, known), *said]
    back, more = await looked_back(call, caller, desk, saved)
    first = [pressed(call, caller, desk, "spellings", f"spellings {saved.id}")] if len(known) > 1 else []
    first += more
    first.append(pressed(call, caller, desk, "priority", f"severity {saved.id}"))
    if new:
        first.append(pressed(call, caller, desk, "undo", f"unwatch {saved.id}"))
    perhaps, offers = await _offered(call, caller, desk, saved.term)
    joined = _joined(call, desk, saved.term) if len(known) == 1 else []
    return say(call.language, *lines, *back, *perhaps, *joined, rows=[first, turn, offers])


def _joined(call: Call, desk: Desk, term: str) -> list[Block]:
    """How to ask for either or both of what stands around an "or" or "and", which in a term are words like others."""
    words = term.split()
    at = next((at for at in range(1, len(words) - 1) if folded(words[at]) in _JOINING), None)
    if at is None or not all(word.isalnum() for word in words):
        return []
    first, second = " ".join(words[:at]), " ".join(words[at + 1 :])
    way = _JOINING[folded(words[at])]
    return [small(line(call, desk, f"watch.{way}", command=typed(call, desk, "watch", f"{first} {_SIGNS[way]}{second}")))]


async def _offered(call: Call, caller: Caller, desk: Desk, term: str) -> tuple[list[Block], list[Button]]:
    """What a term typed in the chat alphabet may mean: the words, and a button to watch each."""
    meant = desk.watchlist.meant(term)[:_SUGGESTED]
    if not meant:
        return [], []
    commands = desk.phrases.joined(call.language, [typed(call, desk, "watch", each) for each in meant])
    said = line(call, desk, "watch.perhaps", commands=commands)
    numbers = [await desk.chats.propose(caller.chat.id, each, desk.clock.now()) for each in meant]
    buttons = [
        pressed(call, caller, desk, "meant", f"confirm {number} {OFFERED}", term=each)
        for number, each in zip(numbers, meant, strict=True)
    ]
    return [small(said)], buttons


def rejected(call: Call, desk: Desk, term: str, fault: Fault) -> Message:
    """What is wrong with a term, and where; the term as it came in, and one that does right what this one tried."""
    shown = term if len(term) <= _TERM else f"{term[: _TERM - 1]}…"
    right = _done_right(call, desk, fault)
    lines = [line(call, desk, f"reject.{fault.key}", term=shown, command=right, at=fault.at, piece=fault.piece or shown)]
    if shown == term and fault.at > 1:
        lines.append(line(call, desk, "reject.written", term=term))
    if right not in lines[0]:
        lines.append(line(call, desk, "help.example", command=right))
    return say(call.language, *lines)


def _done_right(call: Call, desk: Desk, fault: Fault) -> Piece:
    way = _TRIED.get(fault.key)
    if way is None:
        return example(call, desk, "watch")
    return typed(call, desk, "watch", desk.phrases.text(call.language, f"watch_language.{way}.example"))


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


def spelled(call: Call, desk: Desk, known: Sequence[Choice]) -> list[Line]:
    """Which spellings of a watch count, and which are off and why."""
    named = [choice for choice in known if choice.reason != ADJECTIVE]
    on = [choice.shown for choice in known if choice.on]
    off = [choice for choice in named if not choice.on and not choice.default]
    switched = [choice.shown for choice in named if not choice.on and choice.default]
    lines = []
    if on:
        lines.append(line(call, desk, "watch.catches", spellings=_listed(call, desk, on)))
    shared = [choice.shown for choice in off if choice.reason != DOUBTFUL]
    if shared:
        lines.append(line(call, desk, "watch.off", spellings=_alone(call, desk, shared)))
    doubtful = [choice.shown for choice in off if choice.reason == DOUBTFUL]
    if doubtful:
        lines.append(line(call, desk, "watch.doubtful", spellings=_listed(call, desk, doubtful)))
    if switched:
        lines.append(line(call, desk, "watch.switched_off", spellings=_listed(call, desk, switched)))
    return lines


def _alone(call: Call, desk: Desk, texts: Sequence[str]) -> Line:
    """The first of some spellings that do not count by themselves."""
    quoted = [line(call, desk, "form.quoted", text=text) for text in texts[:_SHOWN]]
    return desk.phrases.joined(call.language, [line(call, desk, "watch.off_alone", spelling=text) for text in quoted])


def _listed(call: Call, desk: Desk, texts: Sequence[str]) -> Line:
    shown: list[str | Piece] = list(texts[:_SHOWN])
    if len(texts) > _SHOWN:
        shown.append(Piece(f"+{len(texts) - _SHOWN}", Isolate.LTR))
    return desk.phrases.joined(call.language, shown)
