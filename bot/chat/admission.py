"""Who may do what: a person's role in a chat, asked for anew with every command, and what somebody is told who may not.

Closed unless its owners open it: a private chat is for people with a role, a group or channel for those of one that an owner or
admin of the bot has opened, in all its topics. What an owner has closed stays so until an owner opens it again. What each
command needs stands in ``reception``; giving roles, in ``roles`` and ``access``.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.command import Call, Caller, Command, Desk, Misread
from bot.chat.persons import id_of, nameable
from bot.chat.saying import example, line, say, typed
from bot.model.chat import Chat, ChatKind, Person, Platform, Role
from bot.model.message import Message, Piece
from bot.model.news import Language
from bot.model.register import Access, Standing

ACCESS = "access"
"""The rule of the house on who may start in a new chat."""

_ASIDE = frozenset({"channel"})
"""Commands about other chats, which open none that they are merely given in."""


async def admit(read: Call | Misread, needs: Role, language: Language, desk: Desk) -> Caller:
    """The person's standing in their chat now, looked up no further than ``needs`` asks for.

    ``language``: of the chat if it is new. A chat that is still closed is opened by a command, not by just any words, of
    somebody who may. A stranger's private chat leaves no trace: the chat returned is stored nowhere, and its id is 0.
    """
    request, person = read.request, read.request.person
    held = await _standing(person, read, desk)
    if request.kind is ChatKind.PRIVATE and max(held.whole, held.here) is Role.NOBODY:
        if not await _starts_freely(read, needs, desk):
            return Caller(Chat(0, request.address, request.kind, request.title, language), Role.NOBODY)
        return await _welcome(read, language, desk)
    chat = await chat_of(read, language, desk)
    if chat.closed:
        return Caller(chat, Role.NOBODY)
    if chat.kind is ChatKind.PRIVATE:
        if chat.person != person.id:
            chat = await _save(replace(chat, person=person.id), person, desk)
        opened = not chat.admitted and isinstance(read, Call)
        return Caller(await _open(chat, person, desk) if opened else chat, max(held.whole, held.here))
    aside = read.name in _ASIDE if isinstance(read, Call) else True
    opened = not chat.admitted and not aside and await _opens(held.whole, chat, needs, person, desk)
    if opened:
        chat = await _open(chat, person, desk)
    if not chat.admitted:
        return Caller(chat, held.whole if aside and isinstance(read, Call) else Role.NOBODY)
    return Caller(chat, await _role_in(chat, held, needs, person, desk), opened)


async def chat_of(read: Call | Misread, language: Language, desk: Desk) -> Chat:
    """The chat that a request comes from, stored from now on."""
    request = read.request
    # A group's zone is nobody's own.
    zone = request.time_zone if request.kind is ChatKind.PRIVATE else ""
    chat = await desk.chats.open_chat(request.address, request.kind, request.title, language, zone)
    if chat.kind is not request.kind:
        # A file names chats by their address; what kind they are, their first request tells.
        chat = await _save(replace(chat, kind=request.kind), None, desk)
    return chat


def refusal(reading: Call | Misread, caller: Caller, needs: Role, desk: Desk) -> Message:
    """Why somebody may not, and who can let them in, by which id; seen by them alone where a platform can."""
    call = Call("", "", reading.language, reading.request)
    person, grouped = call.request.person, caller.chat.kind is not ChatKind.PRIVATE
    if caller.role is not Role.NOBODY:
        needed, own = (role_name(role, call.language, desk) for role in (needs, caller.role))
        key = "role_hidden" if not nameable(person) else "role_here" if grouped and needs <= Role.ADMIN else "role"
        said = line(call, desk, f"refused.{key}", needed=needed, own=own, id=id_of(person))
    elif caller.chat.closed:
        said = line(call, desk, "refused.closed", command=typed(call, desk, "chat_open", str(caller.chat.id)))
    elif grouped and not nameable(person):
        said = line(call, desk, "refused.hidden", command=example(call, desk, "join"))
    else:
        said = line(call, desk, "refused.group" if grouped else "refused.private", id=id_of(person))
    return say(call.language, said, private=True)


def in_private(call: Call, caller: Caller, desk: Desk) -> Message | None:
    """What is said where everybody would read an answer that is for owners alone; None in a private chat."""
    if caller.chat.kind is ChatKind.PRIVATE:
        return None
    return say(call.language, line(call, desk, "refused.in_private"), private=True)


async def open_to(call: Call, caller: Caller, desk: Desk) -> Chat:
    """The caller's chat, stored and open to the bot from now on."""
    chat = caller.chat if caller.chat.id else await chat_of(call, caller.chat.language, desk)
    person = call.request.person
    if chat.kind is ChatKind.PRIVATE and chat.person != person.id:
        chat = await _save(replace(chat, person=person.id), person, desk)
    return chat if chat.admitted or chat.closed else await _open(chat, person, desk)


def allows(caller: Caller, command: Command) -> bool:
    """Whether the caller's role is enough for a command."""
    return caller.role >= command.needs


async def whole_role(person: Person, desk: Desk) -> Role:
    """The role over the whole bot. Whoever sits at the console holds the files anyway."""
    if person.platform is Platform.CONSOLE or str(person) in desk.owners:
        return Role.OWNER
    return await desk.chats.role(person)


