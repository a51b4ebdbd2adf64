"""The bot's chats by name: how owners see them listed, and which one somebody means."""

from __future__ import annotations

from bot.chat.admission import in_private, role_at
from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.paging import numbered, paged, turning
from bot.chat.saying import bullets, line, say, small, title, typed
from bot.model.chat import Chat, ChatState, Role
from bot.model.message import Isolate, Line, Message, Piece
from bot.text.folding import folded

PAGE = 15
"""How many chats a page lists."""

_LONGEST = 60


async def named_chat(text: str, caller: Caller, desk: Desk) -> Chat | None:
    """The chat that somebody means by its number, its address (``telegram:-100``, or without the platform) or its title.

    The words for "here" are the caller's own chat. Whether the caller has a say in it is not looked at.
    """
    asked = unquoted(text.strip())
    here = {folded(word) for each in desk.phrases.languages for word in desk.phrases.words(each, "chats.here")}
    if folded(asked) in here:
        return caller.chat
    chats = await desk.chats.chats()
    number = numbered(asked)
    for chat in chats:
        if number == chat.id or asked in {str(chat.address), chat.address.channel}:
            return chat
    titled = [chat for chat in chats if chat.title and folded(chat.title) == folded(asked)]
    return titled[0] if len(titled) == 1 else None


async def their_chat(text: str, call: Call, caller: Caller, desk: Desk) -> Chat | None:
    """The same, if the caller is an admin there; a chat that is none of theirs is as good as none."""
    chat = await named_chat(text, caller, desk)
    if chat is None or chat.id == caller.chat.id:
        return chat
    return chat if await role_at(chat, call.request.person, desk, fresh=True) >= Role.ADMIN else None


def no_such_chat(call: Call, desk: Desk, asked: str) -> Message:
    """Says that no chat goes by that name here."""
    listing = typed(call, desk, "chats")
    return say(call.language, line(call, desk, "chats.unknown", chat=asked[:_LONGEST], command=listing), private=True)


def title_of(chat: Chat) -> Piece:
    """A chat by its title, or else by its address."""
    return Piece(chat.title[:_LONGEST], Isolate.AUTO) if chat.title else Piece(str(chat.address), Isolate.LTR)


async def chats(call: Call, caller: Caller, desk: Desk) -> Message:
    """All chats of the bot, a page at a time, with the numbers by which they are named."""
    if refused := in_private(call, caller, desk):
        return refused
    known = await desk.chats.chats()
    page, pages = paged(call.argument, len(known), PAGE)
    shown = known[(page - 1) * PAGE : page * PAGE]
    foot = [small(line(call, desk, "feeds.page", page=page, pages=pages))] if pages > 1 else []
    return say(
        call.language,
        title(line(call, desk, "chats.title", count=len(known))),
        bullets([_item(call, desk, chat) for chat in shown]),
        *foot,
        buttons=turning(call, caller, desk, "chats", page, pages),
        replaces=call.request.button,
    )


def _item(call: Call, desk: Desk, chat: Chat) -> Line:
    away = str(chat.state) if chat.state is not ChatState.ACTIVE else ""
    state = "shut" if chat.closed else away if chat.admitted else "closed"
    kind = line(call, desk, f"chats.{chat.kind}")
    platform = Piece(desk.phrases.text(call.language, f"chats.{chat.address.platform}"))
    head = line(call, desk, "chats.item", number=Piece(str(chat.id)), chat=title_of(chat), kind=kind, platform=platform)
    return head if not state else line(call, desk, "chats.item_state", item=head, state=line(call, desk, f"chats.{state}"))
