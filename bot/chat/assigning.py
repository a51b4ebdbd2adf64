"""Giving a feed of this chat to other chats, taking it from them again, and which of them read it.

What is added to a chat otherwise stands in ``feed_adding``. Nobody has a say in another person's private chat but by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.chat.addressing import no_such_chat, their_chat, title_of
from bot.chat.admission import refusal, role_at
from bot.chat.command import Call, Caller, Desk
from bot.chat.feeds import named, no_such_feed
from bot.chat.paging import numbered
from bot.chat.pressing import is_press
from bot.chat.quotas import allowed, room
from bot.chat.referring import named_feed
from bot.chat.saying import line, pressed, say, small, typed, usage
from bot.chat.wording import means
from bot.model.chat import Chat, ChatKind, Role
from bot.model.message import Line, Message, Piece
from bot.ports import SourceState, Subscription
from bot.text.addresses import has_credentials

MOST: Final = 10
"""How many chats are named at once, and named in an answer."""

_ASKED: Final = 50
"""How many chats are looked at for somebody who does not administer the whole bot."""

# Before what was changed where, so that it is never taken for a term: no term holds a tab.
_CHANGED: Final = "assigned\t"
# Before the number under which that is kept.
_SIGN: Final = "~"
_NEW, _ON, _PAUSED = "new", "on", "paused"


@dataclass(slots=True)
class _Done:
    """What became of a feed in other chats: by the key of what is said of it, where; and how each chat had it before."""

    said: dict[str, list[Chat]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    def say(self, key: str, chat: Chat) -> None:
        """Remembers what is to be said of a chat."""
        self.said.setdefault(key, []).append(chat)


async def assign(call: Call, caller: Caller, desk: Desk) -> Message:
    """Has chats that the caller administers read a feed that this one reads, or read it no longer; without any, says which do.

    One with a password is given by owners alone.
    """
    asked, _, rest = call.argument.partition(" ")
    if is_press(call) and asked.startswith(_SIGN):
        return await _take_back(call, caller, desk, numbered(asked.removeprefix(_SIGN)))
    state = named_feed(asked, await desk.chats.sources(caller.chat.id))
    if state is None:
        return no_such_feed(replace(call, argument=asked), desk)
    if has_credentials(state.source.url) and caller.role < Role.OWNER:
        return refusal(call, caller, Role.OWNER, desk)
    readers = await desk.chats.readers(state.source.url)
    if not rest:
        return await _listed(call, caller, desk, state, readers)
    wanted = await _wanted(call, caller, desk, rest)
    if isinstance(wanted, Message):
        return wanted
    chats, gives, unknown = wanted
    done = _Done()
    for chat in chats:
        if gives:
            await _give(call, desk, chat, state, readers, done)
        else:
            await _take(call, desk, chat, readers, done)
    done.lines += [line(call, desk, "feed_assign.unknown", chat=name[:60]) for name in unknown]
    return await _told(call, caller, desk, state, done)


async def _wanted(call: Call, caller: Caller, desk: Desk, rest: str) -> tuple[list[Chat], bool, list[str]] | Message:
    """The chats that are meant, whether they are given the feed or lose it, and the names that are none of the caller's."""
    whole = await their_chat(rest, call, caller, desk)
    if whole is not None:
        return [whole], True, []
    for key, gives in (("everywhere", True), ("none", False)):
        if means(rest, f"feed_assign.words_{key}", desk):
            return await _administered(call, caller, desk), gives, []
    first, _, others = rest.partition(" ")
    gives = not (others and means(first, "feed_assign.words_without", desk))
    text = rest if gives else others
    one = None if gives else await their_chat(text, call, caller, desk)
    names = text.replace("،", " ").replace(",", " ").split()[:MOST]
    found = [(text, one)] if one is not None else [(name, await their_chat(name, call, caller, desk)) for name in names]
    if len(found) == 1 and found[0][1] is None:
        return no_such_chat(call, desk, text)
    chats = {chat.id: chat for _, chat in found if chat is not None}
    return list(chats.values()), gives, [name for name, chat in found if chat is None]


async def _administered(call: Call, caller: Caller, desk: Desk) -> list[Chat]:
    """All other chats that the caller administers, but for other people's private ones."""
    person = call.request.person
    platform = person.platform
    known = [chat for chat in await desk.chats.chats() if chat.admitted and chat.id != caller.chat.id]
    others = [
        chat
        for chat in known
        if chat.kind is not ChatKind.PRIVATE or (chat.address.platform, chat.person) == (platform, person.id)
    ]
    if caller.role < Role.OWNER:
        others = [chat for chat in others if chat.address.platform is platform][:_ASKED]
    return [chat for chat in others if await role_at(chat, person, desk) >= Role.ADMIN]