async def administers_bot(person: Person, desk: Desk) -> bool:
    """Whether somebody's role over the whole bot, and not in one chat alone, makes them an admin."""
    return await whole_role(person, desk) >= Role.ADMIN


async def administers(chat: Chat, person: Person, desk: Desk, *, fresh: bool = False) -> bool:
    """Whether the chat's platform says that the person administers it: a minute ago at most, or with ``fresh`` now."""
    directory = desk.directories.get(chat.address.platform)
    if directory is None or person.platform is not chat.address.platform:
        return False
    return await directory.is_admin(chat.address, person, fresh=fresh)


async def fullest_role(caller: Caller, person: Person, desk: Desk) -> Role:
    """All that a caller may do here; ``Caller.role`` is looked up only as far as the command needs it."""
    if caller.chat.kind is ChatKind.PRIVATE or caller.role >= Role.ADMIN:
        return caller.role
    held = await desk.register.standing(person, caller.chat.address)
    return max(caller.role, await _role_in(caller.chat, held, Role.ADMIN, person, desk))


async def role_at(chat: Chat, person: Person, desk: Desk, *, fresh: bool = False) -> Role:
    """What a person may do in a chat, wherever they speak from; with ``fresh`` its platform is asked anew.

    A private chat is for its own person and for owners. From elsewhere a role in a group counts only while the platform says
    that they are in it.
    """
    whole = await whole_role(person, desk)
    if chat.kind is ChatKind.PRIVATE and chat.person != person.id:
        return whole if whole is Role.OWNER else Role.NOBODY
    if whole >= Role.ADMIN or not chat.admitted:
        return whole if whole >= Role.ADMIN else Role.NOBODY
    held = await desk.register.standing(person, chat.address)
    if chat.kind is ChatKind.PRIVATE:
        return max(whole, held.here)
    if await administers(chat, person, desk, fresh=fresh):
        return Role.ADMIN
    return max(whole, held.here) if await has_left(chat, person, desk, fresh=fresh) is False else Role.NOBODY


async def has_left(chat: Chat, person: Person, desk: Desk, *, fresh: bool = False) -> bool | None:
    """Whether the chat's platform says that the person is not in it; None when it cannot say."""
    directory = desk.directories.get(chat.address.platform)
    if directory is None or person.platform is not chat.address.platform or chat.kind is ChatKind.PRIVATE:
        return None
    inside = await directory.is_member(chat.address, person, fresh=fresh)
    return None if inside is None else not inside


def role_name(role: Role, language: Language, desk: Desk) -> Piece:
    """A role in words."""
    return Piece(desk.phrases.text(language, f"role.{role.name.lower()}"))


async def access(desk: Desk) -> Access:
    """Who may start using the bot in a new chat."""
    decided = await desk.register.rule(ACCESS)
    return Access(decided) if decided in set(Access) else Access.INVITED


async def _standing(person: Person, read: Call | Misread, desk: Desk) -> Standing:
    if person.platform is Platform.CONSOLE or str(person) in desk.owners:
        return Standing(Role.OWNER)
    return await desk.register.standing(person, read.request.address)


async def _role_in(chat: Chat, held: Standing, needs: Role, person: Person, desk: Desk) -> Role:
    """A person's role in an open group or channel; what was granted there lapses with their leaving.

    For what admins alone may, the platform is asked anew.
    """
    role, fresh = max(held.whole, Role.READER), needs >= Role.ADMIN
    if role < needs and held.here > role and not await has_left(chat, person, desk, fresh=fresh):
        role = held.here
    if role < needs and await administers(chat, person, desk, fresh=fresh):
        role = max(role, Role.ADMIN)
    return role


async def _opens(whole: Role, chat: Chat, needs: Role, person: Person, desk: Desk) -> bool:
    """Whether a command of this person opens a closed group or channel."""
    if whole >= Role.ADMIN:
        return True
    return needs > Role.NOBODY and await access(desk) is Access.OPEN and await administers(chat, person, desk, fresh=True)


async def _starts_freely(read: Call | Misread, needs: Role, desk: Desk) -> bool:
    """Whether a stranger may begin in private, since the bot is open to everybody."""
    return isinstance(read, Call) and needs > Role.NOBODY and await access(desk) is Access.OPEN


async def _welcome(read: Call | Misread, language: Language, desk: Desk) -> Caller:
    """Opens a stranger's private chat to them, of which they are an admin from now on."""
    request, now = read.request, desk.clock.now()
    chat = await chat_of(read, language, desk)
    if chat.closed:
        return Caller(chat, Role.NOBODY)
    chat = await _save(replace(chat, person=request.person.id, admitted=True), request.person, desk)
    await desk.register.appoint(request.person, Role.ADMIN, chat.id, request.person, None, now, spare=True)
    return Caller(chat, Role.ADMIN)


async def _open(chat: Chat, person: Person, desk: Desk) -> Chat:
    return await _save(replace(chat, admitted=True), person, desk)


async def _save(chat: Chat, person: Person | None, desk: Desk) -> Chat:
    await desk.chats.save(chat, person)
    return chat
