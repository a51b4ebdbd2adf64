"""Chats never see each other's watches, alerts, mutes, settings, feeds or buttons, and never change each other's rows.

Three chats share one story and one feed; each has things of its own that bear its mark. Random commands of all kinds, typed,
pressed and sent in reply, with numbers that belong to other chats, are given by people of all three. No answer in one chat may
bear another's mark, and no row of another chat may change.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.chat.reception import COMMANDS
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
from tests.fakes.desk import PHRASES
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


PLACES = (
    Place(Platform.TELEGRAM, "7", ChatKind.PRIVATE, "7", "zebracorn"),
    Place(Platform.TELEGRAM, "-100", ChatKind.GROUP, "22", "quaggamint"),
    Place(Platform.SLACK, "D5", ChatKind.PRIVATE, "U5", "okapifern"),
)
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
REPLIES = ("", *(f"m-{place.mark}-{number}" for place in PLACES for number in (1, 2)))
OTHER_WORDS = ("all", "8h", "always", "on", "off", "ar", "here", "critical", "storm", "why", "https://one.example/feed", "2 x")


async def furnished(house: House) -> None:
    """Fills a house: each chat with things of its own, and one story that a report of the first chat's own feed opens."""
    await house.furnish("one")
    register = StoredRegister(house.database)
    opened: list[Chat] = []
    for place in PLACES:
        chat = await house.open(place.channel, place.platform, place.kind)
        chat = replace(chat, title=f"{place.mark} desk", person=place.person if chat.kind is ChatKind.PRIVATE else "")
        await house.chats.save(chat)
        whom = Person(place.platform, place.person, f"{place.mark} person")
        await register.appoint(whom, Role.ADMIN, chat.id, whom, None, house.clock.now(), spare=True)
        opened.append(chat)
        await own_things(house, chat, place, whom)
    shared = None
    for chat, place in zip(opened, PLACES, strict=True):
        (watch, *_) = await house.chats.watches(chat.id)
        shared = await tell_together(house, chat, place, watch, shared)


async def own_things(house: House, chat: Chat, place: Place, whom: Person) -> None:
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


async def tell_together(house: House, chat: Chat, place: Place, watch: Any, story: Article | None) -> Article:
    """A report of the chat's own feed, told to it alone, in a story that all chats share."""
    own = next(state for state in await house.chats.sources(chat.id) if state.source.owner_chat == chat.id)
    (article,) = await house.publish(f"{place.mark} on the storm", source=own.source.id)
    number = article.id if story is None else story.id
    told = alert(chat, article, AlertKind.NEW, number, watch=(await house.chats.watches(chat.id))[1])
    await house.triage(placed(article, told, story=None if story is None else number, how="headline"))
    await house.outbox.settle(await _claimed(house, chat), Delivered(f"m-{place.mark}-2"), "shown")
    return story or article


