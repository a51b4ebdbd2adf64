from __future__ import annotations

import pytest

from bot.matching.terms import form_of
from bot.matching.variants import variants
from bot.text.houses import other_house


def _written(text: str, *, exact: bool = False) -> set[str]:
    return {" ".join(form.words) for form in variants(form_of(text, exact=exact))}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("defence minister", "defense minister"),
        ("Labor", "labour"),
        ("reorganisation", "reorganization"),
        ("أبو عبيدة", "ابي عبيده"),
        ("بني وليد", "بنو وليد"),
        ("Mohammed bin Salman", "muhammad bin salman"),
        ("Osama bin Laden", "usama bin ladin"),
    ],
)
def test_other_ways_of_writing(text: str, other: str) -> None:
    assert other in _written(text)
    assert text not in _written(text)


@pytest.mark.parametrize("text", ["Gaza", "غزة", "said", "bin", "أبو", "promise", "tyre", "grey"])
def test_what_is_written_in_one_way(text: str) -> None:
    assert _written(text) == set()


def test_what_is_quoted_is_written_in_one_way() -> None:
    assert _written("defence minister", exact=True) == set()


def test_many_names_in_one_phrase_stay_few_forms() -> None:
    assert len(_written("Mohammed Ahmed Hussein Abdul Youssef")) <= 24


@pytest.mark.parametrize(("one", "other"), [("centre", "center"), ("programmes", "programs"), ("organising", "organizing")])
def test_houses_go_both_ways(one: str, other: str) -> None:
    assert (other_house(one), other_house(other)) == (other, one)


def test_a_word_of_one_spelling_has_no_other_house() -> None:
    assert {other_house(word) for word in ("rise", "size", "wise", "tire", "story")} == {None}


def test_names_that_are_words_in_arabic_are_written_as_those_beside_another_name() -> None:
    words_for = {"nour": ("نور",), "masri": ("المصري",)}
    for text, other in (("Nour al-Din", "نور الدين"), ("Khalid Masri", "khalid المصري")):
        assert other in {" ".join(form.words) for form in variants(form_of(text), words_for)}
    assert list(variants(form_of("Masri"), words_for)) == []


def test_only_a_term_itself_crosses_into_the_other_script() -> None:
    form = form_of("عبد الصبور")
    assert all(word.isascii() is False for each in variants(form) for word in each.words)
    crossed = {each.words for each in variants(form, {})}
    assert ("abdul", "الصبور") in crossed
    assert all(word.isascii() is False for each in variants(form_of("عبد الصبور", strict=True), {}) for word in each.words)
