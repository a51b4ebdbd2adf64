"""The audit in words: who changed what, when and from where, and what stood before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.addressing import named_chat, title_of
from bot.chat.command import Call, Caller, Desk
from bot.chat.deliveries import reach
from bot.chat.paging import paged, turning
from bot.chat.recorded import what
from bot.chat.saying import bullets, line, moment, say, small, title
from bot.model.chat import Chat, ChatKind, Platform
from bot.model.message import Isolate, Line, Message, Piece
from bot.model.register import AuditEntry
from bot.text.phrases import Value

PAGE = 10
"""How many changes a page lists."""

_LONGEST, _LONGEST_ACTION, _ID = 80, 40, 20
_OWN = "rasid"
# Who made an owner, in entries of old.
_CLAIM = "claim token"
_PLATFORMS = frozenset({"open", "suspend", "restore", "move"})


async def audit(call: Call, caller: Caller, desk: Desk) -> Message:
    """The latest changes of this chat, for an owner in private of all; by a person or of a chat where one is named."""
    words = call.argument.split()
    number = words.pop() if words and words[-1].isdecimal() else ""
    asked = " ".join(words)
    where, who, about = reach(caller), "", None
    if asked:
        about = await named_chat(asked, caller, desk)
        if about is not None and where in {None, about.id}:
            where = about.id
        else:
            about, who = None, _person(asked, call)
    _, count = await desk.register.entries(chat_id=where, who=who, limit=1)
    if not count:
        return say(call.language, line(call, desk, "audit.none"), private=True)
    page, pages = paged(number, count, PAGE)
    if number and int(number) > pages and not call.request.button:
        # No page has this number: a person may, as where roles are given.
        who = "" if asked else _person(number, call)
        _, count = await desk.register.entries(chat_id=where, who=who, limit=1) if who else ((), 0)
        if not count:
            return say(call.language, line(call, desk, "audit.no_page", number=Piece(number[:_ID]), count=pages), private=True)
        page, pages = paged("", count, PAGE)
    shown = await desk.register.entries(chat_id=where, who=who, limit=PAGE, offset=(page - 1) * PAGE)
    return _listed(call, caller, desk, shown, _again(who, about), (page, pages))


def _listed(
    call: Call, caller: Caller, desk: Desk, shown: tuple[Sequence[AuditEntry], int], again: str, place: tuple[int, int]
) -> Message:
    """A page of the changes; ``shown``: those on it, and how many there are; ``place``: the page, and how many there are."""
    (entries, count), (page, pages) = shown, place
    foot = [line(call, desk, "feeds.page", page=page, pages=pages)] if pages > 1 else []
    foot.append(line(call, desk, "feeds.place", place=Piece(desk.phrases.place(call.language, caller.chat.time_zone))))
    turned = turning(call, caller, desk, again, page, pages)
    return say(
        call.language,
        title(line(call, desk, "audit.title", count=count)),
        bullets([entry_line(call, caller, desk, each) for each in entries]),
        small(*foot),
        buttons=turned,
        replaces=call.request.button,
    )


def entry_line(call: Call, caller: Caller, desk: Desk, entry: AuditEntry) -> Line:
    """One change: when, who, what, and where that was another chat."""
    values: dict[str, Value] = {
        "time": moment(call, caller, desk, entry.at),
        "who": _who(call, desk, entry),
        "what": what(call, caller, desk, entry),
    }
    place = entry.place if entry.place is not None else entry.chat
    about = entry.chat if entry.place is not None else None
    if about is not None and place is not None:
        return line(call, desk, "audit.item_from", chat=title_of(about), place=title_of(place), **values)
    if place is None or place.id == caller.chat.id:
        return line(call, desk, "audit.item", **values)
    return line(call, desk, "audit.item_in", chat=title_of(place), **values)


def since(entries: tuple[AuditEntry, ...], when: datetime) -> tuple[AuditEntry, ...]:
    """Those of the changes that people made since then."""
    return tuple(entry for entry in entries if entry.at >= when and _is_person(entry))


def _is_person(entry: AuditEntry) -> bool:
    """Whether a person did it. What a platform reports of a chat is entered under the chat's own address."""
    platform, _, rest = entry.who.partition(":")
    if platform not in set(Platform) or not rest or entry.action in _PLATFORMS:
        return False
    chat = entry.chat
    # A private chat may have the very address that its person has.
    return chat is None or chat.kind is ChatKind.PRIVATE or entry.who != str(chat.address)


def _person(asked: str, call: Call) -> str:
    """What the audit calls the person who is asked about: an id with its platform, or a name as it stands."""
    if call.request.mentioned:
        return str(call.request.mentioned[0])
    bare = asked.lstrip("@")
    own = call.request.address.platform
    return f"{own}:{bare}" if bare.isdecimal() or (own is Platform.SLACK and bare.isalnum() and bare.isupper()) else bare


def _again(who: str, about: Chat | None) -> str:
    """The action of the buttons that turn pages; names in other letters, which no button can carry, are left out."""
    asked = f"audit {about.address}" if about is not None else f"audit {who}".strip()
    return asked if asked.isascii() and len(asked) <= _LONGEST_ACTION else "audit"


def _who(call: Call, desk: Desk, entry: AuditEntry) -> Piece:
    if entry.name:
        return Piece(entry.name[:_LONGEST], Isolate.AUTO)
    if entry.who == _CLAIM:
        return Piece(desk.phrases.text(call.language, "audit.token"))
    if entry.who == _OWN:
        return Piece(desk.called(call.language), Isolate.AUTO)
    if not entry.who:
        return Piece(desk.phrases.text(call.language, "audit.unnamed"))
    if entry.chat is not None and not _is_person(entry):
        return Piece(desk.phrases.text(call.language, "audit.platform"))
    return Piece(entry.who, Isolate.LTR)
