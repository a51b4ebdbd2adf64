"""Arabic that speaks to nobody as a man or a woman: nouns (رصد) and passives instead of imperatives (ارصد, ارصدي) and "you".

What people may type is another matter: the lists of words take every form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from bot.model.news import Language
from tests.fakes.desk import load_catalogues

# Roots of what a bot may be tempted to order, as an imperative to a man; to a woman it ends in ي, to many in وا.
ORDERED = frozenset(
    re.findall(
        r"\S+",
        "اضغط انقر اكتب ارصد أرسل اختر جرب أضف احذف استخدم استعمل راسل تأكد حاول افتح اذهب ادخل أدخل انتظر راجع تحقق اسأل ابدأ "
        "اقرأ انظر لاحظ انسخ ألصق اطلب أوقف استأنف اكتم شاهد تابع راقب ابحث احفظ انقل امنح اسحب",
    )
)
TOLD = ("أنت", "أنتِ", "أنتم", "يمكنك", "تستطيع", "تستطيعين", "عليك", "لديك", "تريد", "تريدين", "ترغب", "ترغبين", "تود")
# All but the damma: by that alone a passive (أُرسل, it was sent) is told from an order.
MARKS = re.compile("[\u064b-\u064e\u0650-\u0652\u0640]")


def sentences(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a catalogue with its key, but for the lists of words that people may type."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from sentences(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            yield f"{prefix}{name}", value


def addressed(text: str) -> set[str]:
    """The words of a text that order or address somebody."""
    forms = {f"{word}{ending}" for word in ORDERED for ending in ("", "ي", "وا")}
    bare = {MARKS.sub("", word) for word in forms | set(TOLD)}
    words = (MARKS.sub("", word) for word in re.findall(r"[\u0621-\u0652]+", text))
    return {word for word in words if word in bare or word.removeprefix("و") in bare}


def test_no_sentence_orders_or_addresses_anybody() -> None:
    texts = dict(sentences(load_catalogues()[Language.ARABIC]))
    assert len(texts) > 500
    assert {key: addressed(text) for key, text in texts.items() if addressed(text)} == {}


@pytest.mark.parametrize("text", ["اضغط على الزر.", "وأرسلي الرقم.", "يمكنك كتابة كلمة.", "اكتبوا «مساعدة»."])
def test_an_order_would_be_found(text: str) -> None:
    assert addressed(text)
