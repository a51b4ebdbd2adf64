"""Topics of a forum that cannot be written to, because they are closed or deleted: their messages go to its General.

The store remembers them, so that every process goes there at once; their people are told. Sending is ``courier``'s affair.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.alert import Notice
from bot.model.chat import Address, Chat
from bot.ports import Clock, Outbox

CLOSED, DELETED = Notice("topic_closed"), Notice("topic_deleted")
CLOSED_FOR, DELETED_FOR = timedelta(days=1), timedelta(days=30)
"""How long a topic is not tried that is not seen to be reopened; what is then in vain is told again."""

_CLOSED = "topic_closed"


class LostTopics:
    """The lost topics, as the store knows them."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock

    def place(self, chat: Chat) -> Address:
        """Where messages to a chat go: to General while its topic is lost."""
        lost = chat.general_until is not None and self._clock.now() < chat.general_until
        return replace(chat.address, thread="") if lost else chat.address

    async def lose(self, address: Address, because: str) -> None:
        """Notes that a topic could not be written to, ``because`` of what Telegram said; its chat is told in General.

        Raises StoreUnavailable; then the next message that goes astray is another occasion.
        """
        now = self._clock.now()
        notice, span = (CLOSED, CLOSED_FOR) if _CLOSED in because.lower() else (DELETED, DELETED_FOR)
        await self._outbox.lose_topic(address, notice, now, now + span)
