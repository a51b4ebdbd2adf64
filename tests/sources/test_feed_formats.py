"""The kinds of feeds and the ways in which real ones are odd, each by a document written for it."""

# ruff: noqa: E501 - documents stand as they would be served

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model.news import Entry
from bot.sources.document import parse_document
from bot.sources.items import ParsedFeed

BASE = "https://news.example.com/feeds/all.xml"
LONG = "كلام كثير " * 60
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:georss="http://www.georss.org/georss"'
)


def rss(items: str) -> str:
    return f'<rss version="2.0" {SPACES}><channel><title>T</title><link>https://x.example/</link><description>d</description>{items}</channel></rss>'


def atom(entry: str, attributes: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>F</title><entry><id>e</id>{entry}</entry></feed>'


def read(document: str) -> ParsedFeed:
    feed = parse_document(document.encode(), "", BASE)
    assert isinstance(feed, ParsedFeed), feed
    return feed


def only(document: str) -> Entry:
    (entry,) = read(document).entries
    return entry


MEDIA = "<media:title>of the picture</media:title><media:description>what it shows</media:description>"
PODCAST = f"<itunes:title>of the episode</itunes:title><itunes:summary>{LONG}</itunes:summary><itunes:subtitle>short</itunes:subtitle>"
OWN = "<title>headline</title><description>report</description>"


@pytest.mark.parametrize(
    "inner",
    [
        *(second + OWN for second in (MEDIA, PODCAST)), *(OWN + second for second in (MEDIA, PODCAST)),
        f"{OWN}<media:group>{MEDIA}</media:group>", f"<media:content url='/p.jpg'>{MEDIA}</media:content>{OWN}",
        f"<title><![CDATA[headline]]></title>{PODCAST}<description><![CDATA[report]]></description>", OWN + MEDIA.replace(">of", "><![CDATA[of").replace("picture<", "picture]]><"),
    ],
)  # fmt: skip
def test_what_media_and_podcasts_say_never_displaces_what_the_entry_says(inner: str) -> None:
    entry = only(rss(f"<item><link>/a</link>{inner}</item>"))
    assert (entry.title, entry.text) == ("headline", "report")


def test_what_media_and_podcasts_say_is_better_than_nothing() -> None:
    entry = only(rss(f"<item><link>/a</link><media:content url='/p.jpg'>{MEDIA}</media:content></item>"))
    assert (entry.title, entry.text) == ("of the picture", "what it shows")
    assert (
        only(rss("<item><link>/a</link><description></description><itunes:summary>episode</itunes:summary></item>")).text
        == "episode"
    )
    assert (
        only(
            atom(
                '<link href="/v"/><media:group xmlns:media="http://search.yahoo.com/mrss/"><media:description>video</media:description></media:group>'
            )
        ).text
        == "video"
    )


def test_titles_of_pictures_and_sources_are_not_the_entrys() -> None:
    assert (
        only(
            rss(
                "<item><title>headline</title><image><title>picture</title><url>/i.png</url><link>/i</link></image><link>/a</link></item>"
            )
        ).title
        == "headline"
    )
    document = atom(
        '<title>headline</title><link href="/e"/><source><title>other feed</title><id>s</id><link href="https://s.example/"/></source>'
    )
    assert (only(document).title, only(document).url) == ("headline", "https://news.example.com/e")


@pytest.mark.parametrize(
    "date",
    [
        "<dc:date>2026-11-21T13:00:00+03</dc:date>", "<dc:date>2026-11-21T13:00+0300</dc:date>", "<pubDate>السبت، ٢١ نوفمبر ٢٠٢٦ ١٠:٠٠</pubDate>",
        "<pubDate>21 تشرين الثاني 2026 - 10:00 GMT</pubDate>", "<pubDate>21/11/2026 10:00</pubDate>", "<pubDate>1795255200</pubDate>",
        "<pubDate>Sat, 21 Nov 2026 10:00:00</pubDate>", "<dcterms:created>2026-11-21T10:00:00Z</dcterms:created>", "<pubDate>Sat, 21 Nov 2026 13:00:00 +03</pubDate>",
        "<pubDate>nonsense</pubDate><dc:date>2026-11-21T10:00:00Z</dc:date>",
    ],
)  # fmt: skip
def test_dates_of_every_kind(date: str) -> None:
    assert only(rss(f"<item><title>t</title><link>/a</link>{date}</item>")).published == datetime(2026, 11, 21, 10, tzinfo=UTC)


def test_links_are_resolved_against_every_base_above_them() -> None:
    assert only(atom('<title>t</title><link href="post"/>', 'xml:base="/blog/"')).url == "https://news.example.com/blog/post"
    nested = '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/"><title>F</title><entry xml:base="2026/"><title>t</title><id>e</id><link href="post"/></entry></feed>'
    assert only(nested).url == "https://b.example/x/2026/post"
    assert only(rss("<item><title>t</title><link>../a</link></item>")).url == "https://news.example.com/a"


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<link rel="self" href="/self"/><link rel="enclosure" href="/a.mp3"/><link rel="alternate" type="text/html" href="/page"/>', "/page"),
        ('<link rel="replies" href="/replies"/><link href="/page"/>', "/page"),
        ('<link rel="enclosure" href="/a.mp3"/>', "/a.mp3"),
    ],
)  # fmt: skip
def test_the_link_to_the_page_is_chosen(links: str, url: str) -> None:
    assert only(atom(f"<title>t</title>{links}")).url == f"https://news.example.com{url}"


