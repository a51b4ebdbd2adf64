"""Giving a watch another term, as if it had been watched so from the beginning; all else that was chosen for it stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.broadness import ASKED, question
from bot.chat.command import Call, Caller, Desk
from bot.chat.lookback import looked_back
from bot.chat.pressing import is_press
from bot.chat.referring import leading_watch
from bot.chat.saying import example, line, pressed, say, small, typed
from bot.chat.spelling import choices
from bot.chat.watching import rejected, spelled
from bot.model.message import Isolate, Message, Piece
from bot.model.watch import Watch
from bot.text.folding import folded

# How a button names another term: the watch's number, and that under which the term is kept, which was the watch's before
# and has its switches with it, or was asked about.
_BACK = "~"
_BEFORE = re.compile(rf"(\d{{1,9}}) ([{_BACK}{ASKED}])(\d{{1,9}})")
# Parts what is kept: a term holds none, and what is offered to be watched neither.
_PART = "\t"


async def edit(call: Call, caller: Caller, desk: Desk) -> Message:
    """Has a watch look for another term; says what that catches, and offers the way back.

    The watch is named by its number, or by its term if the new one stands behind it.
    """
    watched = await desk.chats.watches(caller.chat.id)
    before = _BEFORE.fullmatch(call.argument) if is_press(call) else None
    if before is not None:
        return await _pressed(call, caller, desk, watched, *before.groups())
    watch, term = leading_watch(call.argument, watched, alone=False)
    head, _, rest = call.argument.partition(" ")
    if watch is None and rest:
        where = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "unwatch.none", term=head, command=where))
    if watch is None:
        return say(call.language, line(call, desk, "edit.empty", command=example(call, desk, "edit")))
    wrong = _wrong(call, desk, watch, term, watched)
    if wrong is not None:
        return wrong
    asked = await question(call, caller, desk, term, watch.id)
    return asked or await _edited(call, caller, desk, watch, term, _kept(desk, watch, term))


async def _pressed(
    call: Call, caller: Caller, desk: Desk, watched: Sequence[Watch], which: str, way: str, number: str
) -> Message:
    """What a button asks for: the term before, with its switches, or one that was asked about."""
    watch = next((each for each in watched if each.id == int(which)), None)
    if watch is None:
        where = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "unwatch.none", term=which, command=where))
    term, *kept = (await desk.chats.proposed(caller.chat.id, int(number)) or "").split(_PART)
    if not term:
        return say(call.language, line(call, desk, "edit.empty", command=example(call, desk, "edit")))
    switched = frozenset(kept) if way == _BACK else _kept(desk, watch, term)
    return _wrong(call, desk, watch, term, watched) or await _edited(call, caller, desk, watch, term, switched)


def _wrong(call: Call, desk: Desk, watch: Watch, term: str, watched: Sequence[Watch]) -> Message | None:
    """Why a watch cannot have this term, or need not."""
    fault = desk.watchlist.fault(term)
    if fault is not None:
        return rejected(call, desk, term, fault)
    if watch.term == term:
        return say(call.language, _said(call, desk, "same", watch), replaces=call.request.button)
    taken = next((each for each in watched if each.id != watch.id and folded(each.term) == folded(term)), None)
    return None if taken is None else say(call.language, _said(call, desk, "taken", replace(taken, term=term)))


async def _edited(call: Call, caller: Caller, desk: Desk, watch: Watch, term: str, switched: frozenset[str]) -> Message:
    person, now = call.request.person, desk.clock.now()
    changed = await desk.chats.edit_watch(caller.chat.id, watch.id, term, switched, person, now)
    if changed is None:
        where = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "unwatch.none", term=str(watch.id), command=where))
    known = choices(changed, desk.watchlist.preview(term))
    back = await desk.chats.propose(caller.chat.id, _PART.join((watch.term, *sorted(watch.switched))), now)
    said = line(
        call,
        desk,
        "edit.done",
        number=Piece(str(watch.id)),
        term=Piece(term, Isolate.AUTO, bold=True),
        before=watch.term,
    )
    back_to, more = await looked_back(call, caller, desk, changed)
    buttons = [pressed(call, caller, desk, "spellings", f"spellings {watch.id}")] if len(known) > 1 else []
    buttons += more
    buttons.append(pressed(call, caller, desk, "undo", f"edit {watch.id} {_BACK}{back}"))
    kept = small(line(call, desk, "edit.kept"))
    return say(call.language, said, *spelled(call, desk, known), *back_to, kept, buttons=buttons, replaces=call.request.button)


def _kept(desk: Desk, watch: Watch, term: str) -> frozenset[str]:
    """The switches of a watch that mean the same for another term: its spellings that are there as well, and as before."""
    before = {each.text: each.off for each in desk.watchlist.preview(watch.term)}
    after = {each.text: each.off for each in desk.watchlist.preview(term)}
    return frozenset(text for text in watch.switched if text in after and before.get(text) == after[text])


def _said(call: Call, desk: Desk, key: str, watch: Watch) -> tuple[Piece, ...]:
    named = Piece(watch.term, Isolate.AUTO, bold=True)
    return line(call, desk, f"edit.{key}", number=Piece(str(watch.id)), term=named)
