from __future__ import annotations

from collections import Counter

import pytest

from bot.matching.letters import Letters, Step, Table
from bot.matching.training import ROUNDS, best_reading, learn, usual
from tests.matching.conftest import PAIRS

# Too long to be read with any likelihood that a float can hold.
_UNREADABLE = ("ث", "x" * 400)


def _learned(*pairs: tuple[str, str]) -> Table:
    return learn(pairs, lambda _done, _of: None)


def _spelled(reading: tuple[Step, ...] | None) -> str:
    return " ".join(f"{step.arabic}{step.latin}" if step.latin else step.arabic for step in reading or ())


@pytest.fixture(scope="module")
def table() -> Table:
    return _learned(*PAIRS)


@pytest.mark.parametrize(
    ("arabic", "latin", "reading"),
    [
        ("خالد", "khaled", "خkh اa لl e دd"),
        ("شريف", "sharif", "شsh a رr يi فf"),
        ("لندن", "london", "لl o نn دd o نn"),
        ("قاسم", "qasim", "قq اa سs i مm"),
        ("شادي", "shadi", "شsh اa دd يi"),
        ("مراد", "murad", "مm u رr اa دd"),
    ],
)
def test_names_are_read_letter_by_letter(arabic: str, latin: str, reading: str, table: Table) -> None:
    assert _spelled(best_reading(arabic, latin, dict(Letters(table).seen))) == reading


def test_every_pair_that_is_read_begins_and_ends_once(table: Table) -> None:
    assert sum(count for (first, _), count in table.counts.items() if first is None) == len(PAIRS)
    assert sum(count for (_, second), count in table.counts.items() if second is None) == len(PAIRS)
    left: Counter[Step | None] = Counter()
    reached: Counter[Step | None] = Counter()
    for (first, second), count in table.counts.items():
        left[first] += int(count)
        reached[second] += int(count)
    assert left == reached


def test_a_pair_is_read_in_learned_steps_or_not_at_all() -> None:
    weights = {Step("س", "s"): 0.5, Step("ا", "a"): 0.5, Step("", "a"): 0.25}
    assert best_reading("سا", "sa", weights) == (Step("س", "s"), Step("ا", "a"))
    assert best_reading("س", "sa", weights) == (Step("س", "s"), Step("", "a"))
    assert best_reading("سا", "s", weights) is None
    assert best_reading("سم", "sm", weights) is None
    assert best_reading("", "", weights) == ()


def test_the_likelier_of_two_readings_is_taken() -> None:
    weights = {Step("ش", "sh"): 0.5, Step("ش", "s"): 0.5, Step("", "h"): 0.5}
    assert best_reading("ش", "sh", weights) == (Step("ش", "sh"),)
    assert best_reading("ش", "sh", weights | {Step("ش", "sh"): 0.2}) == (Step("ش", "s"), Step("", "h"))


def test_a_pair_that_cannot_be_read_changes_nothing(table: Table) -> None:
    assert _learned(*PAIRS, _UNREADABLE) == table
    assert _learned(*PAIRS, ("", "basim"), ("باسم", "")) == table


def test_order_and_repetition_change_nothing(table: Table) -> None:
    assert _learned(*reversed(PAIRS), *PAIRS[:5]) == table


@pytest.mark.parametrize("pairs", [(), (_UNREADABLE,), (("", ""),)])
def test_nothing_is_learned_from_nothing(pairs: tuple[tuple[str, str], ...]) -> None:
    assert _learned(*pairs) == Table({})


def test_rounds_are_told_as_they_are_done() -> None:
    told: list[tuple[int, int]] = []
    learn(PAIRS[:3], lambda done, of: told.append((done, of)))
    whole = ROUNDS + 3
    assert told == [(done, whole) for done in (*range(ROUNDS), ROUNDS, ROUNDS + 1, ROUNDS + 2, whole)]


def test_what_pairs_of_letters_usually_add_comes_near_the_likelihoods(table: Table) -> None:
    letters = Letters(table)
    for words, of, course in (
        ([arabic for arabic, _ in PAIRS], letters.of_arabic, letters.course_of_arabic),
        ([latin for _, latin in PAIRS], letters.of_latin, letters.course_of_latin),
    ):
        off = [abs(of(word) - course(word)[-1]) for word in words]
        assert max(off) < 3
        assert sum(each < 1 for each in off) >= len(off) * 2 / 3


def test_likelihoods_that_add_up_are_found_again() -> None:
    values = {"^a": -1.0, "^b": -2.0, "aa": -1.5, "ab": -2.5, "ba": -3.0, "bb": -3.5, "a$": -1.0, "b$": -0.5}
    words = {"".join(word) for word in ("a", "b", "ab", "ba", "aab", "abba", "bbb", "aaaa", "baab", "abab")}

    def likelihood(word: str) -> float:
        return sum(values[first + second] for first, second in zip(f"^{word}", f"{word}$", strict=True))

    found = usual(words, likelihood)
    assert found.keys() == values.keys()
    for word in words:
        guessed = sum(found[first + second] for first, second in zip(f"^{word}", f"{word}$", strict=True))
        assert guessed == pytest.approx(likelihood(word), abs=0.7)
    assert usual((), likelihood) == {}
