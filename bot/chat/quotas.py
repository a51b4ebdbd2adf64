"""How much a chat may have: what it is told when that is all, and an owner's word that allows it more.

How many commands a minute are let through is counted by ``turnstile``.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.addressing import named_chat, no_such_chat, title_of
from bot.chat.command import Call, Caller, Desk, Misread
from bot.chat.paging import numbered
from bot.chat.saying import bullets, example, line, pressed, say, title, typed, usage
from bot.chat.wording import means
from bot.model.chat import Chat, Platform
from bot.model.message import Message, Piece
from bot.model.quotas import Allowance, Quotas

GROWING = {"watch": "watches", "confirm": "watches", "feed_add": "feeds", "feed_import": "feeds"}
"""The commands that give a chat more of something, and of what."""

KINDS = ("watches", "feeds", "commands")

_MOST = 100_000


def allowed(chat: Chat, desk: Desk) -> Quotas:
    """What a chat may have."""
    return chat.allowance.over(desk.quotas)


async def room(chat: Chat, kind: str, desk: Desk) -> int:
    """How many more watches, or feeds of its own, a chat may have; 0 or less when it has all it may."""
    if kind == "watches":
        return allowed(chat, desk).watches - len(await desk.chats.watches(chat.id))
    own = sum(state.source.owner_chat == chat.id for state in await desk.chats.sources(chat.id))
    return allowed(chat, desk).feeds - own


async def full(call: Call, caller: Caller, desk: Desk) -> Message | None:
    """What a chat is told that has as much as it may of what this command gives; None when there is room."""
    kind = GROWING.get(call.name)
    if kind is None or not call.argument or await room(caller.chat, kind, desk) > 0:
        return None
    most = getattr(allowed(caller.chat, desk), kind)
    more = typed(call, desk, "quota", f"{caller.chat.id} {_word(call, desk, kind)} {most * 2}")
    said = line(call, desk, f"quota.full_{kind}", count=most)
    return say(call.language, said, line(call, desk, "quota.ask", command=more), private=True)


def enough(read: Call | Misread, desk: Desk) -> Message:
    """What a chat is told that sends more commands than it may."""
    language, chat = read.language, str(read.request.address)
    if language not in desk.phrases.languages:
        stated = read.request.language
        language = stated if stated in desk.phrases.languages else desk.language
    clock = desk.turnstile.again(chat, desk.clock.now()).strftime("%H:%M:%S")
    count = desk.turnstile.limit(chat, desk.quotas.commands)
    said = desk.phrases.line(language, "quota.slow", count=count, time=Piece(f"{clock} UTC"))
    return say(language, said, private=True)


def counts(platform: Platform) -> bool:
    """Whether commands from there are counted: whoever sits at the console holds the files anyway."""
    return platform is not Platform.CONSOLE


async def quota(call: Call, caller: Caller, desk: Desk) -> Message:
    """What a chat may have, or a new limit of one of its kinds."""
    words = call.argument.split()
    kind = next((each for each in KINDS if any(means(word, f"quota.words_{each}", desk) for word in words)), None)
    if kind is None:
        chat = await named_chat(call.argument, caller, desk) if call.argument else caller.chat
        return _shown(call, chat, desk) if chat is not None else no_such_chat(call, desk, call.argument)
    at = next(place for place, word in enumerate(words) if means(word, f"quota.words_{kind}", desk))
    chat = await named_chat(" ".join(words[:at]), caller, desk) if at else caller.chat
    if chat is None:
        return no_such_chat(call, desk, " ".join(words[:at]))
    asked = " ".join(words[at + 1 :])
    usual = means(asked, "quota.usual", desk)
    number = None if usual else numbered(asked)
    if not usual and (number is None or not 0 < number <= _MOST):
        return say(call.language, line(call, desk, "quota.how", command=example(call, desk, "quota"), number=_MOST))
    return await _set(call, caller, desk, chat, kind, number)


async def _set(call: Call, caller: Caller, desk: Desk, chat: Chat, kind: str, number: int | None) -> Message:
    new = _with(chat.allowance, kind, number)
    before = await desk.register.allow(chat.id, new, call.request.person, caller.chat.id, desk.clock.now())
    if before is None:
        return no_such_chat(call, desk, str(chat.id))
    desk.turnstile.allow(str(chat.address), new.over(desk.quotas).commands, desk.quotas.commands)
    old = getattr(before, kind)
    undo = pressed(call, caller, desk, "undo", f"quota {chat.id} {kind} {'usual' if old is None else old}")
    done = line(call, desk, f"quota.set_{kind}", count=getattr(new.over(desk.quotas), kind))
    where = line(call, desk, "quota.where", chat=title_of(chat), what=done)
    buttons = [] if new == before else [undo]
    return say(call.language, where, buttons=buttons, replaces=call.request.button)


def _with(allowance: Allowance, kind: str, number: int | None) -> Allowance:
    if kind == "watches":
        return replace(allowance, watches=number)
    return replace(allowance, feeds=number) if kind == "feeds" else replace(allowance, commands=number)


def _shown(call: Call, chat: Chat, desk: Desk) -> Message:
    may = allowed(chat, desk)
    lines = [line(call, desk, f"quota.set_{kind}", count=getattr(may, kind)) for kind in KINDS]
    change = line(call, desk, "quota.change", command=usage(call, desk, "quota"))
    return say(call.language, title(line(call, desk, "quota.title", chat=title_of(chat))), bullets(lines), change)


def _word(call: Call, desk: Desk, kind: str) -> str:
    return desk.phrases.words(call.language, f"quota.words_{kind}")[0]
