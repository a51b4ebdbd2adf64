"""Which pages are read before entries are kept, how many, how long, and what becomes of their text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.news import Broken, DueSource, Entry, Fresh, Language, Source, Trouble, Unchanged, Validators
from bot.pipeline import fulltext
from bot.pipeline.collect import Newsstand, poll
from bot.pipeline.fulltext import ENOUGH, MOST_PAGES, with_full_text
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database
from tests.fakes.articles import ARABIC, ARABIC_TITLE, ENGLISH
from tests.fakes.clock import FakeClock

TEXT = "\n\n".join(ENGLISH)
SOURCE = Source("harbour", "https://harbour.example/feed", "Harbour", full_text=True)
DUE = DueSource(SOURCE, Validators(), polls=3)


class Shelf:
    """Pages by address; ``most``: how many were asked for at once."""

    def __init__(self, pages: dict[str, str | Broken] | None = None) -> None:
        self.pages = pages or {}
        self.asked: list[str] = []
        self.under_way = self.most = 0
        self.hangs: set[str] = set()

    async def text_of(self, url: str) -> str | Broken:
        self.asked.append(url)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(1000 if url in self.hangs else 0.001)
        finally:
            self.under_way -= 1
        return self.pages.get(url, TEXT)


class Known:
    """The part of the store that is asked here: which entries it has."""

    def __init__(self, *keys: str) -> None:
        self.keys = frozenset(keys)

    async def unknown(self, source: Source, entries: Sequence[Entry]) -> frozenset[str]:
        return frozenset(entry.key for entry in entries) - self.keys


def entry(number: int, text: str = "", **more: object) -> Entry:
    return Entry(f"e{number}", f"Headline of report {number}", text, f"https://harbour.example/{number}", **more)


async def read(shelf: Shelf, *entries: Entry, due: DueSource = DUE, known: Known | None = None) -> dict[str, Entry]:
    reading = await with_full_text(due, Fresh(entries, title="Harbour"), known or Known(), shelf)
    assert isinstance(reading, Fresh)
    assert reading.title == "Harbour"
    assert [one.key for one in reading.entries] == [one.key for one in entries]
    return {one.key: one for one in reading.entries}


async def test_headlines_get_the_text_of_their_pages_and_keep_what_the_feed_says() -> None:
    shelf = Shelf()
    assert await read(shelf, entry(1, "short")) == {"e1": replace(entry(1, "short"), page=TEXT, language=Language.ENGLISH)}
    assert shelf.asked == ["https://harbour.example/1"]


async def test_texts_that_speak_for_themselves_need_no_page() -> None:
    shelf = Shelf()
    long_title = replace(entry(2, "t" * (ENOUGH + 10)), title="t" * (ENOUGH + 10))
    read_ = await read(shelf, entry(1, "t" * ENOUGH), long_title, replace(entry(3), url=""))
    assert shelf.asked == ["https://harbour.example/2"]
    assert [one.page for one in read_.values()] == ["", TEXT, ""]


@pytest.mark.parametrize(
    ("due", "reading"),
    [
        (replace(DUE, source=replace(SOURCE, full_text=False)), Fresh((entry(1),))),
        (DUE, Unchanged()),
        (DUE, Broken(Trouble.TIMEOUT)),
        (replace(DUE, polls=0), Fresh((entry(1),))),
    ],
)
async def test_nothing_is_read_unasked_for_unchanged_feeds_or_for_a_baseline(
    due: DueSource, reading: Fresh | Unchanged | Broken
) -> None:
    shelf = Shelf()
    assert await with_full_text(due, reading, Known(), shelf) == reading
    assert not shelf.asked


async def test_the_first_news_of_a_feed_that_was_empty_is_no_baseline(clock: FakeClock) -> None:
    shelf, then = Shelf(), clock.now()
    due = replace(DUE, polls=0, last_success=then)
    after, before = then + timedelta(minutes=5), then - timedelta(minutes=5)
    await read(shelf, entry(1, published=after), entry(2, published=before), entry(3), due=due)
    assert shelf.asked == ["https://harbour.example/1"]


async def test_a_link_that_several_entries_share_is_left_alone() -> None:
    shelf, shared = Shelf(), "https://harbour.example/news"
    await read(shelf, replace(entry(1), url=shared), replace(entry(2), url=shared), entry(3))
    assert shelf.asked == ["https://harbour.example/3"]


async def test_known_entries_are_not_read_again() -> None:
    shelf = Shelf()
    await read(shelf, entry(1), entry(2), entry(3), known=Known("e1", "e3"))
    assert shelf.asked == ["https://harbour.example/2"]


async def test_at_most_ten_pages_and_four_at_once() -> None:
    shelf = Shelf()
    got = await read(shelf, *(entry(number) for number in range(30)))
    assert shelf.asked == [f"https://harbour.example/{number}" for number in range(MOST_PAGES)]
    assert shelf.most == 4
    assert sum(bool(one.page) for one in got.values()) == MOST_PAGES


async def test_after_the_deadline_the_rest_keep_what_their_feed_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulltext, "DEADLINE", 0.2)
    shelf = Shelf()
    shelf.hangs = {f"https://harbour.example/{number}" for number in (0, 2, 4, 6, 8)}
    got = await read(shelf, *(entry(number) for number in range(10)))
    assert [one.key for one in got.values() if one.page] == ["e1", "e3", "e5"]
    assert shelf.under_way == 0


async def test_a_page_that_gives_nothing_or_less_than_the_feed_changes_nothing() -> None:
    shelf = Shelf({"https://harbour.example/1": Broken(Trouble.REFUSED, "robots"), "https://harbour.example/2": "less"})
    entries = entry(1), entry(2, "more than less")
    assert list((await read(shelf, *entries)).values()) == list(entries)


async def test_the_headline_is_not_said_twice_and_a_known_language_stays() -> None:
    body = "\n\n".join(ARABIC)
    shelf = Shelf({"https://harbour.example/1": f"{ARABIC_TITLE} \n\n{body}"})
    one = replace(entry(1), title=ARABIC_TITLE, language=Language.ARABIC)
    assert await read(shelf, one) == {"e1": replace(one, page=body)}


class Feed:
    """A reader of one feed that says what it is told to."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = entries

    async def read(self, source: Source, since: Validators) -> Fresh:
        return Fresh(self.entries)


async def test_the_text_of_a_page_is_kept_and_the_feed_does_not_take_it_back(database: Database, clock: FakeClock) -> None:
    articles, chats = Articles(database), Chats(database)
    await chats.seed_sources([SOURCE])
    feed, shelf = Feed(entry(1, "old news")), Shelf()
    stand = Newsstand(feed, articles, clock, lambda: 0.0, lambda: None, shelf)

    async def polled() -> None:
        (due,) = await articles.due_sources(5)
        await poll(due, stand)
        clock.advance(hours=1)

    await polled()
    assert not shelf.asked
    feed.entries = entry(2, "short"), entry(1, "old news")
    await polled()
    (kept,) = await articles.untriaged(5)
    assert (kept.title, kept.text) == ("Headline of report 2", TEXT)
    feed.entries = entry(2, "short, and edited by its feed"), entry(1, "old news")
    await polled()
    assert [one.text for one in await articles.untriaged(5)] == [TEXT]
    assert shelf.asked == ["https://harbour.example/2"]
    feed.entries = (replace(entry(2, "short"), title="Another headline of report 2"),)
    await polled()
    assert {(one.title, one.text) for one in await articles.untriaged(5)} == {("Another headline of report 2", TEXT)}
