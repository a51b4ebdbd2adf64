"""What a chat has set up, given out as one file. Taking such a file in stands in ``importing``."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import bullets, line, say, small, title, typed
from bot.model.bundle import Bundle, BundledFeed, BundledSettings, BundledWatch
from bot.model.chat import Chat
from bot.model.message import Attachment, Isolate, Message, Piece
from bot.text.addresses import has_credentials
from bot.text.bundles import written

NAMED = 10
"""How many feeds that are left out are named."""


async def export(call: Call, caller: Caller, desk: Desk) -> Message:
    """The file, and in words what it holds; feeds whose addresses hold a password are left out and named."""
    bundle = await bundled(caller.chat, desk)
    text = written(bundle, desk.clock.now())
    missed = desk.phrases.text(call.language, "file.missed")
    file = Attachment("rasid.json", "application/json", text.encode(), missed=missed)
    counts = {"watches": bundle.watches, "names": bundle.names, "feeds": bundle.feeds}
    held = [line(call, desk, f"bundle.{kind}", count=len(found)) for kind, found in counts.items() if found]
    blocks = [title(line(call, desk, "export.title")), bullets([*held, line(call, desk, "bundle.settings")])]
    if bundle.left_out:
        names = desk.phrases.joined(call.language, [Piece(each, Isolate.AUTO) for each in bundle.left_out[:NAMED]])
        blocks.append(small(line(call, desk, "export.left_out", names=names)))
    blocks.append(small(line(call, desk, "export.again", command=typed(call, desk, "import"))))
    return replace(say(call.language, *blocks), attachment=file)


async def bundled(chat: Chat, desk: Desk) -> Bundle:
    """What a chat has set up."""
    addresses = {each.id: str(each.address) for each in await desk.chats.chats()}
    states = await desk.chats.sources(chat.id)
    shown = [state for state in states if not has_credentials(state.source.url)]
    return Bundle(
        watches=tuple(
            BundledWatch(each.term, each.severity, each.switched, addresses.get(each.route_to or 0, ""))
            for each in await desk.chats.watches(chat.id)
        ),
        names=tuple(each.spellings for each in await desk.chats.taught_names(chat.id)),
        feeds=tuple(BundledFeed(state.source.url, state.source.name, state.source.language, state.paused) for state in shown),
        settings=BundledSettings(chat.language, chat.time_zone, chat.preferences),
        left_out=tuple(state.source.name for state in states if has_credentials(state.source.url)),
    )
