"""Chats closed to the bot by an owner, and opened again. What a closed one is told stands in ``admission``."""

from __future__ import annotations

from bot.chat.addressing import named_chat, no_such_chat, title_of
from bot.chat.admission import in_private, whole_role
from bot.chat.command import Call, Caller, Desk
from bot.chat.persons import owner_of
from bot.chat.saying import line, pressed, say, small, typed
from bot.model.chat import Chat, ChatKind, Role
from bot.model.message import Message


async def close(call: Call, caller: Caller, desk: Desk) -> Message:
    """Closes a chat, in all its topics: it is neither answered nor told anything; its settings and watches stay."""
    chat = await _meant(call, caller, desk)
    if isinstance(chat, Message):
        return chat
    person = owner_of(chat)
    if person is not None and await whole_role(person, desk) is Role.OWNER:
        return say(call.language, line(call, desk, "chat_close.owner"))
    return await _set(call, caller, desk, chat, closed=True)


async def reopen(call: Call, caller: Caller, desk: Desk) -> Message:
    """Opens a chat again that an owner has closed; what it was not told meanwhile goes out."""
    chat = await _meant(call, caller, desk)
    return chat if isinstance(chat, Message) else await _set(call, caller, desk, chat, closed=False)


async def _meant(call: Call, caller: Caller, desk: Desk) -> Chat | Message:
    if refused := in_private(call, caller, desk):
        return refused
    if not call.argument:
        return say(call.language, line(call, desk, "chat_close.which", command=typed(call, desk, "chats")))
    return await named_chat(call.argument, caller, desk) or no_such_chat(call, desk, call.argument)


async def _set(call: Call, caller: Caller, desk: Desk, chat: Chat, *, closed: bool) -> Message:
    who, where, now = call.request.person, caller.chat.id, desk.clock.now()
    named = title_of(chat)
    if not await desk.register.close(chat.id, who, where, now, closed=closed):
        key = "already_closed" if closed else "already_open"
        return say(call.language, line(call, desk, f"chat_close.{key}", chat=named), replaces=call.request.button)
    done = line(call, desk, "chat_close.done" if closed else "chat_close.opened", chat=named)
    topics = [small(line(call, desk, "chat_close.topics"))] if chat.kind is ChatKind.GROUP else []
    undo = pressed(call, caller, desk, "undo", f"chats {'open' if closed else 'close'} {chat.id}")
    return say(call.language, done, *topics, buttons=[undo], replaces=call.request.button)
