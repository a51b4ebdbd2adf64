"""When a delivery may go out: now, later or never, decided at the time of sending, so that a late change of mind still counts.

Whom an alert is for is ``routing``'s; pace and order are the outbox's; the moments themselves are ``timing``'s.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.alerts.timing import next_digest, quiet_span, zone_of
from bot.model.alert import Delivery, DeliveryKind, Drop, HoldUntil, Notice, Reason, SendNow, Verdict
from bot.model.chat import Chat, ChatState
from bot.model.watch import Severity

LOOK_AGAIN = timedelta(hours=1)
"""When to look again at what a paused or unreachable chat holds back; resuming it makes it due at once."""

QUIET: Final = "quiet"
"""The title of the list of what came in quiet hours; with it their moments ``since`` and ``until``."""

PLAN: Final = "plan"
"""The title of a list that comes at a time the chat has chosen; with it the moment ``until`` which it gathers."""

OVERLOAD: Final = "overload"
"""The title of the list that grows while a chat is told more than it can read."""

GROWS_TO: Final = 10
"""How many stories such a list takes. It is edited in place, so it has to stay one message, and show all that it took."""

PAUSE: Final = "pause"
"""The title of the list of what came while the chat was paused."""

UNREACHED: Final = "unreached"
"""The title of the list of what came while the chat could not be reached."""

CLOSED: Final = "closed"
"""The title of the list of what came while an owner had closed the chat to the bot."""

# Lists that can be told together with others; the rest say where their stories come from.
_GATHERED: Final = frozenset({QUIET, PLAN, OVERLOAD, PAUSE, UNREACHED, CLOSED})


def decide(delivery: Delivery, chat: Chat, now: datetime) -> Verdict:
    """What to do with a claimed delivery to ``chat`` as it is now.

    Drop when nothing is left in it to tell (its watches are gone). Hold while the chat is paused or cannot be reached, until
    its next digest, and in its quiet hours; in the latter two one list gathers all that is held. What is critical passes them,
    and so does an edit, which makes no sound. The bot's own notices wait for the end of quiet hours alone.
    """
    if not delivery.alerts and delivery.kind is not DeliveryKind.NOTICE:
        return Drop(Reason("unwatched"))
    if chat.state is ChatState.SUSPENDED:
        return HoldUntil(now + LOOK_AGAIN, Reason("suspended", (("because", chat.because),)))
    if chat.state is ChatState.PAUSED:
        return HoldUntil(now + LOOK_AGAIN, Reason("paused"))
    if delivery.kind is DeliveryKind.EDIT or is_urgent(delivery):
        return SendNow(Reason("due"))
    return _for_digest(delivery, chat, now) or _for_quiet(delivery, chat, now) or SendNow(Reason("due"))


def is_urgent(delivery: Delivery) -> bool:
    """Whether a delivery tells one story for a watch that is critical now."""
    one = delivery.kind in {DeliveryKind.SEND, DeliveryKind.REPLY}
    return one and any(alert.severity is Severity.CRITICAL for alert in delivery.alerts)


def _for_digest(delivery: Delivery, chat: Chat, now: datetime) -> HoldUntil | None:
    """Until the first digest after the delivery came to be; None without a plan, and when that time has come."""
    digest = chat.preferences.digest
    if digest is None or not delivery.alerts:
        return None
    until = next_digest(digest, chat.time_zone, delivery.created)
    if until is None or until <= now:
        return None
    because = Reason("digest", (("until", _clock(until, chat)),))
    return HoldUntil(until, because, _title(delivery, Notice(PLAN, (("until", until.isoformat()),))))


def _for_quiet(delivery: Delivery, chat: Chat, now: datetime) -> HoldUntil | None:
    """Until the quiet hours end that it is now; None outside them."""
    span = quiet_span(chat.preferences.quiet, chat.time_zone, now)
    if span is None:
        return None
    because = Reason("quiet", (("until", _clock(span.until, chat)),))
    title = Notice(QUIET, (("since", span.since.isoformat()), ("until", span.until.isoformat())))
    return HoldUntil(span.until, because, _title(delivery, title))


def _title(delivery: Delivery, title: Notice) -> Notice | None:
    """The title of the list that a held delivery goes into; None for one that stays as it is."""
    own = delivery.notice
    listed = own is None or (delivery.kind is DeliveryKind.DIGEST and own.key in _GATHERED)
    return title if delivery.alerts and listed else None


def _clock(moment: datetime, chat: Chat) -> str:
    return moment.astimezone(zone_of(chat.time_zone)).strftime("%H:%M")
