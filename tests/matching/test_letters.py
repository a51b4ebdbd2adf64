from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.letters import IMPOSSIBLE, Letters, Step, Table, confusions
from bot.matching.training import learn
from tests.matching.conftest import EVIDENCE, PAIRS

_SMALL = Letters(learn(PAIRS, lambda _done, _of: None))
_LEARNED = [*{letter: None for arabic, _ in PAIRS for letter in arabic}]
_LEARNED_LATIN = [*{letter: None for _, latin in PAIRS for letter in latin}]
_ARABIC = st.text(alphabet=_LEARNED, max_size=9)
_LATIN = st.text(alphabet=_LEARNED_LATIN, max_size=9)
_PAIRS = st.one_of(st.sampled_from(PAIRS), st.tuples(_ARABIC, _LATIN))
_LETTERS = st.sampled_from([_SMALL, EVIDENCE.letters])
_ALEF_OR_BEH = {
    (None, Step("ا", "a")): 2,
    (Step("ا", "a"), Step("ب", "b")): 2,
    (Step("ب", "b"), None): 1,
    (None, Step("", "b")): 1,
}
_TINY = Letters(Table(_ALEF_OR_BEH))


@given(_LETTERS, _PAIRS)
def test_any_row_of_known_letters_has_a_likelihood(letters: Letters, pair: tuple[str, str]) -> None:
    found = letters.rendering(*pair)
    assert math.isfinite(found)
    assert -70 * (1 + len(pair[0]) + len(pair[1])) < found < 0


@pytest.mark.parametrize(("arabic", "latin"), [("ݐسام", "basim"), ("باسم", "bas1m"), ("ب", "ß"), ("a", "a"), ("باسم", "باسم")])
def test_letters_that_were_never_met_render_nothing(arabic: str, latin: str) -> None:
    assert _SMALL.rendering(arabic, latin) == IMPOSSIBLE


def test_what_is_too_long_for_a_name_renders_nothing() -> None:
    assert _SMALL.rendering("ا" * 24, "a" * 24) > IMPOSSIBLE
    assert _SMALL.rendering("ا" * 25, "a" * 24) == _SMALL.rendering("ا" * 24, "a" * 25) == IMPOSSIBLE


def test_without_a_table_no_word_renders_another() -> None:
    letters = Letters(Table({}))
    assert letters.rendering("باسم", "basim") == letters.of_arabic("باسم") == IMPOSSIBLE
    assert letters.of_latin("basim") < -600


@given(_LETTERS, st.sampled_from(PAIRS))
def test_a_name_is_rendered_likelier_than_another_in_its_place(letters: Letters, pair: tuple[str, str]) -> None:
    arabic, latin = pair
    others = [other for _, other in PAIRS if other[0] != latin[0]]
    assert letters.rendering(arabic, latin) > max(letters.rendering(arabic, other) for other in others)


@given(_LETTERS, _PAIRS, st.one_of(st.floats(-60, 60), st.floats(-2, 2)), st.sampled_from(["latin", "arabic", "both"]))
def test_giving_up_early_changes_no_result_that_is_likely_enough(
    letters: Letters, pair: tuple[str, str], spare: float, by: str
) -> None:
    arabic, latin = pair
    full = letters.rendering(arabic, latin)
    least = full - spare
    by_latin = [least] * (len(latin) + 1) if by != "arabic" else []
    by_arabic = [least] * (len(arabic) + 1) if by != "latin" else []
    found = letters.rendering(arabic, latin, by_latin=by_latin, by_arabic=by_arabic)
    assert found == full or (found == IMPOSSIBLE and full <= least)


def test_a_part_that_is_not_likely_enough_is_given_up() -> None:
    assert _SMALL.rendering("باسم", "basim", by_latin=[IMPOSSIBLE] * 3 + [0.0] * 3) == IMPOSSIBLE
    assert _SMALL.rendering("باسم", "basim", by_arabic=[IMPOSSIBLE] * 3 + [0.0] * 2) == IMPOSSIBLE
    assert _SMALL.rendering("باسم", "basim", by_latin=[0.0] + [IMPOSSIBLE] * 5) == IMPOSSIBLE


@given(_LETTERS, _PAIRS)
def test_a_word_is_at_least_as_likely_as_any_of_its_renderings(letters: Letters, pair: tuple[str, str]) -> None:
    arabic, latin = pair
    found = letters.rendering(arabic, latin)
    assert letters.of_arabic(arabic) >= found
    assert letters.of_latin(latin) >= found


@pytest.mark.parametrize(("word", "of"), [("ab", _TINY.of_latin), ("اب", _TINY.of_arabic)])
def test_the_likelihoods_of_all_words_come_to_no_more_than_one(word: str, of: Callable[[str], float]) -> None:
    words = ("".join(letters) for size in range(5) for letters in product(word, repeat=size))
    likely = {each: math.exp(of(each)) for each in words}
    assert 0.6 < sum(likely.values()) <= 1
    assert max(likely, key=likely.__getitem__) == word


def test_what_was_seen_is_far_likelier_than_what_was_not() -> None:
    seen, unseen = _TINY.rendering("اب", "ab"), _TINY.rendering("با", "ba")
    assert math.exp(seen) > 0.1
    assert math.exp(unseen) < 0.01


@given(_LETTERS, _ARABIC, _LATIN)
def test_a_course_has_a_value_for_each_place(letters: Letters, arabic: str, latin: str) -> None:
    for word, course in ((arabic, letters.course_of_arabic(arabic)), (latin, letters.course_of_latin(latin))):
        assert len(course) == len(word) + 1
        assert not word or course[0] == 0
        assert all(map(math.isfinite, course))


def test_courses_end_near_the_likelihoods_of_listed_names() -> None:
    letters = EVIDENCE.letters
    listed = [*EVIDENCE.renderings]
    sample = listed[:: len(listed) // 150]
    off = [
        abs(letters.of_latin(name) - letters.course_of_latin(name)[-1])
        if name.isascii()
        else abs(letters.of_arabic(name) - letters.course_of_arabic(name)[-1])
        for name in sample
    ]
    assert sum(each < 1 for each in off) >= len(off) * 2 / 3
    assert max(off) < 5


def test_remembering_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.matching.letters._REMEMBERED", 3)
    letters = Letters(learn(PAIRS, lambda _done, _of: None))
    for _ in range(2):
        for arabic, latin in PAIRS:
            assert letters.rendering(arabic, latin) == _SMALL.rendering(arabic, latin)
            assert len(letters._words) <= 3


def test_letters_that_render_the_same_are_confused_cheaply() -> None:
    for prices in (confusions(_SMALL.seen), EVIDENCE.confusions):
        assert prices["ت", "ط"] < 4 < prices.get(("م", "ب"), 8.0)
        assert all(price <= -math.log(3e-4) for price in prices.values())


def test_a_letter_is_taken_for_one_that_renders_the_same_by_how_often_it_does() -> None:
    # The t of this table is ت three times in four, and ط once; ت renders nothing else.
    prices = confusions({Step("ت", "t"): 3.0, Step("ط", "t"): 1.0, Step("م", "m"): 9.0})
    assert prices["ت", "ت"] == pytest.approx(-math.log(0.75 + 3e-4))
    assert prices["ت", "ط"] == pytest.approx(-math.log(0.25 + 3e-4))
    assert prices["م", "م"] == pytest.approx(0, abs=1e-3)
    assert ("ت", "م") not in prices
    assert confusions({}) == {}
