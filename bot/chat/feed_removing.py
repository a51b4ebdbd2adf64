"""Taking feeds from a chat, and giving one back as it was; what an import added is taken out again at once.

Other chats keep what this one gives up. How feeds come to a chat stands in ``feed_adding`` and ``feed_lists``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bot.chat.command import Call, Caller, Desk
from bot.chat.feeds import named, no_such_feed
from bot.chat.paging import numbered
from bot.chat.pressing import is_press
from bot.chat.quotas import allowed, room
from bot.chat.referring import named_feed
from bot.chat.saying import line, pressed, say, small, typed
from bot.model.message import Line, Message
from bot.ports import SourceState
from bot.text.addresses import has_credentials, without_credentials

BACK: Final = "back"
"""Stands in a button behind the number of a feed that is to be given back; behind it ``paused`` if it was."""

_PAUSED: Final = "paused"
# Before the numbers of the feeds that an import added, so that they are never taken for a term: no term holds a tab.
_IMPORTED: Final = "imported\t"
# Before the number under which they are kept.
_SIGN: Final = "~"


async def remove_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes a feed from this chat; a button gives it back. Takes what an import added out again, as its own button asks."""
    asked, _, rest = call.argument.partition(" ")
    if is_press(call) and asked.startswith(_SIGN):
        return await _taken_out(call, caller, desk, numbered(asked.removeprefix(_SIGN)))
    if is_press(call) and rest in {BACK, f"{BACK} {_PAUSED}"}:
        return await _given_back(call, caller, desk, numbered(asked), paused=rest != BACK)
    meant = named_feed(call.argument, await desk.chats.sources(caller.chat.id))
    if meant is None:
        return no_such_feed(call, desk)
    number = meant.number
    gone = await desk.chats.remove_source(caller.chat.id, number, call.request.person, desk.clock.now())
    if gone is None:
        return no_such_feed(call, desk)
    own_pause = gone.paused and not gone.source.paused
    undo = pressed(call, caller, desk, "undo", f"feed remove {number} {BACK}" + (f" {_PAUSED}" if own_pause else ""))
    done = line(call, desk, "feed_remove.done", name=named(gone))
    return say(call.language, done, *_again(call, desk, gone), buttons=[undo], replaces=call.request.button)


async def undoing_import(numbers: Collection[int], caller: Caller, desk: Desk) -> str:
    """The action that takes these feeds, which an import has added, out of the chat again."""
    listed = " ".join(str(each) for each in sorted(numbers))
    return f"feed remove {_SIGN}{await desk.chats.propose(caller.chat.id, f'{_IMPORTED}{listed}', desk.clock.now())}"


def _again(call: Call, desk: Desk, gone: SourceState) -> tuple[Line, ...]:
    """How it is added later; one whose address holds a password comes back by its button alone."""
    if has_credentials(gone.source.url):
        return ()
    address = without_credentials(gone.source.url)
    return small(line(call, desk, "feed_remove.again", command=typed(call, desk, "feed_add", address))).lines


async def _given_back(call: Call, caller: Caller, desk: Desk, number: int | None, *, paused: bool) -> Message:
    if number is None:
        return no_such_feed(call, desk)
    person, now = call.request.person, desk.clock.now()
    back = await desk.chats.restore_source(caller.chat.id, number, person, now, paused=paused)
    if back is None:
        return no_such_feed(call, desk)
    if back.source.owner_chat is not None and await room(caller.chat, "feeds", desk) < 0:
        await desk.chats.remove_source(caller.chat.id, number, person, now)
        return say(call.language, line(call, desk, "quota.full_feeds", count=allowed(caller.chat, desk).feeds))
    key = "back_paused" if back.paused else "back"
    undo = pressed(call, caller, desk, "undo", f"feed remove {number}")
    said = line(call, desk, f"feed_remove.{key}", name=named(back))
    return say(call.language, said, buttons=[undo], replaces=call.request.button)


async def _taken_out(call: Call, caller: Caller, desk: Desk, kept_as: int | None) -> Message:
    """Takes out what an import added; what is gone since stays gone."""
    kept = None if kept_as is None else await desk.chats.proposed(caller.chat.id, kept_as)
    if kept is None or not kept.startswith(_IMPORTED):
        return say(call.language, line(call, desk, "feed_import.gone", command=typed(call, desk, "feeds")))
    numbers = {int(each) for each in kept.removeprefix(_IMPORTED).split()}
    count = await desk.chats.remove_sources(caller.chat.id, numbers, call.request.person, desk.clock.now())
    said = line(call, desk, "feed_import.undone", count=count) if count else line(call, desk, "feed_import.undone_before")
    return say(call.language, said, replaces=call.request.button)
