"""Answers to chats that cannot be reached, as far as is known: which way alerts come back to them.

That a chat is out of reach, and that it is back, the platforms find out.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.addressing import title_of
from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import line, small
from bot.model.chat import Chat, ChatState
from bot.model.message import Line, Message

_SAYS_SO = frozenset({"status", "start", "resume"})
"""The commands whose answers speak of it themselves, or end it."""


def with_way_back(message: Message, call: Call, caller: Caller, acting: Caller, desk: Desk) -> Message:
    """The answer with a sentence on how alerts come back, if the chat that it is about is out of reach.

    Of the very chat that asks, the sentence is left out where the answer is posted there: that brings them back.
    """
    chat = acting.chat
    if chat.state is not ChatState.SUSPENDED or not chat.id:
        return message
    if chat.id == caller.chat.id:
        return replace(message, unless_posted=line(call, desk, "reach.here", because=_because(chat, call, desk)))
    if call.name in _SAYS_SO:
        return message
    there = line(call, desk, "reach.there", chat=title_of(chat), because=_because(chat, call, desk))
    return replace(message, blocks=(*message.blocks, small(there)))


def _because(chat: Chat, call: Call, desk: Desk) -> Line:
    known = desk.phrases.has(call.language, f"unreachable.{chat.because}")
    return line(call, desk, f"unreachable.{chat.because if known else 'forbidden'}")
