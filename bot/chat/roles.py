"""Roles by chat: who has which, giving one, and taking it back.

In a group or channel a role holds there alone, in all its topics, and its admins give it; over the whole bot, and in somebody's
private chat alone, only owners do. What each role may is looked up in ``admission``, who is meant in ``persons``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.admission import access, administers, fullest_role, has_left, role_name, whole_role
from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import paged, turning
from bot.chat.persons import called, id_of, meant, nameable, private_chat
from bot.chat.saying import bullets, example, line, pressed, say, small, title, typed, usage
from bot.chat.wording import means
from bot.model.chat import Chat, ChatKind, Person, Role
from bot.model.message import Block, Isolate, Line, Message, Piece
from bot.model.register import Access, Appointed, Grant

PAGE = 10
"""How many people a page lists: of each the platform is asked whether they are still there."""

_GIVEN = (Role.READER, Role.EDITOR, Role.ADMIN, Role.OWNER)
# What a button says of a role that there was not.
_NONE = Role.NOBODY.name.lower()


class _Scope(StrEnum):
    """Where a role holds: in the chat the command is about, over the whole bot, or in the person's own private chat alone."""

    HERE = "here"
    EVERYWHERE = "everywhere"
    ALONE = "private"


# A button holds 64 bytes, and one that gives two roles back names two of them.
_SHORT = {_Scope.EVERYWHERE: "all", _Scope.ALONE: "dm"}

_Pairs = Sequence[tuple[Role, _Scope]]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody asks for: whose role (None: nobody that is known), which, and where; ``asked``: the person as written."""

    person: Person | None
    roles: tuple[Role, ...]
    scopes: tuple[_Scope, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a role in one scope: the one asked for, and the one before."""

    scope: _Scope
    role: Role
    before: Role
    outcome: Appointed


async def roles(call: Call, caller: Caller, desk: Desk) -> Message:
    """One's own role and id; for admins, who has one here; for the bot's, over the whole bot; for owners, in private chats."""
    person = call.request.person
    role = await fullest_role(caller, person, desk)
    key = "roles.own" if nameable(person) else "roles.own_hidden"
    own = line(call, desk, key, role=role_name(role, call.language, desk), id=id_of(person))
    if role < Role.ADMIN:
        return say(call.language, own, private=True)
    grouped = caller.chat.kind is not ChatKind.PRIVATE
    whole = await whole_role(person, desk)
    every = await _grants(caller, whole, desk)
    page, pages = paged(call.argument, len(every), PAGE)
    shown = every[(page - 1) * PAGE : page * PAGE]
    blocks = await _listed(call, caller, desk, shown)
    if whole >= Role.ADMIN and page == pages:
        blocks += _configured(call, desk)
    foot = [line(call, desk, "roles.platform")] if grouped else []
    foot.append(line(call, desk, "roles.give", command=usage(call, desk, "role_grant")))
    if not grouped and whole is Role.OWNER:
        foot.append(line(call, desk, "roles.close", command=usage(call, desk, "chat_close")))
    turned = turning(call, caller, desk, "roles", page, pages)
    return say(call.language, own, *blocks, small(*foot), buttons=turned, replaces=call.request.button, private=not grouped)


async def grant(call: Call, caller: Caller, desk: Desk) -> Message:
    """Gives a person a role, here or over the whole bot; in a private chat only where it is said that it is for all of it."""
    wish = await _wish(call, caller, desk)
    if not wish.roles:
        return say(call.language, line(call, desk, "role_grant.which", command=example(call, desk, "role_grant")))
    said = _paired(wish)
    hindrance = await _hindrance(call, caller, desk, wish, [scope for _, scope in said])
    if hindrance is not None or wish.person is None:
        return hindrance or _nobody(call, desk, wish, "role_grant")
    here = caller.chat.kind is not ChatKind.PRIVATE
    if not here and any(scope is None for _, scope in said):
        return await _where(call, caller, desk, wish.person, said[-1][0])
    return await _appoint(call, caller, desk, wish.person, [(role, scope or _Scope.HERE) for role, scope in said])


