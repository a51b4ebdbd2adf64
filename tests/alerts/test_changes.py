"""What an update says has changed, in the chat's language."""

from __future__ import annotations

import pytest

from bot.alerts.changes import COUNTED, changes
from bot.model.alert import AlertKind, Change, Summary
from bot.model.news import Language
from bot.stories import counted
from tests.fakes.desk import PHRASES
from tests.fakes.sample_messages import AR, EN, alert, report


def said(chat: Language, *told: tuple[Language, Change | None]) -> list[str]:
    alerts = [
        alert(report(number, "BBC", story, "t", 5), Summary(""), kind=AlertKind.UPDATE, change=change)
        for number, (story, change) in enumerate(told, 20)
    ]
    return ["".join(piece.text for piece in line) for line in changes(alerts, chat, PHRASES)]


@pytest.mark.parametrize(
    ("chat", "story", "change", "wanted"),
    [
        (AR, AR, Change("3", "7", "جرحى"), "تحديث، عدد الجرحى: من 3 إلى 7"),
        (EN, AR, Change("3", "7", "جرحى"), "Update, wounded: from 3 to 7"),
        (AR, EN, Change("3", "7", "dead"), "تحديث، عدد القتلى: من 3 إلى 7"),
        (EN, EN, Change("3", "7", "dead"), "Update, death toll: from 3 to 7"),
        (AR, AR, Change("9", "12", "صاروخاً"), "تحديث: من 9 إلى 12 صاروخاً"),
        (EN, AR, Change("9", "12", "صاروخاً"), "Update: from 9 to 12"),
        (EN, EN, Change("90,000", "100,000", "dollars"), "Update: from 90,000 to 100,000 dollars"),
        (EN, EN, Change("3.5", "4"), "Update: from 3.5 to 4"),
        (AR, Language.OTHER, Change("3", "4", "Tote"), "تحديث: من 3 إلى 4"),
        (AR, AR, Change("الثالثة", "الرابعة", "الطائرة"), "تحديث، الطائرة: من الثالثة إلى الرابعة"),
        (EN, AR, Change("الثالثة", "الرابعة", "الطائرة"), "Update"),
        (EN, EN, Change("fall", "rises"), "Update"),
        (AR, AR, None, "تحديث"),
    ],
)
def test_what_is_counted_is_named_in_the_chats_language_or_not_at_all(
    chat: Language, story: Language, change: Change | None, wanted: str
) -> None:
    assert said(chat, (story, change)) == [wanted]


def test_two_languages_counting_one_thing_make_one_line_and_two_things_two() -> None:
    assert said(EN, (AR, Change("3", "7", "قتلى")), (EN, Change("7", "9", "dead"))) == ["Update, death toll: from 3 to 9"]
    both = said(EN, (AR, Change("3", "7", "قتلى")), (AR, Change("1", "2", "جرحى")))
    assert both == ["Update, death toll: from 3 to 7", "Update, wounded: from 1 to 2"]


def test_an_alert_that_is_no_update_changes_nothing() -> None:
    first = alert(report(1, "BBC", EN, "t", 5), Summary(""), change=Change("3", "7"))
    assert changes([first], EN, PHRASES) == ()


def test_every_class_of_people_that_stories_name_has_its_words_in_both_catalogues() -> None:
    assert set(COUNTED) == set(counted._LABELS)
    for kind in COUNTED:
        for language in (AR, EN):
            assert counted.label(kind, language) in PHRASES.words(language, f"counted.{kind}.words")
