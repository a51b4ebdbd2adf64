"""What the operator's files ask for, handed to the store at each start; what chats changed, removed or forgot stays so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.app.catalogue import Seed
from bot.model.chat import Address, ChatKind, Platform
from bot.model.news import Language, Source
from bot.store.chats import Chats


async def seed(chats: Chats, sources: Sequence[Source], seeds: Sequence[Seed], language: Language, now: datetime) -> None:
    """Takes over the operator's feeds and watches.

    The watches of a chat that was forgotten are taken over again only when the file asks for others than it did then.
    ``language``: of chats to come.
    """
    await chats.seed_sources(sources)
    for address in dict.fromkeys(each.address for each in seeds):
        terms = [each.term for each in seeds if each.address == address]
        if not await chats.wants_seeds(address, terms):
            continue
        chat = await chats.open_chat(address, kind_of(address), "", language)
        if not chat.admitted:
            await chats.save(replace(chat, admitted=True))
        for term in terms:
            await chats.seed_watch(chat.id, term, now)


def kind_of(address: Address) -> ChatKind:
    """What kind of chat an address in a file is, as far as its form tells; its first command sets it right."""
    private = address.platform is Platform.CONSOLE or address.channel[:1] in {"D", *"0123456789"}
    return ChatKind.PRIVATE if private else ChatKind.GROUP
