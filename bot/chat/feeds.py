"""The feeds read for a chat: which they are, how they are, and leaving one out for a while. For good: ``feed_removing``."""

from __future__ import annotations

from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import paged, turning
from bot.chat.referring import named_feed
from bot.chat.saying import example, line, moment, pressed, say, small, title, typed, usage
from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece
from bot.model.news import Trouble
from bot.ports import SourceState
from bot.text import sites

PAGE = 10
"""How many feeds a page lists: as many failing ones, with all that is said of them, make one message on every platform."""


async def feeds(call: Call, caller: Caller, desk: Desk) -> Message:
    """The feeds read for this chat, a page at a time, those first that are not well.

    Each with its number, how it is, how much it brings, and when it was read last and is to be next.
    """
    states = sorted(await desk.chats.sources(caller.chat.id), key=lambda state: (_rank(state), state.number))
    if not states:
        return say(call.language, line(call, desk, "feeds.none", command=example(call, desk, "feed_add")))
    page, pages = paged(call.argument, len(states), PAGE)
    shown = states[(page - 1) * PAGE : page * PAGE]
    return say(
        call.language,
        title(line(call, desk, "feeds.title", count=sum(not state.paused and not state.stopped for state in states))),
        Block(BlockKind.TEXT, tuple(_feed(call, caller, desk, state) for state in shown)),
        small(*_foot(call, caller, desk, page, pages, back=any(state.paused or state.stopped for state in shown))),
        buttons=turning(call, caller, desk, "feeds", page, pages),
        replaces=call.request.button,
    )


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
    return sites.host_of(url) or url


def named(state: SourceState) -> Piece:
    """A feed by its name, or else by its host."""
    return Piece(state.source.name or host_of(state.source.url), Isolate.AUTO, bold=True)


async def _set_paused(call: Call, caller: Caller, desk: Desk, *, paused: bool) -> Message:
    before = named_feed(call.argument, await desk.chats.sources(caller.chat.id))
    if before is None:
        return no_such_feed(call, desk)
    number = before.number
    key = "feed_pause" if paused else "feed_resume"
    if before.paused is paused and (paused or not before.stopped):
        return say(call.language, line(call, desk, f"{key}.again", name=named(before)))
    now = desk.clock.now()
    state = await desk.chats.pause_source(caller.chat.id, number, call.request.person, now, paused=paused)
    if state is None:
        return no_such_feed(call, desk)
    back = "feed resume" if paused else "feed pause"
    undo = pressed(call, caller, desk, "undo", f"{back} {number}")
    return say(call.language, line(call, desk, f"{key}.done", name=named(state)), buttons=[undo], replaces=call.request.button)


def _rank(state: SourceState) -> int:
    """How far behind a feed stands in the list: what wants looking at comes first, what is paused last."""
    if state.paused:
        return 4
    if state.stopped or state.health:
        return 0
    return 1 if state.held_since is not None else 2 if state.silent else 3


def _foot(call: Call, caller: Caller, desk: Desk, page: int, pages: int, *, back: bool) -> list[Line]:
    lines = [line(call, desk, "feeds.page", page=page, pages=pages)] if pages > 1 else []
    place = Piece(desk.phrases.place(call.language, caller.chat.time_zone))
    lines.append(line(call, desk, "feeds.place", place=place))
    changes = {name: usage(call, desk, f"feed_{name}") for name in ("add", "pause", "remove")}
    lines.append(line(call, desk, "feeds.commands", **changes))
    if back:
        lines.append(line(call, desk, "feeds.back", resume=usage(call, desk, "feed_resume")))
    return lines


def _feed(call: Call, caller: Caller, desk: Desk, state: SourceState) -> Line:
    number = Piece(str(state.number))
    head = line(call, desk, "feeds.item_state", number=number, name=named(state), state=_state(call, caller, desk, state))
    parts = [head] if state.paused else [head, *_figures(call, caller, desk, state)]
    return _fused(tuple(piece for part in parts for piece in (Piece(" · "), *part))[1:])


def _fused(line: Line) -> Line:
    """The same line in as few pieces as can be: platforms count each of them."""
    pieces: list[Piece] = []
    for piece in line:
        if pieces and Piece(pieces[-1].text) == pieces[-1] and Piece(piece.text) == piece:
            pieces[-1] = Piece(pieces[-1].text + piece.text)
        else:
            pieces.append(piece)
    return tuple(pieces)


def _state(call: Call, caller: Caller, desk: Desk, state: SourceState) -> Line:
    """How a feed is, in words."""
    if state.paused:
        return line(call, desk, "feeds.paused")
    if state.health in set(Trouble):
        trouble = _trouble(call, desk, state)
        if state.stopped:
            return line(call, desk, "feeds.stopped", trouble=trouble)
        if state.failing_since is None:
            return trouble
        return line(call, desk, "feeds.failing_since", trouble=trouble, since=moment(call, caller, desk, state.failing_since))
    for key, begun, holds in (("held", state.held_since, state.held_since), ("silent", state.last_new, state.silent)):
        if begun is not None and holds:
            return line(call, desk, f"feeds.{key}", since=moment(call, caller, desk, begun))
    return line(call, desk, "feeds.well" if state.last_success is not None else "feeds.unread")


def _trouble(call: Call, desk: Desk, state: SourceState) -> Line:
    trouble = line(call, desk, f"trouble.{state.health}")
    if not state.detail:
        return trouble
    return line(call, desk, "feeds.failing", trouble=trouble, detail=Piece(state.detail, Isolate.LTR))


def _figures(call: Call, caller: Caller, desk: Desk, state: SourceState) -> list[Line]:
    """How much a feed brings, when it was read last, and when it is to be next; what is not known is left out."""
    lines = []
    if state.pace > 0:
        entries = round(state.pace)
        lines.append(line(call, desk, "feeds.a_day", count=entries) if entries else line(call, desk, "feeds.rare"))
    if state.last_success is not None:
        lines.append(line(call, desk, "feeds.read", time=moment(call, caller, desk, state.last_success)))
    if state.next_due is not None and not state.stopped:
        lines.append(line(call, desk, "feeds.next", time=moment(call, caller, desk, state.next_due)))
    return lines
