"""A chat's set-up taken in from a file: shown first, done on a press, undone on another. Nothing is deleted.

What such a file holds stands in ``bot.text.bundles``; giving one out, in ``exporting``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.chat.admission import role_at
from bot.chat.command import Call, Caller, Desk
from bot.chat.exporting import bundled
from bot.chat.naming import kin_of
from bot.chat.paging import numbered
from bot.chat.pressing import is_press
from bot.chat.quotas import room
from bot.chat.saying import bullets, line, pressed, say, small, title, typed
from bot.model.bundle import Adoption, Bundle, BundledFeed, BundledWatch, BundleFault
from bot.model.chat import Role
from bot.model.listing import FeedList, ListedFeed
from bot.model.message import Block, Isolate, Line, Message, Piece, Unread
from bot.text.bundles import read, reversal_read, reversal_written, written
from bot.text.folding import folded

SHOWN = 8
"""How many entries that are refused are named."""

# What is kept until a button is pressed is no term: that holds no tab.
_PENDING, _REVERSAL = "bundle\t", "reversal\t"
_UNDO = "undo"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class _Plan:
    """What taking a file in would do: what is added, changed, there already, refused and why, by kind."""

    adoption: Adoption
    added: dict[str, int]
    changed: dict[str, int]
    same: int
    refused: tuple[Line, ...]

    @property
    def does_nothing(self) -> bool:
        return not any((*self.added.values(), *self.changed.values()))


async def import_(call: Call, caller: Caller, desk: Desk) -> Message:
    """Shows what a file would add and change; a button's number does it, or undoes it."""
    attached = call.request.attached
    if isinstance(attached, Unread):
        return say(call.language, line(call, desk, f"file.{attached}"))
    if attached is not None:
        found = read(attached.content)
        return _faulty(call, desk, found) if isinstance(found, BundleFault) else await _shown(call, caller, desk, found)
    words = call.argument.split()
    number = numbered(words[-1]) if words else None
    if number is not None and is_press(call):
        return await (_undone if words[0] == _UNDO else _done)(call, caller, desk, number)
    export, feeds = typed(call, desk, "export"), typed(call, desk, "feed_import")
    return say(
        call.language, line(call, desk, "import.ask", command=export), small(line(call, desk, "import.opml", command=feeds))
    )


def _faulty(call: Call, desk: Desk, fault: BundleFault) -> Message:
    where = Piece(fault.where[:_LONGEST], Isolate.LTR)
    return say(call.language, line(call, desk, f"import.{fault.code}", where=where, command=typed(call, desk, "export")))


async def _shown(call: Call, caller: Caller, desk: Desk, bundle: Bundle) -> Message:
    plan = await _planned(call, caller, desk, bundle)
    if plan.does_nothing:
        return say(call.language, _nothing(call, desk, plan), *_refusals(call, desk, plan))
    number = await desk.chats.propose(caller.chat.id, _PENDING + written(bundle, desk.clock.now()), desk.clock.now())
    apply = pressed(call, caller, desk, "apply", f"import {number}")
    head = title(line(call, desk, "import.title"))
    return say(call.language, head, *_counts(call, desk, plan), *_refusals(call, desk, plan), buttons=[apply])


def _nothing(call: Call, desk: Desk, plan: _Plan) -> Line:
    """That a file would do nothing here: all of it is here, or what is not is refused."""
    return line(call, desk, "import.none_taken" if plan.refused else "import.nothing")


async def _done(call: Call, caller: Caller, desk: Desk, number: int) -> Message:
    """Does what a file asks for, as things stand now."""
    kept = await desk.chats.proposed(caller.chat.id, number) or ""
    bundle = read(kept.removeprefix(_PENDING).encode()) if kept.startswith(_PENDING) else None
    if not isinstance(bundle, Bundle):
        return say(call.language, line(call, desk, "import.gone", command=typed(call, desk, "import")), replaces=True)
    plan = await _planned(call, caller, desk, bundle)
    if plan.does_nothing:
        return say(call.language, _nothing(call, desk, plan), *_refusals(call, desk, plan), replaces=True)
    now = desk.clock.now()
    reversal = await desk.chats.adopt(caller.chat.id, plan.adoption, call.request.person, now)
    back = await desk.chats.propose(caller.chat.id, _REVERSAL + reversal_written(reversal), now)
    undo = pressed(call, caller, desk, "undo", f"import {_UNDO} {back}")
    head = title(line(call, desk, "import.done"))
    return say(call.language, head, *_counts(call, desk, plan), *_refusals(call, desk, plan), buttons=[undo], replaces=True)


async def _undone(call: Call, caller: Caller, desk: Desk, number: int) -> Message:
    kept = await desk.chats.proposed(caller.chat.id, number) or ""
    if not kept.startswith(_REVERSAL):
        return say(call.language, line(call, desk, "import.gone", command=typed(call, desk, "import")), replaces=True)
    reversal = reversal_read(kept.removeprefix(_REVERSAL))
    await desk.chats.revert(caller.chat.id, reversal, call.request.person, desk.clock.now())
    return say(call.language, line(call, desk, "import.undone"), replaces=True)