async def revoke(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes a person's role away here; in a private chat every one but those in groups; never the last owner's."""
    wish = await _wish(call, caller, desk)
    grouped = caller.chat.kind is not ChatKind.PRIVATE
    scopes = wish.scopes or ((_Scope.HERE,) if grouped else (_Scope.EVERYWHERE, _Scope.ALONE))
    hindrance = await _hindrance(call, caller, desk, wish, scopes)
    if hindrance is not None or wish.person is None:
        return hindrance or _nobody(call, desk, wish, "role_revoke")
    return await _appoint(call, caller, desk, wish.person, [(Role.NOBODY, scope) for scope in scopes])


def _nobody(call: Call, desk: Desk, wish: _Wish, name: str) -> Message:
    key = "unknown" if wish.asked else "whom"
    return say(call.language, line(call, desk, f"role_grant.{key}", person=wish.asked[:60], command=example(call, desk, name)))


async def _hindrance(call: Call, caller: Caller, desk: Desk, wish: _Wish, scopes: Sequence[_Scope | None]) -> Message | None:
    """Why roles cannot be given or taken so; None when they can. A scope that is not said is the whole bot in private."""
    grouped = caller.chat.kind is not ChatKind.PRIVATE
    if wish.person is None:
        return None
    if _Scope.HERE in scopes and not grouped:
        use, command = typed(call, desk, "use"), _everywhere(call, desk, wish.person, wish.roles)
        return say(call.language, line(call, desk, "role_grant.not_here", use=use, everywhere=command))
    wider = [scope for scope in scopes if not (scope is _Scope.HERE or (scope is None and grouped))]
    if wider and await whole_role(call.request.person, desk) < Role.OWNER:
        return say(call.language, line(call, desk, "role_grant.owners"), private=True)
    if set(wider) - {_Scope.ALONE} and str(wish.person) in desk.owners:
        return say(call.language, line(call, desk, "role_grant.configured", person=called(wish.person)))
    return None


async def _where(call: Call, caller: Caller, desk: Desk, person: Person, role: Role) -> Message:
    """Asks whether a role is meant for the whole bot, where nothing is given by a slip."""
    action = f"role grant {person} {role.name.lower()}"
    buttons = [pressed(call, caller, desk, "everywhere", f"{action} {_Scope.EVERYWHERE}")]
    if await private_chat(person, desk) is not None:
        buttons.append(pressed(call, caller, desk, "alone", f"{action} {_Scope.ALONE}"))
    asked = line(call, desk, "role_grant.where", use=typed(call, desk, "use"), person=called(person))
    return say(call.language, asked, buttons=buttons)


async def _appoint(call: Call, caller: Caller, desk: Desk, person: Person, pairs: _Pairs) -> Message:
    # What hinders all of it comes first, so that no part is done without a word.
    if any(role and scope is _Scope.ALONE for role, scope in pairs) and await private_chat(person, desk) is None:
        command = example(call, desk, "invite")
        return say(call.language, line(call, desk, "role_grant.no_private", person=called(person), command=command))
    results = []
    for role, scope in sorted(pairs, key=lambda pair: pair[1] is not _Scope.EVERYWHERE):
        done = await _given(call, caller, desk, person, role, scope)
        if done is not None and done.outcome is Appointed.LAST_OWNER:
            return say(call.language, line(call, desk, "role_grant.last", person=called(person)))
        if done is not None:
            results.append(done)
    changed = [each for each in results if each.outcome is Appointed.DONE]
    besides = await _besides(call, caller, desk, person, results)
    said = [_said(call, desk, person, each) for each in changed or results[:1]]
    # That there is no role to take is no answer where the platform gives one.
    lines = besides if besides and not changed else [*said, *besides]
    back = _back(person, changed)
    undo = [pressed(call, caller, desk, "undo", back)] if back else []
    return say(call.language, *lines, buttons=undo, replaces=call.request.button)


async def _given(call: Call, caller: Caller, desk: Desk, person: Person, role: Role, scope: _Scope) -> _Done | None:
    """Gives or takes one role; None where somebody has no private chat that it could hold in."""
    where = caller.chat.id if scope is _Scope.HERE else None
    if scope is _Scope.ALONE:
        alone = await private_chat(person, desk)
        if alone is None:
            return None
        where = alone.id
    spare, by, now = bool(desk.owners), call.request.person, desk.clock.now()
    done = await desk.register.appoint(person, role, where, by, caller.chat.id, now, spare=spare)
    return _Done(scope, role, done.before, done.outcome)


def _said(call: Call, desk: Desk, person: Person, done: _Done) -> Line:
    scope = {_Scope.HERE: "here", _Scope.EVERYWHERE: "whole", _Scope.ALONE: "alone"}[done.scope]
    same = done.outcome is Appointed.SAME
    if same and not done.role:
        return line(call, desk, "role_revoke.none", person=called(person))
    key = f"role_{'grant' if done.role else 'revoke'}.{'same' if same else 'done'}_{scope}"
    return line(call, desk, key, person=called(person), role=role_name(done.role, call.language, desk))


async def _besides(call: Call, caller: Caller, desk: Desk, person: Person, results: Sequence[_Done]) -> list[Line]:
    """What somebody still is, or may do, who has lost a role; or that nothing is told to them any more."""
    taken = [each for each in results if not each.role]
    if any(each.scope is _Scope.HERE for each in taken):
        if not await administers(caller.chat, person, desk, fresh=True):
            return []
        platform = Piece(desk.phrases.text(call.language, f"chats.{caller.chat.address.platform}"))
        return [line(call, desk, "role_revoke.platform", person=called(person), platform=platform)]
    alone = await private_chat(person, desk)
    if alone is None or not any(each.outcome is Appointed.DONE for each in taken):
        return []
    held = await desk.register.standing(person, alone.address)
    if max(held.whole, held.here) is not Role.NOBODY:
        return [line(call, desk, "role_revoke.kept", role=role_name(max(held.whole, held.here), call.language, desk))]
    lines = [line(call, desk, "role_revoke.silent")]
    if await access(desk) is Access.OPEN:
        command = typed(call, desk, "chat_close", str(alone.id))
        lines.append(line(call, desk, "role_revoke.again", person=called(person), command=command))
    return lines


def _back(person: Person, changed: Sequence[_Done]) -> str:
    """The action that brings back what was, for some of it that there was no role; "" when nothing changed."""
    if not changed:
        return ""
    if not any(each.before for each in changed):
        scopes = " ".join(each.scope for each in changed)
        return f"role revoke {person} {scopes}"
    one = len(changed) == 1
    pairs = (f"{each.before.name.lower()} {each.scope if one else _SHORT.get(each.scope, each.scope)}" for each in changed)
    return f"role grant {person} {' '.join(pairs)}"


def _everywhere(call: Call, desk: Desk, person: Person, roles: Sequence[Role]) -> Piece:
    """The same command for the whole bot, as it is typed; without a role the one that takes them."""
    keys = [*(f"role.words_{role.name.lower()}" for role in roles[-1:]), f"roles.words_{_Scope.EVERYWHERE}"]
    words = [desk.phrases.words(call.language, key)[0] for key in keys]
    return typed(call, desk, "role_grant" if roles else "role_revoke", " ".join((str(person), *words)))


async def _wish(call: Call, caller: Caller, desk: Desk) -> _Wish:
    roles: list[Role] = []
    scopes: list[_Scope] = []
    rest = []
    for word in call.argument.split():
        said = next((each for each in _GIVEN if means(word, f"role.words_{each.name.lower()}", desk)), None)
        if call.request.button and word == _NONE:
            said = Role.NOBODY
        scope = next((each for each in _Scope if means(word, f"roles.words_{each}", desk)), None)
        if said is not None:
            roles.append(said)
        elif scope is not None:
            scopes.append(scope)
        else:
            rest.append(word)
    asked = " ".join(rest)
    return _Wish(await meant(call, caller, desk, asked), tuple(roles), tuple(dict.fromkeys(scopes)), asked)


def _paired(wish: _Wish) -> list[tuple[Role, _Scope | None]]:
    """Each role with where it is to hold, None for not said. An owner is one of the whole bot, whatever is said."""
    scopes: Sequence[_Scope | None] = wish.scopes or (None,)
    given = wish.roles if len(wish.roles) == len(scopes) else (wish.roles[-1],) * len(scopes)
    pairs = zip(given, scopes, strict=True)
    return [(role, _Scope.EVERYWHERE if role is Role.OWNER else scope) for role, scope in pairs]


async def _grants(caller: Caller, whole: Role, desk: Desk) -> list[Grant]:
    """The roles that a caller may see: those of a group in it, over the whole bot its admins, in private chats its owners."""
    grouped = caller.chat.kind is not ChatKind.PRIVATE
    found = list(await desk.register.grants(caller.chat.id)) if grouped else []
    if whole >= Role.ADMIN:
        found += await desk.register.grants(None)
    if whole is Role.OWNER and not grouped:
        found += await desk.register.private_grants()
    return found


async def _listed(call: Call, caller: Caller, desk: Desk, shown: Sequence[Grant]) -> list[Block | Line]:
    grouped = caller.chat.kind is not ChatKind.PRIVATE
    parts: dict[str, list[Grant]] = {}
    for each in shown:
        parts.setdefault("whole" if each.chat_id is None else "here" if grouped else "alone", []).append(each)
    chats = {chat.id: chat for chat in await desk.chats.chats()} if "alone" in parts else {}
    blocks: list[Block | Line] = []
    for key, part in parts.items():
        items = [await _item(call, caller, desk, each, chats) for each in part]
        blocks += [title(line(call, desk, f"roles.{key}")), bullets(items)]
    return blocks


async def _item(call: Call, caller: Caller, desk: Desk, grant: Grant, alone: Mapping[int, Chat]) -> Line:
    role, person = role_name(grant.role, call.language, desk), grant.person
    key = "item" if person.name else "item_unnamed"
    item = line(call, desk, f"roles.{key}", person=called(person), id=id_of(person), role=role)
    if grant.chat_id is None:
        return item
    if grant.chat_id in alone:
        item = line(call, desk, "roles.item_alone", item=item, number=Piece(str(grant.chat_id)))
        shut = line(call, desk, "chats.shut")
        return line(call, desk, "chats.item_state", item=item, state=shut) if alone[grant.chat_id].closed else item
    if await has_left(caller.chat, person, desk):
        return line(call, desk, "roles.left", item=item)
    return item


def _configured(call: Call, desk: Desk) -> list[Block]:
    """The owners that no command can take the role from."""
    if not desk.owners:
        return []
    owners = desk.phrases.joined(call.language, [Piece(each, Isolate.LTR, code=True) for each in sorted(desk.owners)])
    return [small(line(call, desk, "roles.configured", owners=owners))]
