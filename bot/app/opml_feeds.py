"""``rasid opml``: a chat's feeds from a list in OPML, and as one. No feed is fetched and no bot need run.

What a chat can do about its feeds by itself stands in ``bot.chat``.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from bot.app.catalogue import address_of
from bot.app.running import shown_database
from bot.app.settings import Settings, load_settings
from bot.app.wiring import SystemClock
from bot.model.chat import Chat, Person, Platform
from bot.model.listing import FeedList, ListedFeed, OpmlFault, OpmlTrouble
from bot.ports import StoreUnavailable
from bot.sources.guard import Guard
from bot.sources.opml import LARGEST, MOST_FEEDS, write_opml
from bot.sources.subscription_lists import read_list
from bot.store.chats import Chats
from bot.store.database import open_database
from bot.text.addresses import has_credentials, without_credentials

_WELL, _SOME_REFUSED, _UNREADABLE = 0, 1, 2
_AT_ONCE = 300
_WHO = Person(Platform.CONSOLE, "rasid opml")
_FAULTS = {
    OpmlTrouble.EMPTY: "it is empty",
    OpmlTrouble.NOT_OPML: "it is no OPML",
    OpmlTrouble.ENTITIES: "it defines entities, which no list of feeds needs",
    OpmlTrouble.TOO_LARGE: f"it is larger than {LARGEST // 1024 // 1024} MiB",
    OpmlTrouble.NO_FEEDS: "it names no feed",
}

Work = Callable[[Chats, Chat], Awaitable[int]]


def import_opml(document: str, chat: str, folder: Path) -> int:
    """Adds the feeds of a file (``-``: standard input) to a chat; prints what was added, was there, was refused and why.

    Returns 0 when every feed is there now, 1 when some were refused, 2 when the list or the chat cannot be read.
    """
    settings = load_settings(folder)
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if document == "-" else Path(document).read_bytes()
    except OSError as error:
        return _complain(f"{document}: {error.strerror}")
    listed = read_list(data, Guard(settings.fetch.allow_hosts), credentials=True)
    if isinstance(listed, OpmlFault):
        detail = f" ({listed.detail})" if listed.detail else ""
        return _complain(f"{document}: {_FAULTS[listed.trouble]}{detail}")
    return _in_chat(settings, chat, lambda chats, found: _import(chats, found, listed))


def export_opml(target: str, chat: str, folder: Path) -> int:
    """Writes a chat's feeds to a file (``-``: standard output), without any user names and passwords.

    Returns 0, or 2 when the file cannot be written or there is no such chat.
    """
    return _in_chat(load_settings(folder), chat, lambda chats, found: _export(chats, found, target))


def _in_chat(settings: Settings, wanted: str, work: Work) -> int:
    async def run() -> int:
        database = await open_database(settings.database.url.get_secret_value())
        try:
            chats = Chats(database, time_zone=settings.time_zone, interval=timedelta(seconds=settings.fetch.interval))
            found = _chosen(await chats.chats(), wanted)
            if isinstance(found, str):
                return _complain(f"{found} (the database is {shown_database(settings)})")
            return await work(chats, found)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except StoreUnavailable as error:
        return _complain(str(error))


def _chosen(known: Sequence[Chat], wanted: str) -> Chat | str:
    """The chat that is meant, or what is wrong with that."""
    if not wanted:
        if len(known) == 1:
            return known[0]
        listed = ", ".join(str(chat.address) for chat in known[:20])
        return (
            f"which chat? --chat takes one of: {listed}" if known else "there is no chat yet; one begins with its first command"
        )
    try:
        address = address_of(wanted)
    except ValueError as error:
        return f"--chat: {error}"
    return next((chat for chat in known if chat.address == address), f"--chat: there is no chat {wanted}")


async def _import(chats: Chats, chat: Chat, listed: FeedList) -> int:
    now, added = SystemClock().now(), 0
    for start in range(0, len(listed.feeds), _AT_ONCE):
        some = listed.feeds[start : start + _AT_ONCE]
        added += sum(await chats.add_sources(chat.id, some, _WHO, now))
        if len(listed.feeds) > _AT_ONCE:
            _tell(f"{start + len(some)} of {len(listed.feeds)}")
    print(f"{added} added, {len(listed.feeds) - added} present, {len(listed.refused)} refused: {chat.address}")
    for line in listed.refused:
        print(f"refused: {line.title}: {line.trouble.replace('_', ' ')}: {line.detail}")
    if listed.left_out:
        print(f"left out: {listed.left_out} beyond the first {MOST_FEEDS}")
    if listed.damaged:
        _tell("the list is not well-formed; lines of it may be missing")
    return _SOME_REFUSED if listed.refused or listed.left_out else _WELL


async def _export(chats: Chats, chat: Chat, target: str) -> int:
    sources = [state.source for state in await chats.sources(chat.id)]
    feeds = [ListedFeed(each.url, each.name, (each.region,) if each.region else (), language=each.language) for each in sources]
    fault = _write(target, write_opml(feeds, f"Rasid: {chat.title or chat.address}", SystemClock().now()))
    if fault:
        return _complain(f"{target}: {fault}")
    _tell(f"{len(feeds)} feeds of {chat.address}")
    for each in sources:
        if has_credentials(each.url):
            _tell(f"without its user name: {without_credentials(each.url)}")
    return _WELL


def _write(target: str, data: bytes) -> str:
    """Why a file could not be written, or "". Raises ``BrokenPipeError`` when nobody reads standard output any more."""
    if target == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return ""
    try:
        Path(target).write_bytes(data)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _complain(text: str) -> int:
    _tell(f"rasid: {text}")
    return _UNREADABLE
