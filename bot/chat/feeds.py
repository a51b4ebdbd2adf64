"""The feeds read for a chat: which they are, how they are, and leaving one out for a while or for good."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered, paged, turning
from bot.chat.saying import example, line, pressed, say, small, title, typed, usage
from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece
from bot.model.news import Trouble
from bot.ports import SourceState

PAGE = 15
"""How many feeds a page lists."""


async def feeds(call: Call, caller: Caller, desk: Desk) -> Message:
    """The feeds read for this chat with their numbers and what is wrong with them, a page at a time."""
    states = await desk.chats.sources(caller.chat.id)
    if not states:
        return say(call.language, line(call, desk, "feeds.none", command=example(call, desk, "feed_add")))
    page, pages = paged(call.argument, len(states), PAGE)
    shown = states[(page - 1) * PAGE : page * PAGE]
    foot = [line(call, desk, "feeds.page", page=page, pages=pages)] if pages > 1 else []
    changes = {name: usage(call, desk, f"feed_{name}") for name in ("add", "pause", "remove")}
    foot.append(line(call, desk, "feeds.commands", **changes))
    return say(
        call.language,
        title(line(call, desk, "feeds.title", count=sum(not state.paused for state in states))),
        Block(BlockKind.TEXT, tuple(_feed(call, desk, state) for state in shown)),
        small(*foot),
        buttons=turning(call, caller, desk, "feeds", page, pages),
        replaces=call.request.button,
    )


async def remove_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes a feed from this chat; other chats keep it."""
    number = numbered(call.argument)
    gone = None
    if number is not None:
        gone = await desk.chats.remove_source(caller.chat.id, number, call.request.person, desk.clock.now())
    if gone is None:
        return no_such_feed(call, desk)
    done = line(call, desk, "feed_remove.done", name=named(gone))
    again = line(call, desk, "feed_remove.again", command=typed(call, desk, "feed_add", shown(gone.source.url)))
    return say(call.language, done, small(again), replaces=call.request.button)


async def pause_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Leaves a feed out for this chat alone."""
    return await _set_paused(call, caller, desk, paused=True)


async def resume_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes a paused feed in again for this chat."""
    return await _set_paused(call, caller, desk, paused=False)


def no_such_feed(call: Call, desk: Desk) -> Message:
    """Says that the number given is none of this chat's feeds, and where these stand."""
    listing = typed(call, desk, "feeds")
    if not call.argument:
        return say(call.language, line(call, desk, "feeds.which", command=listing))
    return say(call.language, line(call, desk, "feeds.number", number=call.argument[:60], command=listing))


def host_of(url: str) -> str:
    """The host of an address, or the address itself."""
    return urlsplit(url).hostname or url


def shown(url: str) -> str:
    """An address without the name and password that may stand in it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def named(state: SourceState) -> Piece:
    """A feed by its name, or else by its host."""
    return Piece(state.source.name or host_of(state.source.url), Isolate.AUTO, bold=True)


async def _set_paused(call: Call, caller: Caller, desk: Desk, *, paused: bool) -> Message:
    number = numbered(call.argument)
    before = next((state for state in await desk.chats.sources(caller.chat.id) if state.number == number), None)
    if number is None or before is None:
        return no_such_feed(call, desk)
    key = "feed_pause" if paused else "feed_resume"
    if before.paused is paused:
        return say(call.language, line(call, desk, f"{key}.again", name=named(before)))
    now = desk.clock.now()
    state = await desk.chats.pause_source(caller.chat.id, number, call.request.person, now, paused=paused)
    if state is None:
        return no_such_feed(call, desk)
    back = "feed resume" if paused else "feed pause"
    undo = pressed(call, caller, desk, "undo", f"{back} {number}")
    return say(call.language, line(call, desk, f"{key}.done", name=named(state)), buttons=[undo], replaces=call.request.button)


def _feed(call: Call, desk: Desk, state: SourceState) -> Line:
    number = Piece(str(state.number))
    if state.paused:
        return line(call, desk, "feeds.item_state", number=number, name=named(state), state=line(call, desk, "feeds.paused"))
    if state.health not in set(Trouble):
        return line(call, desk, "feeds.item", number=number, name=named(state))
    trouble = line(call, desk, f"trouble.{state.health}")
    if state.detail:
        trouble = line(call, desk, "feeds.failing", trouble=trouble, detail=Piece(state.detail, Isolate.LTR))
    return line(call, desk, "feeds.item_state", number=number, name=named(state), state=trouble)
