"""What stands around an article is left out, and nothing of the article."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.boilerplate import without_boilerplate

ARTICLE = "Talks resumed in Geneva on Monday.\n\nBoth sides sent their deputies."
ARABIC = "استؤنفت المحادثات في جنيف يوم الاثنين.\n\nوأرسل الطرفان نائبيهما."

LINES = [
    "The post Talks resume appeared first on The Daily Example.",
    "The post Talks resume in “Geneva” first appeared on Example.",
    "This article was originally published on Example News.",
    "This story first appeared in Example",
    "Read more",
    "READ MORE »",
    "Read the full story here",
    "[Read more...]",
    "Continue reading Talks resume in Geneva →",
    "Click here to read the full report",
    "View original",
    "Share this:",
    "Share on Facebook",
    "Facebook\nTwitter\nWhatsApp",
    "Share this:\n\nClick to share on X (Opens in new window)\nX\n\nLike this:\n\nLike Loading...\n\nRelated",
    "Facebook | Twitter | Telegram | Email",
    "See also: Another thing that happened",
    "submitted by /u/someone [link] [comments]",
    "Comments",
    "Advertisement",
    "→",
    "ظهرت المقالة استئناف المحادثات أولاً على الصحيفة.",
    "المقالة استئناف المحادثات ظهرت أولا على الصحيفة",
    "التدوينة استئناف المحادثات ظهرت أولاً على الموقع.",
    "اقرأ المزيد",
    "إقرأ المزيد...",
    "لقراءة المزيد اضغط هنا",
    "تابع القراءة ←",
    "أكمل القراءة »",
    "متابعة قراءة استئناف المحادثات",
    "للمزيد",
    "المزيد",
    "اقرأ أيضاً: خبر آخر عن جنيف",
    "شارك هذا الموضوع:",
    "شارك الخبر على فيسبوك",
    "فيسبوك\nتويتر\nواتساب",
    "مشاركة\nفيسبوك",
    "انقر للمشاركة على تويتر (فتح في نافذة جديدة)",
    "إعلان",
]


@pytest.mark.parametrize("article", [ARTICLE, ARABIC], ids=["en", "ar"])
@pytest.mark.parametrize("line", LINES)
def test_lines_behind_an_article_go(line: str, article: str) -> None:
    assert without_boilerplate(f"{article}\n\n{line}") == article
    assert without_boilerplate(f"{article}\n{line}\n\n{line}\n") == article


@pytest.mark.parametrize("line", LINES)
def test_a_text_of_nothing_else_is_empty(line: str) -> None:
    assert without_boilerplate(line) == ""


@pytest.mark.parametrize(
    "line", ["Advertisement", "Share this:\nFacebook\nTwitter", "إعلان", "شارك الخبر\nفيسبوك\nتويتر\nواتساب"]
)
def test_buttons_before_an_article_go(line: str) -> None:
    assert without_boilerplate(f"{line}\n\n{ARABIC}") == ARABIC


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("It rained all night. […] Read more", "It rained all night. […]"),
        ("It rained all night… Continue reading Rain in the north →", "It rained all night…"),
        ("It rained all night. READ MORE »", "It rained all night."),
        ("هطلت الأمطار طوال الليل. اقرأ المزيد", "هطلت الأمطار طوال الليل."),
        ("هطلت الأمطار طوال الليل... المزيد »", "هطلت الأمطار طوال الليل..."),
        ("هطلت الأمطار [...] متابعة القراءة", "هطلت الأمطار [...]"),
    ],
)
def test_an_invitation_behind_the_last_sentence_goes(written: str, left: str) -> None:
    assert without_boilerplate(written) == left


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        ARABIC,
        "Children should read more",
        "The ministry asked people to read more about the plan before voting.",
        "دعت الوزارة إلى اقرأ المزيد من الكتب",
        "على الطلاب قراءة المزيد من الكتب قبل الامتحان",
        "The post office on Main Street appeared in court",
        "He moved to Telegram",
        "The company's new name is:\n\nTelegram",
        "Share prices fell on Monday",
        "Like many others, she left.",
        "Comments by the minister drew anger",
        "Related to the case, two men were held.",
        "Read more\n\nwas the campaign's slogan.",
        "إعلان حالة الطوارئ في العاصمة",
        "مشاركة واسعة في الانتخابات",
        "نشر قوات إضافية على الحدود",
        "المزيد من القتلى في الغارات",
        "تابعوا القراءة كان شعار المعرض",
        "تعليقات الوزير تثير الغضب",
        "one\n\n\ntwo",
        "",
    ],
)
def test_an_article_keeps_every_word(text: str) -> None:
    assert without_boilerplate(text) == text


@given(st.text(max_size=200), st.lists(st.sampled_from([*LINES, "words of an article", "", "Telegram"]), max_size=6))
def test_what_is_left_is_a_piece_of_the_text(text: str, lines: list[str]) -> None:
    whole = "\n".join([*lines[:3], text, *lines[3:]])
    left = without_boilerplate(whole)
    assert left in whole
    assert without_boilerplate(left) == left or len(without_boilerplate(left)) < len(left)


@pytest.mark.parametrize(
    "line", ["share on " * 40, "the post " * 44, "facebook | " * 36, "-" * 399, "اقرأ المزيد " * 30, "x\n" * 100_000]
)
def test_hostile_lines_cost_little(line: str) -> None:
    started = time.process_time()
    without_boilerplate(f"{line}\n{line}!")
    assert time.process_time() - started < 5
