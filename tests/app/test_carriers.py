from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.carriers import CLITICS, attached, headlined, sentence


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("مدريد", ["ومدريد", "فمدريد", "بمدريد", "كمدريد", "لمدريد", "المدريد", "والمدريد", "بالمدريد", "للمدريد"]),
        ("ليبيا", ["وليبيا", "فليبيا", "بليبيا", "كليبيا", "لليبيا", "الليبيا", "والليبيا", "بالليبيا", "لليبيا"]),
        ("اليمن", ["واليمن", "فاليمن", "باليمن", "كاليمن", "لليمن", None, None, None, None]),
        ("الليث", ["والليث", "فالليث", "بالليث", "كالليث", "لليث", None, None, None, None]),
        # Too short for an article and a word behind it.
        ("الي", ["والي", "فالي", "بالي", "كالي", "لالي", "الالي", "والالي", "بالالي", "للالي"]),
    ],
)
def test_clitics_are_attached_as_they_are_written(word: str, written: list[str | None]) -> None:
    assert [attached(clitic, word) for clitic in CLITICS] == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("madrid", "Madrid"),
        ("new york", "New York"),
        ("saint-denis", "Saint-Denis"),
        ("o'brien", "O'Brien"),
        ("d’avalos", "D’Avalos"),
        ("a'sha", "A'sha"),
        ("østergaard", "Østergaard"),
        ("McDonald", "McDonald"),
    ],
)
def test_a_name_gets_the_capitals_of_a_newspaper(name: str, written: str) -> None:
    assert headlined(name) == written


@given(st.sampled_from(["مدريد", "Madrid", "سان خوسيه", "São Paulo"]), st.integers(0, 50))
def test_a_sentence_holds_its_word_where_it_says(word: str, number: int) -> None:
    made = sentence(word, number)
    assert made.text[made.start : made.start + len(word)] == made.word == word
    assert made.text.count(word) == 1


def test_sentences_are_of_the_words_script() -> None:
    for number in range(5):
        assert sentence("Madrid", number).text.isascii()
        assert not any("a" <= letter <= "z" for letter in sentence("مدريد", number).text.lower())
