"""What an address and a page suggest: rules of known sites, declared feeds, links that look like feeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.leads import Lead, Leads, guesses, is_of_comments, known_feed, leads_of

PAGE = "https://site.example/news/today?edition=1"


def leads(html: str, url: str = PAGE) -> Leads:
    return leads_of(html.encode(), "text/html; charset=utf-8", url)


def declared(tag: str) -> list[str]:
    return [lead.url for lead in leads(f"<html><head>{tag}</head></html>").declared]


def linked(html: str) -> list[str]:
    return [lead.url for lead in leads(f"<html><body>{html}</body></html>").linked]


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", "channel_id=UCabcdefghijklmnopqrstuv"),
        ("https://m.youtube.com/channel/UCabcdefghijklmnopqrstuv/videos", "channel_id=UCabcdefghijklmnopqrstuv"),
        ("https://youtube.com/playlist?list=PLabcdefghijklmnop", "playlist_id=PLabcdefghijklmnop"),
        ("https://www.youtube.com/@harbour", ""),
        ("https://www.youtube.com/channel/short", ""),
        ("https://youtube.com.example/channel/UCabcdefghijklmnopqrstuv", ""),
    ],
)
def test_the_rule_of_a_known_site(url: str, feed: str) -> None:
    assert known_feed(url) == (f"https://www.youtube.com/feeds/videos.xml?{feed}" if feed else "")


@pytest.mark.parametrize(
    ("tag", "url"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', "https://site.example/rss"),
        (
            '<LINK REL="ALTERNATE" TYPE="Application/ATOM+XML; charset=utf-8" HREF="atom.xml">',
            "https://site.example/news/atom.xml",
        ),
        ("<link rel=alternate type=application/feed+json href=//cdn.example/feed.json>", "https://cdn.example/feed.json"),
        ('<link rel="home alternate" type="text/xml" href=" ?feed=1#top ">', "https://site.example/news/today?feed=1"),
        ('<link rel="feed" href="/f">', "https://site.example/f"),
        ('<link rel="alternate" type="application/rss+xml" href="feed:https://site.example/f">', "https://site.example/f"),
        ('<base href="/ar/"><link rel="alternate" type="application/rss+xml" href="rss">', "https://site.example/ar/rss"),
        (
            '<link rel="alternate" type="application/rss+xml" href="rss"><base href="https://a.example/b/">',
            "https://a.example/b/rss",
        ),
        ('<base href="javascript:1"><link rel="alternate" type="application/rss+xml" href="/rss">', "https://site.example/rss"),
        ('<link rel="alternate" type="application/rss+xml" href="/أخبار/rss">', "https://site.example/أخبار/rss"),
        (
            '<link rel="alternate" type="application/rss+xml" href="/f?utm_source=x&amp;a=1">',
            "https://site.example/f?utm_source=x&a=1",
        ),
    ],
)
def test_declared_feeds(tag: str, url: str) -> None:
    assert declared(tag) == [url]


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="alternate" hreflang="ar" href="/ar/">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">',
        '<link rel="alternate" type="text/xml" href="/opensearch.xml">',
        '<link rel="stylesheet" type="application/rss+xml" href="/a.css">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" type="application/rss+xml" href="ftp://site.example/rss">',
        '<link rel="alternate" type="application/rss+xml" href="http://[broken">',
        f'<link rel="alternate" type="application/rss+xml" href="{PAGE}">',
        '<link rel="alternate" type="application/rss+xml" href="https://t.me/s/harbour">',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/rss"> -->',
    ],
)
def test_what_declares_no_feed(tag: str) -> None:
    assert declared(tag) == []


def test_several_declared_feeds_stand_in_order_and_once() -> None:
    tag = '<link rel="alternate" type="application/{1}+xml" title="{2}" href="{0}">'
    page = leads(
        tag.format("/rss", "rss", "الأخبار &amp; الرأي")
        + tag.format("http://www.site.example/rss/", "rss", "again")
        + tag.format("/atom", "atom", "")
    )
    assert page.declared == (Lead("https://site.example/rss", "الأخبار & الرأي"), Lead("https://site.example/atom"))


def test_titles_of_a_page_in_windows_1256() -> None:
    html = '<html><head><link rel="alternate" type="application/rss+xml" title="نشرة الأخبار" href="/rss"></head></html>'
    (lead,) = leads_of(html.encode("windows-1256"), "text/html; charset=windows-1256", PAGE).declared
    assert lead.title == "نشرة الأخبار"


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<a href="/news.rss">x</a>', "https://site.example/news.rss"),
        ('<a href="/politics/index.xml">x</a>', "https://site.example/politics/index.xml"),
        ('<a href="/feed/">x</a>', "https://site.example/feed/"),
        ('<a href="/index.php?format=feed&amp;type=rss">x</a>', "https://site.example/index.php?format=feed&type=rss"),
        ('<a href="https://feeds.cdn.example/top">x</a>', "https://feeds.cdn.example/top"),
        ('<a href="/subscribe">RSS</a>', "https://site.example/subscribe"),
        ('<a href="/subscribe"><img alt="RSS feed"></a>', "https://site.example/subscribe"),
        ('<a href="/subscribe">خدمة <b>خلاصات</b> الأخبار</a>', "https://site.example/subscribe"),
        ('<a href="/subscribe">خلاصة RSS</a>', "https://site.example/subscribe"),
    ],
)
def test_links_that_look_like_feeds(html: str, url: str) -> None:
    assert linked(html) == [url]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/sitemap.xml">sitemap</a>',
        '<a href="/feedback">Feedback</a>',
        '<a href="/rssi">x</a>',
        '<a href="/2026/rss-is-back.html">x</a>',
        '<a href="mailto:rss@site.example">RSS</a>',
        '<a href="javascript:rss()">RSS</a>',
        '<a href="https://t.me/s/harbour">RSS</a>',
        "<a>RSS</a>",
        '<a href="/about">خلاصتها</a>',
    ],
)
def test_links_that_do_not(html: str) -> None:
    assert linked(html) == []


def test_what_is_named_like_a_feed_comes_before_what_speaks_of_feeds() -> None:
    assert linked('<a href="/about-rss-here">RSS</a><a href="/all.rss">all</a>') == [
        "https://site.example/all.rss",
        "https://site.example/about-rss-here",
    ]


@pytest.mark.parametrize(
    ("url", "first", "count"),
    [
        ("https://site.example/", "https://site.example/feed", 6),
        ("https://user@site.example:8443/ar/", "https://site.example:8443/ar/feed", 8),
        ("https://site.example/news/today.html", "https://site.example/feed", 6),
        ("https://[broken", None, 0),
    ],
)
def test_guesses_are_few(url: str, first: str | None, count: int) -> None:
    guessed = guesses(url)
    assert len(guessed) == len(set(guessed)) == count
    assert next(iter(guessed), None) == first


@pytest.mark.parametrize(
    ("url", "title", "comments"),
    [
        ("https://site.example/comments/feed/", "Harbour", True),
        ("https://site.example/?feed=comments-rss2", "Harbour", True),
        ("https://site.example/a-story/feed/", "Comments on: A story", True),
        ("https://site.example/a-story/feed/", "تعليقات على: قصة", True),
        ("https://site.example/feed/", "Commentary", False),
        ("https://site.example/commentary/feed/", "Opinion", False),
    ],
)
def test_feeds_of_comments(url: str, title: str, comments: bool) -> None:
    assert is_of_comments(url, title) is comments


def test_a_page_of_nothing_but_tags_costs_little() -> None:
    hostile = b"<div>" * 300_000 + b'<link rel="alternate" type="application/rss+xml" href="/rss">'
    assert leads_of(hostile, "text/html", PAGE) == Leads()
    links = "".join(f'<a href="/{number}.rss">x</a>' for number in range(20_000))
    assert len(leads(links).linked) == 100


@given(st.binary(max_size=400), st.text(max_size=200))
def test_nothing_raises(data: bytes, text: str) -> None:
    for body in (
        data,
        f'<base href="{text}"><link rel=alternate type=text/xml href="{text}"><a href="{text}">RSS'.encode("utf-8", "replace"),
    ):
        assert isinstance(leads_of(body, text, PAGE), Leads)
    assert known_feed(text) == ""
    assert isinstance(guesses(text), tuple)
