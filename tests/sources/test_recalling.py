"""Documents of which only what is new is parsed: the same as if they were parsed whole, or not done at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Entry, Fresh, Source, Validators
from bot.sources import parsing
from bot.sources.document import parse_document
from bot.sources.items import ParsedFeed
from bot.sources.reading import FeedReader, body_hash
from bot.sources.recalling import Recollection, cut_up, marks_of
from tests.fakes.feed_server import FeedServer, Page

PLACE = ("one", "https://news.example/feed")
NAMES = ("الرياض", "Kyiv", "القاهرة", "Beirut", "دمشق", "Oslo", "Sana'a &amp; Aden", "عمّان")


def item(number: int, says: str = "") -> str:
    name = NAMES[number % len(NAMES)]
    return (
        f'<item><guid isPermaLink="false">id-{number}</guid><title>{name} {number}</title><link>/a/{number}</link>'
        f"<pubDate>Sat, 21 Nov 2026 0{number % 10}:00:00 GMT</pubDate>"
        f"<description><![CDATA[<p>{name}: what happened {number} {says}</p>]]></description></item>"
    )


def rss(*items: str, around: str = "", encoding: str = "utf-8") -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>News</title>'
    return f"{head}<link>https://news.example/</link>{around}{''.join(items)}</channel></rss>".encode(encoding)


def parsed(body: bytes) -> ParsedFeed:
    feed = parse_document(body, "application/rss+xml", PLACE[1])
    assert isinstance(feed, ParsedFeed), feed
    return feed


def kept(entry: Entry) -> Entry:
    """What is remembered of an entry."""
    return replace(entry, text="", as_before=True)


def in_part(before: bytes, after: bytes, source: tuple[str, str] = PLACE) -> ParsedFeed | None:
    """The second document by way of the first; None when it is to be parsed whole."""
    recollection = Recollection()
    recollection.remember(PLACE, body_hash(before), marks_of(before), parsed(before))
    recalled = recollection.recall(source, body_hash(before), after)
    return None if recalled is None else recalled.completed(parsed(recalled.body))


_STATES = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(("", "more"))), max_size=9, unique_by=lambda one: one[0])


@given(_STATES, _STATES)
def test_in_part_or_whole_a_document_says_the_same(first: list[tuple[int, str]], second: list[tuple[int, str]]) -> None:
    before, after = (rss(*(item(*one) for one in state)) for state in (first, second))
    found, whole = in_part(before, after), parsed(after)
    if found is None:
        return
    same = set(first) & set(second)
    assert replace(found, entries=()) == replace(whole, entries=())
    assert found.entries == tuple(
        kept(entry) if one in same else entry for one, entry in zip(second, whole.entries, strict=True)
    )


def test_a_new_entry_on_top_is_all_that_is_parsed() -> None:
    before = rss(*map(item, range(20)))
    after = rss(item(20), *map(item, range(19)))
    recollection = Recollection()
    recollection.remember(PLACE, body_hash(before), marks_of(before), parsed(before))
    recalled = recollection.recall(PLACE, body_hash(before), after)
    assert recalled is not None
    assert recalled.body == rss(item(20))
    assert recalled.completed(parsed(recalled.body)) is not None


TWENTY = tuple(map(item, range(20)))


@pytest.mark.parametrize(
    "after",
    [
        rss(*map(item, range(20, 32)), *TWENTY[:8]),
        rss(item(21).replace("id-21", "id-3"), *TWENTY),
        rss(item(21), *TWENTY, TWENTY[4]),
        rss(item(21), *TWENTY, around='<image xml:base="https://elsewhere.example/"/>'),
        rss(item(21), *TWENTY, encoding="utf-16"),
        rss(item(21), *TWENTY, "between", item(22)),
        rss(item(21).replace("what", "]]><![CDATA[</item><item>"), *TWENTY),
        rss(item(21), "<item/>", *TWENTY),
        rss(item(21, "\u00d8\u00a7"), *TWENTY),
        rss(item(21, "here"), *TWENTY).replace(b"here", b"\xff\xfe"),
        rss(item(21), *TWENTY)[:-60],
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    ],
    ids=[
        *("most is new", "an id given twice", "an entry twice", "another frame", "UTF-16", "text between", "cut in a section"),
        *("an empty entry", "encoded twice", "no UTF-8", "truncated", "JSON"),
    ],
)
def test_what_might_be_read_otherwise_is_parsed_whole(after: bytes) -> None:
    recollection = Recollection()
    before = rss(*TWENTY)
    recollection.remember(PLACE, body_hash(before), marks_of(before), parsed(before))
    recalled = recollection.recall(PLACE, body_hash(before), after)
    assert recalled is None or recalled.completed(parsed(recalled.body)) is None


def test_nothing_is_recalled_of_another_document_or_place() -> None:
    before, after = rss(*TWENTY), rss(item(20), *TWENTY)
    recollection = Recollection()
    recollection.remember(PLACE, "h", marks_of(before), parsed(before))
    assert recollection.recall(PLACE, "h", after) is not None
    assert recollection.recall(PLACE, "", after) is None
    assert recollection.recall(PLACE, "other", after) is None
    assert recollection.recall(("one", "https://moved.example/"), "h", after) is None
    assert recollection.recall(("two", PLACE[1]), "h", after) is None


def test_dates_that_a_feed_writes_anew_each_time_are_no_other_frame() -> None:
    first, second = (f"<lastBuildDate>Sat, 21 Nov 2026 0{hour}:00:00 GMT</lastBuildDate>" for hour in (1, 2))
    assert in_part(rss(*TWENTY, around=first), rss(item(20), *TWENTY, around=second)) is not None


def test_who_was_read_longest_ago_is_forgotten_first() -> None:
    before, after = rss(*TWENTY), rss(item(20), *TWENTY)
    recollection = Recollection(most=2)
    for name in ("a", "b", "a", "c"):
        recollection.remember((name, ""), "h", marks_of(before), parsed(before))
    found = {name: recollection.recall((name, ""), "h", after) is not None for name in "abc"}
    assert found == {"a": True, "b": False, "c": True}


@given(st.binary(max_size=200) | st.text("<>/item entry![CDATA]-:", max_size=120).map(str.encode))
def test_whatever_is_cut_is_the_whole(body: bytes) -> None:
    cut = cut_up(body)
    if cut is not None:
        between = body
        for piece in (cut.head, *cut.entries):
            skipped, found, between = between.partition(piece)
            assert found == piece
            assert not skipped.strip()
        assert between == cut.tail


async def test_a_reader_parses_only_what_is_new_and_gives_the_whole_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    real = parsing.Parser.parse

    async def parse(self: parsing.Parser, body: bytes, content_type: str, url: str) -> object:
        sizes.append(len(body))
        return await real(self, body, content_type, url)

    monkeypatch.setattr(parsing.Parser, "parse", parse)
    async with FeedServer() as server, FeedReader(allow_hosts=[server.host]) as reader:
        source = Source("one", server.url("/feed"), "One")
        known = Validators()
        readings = []
        for newest in (20, 21, 22):
            server.pages["/feed"] = Page(rss(*(item(number) for number in range(newest, newest - 20, -1))))
            reading = await reader.read(source, known)
            assert isinstance(reading, Fresh)
            known = reading.validators
            readings.append(reading)
    assert sizes[0] > 10 * sizes[1]
    assert [[entry.as_before for entry in one.entries] for one in readings] == [
        [False] * 20,
        *([[False] + [True] * 19] * 2),
    ]
    assert [entry.title.rpartition(" ")[2] for entry in readings[2].entries] == [str(number) for number in range(22, 2, -1)]
    assert readings[2].entries[1] == kept(readings[1].entries[0])
    assert readings[2].entries[5] == kept(readings[0].entries[3])
