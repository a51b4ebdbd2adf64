from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.skeleton import Skeletons, alike, alike_of, consonants, shortened, sound, telling
from tests.matching.conftest import EVIDENCE

_ARABIC = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", max_size=10)
_LATIN = st.text("abcdefghijklmnopqrstuvwxyz", max_size=12)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("لافروف", "lavrov"),
        ("شولتس", "scholz"),
        ("زيلينسكي", "zelensky"),
        ("خامنيي", "khamenei"),
        ("غوتيريش", "guterres"),
        ("جورج", "george"),
        ("اوستن", "austin"),
        ("يوكاوا", "yukawa"),
    ],
)
def test_a_name_has_a_key_in_common_with_its_rendering(arabic: str, latin: str) -> None:
    key = Skeletons.of_arabic(arabic)
    keys = {*EVIDENCE.skeletons.of_latin(latin)}
    near = {key, *shortened(key, 2)}
    assert near & (keys | {cut for each in keys for cut in shortened(each, 2)})


@pytest.mark.parametrize(("arabic", "latin"), [("لافروف", "madrid"), ("موسكو", "berlin")])
def test_other_names_have_none(arabic: str, latin: str) -> None:
    assert Skeletons.of_arabic(arabic) not in EVIDENCE.skeletons.of_latin(latin)


@pytest.mark.parametrize(
    ("one", "other"), [("كوغل", "كوجل"), ("نتنياهو", "نتانياهو"), ("hezbollah", "hizbullah"), ("gaddafi", "qaddafi")]
)
def test_spellings_of_one_script_are_alike(one: str, other: str) -> None:
    assert alike(one) == alike(other)


@given(_ARABIC, _LATIN)
def test_keys_are_short_and_few(arabic: str, latin: str) -> None:
    assert len(Skeletons.of_arabic(arabic)) <= len(arabic) + 1
    assert 1 <= len(EVIDENCE.skeletons.of_latin(latin)) <= 64
    assert alike(arabic) == alike_of(Skeletons.of_arabic(arabic)) or not arabic


@given(_ARABIC)
def test_a_key_is_shortened_by_each_of_its_consonants_but_the_first(word: str) -> None:
    key = alike(word)
    cuts = shortened(key, 2)
    assert len(cuts) == len(set(cuts)) == (len(key) - 1 if len(key) >= 2 else 0)
    assert all(len(cut) == len(key) - 1 and cut[0] == key[0] for cut in cuts)


@pytest.mark.parametrize(
    ("key", "least", "tells"), [("BN", 2, True), ("+B", 2, False), ("+B", 1, True), ("", 1, False), ("ЖК", 2, False)]
)
def test_what_tells_words_apart(key: str, least: int, tells: bool) -> None:
    assert telling(key, least) is tells


def test_both_scripts_sound_alike() -> None:
    assert sound("bush") == sound("بوس") == "bus"
    assert sound("phillipps") == "filibs"
    assert consonants(sound("لافروف")) == consonants(sound("lavrov")) == "lfrf"
