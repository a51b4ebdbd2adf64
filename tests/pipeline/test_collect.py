import asyncio
from collections.abc import Mapping

from bot.model.news import Broken, Entry, Fresh, Reading, Source, Trouble, Validators
from bot.pipeline.collect import Newsstand, collect
from bot.pipeline.inflight import InFlight
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database
from tests.fakes.clock import FakeClock


class ScriptedReader:
    """Answers each source as told; one that is told to hang waits for ``release``."""

    def __init__(self, readings: Mapping[str, Reading | Exception | None]) -> None:
        self.readings = readings
        self.release = asyncio.Event()

    async def read(self, source: Source, since: Validators) -> Reading:
        told = self.readings[source.id]
        if told is None:
            await self.release.wait()
            return Fresh(())
        if isinstance(told, Exception):
            raise told
        return told


async def test_each_feed_ends_on_its_own(database: Database, clock: FakeClock) -> None:
    articles, chats = Articles(database), Chats(database)
    await chats.seed_sources([Source(name, f"https://{name}.example/", name) for name in ("good", "bad", "defect", "slow")])
    good = Fresh((Entry("1", "A headline", "A text."),))
    reader = ScriptedReader({"good": good, "bad": Broken(Trouble.TIMEOUT), "defect": ValueError("a defect"), "slow": None})
    arrived: list[None] = []
    failed: list[Exception] = []
    stand = Newsstand(reader, articles, clock, lambda: 0.0, lambda: arrived.append(None))
    under_way = InFlight(10, lambda: None, failed.append)
    assert await collect(stand, under_way) == 4
    assert await collect(stand, under_way) == 0
    while under_way.room < 9:
        await asyncio.sleep(0.01)
    assert [str(error) for error in failed] == ["a defect"]
    states = {state.source.id: state for state in await chats.sources(0)}
    assert (states["good"].health, states["bad"].health) == ("", "timeout")
    reader.release.set()
    assert await under_way.drain(5) == 0


async def test_no_more_is_claimed_than_there_is_room_for(database: Database, clock: FakeClock) -> None:
    articles, chats = Articles(database), Chats(database)
    await chats.seed_sources([Source(str(number), f"https://{number}.example/", "n") for number in range(5)])
    reader = ScriptedReader({str(number): None for number in range(5)})
    stand = Newsstand(reader, articles, clock, lambda: 0.0, lambda: None)
    under_way = InFlight(2, lambda: None, lambda _: None)
    assert await collect(stand, under_way) == 2
    assert await collect(stand, under_way) == 0
    reader.release.set()
    await under_way.drain(5)


async def test_arrivals_wake_triage_but_a_baseline_does_not_alert(database: Database, clock: FakeClock) -> None:
    articles, chats = Articles(database), Chats(database)
    source = Source("a", "https://a.example/", "a")
    await chats.seed_sources([source])
    readings: dict[str, Reading | Exception | None] = {"a": Fresh((Entry("1", "Old", "News."),))}
    arrived: list[None] = []
    stand = Newsstand(ScriptedReader(readings), articles, clock, lambda: 0.0, lambda: arrived.append(None))
    under_way = InFlight(2, lambda: None, lambda _: None)
    await collect(stand, under_way)
    await under_way.drain(5)
    assert await articles.untriaged(5) == ()
    clock.advance(source.interval.total_seconds() * 2)
    readings["a"] = Fresh((Entry("1", "Old", "News."), Entry("2", "New", "News.")))
    await collect(stand, under_way)
    await under_way.drain(5)
    assert [article.title for article in await articles.untriaged(5)] == ["New"]
    assert arrived
