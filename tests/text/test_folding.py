from __future__ import annotations

import sys
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text.folding import (
    _TOKEN,
    _folded_word,
    first_words,
    fold,
    folded,
    folded_words,
    folded_words_of_each,
    tokens,
    word_spans,
    words,
)

_ALPHABET = "abAB'’s. -_ـ١۲ßﷺﻻéÉ½«»ابةهيىئأآ\u064b\u0651\u200f\u200c\u00ad\u0301\ud800\x00İ'"
_TEXTS = st.one_of(st.text(), st.text(alphabet=_ALPHABET, max_size=40), st.text(st.characters(exclude_categories=())))


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("البِيتْكُوين", "البيتكوين"),
        ("بيتكـــوين", "بيتكوين"),
        ("بيت\u200cكوين", "بيتكوين"),
        ("آأإٱ", "اااا"),
        ("مصطفى", "مصطفي"),
        ("مسؤول مسئول", "مسوول مسيول"),
        ("هيئة", "هييه"),
        ("ﻻ ﻛﻮﺭﻭﻧﺎ", "لا كورونا"),
        ("ملک ایران", "ملك ايران"),
        ("پوتين گاز ڤيينا", "بوتين غاز فيينا"),
        ("٢٠٢٥ ۲۰۲۵", "2025 2025"),
        ("Erdoğan Łódź naïve Straße", "erdogan lodz naive strasse"),
        ("Bitcoin's Bitcoin’s", "bitcoin bitcoin"),
        ("Sana’a Sana'a's", "sanaa sanaa"),
        ("the players' room", "the players' room"),
        ("U.S. U.S U.S.’s", "us us us"),
        ("F‑35 – “quoted” «منقول»", 'f-35 - "quoted" "منقول"'),
        ("ＢＩＴＣＯＩＮ", "bitcoin"),
        ("Bitcoin™", "bitcoin™"),
        ("İstanbul ISTANBUL ıstanbul", "istanbul istanbul istanbul"),
        ("اف-٣٥ إف‑۳۵ إف 35", "اف-35 اف-35 اف 35"),
        ("ﷲ ﷺ", "الله صلي الله عليه وسلم"),
        ("أݣادير ڨابس ڢاس ڧفصة", "اكادير قابس فاس قفصه"),
        ("کراچی ٹوئٹر گھوڑا", "كراجي تويتر غهورا"),
        ("هٔ ه\u0654 ۀ", "ه ه ه"),
        ("Əliyev Ŋaba Ɓauchi Øre Ħal", "aliyev naba bauchi ore hal"),
        ("e\u1dc4 o\u20d7 1\ufe0f\u20e3", "e o 1"),
        ("x\U000e0061y 𝐁𝐢𝐭𝐜𝐨𝐢𝐧 ⅫV ①", "xy bitcoin xiiv 1"),
        # Letters of other scripts that only look alike stay what they are.
        ("Bitсoin Оrbán Βit", "bitсoin оrban βit"),
    ],
)
def test_spellings_fold_to_one_form(written: str, form: str) -> None:
    assert folded(written) == form


@given(_TEXTS)
@example("ab's.c")
@example("a's.b")
@example("a.b.'s")
@example("x'y's")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(_TEXTS)
def test_both_ways_of_folding_agree(text: str) -> None:
    assert fold(text).text == folded(text)


