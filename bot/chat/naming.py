"""Teaching: names that a chat declares to be one (CENTCOM = سنتكوم), listed, taken away and taken back.

Which watches a taught name reaches is the matching floor's to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.paging import numbered, paged, turning
from bot.chat.saying import example, line, pressed, say, small, title, typed
from bot.matching.teaching import alike, taught_for, words_of
from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece
from bot.model.watch import Spelling, TaughtName, Watch

MOST = 100
"""How many names a chat may teach."""

LONGEST = 60
"""Code points that a spelling may have."""

_SPELLINGS = 12
_PAGE = 10
_SHOWN = 8
_KIN = 100

# What phones and habits put for "is the same as": =, ==, =>, :=, their full-width and small forms, and arrows.
_IS = re.compile(r"\s*(?:[:：]?[=＝﹦⹀꞊]+[>＞]?|-+>|[→⇒⟹⇔↔≡←⇐])\s*")


async def name(call: Call, caller: Caller, desk: Desk) -> Message:
    """Teaches the chat that spellings are one name; with a number, as a button gives it, takes back one taken away."""
    taken = numbered(call.argument)
    if taken is not None:
        return await _recall(call, caller, desk, taken)
    if not call.argument:
        return await names(call, caller, desk)
    spellings = _spellings(call.argument)
    known = await desk.chats.taught_names(caller.chat.id)
    fault = _fault(call, desk, spellings, known)
    if fault is not None:
        return say(call.language, fault)
    taught = await desk.chats.teach(caller.chat.id, spellings, kin_of(spellings, desk), call.request.person, desk.clock.now())
    return await _told(call, caller, desk, taught, known)


async def names(call: Call, caller: Caller, desk: Desk) -> Message:
    """The names that were taught here with their numbers, a page at a time."""
    taught = await desk.chats.taught_names(caller.chat.id)
    teach = line(call, desk, "names.teach", command=example(call, desk, "name"))
    if not taught:
        return say(call.language, line(call, desk, "names.none"), small(teach), replaces=call.request.button)
    page, pages = paged(call.argument, len(taught), _PAGE)
    shown = taught[(page - 1) * _PAGE : page * _PAGE]
    items = [line(call, desk, "names.item", number=Piece(str(each.number)), name=as_line(each.spellings)) for each in shown]
    foot = [line(call, desk, "watches.page", page=page, pages=pages)] if pages > 1 else []
    foot += [teach, line(call, desk, "names.remove", command=typed(call, desk, "name_remove", str(shown[0].number)))]
    head = title(line(call, desk, "names.title", count=len(taught)))
    turns = turning(call, caller, desk, "names", page, pages)
    return say(
        call.language, head, Block(BlockKind.TEXT, tuple(items)), small(*foot), buttons=turns, replaces=call.request.button
    )


async def remove(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes a name away, given its number or one of its spellings; a button takes it back."""
    where = typed(call, desk, "names")
    if not call.argument:
        return say(call.language, line(call, desk, "name_remove.which", command=where))
    wanted = _meant(call.argument, await desk.chats.taught_names(caller.chat.id))
    gone = None
    if wanted is not None:
        gone = await desk.chats.forget_name(caller.chat.id, wanted.number, call.request.person, desk.clock.now())
    if gone is None:
        return say(call.language, line(call, desk, "name_remove.none", name=call.argument[:LONGEST], command=where))
    done = line(call, desk, "name_remove.done", name=as_line(gone.spellings))
    again = line(call, desk, "name_remove.again", command=typed(call, desk, "name", " = ".join(gone.spellings)))
    undo = pressed(call, caller, desk, "undo", f"name {gone.number}")
    return say(call.language, done, small(again), buttons=[undo], replaces=call.request.button)


def as_line(spellings: Sequence[str]) -> Line:
    """Spellings as they are taught, each standing for itself whatever its direction."""
    pieces: list[Piece] = []
    for spelling in spellings:
        if pieces:
            pieces.append(Piece(" = "))
        pieces.append(Piece(spelling, Isolate.AUTO, bold=True))
    return tuple(pieces)


async def _recall(call: Call, caller: Caller, desk: Desk, number: int) -> Message:
    before = await desk.chats.taught_names(caller.chat.id)
    back = await desk.chats.recall_name(caller.chat.id, number, call.request.person, desk.clock.now())
    if back is not None:
        return await _told(call, caller, desk, back, before)
    live = next((each for each in before if each.number == number), None)
    if live is not None:
        return say(call.language, _again(call, desk, live), replaces=call.request.button)
    none = line(call, desk, "name_remove.none", name=str(number), command=typed(call, desk, "names"))
    return say(call.language, none)