async def _listed(call: Call, caller: Caller, desk: Desk, state: SourceState, readers: Mapping[int, Subscription]) -> Message:
    """Which of the caller's other chats read the feed."""
    theirs = [chat for chat in await _administered(call, caller, desk) if chat.id in readers]
    key = "read_in" if theirs else "alone"
    read = line(call, desk, f"feed_assign.{key}", name=named(state), chats=_titles(call, desk, theirs))
    how = small(line(call, desk, "feed_assign.how", command=usage(call, desk, "feed_assign")))
    return say(call.language, read, how, private=caller.chat.kind is not ChatKind.PRIVATE)


async def _give(
    call: Call, desk: Desk, chat: Chat, state: SourceState, readers: Mapping[int, Subscription], done: _Done
) -> None:
    source, now = state.source, desk.clock.now()
    if chat.id in readers:
        done.say("again", chat)
        return
    if source.owner_chat is not None and await room(chat, "feeds", desk) <= 0:
        full = line(call, desk, "quota.set_feeds", count=allowed(chat, desk).feeds)
        done.lines.append(line(call, desk, "quota.where", chat=title_of(chat), what=full))
        return
    given, new = await desk.chats.add_source(chat.id, source.url, source.name, source.language, call.request.person, now)
    done.say("done" if new else "again", chat)
    if new:
        done.before.append(f"{chat.id}:{given.number}:{_NEW}")


async def _take(call: Call, desk: Desk, chat: Chat, readers: Mapping[int, Subscription], done: _Done) -> None:
    held = readers.get(chat.id)
    gone = None
    if held is not None:
        gone = await desk.chats.remove_source(chat.id, held.number, call.request.person, desk.clock.now())
    done.say("back" if gone is not None else "absent", chat)
    if held is not None and gone is not None:
        done.before.append(f"{chat.id}:{held.number}:{_PAUSED if held.paused else _ON}")


async def _told(call: Call, caller: Caller, desk: Desk, state: SourceState, done: _Done) -> Message:
    lines = [
        line(call, desk, f"feed_assign.{key}", name=named(state), chats=_titles(call, desk, chats))
        for key, chats in done.said.items()
    ]
    lines += done.lines
    if not lines:
        lines = [line(call, desk, "feed_assign.nowhere")]
    undo = []
    if done.before:
        kept = await desk.chats.propose(caller.chat.id, f"{_CHANGED}{' '.join(done.before)}", desk.clock.now())
        undo = [pressed(call, caller, desk, "undo", f"feed assign {_SIGN}{kept}")]
    return say(call.language, *lines, buttons=undo, replaces=call.request.button)


async def _take_back(call: Call, caller: Caller, desk: Desk, kept_as: int | None) -> Message:
    """Puts the feed in each chat back as it was there, where the caller still has a say."""
    kept = None if kept_as is None else await desk.chats.proposed(caller.chat.id, kept_as)
    if kept is None or not kept.startswith(_CHANGED):
        return say(call.language, line(call, desk, "feed_assign.gone", command=typed(call, desk, "feeds")))
    person, now = call.request.person, desk.clock.now()
    put_back: list[Chat] = []
    for each in kept.removeprefix(_CHANGED).split():
        where, number, was = each.split(":")
        chat = await desk.chats.chat(int(where))
        if chat is None or await role_at(chat, person, desk, fresh=True) < Role.ADMIN:
            continue
        if was == _NEW:
            done = await desk.chats.remove_source(chat.id, int(number), person, now)
        else:
            done = await desk.chats.restore_source(chat.id, int(number), person, now, paused=was == _PAUSED)
        put_back += [chat] if done is not None else []
    key = "undone" if put_back else "nowhere"
    said = line(call, desk, f"feed_assign.{key}", chats=_titles(call, desk, put_back))
    return say(call.language, said, replaces=call.request.button)


def _titles(call: Call, desk: Desk, chats: Sequence[Chat]) -> Line:
    titles = [title_of(chat) for chat in chats[:MOST]]
    if len(chats) > MOST:
        titles.append(Piece(f"+{len(chats) - MOST}"))
    return desk.phrases.joined(call.language, titles)
