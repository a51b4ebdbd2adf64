"""Lists of feeds: what other programs export is read, what is written is read again, what is no list is refused."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.listing import ListedFeed, OpmlFault, OpmlTrouble, Outline
from bot.model.news import Language
from bot.sources import opml
from bot.sources.opml import read_opml, write_opml
from bot.text.plain import one_line

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def listed(body: str, head: str = "", encoding: str = "utf-8") -> Outline:
    text = f'<?xml version="1.0" encoding="{encoding}"?><opml version="2.0"><head>{head}</head><body>{body}</body></opml>'
    outline = read_opml(text.encode(encoding))
    assert isinstance(outline, Outline), outline
    return outline


def fault(data: bytes) -> OpmlTrouble:
    refused = read_opml(data)
    assert isinstance(refused, OpmlFault), refused
    return refused.trouble


def test_feeds_are_read_in_order_with_title_page_and_language() -> None:
    outline = listed(
        '<outline type="rss" text="وكالة الميناء" xmlUrl="https://a.example/rss" htmlUrl="https://a.example/" language="ar"/>'
        '<outline text="Harbour Post" xmlUrl="https://b.example/feed?x=1&amp;y=2"/>',
        "<title>مصادر الأخبار</title>",
    )
    assert outline == Outline(
        "مصادر الأخبار",
        (
            ListedFeed("https://a.example/rss", "وكالة الميناء", page="https://a.example/", language=Language.ARABIC),
            ListedFeed("https://b.example/feed?x=1&y=2", "Harbour Post"),
        ),
    )


def test_groups_become_categories_from_the_outside_inwards() -> None:
    outline = listed(
        '<outline text="أخبار"><outline title="لبنان"><outline text="A" xmlUrl="https://a.example/"/></outline>'
        '<outline text="B" xmlUrl="https://b.example/" category="/World/Asia,Economy"/></outline>'
        '<outline text="C" xmlUrl="https://c.example/"/>'
    )
    assert [feed.categories for feed in outline.feeds] == [
        ("أخبار / لبنان",),
        ("World / Asia", "Economy", "أخبار"),
        (),
    ]


def test_an_address_that_stands_in_several_groups_is_one_feed() -> None:
    line = '<outline text="A" xmlUrl="https://a.example/"/>'
    outline = listed(f'<outline text="One">{line}</outline><outline text="Two">{line}</outline>{line}')
    assert outline.feeds == (ListedFeed("https://a.example/", "A", ("One", "Two")),)


def test_what_is_no_feed_is_passed_over() -> None:
    outline = listed(
        '<outline text="a page" type="link" url="https://page.example/"/><outline text="empty" xmlUrl=""/><outline/>'
        '<outline text="more lists" type="include" url="https://lists.example/a.opml"/>'
        '<outline text="A" xmlUrl="https://a.example/"/>'
    )
    assert outline.feeds == (ListedFeed("https://a.example/", "A"),)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://a.example/rss", "http://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("  https://a.example/rss\n", "https://a.example/rss"),
    ],
)
def test_addresses_as_programs_write_them(written: str, url: str) -> None:
    assert listed(f'<outline text="A" xmlUrl="{written}"/>').feeds[0].url == url


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6", "utf-16"])
def test_arabic_titles_in_every_encoding(encoding: str) -> None:
    assert (
        listed('<outline text="نشرة الصباح" xmlUrl="https://a.example/"/>', encoding=encoding).feeds[0].title == "نشرة الصباح"
    )


def test_an_encoding_that_the_list_does_not_have() -> None:
    data = '<?xml version="1.0" encoding="utf-8"?><opml><body><outline text="صحيفة الساحل" xmlUrl="http://a.example/"/></body></opml>'
    outline = read_opml(data.encode("windows-1256"))
    assert isinstance(outline, Outline)
    assert outline.feeds[0].title == "صحيفة الساحل"


@pytest.mark.parametrize(
    "body",
    [
        '<outline text="He said "hi" & left" xmlUrl="https://a.example/?x=1&y=2"/><outline text="B" xmlUrl="https://b.example/"/>',
        "<outline text=A xmlUrl=https://a.example/?x=1&y=2 /><outline text=B xmlUrl='https://b.example/'>",
        '<outline text="G"><outline text="A" XMLURL="https://a.example/?x=1&y=2"><OUTLINE text="B" xmlurl="https://b.example/"/>',
        '<outline text="a < b" xmlUrl="https://a.example/?x=1&y=2"/><outline text="B\x01&nbsp;" xmlUrl="https://b.example/"/>',
    ],
)
def test_a_damaged_list_gives_its_feeds(body: str) -> None:
    outline = read_opml(f"<opml version='1.1'><body>{body}</body></opml>".encode())
    assert isinstance(outline, Outline)
    assert [feed.url for feed in outline.feeds] == ["https://a.example/?x=1&y=2", "https://b.example/"]
    assert outline.damaged


def test_a_list_that_breaks_off_gives_what_came() -> None:
    whole = write_opml([ListedFeed(f"https://{number}.example/", f"Feed {number}", ("G",)) for number in range(50)], "", NOW)
    outline = read_opml(whole[: len(whole) // 2])
    assert isinstance(outline, Outline)
    assert outline.damaged
    assert 20 <= len(outline.feeds) <= 25


def test_what_a_server_puts_before_the_list_is_passed_over() -> None:
    data = (
        b"<br />\n<b>Warning</b>: x in /a.php<br />\n<opml><body><outline text='A' xmlUrl='https://a.example/'/></body></opml>"
    )
    outline = read_opml(data)
    assert isinstance(outline, Outline)
    assert outline.feeds[0].url == "https://a.example/"


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", OpmlTrouble.EMPTY),
        (b"\xef\xbb\xbf \n", OpmlTrouble.EMPTY),
        (b"<!doctype html><html><body>Sign in <opml></opml></body></html>", OpmlTrouble.NOT_OPML),
        (b"<rss version='2.0'><channel><title>A</title></channel></rss>", OpmlTrouble.NOT_OPML),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', OpmlTrouble.NOT_OPML),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, OpmlTrouble.NOT_OPML),
        (b"<opml version='2.0'><body/></opml>", OpmlTrouble.NO_FEEDS),
        (b"<opml", OpmlTrouble.NOT_OPML),
        (b"<opml><body><outline text='only a group'></body></opml>", OpmlTrouble.NO_FEEDS),
        (b"<opml>" + b" " * opml.LARGEST, OpmlTrouble.TOO_LARGE),
    ],
)
def test_an_opml_that_is_no_opml(data: bytes, trouble: OpmlTrouble) -> None:
    assert fault(data) is trouble


def test_entities_are_refused_wherever_they_stand() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    document = (
        f'<!DOCTYPE opml [<!ENTITY e0 "ha">{bomb}]><opml><body><outline text="&e8;" xmlUrl="https://a.example/"/></body></opml>'
    )
    assert fault(document.encode()) is OpmlTrouble.ENTITIES
    file = b"<?xml version='1.0'?><!DOCTYPE opml [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><opml><body>&f;</body></opml>"
    assert fault(file) is OpmlTrouble.ENTITIES


@pytest.mark.parametrize("link", ["", ' xmlUrl="https://{}.example/"'])
def test_ten_thousand_levels(link: str) -> None:
    opening = "".join(f'<outline text="g{number}"{link.format(number)}>' for number in range(10_000))
    inmost = '<outline text="A" xmlUrl="https://a.example/"/>'
    outline = listed(f"{opening}{inmost}{'</outline>' * 10_000}")
    assert outline.feeds[-1].url == "https://a.example/"
    assert len(outline.feeds) == (10_001 if link else 1)
    broken = read_opml(f"<opml><body>{opening}{inmost}".encode())
    assert isinstance(broken, Outline)
    assert broken.feeds[-1].url == "https://a.example/"


def test_ten_thousand_lines() -> None:
    feeds = tuple(ListedFeed(f"https://h{n}.example/rss", f"مصدر {n}", (f"c{n % 40}",)) for n in range(10_000))
    outline = read_opml(write_opml(feeds, "", NOW))
    assert isinstance(outline, Outline)
    assert sorted(outline.feeds, key=str) == sorted(feeds, key=str)


def test_what_would_cost_more_than_it_says() -> None:
    commas = ",".join(map(str, range(100_000)))
    again = '<outline text="{0}"><outline text="A" xmlUrl="https://a.example/"/></outline>'
    outline = listed(
        f'<outline text="B" xmlUrl="https://b.example/" category="{commas}"/>' + "".join(again.format(n) for n in range(3000))
    )
    assert [len(feed.categories) for feed in outline.feeds] == [10, 10]


def test_lines_beyond_the_most_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opml, "MOST_FEEDS", 3)
    outline = listed("".join(f'<outline text="{n}" xmlUrl="https://{n}.example/"/>' for n in range(5)))
    assert [feed.title for feed in outline.feeds] == ["0", "1", "2"]
    assert outline.left_out == 2


def test_no_user_information_is_written() -> None:
    written = write_opml([ListedFeed("https://user:s3cret@a.example/rss", "A", page="https://user@a.example/")], "", NOW)
    assert b"s3cret" not in written
    assert b"user" not in written
    assert b'xmlUrl="https://a.example/rss"' in written


def test_what_is_written_is_opml_2() -> None:
    written = write_opml([ListedFeed("https://a.example/", "A", ("G / H", "AC/DC"))], "قائمة", NOW)
    root = ET.fromstring(written)  # noqa: S314 - our own
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "قائمة"
    assert root.findtext("head/dateCreated") == "Sat, 21 Nov 2026 12:00:00 +0000"
    first = root.find("body/outline[@text='G']/outline[@text='H']/outline")
    second = root.find("body/outline[@text='AC/DC']/outline")
    assert first is not None
    assert second is not None
    assert (
        first.attrib
        == second.attrib
        == {
            "type": "rss",
            "text": "A",
            "title": "A",
            "xmlUrl": "https://a.example/",
            "category": "/G/H",
        }
    )


NAMES = st.text(min_size=1, max_size=20).map(one_line).filter(lambda name: name and " / " not in f" {name} ")
CATEGORIES = st.lists(st.lists(NAMES, min_size=1, max_size=4).map(" / ".join), max_size=3, unique=True).map(tuple)
TITLES = st.text(max_size=60).map(one_line)
LISTS = st.lists(
    st.builds(
        ListedFeed,
        url=st.integers(0, 999).map("https://h{0}.example/rss?a=1&b=<2>".format),
        title=TITLES,
        categories=CATEGORIES,
        page=st.sampled_from(["", "https://page.example/?q=\"'&"]),
        language=st.sampled_from(Language),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda feed: feed.url,
)


@given(LISTS, st.text(max_size=30))
def test_what_is_written_is_read_again(feeds: list[ListedFeed], title: str) -> None:
    outline = read_opml(write_opml(feeds, title, NOW))
    assert isinstance(outline, Outline)
    assert outline.title == one_line(title)
    assert not outline.damaged
    assert {feed.url: comparable(feed) for feed in outline.feeds} == {feed.url: comparable(feed) for feed in feeds}


def comparable(feed: ListedFeed) -> tuple[object, ...]:
    return (feed.title, frozenset(feed.categories), feed.page, feed.language)


@given(st.binary(max_size=300), st.text(max_size=300))
def test_nothing_raises(data: bytes, text: str) -> None:
    for document in (data, b"<opml><body>" + data, f"<opml><body><outline {text}".encode("utf-8", "replace")):
        assert isinstance(read_opml(document), Outline | OpmlFault)
