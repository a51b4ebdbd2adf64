"""Documents of every kind and in every state, read as feeds. All were written for these tests."""

# ruff: noqa: E501 - documents stand as they would be served

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Broken, Entry, Language, Trouble
from bot.sources.document import parse_document
from bot.sources.items import Item, ParsedFeed, dated, keys, language_in

BASE = "https://news.example.com/feeds/all.xml"
PUBLISHED = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def rss(items: str, head: str = "", version: str = "2.0") -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="{version}" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>نشرة الخليج</title><link>https://news.example.com/</link><description>d</description>{head}{items}</channel></rss>'


def item(number: int = 1, extra: str = "") -> str:
    return f"<item><title>خبر {number}</title><link>https://news.example.com/{number}</link><guid isPermaLink='false'>n{number}</guid><description>نص الخبر {number}</description>{extra}</item>"


def read(document: str | bytes, content_type: str = "") -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    feed = parse_document(body, content_type, BASE)
    assert isinstance(feed, ParsedFeed), feed
    return feed


def only(document: str | bytes, content_type: str = "") -> Entry:
    (entry,) = read(document, content_type).entries
    return entry


def broken(document: str | bytes) -> Broken:
    body = document.encode() if isinstance(document, str) else document
    feed = parse_document(body, "", BASE)
    assert isinstance(feed, Broken), feed
    return feed


def test_rss_2() -> None:
    feed = read(rss(item(1, "<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate>"), "<language>ar</language>"))
    assert (feed.title, feed.language, feed.format) == ("نشرة الخليج", Language.ARABIC, "rss20")
    assert tuple(replace(entry, rungs=()) for entry in feed.entries) == (
        Entry("id:n1", "خبر 1", "نص الخبر 1", "https://news.example.com/1", PUBLISHED, Language.ARABIC),
    )


def test_rss_091_with_its_doctype() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    document = f'<?xml version="1.0"?>{doctype}<rss version="0.91"><channel><title>T</title><item><title>Caf&eacute; opens</title><link>/a</link></item></channel></rss>'
    entry = only(document)
    assert (entry.title, entry.url, entry.key) == ("Café opens", "https://news.example.com/a", "link:news.example.com/a")


def test_rdf() -> None:
    document = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://x.example/"><title>R</title></channel>
        <item rdf:about="http://x.example/1"><title>One</title><link>http://x.example/1</link><dc:date>2026-11-21T13:00:00+03</dc:date></item></rdf:RDF>"""
    feed = read(document)
    assert feed.format == "rss10"
    assert (feed.entries[0].title, feed.entries[0].published) == ("One", PUBLISHED)


