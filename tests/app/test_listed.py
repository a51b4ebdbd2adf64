from __future__ import annotations

import pytest

from bot.app.labelled import Pair
from bot.app.listed import Listed

LISTED = Listed(
    [
        Pair("القاهرة", "cairo"),
        Pair("كيرو", "cairo"),
        Pair("كيرو", "kiro"),
        Pair("سان خوسيه", "San José"),
        Pair("وليد", "walid"),
    ]
)


@pytest.mark.parametrize(
    ("term", "span"),
    [
        ("Cairo", "القاهرة"),
        ("cairo", "القاهره"),
        ("CAIRO", "وبالقاهرة"),
        ("Cairo", "للقاهرة"),
        ("Cairo", "فكيرو"),
        ("Cairo", "Cairo’s"),
        ("Cairo", "Kiro"),
        ("القاهرة", "Cairo"),
        ("القاهرة", "كيرو"),
        ("San José", "وسان خوسيه"),
        ("سان خوسيه", "San-Jose"),
        ("unlisted", "Unlisted"),
    ],
)
def test_a_listed_spelling_is_right_clitics_off(term: str, span: str) -> None:
    assert LISTED.holds(term, span)


@pytest.mark.parametrize(
    ("term", "span"),
    [
        ("Cairo", "قاهر"),
        ("Cairo", "كايرو"),
        ("Cairo", "Cairos"),
        ("القاهرة", "Kiro"),
        ("Walid", "ليد"),
        ("San José", "سان"),
        ("unlisted", "القاهرة"),
    ],
)
def test_anything_else_is_not(term: str, span: str) -> None:
    assert not LISTED.holds(term, span)
