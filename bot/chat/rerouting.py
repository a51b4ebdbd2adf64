"""Where a watch's alerts go: to its own chat, or to another one that the person administers, asked at that moment."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.admission import role_at
from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered
from bot.chat.referring import leading_watch, meant_watch
from bot.chat.saying import example, line, pressed, say, small, typed
from bot.chat.watching import chat_name
from bot.model.chat import Address, Chat, ChatKind, ChatState, Person, Role
from bot.model.message import Button, Isolate, Line, Message, Piece
from bot.model.watch import Watch
from bot.text.folding import folded

OFFERED = 8
"""How many chats are offered as buttons."""

# So many platforms' channels are asked about whether the person administers them.
_ASKED = 30
_IN_A_ROW = 2
_LABEL = 30


async def route(call: Call, caller: Caller, desk: Desk) -> Message:
    """Says where the alerts of a watch go; or, with a chat behind it (its number, its title, "here"), sends them there."""
    if not call.argument:
        return say(call.language, line(call, desk, "route.empty", command=example(call, desk, "route")))
    watched = await desk.chats.watches(caller.chat.id)
    watch, where = leading_watch(call.argument, watched)
    if watch is None:
        watch, where = meant_watch(call.argument, watched, desk), ""
    if watch is None:
        none = line(call, desk, "unwatch.none", term=call.argument[:60], command=typed(call, desk, "watches"))
        return say(call.language, none)
    if not where:
        return await _offered(call, caller, desk, watch)
    if folded(where) in _here(desk) or numbered(where) == caller.chat.id:
        return await _routed(call, caller, desk, watch, caller.chat)
    target = await _named(call, caller, desk, where)
    if target is None:
        listed = typed(call, desk, "route", str(watch.id))
        return say(call.language, line(call, desk, "route.refused", chat=where[:60], command=listed))
    return await _routed(call, caller, desk, watch, target)


async def _offered(call: Call, caller: Caller, desk: Desk, watch: Watch) -> Message:
    """Where the alerts go now, and the chats that they may go to."""
    lines = [await _current(call, desk, watch)]
    known = [chat for chat in await desk.chats.chats() if chat.id != caller.chat.id and chat.admitted]
    mine = await _administered(known, call.request.person, desk, OFFERED)
    row = []
    if watch.route_to is not None:
        row.append(pressed(call, caller, desk, "here", f"route {watch.id} {caller.chat.id}"))
    others = [chat for chat in mine if chat.id != watch.route_to]
    row += [_button(call, caller, desk, watch, chat) for chat in others]
    if not others:
        none = [] if mine else [small(line(call, desk, "route.none_known"))]
        return say(call.language, *lines, *none, buttons=row)
    lines.append(line(call, desk, "route.choose"))
    listed = small(line(call, desk, "route.type", command=typed(call, desk, "route", f"{watch.id} {others[0].id}")))
    rows = [row[at : at + _IN_A_ROW] for at in range(0, len(row), _IN_A_ROW)]
    return say(call.language, *lines, listed, rows=rows)


async def _routed(call: Call, caller: Caller, desk: Desk, watch: Watch, target: Chat) -> Message:
    named = Piece(watch.term, Isolate.AUTO, bold=True)
    if target.id == watch.told_in:
        return say(call.language, await _current(call, desk, watch), replaces=call.request.button)
    person, now = call.request.person, desk.clock.now()
    elsewhere = None if target.id == caller.chat.id else target.id
    if await desk.chats.route_watch(caller.chat.id, watch.id, elsewhere, person, now) is None:
        none = line(call, desk, "unwatch.none", term=watch.term, command=typed(call, desk, "watches"))
        return say(call.language, none)
    undo = pressed(call, caller, desk, "undo", f"route {watch.id} {watch.told_in}")
    if elsewhere is None:
        back = line(call, desk, "route.back", term=named)
        return say(call.language, back, buttons=[undo], replaces=call.request.button)
    lines = [line(call, desk, "route.done", term=named, chat=chat_name(target, target.id))]
    if any(state.source.owner_chat == caller.chat.id for state in await desk.chats.sources(caller.chat.id)):
        lines.append(line(call, desk, "route.private"))
    if target.state is ChatState.SUSPENDED:
        lines.append(line(call, desk, "route.suspended", chat=chat_name(target, target.id)))
    return say(call.language, *lines, buttons=[undo], replaces=call.request.button)


async def _current(call: Call, desk: Desk, watch: Watch) -> Line:
    named = Piece(watch.term, Isolate.AUTO, bold=True)
    if watch.route_to is None:
        return line(call, desk, "route.here", term=named)
    target = await desk.chats.chat(watch.route_to)
    return line(call, desk, "route.there", term=named, chat=chat_name(target, watch.route_to))


async def _named(call: Call, caller: Caller, desk: Desk, where: str) -> Chat | None:
    """The chat of this number or title, if the person administers it now."""
    number = numbered(where)
    known = [chat for chat in await desk.chats.chats() if chat.id != caller.chat.id and chat.admitted]
    by_number = [chat for chat in known if chat.id == number]
    alike = by_number or [chat for chat in known if chat.title and folded(chat.title) == folded(where)]
    mine = await _administered(alike, call.request.person, desk, 1, fresh=True)
    return mine[0] if mine else None


async def _administered(known: Sequence[Chat], person: Person, desk: Desk, most: int, *, fresh: bool = False) -> list[Chat]:
    """Those of the chats that the person administers now; each channel is asked about once, however many topics it has."""
    asked: dict[Address, bool] = {}
    found: list[Chat] = []
    for chat in known:
        if chat.kind is ChatKind.PRIVATE:
            # Somebody else's private chat is nobody's to send to, whoever runs the bot.
            mine = chat.address.platform is person.platform and chat.person == person.id
        else:
            place = Address(chat.address.platform, chat.address.channel)
            if place not in asked and len(asked) < _ASKED:
                asked[place] = await role_at(chat, person, desk, fresh=fresh) >= Role.ADMIN
            mine = asked.get(place, False)
        if mine:
            found.append(chat)
        if len(found) == most:
            break
    return found


def _button(call: Call, caller: Caller, desk: Desk, watch: Watch, chat: Chat) -> Button:
    name = chat_name(chat, chat.id).text
    label = name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}…"
    return pressed(call, caller, desk, "chat", f"route {watch.id} {chat.id}", chat=label)


def _here(desk: Desk) -> set[str]:
    return {folded(word) for language in desk.phrases.languages for word in desk.phrases.words(language, "route.words_here")}
