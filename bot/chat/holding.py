"""What is held back of a feed because too much of it was new at once: let go, or dropped.

When entries are held is decided where feeds are read; here people only say what becomes of them.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.admission import administers_bot
from bot.chat.command import Call, Caller, Desk
from bot.chat.feeds import named, no_such_feed
from bot.chat.pressing import is_press
from bot.chat.referring import named_feed
from bot.chat.saying import line, pressed, say, small
from bot.model.message import Message, Undo
from bot.ports import SourceState

BACK = "back"
"""Stands in a button behind the number of a feed whose entries were dropped, to take that back."""


async def release_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Lets go what is held of a feed; each chat gets what its watches match of it as one list. Nothing takes that back."""
    state = await _feed(call, caller, desk)
    if isinstance(state, Message):
        return state
    released = await desk.chats.release_held(state.number, call.request.person, desk.clock.now())
    if not released:
        return _nothing(call, desk, state)
    done = line(call, desk, "feed_release.done", count=released, name=named(state))
    lasting = small(line(call, desk, "feed_release.final"))
    return say(
        call.language,
        done,
        lasting,
        replaces=call.request.button,
        undo=Undo(f"feed release {state.number}", final=True),
    )


async def drop_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Makes what is held of a feed count as old; a button takes that back."""
    number, _, rest = call.argument.partition(" ")
    back = rest == BACK and is_press(call)
    state = await _feed(replace(call, argument=number if back else call.argument), caller, desk)
    if isinstance(state, Message):
        return state
    person, now = call.request.person, desk.clock.now()
    if back:
        held = await desk.chats.hold_again(state.number, person, now)
        return _held(call, caller, desk, state, held) if held else _nothing(call, desk, state)
    dropped = await desk.chats.drop_held(state.number, person, now)
    if not dropped:
        return _nothing(call, desk, state)
    done = line(call, desk, "feed_drop.done", count=dropped, name=named(state))
    undo = pressed(call, caller, desk, "undo", f"feed drop {state.number} {BACK}")
    return say(call.language, done, buttons=[undo], replaces=call.request.button)


async def _feed(call: Call, caller: Caller, desk: Desk) -> SourceState | Message:
    """The feed that the call names; why the caller has no say in it otherwise.

    A feed that all chats share is held for all of them, so that for it an admin of the whole bot has to say so.
    """
    state = named_feed(call.argument, await desk.chats.sources(caller.chat.id))
    if state is None:
        return no_such_feed(call, desk)
    if state.source.owner_chat is None and not await administers_bot(call.request.person, desk):
        return say(call.language, line(call, desk, "feed_release.shared", name=named(state)), private=True)
    return state


def _held(call: Call, caller: Caller, desk: Desk, state: SourceState, held: int) -> Message:
    choices = [pressed(call, caller, desk, label, f"feed {label} {state.number}") for label in ("release", "drop")]
    again = line(call, desk, "feed_drop.held_again", count=held, name=named(state))
    return say(call.language, again, buttons=choices, replaces=call.request.button)


def _nothing(call: Call, desk: Desk, state: SourceState) -> Message:
    nothing = line(call, desk, "feed_release.nothing", name=named(state))
    return say(call.language, nothing, replaces=call.request.button)