async def _told(call: Call, caller: Caller, desk: Desk, taught: TaughtName, before: Sequence[TaughtName]) -> Message:
    """Says what was taught, and which watches catch more now."""
    lines = [line(call, desk, "name.done", name=as_line(taught.spellings))]
    if all(words_of(spelling) in _reached(taught.spellings[0], desk) for spelling in taught.spellings[1:]):
        lines.append(line(call, desk, "name.known"))
    reached = _changed(await desk.chats.watches(caller.chat.id), before)
    if reached:
        terms = desk.phrases.joined(call.language, [watch.term for watch in reached[:_SHOWN]])
        lines.append(line(call, desk, "name.reaches", count=len(reached), terms=terms))
    else:
        lines.append(line(call, desk, "name.unwatched", command=typed(call, desk, "watch", taught.spellings[0])))
    buttons = [
        pressed(call, caller, desk, "undo", f"name_remove {taught.number}"),
        pressed(call, caller, desk, "names", "names"),
    ]
    return say(call.language, *lines, buttons=buttons, replaces=call.request.button)


def _changed(watches: Sequence[Watch], before: Sequence[TaughtName]) -> list[Watch]:
    return [watch for watch in watches if watch.taught != taught_for(watch.term, before)]


def _spellings(text: str) -> tuple[str, ...]:
    """The spellings between the equals signs; those that folding makes one are one, unless that leaves but one."""
    parts = [unquoted(part.strip()) for part in _IS.split(text)]
    first: dict[tuple[str, ...], str] = {}
    for part in parts:
        first.setdefault(words_of(part), part)
    return tuple(first.values()) if len(first) > 1 else tuple(parts)


def _fault(call: Call, desk: Desk, spellings: Sequence[str], known: Sequence[TaughtName]) -> Line | None:
    """Why these cannot be taught as one name, in words."""
    right = example(call, desk, "name")
    if len(spellings) < 2 or not all(spellings):  # noqa: PLR2004 (a name has two sides)
        return line(call, desk, "name.one_side", command=right)
    each = (_spelling_fault(call, desk, spelling) for spelling in spellings)
    return next(filter(None, each), None) or _name_fault(call, desk, spellings, known)


def _spelling_fault(call: Call, desk: Desk, spelling: str) -> Line | None:
    if not words_of(spelling):
        return line(call, desk, "name.no_letters", spelling=spelling[:LONGEST], command=example(call, desk, "name"))
    if len(spelling) > LONGEST:
        return line(call, desk, "name.too_long", spelling=f"{spelling[: LONGEST // 2]}…", count=LONGEST)
    return None


def _name_fault(call: Call, desk: Desk, spellings: Sequence[str], known: Sequence[TaughtName]) -> Line | None:
    if alike(spellings):
        return line(call, desk, "name.same", name=as_line(spellings[:2]))
    if len(spellings) > _SPELLINGS:
        return line(call, desk, "name.too_many", count=_SPELLINGS)
    again = next((each for each in known if _covers(each, spellings)), None)
    if again is not None:
        return _again(call, desk, again)
    return line(call, desk, "name.full", count=MOST, command=typed(call, desk, "names")) if len(known) >= MOST else None


def _again(call: Call, desk: Desk, taught: TaughtName) -> Line:
    return line(call, desk, "name.again", name=as_line(taught.spellings), number=Piece(str(taught.number)))


def _covers(taught: TaughtName, spellings: Sequence[str]) -> bool:
    return {words_of(spelling) for spelling in spellings} <= {words_of(spelling) for spelling in taught.spellings}


def kin_of(spellings: Sequence[str], desk: Desk) -> tuple[str, ...]:
    """The spellings, on by default, of the known names that these belong to."""
    own = {words_of(spelling) for spelling in spellings}
    found = (
        known.text
        for spelling in spellings
        for known in _previewed(spelling, desk)
        if known.name and not known.off and words_of(known.text) not in own
    )
    return tuple(dict.fromkeys(found))[:_KIN]


def _reached(spelling: str, desk: Desk) -> set[tuple[str, ...]]:
    return {words_of(known.text) for known in _previewed(spelling, desk) if not known.off}


def _previewed(spelling: str, desk: Desk) -> Sequence[Spelling]:
    """What watching a spelling would catch; nothing for one that cannot be watched by itself."""
    return desk.watchlist.preview(spelling) if desk.watchlist.fault(spelling) is None else ()


def _meant(argument: str, taught: Sequence[TaughtName]) -> TaughtName | None:
    number = numbered(argument)
    if number is not None:
        return next((each for each in taught if each.number == number), None)
    asked = _spellings(argument)
    return next((each for each in taught if _covers(each, asked)), None)