@pytest.mark.parametrize(
    ("element", "text"),
    [
        (f'<content type="html">&lt;p&gt;{LONG}&amp;lt;b&amp;gt; &amp;amp;amp; &#38;amp;&lt;/p&gt;&lt;p&gt;end&lt;/p&gt;</content>', f"{LONG}<b> &amp; &\n\nend"),
        (f"<content type='html'><![CDATA[<p>{LONG}&lt;b&gt; &amp;amp;</p><p>end</p>]]></content>", f"{LONG}<b> &amp;\n\nend"),
        (f'<content type="text">{LONG}&lt;b&gt; &amp;amp;</content>', f"{LONG}<b> &amp;"),
        (f"<summary>{LONG}&lt;b&gt; R&amp;D</summary>", f"{LONG}<b> R&D"),
        (f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}&lt;b&gt; &amp;amp; R&amp;D</p><p>end</p></div></content>', f"{LONG}<b> &amp; R&D\n\nend"),
        (f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p><![CDATA[{LONG}<b> R&D]]></p></div></content>', f"{LONG}<b> R&D"),
    ],
)  # fmt: skip
def test_long_texts_are_decoded_exactly_once_whatever_they_are_written_in(element: str, text: str) -> None:
    short = only(atom(f'<title>t</title><link href="/a"/>{element.replace(LONG, "")}')).text
    assert only(atom(f'<title>t</title><link href="/a"/>{element}')).text == text
    assert short == text.replace(LONG, "").strip().replace("\n\n\n", "\n\n")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (f"<![CDATA[<p>{LONG}</p><item><b>x</b></item></description>]]>", f"{LONG.strip()}\n\nx"),
        (f"{LONG}&#146;s caf&eacute; &mdash; R&D &unknown;", f"{LONG}’s café — R&D &unknown;"),
        (f"{LONG}\ufdd00\ufdd1\x00\x1b", LONG + "0"),
        (f"before <![CDATA[{LONG}]]> after", f"before {LONG}after"),
        (f"<![CDATA[{LONG}]]><![CDATA[<p>{LONG}</p>]]>", f"{LONG}\n\n{LONG.strip()}"),
    ],
)  # fmt: skip
def test_long_texts_of_rss(written: str, text: str) -> None:
    feed = read(
        rss(
            f"<item><title>t</title><link>/a</link><description>{written}</description></item><item><title>u</title><link>/b</link></item>"
        )
    )
    assert [entry.title for entry in feed.entries] == ["t", "u"]
    assert " ".join(feed.entries[0].text.split()) == " ".join(text.split())


def test_a_long_title_and_a_long_address_are_read_whole() -> None:
    address = "https://news.example.com/" + "long-path-" * 30 + "?a=1&amp;b=2"
    entry = only(
        rss(f"<item><title>{LONG}&amp;amp; &lt;b&gt;x&lt;/b&gt;</title><link>{address}</link><guid>{address}</guid></item>")
    )
    assert entry.title == " ".join(f"{LONG}& x".split())
    assert entry.url == address.replace("&amp;", "&")


