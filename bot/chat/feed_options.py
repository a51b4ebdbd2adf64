"""How a feed is read: whether the pages that its entries lead to are read for their text.

Which feeds a chat has, and leaving one out, is answered in ``feeds``.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.admission import administers_bot
from bot.chat.command import Call, Caller, Desk
from bot.chat.feeds import named, no_such_feed
from bot.chat.referring import named_feed
from bot.chat.saying import example, line, pressed, say
from bot.chat.spelling import stated
from bot.model.message import Message


async def read_in_full(call: Call, caller: Caller, desk: Desk) -> Message:
    """Has the pages of a feed's entries read where the feed says little, or no longer.

    A feed that all chats share is read once for all, so that for it an admin of the whole bot has to say so.
    """
    asked, full = stated(call.argument, desk)
    before = named_feed(asked, await desk.chats.sources(caller.chat.id))
    if before is None:
        return no_such_feed(replace(call, argument=asked), desk)
    number = before.number
    if full is None:
        return say(call.language, line(call, desk, "feed_text.how", command=example(call, desk, "feed_text")))
    state = "on" if full else "off"
    if before.source.full_text is full:
        return say(call.language, line(call, desk, f"feed_text.{state}_again", name=named(before)))
    if before.source.owner_chat is None and not await administers_bot(call.request.person, desk):
        return say(call.language, line(call, desk, "feed_text.shared", name=named(before)), private=True)
    now = desk.clock.now()
    after = await desk.chats.read_in_full(caller.chat.id, number, call.request.person, now, full=full)
    if after is None:
        return no_such_feed(replace(call, argument=asked), desk)
    undo = pressed(call, caller, desk, "undo", f"feed text {number} {'off' if full else 'on'}")
    done = line(call, desk, f"feed_text.{state}", name=named(after))
    return say(call.language, done, buttons=[undo], replaces=call.request.button)
