from __future__ import annotations

from bot.app.evaluating import Example, Figure, Mark
from bot.app.figure_table import as_json, examples, table
from bot.model.watch import How, Match


def _match(term: str, text: str, start: int) -> Match:
    return Match(term, term, "text", start, start + len(text), text, How.FUZZY, 71.5)


RAIN = "قبل المطر\nجاء كايرو وبعده كايرو"
FIGURES = (
    Figure(
        "en-ar",
        "recall EN->AR",
        0.6666,
        Mark(least=0.97),
        "3 sentences, 3 terms",
        (
            Example("Velimir", "في زيت", "زيت"),
            Example("Kestrel", "ذكر مدرسة", "مدرسة", _match("Kestrel", "ذكر مدرسة", 0), "clitic"),
        ),
        {"و": 0.5, "ف": 1.0},
    ),
    Figure(
        "false-en-ar",
        "false hits EN->AR",
        2.04,
        Mark(most=3.0),
        "2 articles, 3 terms",
        (
            Example("Agadir", "مصير", "", _match("Agadir", "مصير", 0), "ar-2"),
            Example("Cairo", RAIN, "", _match("Cairo", "كايرو", 14), "ar-1"),
            Example("Cairo", RAIN, "", _match("Cairo", "كايرو", 26), "ar-1"),
        ),
    ),
    Figure("cases", "labelled cases", 1.0, None, "4 cases"),
)


def test_each_figure_has_a_row_and_its_parts_another() -> None:
    assert list(table(FIGURES))[2:] == [
        "| recall EN->AR | 0.667 | >= 0.97 | missed | 3 sentences, 3 terms |",
        "| &nbsp; by kind | و 0.500, ف 1.000 | | | |",
        "| false hits EN->AR | 2.0 | <= 3 | met | 2 articles, 3 terms |",
        "| labelled cases | 1.000 |  |  | 4 cases |",
    ]


def test_programs_get_values_without_examples() -> None:
    recall, false, cases = as_json(FIGURES)
    assert recall == {
        "figure": "en-ar",
        "value": 0.6666,
        "mark": {"least": 0.97, "most": None},
        "met": False,
        "sample": "3 sentences, 3 terms",
        "parts": {"و": 0.5, "ف": 1.0},
    }
    assert (false["met"], cases["met"], cases["mark"]) == (True, None, None)


def test_what_was_missed_is_shown_with_what_was_found_instead() -> None:
    assert list(examples(FIGURES, "missed", 1)) == ["\nmissed, recall EN->AR (1 of 2):", "  Velimir -> زيت"]
    assert list(examples(FIGURES, "missed", 9))[2] == "  Kestrel -> مدرسة [clitic]; found 'ذكر مدرسة', fuzzy 71.5"


def test_false_hits_are_counted_and_shown_in_their_text_the_most_frequent_first() -> None:
    assert list(examples(FIGURES, "false", 9)) == [
        "\nfalse, false hits EN->AR (3 of 3):",
        "     2 x Cairo -> كايرو, fuzzy 71.5 [ar-1]: … قبل المطر جاء كايرو وبعده كايرو …",
        "     1 x Agadir -> مصير, fuzzy 71.5 [ar-2]: … مصير …",
    ]
    assert len(list(examples(FIGURES, "false", 1))) == 2
