from __future__ import annotations

from datetime import UTC, datetime

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Article, Language
from bot.model.watch import How, Match
from bot.store.records import as_summary, summary_record
from bot.stories.sentences import sentences
from bot.stories.summary import FULLER, LIMIT, summarize, summarize_twice
from bot.text.folding import tokens

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TEXT = (
    "أسقطت سفينة أميركية طائرتين مسيرتين فوق البحر الأحمر فجر اليوم. لم تقع إصابات، بحسب البيان. "
    "وتتكرر الهجمات في الممر منذ أشهر؛ ويقول خبراء إن كلفة الشحن ارتفعت. هل يتوسع النزاع؟ لا أحد يجيب. "
    "وفي سياق آخر، قالت سنتكوم إن قائدها زار المنامة أمس والتقى مسؤولين هناك."
)


def article(text: str, title: str = "", language: Language = Language.ARABIC) -> Article:
    return Article(1, "s", "S", "k", title, text, "", language, NOW, NOW)


def matches(text: str, word: str, score: float = 100.0) -> list[Match]:
    return [
        Match(word, word, "text", m.start(), m.end(), m.group(), How.EXACT, score)
        for m in regex.finditer(regex.escape(word), text)
    ]


def test_the_sentence_that_matches_is_in_and_highlighted() -> None:
    summary = summarize(article(TEXT), matches(TEXT, "سنتكوم"))
    assert summary.sentences[-1].startswith("وفي سياق آخر، قالت سنتكوم")
    assert summary.sentences[0].startswith("أسقطت سفينة")
    assert [summary.text[start:end] for start, end in summary.spans] == ["سنتكوم"]
    assert len(summary.text) <= LIMIT


def test_where_room_is_short_the_sentence_that_matches_goes_before_the_first() -> None:
    summary = summarize(article(TEXT), matches(TEXT, "سنتكوم"), limit=75)
    assert summary.sentences == ("وفي سياق آخر، قالت سنتكوم إن قائدها زار المنامة أمس والتقى مسؤولين هناك.",)


def test_a_match_in_the_first_sentence_takes_the_lead_of_two() -> None:
    summary = summarize(article(TEXT), matches(TEXT, "سفينة"), limit=95)
    assert summary.sentences == (
        "أسقطت سفينة أميركية طائرتين مسيرتين فوق البحر الأحمر فجر اليوم.",
        "لم تقع إصابات، بحسب البيان.",
    )


def test_title_said_again_bylines_tags_and_boilerplate_are_left_out() -> None:
    title = "سنتكوم تعلن إسقاط مسيّرتين"
    text = (
        f"{title}.\nبقلم: سامي حداد\nبيروت – رويترز: "
        "أسقطت سفينة أميركية طائرتين مسيرتين. تابعونا على تويتر.\nلا إصابات بحسب البيان."
    )
    summary = summarize(article(text, title), ())
    assert summary.text == "أسقطت سفينة أميركية طائرتين مسيرتين. لا إصابات بحسب البيان."


def test_an_english_dateline_is_left_out() -> None:
    text = "LONDON (Reuters) - A ship downed two drones at dawn. Follow us on Twitter. No one was hurt, it said."
    assert (
        summarize(article(text, language=Language.ENGLISH), ()).text
        == "A ship downed two drones at dawn. No one was hurt, it said."
    )


def test_an_empty_text_gives_an_empty_summary() -> None:
    assert summarize(article("", "عنوان"), ()).text == ""
    assert summarize(article(" \n ", "عنوان"), ()).sentences == ()


def test_a_long_sentence_is_cut_at_a_word_and_keeps_its_match() -> None:
    text = "كلمة " * 150 + "سنتكوم " + "كلمة " * 150
    summary = summarize(article(text), matches(text, "سنتكوم"))
    assert len(summary.text) <= LIMIT
    assert summary.text.startswith("…")
    assert summary.text.endswith("كلمة…")
    assert [summary.text[start:end] for start, end in summary.spans] == ["سنتكوم"]


