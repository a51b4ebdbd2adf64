"""Carries messages to Slack: post, update, reply, and look for one that may have arrived.

How a message looks stands in ``markup``; what Slack's refusals mean, in ``outcomes``. Nothing here waits for a turn to send:
pace is the outbox's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.model.alert import Absent, Delivered, Finding, Found, Outcome, Unknowable
from bot.model.chat import Address, Chat, Platform
from bot.model.message import Message
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.markup import TEXT_BUDGET, shorten, to_blocks, to_plain
from bot.platforms.slack.outcomes import (
    Failure,
    Stage,
    is_about_blocks,
    is_about_thread,
    is_passing,
    is_refusal_of_us,
    outcome_of,
)
from bot.platforms.slack.splitting import split
from bot.text.direction import inline, tidied

EVENT_TYPE = "rasid_delivery"
_MARGIN = timedelta(minutes=5)
_AGAIN = timedelta(minutes=1)
_PAGE, _MOST_PAGES = 200, 50
_TRIES, _PATIENCE = 4, 3.0
LOOK_SECONDS = 8.0
"""How long looking for one message may take: well within the claim under which it will be sent if it is not there."""

CARRY_SECONDS = 25.0
"""How long one part may take with all its fallbacks: less than the claim under which it is sent."""

Pause = Callable[[float], Awaitable[None]]


class SlackCourier:
    """The courier of one workspace."""

    platform = Platform.SLACK

    def __init__(self, api: SlackApi, *, pause: Pause = asyncio.sleep, seconds: float = CARRY_SECONDS) -> None:
        self._api = api
        self._seconds = seconds
        self._pause = pause

    def split(self, message: Message) -> tuple[Message, ...]:
        """The message as parts of at most 10,000 characters and 45 blocks; buttons stand under the last one."""
        return split(message)

    async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
        """Posts one part with ``key`` in its metadata; Delivered carries the message's ``ts``."""
        return await self.post(chat.address, part, key)

    async def reply(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Posts one part as a reply to ``target``; on its own when that is gone.

        The reply is shown in the channel as well (``reply_broadcast``): a thread tells only those who follow it, and an update
        is for everybody whom the first message reached. It also puts the reply where ``find`` looks.
        """
        if chat.address.thread or not target:
            return await self.post(chat.address, part, key)
        until = self._until()
        sent = await self._post(until, chat.address.channel, part, key, thread_ts=target, reply_broadcast=True)
        if isinstance(sent, Failure) and is_about_thread(sent):
            sent = await self._post(until, chat.address.channel, part, key)
        return outcome_of(sent) if isinstance(sent, Failure) else sent

    async def edit(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Makes message ``target`` say this. Its metadata stays: the key under which it was first sent still finds it."""
        del key
        return await self.update(chat.address, target, part)

    async def update(self, address: Address, target: str, part: Message) -> Outcome:
        """Makes message ``target`` at an address say this; Rejected(target_lost=True) when it is not there or not ours."""
        until = self._until()
        blocks, text = to_blocks(part)
        sent = await self._update(until, address.channel, target, blocks or [_only_words(part)], text)
        if isinstance(sent, Failure) and is_about_blocks(sent):
            # Words only, but still in a rich_text block: Slack lets no other kind replace one.
            sent = await self._update(until, address.channel, target, [_only_words(part)], text)
        return outcome_of(sent) if isinstance(sent, Failure) else sent

    async def post(self, address: Address, part: Message, key: str) -> Outcome:
        """Posts one part at an address, in its thread if it names one."""
        sent = await self._post(self._until(), address.channel, part, key, thread_ts=address.thread or None)
        return outcome_of(sent) if isinstance(sent, Failure) else sent

    async def find(self, chat: Chat, key: str, since: datetime) -> Finding:
        """Whether the part with this key is in the channel (or the chat's thread), from five minutes before ``since`` on.

        Absent only after the whole of it was read. Unknowable when the history may not be read (the app is not a member), or
        could not be within eight seconds; the latter carries ``after``.
        """
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._look(chat.address, key, since - _MARGIN)
        except TimeoutError:
            return Unknowable(after=_AGAIN)
        except _UnreadableError as error:
            again = is_passing(error.failure) or is_refusal_of_us(error.failure)
            wait = _AGAIN if error.failure.wait is None else timedelta(seconds=error.failure.wait)
            return Unknowable(after=wait if again else None)

    async def _look(self, address: Address, key: str, oldest: datetime) -> Finding:
        async for message in self._history(address, oldest):
            if _key_of(message) == key:
                return Found(str(message.get("ts", "")))
        return Absent()

    def _until(self) -> float:
        return asyncio.get_running_loop().time() + self._seconds

    async def _call(self, until: float, method: str, **arguments: Any) -> Mapping[str, Any] | Failure:
        """One call, to end by the loop's time ``until``; one that is cut off may have arrived, one not begun has not."""
        if asyncio.get_running_loop().time() >= until:
            return Failure(stage=Stage.UNSENT, detail="no time left for another form")
        try:
            async with asyncio.timeout_at(until):
                return await self._api.call(method, **arguments)
        except TimeoutError:
            return Failure(detail="no answer in time")

    async def _post(self, until: float, channel: str, part: Message, key: str, **where: Any) -> Failure | Delivered:
        blocks, text = to_blocks(part)
        arguments: dict[str, Any] = {
            "channel": channel,
            "text": text,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            "unfurl_links": part.previews,
            "unfurl_media": part.previews,
            "link_names": False,
            "parse": "none",
            **where,
        }
        sent = await self._call(until, "chat.postMessage", blocks=blocks or None, **arguments)
        if isinstance(sent, Failure) and is_about_blocks(sent):
            arguments["text"] = shorten(to_plain(part), TEXT_BUDGET) or text
            sent = await self._call(until, "chat.postMessage", **arguments)
        return sent if isinstance(sent, Failure) else Delivered(str(sent.get("ts", "")))

    async def _update(
        self, until: float, channel: str, target: str, blocks: list[dict[str, Any]], text: str
    ) -> Failure | Delivered:
        sent = await self._call(
            until, "chat.update", channel=channel, ts=target, blocks=blocks, text=text, link_names=False, parse="none"
        )
        return sent if isinstance(sent, Failure) else Delivered(target)

    async def _history(self, address: Address, oldest: datetime) -> AsyncIterator[Mapping[str, Any]]:
        where: dict[str, Any] = {"channel": address.channel, "oldest": f"{oldest.timestamp():.6f}", "limit": _PAGE}
        method = "conversations.history"
        if address.thread:
            method, where["ts"] = "conversations.replies", address.thread
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await self._page(method, cursor=cursor, include_all_metadata=True, inclusive=True, **where)
            for message in page.get("messages", []):
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return
        raise _UnreadableError(Failure(detail="too long a history"))

    async def _page(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """One page of history. Reading may be repeated, unlike sending."""
        failure = Failure()
        for turn in range(_TRIES):
            page = await self._api.ask(method, **arguments)
            if not isinstance(page, Failure):
                return page
            failure = page
            if not is_passing(failure) or (failure.wait or 0.0) > _PATIENCE:
                break
            if turn < _TRIES - 1:
                await self._pause(failure.wait if failure.wait is not None else 0.5 * 2**turn)
        raise _UnreadableError(failure)


class _UnreadableError(Exception):
    """The history could not be read."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.because)
        self.failure = failure


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return str(payload["key"]) if metadata.get("event_type") == EVENT_TYPE and "key" in payload else None


def _only_words(part: Message) -> dict[str, Any]:
    lines = ["".join(piece.text for piece in line) for block in part.blocks for line in map(tidied, block.lines) if line]
    words = "\n".join(lines) or inline(part.notification)
    element = {"type": "text", "text": shorten(words, TEXT_BUDGET) or "…"}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


__all__ = ["EVENT_TYPE", "SlackCourier"]