@given(_TEXTS)
@example("كتابٌـ\u200f")
def test_offsets_are_monotone_and_cover_the_original(text: str) -> None:
    result = fold(text)
    spans = [result.span(place, place + 1) for place in range(len(result.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[0] <= two[0] and one[1] <= two[1] for one, two in pairwise(spans))
    if spans:
        assert result.span(0, len(result.text)) == (spans[0][0], spans[-1][1])


@given(_TEXTS)
def test_a_letter_leads_back_to_what_it_was(text: str) -> None:
    result = fold(text)
    for place, letter in enumerate(result.text):
        start, end = result.span(place, place + 1)
        assert letter in folded(text[start:end]) or letter in "".join(folded(part) for part in text[start:end])


@given(_TEXTS)
def test_tokens_are_the_readers_own_letters(text: str) -> None:
    found = tokens(text)
    assert all(token.raw == text[token.start : token.end] for token in found)
    assert all(one.start <= two.start for one, two in pairwise(found))
    assert all(token.text and token.text == folded(token.text) for token in found)


@given(_TEXTS)
def test_words_stand_where_their_spans_say(text: str) -> None:
    assert [text[start:end] for start, end in word_spans(text)] == words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وبِالبيتكوين، اليوم", [("وبالبيتكوين", "وبِالبيتكوين"), ("اليوم", "اليوم")]),
        ("#القيادة_المركزية", [("القياده", "القيادة"), ("المركزيه", "المركزية")]),
        ("Bitcoin-backed", [("bitcoin", "Bitcoin"), ("backed", "backed")]),
        ("Bitcoin's price", [("bitcoin", "Bitcoin's"), ("price", "price")]),
        ("the U.S. said", [("the", "the"), ("us", "U.S."), ("said", "said")]),
        ("\u200fبيتكوين\u200f.", [("بيتكوين", "بيتكوين")]),
        ("كتابٌ جديد", [("كتاب", "كتابٌ"), ("جديد", "جديد")]),
        ("½", [("1", "½"), ("2", "½")]),
        ("بيت\u200cكوين می\u200cشود", [("بيتكوين", "بيت\u200cكوين"), ("ميشود", "می\u200cشود")]),
        ("#هاشتاغ_غزة_2025", [("هاشتاغ", "هاشتاغ"), ("غزه", "غزة"), ("2025", "2025")]),
        ("\u202bإف-٣٥\u202c", [("اف", "إف"), ("35", "٣٥")]),
        ("الـBitcoin بـ F-35", [("الbitcoin", "الـBitcoin"), ("ب", "بـ"), ("f", "F"), ("35", "35")]),
        ("\ufefbهاي \ufefb", [("لاهاي", "\ufefbهاي"), ("لا", "\ufefb")]),
        ("ﷲ اكبر", [("الله", "ﷲ"), ("اكبر", "اكبر")]),
        ("\x00بيت\x00 \ud800كوين\udfff", [("بيت", "بيت"), ("كوين", "كوين")]),
        ("ـــ … ؟", []),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(token.text, token.raw) for token in tokens(text)] == expected


def test_span_takes_the_marks_along() -> None:
    text = "سعر البِيتْكُويــن اليوم"
    result = fold(text)
    start = result.text.index("البيتكوين")
    assert text[slice(*result.span(start, start + len("البيتكوين")))] == "البِيتْكُويــن"


_NOISE = {
    "marks": "\u064b",
    "words": "وبِالبيتكوين ",
    "unseen": "\u200f",
    "letters and unseen": "a\u200f",
    "apostrophes": "a'",
    "possessives": "ab's",
    "dots": "a.",
    "surrogates": "\ud800",
    "nul": "a\x00",
    "letters": "b",
    "underscores": "ا_",
    "combining": "o\u0302\u0323",
}


@pytest.mark.parametrize("noise", _NOISE.values(), ids=_NOISE)
def test_a_megabyte_of_noise_ends_and_both_ways_still_agree(noise: str) -> None:
    # In UTF-8: most of these letters take two bytes.
    text = "ا" + noise * (500_000 // len(noise))
    assert fold(text[:100_000]).text == folded(text[:100_000])
    found = tokens(text)
    assert [token.text for token in found] == folded_words(text)
    assert all(token.raw == text[token.start : token.end] for token in found[:: max(1, len(found) // 100)])


def _steps(text: str) -> int:
    """How many lines of the folding module run while a text is taken apart and folded, whatever the machine's speed."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.endswith("folding.py"):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        fold(text)
        tokens(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("noise", [*_NOISE.values(), "ﷺ", "ﷺ "], ids=[*_NOISE, "ligatures", "ligature words"])
def test_work_grows_no_faster_than_the_text(noise: str) -> None:
    few = _steps(noise * (500 // len(noise)))
    assert _steps(noise * (5_000 // len(noise))) <= 12 * few + 1000


def test_ten_thousand_marks_on_one_letter_are_one_letter() -> None:
    text = "كتا" + "\u064b" * 10_000 + "ب"
    assert [token[:2] for token in tokens(text)] == [("كتاب", text)]
    assert fold(text).span(0, 4) == (0, len(text))


def test_a_long_run_of_ligatures_is_bounded() -> None:
    text = "ﷺ" * 1_000_000
    assert len(tokens(text)) < 10_000
    assert tokens(text)[0].raw == "ﷺ"


def test_noise_is_not_remembered() -> None:
    before = _folded_word.cache_info().currsize
    for size in range(200, 260):
        tokens("ق" * size)
        folded_words("ق" * size)
    assert _folded_word.cache_info().currsize == before


@given(_TEXTS, st.integers(0, 12))
def test_folded_words_are_those_of_the_tokens(text: str, most: int) -> None:
    every = [token.text for token in tokens(text)]
    assert folded_words(text) == every
    assert first_words(text, most) == every[:most]


def test_the_last_of_the_first_words_is_whole() -> None:
    assert first_words("abcdefghijklmnop qrst", 1) == ["abcdefghijklmnop"]
    assert first_words("a b c d", 2) == ["a", "b"]


@given(_TEXTS)
def test_spans_are_found_again_by_the_words_alone(text: str) -> None:
    spans = [match.span() for match in _TOKEN.finditer(text)]
    assert word_spans(text) == word_spans(text, words(text)) == spans


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("#GazaUnderAttack", ["Gaza", "Under", "Attack"]),
        ("see #FreeGaza now", ["see", "Free", "Gaza", "now"]),
        ("#COP28 #Bitcoin2049 #gaza", ["COP28", "Bitcoin2049", "gaza"]),
        ("GazaUnderAttack iPhone", ["GazaUnderAttack", "iPhone"]),
        ("#غزة_الآن", ["غزة", "الآن"]),
    ],
)
def test_capitals_part_the_words_of_a_hashtag(text: str, parts: list[str]) -> None:
    assert words(text) == parts
    assert [token.raw for token in tokens(text)] == parts
    assert [text[start:end] for start, end in word_spans(text)] == parts


@given(st.lists(_TEXTS, max_size=5))
def test_many_texts_give_the_words_of_each(texts: list[str]) -> None:
    plain = [text.replace("#", "") for text in texts]
    assert folded_words_of_each(plain) == [tuple(token.text for token in tokens(text)) for text in plain]
