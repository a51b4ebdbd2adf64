"""Brings the answer to a command to where it belongs: the channel, the pressed message, or the asker's eyes alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.model.alert import Absent, Delivered, Doubt, Found, Outcome, Rejected, Retry
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.message import Attachment, Block, BlockKind, Message, Piece
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.courier import SlackCourier
from bot.platforms.slack.files import shared
from bot.platforms.slack.markup import to_blocks
from bot.platforms.slack.outcomes import Failure
from bot.platforms.slack.payloads import Asked
from bot.ports import ChatStore, Clock, Outbox, StoreUnavailable

log = structlog.get_logger()

_TRIES = 3
_PATIENCE = 60.0
_RESPONSES = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes. ``open``: whether the bot may post there; a direct message between others is not.

    ``posted``: the parts of the answer that were.
    """

    asked: Asked
    address: Address
    open: bool = True
    posted: list[str] = field(default_factory=list)

    @property
    def chat(self) -> Chat:
        """The place as the courier's ``find`` takes it."""
        return Chat(0, self.address, self.asked.kind)


class Answering:
    """Posts answers, each after its turn in the outbox's pace."""

    def __init__(
        self,
        api: SlackApi,
        courier: SlackCourier,
        outbox: Outbox,
        clock: Clock,
        chats: ChatStore,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api = api
        self._courier = courier
        self._outbox = outbox
        self._clock = clock
        self._chats = chats
        self._pause = pause

    async def give(self, asked: Asked, message: Message, *, may_post: bool) -> None:
        """Brings every part of the message to its place; what cannot be brought is logged."""
        place = Place(asked, Address(Platform.SLACK, asked.channel, asked.thread), may_post)
        for number, part in enumerate(self._courier.split(message)):
            key = f"{asked.update}#{number}"
            if not may_post or (message.private and not asked.direct):
                done = await self._whisper(place, part.said_aside(), number)
            elif message.replaces and number == 0 and asked.pressed:
                done = await self._replace(place, part, key)
            else:
                done = await self._post(place, part, key)
            if not done:
                log.warning("slack.answer_lost", channel=asked.channel, part=number)
                return
        if place.posted and message.unless_posted:
            await self._restore(place.address)
        if message.attachment is not None:
            await self._share(place, message, message.attachment)

    async def _restore(self, address: Address) -> None:
        """A channel that was taken for out of reach has just been written to."""
        try:
            await self._chats.restore(replace(address, thread=""))
        except StoreUnavailable as trouble:
            # The next answer is another occasion.
            log.warning("slack.chat_not_restored", channel=address.channel, because=str(trouble))

    async def _share(self, place: Place, message: Message, attachment: Attachment) -> None:
        """Shares a message's file where its words are; what one person alone may see, in their own chat with the bot.

        Where that cannot be done, a sentence says so.
        """
        asked, hidden = place.asked, not place.open or (message.private and not place.asked.direct) or place.asked.alone
        channel, thread = (await self._own_chat(asked.user), "") if hidden else (asked.channel, asked.thread)
        await self._turn(place.address, asked.kind)
        failure = await shared(self._api, attachment, channel, thread)
        if failure is None:
            return
        log.warning("slack.file_not_shared", channel=channel, because=failure.because)
        if attachment.missed:
            missed = Message(message.language, (Block(BlockKind.TEXT, ((Piece(attachment.missed),),)),), attachment.missed)
            await (self._whisper(place, missed, 1) if hidden else self._post(place, missed, f"{asked.update}#file"))

    async def _own_chat(self, user: str) -> str:
        """The channel of a person's chat with the bot; "" when Slack opens none."""
        opened = await self._api.call("conversations.open", users=user)
        return "" if isinstance(opened, Failure) else str((opened.get("channel") or {}).get("id") or "")

    async def _post(self, place: Place, part: Message, key: str) -> bool:
        since = self._clock.now()
        outcome = await self._paced(place, lambda: self._courier.post(place.address, part, key))
        if isinstance(outcome, Doubt):
            outcome = await self._settle(place, part, key, since)
        if isinstance(outcome, Delivered):
            place.posted.extend(filter(None, [outcome.message]))
            return True
        part = part.said_aside()
        log.info("slack.answer_not_posted", channel=place.asked.channel, because=getattr(outcome, "because", ""))
        shown = "ephemeral" if part.private else "in_channel"
        return await self._respond(place.asked, part, response_type=shown, replace_original=False)

    async def _settle(self, place: Place, part: Message, key: str, since: datetime) -> Outcome:
        """A post without an answer: looked for, and repeated only when it is not there."""
        finding = await self._courier.find(place.chat, key, since)
        if isinstance(finding, Found):
            return Delivered(finding.message)
        if isinstance(finding, Absent):
            return await self._paced(place, lambda: self._courier.post(place.address, part, key))
        return Delivered()

    async def _replace(self, place: Place, part: Message, key: str) -> bool:
        if place.asked.fleeting:
            return await self._respond(place.asked, part.said_aside(), replace_original=True)
        said = part.said_aside()
        outcome = await self._paced(place, lambda: self._courier.update(place.address, place.asked.pressed, said))
        if isinstance(outcome, Doubt):
            # An update may be said twice: it looks the same.
            outcome = await self._paced(place, lambda: self._courier.update(place.address, place.asked.pressed, said))
        if isinstance(outcome, Rejected) and outcome.target_lost:
            return await self._post(place, part, key)
        return isinstance(outcome, Delivered | Doubt)

    async def _whisper(self, place: Place, part: Message, number: int) -> bool:
        asked = place.asked
        if asked.response_url and number < _RESPONSES:
            replaces = part.replaces and asked.fleeting and number == 0
            if await self._respond(asked, part, response_type="ephemeral", replace_original=replaces):
                return True
        if not place.open:
            return False
        blocks, text = to_blocks(part)
        sent = await self._api.call(
            "chat.postEphemeral",
            channel=asked.channel,
            user=asked.user,
            text=text,
            blocks=blocks or None,
            thread_ts=asked.thread or None,
            link_names=False,
            parse="none",
        )
        return not isinstance(sent, Failure)

    async def _respond(self, asked: Asked, part: Message, **how: Any) -> bool:
        if not asked.response_url:
            return False
        blocks, text = to_blocks(part)
        body = {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False, "parse": "none", **how}
        if asked.thread:
            body["thread_ts"] = asked.thread
        failure = await self._api.respond(asked.response_url, body)
        if failure is not None:
            log.info("slack.response_refused", channel=asked.channel, because=failure.because)
        return failure is None

    async def _paced(self, place: Place, act: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Acts in its turn; a chat that is told to wait is waited for, a minute at most each time."""
        outcome: Outcome = Doubt("not tried")
        for _ in range(_TRIES):
            await self._turn(place.address, place.asked.kind)
            outcome = await act()
            if not isinstance(outcome, Retry) or outcome.after > timedelta(seconds=_PATIENCE):
                break
            await self._pause(outcome.after.total_seconds())
        return outcome

    async def _turn(self, address: Address, kind: ChatKind) -> None:
        try:
            wait = await self._outbox.reserve(address, kind)
        except StoreUnavailable:
            # The pace is unknown; an answer that says what is wrong matters more.
            return
        if wait > 0:
            await self._pause(wait)
