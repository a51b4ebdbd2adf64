from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Language
from bot.text.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("بيتكوين", "ar"),
        ("رئيس الوزراء یزور کرکوک", "ar"),
        ("پوتين يصل إلى بكين", "ar"),
        ("سعر Bitcoin يتجاوز مئة ألف دولار", "ar"),
        ("Bitcoin passes $100,000", "en"),
        ("The president of the country said it will be on the table after this", "en"),
        ("Price of بيتكوين today", "en"),
        ("ایران: پایان مذاکرات هسته‌ای در وین", "und"),
        ("رئیس جمهور برای دیدار با همتای خود از این کشور است", "und"),
        ("پاکستان میں زلزلہ کے بعد امدادی کام", "und"),
        ("کوردستان هەواڵ", "und"),
        ("Le président de la République est arrivé dans la capitale pour une visite", "und"),
        ("Der Präsident ist nicht mit dem Zug in die Stadt und auf das Land", "und"),
        ("Президент заявил", "und"),
        ("北京", "und"),
        ("", "und"),
        ("123 … 🚀", "und"),
    ],
)
def test_language_of(text: str, language: str) -> None:
    assert language_of(text) is Language(language)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(language_of(text), Language)


def test_a_long_text_is_not_read_to_its_end() -> None:
    assert language_of("the news of the day " * 500_000) is Language.ENGLISH
