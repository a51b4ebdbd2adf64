"""Two made-up articles, as text and as the pages of sites with all that stands around an article."""

from __future__ import annotations

ARABIC_TITLE = "بدء ترميم الجسر القديم في مرسى النور بعد عامين من إغلاقه"
ARABIC = (
    "بدأت فرق الصيانة صباح اليوم ترميم الجسر القديم في مدينة مرسى النور، بعد عامين من إغلاقه أمام المركبات لتشققات في قواعده.",
    "وقال مدير المشروع سليم الحداد إن المرحلة الأولى تشمل تدعيم الركائز الأربع، وإنها ستنتهي قبل موسم الأمطار المقبل.",
    "وأضاف أن الجسر سيبقى مفتوحا أمام المشاة طوال مدة العمل، على أن يحول سير الشاحنات إلى الطريق الساحلي.",
    "ويعود بناء الجسر إلى ثلاثينيات القرن الماضي، وهو الرابط الوحيد بين ضفتي الوادي في الحي الشرقي.",
)
ENGLISH_TITLE = "Harbour council votes to reopen the east pier"
ENGLISH = (
    "The harbour council of Saltmarsh voted nine to two on Tuesday to reopen the east pier, which storms closed last winter.",
    "Engineers told the meeting that new steel piles were driven to a depth of eighteen metres and would outlast the old ones.",
    "Fishing crews, who have landed their catch at the ferry dock since January, may use the pier again from the first of May.",
    "The council will decide next month whether the lighthouse at its end is to be lit again, said its clerk, Dora Lindqvist.",
)

_ARABIC_BEFORE = """
<header><div class="logo">صحيفة المرسى</div><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">رياضة</a></li>
<li><a href="/e">اقتصاد</a></li></ul></nav></header>
"""
_ARABIC_AFTER = """
<aside class="related"><h3>اقرأ أيضا</h3><ul><li><a href="/1">افتتاح معرض الخط العربي في المتحف</a></li>
<li><a href="/2">منتخب الشباب يفوز في المباراة الافتتاحية</a></li></ul></aside>
<footer><p>جميع الحقوق محفوظة لصحيفة المرسى</p><a href="/about">من نحن</a></footer>
"""
_ENGLISH_BEFORE = """
<div id="cookie-banner"><p>We value your privacy. Accept all cookies?</p><button>Accept</button></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/w">Weather</a></li></ul></nav></header>
"""
_ENGLISH_AFTER = """
<section class="related-posts"><h3>Most read</h3><ul><li><a href="/3">Ferry fares to rise in June</a></li></ul></section>
<section id="comments"><h3>Comments</h3>
<div class="comment"><p>About time that somebody mended that pier, I say.</p></div></section>
<footer><p>Copyright Saltmarsh Courier. All rights reserved.</p></footer>
"""


def arabic_page(charset: str = "windows-1256", head: str = "") -> str:
    """The Arabic article's page; ``charset``: what it says of itself."""
    return _page("ar", ARABIC_TITLE, ARABIC, (_ARABIC_BEFORE, _ARABIC_AFTER), f'<meta charset="{charset}">{head}')


def english_page(head: str = "") -> str:
    """The English article's page."""
    return _page("en", ENGLISH_TITLE, ENGLISH, (_ENGLISH_BEFORE, _ENGLISH_AFTER), f'<meta charset="utf-8">{head}')


def _page(language: str, title: str, paragraphs: tuple[str, ...], around: tuple[str, str], head: str) -> str:
    before, after = around
    text = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head>{head}<title>{title} | site</title>'
        f"<script>var menu = '<p>not to be read, whatever it says</p>';</script></head><body>{before}"
        f"<main><article><h1>{title}</h1>{text}</article></main>{after}</body></html>"
    )
