"""Carrying messages to the platforms, and what comes in from them.

Every time is timezone-aware UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model.alert import Delivery, Finding, Notice, Outcome, Reason
from bot.model.chat import Address, Chat, ChatKind, Person, Place, Platform
from bot.model.message import Message


class Outbox(Protocol):
    """Deliveries: claimed one per chat at a time, in order, at the platform's pace, with intent written first."""

    async def claim(self, limit: int, platforms: Sequence[Platform]) -> Sequence[Delivery]:
        """Claims due deliveries of active chats on these platforms, at most one per chat, and commits their intent.

        A delivery whose earlier claim ran out comes back with ``doubtful`` set. Takes the platform's tokens first, so what is
        claimed may be sent at once.
        """
        ...

    async def part_sent(self, delivery: Delivery, ordinal: int, message: str) -> None:
        """Records that one part is out (a late acknowledgement counts even when the lease was lost)."""
        ...

    async def intend(self, delivery: Delivery) -> bool:
        """Renews the claim, also while a send is under way; False when it is somebody else's now. ``intent_at`` stays."""
        ...

    async def settle(self, delivery: Delivery, outcome: Outcome, rendered: str = "") -> None:
        """Ends the claim with its outcome; ``rendered`` is the digest of the text that the message now shows.

        Delivered: sent, recorded even when the lease was lost. Retry: pending again at now + after, the chat's lane parked.
        Doubt: due again as doubtful. Gone: chat suspended, delivery kept. Moved: chat and queue readdressed, due again.
        Rejected: dead, shown in status.
        """
        ...

    async def hold(self, delivery: Delivery, until: datetime, because: Reason, title: Notice | None = None) -> None:
        """Puts a claimed delivery back until ``until``; with a ``title`` into the one list of all that is held under it."""
        ...

    async def drop(self, delivery: Delivery, because: Reason) -> None:
        """Ends a claimed delivery unsent."""
        ...

    async def list_doubt(self, delivery: Delivery, because: str) -> None:
        """Ends a claimed delivery as a doubt that an admin can look at; it is not sent again."""
        ...

    async def notify(self, chat_id: int, notice: Notice, now: datetime) -> None:
        """Queues a sentence of the bot's own, after what is queued already."""
        ...

    async def reserve(self, address: Address, kind: ChatKind) -> float:
        """Takes the tokens for one command answer, ahead of all alerts; returns the seconds to wait before sending it."""
        ...

    async def where(self, channel: Address, message: str) -> Address | None:
        """The address, with its thread, of the chat in this channel that a sent message stands in, by the platform's id of it.

        None for what was not sent from here.
        """
        ...

    async def lose_topic(self, address: Address, notice: Notice, now: datetime, until: datetime) -> None:
        """Notes that the topic at this address cannot be written to, and its messages go to General until then.

        The notice of it is queued for its chat. Nothing is done when that is so already.
        """
        ...

    async def find_topic(self, address: Address) -> None:
        """Notes that the topic at this address can be written to again."""
        ...

    async def next_due(self) -> float | None:
        """Seconds until the earliest pending delivery may be claimed (0 when one may now); None when nothing is pending."""
        ...


class Leases(Protocol):
    """Roles that one process holds at a time: ``triage``, ``telegram-polling``."""

    async def acquire(self, role: str, holder: str, seconds: float) -> int | None:
        """Takes or renews a role.

        Returns its fencing number (the same while one holder keeps it), or None when another holds it.
        """
        ...

    async def release(self, role: str, holder: str) -> None:
        """Gives a role up, so that another process need not wait for it to run out."""
        ...


class Courier(Protocol):
    """Carries messages to one platform. Never raises for what the platform does, never retries by itself."""

    platform: Platform

    def split(self, message: Message) -> tuple[Message, ...]:
        """The message as parts that each fit the platform's limits; buttons stand under the last one."""
        ...

    async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
        """Sends one part as a new message; ``key`` identifies it where the platform can store one."""
        ...

    async def edit(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Makes message ``target`` say this; "not modified" is Delivered; Rejected(target_lost=True) when it is not there."""
        ...

    async def reply(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Sends one part in reply to message ``target``; when the target is gone it is sent on its own."""
        ...

    async def find(self, chat: Chat, key: str, since: datetime) -> Finding:
        """Whether the part with this key is in the chat, looking at messages from ``since`` on."""
        ...


class Directory(Protocol):
    """Who is who on one platform, asked at the time of use.

    An answer may be a minute old; with ``fresh`` the platform is asked anew.
    """

    async def is_admin(self, address: Address, person: Person, *, fresh: bool = False) -> bool:
        """Whether the person administers this group, channel or workspace; False when the platform cannot say."""
        ...

    async def is_member(self, address: Address, person: Person, *, fresh: bool = False) -> bool | None:
        """Whether the person is in this group, channel or workspace; None when the platform cannot say."""
        ...


class Places(Protocol):
    """Groups and channels of one platform, by what people call them."""

    async def look(self, named: str, person: Person) -> Place | None:
        """The group or channel of this id, handle (``@news``) or link; None when there is none that the platform shows."""
        ...

    def adding(self, kind: ChatKind) -> str:
        """The link that adds the bot to a group or channel of the person's choice; "" when it is not known yet."""
        ...


class Intake(Protocol):
    """Takes commands in from one platform, and notices what happens to its chats."""

    platform: Platform

    async def start(self) -> None:
        """Returns once updates are taken in.

        Raises ``PlatformRefused`` for what trying again cannot mend, any other ``PlatformDown``.
        """
        ...

    async def stop(self) -> None:
        """Stops taking updates in, and waits for the answers under way."""
        ...
