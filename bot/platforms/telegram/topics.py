"""Tells the people of a topic that their messages go to the forum's General, because the topic is closed or gone.

That a message goes there is ``courier``'s affair.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model.alert import Notice
from bot.model.chat import Address, ChatKind
from bot.model.news import Language
from bot.ports import ChatStore, Clock, Outbox, StoreUnavailable

NOTICE = Notice("topic_lost")
QUIET = timedelta(days=1)
"""How long after one notice no other follows for the same topic."""


class LostTopics:
    """The topics whose people were told of late, as far as this process knows."""

    def __init__(self, chats: ChatStore, outbox: Outbox, clock: Clock) -> None:
        self._chats = chats
        self._outbox = outbox
        self._clock = clock
        self._told: dict[Address, datetime] = {}

    async def tell(self, address: Address, because: str) -> None:
        """Queues the notice for the chat of this topic, whose messages arrive in General; once a day.

        Raises StoreUnavailable; then the next message that goes astray is another occasion.
        """
        del because
        now = self._clock.now()
        self._told = {told: at for told, at in self._told.items() if now - at < QUIET}
        if address in self._told:
            return
        # Before the wait: of several messages at once only one is to tell.
        self._told[address] = now
        try:
            chat = await self._chats.open_chat(address, ChatKind.GROUP, "", Language.ENGLISH)
            await self._outbox.notify(chat.id, NOTICE, now)
        except StoreUnavailable:
            del self._told[address]
            raise
