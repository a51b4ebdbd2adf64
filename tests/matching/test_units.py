from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import units
from bot.matching.hits import Hit
from bot.matching.units import UnitIndex
from bot.model.watch import How
from tests.matching.conftest import EVIDENCE

_WORDS = ("لبنان", "نتنياهو", "الحوثيين", "bitcoin", "lavrov", "زيلينسكي", "f35")
_RAWS = ("ولبنان", "نتانياهو", "Netanyahu", "حوثي", "Bitcoin", "bit", "لافروف", "Zelensky", "Zelenskyy", "F", "بيت", "the")


def _held(*words: str, crossing: int = 1) -> UnitIndex:
    index = UnitIndex(EVIDENCE)
    for word in words:
        index.loosen(index.hold(word), crossing)
    return index


def _hows(index: UnitIndex, raw: str) -> dict[str, How]:
    (hits,) = index.hits([raw])
    return {hit.unit.word: hit.how for hit in hits if not hit.half}


@pytest.mark.parametrize(
    ("word", "raw", "how"),
    [
        ("لبنان", "ولبنان", How.CLITIC),
        ("نتنياهو", "نتانياهو", How.FUZZY),
        ("lavrov", "لافروف", How.TRANSLITERATED),
        ("lavrov", "وللافروف", How.TRANSLITERATED),
        ("لافروف", "Lavrov", How.TRANSLITERATED),
        ("hezbollah", "Hizbullah", How.FUZZY),
    ],
)
def test_a_word_stands_for_a_unit(word: str, raw: str, how: How) -> None:
    assert _hows(_held(word), raw) == {word: how}


def test_a_name_in_latin_letters_is_written_with_a_capital() -> None:
    assert _hows(_held("لافروف"), "lavrov") == {}
    assert _hows(_held("hezbollah"), "hizbullah") == {}


def test_what_no_pattern_wants_loosely_is_found_only_as_it_is() -> None:
    index = UnitIndex(EVIDENCE)
    index.hold("lavrov")
    assert _hows(index, "لافروف") == {}
    assert _hows(index, "Lavrov") == {"lavrov": How.FOLDED}
    assert _hows(_held("lavrov", crossing=0), "لافروف") == {}


def test_a_known_name_is_not_taken_for_a_similar_unit() -> None:
    index = _held("نتنياهو")
    index.hold("نتانياهو").named += 1
    assert _hows(index, "نتانياهو") == {"نتانياهو": How.FOLDED}


def test_halves_meet_in_the_units_that_are_written_so() -> None:
    index = _held("bitcoin", "bitumen")
    (hits,) = index.hits(["Bit"])
    assert [hit.half for hit in hits] == ["bit"]
    assert [unit.word for unit in index.split("bit", ("coins", "coin"))] == ["bitcoin"]
    assert index.split("bitc", ("oin",)) != []
    assert index.split("bitco", ("in",)) == []
    index.tighten(index.split("bit", ("coin",))[0], 1)
    assert index.split("bit", ("coin",)) == []


@given(st.lists(st.tuples(st.sampled_from(_WORDS), st.booleans()), max_size=8), st.permutations(range(8)))
def test_what_is_released_leaves_nothing_behind(held: list[tuple[str, bool]], order: list[int]) -> None:
    index = UnitIndex(EVIDENCE)
    taken = [(index.hold(word), crossing) for word, crossing in held]
    for unit, crossing in taken:
        index.loosen(unit, int(crossing))
    index.hits(_RAWS)
    for place in order:
        if place < len(taken):
            unit, crossing = taken[place]
            index.tighten(unit, int(crossing))
            index.release(unit)
    assert index.hits(_RAWS) == [()] * len(_RAWS)
    assert index.split("bit", ("coin",)) == []


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(units, "_REMEMBERED", 3)
    return iter([3])


@pytest.mark.usefixtures("few")
@given(st.lists(st.sampled_from(_RAWS), max_size=30))
def test_what_is_forgotten_is_found_again(raws: list[str]) -> None:
    index = _held(*_WORDS)
    thorough = _held(*_WORDS)
    for raw in raws:
        (found,) = index.hits([raw, raw])[:1]
        thorough.forget()
        (anew,) = thorough.hits([raw])
        assert [_told(hit) for hit in found] == [_told(hit) for hit in anew]


def _told(hit: Hit) -> tuple[object, ...]:
    return (hit.unit.word, *hit[1:])


def test_noise_is_no_word() -> None:
    index = _held(*_WORDS)
    assert index.hits(["لبنان" * 100, "x" * 5000]) == [(), ()]
