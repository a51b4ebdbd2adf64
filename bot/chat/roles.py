"""Roles by chat: who has which, giving one, and taking it back.

In a group or channel a role holds there alone, and its admins give it; over the whole bot only owners do. What each role may is
looked up in ``admission``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.admission import fullest_role, has_left, role_name, whole_role
from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import paged, turning
from bot.chat.saying import bullets, example, line, pressed, say, small, title, usage
from bot.chat.wording import means
from bot.model.chat import ChatKind, Person, Platform, Role
from bot.model.message import Block, Isolate, Line, Message, Piece
from bot.model.register import Appointed, Grant
from bot.text.folding import folded

PAGE = 10
"""How many people a page lists: of each the platform is asked whether they are still there."""

_IDS = {
    Platform.TELEGRAM: re.compile(r"\d{1,16}"),
    Platform.SLACK: re.compile(r"[UW][A-Z0-9]{1,20}"),
    Platform.CONSOLE: re.compile(r"\w{1,32}"),
}
_GIVEN = (Role.READER, Role.EDITOR, Role.ADMIN, Role.OWNER)
_SCOPES = ("here", "everywhere")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody asks for: whose role (None: nobody that is known), which (None: not said), and where."""

    person: Person | None
    role: Role | None
    everywhere: bool
    asked: str


async def roles(call: Call, caller: Caller, desk: Desk) -> Message:
    """One's own role and id; for admins, who has a role here, and for the bot's admins, who has one over the whole bot."""
    role = await fullest_role(caller, call.request.person, desk)
    own = line(call, desk, "roles.own", role=role_name(role, call.language, desk), id=_id(call.request.person))
    if role < Role.ADMIN:
        return say(call.language, own, private=True)
    grouped = caller.chat.kind is not ChatKind.PRIVATE
    here = list(await desk.register.grants(caller.chat.id)) if grouped else []
    runs = await whole_role(call.request.person, desk) >= Role.ADMIN
    whole = list(await desk.register.grants(None)) if runs else []
    every = [*here, *whole]
    page, pages = paged(call.argument, len(every), PAGE)
    shown = every[(page - 1) * PAGE : page * PAGE]
    over = sum(each.chat_id is None for each in shown)
    blocks: list[Block | Line] = []
    for key, part in (("here", shown[: len(shown) - over]), ("whole", shown[len(shown) - over :])):
        if part:
            items = [await _item(call, caller, desk, each) for each in part]
            blocks += [title(line(call, desk, f"roles.{key}")), bullets(items)]
    if runs and page == pages:
        blocks += _configured(call, desk)
    foot = [line(call, desk, "roles.platform")] if grouped else []
    foot.append(line(call, desk, "roles.give", command=usage(call, desk, "role_grant")))
    turned = turning(call, caller, desk, "roles", page, pages)
    return say(call.language, own, *blocks, small(*foot), buttons=turned, replaces=call.request.button, private=not grouped)


async def grant(call: Call, caller: Caller, desk: Desk) -> Message:
    """Gives a person a role, here or over the whole bot."""
    wish = await _wish(call, caller, desk)
    if wish.role is None:
        return say(call.language, line(call, desk, "role_grant.which", command=example(call, desk, "role_grant")))
    return await _appoint(call, caller, desk, wish, wish.role)


