from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.announcing import announce
from bot.alerts.briefing import brief, highlighted, tell
from bot.model.alert import Alert, AlertKind, Change, DeliveryKind, Notice, Summary
from bot.model.message import BlockKind, Message
from bot.model.news import Language
from bot.platforms.console import to_text
from tests.fakes import three_platforms
from tests.fakes.desk import PHRASES
from tests.fakes.rare_samples import RARE
from tests.fakes.sample_messages import (
    AR,
    ARABIC_LEAD,
    EN,
    ENGLISH_ALERT,
    ENGLISH_LEAD,
    SAMPLES,
    alert,
    chat,
    delivery,
    report,
    summary,
)


def told(kind: DeliveryKind, *alerts: Alert, language: Language = EN) -> Message:
    return tell(alerts, kind, chat(language), PHRASES)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_alerts_read_as_they_should(name: str) -> None:
    three_platforms.check(f"alerts/{name}", SAMPLES[name])


@pytest.mark.parametrize("language", [AR, EN])
def test_alerts_that_come_about_seldom_read_as_they_should(language: Language) -> None:
    told = {name.split(".")[0]: message for name, message in RARE.items() if message.language is language}
    three_platforms.check_all(f"alerts/rare.{language}", told)


@pytest.mark.parametrize("kind", ["new", "also", "update", "late"])
@pytest.mark.parametrize("language", [AR, EN])
def test_every_alert_can_be_acted_on_and_a_list_or_a_notice_has_no_such_buttons(kind: str, language: Language) -> None:
    asked = ["why 1", "apart 1", "mute story 1", "off 1"]
    assert [button.action for row in SAMPLES[f"{kind}.{language}"].buttons for button in row] == asked
    assert not SAMPLES[f"digest.{language}"].buttons
    assert not SAMPLES[f"notice.{language}"].buttons


def test_headline_and_summary_keep_their_own_language_and_the_frame_has_the_chats() -> None:
    message = SAMPLES["foreign.ar"]
    assert message.language is AR
    assert [(block.kind, block.language) for block in message.blocks] == [
        (BlockKind.HEADLINE, EN),
        (BlockKind.TEXT, EN),
        (BlockKind.CONTEXT, None),
    ]
    (piece,) = message.blocks[0].lines[0]
    assert (piece.bold, piece.url) == (True, "https://example.org/11")


def test_the_same_delivery_always_reads_the_same() -> None:
    one = delivery(DeliveryKind.SEND, chat(EN), ENGLISH_ALERT)
    assert brief(one, PHRASES) == brief(replace(one, attempts=3, doubtful=True), PHRASES)


def test_a_date_is_shown_where_publishing_and_seeing_lie_on_different_days() -> None:
    late = replace(ENGLISH_LEAD, published=ENGLISH_LEAD.seen - timedelta(days=2))
    text = to_text(told(DeliveryKind.SEND, replace(ENGLISH_ALERT, lead=late, reports=(late,))))
    assert "Reuters, published 17 Nov 02:15, seen 02:15 (Beirut)" in text


def test_an_article_without_a_title_opens_with_its_first_words_and_still_has_the_rest() -> None:
    bare = replace(ENGLISH_LEAD, title="", url="")
    long = Summary(" ".join(f"word{number}" for number in range(20)))
    message = told(DeliveryKind.SEND, replace(ENGLISH_ALERT, lead=bare, reports=(bare,), summary=long))
    lines = to_text(message, 300).splitlines()
    assert lines[0] == " ".join(f"word{number}" for number in range(12)) + "…"
    assert lines[1] == long.text
    empty = told(DeliveryKind.SEND, replace(ENGLISH_ALERT, lead=bare, reports=(bare,), summary=Summary("")))
    assert to_text(empty).splitlines()[0] == "A report without words from Reuters"


def test_a_first_message_that_waited_opens_with_the_latest_update() -> None:
    update = alert(
        report(20, "BBC", EN, "Toll rises to 30", 5), Summary("Thirty."), kind=AlertKind.UPDATE, change=Change("3", "30")
    )
    both = told(DeliveryKind.SEND, ENGLISH_ALERT, replace(update, reports=(ENGLISH_LEAD, update.lead)))
    text = to_text(both)
    assert text.startswith("Toll rises to 30\n")
    assert "Update: from 3 to 30" in text
    assert "Also: Reuters 02:14" in text


def test_updates_that_joined_say_the_first_state_and_the_last() -> None:
    first = alert(report(20, "BBC", EN, "Toll at 30", 5), Summary(""), kind=AlertKind.UPDATE, change=Change("3", "30"))
    second = alert(report(21, "BBC", EN, "Toll at 41", 9), Summary(""), kind=AlertKind.UPDATE, change=Change("30", "41"))
    text = to_text(told(DeliveryKind.REPLY, first, second))
    assert text.startswith("Toll at 41\n")
    assert "Update: from 3 to 41" in text
    assert "from 30" not in text
    plain = to_text(told(DeliveryKind.REPLY, replace(first, change=None)))
    assert "\nUpdate\n" in plain


