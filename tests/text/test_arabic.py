from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.arabic import Reading, is_arabic, plural_stem, readings, same_spelling, without_article
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


@pytest.mark.parametrize("word", ["الله", "ال", "من", "بيت"])
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
