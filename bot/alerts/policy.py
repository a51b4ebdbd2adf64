"""When a delivery may go out: now, later or never, decided at the time of sending, so that a late pause still counts.

Whom an alert is for is ``routing``'s; pace and order are the outbox's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model.alert import Delivery, DeliveryKind, Drop, HoldUntil, Reason, SendNow, Verdict
from bot.model.chat import Chat, ChatState

LOOK_AGAIN = timedelta(hours=1)
"""When to look again at what a paused or unreachable chat holds back; resuming it makes it due at once."""


def decide(delivery: Delivery, chat: Chat, now: datetime) -> Verdict:
    """What to do with a claimed delivery to ``chat`` as it is now.

    Drop when nothing is left in it to tell (its watches are gone); hold while the chat is paused or cannot be reached.
    """
    if not delivery.alerts and delivery.kind is not DeliveryKind.NOTICE:
        return Drop(Reason("unwatched"))
    if chat.state is ChatState.SUSPENDED:
        return HoldUntil(now + LOOK_AGAIN, Reason("suspended", (("because", chat.because),)))
    if chat.state is ChatState.PAUSED:
        return HoldUntil(now + LOOK_AGAIN, Reason("paused"))
    return SendNow(Reason("due"))
