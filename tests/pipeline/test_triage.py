import importlib
from collections.abc import Sequence

import pytest

from bot.model.alert import AlertKind, Triage
from bot.model.chat import Address, Chat, ChatKind, Person, Platform
from bot.model.news import Article, DueSource, Entry, Fresh, Language, Source, Validators
from bot.model.watch import Name
from bot.pipeline.cadence import next_poll
from bot.pipeline.newsroom import Newsroom
from bot.pipeline.triage import Triagist
from bot.ports import Fenced, StoreUnavailable
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database
from bot.store.leases import RoleLeases
from bot.store.outbox import DatabaseOutbox
from tests.fakes.clock import FakeClock

NAMES = (Name("centcom", "command", ("CENTCOM", "U.S. Central Command"), ("سنتكوم",)),)
PERSON = Person(Platform.CONSOLE, "local")
BODY = (
    "U.S. Central Command said three sailors were injured at dawn when a fire broke out in the engine room of a cargo ship in "
    "the Gulf of Aden. A destroyer on patrol nearby sent a boat with medics, and the crew put the fire out within an hour. "
    "The ship goes on to its next harbour under its own power, and the cause of the fire is being looked into."
)
TITLE = "CENTCOM: 3 sailors injured in cargo ship fire in Gulf of Aden"


class FailingArticles(Articles):
    """The store, whose next commits fail as often as told."""

    failures: Sequence[Exception] = ()
    committed: list[Triage]

    async def commit(self, triage: Triage) -> int:
        if self.failures:
            error, *self.failures = self.failures
            raise error
        self.committed = [*getattr(self, "committed", []), triage]
        return await super().commit(triage)


