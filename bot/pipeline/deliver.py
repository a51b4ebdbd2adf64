"""The last stage: due deliveries -> verdict -> message -> outcome settled.

What is due, in what order and at what pace is the outbox's; how a platform is spoken to is the courier's.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import partial

from bot.alerts.briefing import brief
from bot.alerts.policy import decide
from bot.model.alert import (
    Absent,
    Delivered,
    Delivery,
    DeliveryKind,
    Drop,
    Found,
    HoldUntil,
    Outcome,
    Reason,
    Rejected,
    Unknowable,
)
from bot.model.chat import Platform
from bot.model.message import Message
from bot.pipeline.inflight import InFlight
from bot.ports import Clock, Courier, Outbox, StoreUnavailable
from bot.text.phrases import Phrases

_ACK_TRIES = 60
_LOOKS_FOR = timedelta(minutes=10)


class DoubtPolicy(StrEnum):
    """What to do with a send whose answer was lost where the platform cannot tell: send again, or list it."""

    RESEND = "resend"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Mailroom:
    """What delivering needs: the outbox, who carries, the words, the time and the pause between tries (seconds).

    ``doubt``: what to do on platforms that cannot tell whether a send arrived; RESEND where none is named. ``renew_seconds``:
    how often a claim is renewed while its delivery is carried, well within the outbox's lease.
    """

    outbox: Outbox
    couriers: Mapping[Platform, Courier]
    phrases: Phrases
    clock: Clock
    doubt: Mapping[Platform, DoubtPolicy] = field(default_factory=dict)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    renew_seconds: float = 8.0


async def deliver(room: Mailroom, under_way: InFlight, limit: int = 50) -> int:
    """Claims up to ``limit`` due deliveries, at most one per chat, and starts carrying each; returns how many."""
    if under_way.room <= 0:
        return 0
    claimed = await room.outbox.claim(min(limit, under_way.room), tuple(room.couriers))
    for delivery in claimed:
        under_way.launch(carry(room, delivery))
    return len(claimed)


async def carry(room: Mailroom, delivery: Delivery) -> None:
    """Carries one claimed delivery to its end: sent, held, dropped, or settled with what went wrong.

    While it is carried its claim is renewed, so that a slow platform does not make it look abandoned. A defect (a message that
    cannot be made, a courier that raises) ends this delivery and no other, and is raised for the log.
    """
    renewing = asyncio.create_task(_keep_claim(room, delivery))
    try:
        await _carry(room, delivery)
    except StoreUnavailable:
        raise
    except Exception:
        await _acknowledge(room, partial(room.outbox.settle, delivery, Rejected("defect")))
        raise
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)


async def _keep_claim(room: Mailroom, delivery: Delivery) -> None:
    while True:
        await asyncio.sleep(room.renew_seconds)
        with contextlib.suppress(StoreUnavailable):
            if not await room.outbox.intend(delivery):
                return


async def _carry(room: Mailroom, delivery: Delivery) -> None:
    if not delivery.sent and not delivery.doubtful:
        verdict = decide(delivery, delivery.chat, room.clock.now())
        if isinstance(verdict, HoldUntil):
            await room.outbox.hold(delivery, verdict.until, verdict.because, verdict.title)
            return
        if isinstance(verdict, Drop):
            await room.outbox.drop(delivery, verdict.because)
            return
    message = brief(delivery, room.phrases)
    digest = hashlib.sha256(repr(message).encode()).hexdigest()
    if delivery.kind is DeliveryKind.EDIT:
        await _edit(room, delivery, message, digest)
    else:
        await _send_parts(room, delivery, message, digest)


async def _edit(room: Mailroom, delivery: Delivery, message: Message, digest: str) -> None:
    """An edit says the same whenever it is done, so doubt needs no check; one that would change nothing is not sent."""
    if digest == delivery.rendered:
        await room.outbox.drop(delivery, Reason("unchanged"))
        return
    courier = room.couriers[delivery.chat.address.platform]
    part = courier.split(message)[0]
    outcome = await courier.edit(delivery.chat, delivery.target, part, _key(delivery, 0))
    await _acknowledge(room, partial(room.outbox.settle, delivery, outcome, digest))


async def _send_parts(room: Mailroom, delivery: Delivery, message: Message, digest: str) -> None:
    parts = room.couriers[delivery.chat.address.platform].split(message)
    sent = list(delivery.sent)
    for ordinal in range(len(sent), len(parts)):
        outcome = await _send_part(room, delivery, parts[ordinal], ordinal)
        if outcome is None:
            return
        if not isinstance(outcome, Delivered):
            await _acknowledge(room, partial(room.outbox.settle, delivery, outcome))
            return
        sent.append(outcome.message)
        await _acknowledge(room, partial(room.outbox.part_sent, delivery, ordinal, outcome.message))
    # Only what this very attempt sent whole is known to show this text: an earlier attempt may have said less.
    shown = "" if delivery.sent or delivery.doubtful else digest
    await _acknowledge(room, partial(room.outbox.settle, delivery, Delivered(sent[0] if sent else ""), shown))


async def _send_part(room: Mailroom, delivery: Delivery, part: Message, ordinal: int) -> Outcome | None:
    """What became of one part; None when the delivery is no longer ours to send, or was left in doubt."""
    if ordinal > len(delivery.sent):
        if not await _may_go_on(room, delivery):
            return None
    elif delivery.doubtful:
        known = await _settle_doubt(room, delivery, ordinal)
        if isinstance(known, Unknowable):
            await _leave_in_doubt(room, delivery, known)
            return None
        # Looking takes time, too: whoever sends after it must still hold the claim.
        if known is not None or not await room.outbox.intend(delivery):
            return known
    return await _send(room, delivery, part, ordinal)


async def _may_go_on(room: Mailroom, delivery: Delivery) -> bool:
    """Waits for the pace of a further part, and proves that the claim still is ours."""
    await room.sleep(await room.outbox.reserve(delivery.chat.address, delivery.chat.kind))
    return await room.outbox.intend(delivery)


async def _settle_doubt(room: Mailroom, delivery: Delivery, ordinal: int) -> Delivered | Unknowable | None:
    """Delivered when the part turns out to be in the chat, Unknowable when it must not be sent yet, None to send it."""
    platform = delivery.chat.address.platform
    finding = await room.couriers[platform].find(delivery.chat, _key(delivery, ordinal), delivery.intent_at)
    if isinstance(finding, Found):
        return Delivered(finding.message)
    if isinstance(finding, Absent):
        return None
    if room.clock.now() - delivery.intent_at >= _LOOKS_FOR:
        # What could not be seen for so long (a missing scope, say) never will be, and others wait behind it.
        finding = Unknowable()
    resend = room.doubt.get(platform, DoubtPolicy.RESEND) is DoubtPolicy.RESEND
    return None if resend and finding.after is None else finding


async def _leave_in_doubt(room: Mailroom, delivery: Delivery, finding: Unknowable) -> None:
    """Looks again later where that may help; else lists it for a person to look at."""
    if finding.after is None:
        await room.outbox.list_doubt(delivery, "answer-lost")
    else:
        await room.outbox.hold(delivery, room.clock.now() + finding.after, Reason("doubt"))


async def _send(room: Mailroom, delivery: Delivery, part: Message, ordinal: int) -> Outcome:
    courier = room.couriers[delivery.chat.address.platform]
    key = _key(delivery, ordinal)
    if delivery.kind is DeliveryKind.REPLY and delivery.target and ordinal == 0:
        return await courier.reply(delivery.chat, delivery.target, part, key)
    return await courier.send(delivery.chat, part, key)


async def _acknowledge(room: Mailroom, record: Callable[[], Awaitable[None]]) -> None:
    """Records what a platform did, through an outage of the database if need be: a late word is better than a doubt."""
    for _ in range(_ACK_TRIES):
        try:
            await record()
        except StoreUnavailable:
            await room.sleep(1)
        else:
            return
    await record()


def _key(delivery: Delivery, ordinal: int) -> str:
    return f"{delivery.id}.{ordinal}"
