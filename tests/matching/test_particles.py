from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.particles import is_article, is_bound, is_particle, ways
from bot.text.folding import folded


def _ways(text: str) -> set[str]:
    return {" ".join(way.words) for way in ways(tuple(folded(text).replace("-", " ").split()))}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("عبد الرحمن", "عبدالرحمن"),
        ("عبدالرحمن", "عبد الرحمن"),
        ("عبد الرحمن", "abdul rahman"),
        ("عبد الرحمن", "abdurrahman"),
        ("عبد الصبور", "abdel الصبور"),
        ("Abdul Rahman", "عبد الرحمن"),
        ("Abdelsabour", "عبد sabour"),
        ("Abderrahim", "abdul rahim"),
        ("Abdullah", "عبد الله"),
        ("أبو خليل", "abu خليل"),
        ("Abu Khalil", "ابي khalil"),
        ("Nour al-Din", "nour الدين"),
        ("Noureddine", "nour الدين"),
        ("Nur ad-Din", "nureddin"),
        ("نورالدين", "نور الدين"),
        ("Van der Berg", "فان دير berg"),
        ("فون شتاينر", "von شتاينر"),
        ("Khalid al-Masri", "khalid masri"),
        ("McAllister", "ماك allister"),
    ],
)
def test_a_name_is_written_otherwise(text: str, other: str) -> None:
    assert folded(other) in _ways(text)
    assert folded(text) not in _ways(text)


@pytest.mark.parametrize(
    "text", ["Gaza", "غزة", "بن", "bin", "Abdul", "عبد", "أبواب", "والدين", "الله", "Al", "white van", "Salvador al"]
)
def test_what_has_no_other_way(text: str) -> None:
    assert _ways(text) == set()


def test_a_european_name_keeps_its_latin_particle() -> None:
    assert not {"di souza", "du souza"} & _ways("De Souza")
    assert {"دي souza", "desouza"} <= _ways("De Souza")


def test_a_name_that_lost_its_article_needs_it_in_arabic() -> None:
    [alone] = [way for way in ways(("el", "shazly")) if way.words == ("shazly",)]
    assert alone.crossed
    assert alone.article


def test_few_ways_even_for_many_particles() -> None:
    assert len(_ways("Abdullah bin Abdul Rahman bin Abu Khalil Al Thani van der Berg")) < 80


@pytest.mark.parametrize(
    ("word", "following", "is_one"), [("al", "rahman", True), ("ad", "din", True), ("ad", "campaign", False)]
)
def test_the_article_is_told_from_words(word: str, following: str, *, is_one: bool) -> None:
    assert is_article(word, following) is is_one


def test_words_of_their_own_are_particles_that_let_others_between() -> None:
    assert is_particle("van")
    assert not is_bound("van")
    assert is_bound("عبد")
    assert not is_particle("rahman")


@given(
    st.lists(
        st.sampled_from(
            [
                "عبد",
                "الرحمن",
                "نور",
                "الدين",
                "abdul",
                "al",
                "bin",
                "nour",
                "din",
                "van",
                "der",
                "x",
                "الله",
                "ابو",
                "abdullah",
                "ماك",
            ]
        ),
        min_size=1,
        max_size=7,
    )
)
def test_any_words_give_each_way_once(words: list[str]) -> None:
    found = [way.words for way in ways(tuple(words))]
    assert len(found) == len(set(found))
    assert all(word for way in found for word in way)
