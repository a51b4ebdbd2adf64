from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.frequencies import Frequencies
from bot.matching.hits import Best, Unit, new_unit
from bot.matching.stems import Stems
from bot.model.watch import How
from bot.text.arabic import readings
from bot.text.folding import folded
from bot.text.plurals import OTHER_NUMBER

_LETTERS = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", min_size=2, max_size=7)
_STEMS = st.one_of(_LETTERS, st.sampled_from(sorted(OTHER_NUMBER)), st.sampled_from(["خطا", "جزء", "شيء", "شوون", "اميركا"]))
_BEFORE = st.sampled_from(["", "", "و", "ال", "وال", "بال", "لل", "ولل", "فب", "ك", "س"])
_BEHIND = st.sampled_from(["", "", "ه", "ها", "هم", "نا", "ات", "ين", "ون", "يه", "يون", "ا", "تها", "يا", "ي"])


class _Thorough(Stems):
    """Takes every word apart, however it begins."""

    def _may_begin(self, word: str) -> bool:
        return True


def _placed(stems: Stems, *words: str) -> list[Unit]:
    units = [new_unit(word) for word in words]
    for unit in units:
        stems.place(unit)
    return units


def _found(stems: Stems, raw: str) -> Best:
    best: Best = {}
    word = folded(raw)
    (stems.find_latin if word.isascii() else stems.find_arabic)(raw, word, best)
    return best


@given(_BEFORE, _STEMS, _BEHIND)
def test_no_word_is_passed_over_that_may_be_read_as_a_unit(before: str, stem: str, behind: str) -> None:
    word = folded(before + stem + behind)
    quick, thorough = Stems(Frequencies()), _Thorough(Frequencies())
    for own in {reading.stem for reading in readings(word)}:
        unit = new_unit(own)
        quick.place(unit)
        thorough.place(unit)
        assert _found(quick, word) == _found(thorough, word)
        quick.displace(unit)
        thorough.displace(unit)
        assert not _found(quick, word)


@pytest.mark.parametrize(
    ("unit", "raw", "how"),
    [
        ("لبنان", "لُبنان", How.FOLDED),
        ("لبنان", "وبلبنان", How.CLITIC),
        ("صاروخ", "الصواريخ", How.INFLECTED),
        ("حكومه", "حكومتها", How.INFLECTED),
        ("bitcoin", "Bitcoin", How.FOLDED),
        ("tanker", "tankers", How.INFLECTED),
        ("leaf", "leaves", How.INFLECTED),
    ],
)
def test_a_word_is_read_as_a_unit(unit: str, raw: str, how: How) -> None:
    stems = Stems(Frequencies())
    (placed,) = _placed(stems, unit)
    ((hit),) = _found(stems, raw).values()
    assert (hit.unit, hit.how) == (placed, how)


@pytest.mark.parametrize(("unit", "raw"), [("ليد", "وليد"), ("hama", "Hamas"), ("bitcoin", "Litecoin"), ("لبنان", "لبنانك")])
def test_what_only_looks_like_a_unit_is_none(unit: str, raw: str) -> None:
    stems = Stems(Frequencies())
    _placed(stems, unit)
    assert not _found(stems, raw)


def test_a_listed_rendering_in_latin_letters_is_a_name_only_with_a_capital() -> None:
    stems = Stems(Frequencies())
    unit = new_unit("فرح")
    stems.place_listed(unit, ("farah",))
    assert [hit.unit for hit in _found(stems, "Farah").values()] == [unit]
    assert not _found(stems, "farah")
    stems.displace_listed(unit, ("farah",))
    assert not _found(stems, "Farah")


def test_a_word_that_units_begin_with_is_a_half_until_they_go() -> None:
    stems = Stems(Frequencies())
    units = [new_unit("bitcoin"), new_unit("bitland")]
    for unit in units:
        stems.count_halves(unit, 1)
    assert [hit.half for hit in _found(stems, "bit").values()] == ["bit"]
    assert not _found(stems, "bitco")
    for unit in units:
        stems.count_halves(unit, -1)
    assert not _found(stems, "bit")