def test_atom_03() -> None:
    document = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>A</title><entry><title mode="escaped" type="text/html">B &amp;amp; C</title>
        <link rel="alternate" href="/b"/><id>tag:x,1</id><issued>2026-11-21T10:00:00Z</issued><content type="text/html" mode="escaped">&lt;p&gt;x&lt;/p&gt;&lt;p&gt;y&lt;/p&gt;</content></entry></feed>"""
    entry = only(document)
    assert (entry.title, entry.text, entry.published, entry.key) == ("B & C", "x\n\ny", PUBLISHED, "id:tag:x,1")


def test_atom_10() -> None:
    document = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/blog/" xml:lang="en"><title>A</title>
        <entry><title type="html">5 &amp;lt; 6 &lt;b&gt;bold&lt;/b&gt;</title><link rel="self" href="self"/><link href="post?utm_source=feed"/><id>urn:1</id>
        <updated>2026-11-21T12:00:00Z</updated><published>2026-11-21T10:00:00Z</published>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>one</p><p>two &amp; three</p></div></content></entry>
        <entry><title type="text">Use &lt;b&gt; and AT&amp;amp;T</title><id>urn:2</id><summary>plain words</summary></entry></feed>"""
    first, second = read(document).entries
    assert (first.title, first.url, first.text) == ("5 < 6 bold", "https://base.example/blog/post", "one\n\ntwo & three")
    assert first.published == PUBLISHED
    assert (second.title, second.text, second.url) == ("Use <b> and AT&amp;T", "plain words", "")


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_json_feed(version: str) -> None:
    document = f"""{{"version": "{version}", "title": "J", "language": "ar", "items": [
        {{"id": 7, "url": "/seven?utm_medium=x", "title": "خبر", "content_html": "<p>a</p><p>b &amp;amp; c</p>", "date_published": "2026-11-21T13:00:00+03:00"}},
        {{"id": "8", "external_url": "https://other.example/8", "content_text": "two\\n\\nparagraphs", "date_modified": "2026-11-21"}},
        {{"id": "9"}}, 5, null, {{"title": "\\ud800 lone"}}]}}"""
    feed = read(document)
    assert feed.format == "json"
    first, second, third = feed.entries
    assert replace(first, rungs=()) == Entry(
        "id:7", "خبر", "a\n\nb &amp; c", "https://news.example.com/seven", PUBLISHED, Language.ARABIC
    )
    assert (second.text, second.url, second.published) == (
        "two\n\nparagraphs",
        "https://other.example/8",
        datetime(2026, 11, 21, tzinfo=UTC),
    )
    assert third.title == "\ufffd lone"


def test_content_encoded_comes_before_the_summary() -> None:
    entry = only(rss(item(1, "<content:encoded><![CDATA[<p>كامل</p><p>النص</p><script>x()</script>]]></content:encoded>")))
    assert entry.text == "كامل\n\nالنص"
    assert only(rss(item(1, "<content:encoded></content:encoded>"))).text == "نص الخبر 1"


def test_media_descriptions_are_read() -> None:
    entry = only(
        rss("<item><title>v</title><media:group><media:description>what it shows</media:description></media:group></item>")
    )
    assert entry.text == "what it shows"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AT&amp;T", "AT&T"), ("AT&T &copy;", "AT&T ©"), ("<![CDATA[AT&amp;T]]>", "AT&T"), ("a &lt;b&gt;b&lt;/b&gt; c", "a b c"), ("5 &lt; 6", "5 < 6"),
        ("line\n  break", "line break"), ("x&lt;br&gt;y", "x y"), ("&#55357;&#56832;", "😀"), ("a&#0;b&#x1F;c", "abc"), ("a\x00b\x0bc", "abc"),
        ("\u202eevil\u202c", "evil"), ("&nbsp;قال&nbsp;", "قال"), ("R&D & more &unknown; x", "R&D & more &unknown; x"), ("", ""),
    ],
)  # fmt: skip
def test_titles_are_decoded_once_and_cleaned(written: str, title: str) -> None:
    assert only(rss(f"<item><title>{written}</title><link>/a</link></item>")).title == title


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6", "utf-16", "utf-8"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1256", "iso-8859-6", None])
def test_arabic_feeds_in_any_encoding(encoding: str, declared: str | None) -> None:
    document = rss("".join(item(n) for n in range(3)))
    document = document.replace(' encoding="utf-8"', f' encoding="{declared}"' if declared else "")
    assert [entry.title for entry in read(document.encode(encoding)).entries] == ["خبر 0", "خبر 1", "خبر 2"]


def test_one_bad_byte_costs_one_letter_of_one_entry() -> None:
    body = rss("".join(item(n) for n in range(9))).encode().replace("خبر 4".encode(), "خبر 4".encode()[:-3] + b"\xff 4")
    titles = [entry.title for entry in read(body).entries]
    assert [title for n, title in enumerate(titles) if n != 4] == [f"خبر {n}" for n in range(9) if n != 4]


