"""Three chats on the real stores, each with things of its own that bear its mark, and who speaks in them.

They share one story; one watch of the group is routed to the private chat on Slack. What may be seen of it where is said by
``seen_of_the_route``.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from bot.model.alert import AlertKind, Delivered, Delivery, Rejected
from bot.model.chat import Chat, ChatKind, Person, Platform, Role
from bot.model.message import Message
from bot.model.mute import Muted
from bot.model.news import Article, Language
from bot.store import schema
from bot.store.database import open_database
from bot.store.mutes import StoredMutes
from bot.store.register import StoredRegister
from tests.fakes.clock import FakeClock
from tests.fakes.postgres import finished
from tests.fakes.real_desk import RealFront
from tests.store.house import House, alert, placed


@dataclass(frozen=True)
class Place:
    """A chat, the person who administers it, and the mark that all its own things bear."""

    platform: Platform
    channel: str
    kind: ChatKind
    person: str
    mark: str


@dataclass(frozen=True)
class Speaker:
    """Somebody, and where they speak: the chat that ``about`` marks is the one whose things they may see and change there.

    ``about`` None: nobody's. ``changes``: whether they may change anything. ``in_both``: the platform says that they are an
    admin of the group. ``acts``: what is written there is about the group.
    """

    platform: Platform
    person: str
    channel: str
    kind: ChatKind
    about: Place | None
    changes: bool = True
    in_both: bool = False
    acts: bool = False


PRIVATE, GROUP, SLACK = PLACES = (
    Place(Platform.TELEGRAM, "7", ChatKind.PRIVATE, "7", "zebracorn"),
    Place(Platform.TELEGRAM, "-100", ChatKind.GROUP, "22", "quaggamint"),
    Place(Platform.SLACK, "D5", ChatKind.PRIVATE, "U5", "okapifern"),
)
ADMINS = tuple(Speaker(place.platform, place.person, place.channel, place.kind, place) for place in PLACES)
READER = Speaker(Platform.TELEGRAM, "33", "-100", ChatKind.GROUP, GROUP, changes=False)
STRANGERS = (
    Speaker(Platform.TELEGRAM, "44", "44", ChatKind.PRIVATE, None, changes=False),
    Speaker(Platform.TELEGRAM, "44", "-400", ChatKind.GROUP, None, changes=False),
    Speaker(Platform.SLACK, "U44", "D44", ChatKind.PRIVATE, None, changes=False),
)
EDITOR_OF_TWO = Speaker(Platform.TELEGRAM, "7", "-100", ChatKind.GROUP, GROUP)
"""The private chat's own person, who is an editor in the group besides."""
ADMIN_OF_TWO = Speaker(Platform.TELEGRAM, "7", "7", ChatKind.PRIVATE, PRIVATE, in_both=True)
ACTING = Speaker(Platform.TELEGRAM, "7", "7", ChatKind.PRIVATE, GROUP, in_both=True, acts=True)
SPEAKERS = (*ADMINS, READER, *STRANGERS, EDITOR_OF_TWO, ADMIN_OF_TWO, ACTING)

ROUTED, ROUTED_NEWS, TARGET = MARKS_OF_THE_ROUTE = "narwhalterm", "narwhalnews", "heronnest"
"""The term that is watched in the group and told in the private chat on Slack; what it has caught; what that chat is called."""

TABLES = (
    schema.watches,
    schema.mutes,
    schema.subscriptions,
    schema.taught_names,
    schema.proposals,
    schema.alerts,
    schema.deliveries,
    schema.story_splits,
    schema.chat_roles,
    schema.undos,
)


def seen_of_the_route(place: Place | None) -> Collection[str]:
    """Which of the marks may show where: in its own chat the watch and where it goes, where it is told the watch and its alert.

    What it has caught is of a feed that all chats read, so that whoever has a chat may look it up.
    """
    return {PRIVATE: (ROUTED_NEWS,), GROUP: MARKS_OF_THE_ROUTE, SLACK: MARKS_OF_THE_ROUTE}.get(place, ())  # type: ignore[call-overload, no-any-return]


def furnish(path: Path) -> None:
    """Fills the database at ``path``, whose tables are made."""

    async def fill() -> None:
        clock = FakeClock()
        database = await open_database(f"sqlite:///{path}", clock=clock)
        try:
            await _furnished(House(database, clock))
        finally:
            await database.close()

    finished(fill())


@asynccontextmanager
async def a_front(template: Path, folder: Path) -> AsyncIterator[RealFront]:
    """A desk over a fresh copy of a furnished database, an hour later."""
    clock = FakeClock()
    clock.advance(3600)
    database = await open_database(f"sqlite:///{_copied(template, folder)}", clock=clock)
    try:
        yield RealFront(House(database, clock))
    finally:
        await database.close()


def _copied(template: Path, folder: Path) -> Path:
    """A fresh copy, in place of the last."""
    for leftover in folder.glob("copy.db*"):
        leftover.unlink()
    return Path(shutil.copy(template, folder / "copy.db"))


