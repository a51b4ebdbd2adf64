from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.arabic import is_arabic
from bot.text.chat_alphabet import suggestions

_KNOWN = (
    *("حماس", "حمص", "حزب الله", "مصر", "الخليج", "الحشد الشعبي", "السعودية", "صعدة", "طالبان", "العراق", "الأردن", "خامنئي"),
    *("الحوثي", "أمريكا", "البحرين", "الخرطوم", "محمود عباس", "طرابلس", "حلب", "غزة", "صنعاء", "عبد الفتاح السيسي", "أبيك"),
    *("أحمد الشرع", "داعش", "سوق", "ويب"),
)


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("7amas", "حماس"),
        ("7Amas", "حماس"),
        ("3arab", "عرب"),
        ("7izbollah", "حزب الله"),
        ("7ezb allah", "حزب الله"),
        ("3abdallah", "عبد الله"),
        ("Ma9r", "مصر"),
        ("2al-5aleej", "الخليج"),
        ("el-7ashd el-sha3bi", "الحشد الشعبي"),
        ("7oseen", "حسين"),
        ("ra2ees", "رئيس"),
        ("mas2ool", "مسؤول"),
        ("ba7r", "بحر"),
        ("3'azza", "غزة"),
        ("7’aleej", "خليج"),
        ("6ayyaraat", "طيارات"),
        ("5aber", "خبر"),
    ],
)
def test_words_are_guessed_without_any_names(typed: str, best: str) -> None:
    found = suggestions(typed)
    assert best in found
    assert len(found) <= 5


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("7amas", "حماس"),
        ("7omos", "حمص"),
        ("7izbollah", "حزب الله"),
        ("7ezballah", "حزب الله"),
        ("sa3oodeya", "السعودية"),
        ("6alebaan", "طالبان"),
        ("3ira2", "العراق"),
        ("2ordon", "الأردن"),
        ("5amene2i", "خامنئي"),
        ("el7outhi", "الحوثي"),
        ("2amreeka", "أمريكا"),
        ("ba7rain", "البحرين"),
        ("5artoom", "الخرطوم"),
        ("ma7moud 3abbas", "محمود عباس"),
        ("6arablos", "طرابلس"),
        ("8azza", "غزة"),
        ("9an3a2", "صنعاء"),
        ("3abd el fatta7 el sisi", "عبد الفتاح السيسي"),
        ("A7mad al-Shar3", "أحمد الشرع"),
        ("da3esh", "داعش"),
    ],
)
def test_a_known_name_that_sounds_the_same_comes_first(typed: str, name: str) -> None:
    assert suggestions(typed, _KNOWN)[0] == name


@pytest.mark.parametrize(
    "term",
    [
        *(
            "T-72",
            "3nm",
            "F16",
            "F-35",
            "5G",
            "G7",
            "G20",
            "COVID19",
            "COVID-19",
            "mp3",
            "4chan",
            "7-Eleven",
            "B2B",
            "b2b",
            "h1n1",
        ),
        *("H5N1", "web3", "Web 3", "win7", "iPhone 15", "L3Harris", "5star", "peer2peer", "PS5", "7up", "3rd", "2nd", "9mm"),
        *("co2", "h2o", "gr8", "m8", "i7", "MI6", "k8s", "3D", "7zip", "2pac", "U2", "Su-57", "S-300", "l33t", "6ix9ine", "X7"),
        *(
            "Boeing 737",
            "5kg",
            "M23",
            "3am",
            "7pm",
            "v2ray",
            "area51",
            "3M",
            "Formula 2",
            "9News",
            "2FA",
            "USB3",
            "8chan",
            "5days",
        ),
        *(
            "",
            " ",
            "7",
            "777",
            "7 7",
            "-",
            "el",
            "2al-",
            "hamas",
            "حماس",
            "7حماس",
            "7amas!",
            '"7amas"',
            "🚀7amas",
            "7amas 3",
            "\ud8007",
        ),
        *("7" + "a" * 400, "7amas " * 7),
    ],
)
def test_what_merely_holds_a_digit_is_left_alone(term: str) -> None:
    assert suggestions(term, _KNOWN) == suggestions(term) == ()


@given(st.text(), st.text(alphabet="aeiou2356789'blmnrsh -", max_size=60))
def test_suggestions_are_arabic_and_few_whatever_is_typed(noise: str, typed: str) -> None:
    for term in (noise, typed, noise + typed):
        found = suggestions(term, _KNOWN)
        assert len(found) <= 5
        assert len(set(found)) == len(found)
        assert all(is_arabic(word) for word in found)


@pytest.mark.parametrize(
    ("typed", "name"), [("3" + "ea" * 14, "ع" + "ي" * 2_000), ("7ah" * 9, "ه" * 5_000 + "ب"), ("3" + "a" * 29, "اع" * 2_000)]
)
def test_a_term_made_to_be_slow_ends(typed: str, name: str) -> None:
    assert name not in suggestions(" ".join([typed] * 6), [name])
