"""Articles that their feeds edit: what is news in it is told once, as an update of their story; all else is silent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.model.alert import AlertKind, Delivered, Delivery, DeliveryKind
from bot.model.chat import Address, Chat, ChatKind, Person, Platform
from bot.model.news import Article, DueSource, Entry, Fresh, Language, Source, Validators
from bot.pipeline.cadence import next_poll
from bot.pipeline.newsroom import Newsroom
from bot.pipeline.triage import Triagist
from bot.ports import StoreUnavailable
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database
from bot.store.leases import RoleLeases
from bot.store.outbox import DatabaseOutbox
from tests.fakes.clock import FakeClock
from tests.store.house import AT_ONCE

PERSON = Person(Platform.CONSOLE, "local")
TITLE = "14 dead in Zaporizhzhia as missile hits apartment block"
TEXT = "Rescuers pulled 14 bodies from the rubble of a five-storey block in Zaporizhzhia, the governor said on Saturday."


class Desk:
    """A store with two outlets, a chat that watches Zaporizhzhia, and a triagist."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.clock = clock
        self.articles, self.chats = Articles(database, AT_ONCE), Chats(database)
        self.outbox, self.leases = DatabaseOutbox(database, AT_ONCE), RoleLeases(database)
        self.restart()

    def restart(self) -> None:
        """Another process goes on: all that it knows is in the store."""
        self.triagist = Triagist(Newsroom(()), self.articles, self.chats, self.clock)

    async def open(self, term: str = "Zaporizhzhia") -> Chat:
        await self.chats.seed_sources([Source(name, f"https://{name}.example/", name, Language.ENGLISH) for name in "ab"])
        for outlet in "ab":
            await self.publish("Held before anybody watched", outlet=outlet, guid="held")
        chat = await self.chats.open_chat(Address(Platform.CONSOLE, "local"), ChatKind.PRIVATE, "", Language.ENGLISH)
        await self.chats.add_watch(chat.id, term, PERSON, self.clock.now())
        return chat

    async def publish(self, title: str, text: str = TEXT, outlet: str = "a", guid: str = "1") -> Sequence[Article]:
        due = DueSource(Source(outlet, f"https://{outlet}.example/", outlet, Language.ENGLISH), Validators(), 1)
        reading = Fresh((Entry(guid, title, text, f"https://{outlet}.example/{guid}", None, Language.ENGLISH),))
        now = self.clock.now()
        return await self.articles.keep(due, reading, next_poll(due, reading, now, 0.0), now)

    async def triage(self) -> int:
        fence = await self.leases.acquire("triage", "me", 30)
        assert fence is not None
        return await self.triagist.triage(fence)

    async def deliver(self) -> list[Delivery]:
        """Sends what is due; returns it."""
        claimed = list(await self.outbox.claim(10, [Platform.CONSOLE]))
        for delivery in claimed:
            await self.outbox.settle(delivery, Delivered(f"m{delivery.id}"), delivery.kind.value)
        return claimed

    async def told(self) -> list[DeliveryKind]:
        """Triages and sends; returns what kinds of messages went out."""
        await self.triage()
        return [delivery.kind for delivery in await self.deliver()]


@pytest.fixture
async def desk(database: Database, clock: FakeClock) -> Desk:
    desk = Desk(database, clock)
    await desk.open()
    return desk


async def test_a_toll_that_rises_in_an_article_is_one_reply_with_the_change(desk: Desk) -> None:
    await desk.publish(TITLE)
    assert await desk.told() == [DeliveryKind.SEND]
    desk.clock.advance(minutes=20)
    assert await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19")) == ()
    assert await desk.triage() == 1
    [reply] = await desk.deliver()
    [alert] = reply.alerts
    assert (reply.kind, alert.kind, alert.lead.title) == (DeliveryKind.REPLY, AlertKind.UPDATE, TITLE.replace("14", "19"))
    assert alert.change is not None
    assert (alert.change.before, alert.change.after, alert.change.about) == ("14", "19", "dead")
    assert await desk.told() == []
    assert len(await desk.articles.recent(1, desk.clock.now().replace(year=2020), 10)) == 3


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (TITLE.replace("apartment", "appartment"), TEXT),
        (f"UPDATE: {TITLE}", TEXT),
        (f"{TITLE}!", TEXT.upper()),
        (TITLE, f"{TEXT} The mayor has declared a day of mourning, and schools stay closed for 3 days."),
        (TITLE.replace("14", "Fourteen"), TEXT),
        (TITLE.replace("14", "12"), TEXT.replace("14", "12")),
        (f"{TITLE} (18:40)", TEXT),
    ],
)
async def test_an_edit_that_is_no_news_is_silent(desk: Desk, title: str, text: str) -> None:
    await desk.publish(TITLE)
    assert await desk.told() == [DeliveryKind.SEND]
    desk.clock.advance(minutes=20)
    await desk.publish(title, text)
    assert await desk.told() == []
    assert (await desk.articles.recent(1, desk.clock.now().replace(year=2020), 1))[0].title == title


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Parliament in Zaporizhzhia region approves budget for next year", "Parliament in Zaporizhzhia region rejects budget"),
        ("Missile hits a depot near Zaporizhzhia and Kherson", "Missile hits a depot near Zaporizhzhia and Odesa"),
        ("Zaporizhzhia plant loses power", "Zaporizhzhia plant never lost power, operator says"),
        ("Missile hits apartment block in Zaporizhzhia", "Missile hits apartment block in Zaporizhzhia, 3 wounded"),
    ],
)
async def test_a_turn_a_place_a_denial_and_a_first_toll_are_news(desk: Desk, before: str, after: str) -> None:
    await desk.publish(before, "")
    assert await desk.told() == [DeliveryKind.SEND]
    desk.clock.advance(minutes=20)
    await desk.publish(after, "")
    assert await desk.told() == [DeliveryKind.REPLY]