async def _furnished(house: House) -> None:
    """Fills a house: each chat with things of its own, and one story that a report of the first chat's own feed opens."""
    await house.furnish("one")
    register = StoredRegister(house.database)
    opened: list[Chat] = []
    for place in PLACES:
        chat = await house.open(place.channel, place.platform, place.kind)
        title = f"{place.mark} desk" if place is not SLACK else TARGET
        chat = replace(chat, title=title, person=place.person if chat.kind is ChatKind.PRIVATE else "")
        await house.chats.save(chat)
        whom = Person(place.platform, place.person, f"{place.mark} person")
        await register.appoint(whom, Role.ADMIN, chat.id, whom, None, house.clock.now(), spare=True)
        opened.append(chat)
        await _own_things(house, chat, place, whom)
    second, admin = Person(PRIVATE.platform, PRIVATE.person), Person(GROUP.platform, GROUP.person)
    await register.appoint(second, Role.EDITOR, opened[1].id, admin, None, house.clock.now(), spare=True)
    await _route(house, opened[1], opened[2])
    shared = None
    for chat, place in zip(opened, PLACES, strict=True):
        shared = await _tell_together(house, chat, place, shared)


async def _own_things(house: House, chat: Chat, place: Place, whom: Person) -> None:
    """A watch, a feed, a name, a mute, an open question, and two messages: one that arrived and one that did not."""
    now, mark = house.clock.now(), place.mark
    watch, _ = await house.chats.add_watch(chat.id, f"{mark} watch", whom, now)
    state, _ = await house.chats.add_source(
        chat.id, f"https://{mark}.example/feed", f"{mark} feed", Language.ENGLISH, whom, now
    )
    # As if it had been read before.
    await house.database.write(lambda c: c.execute(update(schema.sources).values(polls=1)))
    await house.chats.teach(chat.id, [f"{mark} name", f"{mark} alias"], [], whom, now)
    await house.chats.propose(chat.id, f"{mark} question", now)
    await StoredMutes(house.database).mute(chat.id, Muted(watch.id, None, state.source.id), None, whom, now)
    second, _ = await house.chats.add_watch(chat.id, f"{mark} other", whom, now)
    for number, outcome in ((1, Delivered(f"m-{mark}-1")), (2, Rejected(f"{mark} refused"))):
        (article,) = await house.publish(f"{mark} story {number}", source=state.source.id)
        await house.triage(placed(article, alert(chat, article, AlertKind.NEW, watch=second)))
        await house.outbox.settle(await _claimed(house, chat), outcome, "shown")


async def _tell_together(house: House, chat: Chat, place: Place, story: Article | None) -> Article:
    """A report of the chat's own feed, told to it alone, in a story that all chats share."""
    own = next(state for state in await house.chats.sources(chat.id) if state.source.owner_chat == chat.id)
    (article,) = await house.publish(f"{place.mark} on the storm", source=own.source.id)
    number = article.id if story is None else story.id
    told = alert(chat, article, AlertKind.NEW, number, watch=(await house.chats.watches(chat.id))[1])
    await house.triage(placed(article, told, story=None if story is None else number, how="headline"))
    await house.outbox.settle(await _claimed(house, chat), Delivered(f"m-{place.mark}-2"), "shown")
    return story or article


async def _route(house: House, chat: Chat, target: Chat) -> None:
    """A watch whose alerts go to another chat, and one that went."""
    whom = Person(Platform.TELEGRAM, GROUP.person)
    watch, _ = await house.chats.add_watch(chat.id, ROUTED, whom, house.clock.now())
    routed = await house.chats.route_watch(chat.id, watch.id, target.id, whom, house.clock.now())
    assert routed is not None
    (article,) = await house.publish(ROUTED_NEWS)
    await house.triage(placed(article, alert(target, article, AlertKind.NEW, watch=routed)))
    await house.outbox.settle(await _claimed(house, target), Delivered("m-routed"), "shown")


async def _claimed(house: House, chat: Chat) -> Delivery:
    house.clock.advance(60)
    (delivery,) = await house.claim()
    assert delivery.chat.id == chat.id
    return delivery


async def rows_of(front: RealFront) -> dict[str, list[Any]]:
    """All that each chat has, by its channel."""
    found: dict[int, list[Any]] = {}
    channels: dict[int, str] = {}

    async def read(connection: Any) -> None:
        for chat in await connection.execute(select(schema.chats)):
            channels[chat.id] = chat.channel
            found.setdefault(chat.id, []).append(tuple(chat))
        for table in TABLES:
            for row in await connection.execute(select(table).order_by(*table.primary_key.columns)):
                found.setdefault(row.chat_id, []).append((table.name, *map(repr, row)))
        for row in await connection.execute(select(schema.sources.c.owner_chat, schema.sources.c.id, schema.sources.c.paused)):
            if row.owner_chat is not None:
                found.setdefault(row.owner_chat, []).append(tuple(row))

    await front.house.database.read(read)
    return {channels[number]: rows for number, rows in found.items()}


def shown(message: Message) -> str:
    """All that anybody gets to see of an answer, and all that its buttons and links carry."""
    pieces = [piece for block in message.blocks for line in block.lines for piece in line]
    texts = [message.notification, *(piece.text + piece.url for piece in pieces)]
    texts += [f"{button.label} {button.action}" for row in message.buttons for button in row]
    if message.attachment is not None:
        texts += [message.attachment.name, message.attachment.alt, message.attachment.content.decode("utf-8", "replace")]
    return "\n".join(texts).casefold()