def test_title_matches_are_not_highlighted_in_the_text() -> None:
    match = Match("x", "x", "title", 0, 5, "أسقطت", How.EXACT, 100.0)
    assert summarize(article(TEXT), [match]).spans == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mr. Biden left the U.S. on Jan. 5. He won 3.5 percent.",
            ["Mr. Biden left the U.S. on Jan. 5.", "He won 3.5 percent."],
        ),
        ('He said "Go." Then he left!', ['He said "Go."', "Then he left!"]),
        ("At 5 p.m. Monday it rose. It fell at 6 p.m. today.", ["At 5 p.m. Monday it rose.", "It fell at 6 p.m. today."]),
        ("قال د. سامي كلمة. هل ذهب؟ نعم؛ ثم عاد…", ["قال د. سامي كلمة.", "هل ذهب؟", "نعم؛", "ثم عاد…"]),
        ("ارتفع 3.5 في المئة.وقال البيان", ["ارتفع 3.5 في المئة.", "وقال البيان"]),
        ("سطر أول\nسطر ثان", ["سطر أول", "سطر ثان"]),
        ("«لا نعلم.» قالها ومضى.", ["«لا نعلم.»", "قالها ومضى."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text)] == expected


WORDS = st.sampled_from(
    [
        "سنتكوم",
        "البحر",
        "قال",
        "centcom",
        "Mr.",
        "3.5",
        "👩‍👩‍👧",
        "é",
        "نعم؟",
        "نهاية.",
        "end.",
        "«قول»",
        "وقف؛",
        "…",
        "\n",
        "مُشَكَّلٌ",
        "x" * 40,
        "ـــ",
        "(رويترز)",
        "-",
    ]
)
TEXTS = st.lists(WORDS, max_size=120).map(" ".join) | st.text(max_size=500)


@given(text=TEXTS, title=st.lists(WORDS, max_size=6).map(" ".join), limit=st.integers(1, 400), data=st.data())
def test_a_summary_is_short_own_words_and_highlights_what_matched(
    text: str, title: str, limit: int, data: st.DataObject
) -> None:
    words = tokens(text)
    picked = data.draw(st.lists(st.sampled_from(words), max_size=4)) if words else []
    found = [Match("t", "t", "text", token.start, token.end, token.raw, How.FOLDED, 90.0) for token in picked]
    summary = summarize(article(text, title), found, limit)
    assert len(summary.text) <= limit
    assert summary.text == " ".join(summary.sentences)
    for start, end in summary.spans:
        assert 0 <= start < end <= len(summary.text)
        assert any(summary.text[start:end] == text[first.start : last.end] for first in picked for last in picked)
    at = -1
    own = [sentence.text for sentence in sentences(text)]
    for sentence in summary.sentences:
        bare = sentence.removeprefix("…") if sentence not in text else sentence
        bare = bare if bare in text else bare.removesuffix("…")
        assert bare in text
        place = next((number for number, whole in enumerate(own) if number > at and bare in whole), None)
        assert place is not None
        at = place
        end = text.find(bare) + len(bare)
        assert end == len(text) or any(match.start() == end for match in regex.finditer(r"\X", text)) or sentence == bare


def test_a_fuller_summary_stands_beside_the_short_one_where_it_says_more() -> None:
    sentences_of_the_text = [
        f"البيان رقم {number} يذكر سنتكوم والسفينة في الممر ويصف ما جرى هناك بتفصيل." for number in range(30)
    ]
    text = " ".join(sentences_of_the_text)
    summary = summarize_twice(article(text), matches(text, "سنتكوم"))
    assert summary.fuller is not None
    assert len(summary.text) <= LIMIT < len(summary.fuller.text) <= FULLER
    assert set(summary.sentences) < set(summary.fuller.sentences)
    assert all(summary.fuller.text[start:end] == "سنتكوم" for start, end in summary.fuller.spans)
    assert as_summary(summary_record(summary)) == summary
    assert summarize_twice(article(TEXT), matches(TEXT, "سنتكوم")).fuller is None
    assert summarize_twice(article(""), ()).fuller is None
