"""People by what others call them: whom an id, a mention, a reply or a known name means, and how they are named in answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.command import Call, Caller, Desk
from bot.model.chat import Chat, ChatKind, Person, Platform
from bot.model.message import Isolate, Piece
from bot.model.register import Grant
from bot.text.folding import folded

_IDS = {
    Platform.TELEGRAM: re.compile(r"\d{1,16}"),
    Platform.SLACK: re.compile(r"[UW][A-Z0-9]{1,20}"),
    Platform.CONSOLE: re.compile(r"\w{1,32}"),
}
_LONGEST = 60


def nameable(person: Person) -> bool:
    """Whether this is somebody, and not a group's or channel's name under which a platform hides who writes."""
    return _IDS[person.platform].fullmatch(person.id) is not None


def id_of(person: Person) -> Piece:
    """The id by which somebody is named."""
    return Piece(str(person), Isolate.LTR, code=True)


def called(person: Person) -> Piece:
    """Somebody by name, or else by id."""
    return Piece(person.name[:_LONGEST], Isolate.AUTO, bold=True) if person.name else id_of(person)


async def meant(call: Call, caller: Caller, desk: Desk, asked: str) -> Person | None:
    """Who is meant: somebody mentioned, an id, a name that has a role, or whoever wrote the message answered to."""
    request = call.request
    if request.mentioned:
        return request.mentioned[0]
    if not asked:
        return request.replied
    held = await _held(caller, desk)
    platform, _, identity = asked.lstrip("@").rpartition(":")
    known = {str(each): each for each in Platform}
    where = known.get(platform or str(request.address.platform))
    if where is not None and _IDS[where].fullmatch(identity) and (platform or where is not Platform.CONSOLE):
        person = Person(where, identity)
        return next((each for each in held if each == replace(person, name=each.name)), person)
    bare = folded(asked.lstrip("@"))
    # What no pattern knows, such as a group's own name, may have a role all the same.
    named = {str(each): each for each in held if str(each) == asked or (each.name and folded(each.name) == bare)}
    here = {key: each for key, each in named.items() if each.platform is request.address.platform}
    # An @ stands before names of this platform alone.
    named = here if here or asked.startswith("@") else named
    return next(iter(named.values())) if len(named) == 1 else None


async def private_chat(person: Person, desk: Desk) -> Chat | None:
    """Somebody's private chat with the bot; None when there is none."""
    private = (chat for chat in await desk.chats.chats() if chat.kind is ChatKind.PRIVATE)
    return next((chat for chat in private if owner_of(chat) == replace(person, name="")), None)


def owner_of(chat: Chat) -> Person | None:
    """Whose private chat it is; None of others, and when it is not known yet."""
    if chat.kind is not ChatKind.PRIVATE:
        return None
    # Telegram's private chats bear the id of their person; others are known since the first command.
    on_telegram = chat.address.platform is Platform.TELEGRAM
    identity = chat.person or (chat.address.channel if on_telegram else "")
    return Person(chat.address.platform, identity) if identity else None


async def _held(caller: Caller, desk: Desk) -> Sequence[Person]:
    """The people with a role that a caller may know of, by the names that are known of them."""
    grants: list[Grant] = [*await desk.register.grants(caller.chat.id), *await desk.register.grants(None)]
    if caller.chat.kind is ChatKind.PRIVATE:
        grants += await desk.register.private_grants()
    return [each.person for each in grants]
