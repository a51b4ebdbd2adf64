from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.arabic import CHANGED, Reading, before_endings, is_arabic, plural_stem, readings, same_spelling, without_article
from bot.text.folding import folded

_CLITICS = st.sampled_from(["", "و", "ف"]).flatmap(lambda one: st.sampled_from(["", "ب", "ك", "ل"]).map(lambda two: one + two))


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("البيتكوين", Reading("بيتكوين", "", article=True)),
        ("وبالبيتكوين", Reading("بيتكوين", "وب", article=True)),
        ("للرياض", Reading("رياض", "ل", article=True)),
        ("وللرياض", Reading("رياض", "ول", article=True)),
        ("للبنان", Reading("لبنان", "ل")),
        ("للاذقيه", Reading("لاذقيه", "ل", article=True)),
        ("وتل", Reading("تل", "و")),
        ("الغام", Reading("لغم", ending=CHANGED)),
        ("نفطها", Reading("نفط", ending="ها")),
        ("كرات", Reading("كره", ending="ات")),
        ("هدفا", Reading("هدف", ending="ا")),
        ("وفدا", Reading("وفد", ending="ا")),
        ("دولارا", Reading("دولار", ending="ا")),
        ("فواشنطن", Reading("واشنطن", "ف")),
        ("سيعلن", Reading("يعلن", "س")),
        ("حكومته", Reading("حكومه", ending="ه")),
        ("صواريخهم", Reading("صواريخ", ending="هم")),
        ("الحوثيون", Reading("حوثي", "", article=True, ending="ون")),
        ("مسيرتين", Reading("مسيره", ending="ين")),
        ("مسيرات", Reading("مسيره", ending="ات")),
        ("الbitcoin", Reading("bitcoin", "", article=True)),
        ("للbitcoin", Reading("bitcoin", "ل", article=True)),
        ("بcentcom", Reading("centcom", "ب")),
    ],
)
def test_a_word_is_taken_apart(word: str, reading: Reading) -> None:
    assert reading in readings(word)


@pytest.mark.parametrize("word", ["الله", "ال", "من", "بيض"])
def test_nothing_is_taken_from_a_short_word(word: str) -> None:
    assert readings(word) == (Reading(word),)


def test_the_plain_reading_comes_first() -> None:
    assert readings("واشنطن")[0] == Reading("واشنطن")


@given(_CLITICS, st.text(alphabet="بتجدرسعفقكلمنهوي", min_size=3, max_size=8))
def test_any_clitic_comes_off_any_word(clitics: str, word: str) -> None:
    assert word in {reading.stem for reading in readings(clitics + word)}
    assert Reading(word, clitics, article=True) in readings(clitics + "ال" + word)


@given(st.text())
def test_no_word_is_too_strange(text: str) -> None:
    assert readings(folded(text))


def test_articles_and_plurals() -> None:
    assert without_article("القدس") == Reading("قدس", article=True)
    assert without_article("قدس") == Reading("قدس")
    assert plural_stem("حوثيين") == "حوثي"
    assert plural_stem("برلين") is None


def test_two_spellings_of_one_country() -> None:
    assert same_spelling("امريكا") == same_spelling("اميركا")
    assert same_spelling("انجلترا") == same_spelling("انكلترا")
    assert same_spelling("ايران") == "ايران"