async def _claimed(house: House, chat: Chat) -> Delivery:
    house.clock.advance(60)
    (delivery,) = await house.claim()
    assert delivery.chat.id == chat.id
    return delivery


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A furnished SQLite file, to copy from."""
    path = tmp_path_factory.mktemp("chats") / "rasid.db"
    shutil.copy(sqlite_template, path)

    async def furnish() -> None:
        clock = FakeClock()
        database = await open_database(f"sqlite:///{path}", clock=clock)
        try:
            await furnished(House(database, clock))
        finally:
            await database.close()

    finished(furnish())
    return path


def copied(template: Path, folder: Path) -> Path:
    """A fresh copy, in place of the last."""
    for leftover in folder.glob("copy.db*"):
        leftover.unlink()
    return Path(shutil.copy(template, folder / "copy.db"))


@asynccontextmanager
async def a_front(template: Path, folder: Path) -> AsyncIterator[RealFront]:
    """A desk over a fresh copy."""
    path = copied(template, folder)
    clock = FakeClock()
    clock.advance(3600)
    database = await open_database(f"sqlite:///{path}", clock=clock)
    try:
        yield RealFront(House(database, clock))
    finally:
        await database.close()


async def rows_of(front: RealFront) -> dict[int, list[Any]]:
    """All that each chat has, by its id."""
    found: dict[int, list[Any]] = {}

    async def read(connection: Any) -> None:
        for chat in await connection.execute(select(schema.chats)):
            found.setdefault(chat.id, []).append(tuple(chat))
        for table in TABLES:
            for row in await connection.execute(select(table).order_by(*table.primary_key.columns)):
                found.setdefault(row.chat_id, []).append((table.name, *map(repr, row)))
        for row in await connection.execute(select(schema.sources.c.owner_chat, schema.sources.c.id, schema.sources.c.paused)):
            if row.owner_chat is not None:
                found.setdefault(row.owner_chat, []).append(tuple(row))

    await front.house.database.read(read)
    return found


def shown(message: Message) -> str:
    """All that anybody gets to see of an answer, and all that its buttons and links carry."""
    pieces = [piece for block in message.blocks for line in block.lines for piece in line]
    texts = [message.notification, *(piece.text + piece.url for piece in pieces)]
    texts += [f"{button.label} {button.action}" for row in message.buttons for button in row]
    if message.attachment is not None:
        texts += [message.attachment.name, message.attachment.alt, message.attachment.content.decode("utf-8", "replace")]
    return "\n".join(texts).casefold()


WORDS = [
    (command.name, word)
    for command in COMMANDS
    for word in PHRASES.words(Language.ENGLISH, f"commands.{command.name}.words")[:1]
]
ARGUMENTS = st.lists(
    st.integers(1, 30).map(str)
    | st.sampled_from(OTHER_WORDS)
    | st.sampled_from(("back", "undone", "again", "undo", "together", "when")),
    max_size=3,
).map(" ".join)
COMMANDS_GIVEN = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from([word for _, word in WORDS]),
    ARGUMENTS,
    st.booleans(),
    st.sampled_from(REPLIES),
)
RUNS = st.tuples(st.sampled_from(PLACES), st.lists(COMMANDS_GIVEN, min_size=3, max_size=8))


async def play(front: RealFront, here: Place, given_: Sequence[tuple[Place, str, str, bool, str]]) -> None:
    """Gives commands in one chat, looks at each answer, and in the end at the rows of the others."""
    numbers = {chat.address.channel: chat.id for chat in await front.house.chats.chats()}
    before = await rows_of(front)
    for giver, word, argument, button, reply in given_:
        person = giver.person if giver.platform is here.platform else here.person
        text = f"{word} {argument}".strip()
        options = {"platform": here.platform, "button": button, "reply_to": reply}
        message = await front.ask(text, person, here.channel, here.kind, **options)  # type: ignore[arg-type]
        said = shown(message) if message is not None else ""
        for other in PLACES:
            assert other is here or other.mark not in said, (text, options, said)
    after = await rows_of(front)
    for place in PLACES:
        if place is not here:
            assert after[numbers[place.channel]] == before[numbers[place.channel]], given_


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(RUNS, min_size=2, max_size=4))
async def test_chats_never_see_or_change_each_others_things(template: Path, tmp_path: Path, runs: list[Any]) -> None:
    async with a_front(template, tmp_path) as front:
        for here, given_ in runs:
            await play(front, here, given_)


@pytest.mark.parametrize("part", range(4))
async def test_every_command_with_guessed_numbers_keeps_to_its_chat(template: Path, tmp_path: Path, part: int) -> None:
    here = PLACES[1]
    async with a_front(template, tmp_path) as front:
        for _, word in WORDS[part::4]:
            numbers = ["", "1", "2", "5 8h", "7", "8 9", "back 1", "again 1", "story 7 8h"]
            pressed = ((here, word, each, bool(at % 2), REPLIES[at % len(REPLIES)]) for at, each in enumerate(numbers))
            await play(front, here, list(pressed))


@pytest.mark.soak
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(RUNS, min_size=3, max_size=8))
async def test_chats_keep_apart_for_long(template: Path, tmp_path: Path, runs: list[Any]) -> None:
    async with a_front(template, tmp_path) as front:
        for here, given_ in runs:
            await play(front, here, given_)


async def test_the_marks_are_really_there_to_be_seen(template: Path, tmp_path: Path) -> None:
    async with a_front(template, tmp_path) as front:
        for place in PLACES:
            for text in ("watches", "feeds", "names", "mutes", "latest", "story", "deliveries", "audit"):
                message = await front.ask(text, place.person, place.channel, place.kind, platform=place.platform)
                assert message is not None
                assert place.mark in shown(message), (place.channel, text, shown(message))
