"""What the bot is shown of its groups: under privacy mode only what is addressed to it, unless it is an admin there.

Source: https://core.telegram.org/bots/features#privacy-mode
"""

from __future__ import annotations

import structlog
from telegram import Bot, ChatMember, ChatMemberUpdated
from telegram.error import TelegramError

_ADMINISTRATORS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
_REMEMBERED = 10_000
_log = structlog.get_logger(__name__)


class Sight:
    """The groups of which the bot knows whether it sees everything: asked once, and told of every change."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._administers: dict[int, bool] = {}

    @property
    def sees_all(self) -> bool:
        """Whether privacy mode is off; known once the bot has been introduced to Telegram."""
        return bool(self._bot.can_read_all_group_messages)

    def learn(self, change: ChatMemberUpdated) -> None:
        """Takes note of what the bot has become in a chat."""
        self._remember(change.chat.id, administers=change.new_chat_member.status in _ADMINISTRATORS)

    async def sees(self, group: int) -> bool:
        """Whether the bot is an admin of this group, and so sees all of it; as good as not when Telegram cannot say."""
        if group not in self._administers:
            try:
                member = await self._bot.get_chat_member(group, self._bot.id)
            except TelegramError as error:
                _log.info("standing_unknown", chat=group, because=error.message)
                return False
            self._remember(group, administers=member.status in _ADMINISTRATORS)
        return self._administers[group]

    def _remember(self, group: int, *, administers: bool) -> None:
        self._administers.pop(group, None)
        self._administers[group] = administers
        if len(self._administers) > _REMEMBERED:
            self._administers.pop(next(iter(self._administers)))
