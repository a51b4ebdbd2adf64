"""Commands given in a private chat that are about another one: which that is, whether the person may, how the answer shows it.

How the other chat is chosen stands in ``channels``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.addressing import title_of
from bot.chat.admission import role_at
from bot.chat.command import Call, Caller, Desk, Request
from bot.chat.saying import line, say, small
from bot.model.chat import ChatKind, Role
from bot.model.message import Button, Message

ABOUT_HERE = frozenset(
    {"start", "help", "claim", "join", "channel", "use", "chats", "chat_close", "chat_open", "access"}
    | {"invite", "invites", "invite_revoke"}
)
"""The commands that are about the chat they are given in, or about no chat."""

_MARK = re.compile(r" #(\d{1,18})\Z", re.ASCII)
_MOST_BYTES = 64


def bound(request: Request) -> Request:
    """The request of a button that was made for another chat: with that chat in ``about``, and no mark of it in the text."""
    mark = _MARK.search(request.text) if request.button and request.kind is ChatKind.PRIVATE else None
    return request if mark is None else replace(request, text=request.text[: mark.start()], about=int(mark[1]))


async def stand_in(call: Call, caller: Caller, needs: Role, desk: Desk) -> tuple[Call, Caller] | Message:
    """The call and its caller in the chat that it is about, with their role there now; what to say when that is none of theirs.

    ``needs``: the command's least role. A button is about the chat that it was made for, whatever is chosen since.
    """
    wanted = await _wanted(call, caller, desk)
    if wanted is None or wanted == caller.chat.id:
        return call, caller
    chat = await desk.chats.chat(wanted)
    fresh = needs >= Role.ADMIN
    role = await role_at(chat, call.request.person, desk, fresh=fresh) if chat is not None else Role.NOBODY
    if chat is None or role is Role.NOBODY:
        if caller.chat.acts_for == wanted:
            await desk.chats.save(replace(caller.chat, acts_for=None), call.request.person)
        return say(call.language, line(call, desk, "use.lost"))
    # Messages have numbers of their own in each chat.
    return replace(call, request=replace(call.request, reply_to="")), Caller(chat, role)


def shown_for(message: Message, call: Call, caller: Caller, desk: Desk) -> Message:
    """The answer with the name of the chat that it is about at its top, and its buttons made for that chat."""
    head = small(line(call, desk, "use.for", chat=title_of(caller.chat)))
    rows = tuple(tuple(_marked(button, call, caller) for button in row) for row in message.buttons)
    kept = tuple(tuple(button for button in row if len(button.action.encode()) <= _MOST_BYTES) for row in rows)
    return replace(message, blocks=(head, *message.blocks), buttons=kept)


def _marked(button: Button, call: Call, caller: Caller) -> Button:
    if button.url:
        return button
    language = "" if " @" in button.action else f" @{call.language}"
    return replace(button, action=f"{button.action}{language} #{caller.chat.id}")


async def _wanted(call: Call, caller: Caller, desk: Desk) -> int | None:
    request = call.request
    if request.kind is not ChatKind.PRIVATE or not caller.chat.id or call.name in ABOUT_HERE:
        return None
    if request.button:
        return request.about
    if caller.chat.acts_for is None:
        return None
    if request.reply_to and await desk.traces.told_by(caller.chat.id, request.reply_to):
        # An alert of this chat is answered.
        return None
    return caller.chat.acts_for
