"""Who may do what: a person's role in a chat, asked for anew with every command, and what somebody is told who may not.

Closed by default: a private chat is for people with a role, a group or channel for those of one that an owner or admin of the
bot has opened. What each command needs stands in ``reception``.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.command import Call, Caller, Command, Desk, Misread
from bot.chat.saying import say
from bot.model.chat import Chat, ChatKind, Person, Platform, Role
from bot.model.message import Isolate, Message, Piece
from bot.model.news import Language


async def admit(read: Call | Misread, needs: Role, language: Language, desk: Desk) -> Caller:
    """The person's standing in their chat now, looked up no further than ``needs`` asks for.

    ``language``: of the chat if it is new. A group or channel that is still closed is opened by a command, not by just any
    words, of somebody who owns or administers the bot. A stranger's private chat leaves no trace: the chat returned is stored
    nowhere, and its id is 0.
    """
    request, person = read.request, read.request.person
    whole = await _whole(person, desk)
    if request.kind is ChatKind.PRIVATE and whole is Role.NOBODY and needs > Role.NOBODY:
        return Caller(Chat(0, request.address, request.kind, request.title, language), Role.NOBODY)
    # A group's zone is nobody's own.
    zone = request.time_zone if request.kind is ChatKind.PRIVATE else ""
    chat = await desk.chats.open_chat(request.address, request.kind, request.title, language, zone)
    if chat.kind is not request.kind:
        # A file names chats by their address; what kind they are, their first request tells.
        chat = await _save(replace(chat, kind=request.kind), desk)
    if chat.kind is ChatKind.PRIVATE and whole > Role.NOBODY and chat.person != person.id:
        chat = await _save(replace(chat, person=person.id), desk)
    opens = Role.READER if chat.kind is ChatKind.PRIVATE else Role.ADMIN
    opened = not chat.admitted and whole >= opens and isinstance(read, Call)
    if opened:
        chat = await _open(chat, desk)
    if chat.kind is ChatKind.PRIVATE:
        return Caller(chat, whole)
    if not chat.admitted:
        return Caller(chat, Role.NOBODY)
    role = max(whole, Role.READER)
    if role < needs and await administers(chat, person, desk):
        role = max(role, Role.ADMIN)
    return Caller(chat, role, opened)


def refusal(reading: Call | Misread, caller: Caller, needs: Role, desk: Desk) -> Message:
    """Why somebody may not, with the id by which an owner can let them in; seen by them alone where a platform can."""
    language, phrases = reading.language, desk.phrases
    person = Piece(str(reading.request.person), Isolate.LTR, code=True)
    if caller.role is Role.NOBODY:
        key = "refused.private" if caller.chat.kind is ChatKind.PRIVATE else "refused.group"
        return say(language, phrases.line(language, key, id=person), private=True)
    needed, own = (_role_name(role, language, desk) for role in (needs, caller.role))
    return say(language, phrases.line(language, "refused.role", needed=needed, own=own, id=person), private=True)


async def open_to(caller: Caller, desk: Desk) -> Chat:
    """The caller's chat, open to the bot from now on."""
    return caller.chat if caller.chat.admitted else await _open(caller.chat, desk)


def allows(caller: Caller, command: Command) -> bool:
    """Whether the caller's role is enough for a command."""
    return caller.role >= command.needs


async def _whole(person: Person, desk: Desk) -> Role:
    """The role over the whole bot. Whoever sits at the console holds the files anyway."""
    if person.platform is Platform.CONSOLE or str(person) in desk.owners:
        return Role.OWNER
    return await desk.chats.role(person)


async def administers_bot(person: Person, desk: Desk) -> bool:
    """Whether somebody's role over the whole bot, and not in one chat alone, makes them an admin."""
    return await _whole(person, desk) >= Role.ADMIN


async def administers(chat: Chat, person: Person, desk: Desk) -> bool:
    """Whether the chat's platform says, now, that the person administers it."""
    directory = desk.directories.get(chat.address.platform)
    return directory is not None and person.platform is chat.address.platform and await directory.is_admin(chat.address, person)


async def _open(chat: Chat, desk: Desk) -> Chat:
    return await _save(replace(chat, admitted=True), desk)


async def _save(chat: Chat, desk: Desk) -> Chat:
    await desk.chats.save(chat)
    return chat


def _role_name(role: Role, language: Language, desk: Desk) -> Piece:
    return Piece(desk.phrases.text(language, f"role.{role.name.lower()}"))
