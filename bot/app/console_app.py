"""The terminal as one of the bot's chats: what is typed there, and what is offered while it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bot.chat.command import Answer, Desk
from bot.chat.completion import offered, spoken
from bot.chat.vocabulary import command_words
from bot.model.message import Message
from bot.platforms.console import HERE, ConsoleCourier, ConsoleIntake
from bot.platforms.console_typing import no_offers
from bot.ports import StoreUnavailable
from bot.text.phrases import Phrases


def intake_of(
    courier: ConsoleCourier, answer: Answer, phrases: Phrases, finished: Callable[[], None], desk: Desk | None
) -> ConsoleIntake:
    """The intake that hands what is typed to ``answer``; what is typed is kept where the courier saves files."""
    offers = no_offers if desk is None else partial(_offers, desk)
    return ConsoleIntake(answer, courier, command_words(phrases), finished, offers=offers, history=courier.folder)


def typed_for(phrases: Phrases) -> Callable[[Message, str], str]:
    """What to type for a message's buttons: in Arabic for an Arabic one."""
    return lambda message, action: spoken(action if " @" in action else f"{action} @{message.language}", phrases)


async def _offers(desk: Desk, typed: str) -> Sequence[tuple[str, str]]:
    try:
        return await offered(typed, HERE, desk)
    except StoreUnavailable:
        return ()
