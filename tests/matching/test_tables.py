from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.tables import Counts, Table, Words

_ENTRIES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["one", "two", "three", "four"])), max_size=12)


def _rows(entries: list[tuple[str, str]], key: str) -> list[str]:
    return [word for own, word in entries if own == key]


@given(_ENTRIES)
def test_words_are_collected_as_they_were_put_and_taken(entries: list[tuple[str, str]]) -> None:
    table: Table[str] = Table()
    words = Words()
    for number, (key, word) in enumerate(entries):
        assert table.put(key, word) == (not _rows(entries[:number], key))
        words.put(key, word)
    for cut in range(len(entries) + 1):
        left = entries[cut:]
        for key in "abc":
            found: list[str] = []
            words.collect([key, "none"], found)
            assert Counter(found) == Counter(_rows(left, key)) == Counter(table.rows.get(key, ()))
        if left:
            words.take(*left[0])
            assert table.take(*left[0]) == (len(_rows(left, left[0][0])) == 1)
    assert not table.rows


def test_what_is_not_there_cannot_be_taken() -> None:
    table: Table[str] = Table()
    table.put("a", "one")
    with pytest.raises(KeyError):
        table.take("b", "one")
    with pytest.raises(ValueError, match="not in tuple"):
        table.take("a", "two")


def test_counts_that_come_to_nothing_go() -> None:
    counts = Counts()
    counts.add("a", 1)
    counts.add("a", 1)
    counts.add("b", 1)
    counts.add("b", -1)
    assert counts.rows == {"a": 2}