class Desk:
    """A store with two outlets, and a triagist over it."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.clock = clock
        self.articles, self.chats = FailingArticles(database), Chats(database)
        self.outbox, self.leases = DatabaseOutbox(database), RoleLeases(database)
        self.newsroom = Newsroom(NAMES)
        self.triagist = Triagist(self.newsroom, self.articles, self.chats, clock)
        self.outlets = {name: Source(name, f"https://{name}.example/", name, Language.ENGLISH) for name in ("a", "b")}

    async def open(self, term: str = "CENTCOM") -> Chat:
        await self.chats.seed_sources(tuple(self.outlets.values()))
        for name in self.outlets:
            await self.publish(name, ("held", "Held before anybody watched", ""))
        chat = await self.chats.open_chat(Address(Platform.CONSOLE, "local"), ChatKind.PRIVATE, "", Language.ENGLISH)
        await self.chats.add_watch(chat.id, term, PERSON, self.clock.now())
        return chat

    async def publish(self, outlet: str, *entries: tuple[str, str, str]) -> Sequence[Article]:
        due = DueSource(self.outlets[outlet], Validators(), 1)
        reading = Fresh(tuple(Entry(key, title, text, f"https://{outlet}.example/{key}") for key, title, text in entries))
        now = self.clock.now()
        return await self.articles.keep(due, reading, next_poll(due, reading, now, 0.0), now)

    async def triage(self, holder: str = "me") -> int:
        fence = await self.leases.acquire("triage", holder, 30)
        assert fence is not None
        return await self.triagist.triage(fence)

    def kinds(self) -> list[AlertKind]:
        return [alert.kind for triage in self.articles.committed for item in triage.items for alert in item.alerts]


@pytest.fixture
async def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database, clock)


async def test_a_match_becomes_an_alert_and_a_delivery(desk: Desk) -> None:
    await desk.open()
    await desk.publish("a", ("1", TITLE, BODY), ("2", "Nothing of note", "A quiet day."))
    assert await desk.triage() == 2
    assert await desk.triage() == 0
    assert desk.kinds() == [AlertKind.NEW]
    [delivery] = await desk.outbox.claim(5, [Platform.CONSOLE])
    [alert] = delivery.alerts
    assert alert.lead.title == TITLE
    assert "Central Command" in alert.summary.text


async def test_two_halves_of_a_story_in_one_batch_are_one_alert(desk: Desk) -> None:
    await desk.open()
    await desk.publish("a", ("1", TITLE, BODY))
    await desk.publish("b", ("1", "Cargo ship fire in Gulf of Aden injures 3 sailors, CENTCOM says", BODY))
    await desk.triage()
    assert desk.kinds() == [AlertKind.NEW, AlertKind.ALSO]
    claimed = await desk.outbox.claim(5, [Platform.CONSOLE])
    assert [len(delivery.alerts[0].reports) for delivery in claimed] == [2]


async def test_a_commit_that_failed_leaves_no_trace_in_the_window(desk: Desk) -> None:
    await desk.open()
    await desk.publish("a", ("1", TITLE, BODY))
    desk.articles.failures = [StoreUnavailable("disk full")]
    with pytest.raises(StoreUnavailable):
        await desk.triage()
    assert await desk.triage() == 1
    assert desk.kinds() == [AlertKind.NEW]


async def test_another_holder_begins_with_the_stored_window(desk: Desk, database: Database) -> None:
    await desk.open()
    await desk.publish("a", ("1", TITLE, BODY))
    await desk.triage()
    await desk.leases.release("triage", "me")
    other = Desk(database, desk.clock)
    await other.publish("b", ("1", "Cargo ship fire in Gulf of Aden injures 3 sailors, CENTCOM says", BODY))
    await other.triage("other")
    assert other.kinds() == [AlertKind.ALSO]


async def test_who_lost_the_lease_commits_nothing(desk: Desk) -> None:
    await desk.open()
    await desk.publish("a", ("1", TITLE, BODY))
    fence = await desk.leases.acquire("triage", "me", 1)
    assert fence is not None
    desk.clock.advance(5)
    assert await desk.leases.acquire("triage", "other", 30) is not None
    with pytest.raises(Fenced):
        await desk.triagist.triage(fence)
    assert len(await desk.articles.untriaged(10)) == 1


async def test_a_watch_added_or_removed_counts_from_the_next_batch(desk: Desk) -> None:
    chat = await desk.open("nothing-like-it")
    await desk.publish("a", ("1", TITLE, BODY))
    await desk.triage()
    assert desk.kinds() == []
    watch, _ = await desk.chats.add_watch(chat.id, "CENTCOM", PERSON, desk.clock.now())
    await desk.publish("a", ("2", "CENTCOM opens a hospital wing in a border town", "Forty beds."))
    await desk.triage()
    assert desk.kinds() == [AlertKind.NEW]
    await desk.chats.remove_watch(chat.id, watch.id, PERSON, desk.clock.now())
    await desk.publish("a", ("3", "Museum borrows old maps from the CENTCOM archive", "Drawn by hand."))
    await desk.triage()
    assert desk.kinds() == [AlertKind.NEW]


@pytest.mark.parametrize("place", ["bot.pipeline.newsroom.find_matches", "bot.pipeline.triage.route"])
async def test_an_article_that_trips_over_a_defect_holds_up_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    await desk.open()
    module, _, name = place.rpartition(".")
    sound = getattr(importlib.import_module(module), name)

    def tripping(article: Article, *rest: object) -> object:
        if article.title == "Poison":
            raise ValueError("a defect")
        return sound(article, *rest)

    monkeypatch.setattr(place, tripping)
    failed: list[tuple[str, str]] = []
    desk.triagist = Triagist(
        desk.newsroom, desk.articles, desk.chats, desk.clock, lambda article, error: failed.append((article.title, str(error)))
    )
    await desk.publish("a", ("1", "Poison", "CENTCOM"), ("2", TITLE, BODY))
    assert await desk.triage() == 2
    assert await desk.triage() == 0
    assert desk.kinds() == [AlertKind.NEW]
    assert failed == [("Poison", "a defect")]