async def test_a_feed_that_prints_the_time_in_every_title_tells_once(desk: Desk) -> None:
    kinds = []
    for minute in range(0, 150, 7):
        clock = f"{8 + minute // 60:02}:{minute % 60:02}"
        await desk.publish(f"{clock} - Missile hits apartment block in Zaporizhzhia", f"Updated {clock}. {TEXT}")
        kinds += await desk.told()
        desk.clock.advance(minutes=7)
    assert kinds == [DeliveryKind.SEND]


async def test_two_states_of_an_article_by_turns_are_told_once_each(desk: Desk) -> None:
    kinds = []
    for toll in ("14", "19", "14", "19", "14", "19"):
        await desk.publish(TITLE.replace("14", toll), TEXT.replace("14", toll))
        kinds += await desk.told()
        desk.clock.advance(minutes=30)
    assert kinds == [DeliveryKind.SEND, DeliveryKind.REPLY]


async def test_a_second_change_waits_ten_minutes_and_five_are_told_at_most(desk: Desk) -> None:
    await desk.publish(TITLE)
    await desk.told()
    for toll in ("19", "23"):
        await desk.publish(TITLE.replace("14", toll), TEXT.replace("14", toll))
        assert await desk.triage() == (toll == "19")
    await desk.deliver()
    desk.clock.advance(minutes=11)
    [reply] = (await desk.triage(), await desk.deliver())[1]
    assert reply.alerts[0].change is not None
    assert (reply.alerts[0].change.before, reply.alerts[0].change.after) == ("19", "23")
    kinds = []
    for toll in range(30, 40):
        desk.clock.advance(minutes=30)
        await desk.publish(TITLE.replace("14", str(toll)), TEXT.replace("14", str(toll)))
        kinds += await desk.told()
    assert kinds == [DeliveryKind.REPLY] * 3


async def test_what_another_outlet_has_said_is_no_news_in_an_edit(desk: Desk) -> None:
    await desk.publish(TITLE)
    await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19"), outlet="b", guid="2")
    await desk.told()
    desk.clock.advance(minutes=30)
    await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19"))
    assert await desk.triage() == 1
    assert await desk.deliver() == []


async def test_an_edit_before_the_first_message_is_in_it(desk: Desk) -> None:
    await desk.publish(TITLE)
    await desk.triage()
    await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19"))
    await desk.triage()
    [first] = await desk.deliver()
    assert (first.kind, first.alerts[0].lead.title) == (DeliveryKind.SEND, TITLE.replace("14", "19"))


async def test_a_process_killed_between_edit_and_triage_neither_loses_nor_doubles(desk: Desk) -> None:
    await desk.publish(TITLE)
    await desk.told()
    desk.clock.advance(minutes=20)
    await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19"))
    desk.restart()
    assert await desk.told() == [DeliveryKind.REPLY]
    desk.restart()
    assert await desk.told() == []


async def test_a_commit_that_fails_leaves_the_edit_to_be_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.publish(TITLE)
    await desk.told()
    desk.clock.advance(minutes=20)
    await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19"))

    async def fails(*_: object) -> int:
        raise StoreUnavailable("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(desk.articles, "commit", fails)
        with pytest.raises(StoreUnavailable):
            await desk.triage()
    assert await desk.told() == [DeliveryKind.REPLY]


async def test_an_edit_that_comes_while_the_article_is_triaged_is_told_after_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = desk.articles.commit

    async def edited_meanwhile(triage: object) -> int:
        monkeypatch.undo()
        await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19"))
        return await commit(triage)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.articles, "commit", edited_meanwhile)
    await desk.publish(TITLE)
    assert await desk.told() == [DeliveryKind.SEND]
    assert await desk.told() == [DeliveryKind.REPLY]
    assert await desk.told() == []


async def test_a_change_that_is_taken_back_before_it_is_read_is_none(desk: Desk) -> None:
    await desk.publish(TITLE)
    await desk.told()
    await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19"))
    await desk.publish(TITLE)
    assert await desk.triage() == 0


async def test_what_was_held_before_anybody_watched_and_what_is_old_tells_nothing_when_edited(desk: Desk) -> None:
    await desk.publish("19 dead in Zaporizhzhia as missile hits apartment block", guid="held")
    assert await desk.triage() == 0
    await desk.publish(TITLE)
    await desk.told()
    desk.clock.advance(days=3)
    await desk.publish(TITLE.replace("14", "19"), TEXT.replace("14", "19"))
    assert await desk.triage() == 0
