"""One form for links, and when two are the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.links import canonical, link_key


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("HTTP://WWW.Example.COM:80/News?id=1#top", "http://www.example.com/News?id=1"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com/a?utm_source=rss&b=2&UTM_Medium=x&fbclid=1&a=1", "https://example.com/a?b=2&a=1"),
        ("https://example.com/a?ref=rss&ref2=x", "https://example.com/a?ref2=x"),
        ("https://example.com/a?ref=chapter2", "https://example.com/a?ref=chapter2"),
        ("https://example.com/?12345", "https://example.com/?12345"),
        ("https://example.com/%d8%a7?q=%41", "https://example.com/%D8%A7?q=A"),
        ("https://example.com/الخبر", "https://example.com/%D8%A7%D9%84%D8%AE%D8%A8%D8%B1"),
        ("https://مثال.إختبار/a", "https://xn--mgbh0fb.xn--kgbechtv/a"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("https://example.com/#!/story/1", "https://example.com/#!/story/1"),
        ("  https://exa\nmple.com/a\u202e ", "https://example.com/a"),
        (
            "https://www.google.com/url?rct=j&url=https%3A%2F%2Fa.example%2Fx%3Fb%3D1%26utm_medium%3Dz&ct=ga",
            "https://a.example/x?b=1",
        ),
        ("https://www.google.co.uk/amp/s/news.example.com/x", "https://news.example.com/x"),
        ("https://news-example-com.cdn.ampproject.org/c/s/news.example.com/x/amp", "https://news.example.com/x/amp"),
        ("https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=http%3a%2f%2fa.example%2fx", "http://a.example/x"),
        ("https://www.google.com/url?url=javascript:alert(1)", "https://www.google.com/url?url=javascript%3Aalert(1)"),
    ],
)
def test_canonical_form(url: str, link: str) -> None:
    assert canonical(url).replace("javascript:", "javascript%3A") == link


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "mailto:a@b.c",
        "//x.com/a",
        "/a",
        "http://",
        "http://[::1",
        "http://a b/",
        "http://a.com:99999/",
        "http://x%00y/",
        "https://" + "a" * 5000,
        "data:text/html,x",
        "http://..",
        "http:///a",
    ],
)
def test_what_is_no_web_address_has_no_canonical_form(url: str) -> None:
    assert canonical(url) == ""


def test_relative_links_are_resolved() -> None:
    assert canonical("/a/b?x=1", "https://example.com/feed/") == "https://example.com/a/b?x=1"
    assert canonical("c", "https://example.com/feed/") == "https://example.com/feed/c"
    assert canonical("//other.example/x", "https://example.com/") == "https://other.example/x"


@pytest.mark.parametrize(
    "variant",
    [
        "http://example.com/news/story-1?a=1&b=2",
        "https://example.com/news/story-1/?a=1&b=2",
        "https://www.example.com/news/story-1?b=2&a=1",
        "https://m.example.com/news/story-1?a=1&b=2&utm_campaign=x",
        "https://EXAMPLE.com/news/story%2D1?a=1&b=2#c",
        "https://amp.example.com/news/story-1?a=1&b=2",
        "https://example.com/news/story-1/amp/?a=1&b=2",
        "https://example.com/amp/news/story-1?a=1&b=2",
        "https://example.com/news/story-1.amp?a=1&b=2",
        "https://example.com/news/story-1?a=1&b=2&outputType=amp",
        "https://example.com:443/news/../news/story-1?a=1&b=2",
    ],
)
def test_the_same_page_has_one_key(variant: str) -> None:
    assert link_key(variant) == link_key("https://example.com/news/story-1?a=1&b=2")


@pytest.mark.parametrize(
    "other",
    [
        "https://example.com/news/Story-1",
        "https://example.com/news/story-1?p=2",
        "https://example.org/news/story-1",
        "https://example.com:8080/news/story-1",
        "https://example.com/news/story-1#!/2",
        "https://sport.example.com/news/story-1",
    ],
)
def test_other_pages_have_other_keys(other: str) -> None:
    assert link_key(other) != link_key("https://example.com/news/story-1")


def test_a_door_is_not_taken_for_the_house() -> None:
    assert link_key("https://m.com/a") == "m.com/a"
    assert link_key("https://www.m.com/a") == "m.com/a"
    assert link_key("https://example.com/amp") != link_key("https://example.org/amp")
    assert link_key(" tag:example.com,2026:1 ") == "tag:example.com,2026:1"


@given(st.text() | st.from_regex(r"https?://[a-z.]{1,20}(:\d{1,5})?/[ -~]{0,60}", fullmatch=True))
def test_canonical_is_settled_and_ascii(url: str) -> None:
    link = canonical(url)
    assert canonical(link) == link
    assert link.isascii()
    assert link == "" or link_key(link) == link_key(url)
