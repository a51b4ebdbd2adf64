from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.matching.common import COMMON, GIVEN_NAMES
from bot.matching.hits import new_unit
from bot.matching.likeness import Prices, spelled
from bot.matching.skeleton import alike, telling
from bot.matching.soundalikes import Soundalikes
from tests.matching.conftest import EVIDENCE

_PRICES = Prices(EVIDENCE.confusions)
_RARE = -16.0
_WORDS = st.text("ابتجدرسشصعغقكلمنهويء", min_size=3, max_size=9)
_LATIN = st.text("aeioubdgkqlmnrstyz", min_size=5, max_size=10)


def _spellings(word: str, *units: str) -> dict[str, float]:
    table = Soundalikes(_PRICES, arabic=not word.isascii())
    for unit in units:
        table.place(new_unit(unit))
    candidates = table.candidates(word, alike(word))
    return {unit.word: score for unit, score in table.spelled(word, candidates, _RARE)}


@pytest.mark.parametrize(
    ("unit", "word"),
    [
        ("زابوريجيا", "زابوروجيا"),
        ("نتنياهو", "نتانياهو"),
        ("بومجارتن", "بومغارتن"),
        ("غوتيريش", "جوتيريش"),
        ("موسفيلد", "موسسفيلد"),
        ("hezbollah", "hizbullah"),
        ("gaddafi", "qaddafi"),
    ],
)
def test_other_spellings_are_found_among_others(unit: str, word: str) -> None:
    others = ("كراتشي", "فلاديمير", "سمرقند", "washington", "timbuktu", "novosibirsk")
    assert set(_spellings(word, unit, *others)) == {unit}


@given(st.lists(st.one_of(_WORDS, _LATIN), max_size=8, unique=True), st.one_of(_WORDS, _LATIN))
def test_only_what_is_a_spelling_is_found_and_judged_so(units: list[str], word: str) -> None:
    own = [unit for unit in units if unit.isascii() == word.isascii()]
    for unit, score in _spellings(word, *own).items():
        assert score == spelled(new_unit(unit).stem, word, _RARE, _PRICES)


@given(_WORDS, st.integers(0, 8), st.sampled_from("اويع"), st.booleans())
def test_a_spelling_with_another_long_vowel_is_found(unit: str, place: int, letter: str, drop: bool) -> None:
    stem = new_unit(unit).stem
    word = stem[:place] + stem[place + 1 :] if drop else stem[:place] + letter + stem[place:]
    assume(word and {unit, stem, word}.isdisjoint(COMMON | GIVEN_NAMES) and telling(alike(stem)) and alike(word) == alike(stem))
    assert _spellings(word, unit).get(unit, 0.0) == spelled(stem, word, _RARE, _PRICES)


def test_given_names_and_common_words_are_spelled_in_one_way() -> None:
    assert not _spellings("محمود", "محمد")
    assert not _spellings("سالمم", "سالم")
    common = max((word for word in COMMON if not word.isascii()), key=lambda word: (len(word), word))
    assert spelled(common, common + common[-1], _RARE, _PRICES)
    assert not _spellings(common + common[-1], common)


def test_a_frequent_word_is_no_spelling() -> None:
    table = Soundalikes(_PRICES, arabic=True)
    unit = new_unit("نتنياهو")
    table.place(unit)
    candidates = table.candidates("نتانياهو", alike("نتانياهو"))
    assert [found for found, _ in table.spelled("نتانياهو", candidates, _RARE)] == [unit]
    assert not list(table.spelled("نتانياهو", candidates, -5.0))
    table.displace(unit)
    assert not table.candidates("نتانياهو", alike("نتانياهو"))
