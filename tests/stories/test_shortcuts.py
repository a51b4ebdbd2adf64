"""What is passed over for speed changes no result: each short way is held against the long one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.model.news import Language
from bot.stories.counted import DEAD, WOUNDED
from bot.stories.fingerprint import _BOILERPLATE, PERMUTATIONS, WORDS, body_words, without_boilerplate
from bot.stories.headline import alike, wording
from bot.stories.lexemes import _any, lexemes
from bot.stories.numbers import quantities, tolls
from bot.stories.recent import _FIRST_PLACES, _STRETCH, _Signatures
from bot.text.folding import folded_words

_PIECES = (
    *"  .,-–:/@#$€+%٪'’_()\n\u00a0\u0640\u064b0123٣٥",
    *("وب", "ال", "x", " 5 pm", " F-35", "كوفيد-19", "www.a.b", "https://a.b/c", "a@b", "\u0130", "\u017f", "\u212a"),
    *(
        " dead ",
        " killed ",
        " two ",
        " hundred ",
        " and ",
        "twenty-",
        "fifth ",
        " no casualties ",
        " from ",
        " to ",
        " woundeds ",
    ),
    *(" قتلى ", " قتيلان ", " وجريح ", " مئة ", " خمسة ", "وعشرون ", " دون وقوع ضحايا ", " مقتل شخص ", " ألف ", " مليون ونصف "),
    *(" follow us on x. ", " Click here ", " تابعونا على ", " اقرأ أيضا "),
)
_TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=40).map("".join)


@given(_TEXTS)
@example("see www.a.b or https://a.b/c, F-35s and 5 pm, a@b and the plain rest-of-it.")
@example("12x'yz 3 – 30 ـ +961 1 234 567 ok")
def test_plain_parts_are_read_as_by_the_whole_grammar(text: str) -> None:
    assert lexemes(text) == tuple(_any(text, 0, len(text)))


@given(_TEXTS)
@example("a blast, no casualties")
@example("انفجار دون وقوع ضحايا")
@example("مقتل شخص")
@example("جريحان")
@example("5 woundeds")
@example("two killed and 3 cars")
def test_tolls_are_the_quantities_of_victims(text: str) -> None:
    every = quantities(text, Language.ARABIC)
    assert tolls(text, Language.ARABIC) == tuple(quantity for quantity in every if quantity.about in (DEAD, WOUNDED))


@given(_TEXTS)
def test_boilerplate_without_a_telltale_is_none(text: str) -> None:
    assert without_boilerplate(text) == _BOILERPLATE.sub(" ", text)


@pytest.mark.parametrize(
    "line",
    [
        "FOLLOW US ON Telegram",
        "Cl\u0131c\u212a here for all",
        "Tap more",
        "read to our last page",
        "Subscribe for our letter",
        "SIGN UP here",
        "download our app",
        "For more stories on this",
        "more news from Yemen",
        "All rights\u00a0re\u017ferved",
        "Copyright © us",
        "share this article",
        "To join our channel",
        "Reporting by A B; editing by C D",
        "تابعونا على تويتر",
        "ابعون عبر المنصات",
        "لمتابعة آخر الأخبار",
        "اشتركوا في القناة",
        "للاشتراك بالنشرة",
        "حمّلوا تطبيق الجزيرة",
        "حملو التطبيق",
        "جميع الحقوق محفوظة",
        "اقرأوا المزيد",
        "شاهد أيضاً الصور",
        "شاهدوا أيضا",
        "انضموا إلى قناتنا",
        "انقروا هنا",
    ],
)
def test_every_kind_of_boilerplate_has_its_telltale(line: str) -> None:
    left = without_boilerplate(f"{line}.").strip()
    assert left in {"", "ل"}
    assert left == _BOILERPLATE.sub(" ", f"{line}.").strip()


@pytest.mark.parametrize("length", [30, WORDS - 1, WORDS, WORDS + 1, 3 * WORDS])
@pytest.mark.parametrize("word", ["كلمة", "a", "longwordinbetween", "U.S."])
@pytest.mark.parametrize("at", [0, 100, 190, 199, 200, 250])
def test_the_first_words_are_those_of_the_whole_head(word: str, length: int, at: int) -> None:
    written = [word] * length
    written.insert(at, "Click here for this")
    text = " ".join(written)
    assert body_words(text) == folded_words(_BOILERPLATE.sub(" ", text[: WORDS * 30]))[:WORDS]


def test_a_trigram_that_comes_twice_counts_twice() -> None:
    assert alike(wording("bababa"), wording("bababa")) == 100.0
    assert len(wording("bababa").grams) == len("<bababa>") - 2
    assert alike(wording("bababa"), wording("baba")) < 95.0


def test_signatures_are_found_in_every_stretch_of_the_window() -> None:
    held = _Signatures()
    for row in range(_STRETCH + 300):
        held.put(row, [(row * 40_503 + place) % 65_521 for place in range(PERMUTATIONS)])
    wanted = list(range(PERMUTATIONS))
    held.drop(5)
    held.put(5, [65_535] * _FIRST_PLACES + wanted[_FIRST_PLACES:])
    for row, agreeing in ((7, 60), (_STRETCH - 1, 40), (_STRETCH, 30), (_STRETCH + 299, 128)):
        held.drop(row)
        held.put(1_000_000 + row, [*wanted[:agreeing], *[65_535] * (PERMUTATIONS - agreeing)])
    found = {row - 1_000_000: count for row, count in held.like(wanted, 30) if row >= 1_000_000}
    assert found == {7: 60, _STRETCH - 1: 40, _STRETCH: 30, _STRETCH + 299: 128}
    assert 5 not in dict(held.like(wanted, 30))
