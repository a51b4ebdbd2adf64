"""Names and articles for the matching tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.app.evidence.tables import load_evidence
from bot.model.news import Article, Language
from bot.model.watch import Name

NAMES = (
    Name("bitcoin", "crypto", en=("Bitcoin",), ar=("بيتكوين", "بتكوين"), cased=("BTC",)),
    Name("litecoin", "crypto", en=("Litecoin",), ar=("لايتكوين",), cased=("LTC",)),
    Name("near", "crypto", en=("NEAR Protocol",), cased=("NEAR",)),
    Name(
        "centcom",
        "command",
        en=("CENTCOM", "U.S. Central Command", "United States Central Command"),
        ar=("سنتكوم", "القيادة المركزية الأميركية"),
        off=("القيادة المركزية", "Central Command"),
    ),
    Name("zaporizhzhia", "plant", en=("Zaporizhzhia", "Zaporozhye"), ar=("زابوريجيا", "زابوروجيا"), cased=("ZNPP",)),
    Name("hamas", "group", en=("Hamas",), ar=("حماس",)),
    Name("iran", "country", en=("Iran",), ar=("إيران",)),
    Name("mali", "country", en=("Mali",), ar=("مالي",)),
    Name("lebanon", "country", en=("Lebanon",), ar=("لبنان",)),
    Name("jerusalem", "city", en=("Jerusalem",), ar=("القدس",)),
    Name("jazeera", "outlet", en=("Al Jazeera",), ar=("الجزيرة",)),
    Name("who", "agency", en=("World Health Organization",), ar=("منظمة الصحة العالمية",), cased=("WHO",)),
    Name("netanyahu", "person", en=("Netanyahu",), ar=("نتنياهو",)),
)

EVIDENCE = load_evidence()

PAIRS = (
    ("باسم", "basim"),
    ("بدر", "badr"),
    ("برلين", "berlin"),
    ("بطرس", "butrus"),
    ("تامر", "tamer"),
    ("جابر", "jaber"),
    ("جميل", "jamil"),
    ("حاتم", "hatem"),
    ("حسن", "hasan"),
    ("خالد", "khaled"),
    ("خليل", "khalil"),
    ("داود", "dawud"),
    ("رامي", "rami"),
    ("زياد", "ziyad"),
    ("سالم", "salem"),
    ("سامي", "sami"),
    ("شادي", "shadi"),
    ("شريف", "sharif"),
    ("صالح", "saleh"),
    ("طارق", "tariq"),
    ("فادي", "fadi"),
    ("فريد", "farid"),
    ("قاسم", "qasim"),
    ("كامل", "kamil"),
    ("كريم", "karim"),
    ("لندن", "london"),
    ("ماجد", "majed"),
    ("مارتن", "martin"),
    ("مراد", "murad"),
    ("نادر", "nader"),
    ("نبيل", "nabil"),
    ("هشام", "hisham"),
    ("وارسو", "warsaw"),
    ("ياسر", "yaser"),
)
"""Folded names to learn letters from."""


@pytest.fixture
def names() -> tuple[Name, ...]:
    return NAMES


def write_article(title: str, text: str = "") -> Article:
    seen = datetime(2025, 11, 21, 12, tzinfo=UTC)
    return Article(1, "wire", "Wire", "k", title, text, "", Language.OTHER, None, seen)


@pytest.fixture
def article() -> Callable[..., Article]:
    return write_article
