"""Has a request answered and brings the answer to its chat, at the pace the outbox allows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.chat.command import Answer, Request
from bot.model.alert import Delivered, Gone, Moved, Outcome, Rejected, Retry
from bot.model.chat import Address, ChatKind
from bot.model.message import Block, BlockKind, Message, Piece
from bot.model.news import Language
from bot.platforms.telegram import files
from bot.platforms.telegram.courier import TelegramCourier
from bot.platforms.telegram.updates import Asked
from bot.ports import ChatStore, Outbox, StoreUnavailable

TRIES = 4
"""How often an answer that was not sent is tried."""
PATIENCE = 60.0
"""Seconds after which somebody waiting for an answer no longer does."""

_log = structlog.get_logger(__name__)


class Answering:
    """Answers requests of one bot."""

    def __init__(self, answer: Answer, chats: ChatStore, outbox: Outbox, courier: TelegramCourier) -> None:
        self._answer = answer
        self._chats = chats
        self._outbox = outbox
        self._courier = courier

    async def answer(self, asked: Asked, *, refuse: bool = True) -> Language | None:
        """Answers one request: in place of the pressed message if the answer says so, in a group in reply to the command.

        Returns the language of the answer; None when none was brought out.

        Without ``refuse``, what only the asker should read is not posted where all would.
        """
        message = await self._answer(await self._read(asked))
        if message is None or (message.private and not refuse):
            return None
        address = asked.request.address
        target = asked.message if asked.request.kind is ChatKind.GROUP and not asked.request.button else ""
        posted = False
        for part in self._courier.split(message):
            place = asked.message if part.replaces and asked.request.button else ""
            outcome = await self._deliver(address, asked.request.kind, part, place, target)
            if isinstance(outcome, Moved):
                address = outcome.to
                outcome = await self._deliver(address, asked.request.kind, part, "", "")
            if isinstance(outcome, Rejected) and part.attachment is not None:
                # The words matter more than the file.
                words = _without_file(part)
                if not words.blocks:
                    continue
                outcome = await self._deliver(address, asked.request.kind, words, "", target)
            if not isinstance(outcome, Delivered):
                await self._undelivered(address, outcome)
                return None
            posted = posted or not place or outcome.message != place
            target = ""
        if posted and message.unless_posted:
            await self._restore(address)
        return message.language

    async def _read(self, asked: Asked) -> Request:
        """The request with the document that came with it."""
        if asked.document is None:
            return asked.request
        showing = asyncio.create_task(files.acknowledge(self._courier.bot, asked.request.address))
        attached = await files.fetched(self._courier.bot, asked.document)
        # It only says that something is being done, which now it is no longer.
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)
        return replace(asked.request, attached=attached)

    async def _deliver(self, address: Address, kind: ChatKind, part: Message, place: str, target: str) -> Outcome:
        """Brings one part out: over message ``place`` if given, else as a new one; waits when told to, within reason."""
        outcome: Outcome = Retry(timedelta(), "not tried")
        for _ in range(TRIES):
            await self._turn(address, kind)
            outcome = await (
                self._courier.rewrite(address, place, part.said_aside()) if place else self._courier.post(address, part, target)
            )
            if isinstance(outcome, Rejected) and outcome.target_lost and place:
                place = ""
            elif isinstance(outcome, Retry) and outcome.after.total_seconds() <= PATIENCE:
                await asyncio.sleep(outcome.after.total_seconds())
            else:
                break
        if isinstance(outcome, Moved):
            await self._chats.move(replace(address, thread=""), replace(outcome.to, thread=""))
        return outcome

    async def _turn(self, address: Address, kind: ChatKind) -> None:
        try:
            wait = await self._outbox.reserve(address, kind)
        except StoreUnavailable:
            # The pace is unknown; an answer that says what is wrong matters more.
            return
        await asyncio.sleep(wait)

    async def _restore(self, address: Address) -> None:
        """A chat that was taken for out of reach has just been written to."""
        try:
            await self._chats.restore(replace(address, thread=""))
        except StoreUnavailable as trouble:
            # The next answer is another occasion.
            _log.warning("chat_not_restored", chat=str(address), because=str(trouble))

    async def _undelivered(self, address: Address, outcome: Outcome) -> None:
        if isinstance(outcome, Gone):
            await self._chats.suspend(replace(address, thread=""), outcome.because)
        _log.warning("answer_not_delivered", chat=str(address), outcome=type(outcome).__name__, because=_why(outcome))


def _without_file(part: Message) -> Message:
    """The part without its file, and with the sentence that says so."""
    missed = part.attachment.missed if part.attachment is not None else ""
    said = (Block(BlockKind.TEXT, ((Piece(missed),),)),) if missed else ()
    return replace(part, attachment=None, blocks=(*part.blocks, *said))


def _why(outcome: Outcome) -> str:
    return str(outcome.to) if isinstance(outcome, Moved) else "" if isinstance(outcome, Delivered) else outcome.because