def test_a_truncated_document_gives_its_complete_entries() -> None:
    document = rss("".join(item(n) for n in range(3)))
    third = document.index("<guid isPermaLink='false'>n2")
    for cut in (third, third + 30, document.index("</item>", third) + 3, len(document) - 8):
        feed = read(document[:cut])
        assert [entry.key for entry in feed.entries][:2] == ["id:n0", "id:n1"]
        assert all(entry.key.startswith("id:n") for entry in feed.entries)
        assert feed.notes
    assert broken(document[: document.index("<guid")]).trouble is Trouble.MALFORMED


def test_one_bad_entry_does_not_lose_the_feed() -> None:
    feed = read(rss(item(1) + "<item><title>broken <b>x</title><link>/b</link><description>a <br> b & c</item>" + item(3)))
    assert {"خبر 1", "خبر 3"} <= {entry.title for entry in feed.entries}
    assert len(feed.entries) == 3


def test_an_entry_needs_neither_title_nor_date_nor_link() -> None:
    feed = read(
        rss(
            "<item><description>text alone</description></item><item><title>title alone</title></item><item><link>/link-alone</link></item><item><guid>g</guid></item>"
        )
    )
    assert [(entry.title, entry.text, entry.url) for entry in feed.entries] == [
        ("", "text alone", ""), ("title alone", "", ""), ("", "", "https://news.example.com/link-alone"),
    ]  # fmt: skip
    assert all(entry.published is None for entry in feed.entries)
    assert len({entry.key for entry in feed.entries}) == 3


def test_a_guid_that_is_no_address_is_no_link() -> None:
    assert only(rss("<item><title>t</title><guid>12345</guid></item>")).url == ""
    assert (
        only(rss("<item><title>t</title><guid>https://news.example.com/p/1</guid></item>")).url
        == "https://news.example.com/p/1"
    )


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        ("", "empty body"), (" \r\n\0 ", "empty body"), ("<!doctype html><html><body>Log in</body></html>", "HTML page"),
        ("\n<!-- x --><HTML lang='ar'><p>rss", "HTML page"), ("just words", "neither XML nor JSON"), ("<!--" * 60_000, "neither XML nor JSON"),
        ("<urlset><url/></urlset>", "a document of type <urlset>"), ('{"error": "no"}', "JSON without a list of items"), ("[1]", "JSON without a list of items"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_said_to_be_none(document: str, detail: str) -> None:
    assert broken(document) == Broken(Trouble.NOT_A_FEED, detail)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss("")).entries == ()


def test_what_a_server_prints_before_the_feed_is_passed_over() -> None:
    assert only("<br />\n<b>Warning</b>: something\n" + rss(item())).title == "خبر 1"
    assert only("\n\n  " + rss(item())).title == "خبر 1"


def test_entities_are_neither_expanded_without_end_nor_fetched() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY e0 "boom">{levels}]><rss version="2.0"><channel><item><title>&e9;</title><link>/a</link></item></channel></rss>'
    assert len(only(bomb).title) < 100
    external = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>[&x;]</title></item></channel></rss>'
    assert "root:" not in only(external).title


@pytest.mark.parametrize(
    "document",
    [
        rss("<item><title>a</title><description>" + "<!--" * 60_000 + "</description></item>"),
        rss("<item><title>a</title><description>" + "&lt;!--" * 60_000 + "</description></item>"),
        rss("<item><title>a</title><description>" + "<![CDATA[" * 30_000 + "</description></item>"),
        rss("<item><title>a</title><description>" + "<" * 50_000 + "</description></item>"),
        rss("<item><title>a" + "&a" * 50_000 + "</title></item>"),
        "<!DOCTYPE " + "[" * 100_000 + rss(""),
        "[" * 100_000,
        "<" + "a:" * 100_000,
    ],
    ids=["comments", "escaped comments", "cdata", "brackets", "ampersands", "doctype", "json", "colons"],
)
def test_hostile_documents_are_read_or_refused_in_bounded_time(document: str) -> None:
    started = time.process_time()
    parse_document(document.encode(), "", BASE)
    assert time.process_time() - started < 10