def test_script() -> None:
    assert is_arabic("بcentcom")
    assert not is_arabic("centcom")


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("صاروخا", "صاروخ"),
        ("هجوما", "هجوم"),
        ("اتفاقا", "اتفاق"),
        ("حربا", "حرب"),
        ("طائراتها", "طائرة"),
        ("بهجماته", "هجوم"),
        ("غارات", "غارة"),
        ("ميليشياتهم", "ميليشيا"),
        ("مستشفاها", "مستشفى"),
        ("مستشفيات", "مستشفى"),
        ("وزرائهم", "وزير"),
        ("وزراؤهم", "وزير"),
        ("ناقلتي", "ناقلة"),
        ("دولتا", "دولة"),
        ("مقاتلو", "مقاتل"),
        ("مسؤولي", "مسؤول"),
        ("جيشها", "جيش"),
        ("حزبين", "حزب"),
        ("الصواريخ", "صاروخ"),
        ("صاروخ", "صواريخ"),
        ("للسفن", "سفينة"),
        ("وبصواريخهم", "صاروخ"),
        ("قرى", "قرية"),
        ("عبئا", "عبء"),
        ("عبئها", "عبء"),
        ("بطيئة", "بطيء"),
        ("خطئه", "خطأ"),
        ("لاجئا", "لاجئ"),
        ("لاجئي", "لاجئ"),
        ("كرات", "كرة"),
        ("كرتهم", "كرة"),
        ("كرتين", "كرة"),
        ("لغتنا", "لغة"),
        ("نفطها", "نفط"),
        ("ألغامها", "لغم"),
        ("وبألغام", "لغم"),
        ("أسئلة", "سؤال"),
        ("مباريات", "مباراة"),
        ("سنين", "سنة"),
        ("قاضيا", "قاض"),
        ("المحامي", "محام"),
        ("السفيرة", "سفير"),
        ("وزيرات", "وزير"),
        ("للاذقية", "لاذقية"),
        ("آبار", "بئر"),
    ],
)
def test_nouns_are_found_behind_their_forms(word: str, stem: str) -> None:
    assert folded(stem) in {reading.stem for reading in readings(folded(word))}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("مارينا", "مارين"),
        ("ألمانيا", "ألماني"),
        ("كوبا", "كوب"),
        ("عمران", "عمر"),
        ("زيدان", "زيد"),
        ("برلين", "برل"),
        ("ماركو", "مارك"),
        ("ميلانو", "ميلان"),
        ("كتب", "كتاب"),
        ("شاهد", "شهود"),
        ("الصواريخا", "صاروخ"),
        ("حسنين", "حسن"),
        ("مركزي", "مركز"),
        ("كاتب", "كتاب"),
        ("عقد", "عقود"),
        ("بلدنا", "بلدن"),
        ("ماريا", "ماري"),
        ("زيتون", "زيت"),
        ("وزير", "وزيرة"),
    ],
)
def test_names_and_other_words_keep_their_letters(word: str, other: str) -> None:
    assert folded(other) not in {reading.stem for reading in readings(folded(word))}


def test_the_other_number_says_that_it_is_one() -> None:
    assert Reading("صاروخ", "وب", article=True, ending=CHANGED) in readings("وبالصواريخ")
    assert Reading("صاروخ", ending=CHANGED) in readings("صواريخهم")


@pytest.mark.parametrize(
    ("one", "other"),
    [("مسئول", "مسؤول"), ("مسئولية", "مسؤولية"), ("شئون", "شؤون"), ("هيأة", "هيئة"), ("مائة", "مئة"), ("تليفزيون", "تلفزيون")],
)
def test_two_ways_to_seat_a_hamza(one: str, other: str) -> None:
    assert same_spelling(folded(one)) == same_spelling(folded(other))


@given(st.text(alphabet="ابتجدرسعفقكلمنهويءة", max_size=12))
def test_either_way_of_spelling_is_settled_once(word: str) -> None:
    assert same_spelling(same_spelling(word)) == same_spelling(word)


@given(st.text(alphabet="ابتجدرسعفقكلمنهوي", min_size=1, max_size=200))
def test_a_word_has_few_readings(word: str) -> None:
    assert len(readings(word)) <= 90
    assert all(reading.stem for reading in readings(word))


@given(st.text(alphabet="ابتجدرسعفقكلمنهويء", min_size=3, max_size=3), st.sampled_from(["ها", "ات", "تين", "ا"]))
def test_a_short_stem_begins_as_said_before_its_endings(stem: str, ending: str) -> None:
    word = (stem.removesuffix("ه")) + ending
    for reading in readings(word):
        if reading.ending not in {"", CHANGED} and len(reading.stem) == 3 and not reading.proclitic and not reading.article:
            assert word.startswith((reading.stem, *before_endings(reading.stem)))