def test_an_update_names_only_whoever_came_after_it() -> None:
    lead = report(20, "BBC", EN, "Toll at 30", 5)
    after = report(22, "AP", EN, "Thirty dead", 7)
    update = replace(alert(lead, Summary(""), kind=AlertKind.UPDATE), reports=(ENGLISH_LEAD, lead, after))
    text = to_text(told(DeliveryKind.REPLY, update))
    assert "Also: AP 02:21" in text
    assert "Reuters" not in text


def test_each_outlet_is_named_once_and_the_leads_own_not_at_all() -> None:
    others = (
        report(2, "BBC", EN, "a", 1, "copy"),
        report(3, "BBC", EN, "b", 2, "headline"),
        report(4, "Reuters", EN, "c", 3, "headline"),
    )
    text = to_text(told(DeliveryKind.EDIT, alert(ENGLISH_LEAD, Summary(""), *others)))
    assert "Also: BBC 02:16\n" in text


def test_many_outlets_are_counted_after_the_tenth() -> None:
    others = tuple(report(100 + number, f"Outlet {number}", EN, f"t{number}", 1, "headline") for number in range(2, 16))
    line = next(
        row
        for row in to_text(told(DeliveryKind.EDIT, alert(ENGLISH_LEAD, Summary(""), *others)), 999).splitlines()
        if "Also" in row
    )
    assert line.endswith("Outlet 11 02:15, 4 more outlets")
    assert "Outlet 12" not in line


@pytest.mark.parametrize(
    ("copies", "words"),
    [(1, "أيضاً: نسخة عن رويترز"), (2, "أيضاً: نسختان عن رويترز"), (3, "أيضاً: 3 نسخ عن رويترز"), (11, "أيضاً: 11 نسخة عن رويترز")],
)
def test_copies_are_counted_in_good_arabic(copies: int, words: str) -> None:
    others = tuple(report(number, f"موقع {number}", AR, ARABIC_LEAD.title, 1, "copy") for number in range(2, 2 + copies))
    text = to_text(told(DeliveryKind.EDIT, alert(ARABIC_LEAD, Summary(""), *others), language=AR))
    assert words in text.splitlines()


def test_a_copy_of_nobody_knows_what_is_not_put_down_to_anybody() -> None:
    others = (
        report(2, "BBC", EN, "own words", 1, "headline"),
        report(3, "Star", EN, "third title", 2, "copy"),
        report(4, "Sun", EN, "OWN words", 3, "copy"),
    )
    text = to_text(told(DeliveryKind.EDIT, alert(ENGLISH_LEAD, Summary(""), *others)))
    assert "Also: BBC 02:15, 1 BBC copy, 1 copy" in text or "Also: BBC 02:15, 1 copy, 1 BBC copy" in text


def test_highlights_are_bold_and_the_text_is_whole() -> None:
    line = highlighted(summary("A ship downed both", "ship", "both"))
    assert [(piece.text, piece.bold) for piece in line] == [("A ", False), ("ship", True), (" downed ", False), ("both", True)]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6))
def test_no_span_loses_or_doubles_a_letter(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in highlighted(Summary(text, spans=tuple(spans)))) == text


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("key", ["topic_closed", "topic_deleted"])
@pytest.mark.parametrize("prefix", ["", "notice."])
def test_a_notice_is_said_in_the_language_of_its_chat(language: Language, key: str, prefix: str) -> None:
    message = announce(Notice(f"{prefix}{key}"), chat(language), PHRASES)
    assert to_text(message, 500) == message.notification == PHRASES.text(language, f"notice.{key}")


def test_a_notice_that_no_catalogue_knows_is_said_as_it_stands() -> None:
    message = announce(Notice("notice.unheard_of", (("a", "1"), ("b", "2"))), chat(EN), PHRASES)
    assert to_text(message) == "notice.unheard_of 1 2"
    short = announce(Notice("notice.unheard_of"), chat(EN), PHRASES)
    assert to_text(short) == "notice.unheard_of"


def test_a_delivery_with_nothing_in_it_has_no_blocks() -> None:
    assert brief(delivery(DeliveryKind.SEND, chat(EN)), PHRASES).blocks == ()


@pytest.mark.parametrize(
    ("many", "language", "heading", "rest"),
    [
        (20, EN, "20 stories", None),
        (21, EN, "21 stories", "and one more"),
        (1970, EN, "1,970 stories", "and 1,950 more"),
        (21, AR, "21 حدثاً", "وحدث آخر"),
        (23, AR, "23 حدثاً", "و3 أحداث أخرى"),
    ],
)
def test_a_long_list_shows_the_newest_and_counts_the_rest(
    many: int, language: Language, heading: str, rest: str | None
) -> None:
    alerts = [alert(report(number, "BBC", EN, f"News {number}", 5), Summary("")) for number in range(many)]
    message = told(DeliveryKind.DIGEST, *alerts, language=language)
    title, bullets, *more = to_text(message, 300).splitlines()[0], message.blocks[1].lines, *message.blocks[2:]
    assert "".join(piece.text for piece in bullets[-1]).startswith(f"News {many - 1}")
    assert (title, len(bullets)) == (heading, 20)
    assert ["".join(piece.text for piece in block.lines[0]) for block in more] == ([rest] if rest else [])