def test_of_too_many_entries_the_newest_are_read() -> None:
    def numbered(order: range) -> str:
        return rss("".join(item(n, f"<pubDate>{(PUBLISHED + timedelta(minutes=n)).isoformat()}</pubDate>") for n in order))

    for order in (range(30), range(29, -1, -1)):
        feed = parse_document(numbered(order).encode(), "", BASE, limit=10)
        assert isinstance(feed, ParsedFeed)
        assert {entry.key for entry in feed.entries} == {f"id:n{n}" for n in range(20, 30)}
        assert feed.notes
    undated = parse_document(rss("".join(map(item, range(30)))).encode(), "", BASE, limit=10)
    assert isinstance(undated, ParsedFeed)
    assert [entry.key for entry in undated.entries] == [f"id:n{n}" for n in range(10)]


def test_hints_for_pollers() -> None:
    head = """<ttl>30</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours><skipDays><day>Friday</day><day>Nonday</day></skipDays>
        <sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"""
    hints = read(rss(item(), head)).hints
    assert (hints.wait, hints.skip_hours, hints.skip_days) == (timedelta(minutes=30), {0, 1}, {4})
    assert read(rss(item(), "<ttl>99999999</ttl>")).hints.wait == timedelta(days=1)
    assert read(rss(item(), "<ttl>-5</ttl>")).hints.wait is None


def test_dates_in_the_future_are_dropped_and_entries_kept() -> None:
    feed = read(
        rss(
            item(1, "<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate>")
            + item(2, "<pubDate>Sat, 21 Nov 2126 10:00:00 GMT</pubDate>")
        )
    )
    assert [entry.published for entry in dated(feed, PUBLISHED).entries] == [PUBLISHED, None]


def test_identity_ladder() -> None:
    assert keys([Item("a", "http://x.example/1"), Item("b", "http://x.example/1")]) == ("id:a", "id:b")
    assert keys([Item("a", "http://x.example/1"), Item("a", "http://x.example/2")]) == (
        "both:a x.example/1",
        "both:a x.example/2",
    )
    assert keys([Item("", "http://x.example/1/")]) == ("link:x.example/1",)
    same_link = keys([Item("", "http://x.example/", "one"), Item("", "http://x.example/", "two")])
    assert len(set(same_link)) == 2
    assert len(set(keys([Item(title="t", text="1"), Item(title="t", text="2"), Item(title="t", text="1")]))) == 2
    assert keys([Item("http://x.example/1")]) == keys([Item("https://www.x.example/1/?utm_source=rss")])
    assert len(keys([Item("x" * 10_000)])[0]) < 60


def test_the_same_entry_twice_is_one() -> None:
    assert len(read(rss(item(1) + item(1) + item(2))).entries) == 2


def test_a_template_language_does_not_outvote_the_letters() -> None:
    assert only(rss(item(), "<language>en-US</language>")).language is Language.ARABIC
    assert (
        only(rss("<item><title>Talks resume in Geneva</title></item>", "<language>ar</language>")).language is Language.ENGLISH
    )
    assert language_in("fr", "Le président") is Language.OTHER
    assert language_in("ar", "2026") is Language.ARABIC


markup = st.lists(
    st.sampled_from(
        [
            "<rss>",
            "<channel>",
            "<item>",
            "</item>",
            "<title>",
            "</title>",
            "<link>",
            "&",
            "&#",
            "x",
            "ا",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<feed>",
            "<entry>",
            "</entry>",
            "<!DOCTYPE",
            "[",
            ">",
            "<?xml",
            "<guid>",
            '"',
            "\0",
        ]
    ),
    max_size=40,
)


@given(markup.map("".join) | st.text())
def test_no_document_raises(document: str) -> None:
    feed = parse_document(document.encode("utf-8", "surrogatepass"), "", BASE)
    if isinstance(feed, ParsedFeed):
        for entry in feed.entries:
            f"{entry.key}{entry.title}{entry.text}{entry.url}".encode()
