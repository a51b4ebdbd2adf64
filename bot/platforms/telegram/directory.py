"""Who administers a Telegram chat, asked of Telegram at the time of use."""

from __future__ import annotations

import structlog
from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.error import TelegramError

from bot.model.chat import Address, Person, Platform

ANONYMOUS = "anonymous:"
CHANNEL = "channel:"

_ADMINISTRATORS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
_OUTSIDE = frozenset({ChatMember.LEFT, ChatMember.BANNED})
_log = structlog.get_logger(__name__)


def anonymous_admin(channel: str) -> str:
    """The id of whoever speaks as a group's hidden administrator: Telegram does not say which of them it is."""
    return ANONYMOUS + channel


def channel_author(channel: str) -> str:
    """The id of whoever speaks in a channel's name: only its administrators can."""
    return CHANNEL + channel


class TelegramDirectory:
    """The Directory of Telegram; nothing is remembered, so every answer is fresh."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def is_admin(self, address: Address, person: Person, *, fresh: bool = False) -> bool:
        """Whether the person administers this chat; in a private chat, everybody their own. False when Telegram cannot say."""
        if address.platform is not Platform.TELEGRAM or person.platform is not Platform.TELEGRAM:
            return False
        if person.id in {address.channel, anonymous_admin(address.channel), channel_author(address.channel)}:
            return True
        member = await self._member(address, person)
        return member is not None and member.status in _ADMINISTRATORS

    async def is_member(self, address: Address, person: Person, *, fresh: bool = False) -> bool | None:
        """Whether the person is in this group or channel; None of private chats, and when Telegram cannot say."""
        if address.platform is not Platform.TELEGRAM or person.platform is not Platform.TELEGRAM:
            return None
        member = await self._member(address, person)
        if member is None:
            return None
        if isinstance(member, ChatMemberRestricted):
            return member.is_member
        return member.status not in _OUTSIDE

    async def _member(self, address: Address, person: Person) -> ChatMember | None:
        if not person.id.isdecimal() or not address.channel.startswith("-"):
            return None
        try:
            return await self._bot.get_chat_member(int(address.channel), int(person.id))
        except TelegramError as error:
            _log.info("membership_unknown", chat=str(address), because=error.message)
        except (KeyError, TypeError, ValueError) as error:
            # The library could not make sense of the answer.
            _log.warning("membership_unreadable", chat=str(address), because=type(error).__name__)
        return None