def test_places_and_other_numbers_do_not_lose_the_feed() -> None:
    points = "45.256 -110.45 " * 30
    assert only(rss(f"<item><title>t</title><link>/a</link><georss:line>{points}</georss:line></item>")).title == "t"
    assert (
        only(rss(f"<item><title>t</title><link>/a</link><georss:line><![CDATA[{points}]]></georss:line></item>")).title == "t"
    )


@pytest.mark.parametrize(
    "document",
    [
        '<RSS VERSION="2.0"><CHANNEL><TITLE>T</TITLE><ITEM><TITLE>headline</TITLE><LINK>/a</LINK></ITEM></CHANNEL></RSS>',
        '<rss version="2.0"><channel><title>T</title></channel><item><title>headline</title><link>/a</link></item></rss>',
        '<x:feed xmlns:x="http://www.w3.org/2005/Atom"><x:title>F</x:title><x:entry><x:title>headline</x:title><x:id>e</x:id><x:link href="/a"/></x:entry></x:feed>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>R</title></channel><item><title>headline</title><link>/a</link></item></rdf:RDF>',
        "<rss><channel><item><title>headline</title><link>/a</link></item></channel></rss>",
        f"<!-- {'what a long remark about the template and its author ' * 30} -->\n<rss version='2.0'><channel><item><title>headline</title><link>/a</link></item></channel></rss>",
        "<rss version='2.0'><channel><title>T</title><item><title>headline</title><link>/a</link><content:encoded><![CDATA[<p>x</p>]]></content:encoded></item></channel></rss>",
        "<?xml version='1.0'?><?xml-stylesheet href='/s.xsl'?><rss version='0.92'><channel><item><title>headline</title><link>/a</link></item></channel></rss>",
        "\ufeff\n<?xml version='1.0'?>\ufeff<rss version='2.0'><channel><item><title>headline</title><link>/a</link></item></channel></rss>",
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "https://news.example.com/a", "title": "<b>headline</b>", "content_text": "x"}]}',
        '\ufeff {"items": [{"url": "/a", "title": "headline"}]}',
    ],
)  # fmt: skip
def test_odd_documents_are_read(document: str) -> None:
    entry = only(document)
    assert (entry.title, entry.url) == ("headline", "https://news.example.com/a")


def test_what_is_printed_around_an_article_is_left_out() -> None:
    html = f"<p>{LONG}.</p><p>The post <a href='/a'>t</a> appeared first on <a href='/'>News</a>.</p><img src='/pixel.gif' width='1' height='1'/>"
    assert (
        only(rss(f"<item><title>t</title><link>/a</link><content:encoded><![CDATA[{html}]]></content:encoded></item>")).text
        == f"{LONG}."
    )
    assert only('{"items": [{"url": "/a", "content_html": "<p>خبر.</p><p>اقرأ المزيد</p>"}]}').text == "خبر."


def test_a_link_of_another_protocol_is_not_chosen() -> None:
    links = (
        '<link rel="alternate" href="gemini://g.example/t"/><link rel="alternate" type="text/html" href="https://h.example/t"/>'
    )
    assert only(atom(f"<title>t</title>{links}")).url == "https://h.example/t"


def test_tags_that_nobody_escaped_keep_their_order() -> None:
    inner = f"<strong>one</strong> <small>two</small><p>three {LONG}</p><strong>four</strong><p>five {LONG}</p>"
    text = only(rss(f"<item><title>t</title><link>/a</link><description>{inner}</description></item>")).text
    assert [word for word in text.split() if word.isascii()] == ["one", "two", "three", "four", "five"]


@pytest.mark.parametrize("name", ["author", "dc:creator", "managingEditor"])
def test_authors_cost_no_entry(name: str) -> None:
    who = f"<{name}>a@b.example (Somebody)</{name}>"
    assert (
        only(rss(f"{who}<item>{who}<title>headline</title><link>/a</link><{name}><![CDATA[x]]></{name}></item>")).title
        == "headline"
    )


def test_what_stands_before_the_root_breaks_nothing_off() -> None:
    remark = f"<!-- {'what a long remark about the template and its author ' * 30} -->\n"
    feed = read(f"{remark}<rss version='2.0'><channel><title>T</title></channel></rss>")
    assert (feed.title, feed.entries, feed.notes) == ("T", (), ())
