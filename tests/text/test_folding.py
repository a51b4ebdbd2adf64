from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text.folding import _TOKEN, first_words, fold, folded, folded_words, tokens, word_spans, words

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


@pytest.mark.parametrize(
    "noise", ["ا" + "\u064b" * 200_000, "\u200f" * 200_000 + "a", "a'" * 100_000, "a." * 100_000, "'s" * 100_000]
)
def test_noise_ends(noise: str) -> None:
    assert fold(noise).text == folded(noise)
    assert len(tokens(noise)) <= len(noise)


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
