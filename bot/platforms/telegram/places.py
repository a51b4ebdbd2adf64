"""Looks up the channels and groups that people name, and links that add the bot to one of theirs.

What the bot may do there and who may decide about it is asked of Telegram at the time of use.
"""

from __future__ import annotations

import re

import structlog
from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.model.chat import Address, ChatKind, Person, Place, Platform

_HANDLE = re.compile(r"(?:@|(?:https?://)?(?:www\.)?(?:t|telegram)\.me/)(?P<name>[A-Za-z]\w{3,31})(?:/\d+)?/?", re.ASCII)
_NUMBERED = re.compile(r"(?:https?://)?t\.me/c/(?P<id>\d{1,15})(?:/\d+)*/?", re.ASCII)
_ID = re.compile(r"-\d{1,20}", re.ASCII)
_RIGHTS = {ChatKind.GROUP: "startgroup=here", ChatKind.CHANNEL: "startchannel=here&admin=post_messages"}
_log = structlog.get_logger(__name__)


class TelegramPlaces:
    """The Places of Telegram."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def look(self, named: str, person: Person) -> Place | None:
        """The group or channel of an id, ``@handle`` or ``t.me`` link; None when Telegram shows the bot none of that name."""
        asked = chat_named(named.strip())
        found = await self._chat(asked) if asked else None
        if found is None or found.type == ChatType.PRIVATE:
            return None
        kind = ChatKind.CHANNEL if found.type == ChatType.CHANNEL else ChatKind.GROUP
        ours = await self._member(found.id, self._bot.id)
        present = _inside(ours, kind)
        theirs = await self._member(found.id, int(person.id)) if present and person.id.isdecimal() else None
        return Place(
            Address(Platform.TELEGRAM, str(found.id)),
            kind,
            found.title or "",
            theirs=None if theirs is None else _administers(theirs, kind),
            present=present,
            writable=ours is not None and _writes(ours, kind),
        )

    def adding(self, kind: ChatKind) -> str:
        """The link by which somebody adds the bot to a group or channel of theirs; "" until Telegram has said its name.

        Source: https://core.telegram.org/bots/features#deep-linking (startgroup, startchannel, admin)
        """
        try:
            return f"https://t.me/{self._bot.username}?{_RIGHTS[kind]}" if kind in _RIGHTS else ""
        except RuntimeError:
            return ""

    async def _chat(self, asked: str | int) -> ChatFullInfo | None:
        try:
            return await self._bot.get_chat(asked)
        except TelegramError as error:
            _log.info("place_unknown", because=error.message)
        except (KeyError, TypeError, ValueError) as error:
            _log.warning("place_unreadable", because=type(error).__name__)
        return None

    async def _member(self, chat: int, user: int) -> ChatMember | None:
        try:
            return await self._bot.get_chat_member(chat, user)
        except TelegramError as error:
            _log.info("membership_unknown", chat=chat, because=error.message)
        except (KeyError, TypeError, ValueError) as error:
            _log.warning("membership_unreadable", chat=chat, because=type(error).__name__)
        return None


def chat_named(named: str) -> str | int | None:
    """What Telegram is asked for by this name: ``@handle``, or an id, also from a link into a private channel."""
    if _ID.fullmatch(named):
        return int(named)
    numbered = _NUMBERED.fullmatch(named)
    if numbered:
        return int(f"-100{numbered['id']}")
    handle = _HANDLE.fullmatch(named)
    return f"@{handle['name']}" if handle else None


def _inside(ours: ChatMember | None, kind: ChatKind) -> bool:
    """Whether the bot is where it has to be: among the members of a group, among the admins of a channel."""
    if ours is None:
        return False
    if ours.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}:
        return True
    return kind is ChatKind.GROUP and (ours.status == ChatMember.MEMBER or _restricted_inside(ours))


def _restricted_inside(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberRestricted) and member.is_member


def _writes(ours: ChatMember, kind: ChatKind) -> bool:
    if kind is ChatKind.CHANNEL:
        return isinstance(ours, ChatMemberAdministrator) and bool(ours.can_post_messages)
    return _inside(ours, kind) and (not isinstance(ours, ChatMemberRestricted) or ours.can_send_messages)


def _administers(theirs: ChatMember, kind: ChatKind) -> bool:
    """Whether somebody may decide what is posted: the owner, or an admin who may post in a channel."""
    if theirs.status == ChatMember.OWNER:
        return True
    if not isinstance(theirs, ChatMemberAdministrator):
        return False
    return kind is ChatKind.GROUP or bool(theirs.can_post_messages)
