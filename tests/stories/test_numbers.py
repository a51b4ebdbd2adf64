from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Language
from bot.stories.numbers import SCORE, quantities

# A text, and each of its quantities as (value, about); an ordinal as (value, about, "th").
ROWS: list[tuple[str, list[tuple[object, ...]]]] = [
    # Arabic digits, words, duals
    ("قتيلان في غارة على الحديدة", [(2, "dead")]),
    ("سقوط قتيلين وجريح", [(2, "dead"), (1, "wounded")]),
    ("قتيل وجريحان في إطلاق نار", [(1, "dead"), (2, "wounded")]),
    ("مقتل جنديين وإصابة خمسة", [(2, "dead"), (5, "wounded")]),
    ("مقتل شخص في انفجار", [(1, "dead")]),
    ("جنديان من الكتيبة", [(2, "soldier")]),
    ("مقتل ثلاثة عشر شخصاً في حريق", [(13, "dead")]),
    ("مقتل أحد عشر مدنياً", [(11, "dead")]),
    ("اثنا عشر جريحا", [(12, "wounded")]),
    ("إحدى وعشرين إصابة", [(21, "wounded")]),
    ("ثلاثة وعشرون قتيلا", [(23, "dead")]),
    ("وصول خمسة وعشرين أسيرا", [(25, "prisoner")]),
    ("خمسمائة وعشرون جريحا", [(520, "wounded")]),
    ("مئتا قتيل", [(200, "dead")]),
    ("مئتي قتيل", [(200, "dead")]),
    ("مائتي قتيل", [(200, "dead")]),
    ("ألفي جندي", [(2000, "soldier")]),
    ("ألفا جندي", [(2000, "soldier")]),
    ("ألفان وثلاثمئة جندي", [(2300, "soldier")]),
    ("٣ آلاف نازح", [(3000, "displaced")]),
    ("٣٬٠٠٠ نازح", [(3000, "displaced")]),
    ("3,000 نازح", [(3000, "displaced")]),
    ("12 ألف نازح", [(12_000, "displaced")]),
    ("12 ألفا من النازحين", [(12_000, "displaced")]),
    ("مليونان و300 ألف لاجئ", [(2_300_000, "displaced")]),
    ("3 ملايين و200 ألف دولار", [(3_200_000, "usd")]),
    ("3,5 مليارات دولار", [(3_500_000_000, "usd")]),
    ("٣٫٥ مليارات دولار", [(3_500_000_000, "usd")]),
    ("نصف مليون نازح", [(500_000, "displaced")]),
    ("مليون ونصف المليون دولار", [(1_500_000, "usd")]),
    ("مليوني سيارة", [(2_000_000, "vehicle")]),
    ("إطلاق بـ3 صواريخ", [(3, "missile")]),
    ("و30 جريحا", [(30, "wounded")]),
    ("وثلاثون جريحا", [(30, "wounded")]),
    ("لثلاثة أيام", [(3, "day")]),
    ("ارتفاع 5.5 في المئة", [(5.5, "percent")]),
    ("ارتفاع ٥٪", [(5, "percent")]),
    ("ارتفاع حصيلة القتلى إلى 30", [(30, "dead")]),
    ("ارتفاع الحصيلة من 3 إلى 30 قتيلا", [(30, "dead")]),
    ("مقتل ما لا يقل عن 30 في زلزال", [(30, "dead")]),
    ("مقتل 5 أشخاص وإصابة 10", [(5, "dead"), (10, "wounded")]),
    ("استشهاد 4 فلسطينيين", [(4, "dead")]),
    ("دون وقوع ضحايا", [(0, "dead")]),
    ("بلا إصابات", [(0, "wounded")]),
    ("إسقاط مسيّرتين فوق البحر", [(2, "downed")]),
    ("توقيف 7 متهمين", [(7, "arrested")]),
    ("41 حالة كوليرا", [(41, "case")]),
    ("يومان من الهدوء", [(2, "day")]),
    # Arabic ordinals
    ("الطائرة الرابعة تصل إلى العريش", [(4, "aircraft", "th")]),
    ("للمرة السادسة", [(6, "time", "th")]),
    ("رابع طائرة مساعدات", [(4, "aircraft", "th")]),
    ("القمة الخامسة والعشرون", [(25, "قمه", "th")]),
    ("الجولة الثانية عشرة", [(12, "جول", "th")]),
    # Arabic, nothing counted
    ("الرابع من آذار", []),
    ("14 آذار", []),
    ("في تشرين الثاني", []),
    ("يوم الاثنين", []),
    ("الساعة الخامسة", []),
    ("عام 2018", []),
    ("كأس العالم 2022", []),
    ("مجموعة العشرين", []),
    ("كوفيد-19 يعود", []),
    ("أحد المسؤولين", []),
    ("مئات القتلى", []),
    ("عند 14:05 بتوقيت بيروت", []),
    # English
    ("30 killed in Beirut blast", [(30, "dead")]),
    ("Blast kills at least 13 people", [(13, "dead")]),
    ("thirteen dead", [(13, "dead")]),
    ("twenty-five wounded", [(25, "wounded")]),
    ("twenty five wounded", [(25, "wounded")]),
    ("two hundred and five dead", [(205, "dead")]),
    ("a dozen people hurt", [(12, "wounded")]),
    ("two dozen hurt", [(24, "wounded")]),
    ("half a million people", [(500_000, "people")]),
    ("3 million refugees", [(3_000_000, "displaced")]),
    ("$3.5bn deal", [(3_500_000_000, "usd")]),
    ("US$500m fine", [(500_000_000, "usd")]),
    ("1,250 soldiers", [(1250, "soldier")]),
    ("5% rise", [(5, "percent")]),
    ("5 per cent rise", [(5, "percent")]),
    ("Death toll rises from 3 to 30 in quake", [(30, "dead")]),
    ("one killed, two wounded", [(1, "dead"), (2, "wounded")]),
    ("kills 5 and wounds 10", [(5, "dead"), (10, "wounded")]),
    ("10-15 dead", [(15, "dead")]),
    ("no casualties in raid", [(0, "dead")]),
    ("in 2014, 2000 people died", [(2000, "dead")]),
    ("fourth aid plane lands", [(4, "aircraft", "th")]),
    ("the 4th aid plane", [(4, "aircraft", "th")]),
    ("twenty-first summit", [(21, "summit", "th")]),
    ("Madrid beat City 2-1", [(2001, SCORE)]),
    # English, nothing counted
    ("F-35 jets over the strait", []),
    ("MH370 search in 2014", []),
    ("Covid-19 returns", []),
    ("March 14", []),
    ("14 March 2024 at 14:05", []),
    ("the 1990s", []),
    ("UPDATE 2-GM hires law firms", []),
    ("call +961 1 234 567 today", []),
    ("One of the best", []),
    ("dozens killed", []),
    ("https://example.org/2024/30", []),
    ("Boeing 777 lands", []),
    ("at 5 pm", []),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_quantities(text: str, expected: list[tuple[object, ...]]) -> None:
    found = [(q.value, q.about, "th") if q.ordinal else (q.value, q.about) for q in quantities(text, Language.ARABIC)]
    assert found == expected


def test_names_what_is_counted_in_the_articles_language() -> None:
    (arabic,) = quantities("مقتل 30 شخصا", Language.ARABIC)
    (english,) = quantities("30 people dead", Language.ENGLISH)
    assert (arabic.noun, english.noun) == ("قتلى", "dead")
    assert arabic.about == english.about


def test_says_numbers_as_readers_do() -> None:
    assert [q.said for q in quantities("ثلاثة عشر قتيلا و٣٠٠٠ جريح", Language.ARABIC)] == ["13", "3,000"]
    assert [q.said for q in quantities("3 million refugees", Language.ENGLISH)] == ["3 million"]


@given(
    st.text(max_size=120)
    | st.lists(
        st.sampled_from(
            ["3", "٣", "ألف", "آلاف", "و", "ثلاثة", "وعشرون", "أحد", "عشر", "two", "hundred", "and", "-", "ـ", "من", "إلى"]
        )
    ).map(" ".join)
)
def test_any_text_is_read_and_offsets_lie_in_it(text: str) -> None:
    ends = 0
    for quantity in quantities(text, Language.ARABIC):
        assert ends <= quantity.start < quantity.end <= len(text)
        ends = quantity.end