async def revoke(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes a person's role away, here or over the whole bot; never the last owner's."""
    return await _appoint(call, caller, desk, await _wish(call, caller, desk), Role.NOBODY)


async def _appoint(call: Call, caller: Caller, desk: Desk, wish: _Wish, role: Role) -> Message:
    person = wish.person
    if person is None:
        command = example(call, desk, "role_grant" if role else "role_revoke")
        key = "unknown" if wish.asked else "whom"
        return say(call.language, line(call, desk, f"role_grant.{key}", person=wish.asked[:60], command=command))
    whole = wish.everywhere or role is Role.OWNER or caller.chat.kind is ChatKind.PRIVATE
    if whole and await whole_role(call.request.person, desk) < Role.OWNER:
        return say(call.language, line(call, desk, "role_grant.owners"), private=True)
    if whole and str(person) in desk.owners:
        return say(call.language, line(call, desk, "role_grant.configured", person=_named(person)))
    where = None if whole else caller.chat.id
    spare = bool(desk.owners)
    now = desk.clock.now()
    done = await desk.register.appoint(person, role, where, call.request.person, caller.chat.id, now, spare=spare)
    if done.outcome is Appointed.LAST_OWNER:
        return say(call.language, line(call, desk, "role_grant.last", person=_named(person)))
    held = role_name(role, call.language, desk)
    scope = "whole" if whole else "here"
    if done.outcome is Appointed.SAME:
        key = f"role_grant.same_{scope}" if role else "role_revoke.none"
        return say(call.language, line(call, desk, key, person=_named(person), role=held), replaces=call.request.button)
    key = f"role_{'grant' if role else 'revoke'}.done_{scope}"
    undo = pressed(call, caller, desk, "undo", _back(person, done.before, whole=whole))
    said = line(call, desk, key, person=_named(person), role=held)
    return say(call.language, said, buttons=[undo], replaces=call.request.button)


def _back(person: Person, before: Role, *, whole: bool) -> str:
    """The action that brings back what was."""
    scope = _SCOPES[whole]
    return f"role grant {person} {before.name.lower()} {scope}" if before else f"role revoke {person} {scope}"


async def _wish(call: Call, caller: Caller, desk: Desk) -> _Wish:
    role, everywhere, rest = None, False, []
    for word in call.argument.split():
        said = next((each for each in _GIVEN if means(word, f"role.words_{each.name.lower()}", desk)), None)
        scope = next((each for each in _SCOPES if means(word, f"roles.words_{each}", desk)), None)
        if said is not None:
            role = said
        elif scope is not None:
            everywhere = scope == "everywhere"
        else:
            rest.append(word)
    asked = " ".join(rest)
    return _Wish(await _person(call, caller, desk, asked), role, everywhere, asked)


async def _person(call: Call, caller: Caller, desk: Desk, asked: str) -> Person | None:
    """Who is meant: somebody mentioned, an id, a name that has a role, or whoever wrote the message answered to."""
    request = call.request
    if request.mentioned:
        return request.mentioned[0]
    if not asked:
        return request.replied
    platform, _, identity = asked.lstrip("@").rpartition(":")
    known = {str(each): each for each in Platform}
    where = known.get(platform or str(request.address.platform))
    if where is not None and _IDS[where].fullmatch(identity) and (platform or where is not Platform.CONSOLE):
        return await _by_id(Person(where, identity), caller, desk)
    bare = folded(asked.lstrip("@"))
    held = (*await desk.register.grants(caller.chat.id), *await desk.register.grants(None))
    named = {str(each.person): each.person for each in held if each.person.name and folded(each.person.name) == bare}
    return next(iter(named.values())) if len(named) == 1 else None


async def _by_id(person: Person, caller: Caller, desk: Desk) -> Person:
    """The person with the name that is known of them."""
    held = (*await desk.register.grants(caller.chat.id), *await desk.register.grants(None))
    return next((each.person for each in held if each.person == replace(person, name=each.person.name)), person)


async def _item(call: Call, caller: Caller, desk: Desk, grant: Grant) -> Line:
    role = role_name(grant.role, call.language, desk)
    person = grant.person
    named = {"person": _named(person)} if person.name else {}
    item = line(call, desk, "roles.item" if named else "roles.item_unnamed", id=_id(person), role=role, **named)
    if grant.chat_id is not None and await has_left(caller.chat, person, desk):
        return line(call, desk, "roles.left", item=item)
    return item


def _configured(call: Call, desk: Desk) -> Sequence[Block]:
    """The owners that no command can take the role from."""
    if not desk.owners:
        return ()
    owners = desk.phrases.joined(call.language, [Piece(each, Isolate.LTR, code=True) for each in sorted(desk.owners)])
    return (small(line(call, desk, "roles.configured", owners=owners)),)


def _id(person: Person) -> Piece:
    return Piece(str(person), Isolate.LTR, code=True)


def _named(person: Person) -> Piece:
    return Piece(person.name[:60], Isolate.AUTO, bold=True) if person.name else _id(person)
