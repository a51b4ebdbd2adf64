"""The main text of pages: what is the article, what stands around it, and what is no article at all."""

import pytest

from bot.model.news import Broken, Trouble
from bot.sources.maintext import LONGEST, main_text
from tests.fakes.articles import ARABIC, ENGLISH, ENGLISH_TITLE, arabic_page, english_page

NONE = Broken(Trouble.MALFORMED, "no article on the page")


def page(inside: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>t</title>{head}</head><body>{inside}</body></html>".encode()


@pytest.mark.parametrize(
    ("written", "declared", "content_type"),
    [
        ("cp1256", "windows-1256", "text/html"),
        ("cp1256", "windows-1256", "text/html; charset=windows-1256"),
        ("cp1256", "utf-8", "text/html; charset=utf-8"),
        ("iso-8859-6", "iso-8859-6", "text/html"),
        ("utf-8", "windows-1256", "text/html"),
        ("utf-8-sig", "utf-8", ""),
        ("utf-16", "utf-16", "text/html"),
    ],
)
def test_an_arabic_article_is_read_without_what_stands_around_it(written: str, declared: str, content_type: str) -> None:
    assert main_text(arabic_page(declared).encode(written), content_type) == "\n\n".join(ARABIC)


def test_an_english_article_is_read_without_banner_comments_and_footer() -> None:
    assert main_text(english_page().encode(), "text/html; charset=utf-8") == "\n\n".join(ENGLISH)


@pytest.mark.parametrize(
    "inside",
    [
        '<div class="story">' + "<br><br>".join(ENGLISH) + "</div>",
        '<div class="story">' + "".join(f"<div>{part}</div>" for part in ENGLISH) + "</div>",
        "<table><tr><td><font>" + "<br><br>".join(ENGLISH) + "</font></td></tr></table>",
        f"<article><header><h1>{ENGLISH_TITLE}</h1></header><section>"
        + "".join(f"<p>{part}" for part in ENGLISH)
        + "</section>",
    ],
)
def test_paragraphs_are_kept_however_they_are_marked(inside: str) -> None:
    assert main_text(page(inside)) == "\n\n".join(ENGLISH)


def test_lines_lists_and_quotes_stay_apart_and_links_in_line() -> None:
    inside = (
        f"<article><p>{ENGLISH[0]}<br>{ENGLISH[1]}</p><h2>What comes next</h2><ul><li>The first of the two points</li>"
        f"<li>The second of the two points</li></ul><blockquote><p>{ENGLISH[2]}</p></blockquote>"
        f'<p>The <b>old</b> pier, see <a href="/x">the map</a> &amp; the &lt;plans&gt;, is open.</p></article>'
    )
    assert main_text(page(inside)) == (
        f"{ENGLISH[0]}\n{ENGLISH[1]}\n\nWhat comes next\n\nThe first of the two points\nThe second of the two points\n\n"
        f"{ENGLISH[2]}\n\nThe old pier, see the map & the <plans>, is open."
    )


CONSENT = (
    "We value your privacy and that of our 812 partners. You may accept all cookies or manage cookies at any time.",
    "This site uses cookies to measure its audience, and so that advertisements are shown which you might care for.",
)
CONSENT_ARABIC = (
    "نحن وشركاؤنا الثمانمئة نستخدم ملفات تعريف الارتباط على هذا الموقع لقياس عدد الزوار وعرض الإعلانات التي تناسبهم.",
    "يمكنكم الاطلاع على سياسة الخصوصية وتغيير اختياراتكم في أي وقت تشاؤون من صفحة الإعدادات في أسفل كل صفحة.",
)
PAYWALL = (
    ENGLISH[0],
    "Subscribe now to continue reading this story and everything else that we publish.",
    "Already a subscriber? Log in to read on, or ask the service desk for a new password.",
)
PAYWALL_ARABIC = (
    ARABIC[0],
    "هذا المقال متاح للمشتركين فقط، ويشمل الاشتراك النسخة الورقية والأرشيف الكامل منذ العدد الأول.",
    "سجل الدخول لمتابعة القراءة، أو اشترك الآن لقراءة كل ما تنشره الصحيفة على مدار العام.",
)
CHALLENGE = (
    "Checking your browser before accessing the site. Please enable JavaScript and wait, this takes five seconds.",
    "It is done for every visitor who comes by, so do not be alarmed; then verify you are human below.",
)


def paragraphs(parts: tuple[str, ...]) -> str:
    return "<main>" + "".join(f"<p>{part}</p>" for part in parts) + "</main>"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0" * 5000,
        b"not a page at all",
        page("<p>Too short to be an article.</p>"),
        page("<ul>" + "".join(f"<li><a href=/{n}>Headline of story number {n}</a></li>" for n in range(80)) + "</ul>"),
        *(page(paragraphs(parts)) for parts in (CONSENT, CONSENT_ARABIC, PAYWALL, PAYWALL_ARABIC, CHALLENGE)),
    ],
)
def test_what_is_no_article_gives_none(body: bytes) -> None:
    assert main_text(body) == NONE


@pytest.mark.parametrize("value", ["false", '"False"'])
def test_an_article_for_subscribers_is_left_to_them(value: str) -> None:
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "isAccessibleForFree": {value}}}</script>'
    assert main_text(english_page(head).encode()) == Broken(Trouble.MALFORMED, "the article is for subscribers")
    assert isinstance(main_text(english_page(head.replace(value, "true")).encode()), str)


def test_an_article_about_cookies_is_an_article() -> None:
    about = f"<p>Browsers will let people reject all cookies at once from next year, the commission said. {ENGLISH[0]}</p>"
    inside = f"<article><p>{ENGLISH[1]}</p>{about}<p>{ENGLISH[2]}</p></article>"
    text = main_text(page(inside))
    assert isinstance(text, str)
    assert "reject all cookies" in text


def test_a_notice_at_the_edge_of_an_article_is_no_part_of_it() -> None:
    inside = "<article>" + "".join(f"<p>{part}</p>" for part in (*ENGLISH, "Log in to read our other stories.")) + "</article>"
    assert main_text(page(inside)) == "\n\n".join(ENGLISH)


def test_a_text_without_end_is_cut_between_words() -> None:
    words = " ".join(f"word{n}" for n in range(40_000))
    text = main_text(page(f"<article><p>{words}</p></article>"))
    assert isinstance(text, str)
    assert LONGEST - 20 < len(text) <= LONGEST
    assert words.startswith(text + " ")


def test_controls_and_bidi_marks_are_taken_out() -> None:
    inside = f"<article><p>\u202e{ENGLISH[0]}\u200f\x07</p><p>{ENGLISH[1]}</p></article>"
    assert main_text(page(inside)) == f"{ENGLISH[0]}\n\n{ENGLISH[1]}"


@pytest.mark.parametrize("content_type", ["", "text/html", "text/html; charset=koi8-r"])
def test_the_encoding_that_a_page_names_itself_is_believed_where_the_header_names_none(content_type: str) -> None:
    told = "Совет порта решил открыть восточный причал, который закрыли прошлой зимой из-за шторма. "
    named = page(
        f"<article><p>{told * 4}</p></article>", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'
    )
    if content_type.endswith("koi8-r"):
        named = page(f"<article><p>{told * 4}</p></article>")
    assert main_text(named.decode().encode("koi8-r"), content_type) == (told * 4).strip()