async def _planned(call: Call, caller: Caller, desk: Desk, bundle: Bundle) -> _Plan:
    """What a file would do here and now."""
    here = await bundled(caller.chat, desk)
    refused: list[Line] = []
    watches, routes = await _watches(call, caller, desk, bundle, here, refused)
    known = {_folded(each.term): each for each in here.watches}
    names = _names(bundle, here, desk)
    feeds = await _feeds(call, caller, desk, bundle, refused)
    present = {feed.url for feed in here.feeds}
    settings = bundle.settings if _zoned(bundle) and bundle.settings != here.settings else None
    if bundle.settings is not None and not _zoned(bundle):
        refused.append(line(call, desk, "import.bad_zone", name=bundle.settings.time_zone[:_LONGEST]))
    added = {
        "watches": sum(_folded(each.term) not in known for each in watches),
        "names": len(names),
        "feeds": sum(feed.url not in present for feed in feeds),
    }
    changed = {
        "watches": len(watches) - added["watches"],
        "feeds": len(feeds) - added["feeds"],
        "settings": int(settings is not None),
    }
    offered = len(bundle.watches) + len(bundle.names) + len(bundle.feeds)
    astray = sum(bool(watch.route) and route is None for watch, route in zip(watches, routes, strict=True))
    same = max(offered - len(watches) - len(names) - len(feeds) - len(refused) + astray, 0)
    adoption = Adoption(tuple(watches), tuple(routes), names, tuple(feeds), settings)
    return _Plan(adoption, added, changed, same, tuple(refused))


async def _watches(
    call: Call, caller: Caller, desk: Desk, bundle: Bundle, here: Bundle, refused: list[Line]
) -> tuple[list[BundledWatch], list[int | None]]:
    """The watches that would be new or other than they are, each with the chat that its alerts would go to."""
    known = {_folded(each.term): each for each in here.watches}
    free = await room(caller.chat, "watches", desk)
    taken: list[BundledWatch] = []
    routes: list[int | None] = []
    seen: set[str] = set()
    for watch in bundle.watches:
        key, was = _folded(watch.term), known.get(_folded(watch.term))
        if key in seen or was == replace(watch, term=was.term if was else watch.term):
            continue
        seen.add(key)
        if was is None and desk.watchlist.fault(watch.term) is not None:
            refused.append(_refused(call, desk, watch.term, "bad_term"))
        elif was is None and free <= 0:
            refused.append(_refused(call, desk, watch.term, "full"))
        else:
            route = await _route(call, caller, desk, watch)
            if watch.route and route is None:
                refused.append(_refused(call, desk, watch.term, "bad_route"))
            if was is not None and replace(watch, term=was.term, route=was.route) == was and route is None and not was.route:
                continue
            taken.append(watch)
            routes.append(route)
            free -= was is None
    return taken, routes


async def _route(call: Call, caller: Caller, desk: Desk, watch: BundledWatch) -> int | None:
    """The chat at a watch's route, if whoever imports administers it."""
    if not watch.route:
        return None
    chat = next((each for each in await desk.chats.chats() if str(each.address) == watch.route), None)
    if chat is None or chat.id == caller.chat.id:
        return None
    return chat.id if await role_at(chat, call.request.person, desk, fresh=True) >= Role.ADMIN else None


def _names(bundle: Bundle, here: Bundle, desk: Desk) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The names that are not taught here, each with the spellings of the known names that it belongs to."""
    known = {frozenset(map(_folded, each)) for each in here.names}
    wanted = {frozenset(map(_folded, each)): each for each in bundle.names if len(each) > 1}
    return tuple((each, kin_of(each, desk)) for key, each in wanted.items() if key not in known)


async def _feeds(call: Call, caller: Caller, desk: Desk, bundle: Bundle, refused: list[Line]) -> list[BundledFeed]:
    """The feeds that would be new, or paused when they are not, or the other way round."""
    states = {state.source.url: state for state in await desk.chats.sources(caller.chat.id)}
    wanted = {feed.url: feed for feed in bundle.feeds}
    changed = [feed for url, feed in wanted.items() if url in states and states[url].paused != feed.paused]
    new = {url: feed for url, feed in wanted.items() if url not in states}
    if not new:
        return changed
    # As a list of feeds they are looked at as every other list is.
    feeds = [ListedFeed(each.url, each.name, language=each.language) for each in new.values()]
    text = desk.lists.written(feeds, "", desk.clock.now())
    listed = await desk.lists.read(text.encode(), "text/x-opml")
    allowed = {feed.url for feed in listed.feeds} if isinstance(listed, FeedList) else set()
    free = await room(caller.chat, "feeds", desk)
    for feed in new.values():
        if feed.url not in allowed:
            refused.append(_refused(call, desk, feed.name or feed.url, "bad_feed"))
        elif free <= 0:
            refused.append(_refused(call, desk, feed.name or feed.url, "full"))
        else:
            changed.append(feed)
            free -= 1
    return changed


def _counts(call: Call, desk: Desk, plan: _Plan) -> tuple[Block, ...]:
    items = [line(call, desk, f"import.added_{kind}", count=count) for kind, count in plan.added.items() if count]
    items += [line(call, desk, f"import.changed_{kind}", count=count) for kind, count in plan.changed.items() if count]
    same = (small(line(call, desk, "import.same", count=plan.same)),) if plan.same else ()
    return bullets(items), *same


def _refusals(call: Call, desk: Desk, plan: _Plan) -> tuple[Block, ...]:
    if not plan.refused:
        return ()
    more = len(plan.refused) - SHOWN
    foot = (small(line(call, desk, "import.more", count=more)),) if more > 0 else ()
    return title(line(call, desk, "import.refused")), bullets(plan.refused[:SHOWN]), *foot


def _refused(call: Call, desk: Desk, name: str, why: str) -> Line:
    return line(call, desk, f"import.{why}", name=Piece(name[:_LONGEST], Isolate.AUTO))


def _zoned(bundle: Bundle) -> bool:
    """Whether the file's time zone is one."""
    if bundle.settings is None:
        return False
    try:
        ZoneInfo(bundle.settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _folded(text: str) -> str:
    return " ".join(folded(text).split()) or text
