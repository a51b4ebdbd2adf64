"""Who may start in a new chat: the rule of the house, invitations, and coming in by one."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.admission import ACCESS, access, chat_of, in_private, open_to, refusal, role_name
from bot.chat.command import INVITE_PREFIX, Call, Caller, Desk
from bot.chat.paging import numbered
from bot.chat.saying import bullets, example, line, moment, pressed, say, small, title, typed
from bot.chat.wording import means, span_in
from bot.model.chat import Platform, Role
from bot.model.message import Isolate, Line, Message, Piece, Undo
from bot.model.register import Access, Invitation

LIFETIME, LONGEST = timedelta(hours=24), timedelta(days=30)
"""How long an invitation is good for when nothing is said, and at most."""

_INVITED = (Role.READER, Role.EDITOR, Role.ADMIN)


async def set_access(call: Call, caller: Caller, desk: Desk) -> Message:
    """Who may start using the bot in a new chat: said, or decided."""
    now = await access(desk)
    if not call.argument:
        buttons = [pressed(call, caller, desk, f"access_{each}", f"access {each}") for each in Access if each is not now]
        return say(call.language, line(call, desk, f"access.{now}"), buttons=buttons)
    chosen = next((each for each in Access if means(call.argument, f"access.words_{each}", desk)), None)
    if chosen is None:
        return say(call.language, line(call, desk, "access.which", command=example(call, desk, "access")))
    if chosen is now:
        return say(
            call.language, line(call, desk, "access.again"), line(call, desk, f"access.{now}"), replaces=call.request.button
        )
    await desk.register.set_rule(ACCESS, str(chosen), call.request.person, caller.chat.id, desk.clock.now())
    undo = pressed(call, caller, desk, "undo", f"access {now}")
    lines = [line(call, desk, "access.done"), line(call, desk, f"access.{chosen}")]
    foot = []
    if chosen is not Access.OPEN:
        foot.append(small(line(call, desk, "access.close", command=example(call, desk, "chat_close"))))
    return say(call.language, *lines, *foot, buttons=[undo], replaces=call.request.button)


async def invite(call: Call, caller: Caller, desk: Desk) -> Message:
    """A word that lets one person in, with a role in the chat they use it in; shown this once."""
    if refused := in_private(call, caller, desk):
        return refused
    if await access(desk) is Access.CLOSED:
        return say(call.language, line(call, desk, "invite.closed", command=_letting_in(call, desk)))
    role, lifetime = _asked(call.argument, desk)
    if role is None or lifetime is None:
        return say(call.language, line(call, desk, "invite.how", command=example(call, desk, "invite")))
    now = desk.clock.now()
    made, word = await desk.register.invite(role, call.request.person, caller.chat.id, now, min(lifetime, LONGEST))
    until = moment(call, caller, desk, made.expires)
    place = Piece(desk.phrases.place(call.language, caller.chat.time_zone))
    lines = [line(call, desk, "invite.done", role=role_name(role, call.language, desk), until=until, place=place)]
    link = desk.links[Platform.TELEGRAM](f"{INVITE_PREFIX}{word}") if Platform.TELEGRAM in desk.links else ""
    if link:
        label = Piece(desk.phrases.text(call.language, "invite.label"), url=link)
        lines.append(line(call, desk, "invite.link", link=label))
    lines.append(line(call, desk, "invite.word", command=typed(call, desk, "join", word)))
    back = Undo(f"invite revoke {made.number}")
    button = pressed(call, caller, desk, "withdraw", back.action)
    return say(call.language, *lines, small(line(call, desk, "invite.once")), buttons=[button], private=True, undo=back)


async def invites(call: Call, caller: Caller, desk: Desk) -> Message:
    """The invitations that are still good, each with a button that ends it."""
    if refused := in_private(call, caller, desk):
        return refused
    closed = await access(desk) is Access.CLOSED
    found = list(await desk.register.invitations(desk.clock.now()))[:10]
    if not found and closed:
        return say(call.language, line(call, desk, "invites.none_closed", command=_letting_in(call, desk)))
    if not found:
        return say(call.language, line(call, desk, "invites.none", command=example(call, desk, "invite")))
    rows = [
        [pressed(call, caller, desk, "withdraw_number", f"invite revoke {each.number}", number=Piece(str(each.number)))]
        for each in found
    ]
    items = [_item(call, caller, desk, each) for each in found]
    head = title(line(call, desk, "invites.title", count=len(found)))
    foot = [line(call, desk, "invite.closed", command=_letting_in(call, desk))] if closed else []
    return say(call.language, head, bullets(items), *foot, rows=rows, replaces=call.request.button)


async def withdraw(call: Call, caller: Caller, desk: Desk) -> Message:
    """Makes an invitation worthless that nobody has used yet."""
    number = numbered(call.argument)
    person, now = call.request.person, desk.clock.now()
    ended = None if number is None else await desk.register.withdraw(number, person, caller.chat.id, now)
    if ended is None:
        return say(call.language, line(call, desk, "invite_revoke.none", command=typed(call, desk, "invites")))
    again = []
    if await access(desk) is not Access.CLOSED:
        again.append(small(line(call, desk, "invite_revoke.again", command=example(call, desk, "invite"))))
    done = line(call, desk, "invite_revoke.done", number=Piece(str(ended.number)))
    lasting = Undo(f"invite revoke {ended.number}", final=True)
    return say(call.language, done, *again, replaces=call.request.button, undo=lasting)


async def join(call: Call, caller: Caller, desk: Desk) -> Message:
    """Opens the chat to whoever holds an invitation, and gives them its role here."""
    word = call.argument.removeprefix(INVITE_PREFIX)
    now = desk.clock.now()
    if not word:
        return say(call.language, line(call, desk, "join.empty"), private=True)
    if await access(desk) is Access.CLOSED or not await desk.register.invited(word, now):
        return say(call.language, line(call, desk, "join.wrong"), private=True)
    chat = caller.chat if caller.chat.id else await chat_of(call, caller.chat.language, desk)
    if chat.closed:
        return refusal(call, Caller(chat, Role.NOBODY), Role.NOBODY, desk)
    role = await desk.register.redeem(word, call.request.person, chat.id, now)
    if role is None:
        return say(call.language, line(call, desk, "join.wrong"), private=True)
    known = await desk.chats.chat(chat.id)
    await open_to(call, Caller(known or chat, role), desk)
    first = line(call, desk, "start.first", command=example(call, desk, "watch"))
    done = line(call, desk, "join.done", role=role_name(role, call.language, desk))
    return say(call.language, done, first, undo=Undo("join", final=True))


def _item(call: Call, caller: Caller, desk: Desk, invitation: Invitation) -> Line:
    role = role_name(invitation.role, call.language, desk)
    until, by = moment(call, caller, desk, invitation.expires), Piece(invitation.by, Isolate.LTR)
    return line(call, desk, "invites.item", number=Piece(str(invitation.number)), role=role, until=until, by=by)


def _letting_in(call: Call, desk: Desk) -> Piece:
    """The command that lets invitations in again."""
    return typed(call, desk, "access", desk.phrases.words(call.language, f"access.words_{Access.INVITED}")[0])


def _asked(argument: str, desk: Desk) -> tuple[Role | None, timedelta | None]:
    """The role and the span that an argument names; each None for what it does not understand."""
    words = argument.split()
    role = Role.ADMIN
    said = next((each for each in _INVITED if words and means(words[0], f"role.words_{each.name.lower()}", desk)), None)
    if said is not None:
        role, words = said, words[1:]
    if not words:
        return role, LIFETIME
    return role, span_in(" ".join(words), desk)
