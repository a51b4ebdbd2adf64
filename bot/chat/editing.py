"""Giving a watch another term, as if it had been watched so from the beginning; all else that was chosen for it stays."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.command import Call, Caller, Desk
from bot.chat.lookback import looked_back
from bot.chat.paging import numbered
from bot.chat.saying import example, line, pressed, say, small, typed
from bot.chat.spelling import choices
from bot.chat.watching import rejected, spelled
from bot.model.message import Isolate, Message, Piece
from bot.model.watch import Watch
from bot.text.folding import folded

# How a button names what a watch was before: its number, and that under which the term and the switches are kept.
_BEFORE = re.compile(r"(\d{1,9}) ~(\d{1,9})")
# Parts what is kept: a term holds none, and what is offered to be watched neither.
_PART = "\t"


async def edit(call: Call, caller: Caller, desk: Desk) -> Message:
    """Has a watch, named by its number, look for another term; says what that catches, and offers the way back."""
    before = _BEFORE.fullmatch(call.argument) if call.request.button else None
    head, _, term = call.argument.partition(" ")
    switched: frozenset[str] | None = None
    if before is not None:
        head = before[1]
        term, *kept = (await desk.chats.proposed(caller.chat.id, int(before[2])) or "").split(_PART)
        switched = frozenset(kept)
    if not term:
        return say(call.language, line(call, desk, "edit.empty", command=example(call, desk, "edit")))
    watched = await desk.chats.watches(caller.chat.id)
    number = numbered(head)
    watch = next((each for each in watched if each.id == number), None)
    if watch is None:
        where = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "unwatch.none", term=head, command=where))
    fault = desk.watchlist.fault(term)
    if fault is not None:
        return rejected(call, desk, term, fault)
    if watch.term == term:
        return say(call.language, _said(call, desk, "same", watch), replaces=call.request.button)
    taken = next((each for each in watched if each.id != watch.id and folded(each.term) == folded(term)), None)
    if taken is not None:
        return say(call.language, _said(call, desk, "taken", replace(taken, term=term)))
    return await _edited(call, caller, desk, watch, term, _kept(desk, watch, term) if switched is None else switched)


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
    since, any_stored = await looked_back(call, caller, desk, changed)
    buttons = [pressed(call, caller, desk, "spellings", f"spellings {watch.id}")] if len(known) > 1 else []
    if any_stored:
        buttons.append(pressed(call, caller, desk, "examples", f"examples {watch.id}"))
    buttons.append(pressed(call, caller, desk, "undo", f"edit {watch.id} ~{back}"))
    kept = small(line(call, desk, "edit.kept"))
    return say(call.language, said, *spelled(call, desk, known), since, kept, buttons=buttons, replaces=call.request.button)


def _kept(desk: Desk, watch: Watch, term: str) -> frozenset[str]:
    """The switches of a watch that mean the same for another term: its spellings that are there as well, and as before."""
    before = {each.text: each.off for each in desk.watchlist.preview(watch.term)}
    after = {each.text: each.off for each in desk.watchlist.preview(term)}
    return frozenset(text for text in watch.switched if text in after and before.get(text) == after[text])


def _said(call: Call, desk: Desk, key: str, watch: Watch) -> tuple[Piece, ...]:
    named = Piece(watch.term, Isolate.AUTO, bold=True)
    return line(call, desk, f"edit.{key}", number=Piece(str(watch.id)), term=named)
